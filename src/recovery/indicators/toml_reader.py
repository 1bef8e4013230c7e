"""From what a TOML file holds to frozen values, with every fault and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from recovery.errors import DefinitionError, allowed
from recovery.indicators.card import Rule
from recovery.indicators.rules import RULES
from recovery.norms import Norms, ReliabilityType
from recovery.vocabulary import Vocabulary

__all__ = ["CARD", "KIND", "NOTHING", "NormsOf", "Reader", "meant"]

CARD = "indicator"
"""What a card is called in a file."""
KIND = "kind"
"""The word of a file that says which kind of rule a section is."""
NOTHING = object()
"""Stands for what cannot be read."""
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_MOST = {int: 1_000_000, float: 2**53}
"""No number of days, people or versions is as large as this, and no amount."""


@attrs.frozen(kw_only=True)
class NormsOf:
    """Norms as a file names them: those of a population, for the instrument of the same rule."""

    population: str
    functional: str | None = None
    reliability_of: str | None = None
    reliability_type: ReliabilityType | None = None
    cutoff_of: str | None = None
    separates: str | None = None
    smallest_change: float | None = None


def meant(word: object, words: Iterable[str], *, cutoff: float = 0.75) -> str:
    """Say which word was probably meant, for the middle of a message; empty where none is near.

    Examples
    --------
    >>> meant("popultion", ["population", "numerator"])
    ", perhaps 'population' was meant"
    >>> meant("colour", ["population", "numerator"])
    ''
    """
    near = get_close_matches(str(word), list(words), n=1, cutoff=cutoff)
    return f", perhaps {near[0]!r} was meant" if near else ""


@attrs.frozen
class Reader:
    """Turns what TOML holds into values of a type, and notes every fault with its place.

    It knows only what the types themselves say: a new field, or a new rule in
    the catalogue of rules, can be read at once.
    """

    faults: list[str]
    vocabulary: Vocabulary

    def read(self, hint: Any, given: Any, place: str) -> Any:
        """Return a value of the type, or :data:`NOTHING` where it is none."""
        hints = _alternatives(hint)
        if NoneType in hints and given is False and bool not in hints:
            return None
        rules = {word: kind for word, kind in RULES.items() if kind in hints or Rule in hints}
        if rules and isinstance(given, Mapping):
            return self._rule(rules, given, place)
        chosen = _fitting([hint for hint in hints if hint is not NoneType], given)
        if get_origin(chosen) is tuple:
            return self._many(get_args(chosen), given, place)
        if attrs.has(chosen) or rules:
            return self.made(chosen, given, place)
        if get_origin(chosen) is Literal:
            return self._code(get_args(chosen), given, place)
        return self._plain(chosen, hints, given, place)

    def _rule(self, rules: Mapping[str, type[Rule]], given: Mapping[str, Any], place: str) -> Any:
        usual = next(iter(rules)) if len(rules) == 1 or "count" in rules else None
        word = given.get(KIND, usual)
        if word is None:
            self.faults.append(f"{place} needs {KIND}; {allowed(rules)}")
            return NOTHING
        if not isinstance(word, str) or word not in rules:
            self.faults.append(
                f"{place}, {KIND} was {word!r}{meant(word, rules)}; {allowed(rules)}"
            )
            return NOTHING
        fields = {name: value for name, value in given.items() if name != KIND}
        kind: Any = rules[word]
        others = [name for name in fields if name not in attrs.fields_dict(kind)]
        if KIND not in given and others:
            near = max(rules, key=lambda rule: _shared(rules[rule], fields))
            guess = f", perhaps {near!r} was meant" if _shared(rules[near], others) else ""
            self.faults.append(
                f"{place} says no {KIND}, and is a {word!r}, which has no {', '.join(others)}"
                f"{guess}; {allowed(rules)}"
            )
            return NOTHING
        return self.made(kind, fields, place)

    def made(self, kind: Any, given: Any, place: str) -> Any:
        """Return a value made of a section."""
        if not isinstance(given, Mapping):
            self.faults.append(f"{place} must be a section")
            return NOTHING
        fields = {field.alias or field.name: field for field in attrs.fields(kind) if field.init}
        before = len(self.faults)
        self.faults.extend(
            f"{place} has {name!r}, which means nothing there{meant(name, fields)}; "
            f"{allowed(fields)}"
            for name in given
            if name not in fields
        )
        self.faults.extend(
            f"{place} needs {name}"
            for name, field in fields.items()
            if field.default is attrs.NOTHING and name not in given
        )
        hints = get_type_hints(kind)
        values = {}
        for name, value in given.items():
            if name in fields:
                hint, at = hints[fields[name].name], f"{place}, {name}"
                named = Norms in _alternatives(hint) and "instrument" in fields
                values[name] = (
                    self._norms(kind, given, value, at)
                    if named and isinstance(value, Mapping) and "source" not in value
                    else self.read(hint, value, at)
                )
        return NOTHING if len(self.faults) > before else self._checked(kind, values, place)

    def _checked(self, make: Any, values: Mapping[str, Any], place: str) -> Any:
        try:
            return make(**values)
        except DefinitionError as error:
            self.faults.extend(f"{place}: {fault}" for fault in error.faults or (str(error),))
            return NOTHING

    def _norms(self, kind: Any, section: Mapping[str, Any], given: Any, place: str) -> Any:
        """Return the norms of a population, of the instrument and scale that the rule names."""
        usual = attrs.fields_dict(kind)
        code, scale = (section.get(name, usual[name].default) for name in ("instrument", "scale"))
        instrument = self.vocabulary.instruments.get(code) if isinstance(code, str) else None
        named = self.made(NormsOf, given, place)
        if instrument is None or named is NOTHING:
            if instrument is None:
                self.faults.append(
                    f"{place} are those of the rule's instrument, and {code!r} is none"
                    f"{meant(code, self.vocabulary.instruments)}; "
                    f"{allowed(self.vocabulary.instruments)}"
                )
            return NOTHING
        return self._checked(instrument.norms, {**attrs.asdict(named), "scale": scale}, place)

    def _many(self, hints: tuple[Any, ...], given: Any, place: str) -> Any:
        if not isinstance(given, list):
            sections = any(attrs.has(hint) for hint in hints)
            names = [part.split(" ")[0] for part in place.split(", ")[1:]]
            header = ".".join([CARD, *names])
            how = f" of sections: write [[{header}]]" if sections else ", in brackets"
            self.faults.append(f"{place} must be a list{how}")
            return NOTHING
        if hints[-1] is Ellipsis:
            hints = hints[:1] * len(given)
        if len(hints) != len(given):
            self.faults.append(f"{place} must be a list of {len(hints)}")
            return NOTHING
        return tuple(
            self.read(hint, one, f"{place} {number}")
            for number, (hint, one) in enumerate(zip(hints, given, strict=True), start=1)
        )

    def _code(self, codes: tuple[Any, ...], given: Any, place: str) -> Any:
        if given in codes and type(given) in {type(code) for code in codes}:
            return given
        near = meant(given, map(str, codes))
        self.faults.append(f"{place} was {given!r}{near}; {allowed(codes)}")
        return NOTHING

    def _plain(self, hint: Any, hints: tuple[Any, ...], given: Any, place: str) -> Any:
        if hint is str and isinstance(given, date) and not isinstance(given, datetime):
            return given.isoformat()
        most = _MOST.get(hint)
        if type(given) is int and most is not None and abs(given) >= most:
            self.faults.append(f"{place} is too large: it must be less than {most:,}")
            return NOTHING
        if type(given) is hint or (hint is float and type(given) is int):
            return given
        if hint is str and isinstance(given, datetime | time):
            self.faults.append(f"{place} must be a day alone, without the time: 2022-03-01")
            return NOTHING
        words = " or ".join(_WORDS[one] for one in hints if one in _WORDS)
        self.faults.append(f"{place} must be {words or 'left out: a file cannot say it'}")
        return NOTHING


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _shared(kind: Any, names: Iterable[str]) -> int:
    """Return how many of some fields a kind of rule has."""
    return sum(name in attrs.fields_dict(kind) for name in names)


def _fitting(hints: list[Any], given: Any) -> Any:
    """Return of several types the one that what is given is most like."""
    if isinstance(given, Mapping):
        made = [hint for hint in hints if attrs.has(hint)]
        known = [sum(name in attrs.fields_dict(hint) for name in given) for hint in made]
        return made[known.index(max(known))] if made else hints[0]
    if isinstance(given, list):
        return next((hint for hint in hints if get_origin(hint) is tuple), hints[0])
    alike = (hint for hint in hints if hint is type(given))
    return next(alike, hints[-1])
