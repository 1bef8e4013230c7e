"""Periods before the records begin: nothing on record there is no sign that nothing was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from recovery.days import EARLIEST, Period, day_number, iso_day
from recovery.indicators import Indicator
from recovery.indicators.counting import CountRule
from recovery.report.impact_words import period_words

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["before_records"]


def before_records(
    known: Snapshot, cards: Iterable[Indicator], periods: Iterable[Period]
) -> tuple[str, ...]:
    """Say which figures are counted from records that begin only after a period.

    Parameters
    ----------
    known
        What was known.
    cards
        Those that are no counts of rows of a table are passed over.
    periods
        The periods of the report.

    Returns
    -------
    tuple of str
        A sentence for each such period, with the year in which each table
        begins: its first day may be that of one person.
    """
    counts = [(card.name, card.rule) for card in cards if isinstance(card.rule, CountRule)]
    begins = [(name, rule.table, _first_day(known, rule)) for name, rule in counts]
    return tuple(sentence for period in periods for sentence in _sentences(begins, period))


def _sentences(begins: Iterable[tuple[str, str, int | None]], period: Period) -> Iterator[str]:
    late = [(name, table, day) for name, table, day in begins if day and period.end < day]
    if not late:
        return
    tables = dict.fromkeys(f"{table} in {iso_day(day)[:4]}" for _, table, day in late if day)
    words = period_words((iso_day(period.start), iso_day(period.end)))
    yield (
        f"These records begin after {words}: {', '.join(tables)}. A 0 of that time does not say "
        f"that nothing was done: {'; '.join(name for name, _, _ in late)}."
    )


def _first_day(known: Snapshot, rule: CountRule) -> int | None:
    """Return the first day that any row may be of, but for those whose day is not known at all."""
    rows = known.tables.get(rule.table)
    if rows is None or rule.dated_by not in rows.columns:
        return None
    day = pl.col(rule.dated_by)
    first = rows.select(day.filter(day.cast(pl.Int64) > EARLIEST).min()).item()
    return None if first is None else day_number(first)
