"""Decisions joined to the indicators that they cite: what was changed, and what came after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from recovery.days import EARLIEST, LATEST, Period, day_number, iso_day
from recovery.indicators.card import Indicator
from recovery.indicators.periods import series
from recovery.indicators.toml_reader import meant
from recovery.indicators.versions import by_code
from recovery.register import Snapshot
from recovery.results import Decision, Decisions, IndicatorResult, NotMeasured, Series
from recovery.results.decisions import DESCRIPTIVE
from recovery.tables import About

__all__ = ["decisions"]

NO_TABLE = "these records have no table decisions"
NO_INDICATOR = "no indicator of this code was asked for"
NO_DAY = "the day of the decision is not known"
NO_PERIOD = "no period lies before or after it"


def decisions(
    known: Snapshot,
    indicators: Iterable[Indicator],
    periods: Iterable[Period] | None = None,
    *,
    purpose: str | None = None,
) -> Decisions:
    """Show beside each decision what the figure that it cites did before and after.

    This describes, and claims no cause. The period in which a decision was
    made is neither before nor after it. Figures of different versions of a
    definition stand beside each other, and no difference is taken of them.

    Parameters
    ----------
    known
        What was known; its table ``decisions`` holds what was decided.
    indicators
        Cards; of one code there may be several versions.
    periods
        Periods to look at; when ``None``, every half-year from the last one
        before the first decision on that has ended by the day of the snapshot.
    purpose
        As for :func:`evaluate`.

    Returns
    -------
    Decisions
        In the order of their days. What the programme wrote is shown as it
        stands, so this is for internal work.

    Raises
    ------
    DefinitionError
        If the periods make no series, or a version is given twice.

    Examples
    --------
    >>> import polars as pl
    >>> from recovery.register import read_register
    >>> known = read_register({
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1"], "milestone": ["intake"], "occurred_on": ["2022-04-01"]}),
    ...     "decisions": pl.DataFrame({
    ...         "decided_on": ["2022-05-01"], "indicator": ["housed"], "change": ["more flats"]}),
    ... }).as_of("2023-06-30")
    >>> decisions(known, ())
    Decisions(1), descriptive
      2022-05-01: more flats (cites housed); no indicator of this code was asked for
    """
    cards = by_code(indicators)
    rows = _rows(known)
    about = About(as_of=iso_day(known.day), purpose=purpose or "", notes=(DESCRIPTIVE,))
    if "decisions" not in known.tables:
        return Decisions((), about.noting(NO_TABLE))
    asked = tuple(periods) if periods is not None else _half_years(known, rows)
    cited = {row["indicator"] for row in rows}
    told = [card for code, versions in cards.items() if code in cited for card in versions]
    found = series(known, told, asked, purpose=purpose) if asked else Series({})
    ordered = sorted(asked, key=lambda period: (period.start, period.end))
    return Decisions(
        tuple(_decision(row, known, cards, ordered, found) for row in rows),
        about.noting(*found.about.notes),
    )


def _rows(known: Snapshot) -> list[dict[str, Any]]:
    table = known.tables.get("decisions")
    if table is None:
        return []
    wanted = ("decided_on", "decided_on_latest", "indicator", "change", "review_on", "result")
    rows = table.select(wanted).sort("decided_on", "indicator", "change", "result")
    return rows.to_dicts()


def _half_years(known: Snapshot, rows: Sequence[Mapping[str, Any]]) -> tuple[Period, ...]:
    days = [day_number(row["decided_on"]) for row in rows]
    first = min((day for day in days if EARLIEST < day <= known.day), default=None)
    if first is None:
        return ()
    before = Period.ending(first)
    return Period(before.start, known.day).half_years()


def _decision(
    row: Mapping[str, Any],
    known: Snapshot,
    cards: Mapping[str, Sequence[Indicator]],
    periods: Sequence[Period],
    found: Series,
) -> Decision:
    code = row["indicator"]
    first, last = day_number(row["decided_on"]), day_number(row["decided_on_latest"])
    review = None if row["review_on"] is None else day_number(row["review_on"])
    decision = Decision(
        decided_on="unknown" if first == EARLIEST else iso_day(first),
        latest="unknown" if last == LATEST else iso_day(last),
        indicator=code,
        name=cards[code][-1].name if code in cards else "",
        change=row["change"],
        review_on="" if review is None else iso_day(review),
        review_due=review is not None and review <= known.day and not row["result"],
        result=row["result"] or "",
    )
    if code not in cards:
        return attrs.evolve(decision, reason=f"{NO_INDICATOR}{_instead(code, cards)}")
    if first == EARLIEST:
        return attrs.evolve(decision, reason=NO_DAY)
    before = [period for period in periods if period.end < first][-1:]
    after = [period for period in periods if period.start > last]
    during = [p for p in periods if p.start <= last and first <= p.end]
    return attrs.evolve(
        decision,
        before=dict(_figures(before, code, found)),
        during=dict(_figures(during, code, found)),
        after=dict(_figures(after, code, found)),
        reason="" if before or after else NO_PERIOD,
    )


def _instead(code: str, known: Iterable[str]) -> str:
    """Say which indicator was probably meant; a row that names several is told to be split."""
    codes = tuple(known)
    within = [word for word in re.split(r"[^\w]+", code.casefold()) if word in codes]
    if len(within) > 1:
        return f": a decision cites one, so write a row for each of {', '.join(map(repr, within))}"
    return f", perhaps {within[0]!r} was meant" if within else meant(code.casefold(), codes)


def _figures(
    periods: Iterable[Period], code: str, found: Series
) -> Iterator[tuple[str, IndicatorResult | NotMeasured]]:
    for period in periods:
        key = f"{iso_day(period.start)}/{iso_day(period.end)}"
        yield key, found[key][code]
