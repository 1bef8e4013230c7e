"""Every time that an outcome came to each member, up to what ended the course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.entry import Entry
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.undone import undone_note
from recovery.cohort.wait import NEVER, Seen, Wait, first_days, watched_until
from recovery.tables import RecurrentTable

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["recurrences"]


def recurrences(cohort: Cohort, wait: Wait) -> RecurrentTable:
    """Follow an outcome that may recur; whoever's days are uncertain is left out and counted."""
    wait.check(cohort)
    seen = Seen.of(cohort, wait.codes)
    origin = day_numbers(cohort.members["origin"])
    entry = Entry.of(cohort)
    first = _first_ends(seen, wait)
    ended = first.min(axis=0)
    is_outcome = seen.code < len(wait.outcome)
    happened = is_outcome & seen.certain & ~seen.before
    since = origin + entry.after
    counted = happened & (seen.day <= ended[seen.member]) & (seen.day > since[seen.member])
    watched = watched_until(cohort, wait.censor)
    np.maximum.at(watched, seen.member[counted], seen.day[counted])
    last = np.where(ended < NEVER, ended, watched) - origin

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.ended_before(cohort, wait)
        may_count = ~is_outcome | (seen.latest > since[seen.member])
        in_doubt = ~seen.certain & ~seen.before & (seen.day <= ended[seen.member]) & may_count
        for code, members in seen.with_code(in_doubt, wait.codes):
            yield f"day of {code} uncertain", members
        yield from entry.reasons()
        yield "left before observation began", last <= entry.after

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    kept = stays[seen.member]
    member, day = _once_a_day(seen, counted & kept)
    latest = np.full(len(cohort), -1)
    np.maximum.at(latest, member, day - origin[member])
    before_sight = happened & (seen.day <= since[seen.member])
    together = ((first == ended).sum(axis=0) > 1) & (ended < NEVER)
    notes = [
        *_notes(
            wait,
            {
                "before the origin": seen.members(is_outcome & seen.before & kept).sum(),
                "before observation began": seen.members(before_sight & kept).sum(),
                "after the course had ended": seen.members(
                    happened & (seen.day > ended[seen.member]) & kept
                ).sum(),
            },
            together=int((together & stays).sum()),
            repeated=int((counted & kept).sum()) - len(day),
            last_seen=int((stays & (ended == NEVER) & (latest == last)).sum()),
        ),
        *entry.notes(stays),
        *undone_note(cohort, wait, first_days(len(cohort), member, day)),
    ]
    place = np.cumsum(stays) - 1
    return RecurrentTable.from_events(
        subject=np.arange(int(stays.sum())),
        end=last[stays],
        end_event=np.where(ended < NEVER, first.argmin(axis=0) + 1, 0)[stays],
        entry=entry.after[stays],
        event_subject=place[member],
        event_day=day - origin[member],
        causes=wait.causes,
        about=cohort.about(_clock(cohort, wait), attrition, notes),
    )


def _first_ends(seen: Seen, wait: Wait) -> DayArray:
    """Return the first certain day of each competing event, shape ``(1 + competing, members)``.

    The first row is of nothing, which never happens.
    """
    rows = seen.certain & ~seen.before & (seen.code >= len(wait.outcome))
    cause = seen.code[rows] - len(wait.outcome) + 1
    shape = (1 + len(wait.competing), seen.size)
    return first_days(shape, (cause, seen.member[rows]), seen.day[rows])


def _once_a_day(seen: Seen, rows: BoolArray) -> tuple[DayArray, DayArray]:
    """Return whose some rows are and their days, each day of a member once."""
    pairs = np.unique(np.stack([seen.member[rows], seen.day[rows]]), axis=1)
    return pairs[0], pairs[1]


def _clock(cohort: Cohort, wait: Wait) -> str:
    """Put the clock into words."""
    parts = [f"{cohort.subject}: every {' or '.join(wait.outcome)} from {cohort.origin} on"]
    if wait.competing:
        parts.append(f"ended by {', '.join(wait.competing)}")
    return "; ".join([*parts, f"censored at {wait.censor}"])


def _notes(
    wait: Wait, uncounted: Mapping[str, int], *, together: int, repeated: int, last_seen: int
) -> Iterator[str]:
    for when, count in uncounted.items():
        if count:
            yield f"had {wait.outcome[0]} {when}, which does not count: {count:,}"
    if together:
        order = ", ".join(wait.competing)
        yield f"two ends on one day: {together:,}; the first of ({order}) counts"
    if repeated:
        yield f"several records of one day: {repeated:,} more; they count once"
    if last_seen:
        yield f"followed to {wait.outcome[0]}, after which nothing is on record: {last_seen:,}"
