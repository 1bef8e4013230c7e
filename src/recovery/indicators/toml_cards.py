"""An organisation's own cards, read from a TOML file and written to one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.card_faults import card_faults
from recovery.indicators.counting import CountRule
from recovery.indicators.rules import kind_of
from recovery.indicators.toml_reader import CARD, NOTHING, Reader, meant
from recovery.indicators.toml_writer import written
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["cards_text", "read_cards", "write_cards"]

DOTS = 1_000
"""No key has as many parts; to read it takes longer than anybody waits."""


def read_cards(path: str | Path, *, vocabulary: Vocabulary = VOCABULARY) -> tuple[Indicator, ...]:
    """Read cards from a TOML file.

    Each ``[[indicator]]`` has the fields of :class:`Indicator`, and in
    ``[indicator.rule]`` a ``kind``, one of :data:`RULES`, with the fields of
    that rule. What a field holds besides is written the same way: conditions
    are ``[[indicator.rule.requires]]`` and so on. ``false`` stands for
    nothing, where a rule can do without. Norms are named by their
    ``population``, for the instrument of the rule, or written out with their
    ``source``. Nothing in a file is run.

    Parameters
    ----------
    path
        The file, in UTF-8.
    vocabulary
        What the codes mean, and the instruments with their norms.

    Returns
    -------
    tuple of Indicator
        In the order of the file.

    Raises
    ------
    DefinitionError
        If the file is a folder or no TOML, holds no card, or a card makes no sense; every
        fault is listed with the code of the card, the field, and what is
        allowed.

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
        text = path.read_text(encoding="utf-8-sig")
        if any(line.count(".") - line.count(". ") > DOTS for line in text.splitlines()):
            raise RecursionError
        given = tomllib.loads(text)
        faults: list[str] = []
        cards = tuple(_read(given, Reader(faults, vocabulary)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML: {error}"
        raise DefinitionError(message) from None
    except IsADirectoryError:
        message = f"{path.name} is a folder: name the file of the cards in it"
        raise DefinitionError(message) from None
    except RecursionError:
        message = f"{path.name} holds lists or sections too deep within each other"
        raise DefinitionError(message) from None
    if not faults:
        faults = list(_card_faults(cards, vocabulary))
    if faults:
        message = f"the cards of {path.name} cannot be used; mend these:"
        raise DefinitionError(message, faults=faults)
    return cards


def _read(given: Mapping[str, Any], reader: Reader) -> Iterator[Indicator]:
    """Read every card that can be read."""
    reader.faults.extend(
        f"{key!r} means nothing there{meant(key, [CARD])}; allowed: [[{CARD}]]"
        for key in given
        if key != CARD
    )
    found = given.get(CARD, [])
    if not isinstance(found, list):
        reader.faults.append(f"{CARD} must be a list: write [[{CARD}]], in two brackets")
    elif not found and not reader.faults:
        reader.faults.append(f"there is no card in it: each begins with [[{CARD}]]")
    else:
        for number, one in enumerate(found, start=1):
            code = one.get("code") if isinstance(one, Mapping) else None
            place = code if isinstance(code, str) and code else f"{CARD} {number}"
            card = reader.made(Indicator, one, place)
            if card is not NOTHING:
                yield _with_part(card)


def _card_faults(cards: Sequence[Indicator], vocabulary: Vocabulary) -> Iterator[str]:
    names = [(card.code, card.version) for card in cards]
    for code, version in sorted({name for name in names if names.count(name) > 1}):
        yield f"{code} version {version} stands more than once"
    yield from card_faults(cards, vocabulary=vocabulary)


def _with_part(card: Indicator) -> Indicator:
    """Take the contribution from the rule where the card itself asks for none."""
    rule = card.rule
    if (card.contribution, card.evidence) == ("none", False) and isinstance(rule, CountRule):
        return attrs.evolve(card, contribution=rule.contribution, evidence=rule.evidence)
    return card


def write_cards(
    cards: Iterable[Indicator], path: str | Path, *, vocabulary: Vocabulary = VOCABULARY
) -> None:
    """Write cards to a TOML file that :func:`read_cards` reads as the same.

    Parameters
    ----------
    cards
        Cards whose rules are of the kinds in :data:`RULES`.
    path
        The file; it is written anew.
    vocabulary
        The instruments with their norms: norms that stand in it are named by
        their population, others written out.

    Raises
    ------
    DefinitionError
        If a rule is a program of somebody's own.
    """
    Path(path).write_text(cards_text(cards, vocabulary=vocabulary), encoding="utf-8")


def cards_text(cards: Iterable[Indicator], *, vocabulary: Vocabulary = VOCABULARY) -> str:
    """Return what :func:`write_cards` writes to a file.

    Raises
    ------
    DefinitionError
        If a rule is a program of somebody's own.
    """
    cards = tuple(cards)
    others = sorted(card.code for card in cards if not kind_of(card.rule))
    if others:
        message = (
            f"these cards cannot be written as TOML, for their rules are programs of their own: "
            f"{', '.join(others)}"
        )
        raise DefinitionError(message)
    lines = (line for card in cards for line in written(card, CARD, "[[{}]]", vocabulary))
    return "".join(f"{line}\n" for line in lines)
