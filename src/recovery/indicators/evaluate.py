"""Asking records for indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.cohort import PURPOSES
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError, allowed
from recovery.indicators.card import Indicator
from recovery.indicators.card_faults import card_faults
from recovery.indicators.versions import not_in_force
from recovery.register import Snapshot
from recovery.results import IndicatorResult, NotMeasured, Results
from recovery.tables import About

__all__ = ["asked_faults", "evaluate", "unanswerable"]


def evaluate(
    known: Snapshot, indicators: Iterable[Indicator], period: Period, *, purpose: str | None = None
) -> Results:
    """Return the indicators of a period, from what was known on a day.

    Parameters
    ----------
    known
        What was known.
    indicators
        Cards, each code once.
    period
        Both days within.
    purpose
        The purpose of consent that the figures serve, such as
        ``publication``; whoever has not consented to it is left out where the
        figure is about survivors' courses. ``None`` for internal work.

    Returns
    -------
    Results
        By code; an indicator that needs a table or column that these records
        do not have, or that was not in force on all days of the period, is
        :class:`~recovery.results.NotMeasured`.

    Raises
    ------
    DefinitionError
        If a code is asked for more than once, the period had not ended on the
        day of the snapshot, the purpose is none of consent, or a card would
        count otherwise than it says; every fault is named, with the code.
    """
    cards = tuple(indicators)
    codes = [card.code for card in cards]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    faults = [f"{code!r} is asked for more than once: choose one version" for code in twice]
    faults += asked_faults(known, period, purpose)
    faults += card_faults(cards, vocabulary=known.vocabulary)
    if faults:
        message = "these indicators cannot be evaluated:"
        raise DefinitionError(message, faults=tuple(faults))
    about = About(as_of=iso_day(known.day), purpose=purpose or "")
    found = {card.code: _measured(known, card, period, purpose, about) for card in cards}
    return Results(found, period=(iso_day(period.start), iso_day(period.end)), about=about)


def asked_faults(known: Snapshot, period: Period, purpose: str | None) -> Iterator[str]:
    """Yield what is wrong with a period, or a purpose, that a snapshot is asked about."""
    if period.end > known.day:
        yield (
            f"the period ends on {iso_day(period.end)}, after the day of the snapshot, "
            f"{iso_day(known.day)}: ask for a later snapshot"
        )
    if purpose is not None and purpose not in PURPOSES:
        yield f"{purpose!r} is no purpose of consent; {allowed(PURPOSES)}"


def _measured(
    known: Snapshot, card: Indicator, period: Period, purpose: str | None, about: About
) -> IndicatorResult | NotMeasured:
    missing = unanswerable(known, card, period)
    if missing:
        return NotMeasured(
            code=card.code,
            version=card.version,
            name=card.name,
            reason=missing,
            card=card,
            about=about,
        )
    try:
        return card.rule.measure(known, card, period, purpose)
    except DefinitionError as error:
        message = f"the indicator {card.code!r} cannot be measured:"
        raise DefinitionError(message, faults=error.faults or (str(error),)) from None


def unanswerable(known: Snapshot, card: Indicator, period: Period) -> str:
    """Say why there is no figure: not in force, or what these records lack; empty if there is."""
    never = not_in_force((card,), period.start, period.end)
    return never or "; ".join(_lacking(known, card))


def _lacking(known: Snapshot, card: Indicator) -> Iterator[str]:
    for table, columns in card.rule.needs:
        rows = known.tables.get(table)
        if rows is None:
            yield f"these records have no table {table}"
            continue
        empty = [column for column in columns if not _there(known, table, column)]
        if empty:
            yield f"{table} has no column {allowed(empty).removeprefix('allowed: ')}"


def _there(known: Snapshot, table: str, column: str) -> bool:
    """Return whether the source has a column, with or without anything in it."""
    if table in known.given:
        return column in known.given[table]
    rows = known.tables[table]
    return column in rows.columns and not rows[column].null_count() == rows.height > 0
