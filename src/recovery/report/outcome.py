"""The main job: from what was known on a day to everything that the report says."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from recovery.cohort import PURPOSES, attribute_names, consent_notes, select_cohort, subject_named
from recovery.days import iso_day
from recovery.disclosure.outcomes import TOO_FEW
from recovery.errors import DefinitionError, Severity, allowed
from recovery.estimators import aalen_johansen
from recovery.report.headlines import count_headline
from recovery.results import ClockResult, Curves, FindingCount, Groups, OutcomeReport, TableCount
from recovery.tables import About
from recovery.vocabulary import Clock

if TYPE_CHECKING:
    from recovery.cohort import Cohort
    from recovery.register import Snapshot

__all__ = ["finding_counts", "outcome_report", "table_counts"]

SEVERITIES = get_args(Severity)
TITLE = "How long survivors waited"


def outcome_report(
    snapshot: Snapshot,
    *,
    purpose: str = "internal_learning",
    by: str | None = None,
    title: str | None = None,
    source: str = "",
    notes: tuple[str, ...] = (),
) -> OutcomeReport:
    """Measure every clock of the vocabulary, the headline totals and the faults of the records.

    Parameters
    ----------
    snapshot
        What was known on a day.
    purpose
        The purpose of consent that the report serves.
    by
        An attribute to split each clock by, where its subject has it.
    title
        Title of the report.
    source
        Where the records came from, as the report shall name it.
    notes
        What a reader must know, such as that the records are invented.

    Returns
    -------
    OutcomeReport
        Unprotected: see :func:`recovery.disclosure.protect`. A clock that cannot be
        measured has no curves, and its reason among the notes of its
        ``about``.

    Raises
    ------
    DefinitionError
        If the purpose is none of consent, or no clock can be split by ``by``.
    """
    vocabulary = snapshot.vocabulary
    if purpose not in PURPOSES:
        message = f"{purpose!r} is no purpose of consent; {allowed(PURPOSES)}"
        raise DefinitionError(message)
    clocks = tuple(_measure(snapshot, clock, purpose, by) for clock in vocabulary.clocks.values())
    if by is not None and any(c.curves for c in clocks) and not any(c.groups for c in clocks):
        raise DefinitionError(_not_split(snapshot, by, clocks))
    return OutcomeReport(
        title=title or TITLE,
        source=source,
        as_of=iso_day(snapshot.day),
        purpose=purpose,
        tracks=tuple(dict.fromkeys(clock.track for clock in clocks)),
        totals=tuple(count_headline(snapshot, each) for each in vocabulary.headlines.values()),
        findings=finding_counts(snapshot),
        clocks=clocks,
        records=table_counts(snapshot),
        notes=notes,
        about=About(notes=consent_notes(snapshot, subject_named("survivor"), purpose)),
    )


def _measure(snapshot: Snapshot, clock: Clock, purpose: str, by: str | None) -> ClockResult:
    try:
        cohort = select_cohort(
            snapshot, origin=clock.origin, subject=clock.subject, purpose=purpose
        )
        curves = _curves(cohort, clock)
    except DefinitionError as error:  # such as: a table is not among the records
        return _result(clock, Curves({}, about=_unmeasured(clock, purpose, str(error))))
    if not next(iter(curves.values())).n:
        reason = TOO_FEW.format(origin=clock.origin)
        return _result(clock, Curves({}, about=_unmeasured(clock, purpose, reason)))
    return _result(clock, curves, _split(cohort, clock, by))


def _curves(cohort: Cohort, clock: Clock) -> Curves:
    events = cohort.time_to(clock.outcome, competing=clock.competing, censor=clock.censor)
    return aalen_johansen(events)


def _split(cohort: Cohort, clock: Clock, by: str | None) -> Groups[str, Curves] | None:
    if by is None:
        return None
    try:
        groups = cohort.split(by)
    except DefinitionError:  # accused people have no gender on record
        return None
    return groups.each(lambda group: _curves(group, clock))


def _not_split(snapshot: Snapshot, by: str, clocks: tuple[ClockResult, ...]) -> str:
    subjects = {clock.subject for clock in clocks if clock.curves}
    names = {name for subject in subjects for name in attribute_names(snapshot, subject)}
    return f"no clock can be split by {by!r}; {allowed(names)}"


def _unmeasured(clock: Clock, purpose: str, reason: str) -> About:
    return About(clock=clock.title, subject=clock.subject, purpose=purpose, notes=(reason,))


def _result(clock: Clock, curves: Curves, groups: Groups[str, Curves] | None = None) -> ClockResult:
    return ClockResult(
        code=clock.code,
        track=clock.track,
        title=clock.title,
        subject=clock.subject,
        origin=clock.origin,
        outcome=clock.outcome[0],
        curves=curves,
        groups=groups,
        about=curves.about,
    )


def finding_counts(snapshot: Snapshot) -> tuple[FindingCount, ...]:
    """Count the faults of the records by kind, the gravest first."""
    kinds = snapshot.vocabulary.findings
    return tuple(
        FindingCount(
            code=code,
            severity=severity,
            table=table,
            column=column or "",
            count=count,
            meaning=kinds[code].meaning,
            remedy=kinds[code].remedy,
        )
        for (code, severity, table, column), count in sorted(
            snapshot.findings.counts().items(), key=_gravest_first
        )
    )


def _gravest_first(counted: tuple[tuple[str, str, str, str | None], int]) -> tuple[object, ...]:
    (code, severity, table, column), _ = counted
    return SEVERITIES.index(severity), code, table, column or ""


def table_counts(snapshot: Snapshot) -> tuple[TableCount, ...]:
    """Count the rows of each table: those known on the day, and those set aside for errors."""
    return tuple(
        TableCount(table=name, read=frame.height, set_aside=snapshot.set_aside.get(name, 0))
        for name, frame in snapshot.tables.items()
    )
