"""Between which days each member's wait ended, where days may be uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.entry import Entry
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.undone import undone_note
from recovery.cohort.wait import NEVER, Seen, Wait, first_days, watched_until
from recovery.days import EARLIEST
from recovery.tables import IntervalTable

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["time_between"]


def time_between(cohort: Cohort, wait: Wait) -> IntervalTable:
    """Measure a wait as an interval; only unknown days on which it began are left out."""
    wait.check(cohort)
    seen = seen_or_found(cohort, wait.codes)
    origin = day_numbers(cohort.members["origin"])
    known_by = np.maximum(origin, cohort.snapshot.day)  # what is known to have happened has
    origin_latest = np.minimum(day_numbers(cohort.members["origin_latest"]), known_by)
    outcome, outcome_latest = _first_span(seen, seen.code < len(wait.outcome))
    other, other_latest = _first_span(seen, seen.code >= len(wait.outcome))
    happened = (outcome < NEVER) & ~(other_latest < outcome)
    until = np.where(other < NEVER, other, watched_until(cohort, wait.censor))
    left = np.maximum(np.where(happened, outcome - 1, until) - origin_latest, -1)
    latest = np.maximum(np.minimum(outcome_latest, known_by), outcome)
    right = np.where(happened, latest - origin, np.inf)

    entry = Entry.of(cohort)

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin unknown", origin == EARLIEST
        yield from seen.over_before(cohort, wait)
        yield from entry.reasons()

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    doubtful = int((happened & (other < outcome_latest))[stays].sum())
    notes = [
        *_notes(wait, doubtful),
        *entry.notes(stays, "delayed entry is not shown"),
        *undone_note(cohort, wait, np.where(happened & stays, outcome, NEVER)),
    ]
    return IntervalTable(
        left=left[stays],
        right=right[stays],
        about=cohort.about(wait.clock(cohort), attrition, notes),
    )


def _first_span(seen: Seen, kind: BoolArray) -> tuple[DayArray, DayArray]:
    """Return the span in which the first of some milestones since the origin lies."""
    rows = kind & ~seen.before
    member = seen.member[rows]
    return (
        first_days(seen.size, member, seen.day[rows]),
        first_days(seen.size, member, seen.latest[rows]),
    )


def _notes(wait: Wait, doubtful: int) -> Iterator[str]:
    if wait.competing:
        yield "competing events end the wait: read it as cause-specific"
    if doubtful:
        yield f"which came first is uncertain: {doubtful:,}; the outcome counts"
