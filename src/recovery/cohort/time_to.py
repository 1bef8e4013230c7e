"""How long each member waited, where the days are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.observed import observed_from
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import NEVER, Seen, Wait, first_days, watched_until
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["delays", "late_note", "origin_uncertain", "time_to"]


def time_to(cohort: Cohort, wait: Wait) -> EventTable:
    """Measure a wait in whole days; whoever's days are uncertain is left out and counted."""
    wait.check(cohort)
    seen = Seen.of(cohort, wait.codes)
    origin = day_numbers(cohort.members["origin"])
    first, both = _first_event(seen, wait)
    happened = first.min(axis=0)
    last = np.where(happened < NEVER, happened, watched_until(cohort, wait.censor)) - origin
    entry = delays(cohort)

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.over_before(cohort, wait)
        in_doubt = ~seen.certain & ~seen.before & (seen.day <= happened[seen.member])
        for code, members in seen.with_code(in_doubt, wait.codes):
            yield f"day of {code} uncertain", members
        yield "left before observation began", last <= entry

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    event = np.where(happened < NEVER, first.argmin(axis=0) + 1, 0)
    notes = [*_tie_note(wait, both[stays].sum()), *late_note(entry[stays])]
    return EventTable(
        exit=last[stays],
        event=event[stays],
        entry=entry[stays] if (entry[stays] >= 0).any() else None,
        causes=wait.causes,
        about=cohort.about(wait.clock(cohort), attrition, notes),
    )


def _first_event(seen: Seen, wait: Wait) -> tuple[DayArray, BoolArray]:
    """Return the first certain day of each cause, and who has two causes on one first day.

    Returns
    -------
    tuple of array
        Shapes ``(causes, members)`` and ``(members,)``.
    """
    rows = seen.certain & ~seen.before
    cause = np.maximum(seen.code[rows] - len(wait.outcome) + 1, 0)
    shape = (len(wait.causes), seen.size)
    first = first_days(shape, (cause, seen.member[rows]), seen.day[rows])
    happened = first.min(axis=0)
    together = (first == happened).sum(axis=0) > 1
    return first, together & (happened < NEVER)


def origin_uncertain(cohort: Cohort) -> BoolArray:
    """Mark the members whose origin has no certain day."""
    return (cohort.members["origin"] != cohort.members["origin_latest"]).to_numpy()


def delays(cohort: Cohort) -> DayArray:
    """Return the day after which each member was observed: -1 when from the origin on.

    A member who came under observation ``d`` days after the origin is at risk
    from day ``d`` on.
    """
    if not subject_named(cohort.subject).is_survivor:
        return np.full(len(cohort), -1)
    since = observed_from(cohort.snapshot, cohort.members["survivor_id"])
    late: DayArray = np.maximum(since - day_numbers(cohort.members["origin"]), 0)
    return late - 1


def late_note(entry: DayArray) -> Iterator[str]:
    """Say how many came under observation after the origin."""
    if late := np.count_nonzero(entry >= 0):
        yield f"delayed entry: {late:,} came under observation after the origin"


def _tie_note(wait: Wait, count: int) -> Iterator[str]:
    if count:
        order = ", ".join(wait.causes)
        yield f"two events on one day: {count:,}; the first of ({order}) counts"
