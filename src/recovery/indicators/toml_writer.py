"""From frozen values to the lines of a TOML file that reads as the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs

from recovery.errors import DefinitionError
from recovery.indicators.rules import kind_of
from recovery.indicators.toml_reader import KIND, NormsOf
from recovery.norms import Norms
from recovery.vocabulary import Vocabulary

__all__ = ["written"]


def written(value: Any, place: str, header: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Write a section: its plain fields first, then sections within it.

    A field that says nothing is left out where nothing is usual. All others
    are written: what is usual may change, and a definition may not.
    """
    yield header.format(place)
    if kind := kind_of(value):
        yield f'{KIND} = "{kind}"'
    fields = dict(_fields(value))
    sections = {name: part for name, part in fields.items() if _is_section(part)}
    for name, part in fields.items():
        if name not in sections:
            yield f"{name} = {_plain(part)}"
    yield ""
    for name, part in sections.items():
        many = isinstance(part, tuple)
        for one in part if many else (part,):
            shown = _named(value, one, vocabulary) if isinstance(one, Norms) else one
            yield from written(shown, f"{place}.{name}", "[[{}]]" if many else "[{}]", vocabulary)


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for field in attrs.fields(type(value)):
        if field.init:
            given = getattr(value, field.name)
            silent = given in ("", ()) or given is None or given is False
            if not silent or given != _usual(field, value):
                yield field.alias or field.name, given


def _usual(field: attrs.Attribute[Any], value: Any) -> Any:
    """Return what a field is where nobody says otherwise."""
    made: Any = field.default
    if isinstance(made, attrs.Factory):  # type: ignore[arg-type]  # a class, not a type
        return made.factory(value) if made.takes_self else made.factory()
    return made


def _is_section(value: Any) -> bool:
    return attrs.has(type(value[0] if isinstance(value, tuple) and value else value))


def _named(rule: Any, norms: Norms, vocabulary: Vocabulary) -> Norms | NormsOf:
    """Return norms by the population that has them, where the vocabulary has just these."""
    instrument = vocabulary.instruments.get(getattr(rule, "instrument", ""))
    for population in () if instrument is None else instrument.populations:
        try:
            found = instrument.norms(population, scale=rule.scale)  # type: ignore[union-attr]  # checked above
        except DefinitionError:  # a choice is needed, and so these are not named by this alone
            continue
        if found == norms:
            return NormsOf(population=population)
    return norms


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if value is None:
        return "false"
    return repr(value) if isinstance(value, float) else json.dumps(value)
