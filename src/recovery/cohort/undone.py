"""What counted and was undone later: outcomes, which are told, and what ended a wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort.attrition import BoolArray
from recovery.cohort.occurrences import DayArray, check_milestones
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import Seen, Wait

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort
    from recovery.cohort.members import Members

__all__ = ["LastingEnds", "can_be_undone", "undone_note"]

LONG_AGO = np.iinfo(np.int64).min


def can_be_undone(cohort: Members, codes: Iterable[str]) -> dict[str, str]:
    """Return which of some milestones these records could show to be undone, and by which."""
    vocabulary = cohort.snapshot.vocabulary.milestones
    subject = subject_named(cohort.subject)
    undoing = {code: vocabulary[code].undone_by for code in codes}
    return {
        code: by
        for code, by in undoing.items()
        if by is not None and not check_milestones(cohort.snapshot, subject, (by,))
    }


@attrs.frozen(eq=False)
class LastingEnds:
    """What members were seen to reach, without the ends of a wait that were undone.

    Attributes
    ----------
    seen
        The rows that stay.
    unsure
        Which of them may have been undone or not: an uncertain day is in the way.
    undone
        The rows that were undone.
    """

    seen: Seen
    unsure: BoolArray
    undone: Seen

    @classmethod
    def of(cls, cohort: Members, seen: Seen, codes: Iterable[str]) -> LastingEnds:
        """Take away the rows of some codes that were undone on their day or later.

        Where the undoing is what the clock starts with, that of the origin itself undoes nothing.
        """
        gone, unsure = (np.zeros(len(seen.day), dtype=np.bool_) for _ in range(2))
        for code, by in can_be_undone(cohort, codes).items():
            undoing = Seen.of(cohort, (by,))
            if by == cohort.origin:
                undoing = undoing.take(undoing.day > undoing.since)
            surely, perhaps = (np.full(seen.size, LONG_AGO) for _ in range(2))
            np.maximum.at(surely, undoing.member, undoing.day)
            np.maximum.at(perhaps, undoing.member, undoing.latest)
            rows = ~seen.before & (seen.code == seen.codes.index(code))
            gone |= rows & (surely[seen.member] >= seen.latest)
            unsure |= rows & (perhaps[seen.member] >= seen.day)
        return cls(seen.take(~gone), unsure[~gone], seen.take(gone))

    def reasons(self, matters: BoolArray) -> Iterator[tuple[str, BoolArray]]:
        """Yield of whom it is uncertain whether an end of theirs that matters was undone."""
        for code, members in self.seen.with_code(self.unsure & matters, self.seen.codes):
            yield f"uncertain whether {code} was undone", members

    def notes(self, end: DayArray) -> Iterator[str]:
        """Say for how many of those who waited until a day it would have ended before."""
        mattered = self.undone.members(self.undone.day < end[self.undone.member])
        if count := int(mattered.sum()):
            yield f"what had ended the wait was undone later, and it went on: {count:,}"


def undone_note(cohort: Cohort, wait: Wait, outcome: DayArray) -> Iterator[str]:
    """Say how many had the outcome undone later, as a quashed conviction is.

    What may have come later, on an uncertain day, counts as later.

    Parameters
    ----------
    cohort, wait
        Who waited, and for what.
    outcome
        Earliest day of each member's outcome, ``NEVER`` where none counts.
    """
    vocabulary = cohort.snapshot.vocabulary.milestones
    undoing = (vocabulary[code].undone_by for code in wait.outcome)
    codes = tuple(dict.fromkeys(code for code in undoing if code is not None))
    if not codes or check_milestones(cohort.snapshot, subject_named(cohort.subject), codes):
        return
    seen = Seen.of(cohort, codes)
    later = ~seen.before & (seen.latest >= outcome[seen.member])
    if count := int(seen.members(later).sum()):
        yield f"outcomes undone later, as by housing lost or a conviction quashed: {count:,}"
