"""Versions of a definition: which was in force, and which period each counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recovery.days import EARLIEST, LATEST, day_number
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator

__all__ = ["by_code", "in_force", "not_in_force", "valid_days", "validity"]


def by_code(indicators: Iterable[Indicator]) -> dict[str, tuple[Indicator, ...]]:
    """Gather the versions of each indicator, the latest last.

    Raises
    ------
    DefinitionError
        If one version of a code is given twice.
    """
    found: dict[str, dict[int, Indicator]] = {}
    faults = []
    for card in indicators:
        versions = found.setdefault(card.code, {})
        if card.version in versions:
            faults.append(f"version {card.version} of {card.code!r} is given twice")
        versions[card.version] = card
    if faults:
        message = "these indicators cannot be told apart:"
        raise DefinitionError(message, faults=tuple(dict.fromkeys(faults)))
    return {code: tuple(found[code][v] for v in sorted(found[code])) for code in found}


def in_force(versions: Sequence[Indicator], first: int, last: int) -> Indicator | None:
    """Return the latest version that was in force from one day to another, both within."""
    valid = (card for card in reversed(versions) if _covers(card, first, last))
    return next(valid, None)


def _covers(card: Indicator, first: int, last: int) -> bool:
    since, until = valid_days(card)
    return since <= first and last <= until


def valid_days(card: Indicator) -> tuple[int, int]:
    """Return the first and last day on which a version was in force, as day numbers."""
    since = EARLIEST if card.valid_from is None else day_number(card.valid_from)
    until = LATEST if card.valid_to is None else day_number(card.valid_to)
    return since, until


def validity(card: Indicator) -> str:
    """Say when a version was in force.

    Returns
    -------
    str
        Such as ``"version 2, from 2021-09-01 on"``.
    """
    words = {
        (False, False): "always",
        (True, False): f"from {card.valid_from} on",
        (False, True): f"until {card.valid_to}",
        (True, True): f"from {card.valid_from} to {card.valid_to}",
    }
    return (
        f"version {card.version}, {words[card.valid_from is not None, card.valid_to is not None]}"
    )


def not_in_force(versions: Sequence[Indicator], first: int, last: int) -> str:
    """Say which versions there are if none was in force on all days; empty if one was."""
    if in_force(versions, first, last) is not None:
        return ""
    there_are = "; ".join(map(validity, versions))
    return f"no version of the definition was in force on all days of the period: {there_are}"
