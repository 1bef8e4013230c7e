"""Where each member stood along a pathway, and where they went next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.entry import Entry
from recovery.cohort.occurrences import DayArray, check_milestones, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.wait import Seen, watched_until
from recovery.errors import DefinitionError, allowed
from recovery.register.walk import Walk, walk
from recovery.tables import StateTable
from recovery.vocabulary import Pathway

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["states"]

AT_ORIGIN = -1
"""Where a stay starts that lasts from the origin on."""
CENSORED = -1


def states(cohort: Cohort, pathway: str) -> StateTable:
    """Follow each member along a pathway; whoever's milestones are uncertain is left out."""
    way = _checked(cohort, pathway)
    censor = "last_contact" if subject_named(cohort.subject).is_survivor else "as_of"
    codes = _codes(cohort, way)
    seen = Seen.of(cohort, codes)
    last = _followed_to(cohort, seen, censor)
    entry = Entry.of(cohort)

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        for code, members in seen.with_code(~seen.certain, codes):
            yield f"day of {code} uncertain", members
        yield from entry.reasons()
        yield "left before observation began", last <= entry.after

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    seen = seen.take(stays[seen.member]).in_order()
    steps = walk(way, seen.member, pl.Series(codes, dtype=pl.Enum(codes)).gather(seen.code))
    changes = _changes(np.flatnonzero(stays), seen, steps)
    clock = f"{cohort.subject}: {pathway} from {cohort.origin}; followed to {censor}"
    notes = [*_notes(seen, steps), *entry.notes(stays)]
    return StateTable(
        **_rows(changes, entry.after, last),
        states=tuple(way.states),
        about=cohort.about(clock, attrition, notes),
    )


def _checked(cohort: Cohort, pathway: str) -> Pathway:
    """Return the pathway, if this cohort can be followed along it."""
    pathways = cohort.snapshot.vocabulary.pathways
    able = [way.code for way in pathways.values() if way.subject == cohort.subject]
    if pathway not in able:
        known = f"is one of a {pathways[pathway].subject}" if pathway in pathways else "is unknown"
        message = f"the pathway {pathway!r} {known}, this cohort counts {cohort.subject!r}; "
        raise DefinitionError(message + (allowed(able) if able else "it has no pathway"))
    faults = check_milestones(
        cohort.snapshot, subject_named(cohort.subject), _codes(cohort, pathways[pathway])
    )
    if faults:
        message = f"the pathway {pathway!r} cannot be followed:"
        raise DefinitionError(message, faults=faults)
    return pathways[pathway]


def _codes(cohort: Cohort, way: Pathway) -> tuple[str, ...]:
    """Return the milestones of a pathway, in the order of the vocabulary."""
    return tuple(code for code in cohort.snapshot.vocabulary.milestones if code in way.enters)


def _followed_to(cohort: Cohort, seen: Seen, censor: str) -> DayArray:
    """Return on which day since the origin following ended; a milestone on the way is contact."""
    last = watched_until(cohort, censor)
    np.maximum.at(last, seen.member, seen.day)
    return last - day_numbers(cohort.members["origin"])


Changes = tuple[DayArray, DayArray, DayArray]
"""Changes of state, in order: whose, after which day since the origin, and into which."""


def _changes(members: DayArray, seen: Seen, steps: Walk) -> Changes:
    """Return the changes of state; everyone's first is that from the origin on.

    Of several on one day the last counts, and what changes nothing is no change.
    """
    since = seen.day - seen.since
    member = np.concatenate([members, seen.member])
    day = np.concatenate([np.full(len(members), AT_ORIGIN), np.where(since > 0, since, AT_ORIGIN)])
    state = np.concatenate([np.zeros(len(members), dtype=np.int64), steps.after])
    in_time = np.lexsort((day, member))  # stable: what comes first on a day stays first
    member, day, state = member[in_time], day[in_time], state[in_time]
    ends_day = _differs(member, day)[1:]
    member, day, state = member[ends_day], day[ends_day], state[ends_day]
    moves = _differs(member, state)[:-1]
    return member[moves], day[moves], state[moves]


def _differs(*columns: DayArray) -> BoolArray:
    """Say of each gap between rows, those at both ends too, whether the columns differ there."""
    inner = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    ends = np.ones(min(len(columns[0]), 1), dtype=np.bool_)
    return np.concatenate([ends, inner, ends])


def _rows(changes: Changes, entry: DayArray, last: DayArray) -> dict[str, DayArray]:
    """Make stays of changes: each lasts until the next, or until following ended."""
    member, start, state = changes
    final = _differs(member)[1:]
    stop = np.where(final, last[member], np.roll(start, -1))
    to = np.where(final, CENSORED, np.roll(state, -1))
    start = np.maximum(start, entry[member])
    lasts = start < stop
    subject = np.unique(member, return_inverse=True)[1]
    columns = {"subject": subject, "start": start, "stop": stop, "state": state, "to": to}
    return {name: column[lasts] for name, column in columns.items()}


def _notes(seen: Seen, steps: Walk) -> Iterator[str]:
    same_day = (seen.member[1:] == seen.member[:-1]) & (seen.day[1:] == seen.day[:-1])
    moves = steps.before != steps.after
    if same := np.count_nonzero(same_day & moves[1:] & moves[:-1]):
        yield f"several moves on one day: {same:,}; the order of the vocabulary decides"
    if jumps := np.count_nonzero(~steps.permitted):
        yield f"moves that the pathway does not permit: {jumps:,}; they are followed as recorded"
