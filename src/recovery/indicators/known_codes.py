"""Codes that a rule names and nobody knows: they would be counted as nobody, and never noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from recovery.cohort import SUBJECTS
from recovery.cohort.wait import CENSORS
from recovery.errors import allowed
from recovery.indicators.beside import Beside
from recovery.indicators.conditions import Condition
from recovery.indicators.counting import CountRule
from recovery.indicators.toml_reader import meant
from recovery.register.cells import latest
from recovery.register.columns import MILESTONE_CODES, NOT_A_VALUE, SERVICE_CODES
from recovery.register.schema import TABLES
from recovery.vocabulary import Vocabulary

__all__ = ["code_faults"]

MILESTONES = ("origin", "outcome", "competing", "milestone", "confirmed", "lost")
"""Fields of rules that name milestones."""
_OF_CODES = ("is", "any_of", "all_of")


def code_faults(rule: object, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield each code that a rule names and that is none, with what was probably meant.

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
    column = TABLES[table].columns.get(condition.column)
    if column is None or condition.test not in _OF_CODES:
        return
    catalogues = {MILESTONE_CODES: vocabulary.codes(table), SERVICE_CODES: (*vocabulary.services,)}
    codes = catalogues[column.codes] if isinstance(column.codes, str) else column.codes
    for code in condition.values if codes else ():
        if code not in (*codes, *NOT_A_VALUE):
            yield _unknown(f"{table}.{condition.column}", str(code), codes)


def _unknown(name: str, code: str, codes: tuple[str, ...]) -> str:
    """Say that a code is none; a long list is not written out where one is near."""
    near = meant(code, codes)
    return f"{name} names {code!r}, which is no code of it{near or f'; {allowed(codes)}'}"
