"""Select a cohort: who reached an origin, when, and whose records may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from recovery.cohort.attrition import Attrition
from recovery.cohort.cohort import Cohort
from recovery.cohort.consent import PURPOSES, consent_notes, consenting
from recovery.cohort.occurrences import check_milestones, day_numbers, occurrences
from recovery.cohort.subjects import Subject, on_record, subject_named
from recovery.days import Day, Period
from recovery.errors import DefinitionError, allowed

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["select_cohort"]


def select_cohort(
    snapshot: Snapshot,
    *,
    origin: str,
    subject: str = "survivor",
    entered: tuple[Day, Day] | Period | None = None,
    purpose: str | None = None,
) -> Cohort:
    """Select everyone who reached an origin, from which their waits are measured.

    The origin is the first time that somebody reached it. Whoever reached it
    on an uncertain day stays in the cohort; each question says what it does
    with them.

    Parameters
    ----------
    snapshot
        What was known on a day.
    origin
        Code of the milestone that starts the clock.
    subject
        Who is counted: ``survivor``, ``return``, ``episode``,
        ``accused × case`` (or ``accused``) or ``survivor × case``.
    entered
        First and last day, both within, on which the origin must lie. An
        uncertain origin counts when it lies wholly inside.
    purpose
        The purpose that the answer serves. Only survivors whose consent to it
        stands on the day of the snapshot are kept; it is not asked of accused
        people. ``None`` applies no consent, and the cohort says so.

    Returns
    -------
    Cohort
        Those who are studied, with who was left out and why.

    Raises
    ------
    DefinitionError
        If a subject, milestone or purpose is unknown, or the origin is not
        one of this subject; it lists every fault.

    Notes
    -----
    A survivor's own milestones belong to each of their returns and to their
    part in each case, and an event of a case to everybody in it. For
    ``episode`` only the milestones of that episode count, and death. An
    accused who is a company is left out and counted; one of whom the kind is
    not known counts as a person.

    Examples
    --------
    >>> import polars as pl
    >>> from recovery.register import read_register
    >>> records = {
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1", "S2", "S3"],
    ...                                "gender": ["female", "male", "female"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1", "S1", "S2", "S2"],
    ...         "milestone": ["intake", "safe_housing", "intake", "legal_aid"],
    ...         "occurred_on": ["2021-03-01", "2021-03-31", "2021-04-10", "2021-05-05"]}),
    ... }
    >>> known = read_register(records).as_of("2021-12-31")
    >>> cohort = select_cohort(known, origin="intake", entered=("2021-01-01", "2021-06-30"))
    >>> cohort
    Cohort(2 of 3 survivors on record, from intake, as of 2021-12-31)
    >>> cohort.attrition
    Attrition
               3  survivors on record
      -        1  no intake recorded
      -        0  entered outside the period
      =        2  remain
    >>> cohort.time_to("safe_housing", competing=("died", "deported"))
    EventTable(2 rows: 1 safe_housing, 0 died, 0 deported, 1 censored)
    """
    counted = subject_named(subject)
    faults = list(check_milestones(snapshot, counted, (origin,)))
    if purpose not in (None, *PURPOSES):
        faults.append(f"{purpose!r} is no purpose of consent; {allowed(PURPOSES)}")
    if faults:
        message = "this cohort cannot be selected:"
        raise DefinitionError(message, faults=faults)
    members, attrition = snapshot.remember(
        ("reached", counted.name, origin), lambda: _reached(snapshot, counted, origin)
    )
    if entered is not None:
        period = entered if isinstance(entered, Period) else Period(*entered)
        members, attrition = _entered(members, attrition, period)
    if purpose and counted.is_survivor and "consents" in snapshot.tables:
        kept = members.join(consenting(snapshot, purpose), on="survivor_id", how="semi")
        reason = f"no consent for {purpose} on the day of the data"
        attrition = attrition.less(reason, len(members) - len(kept), asked=True)
        members = kept.sort(counted.keys)
    return Cohort(
        snapshot=snapshot,
        subject=counted.name,
        origin=origin,
        purpose=purpose,
        members=members,
        attrition=attrition,
        notes=consent_notes(snapshot, counted, purpose),
    )


def _reached(snapshot: Snapshot, subject: Subject, origin: str) -> tuple[pl.DataFrame, Attrition]:
    """Return everyone who reached an origin, and who did not."""
    everyone = on_record(snapshot, subject)
    attrition = Attrition(((f"{subject.plural} on record", len(everyone)),))
    people = _people(snapshot, subject, everyone)
    attrition = attrition.less("companies, which are not people", len(everyone) - len(people))
    members = _with_origin(snapshot, subject, people, origin)
    return members, attrition.less(f"no {origin} recorded", len(people) - len(members))


def _people(snapshot: Snapshot, subject: Subject, everyone: pl.DataFrame) -> pl.DataFrame:
    """Leave out the accused who are companies in any case."""
    accused = snapshot.tables.get("accused")
    if subject.is_survivor or accused is None:
        return everyone
    companies = accused.filter(pl.col("kind") == "company")
    return everyone.join(companies, on="accused_id", how="anti", maintain_order="left")


def _with_origin(
    snapshot: Snapshot, subject: Subject, everyone: pl.DataFrame, origin: str
) -> pl.DataFrame:
    """Keep who reached the origin, with the span in which the first time lies."""
    reached = occurrences(snapshot, subject, everyone, (origin,))
    first = reached.group_by("member").agg(
        origin=pl.col("day").min(), origin_latest=pl.col("latest").min()
    )
    numbered = everyone.with_row_index("member")
    return numbered.join(first, on="member", maintain_order="left").drop("member")


def _entered(
    members: pl.DataFrame, attrition: Attrition, period: Period
) -> tuple[pl.DataFrame, Attrition]:
    """Keep whose origin lies wholly within a period."""
    earliest, latest = (day_numbers(members[name]) for name in ("origin", "origin_latest"))
    outside = (latest < period.start) | (earliest > period.end)
    within = (earliest >= period.start) & (latest <= period.end)
    unplaced = int((~outside & ~within).sum())
    attrition = attrition.less("entered outside the period", int(outside.sum()), asked=True)
    attrition = attrition.less("day of origin uncertain, not placed in the period", unplaced)
    return members.filter(pl.Series(within)), attrition
