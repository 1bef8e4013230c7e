"""The impact report: what became of people, outcomes, and then how many were reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from recovery.cohort import PURPOSES, consent_notes, subject_named
from recovery.days import Day, Period, day_number, iso_day
from recovery.errors import DefinitionError, allowed
from recovery.indicators import HEADLINE, Indicator, evaluate, restate
from recovery.indicators.afterwards import afterwards
from recovery.indicators.decisions import decisions
from recovery.indicators.headline_beside import APART
from recovery.indicators.maturity import maturity
from recovery.indicators.outcomes import OUTCOMES
from recovery.report.impact_groups import COMPARED, compared, usual_groups
from recovery.report.outcome import finding_counts, table_counts
from recovery.results import Decision, ImpactReport, Restatement
from recovery.tables import About

if TYPE_CHECKING:
    from recovery.register import Register, Snapshot

__all__ = ["CUT_AFTER", "impact_report", "last_recorded"]

TITLE = "What became of them"
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
        Cards; those that are shipped when not said.
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
        of the data, no day is named and none is recorded, or ``by`` makes no
        groups that can be compared.
    """
    if purpose not in PURPOSES:
        message = f"{purpose!r} is no purpose of consent; {allowed(PURPOSES)}"
        raise DefinitionError(message)
    day = last_recorded(register) if as_of is None else day_number(as_of)
    known, before = register.as_of(day), period.before()
    cut = before.end + CUT_AFTER if published is None else day_number(published)
    counted, told = _cards(headline, outcomes)
    found = {each: evaluate(known, told, each, purpose=purpose) for each in (period, before)}
    totals = {each: evaluate(known, counted, each, purpose=purpose) for each in (period, before)}
    groups = usual_groups(known) if by is None else by
    by_group = [card for card in told if card.code in COMPARED] if compare is None else compare
    codes = [card.code for card in counted]
    apart = (card for code in codes for card in APART.get(code, ()))
    beside = [card for card in apart if card.code not in codes]
    return ImpactReport(
        title=title or TITLE,
        source=source,
        period=_days(period),
        before=_days(before),
        as_of=iso_day(day),
        purpose=purpose,
        afterwards=afterwards(known, counted, period, purpose=purpose),
        outcomes=found[period],
        headline=totals[period],
        apart=evaluate(known, beside, period, purpose=purpose),
        outcomes_before=found[before],
        headline_before=totals[before],
        compared=compared(known, by_group, period, by=groups, purpose=purpose),
        compared_by=groups,
        calendar=tuple(row for row in maturity(told, [period], on=day).rows if not row.mature),
        restated=_restated(register, counted, before, cut, day, purpose),
        decisions=_decided(known, (*counted, *told), period, purpose),
        findings=finding_counts(known),
        records=table_counts(known),
        narrative=narrative,
        verdict=verdict,
        notes=notes,
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
    periods += [later for later in [_after(period)] if later.end <= known.day]
    found = decisions(known, cards, periods, purpose=purpose)
    first, last = iso_day(before.start), iso_day(period.end)
    return tuple(d for d in found if first <= d.decided_on and d.latest <= last)


def _after(period: Period) -> Period:
    """Return the period that follows: as many whole months after whole months, else days."""
    start, end = period.end + 1, period.end + period.days
    whole_months = all(iso_day(day).endswith("-01") for day in (period.start, start))
    if not whole_months:
        return Period(start, end)
    ends = (end + more for more in range(-5, 6) if iso_day(end + more + 1).endswith("-01"))
    return next(later for last in ends if (later := Period(start, last)).before() == period)
