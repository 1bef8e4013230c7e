"""Codes that a rule names and nobody knows: they would be counted as nobody, and never noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import attrs

from recovery.cohort import SUBJECTS
from recovery.cohort.wait import CENSORS
from recovery.days import day_number, iso_day
from recovery.errors import RecoveryError, allowed
from recovery.indicators.beside import Beside
from recovery.indicators.conditions import Condition, Test, number_of
from recovery.indicators.counting import CountRule
from recovery.indicators.toml_reader import meant
from recovery.register.cells import latest
from recovery.register.columns import MILESTONE_CODES, NOT_A_VALUE, SERVICE_CODES, Column, Kind
from recovery.register.schema import TABLES
from recovery.vocabulary import Vocabulary

__all__ = ["code_faults"]

MILESTONES = ("origin", "outcome", "competing", "milestone", "confirmed", "lost")
"""Fields of rules that name milestones."""
_OF_CODES = ("is", "any_of", "all_of")
_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "is": ("id", "code", "text", "day", "integer", "number"),
    "any_of": ("id", "code", "text"),
    "all_of": ("id", "code", "text"),
    "at_least": ("integer", "number"),
    "true": ("boolean",),
    "not_after": ("day",),
}
"""The kinds of columns of which something can be asked; anything else can be asked of all."""
_HOLDS: Mapping[Kind, str] = {
    "id": "ids",
    "code": "codes",
    "day": "days",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true or false",
    "text": "text",
}


def code_faults(rule: object, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield each code that a rule names and that is none, and each question to a wrong column.

    Parameters
    ----------
    rule
        A rule, or what stands within one.
    vocabulary
        What the codes mean.
    """
    known = {
        **dict.fromkeys(MILESTONES, tuple(vocabulary.milestones)),
        "instrument": tuple(vocabulary.instruments),
        "subject": tuple(name for s in SUBJECTS for name in (s.name, *s.other_names)),
        "censor": CENSORS,
    }
    yield from dict.fromkeys(_of(rule, "", known, vocabulary))


def _of(
    value: Any, table: str, known: dict[str, tuple[str, ...]], vocabulary: Vocabulary
) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _of(one, table, known, vocabulary)
    if not attrs.has(type(value)):
        return
    if isinstance(value, Beside | CountRule):
        table = value.table
    if isinstance(value, Condition | Beside | CountRule):
        yield from _of_columns(value.columns, table)
    if isinstance(value, Condition):
        yield from _of_condition(value, table, vocabulary)
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if field.name in known:
            yield from _of_codes(field.name, held, known[field.name])
        else:
            yield from _of(held, table, known, vocabulary)


def _of_codes(name: str, held: Any, codes: tuple[str, ...]) -> Iterator[str]:
    for code in held if isinstance(held, tuple) else (held,):
        if isinstance(code, str) and code not in codes:
            yield _unknown(name, code, codes)


def _of_columns(names: tuple[str, ...], table: str) -> Iterator[str]:
    """Yield columns that are nearly those of a table; any other may be an organisation's own."""
    columns = [name for c in TABLES[table].columns for name in (c, latest(c))]
    for name in names:
        if name not in columns and (near := meant(name, columns, cutoff=0.85)):
            yield f"{table} has no column {name!r}{near}; {allowed(TABLES[table].columns)}"


def _of_condition(condition: Condition, table: str, vocabulary: Vocabulary) -> Iterator[str]:
    name, columns = condition.column, TABLES[table].columns
    days = [latest(column) for column in columns if columns[column].kind == "day"]
    column = Column(name, "day") if name in days else columns.get(name)
    if column is None:
        return
    kind = column.kind
    if kind not in _KINDS.get(condition.test, (kind,)):
        fitting = [test for test in get_args(Test) if kind in _KINDS.get(test, (kind,))]
        yield (
            f"{table}.{name} holds {_HOLDS[kind]}, of which {condition.test!r} cannot be asked; "
            f"{allowed(fitting)}"
        )
    elif condition.test in _OF_CODES:
        yield from _of_values(condition, column, table, vocabulary)


def _of_values(
    condition: Condition, column: Column, table: str, vocabulary: Vocabulary
) -> Iterator[str]:
    name = f"{table}.{condition.column}"
    catalogues = {MILESTONE_CODES: vocabulary.codes(table), SERVICE_CODES: (*vocabulary.services,)}
    codes = catalogues[column.codes] if isinstance(column.codes, str) else column.codes
    for value in map(str, condition.values):
        if codes and value not in (*codes, *NOT_A_VALUE):
            yield _unknown(name, value, codes)
        elif column.kind in ("integer", "number") and number_of(value) is None:
            yield f"{name} holds numbers, and {value!r} is none"
        elif column.kind == "day" and not _is_day(value):
            yield f"{name} holds days, and {value!r} is none: write it as 2021-03-14"


def _is_day(text: str) -> bool:
    try:
        return iso_day(day_number(text)) == text
    except RecoveryError:
        return False


def _unknown(name: str, code: str, codes: tuple[str, ...]) -> str:
    """Say that a code is none; a long list is not written out where one is near."""
    near = meant(code, codes)
    return f"{name} names {code!r}, which is no code of it{near or f'; {allowed(codes)}'}"
