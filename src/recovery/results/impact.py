"""What the impact report is made of, before anything is protected."""

from __future__ import annotations

import attrs

from recovery.results.afterwards import Afterwards
from recovery.results.decisions import Decision
from recovery.results.funnel import Funnel
from recovery.results.groups import Groups
from recovery.results.indicators import NotMeasured, Results
from recovery.results.maturity import MaturityRow
from recovery.results.outcomes import FindingCount, TableCount
from recovery.results.restatement import Restatement
from recovery.tables.about import About

__all__ = ["ImpactReport"]


@attrs.frozen(eq=False, kw_only=True)
class ImpactReport:
    """Everything that the impact report computes, unprotected.

    Attributes
    ----------
    title, source
        Title of the report, and where the records came from.
    period, before
        First and last day of the period and of the one before, as ISO days.
    as_of, purpose
        ISO day on which the records were known; purpose of consent.
    afterwards
        What became of the people whom each headline figure counts.
    outcomes, headline
        The figures of the period.
    apart
        Who is never added to the headline figures, such as people whose
        identity is not known; ``None`` where it was not asked.
    outcomes_before, headline_before
        The same figures of the period before, as known on the same day.
    compared, compared_by
        Outcomes by group beside what chance alone would make of them, and the
        attribute that makes the groups, such as ``site``; ``None`` and empty
        where no groups were asked for.
    calendar
        Outcomes for which not everybody can have been followed long enough
        on the day of the data, and from when on they can.
    restated
        The headline figures of the period before, as published and as known
        now; ``None`` where there was no earlier cut.
    decisions
        What was decided in the period and the one before, with the figures
        that are cited.
    findings, records
        Faults of the records, and rows read and set aside of each table.
    narrative, verdict
        The organisation's own words and those of an independent evaluator,
        as Markdown; empty when there are none.
    notes
        What a reader must know, such as that the records are invented.
    about
        What the whole is about, consent included.
    """

    title: str
    source: str
    period: tuple[str, str]
    before: tuple[str, str]
    as_of: str
    purpose: str
    afterwards: Groups[str, Afterwards | NotMeasured] | None = None
    outcomes: Results
    headline: Results
    outcomes_before: Results
    headline_before: Results
    apart: Results | None = None
    compared: Groups[str, Funnel | NotMeasured] | None = None
    compared_by: str = ""
    calendar: tuple[MaturityRow, ...] = ()
    restated: Restatement | None = None
    decisions: tuple[Decision, ...] = ()
    findings: tuple[FindingCount, ...] = ()
    records: tuple[TableCount, ...] = ()
    narrative: str = ""
    verdict: str = ""
    notes: tuple[str, ...] = ()
    about: About = attrs.field(factory=About)
