"""What the outcome report is made of, before anything is protected."""

from __future__ import annotations

import attrs

from recovery.results.curves import Curves
from recovery.results.groups import Groups
from recovery.tables.about import COUNTS, About

__all__ = ["ClockResult", "FindingCount", "OutcomeReport", "TableCount", "Total"]


@attrs.frozen(eq=False, kw_only=True)
class ClockResult:
    """How long one clock of the report ran.

    Attributes
    ----------
    code, track, title
        The clock's code in the vocabulary, its track, and its title in words.
    subject, origin, outcome
        Who is counted, from what milestone, to what outcome.
    curves
        Incidence of the outcome and of what competes with it.
    groups
        The same by group, if groups were asked for.
    about
        What the result is about.
    """

    code: str
    track: str
    title: str
    subject: str
    origin: str
    outcome: str
    curves: Curves
    groups: Groups[str, Curves] | None = None
    about: About = attrs.field(factory=About)


@attrs.frozen(kw_only=True)
class Total:
    """One headline count.

    Attributes
    ----------
    code, label, unit
        Its code, its name in words, and what is counted.
    value
        The count; ``None`` when it was not measured.
    reason
        Why it was not measured; empty when it was.
    """

    code: str
    label: str
    unit: str
    value: int | None = attrs.field(metadata=COUNTS)
    reason: str = ""


@attrs.frozen(kw_only=True)
class FindingCount:
    """How often one fault was found in one column.

    Attributes
    ----------
    code, severity
        Kind of fault, and how grave it is.
    table, column
        Where it was found; no column when the row as a whole is at fault.
    count
        How many rows have it.
    meaning, remedy
        What it means, and what to do about it.
    """

    code: str
    severity: str
    table: str
    column: str = ""
    count: int = attrs.field(metadata=COUNTS)
    meaning: str
    remedy: str


@attrs.frozen(kw_only=True)
class TableCount:
    """How many rows of a table were read, and how many of them set aside."""

    table: str
    read: int = attrs.field(metadata=COUNTS)
    set_aside: int = attrs.field(metadata=COUNTS)


@attrs.frozen(eq=False, kw_only=True)
class OutcomeReport:
    """Everything that the main job computes, unprotected.

    Attributes
    ----------
    title, source
        Title of the report, and where the records came from.
    as_of, purpose
        ISO day on which the records were known; purpose of consent.
    tracks
        The tracks reported on, in order.
    totals
        Headline counts.
    findings
        Faults of the records, by kind.
    clocks
        Time to each outcome.
    records
        Rows read of each table.
    notes
        What a reader must know.
    about
        What the whole is about, consent included.
    """

    title: str
    source: str
    as_of: str
    purpose: str
    tracks: tuple[str, ...]
    totals: tuple[Total, ...]
    findings: tuple[FindingCount, ...]
    clocks: tuple[ClockResult, ...]
    records: tuple[TableCount, ...]
    notes: tuple[str, ...] = ()
    about: About = attrs.field(factory=About)
