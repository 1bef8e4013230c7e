"""An organisation's own cards, read from a TOML file and written to one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from recovery.errors import DefinitionError, allowed
from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule

__all__ = ["cards_text", "read_cards", "write_cards"]

_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_NOTHING = object()


def read_cards(path: str | Path) -> tuple[Indicator, ...]:
    """Read the cards of counts from a TOML file.

    Each ``[[indicator]]`` has the fields of :class:`Indicator`, and in
    ``[indicator.rule]`` those of :class:`CountRule`; conditions are
    ``[[indicator.rule.requires]]`` and so on.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple of Indicator
        In the order of the file.

    Raises
    ------
    DefinitionError
        If the file is no TOML, or a card makes no sense; every fault is
        listed with its place.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from recovery.indicators import HEADLINE
    >>> with TemporaryDirectory() as folder:
    ...     write_cards(HEADLINE, Path(folder) / "cards.toml")
    ...     [card.code for card in read_cards(Path(folder) / "cards.toml")][:2]
    ['survivors_freed', 'survivors_supported']
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML: {error}"
        raise DefinitionError(message) from None
    faults: list[str] = [
        f"{key!r} means nothing there; allowed: [[indicator]]"
        for key in given
        if key != "indicator"
    ]
    cards = _Reader(faults).read(tuple[Indicator, ...], given.get("indicator", []), "indicator")
    if not faults:
        names = [(card.code, card.version) for card in cards]
        faults += [
            f"{code} version {version} stands more than once"
            for code, version in sorted({name for name in names if names.count(name) > 1})
        ]
        cards = [_with_part(card) for card in cards]
        faults += [
            f"{card.code}: the card and its rule ask for another contribution or evidence"
            for card in cards
            if card != _with_part(attrs.evolve(card, contribution="none", evidence=False))
        ]
    if faults:
        message = f"the cards of {path.name} cannot be used; mend these:"
        raise DefinitionError(message, faults=faults)
    return tuple(cards)


def _with_part(card: Indicator) -> Indicator:
    """Take the contribution from the rule where the card itself asks for none."""
    rule = card.rule
    if (card.contribution, card.evidence) == ("none", False) and isinstance(rule, CountRule):
        return attrs.evolve(card, contribution=rule.contribution, evidence=rule.evidence)
    return card


def write_cards(cards: Iterable[Indicator], path: str | Path) -> None:
    """Write cards of counts to a TOML file that :func:`read_cards` reads as the same.

    Parameters
    ----------
    cards
        Cards whose rules are :class:`CountRule`.
    path
        The file; it is written anew.

    Raises
    ------
    DefinitionError
        If a rule is of another kind.
    """
    Path(path).write_text(cards_text(cards), encoding="utf-8")


def cards_text(cards: Iterable[Indicator]) -> str:
    """Return what :func:`write_cards` writes to a file.

    Raises
    ------
    DefinitionError
        If a rule is of another kind.
    """
    cards = tuple(cards)
    others = sorted(card.code for card in cards if not isinstance(card.rule, CountRule))
    if others:
        message = f"only counts can be written as TOML, and not {', '.join(others)}"
        raise DefinitionError(message)
    return "".join(f"{line}\n" for card in cards for line in _written(card, "indicator", "[[{}]]"))


def _written(value: Any, place: str, header: str) -> Iterator[str]:
    """Write the fields that differ from their defaults: first the plain ones, then sections."""
    yield header.format(place)
    fields = {
        field.name: getattr(value, field.name)
        for field in attrs.fields(type(value))
        if getattr(value, field.name) != field.default
    }
    sections = {name: v for name, v in fields.items() if _is_section(v)}
    for name, plain in fields.items():
        if name not in sections:
            yield f"{name} = {_plain(plain)}"
    yield ""
    for name, section in sections.items():
        many = isinstance(section, tuple)
        for one in section if many else (section,):
            yield from _written(one, f"{place}.{name}", "[[{}]]" if many else "[{}]")


def _is_section(value: Any) -> bool:
    return attrs.has(type(value[0] if isinstance(value, tuple) and value else value))


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


@attrs.frozen
class _Reader:
    """Turns what TOML holds into values of a type, and notes every fault with its place."""

    faults: list[str]

    def read(self, hint: Any, given: Any, place: str) -> Any:
        """Return a value of the type, or nothing where it is none."""
        if get_origin(hint) in (Union, UnionType):
            return self._one_of(get_args(hint), given, place)
        if get_origin(hint) is tuple:
            return self._many(get_args(hint), given, place)
        if attrs.has(hint):
            return self._made(hint, given, place)
        kind = str if get_origin(hint) is Literal else hint
        fits = type(given) is kind or (kind is float and type(given) is int)
        if not fits:
            self.faults.append(f"{place} must be {_KINDS[kind]}")
            return _NOTHING
        return kind(given)

    def _one_of(self, hints: tuple[Any, ...], given: Any, place: str) -> Any:
        hints = tuple(hint for hint in hints if hint is not type(None))
        if isinstance(given, Mapping):
            made = [hint for hint in hints if attrs.has(hint)]
            fitting = [h for h in made if set(given) <= {f.name for f in attrs.fields(h)}]
            return self.read((fitting or made or hints)[0], given, place)
        lists = [hint for hint in hints if get_origin(hint) is tuple]
        if isinstance(given, list) and lists:
            return self.read(lists[0], given, place)
        wanted = [hint for hint in hints if hint is type(given)] or list(hints)
        return self.read(wanted[-1], given, place)

    def _many(self, hints: tuple[Any, ...], given: Any, place: str) -> Any:
        if not isinstance(given, list):
            self.faults.append(f"{place} must be a list")
            return _NOTHING
        if hints[-1] is Ellipsis:
            hints = hints[:1] * len(given)
        if len(hints) != len(given):
            self.faults.append(f"{place} must be a list of {len(hints)}")
            return _NOTHING
        return tuple(
            self.read(hint, one, f"{place} {number}")
            for number, (hint, one) in enumerate(zip(hints, given, strict=True), start=1)
        )

    def _made(self, kind: type, given: Any, place: str) -> Any:
        if not isinstance(given, Mapping):
            self.faults.append(f"{place} must be a section")
            return _NOTHING
        before, fields = len(self.faults), attrs.fields_dict(kind)
        self.faults.extend(
            f"{place} has {name!r}, which means nothing there; {allowed(fields)}"
            for name in given
            if name not in fields
        )
        self.faults.extend(
            f"{place} needs {name}"
            for name, field in fields.items()
            if field.default is attrs.NOTHING and name not in given
        )
        hints = get_type_hints(kind, include_extras=False) | _RULES
        values = {
            name: self.read(hints[name], value, f"{place}, {name}")
            for name, value in given.items()
            if name in fields
        }
        if len(self.faults) > before:
            return _NOTHING
        try:
            return kind(**values)
        except DefinitionError as error:
            self.faults.extend(f"{place}: {fault}" for fault in error.faults or (str(error),))
            return _NOTHING


_RULES = {"rule": CountRule}
"""The kind of rule that a file can hold."""
