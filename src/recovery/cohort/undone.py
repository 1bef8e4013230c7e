"""Outcomes that counted and were undone later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recovery.cohort.occurrences import DayArray, check_milestones
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import Seen, Wait

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["undone_note"]


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
