"""Protect the impact report and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recovery.disclosure.afterwards import protect_afterwards
from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.changes import changes
from recovery.disclosure.decisions import protect_decisions
from recovery.disclosure.funnels import protect_funnel
from recovery.disclosure.indicators import is_own_total, protect_results
from recovery.disclosure.outcomes import protect_finding, protect_table
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_impact import (
    ShownAfterwards,
    ShownImpact,
    ShownRestated,
)
from recovery.disclosure.shown_indicators import ShownPart
from recovery.results import ImpactReport, IndicatorResult, Restated

__all__ = ["protect_impact"]


def protect_impact(report: ImpactReport, policy: Policy) -> ShownImpact:
    """Protect every part of the report; what compares them is worked out from protected parts."""
    headline, outcomes = (protect_results(r, policy) for r in (report.headline, report.outcomes))
    headline_before = protect_results(report.headline_before, policy)
    outcomes_before = protect_results(report.outcomes_before, policy)
    findings = tuple(protect_finding(finding, policy) for finding in report.findings)
    return ShownImpact(
        title=report.title,
        source=report.source,
        period=report.period,
        before=report.before,
        as_of=report.as_of,
        purpose=report.purpose,
        afterwards=tuple(_afterwards(report, policy)),
        outcomes=outcomes,
        headline=headline,
        apart=() if report.apart is None else protect_results(report.apart, policy).indicators,
        outcomes_before=outcomes_before,
        headline_before=headline_before,
        outcome_changes=changes(outcomes, outcomes_before),
        headline_changes=changes(headline, headline_before),
        compared=tuple(protect_funnel(each, policy) for each in (report.compared or {}).values()),
        compared_by=report.compared_by,
        calendar=report.calendar,
        restated=tuple(_restated(report, policy)),
        decisions=protect_decisions(report, policy),
        findings=findings,
        records=tuple(protect_table(table, findings, policy) for table in report.records),
        narrative=report.narrative,
        verdict=report.verdict,
        notes=report.notes,
        to_bear_in_mind=plain_notes(report.about.notes, policy),
    )


def _afterwards(report: ImpactReport, policy: Policy) -> Iterator[ShownAfterwards]:
    for code, found in (report.afterwards or {}).items():
        counted = report.headline.get(code)
        exact = isinstance(counted, IndicatorResult) and is_own_total(counted)
        yield protect_afterwards(found, report.as_of, policy, exact=exact)


def _restated(report: ImpactReport, policy: Policy) -> Iterator[ShownRestated]:
    """Yield the organisation's own totals of the period before, as published and as known now."""
    for code, figure in (report.restated or {}).items():
        found = report.headline_before.get(code)
        if isinstance(found, IndicatorResult) and is_own_total(found):
            yield _two_days(figure, report.before, policy)


def _two_days(figure: Restated, period: tuple[str, str], policy: Policy) -> ShownRestated:
    return ShownRestated(
        code=figure.code,
        versions=(figure.versions[0], figure.versions[-1]),
        name=figure.name,
        unit=figure.unit,
        period=period,
        first_day=figure.days[0],
        first=float(figure.published),
        last_day=figure.days[-1],
        last=float(figure.now),
        **_why(figure, policy),
    )


def _why(figure: Restated, policy: Policy) -> dict[str, Any]:
    """Return the reasons for a change of an exact figure, so that none of them tells of few.

    The changes by reason add up to one that is known. If one were left out,
    the others would give it away, and its name alone says that it was
    somebody's: so all reasons have their numbers, or none is named. That holds
    also of what is on public record, since a consent that was withdrawn is not.
    """
    changes = {reason: change for reason, change in figure.reasons.items() if change}
    if any(abs(change) < policy.threshold for change in changes.values()):
        return {"withheld": f"some may stand for {policy.few} {figure.unit}"}
    return {
        "reasons": tuple(
            ShownPart(label=reason, value=change, unit=figure.unit, exact=True)
            for reason, change in changes.items()
        )
    }
