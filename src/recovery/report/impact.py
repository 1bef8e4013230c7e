"""The impact report: what became of people, outcomes, and then how many were reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from recovery.cohort import PURPOSES, consent_notes, subject_named
from recovery.days import LATEST, Day, Period, day_number, iso_day
from recovery.errors import DefinitionError, allowed
from recovery.indicators import HEADLINE, Indicator, restate
from recovery.indicators.afterwards import afterwards
from recovery.indicators.decisions import decisions
from recovery.indicators.headline_beside import APART
from recovery.indicators.maturity import maturity
from recovery.indicators.outcomes import OUTCOMES
from recovery.indicators.periods import of_period
from recovery.indicators.versions import by_code, in_force
from recovery.report.beginnings import before_records
from recovery.report.impact_groups import COMPARED, compared, usual_groups
from recovery.report.outcome import finding_counts, table_counts
from recovery.results import (
    Decision,
    ImpactReport,
    IndicatorResult,
    MaturityRow,
    Restatement,
    Results,
)
from recovery.tables import About

if TYPE_CHECKING:
    from recovery.register import Register, Snapshot

__all__ = ["CUT_AFTER", "impact_report", "last_recorded"]

TITLE = "What became of them"
MORE = 6
"""By how many days as many months may differ."""
CUT_AFTER = 30
"""Days from the end of a period to its first cut, where no other day is named."""


def impact_report(
    register: Register,
    period: Period,
    *,
    as_of: Day | None = None,
    published: Day | None = None,
    purpose: str = "internal_learning",
    headline: Iterable[Indicator] | None = None,
    outcomes: Iterable[Indicator] | None = None,
    by: str | None = None,
    compare: Iterable[Indicator] | None = None,
    title: str | None = None,
    source: str = "",
    narrative: str = "",
    verdict: str = "",
    notes: tuple[str, ...] = (),
) -> ImpactReport:
    """Measure the outcomes and headline figures of a period, beside those of the one before.

    Parameters
    ----------
    register
        The records, with their history.
    period
        Both days within.
    as_of
        The day as of which everything is known; the last day on which
        anything was recorded when not said.
    published
        The day as of which the figures of the period before were published;
        30 days after its end when not said.
    purpose
        The purpose of consent that the report serves.
    headline, outcomes
        Cards; those that are shipped when not said. Of a code there may be
        several versions: each period is counted by the one in force on all its
        days, and no difference is taken of figures of two versions.
    by
        An attribute of survivors whose groups are compared; ``site`` where
        the records name two or more when not said, and none when empty.
    compare
        Cards by which the groups are compared: shares of people that are
        counted, no two of which lie within one another. Those of
        ``recovery.report.impact_groups.COMPARED`` among the outcomes when not said.
    title
        Title of the report.
    source
        Where the records came from, as the report shall name it.
    narrative, verdict
        The organisation's own words, and those of an independent evaluator,
        as Markdown.
    notes
        What a reader must know, such as that the records are invented.

    Returns
    -------
    ImpactReport
        Unprotected: see :func:`recovery.protect`.

    Raises
    ------
    DefinitionError
        If the purpose is none of consent, the period had not ended on the day
        of the data, no day is named and none is recorded, the period before
        cannot have been published on the day that is named, or ``by`` makes no
        groups that can be compared.
    """
    if purpose not in PURPOSES:
        message = f"{purpose!r} is no purpose of consent; {allowed(PURPOSES)}"
        raise DefinitionError(message)
    day = last_recorded(register) if as_of is None else day_number(as_of)
    known, before = register.as_of(day), period.before()
    cut = _cut(before, day, published)
    counted, told = _cards(headline, outcomes)
    versions = by_code(counted), by_code(told)
    totals, found = (
        {each: of_period(known, cards, each, purpose) for each in (period, before)}
        for cards in versions
    )
    counting, telling = (_of_each(cards, period) for cards in versions)
    groups = usual_groups(known) if by is None else by
    by_group = [card for card in telling if card.code in COMPARED] if compare is None else compare
    apart = (card for card in counting for card in APART.get(card.code, ()))
    beside = {card.code: (card,) for card in apart if card.code not in totals[period]}
    return ImpactReport(
        title=title or TITLE,
        source=source,
        period=_days(period),
        before=_days(before),
        as_of=iso_day(day),
        purpose=purpose,
        afterwards=afterwards(known, counting, period, purpose=purpose),
        outcomes=found[period],
        headline=totals[period],
        apart=of_period(known, beside, period, purpose),
        outcomes_before=found[before],
        headline_before=totals[before],
        compared=compared(known, by_group, period, by=groups, purpose=purpose),
        compared_by=groups,
        calendar=_still_to_come(telling, found[period], period, day),
        restated=_restated(register, counted, before, cut, day, purpose),
        decisions=_decided(known, (*counted, *told), period, purpose),
        findings=finding_counts(known),
        records=table_counts(known),
        narrative=narrative,
        verdict=verdict,
        notes=(*notes, *before_records(known, counting, (period, before))),
        about=About(
            as_of=iso_day(day),
            purpose=purpose,
            notes=consent_notes(known, subject_named("survivor"), purpose),
        ),
    )


def _cards(
    headline: Iterable[Indicator] | None, outcomes: Iterable[Indicator] | None
) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    return (
        HEADLINE if headline is None else tuple(headline),
        OUTCOMES if outcomes is None else tuple(outcomes),
    )


def _of_each(cards: Mapping[str, Sequence[Indicator]], period: Period) -> list[Indicator]:
    """Return the version of each code that counts a period; the latest, where none was in force."""
    return [in_force(each, period.start, period.end) or each[-1] for each in cards.values()]


def _still_to_come(
    cards: Sequence[Indicator], found: Results, period: Period, day: int
) -> tuple[MaturityRow, ...]:
    """Return when what is measured can be told of everyone, where that lies ahead."""
    measured = [card for card in cards if isinstance(found[card.code], IndicatorResult)]
    return tuple(row for row in maturity(measured, [period], on=day).rows if not row.mature)


def _cut(before: Period, day: int, published: Day | None) -> int:
    """Return the day on which the period before was published."""
    if published is None:
        return before.end + CUT_AFTER
    cut = day_number(published)
    if not before.end <= cut < day:
        message = (
            f"the period before, to {iso_day(before.end)}, cannot have been published on "
            f"{iso_day(cut)} and looked at again on {iso_day(day)}: name a day from "
            f"{iso_day(before.end)} to {iso_day(day - 1)}"
        )
        raise DefinitionError(message)
    return cut


def _days(period: Period) -> tuple[str, str]:
    return iso_day(period.start), iso_day(period.end)


def last_recorded(register: Register) -> int:
    """Return the last day on which anything was recorded."""
    columns = (frame["recorded_on_latest"] for frame in register.tables.values())
    days = [column.max() for column in columns if column.null_count() < len(column)]
    if not days:
        message = (
            "these records do not say when they were recorded: name the day as of which the "
            "report shall be made"
        )
        raise DefinitionError(message)
    return day_number(max(days))  # type: ignore[type-var,arg-type]  # dates


def _restated(
    register: Register,
    cards: tuple[Indicator, ...],
    period: Period,
    cut: int,
    day: int,
    purpose: str,
) -> Restatement | None:
    """Restate the figures of a period, if they were published before the day of the data."""
    if not period.end <= cut < day:
        return None
    return restate(register, cards, period, days=(cut, day), purpose=purpose)


def _decided(
    known: Snapshot, cards: tuple[Indicator, ...], period: Period, purpose: str
) -> tuple[Decision, ...]:
    """Return what was decided in a period or the one before, with the figures that are cited.

    Looked at are the periods from before the first of these on, as far as
    they have ended.
    """
    before = period.before()
    periods = [before.before(), before, period]
    later = _after(period)
    periods += [later] if later is not None and later.end <= known.day else []
    found = decisions(known, cards, periods, purpose=purpose)
    first, last = iso_day(before.start), iso_day(period.end)
    return tuple(d for d in found if first <= d.decided_on and d.latest <= last)


def _after(period: Period) -> Period | None:
    """Return the period that follows: as many whole months after whole months, else days."""
    if period.end + period.days + MORE > LATEST:
        return None
    start, end = period.end + 1, period.end + period.days
    whole_months = all(iso_day(day).endswith("-01") for day in (period.start, start))
    if not whole_months:
        return Period(start, end)
    ends = (end + more for more in range(-MORE, MORE) if iso_day(end + more + 1).endswith("-01"))
    return next(later for last in ends if (later := Period(start, last)).before() == period)
