"""Protect the outcome report and its parts."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from recovery.disclosure.attrition import protect_about
from recovery.disclosure.curves import protect_curves, protect_groups
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import ShownClock, ShownFinding, ShownReport, ShownTable
from recovery.results import ClockResult, Curves, FindingCount, OutcomeReport, TableCount
from recovery.tables import About

__all__ = ["TOO_FEW", "protect_clock", "protect_finding", "protect_report", "protect_table"]

TOO_FEW = "nobody, or too few people to tell of, could be followed from the milestone {origin} on"
"""Why a clock has no curves; who reads it cannot tell nobody from a few."""


def protect_clock(clock: ClockResult, policy: Policy) -> ShownClock:
    """Protect the curves of a clock; one without curves was not measured, and says why.

    A clock of few people looks like one that nobody started.
    """
    if clock.curves and next(iter(clock.curves.values())).n < policy.threshold:
        clock = _without_curves(clock)
    return ShownClock(
        code=clock.code,
        track=clock.track,
        title=clock.title,
        subject=clock.subject,
        origin=clock.origin,
        outcome=clock.outcome,
        curves=protect_curves(clock.curves, policy) if clock.curves else None,
        groups=None if clock.groups is None else protect_groups(clock.groups, policy),
        about=protect_about(clock.about, policy),
        reason="" if clock.curves else "; ".join(clock.about.notes),
    )


def _without_curves(clock: ClockResult) -> ClockResult:
    told = About(
        clock=clock.title,
        subject=clock.subject,
        purpose=clock.about.purpose,
        notes=(TOO_FEW.format(origin=clock.origin),),
    )
    return attrs.evolve(clock, curves=Curves({}, about=told), groups=None, about=told)


def protect_report(report: OutcomeReport, policy: Policy) -> ShownReport:
    """Protect every part of the report; the organisation's own totals stay exact."""
    findings = tuple(protect_finding(finding, policy) for finding in report.findings)
    return ShownReport(
        title=report.title,
        source=report.source,
        as_of=report.as_of,
        purpose=report.purpose,
        tracks=report.tracks,
        totals=report.totals,
        findings=findings,
        clocks=tuple(protect_clock(clock, policy) for clock in report.clocks),
        records=tuple(protect_table(table, findings, policy) for table in report.records),
        notes=report.notes,
    )


def protect_finding(finding: FindingCount, policy: Policy) -> ShownFinding:
    """Withhold how often a fault was found when that is seldom."""
    below = 0 < finding.count < policy.threshold
    return ShownFinding(
        code=finding.code,
        severity=finding.severity,
        table=finding.table,
        column=finding.column,
        count=None if below else finding.count,
        below=below,
        meaning=finding.meaning,
        remedy=finding.remedy,
    )


def protect_table(
    table: TableCount, findings: Sequence[ShownFinding], policy: Policy
) -> ShownTable:
    """Withhold few rows, and a number set aside from which few faults would follow."""
    errors = [f for f in findings if f.table == table.table and f.severity == "error"]
    gives_away = sum(f.below for f in errors) > 0

    def count(rows: int) -> int | None:
        return None if 0 < rows < policy.threshold else rows

    return ShownTable(
        table=table.table,
        read=count(table.read),
        set_aside=None if gives_away else count(table.set_aside),
    )
