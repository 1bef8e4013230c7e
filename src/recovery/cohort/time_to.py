"""How long each member waited, where the days are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.by_a_day import FirstBy
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.entry import Entry
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.undone import LastingEnds, undone_note
from recovery.cohort.wait import NEVER, Seen, Wait, first_days, watched_until
from recovery.tables import EventTable
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort
    from recovery.cohort.members import Members

__all__ = ["COUNTED", "origin_uncertain", "time_to", "time_to_and_who"]

COUNTED = "on an uncertain day that lies wholly by the day asked about, or wholly after it"
"""Begins the note that tells of how many uncertain days were taken for an answer."""


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
    from_origin = wait.entry == "origin"
    entry = Entry.with_the_origin(len(cohort)) if from_origin else Entry.of(cohort)
    first, both = _first_event(seen, wait)
    watched = watched_until(cohort, wait.censor) - origin
    happened, event, in_doubt, counted = _told(
        seen, wait, first, _Watched(origin, entry.after, watched, cohort.snapshot.day)
    )
    last = np.where(happened < NEVER, happened - origin, watched)
    asked = seen.day - seen.since <= (NEVER if wait.by_day is None else wait.by_day)

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.over_before(cohort, wait)
        for code, members in seen.with_code(in_doubt, wait.codes):
            yield f"day of {code} uncertain", members
        ended = (seen.day <= happened[seen.member]) & (event != 1)[seen.member]
        yield from lasting.reasons(ended & asked)
        yield from entry.reasons()
        yield "left before observation began", last <= entry.after

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    after = entry.after[stays]
    notes = [
        *_tie_note(wait, both[stays].sum()),
        *([f"{COUNTED}: {many:,}"] if (many := int((counted & stays).sum())) else []),
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


@attrs.frozen(eq=False)
class _Watched:
    """From the day after which, and until when, each was watched since the origin.

    Attributes
    ----------
    origin
        Shape ``(n,)``; day numbers.
    after, until
        Shape ``(n,)``; days since the origin.
    today
        The day of the data.
    """

    origin: DayArray
    after: DayArray
    until: DayArray
    today: int

    def split(self, told: FirstBy, censored: BoolArray) -> BoolArray:
        """Mark on whose uncertain days somebody else came under observation, or was last seen.

        On which of these days it was then decides how many were at risk.
        """
        first, last = told.earliest - self.origin, told.happened - self.origin
        breaks = np.sort(np.concatenate([self.until[censored], self.after[self.after >= 0]]))
        between = np.searchsorted(breaks, last) > np.searchsorted(breaks, first)
        split: BoolArray = between & (first < last)
        return split


def _told(
    seen: Seen, wait: Wait, first: DayArray, watched: _Watched
) -> tuple[DayArray, IntArray, BoolArray, BoolArray]:
    """Return when each wait ended and by what, the rows in doubt, and who counts all the same.

    The first certain day counts, unless something uncertain may have come by
    then. Where only a day is asked about, an uncertain day counts as its last
    if it lies wholly by that day, nothing else may have come before it, and any
    other of its days would give the same answer.
    """
    happened = first.min(axis=0)
    event = np.where(happened < NEVER, first.argmin(axis=0) + 1, 0)
    if wait.by_day is None:
        in_doubt = ~seen.certain & ~seen.before & (seen.day <= happened[seen.member])
        return happened, event, in_doubt, np.zeros(seen.size, dtype=np.bool_)
    known = attrs.evolve(seen, latest=np.maximum(np.minimum(seen.latest, watched.today), seen.day))
    origin, causes = watched.origin, _causes(seen, wait)
    told = FirstBy.of(known, causes, last=origin + wait.by_day, watched=origin + watched.after)
    waits = np.where(told.settled, told.event, event) == 0
    told = told.without(watched.split(told, waits & ~seen.members(told.matters)))
    settled = told.settled
    happened = np.where(settled, told.happened, happened)
    counted = settled & seen.members(told.unsure & (seen.day <= happened[seen.member]))
    return happened, np.where(settled, told.event, event), told.matters, counted


def _causes(seen: Seen, wait: Wait) -> IntArray:
    """Return which cause each row is, the outcome first."""
    return np.maximum(seen.code - len(wait.outcome) + 1, 0)


def _first_event(seen: Seen, wait: Wait) -> tuple[DayArray, BoolArray]:
    """Return the first certain day of each cause, and who has two causes on one first day.

    Returns
    -------
    tuple of array
        Shapes ``(causes, members)`` and ``(members,)``.
    """
    rows = seen.certain & ~seen.before
    cause = _causes(seen, wait)[rows]
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
