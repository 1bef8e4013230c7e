"""How long each member waited, where the days are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.entry import Entry
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.undone import LastingEnds, undone_note
from recovery.cohort.wait import NEVER, Seen, Wait, first_days, watched_until
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort
    from recovery.cohort.members import Members

__all__ = ["origin_uncertain", "time_to", "time_to_and_who"]


def time_to(cohort: Cohort, wait: Wait) -> EventTable:
    """Measure a wait in whole days; whoever's days are uncertain is left out and counted."""
    return time_to_and_who(cohort, wait)[0]


def time_to_and_who(cohort: Cohort, wait: Wait) -> tuple[EventTable, BoolArray]:
    """Measure a wait, and mark the members who have a row; rows stand in their order."""
    wait.check(cohort)
    everything = seen_or_found(cohort, wait.codes)
    if wait.early_counts:
        everything = everything.not_before(len(wait.outcome))
    lasting = LastingEnds.of(cohort, everything, wait.competing if wait.goes_on else ())
    seen = lasting.seen
    origin = day_numbers(cohort.members["origin"])
    first, both = _first_event(seen, wait)
    happened = first.min(axis=0)
    event = np.where(happened < NEVER, first.argmin(axis=0) + 1, 0)
    last = np.where(happened < NEVER, happened, watched_until(cohort, wait.censor)) - origin
    from_origin = wait.entry == "origin"
    entry = Entry.with_the_origin(len(cohort)) if from_origin else Entry.of(cohort)

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.over_before(cohort, wait)
        in_doubt = ~seen.certain & ~seen.before & (seen.day <= happened[seen.member])
        for code, members in seen.with_code(in_doubt, wait.codes):
            yield f"day of {code} uncertain", members
        yield from lasting.reasons((seen.day <= happened[seen.member]) & (event != 1)[seen.member])
        yield from entry.reasons()
        yield "left before observation began", last <= entry.after

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    after = entry.after[stays]
    notes = [
        *_tie_note(wait, both[stays].sum()),
        *entry.notes(stays),
        *lasting.notes(np.where(stays, happened, -1)),
        *undone_note(cohort, wait, np.where((event == 1) & stays, happened, NEVER)),
    ]
    events = EventTable(
        exit=last[stays],
        event=event[stays],
        entry=after if (after >= 0).any() else None,
        causes=wait.causes,
        about=cohort.about(wait.clock(cohort), attrition, notes),
    )
    return events, stays


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


def origin_uncertain(cohort: Members) -> BoolArray:
    """Mark the members whose origin has no certain day."""
    return (cohort.members["origin"] != cohort.members["origin_latest"]).to_numpy()


def _tie_note(wait: Wait, count: int) -> Iterator[str]:
    if count:
        order = ", ".join(wait.causes)
        yield f"two events on one day: {count:,}; the first of ({order}) counts"
