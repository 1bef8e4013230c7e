"""What had come first by a day, where some days are uncertain and the answer is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort.attrition import BoolArray
from recovery.cohort.occurrences import DayArray
from recovery.cohort.wait import NEVER, Seen, first_days

if TYPE_CHECKING:
    from recovery.tables.arrays import IntArray

__all__ = ["FirstBy"]

LATE = 2**40
"""A day number beyond all others, that can still be multiplied."""


@attrs.frozen(eq=False)
class FirstBy:
    """What ended the wait of each member, as far as it can be told by a day.

    Attributes
    ----------
    settled
        Shape ``(n,)``; of whom it can be told what had ended it by the day, if
        anything: what came first lies wholly by then, and surely before all
        else, or everything lies wholly after it.
    happened
        Shape ``(n,)``; the latest day of what came first by then; after the
        day the first on which anything can have come; ``NEVER`` if nothing did.
    event
        Shape ``(n,)``; which cause it was, from 1 on; 0: none.
    earliest
        Shape ``(n,)``; the first day on which anything can have come.
    member
        Shape ``(k,)``; whose each row is.
    unsure, near
        Shape ``(k,)``; the rows on uncertain days, and those that may have come
        before all else and by the day.
    """

    settled: BoolArray
    happened: DayArray
    event: IntArray
    earliest: DayArray
    member: IntArray
    unsure: BoolArray
    near: BoolArray

    @classmethod
    def of(cls, seen: Seen, causes: IntArray, *, last: DayArray, watched: DayArray) -> FirstBy:
        """Look at what members were seen to reach.

        Parameters
        ----------
        seen
            What they reached.
        causes
            Shape ``(k,)``; which cause each row is, from 0 on. Of two on one
            day the lower counts.
        last
            Shape ``(n,)``; the day by which is asked.
        watched
            Shape ``(n,)``; the day after which they were watched, that before
            the origin or later.
        """
        rows = ~seen.before
        shape = (int(causes.max(initial=0)) + 1, seen.size)
        places = (causes[rows], seen.member[rows])
        surely = first_days(shape, places, seen.latest[rows])
        perhaps = first_days(shape, places, seen.day[rows])
        order, might = (
            np.minimum(days, LATE) * shape[0] + np.arange(shape[0])[:, None]
            for days in (surely, perhaps)
        )
        first, everyone = order.argmin(axis=0), np.arange(seen.size)
        might[first, everyone] = LATE * shape[0] + shape[0]
        day, earliest = surely[first, everyone], perhaps.min(axis=0)
        by = (order[first, everyone] < might.min(axis=0)) & (day <= last)
        after = earliest > last
        unsure = rows & ~seen.certain
        early = seen.members(unsure & (seen.day <= watched[seen.member]))
        settled = (by | after) & ~early
        return cls(
            settled=settled,
            happened=np.where(by, day, earliest),
            event=np.where(by, first, perhaps.argmin(axis=0)) + (earliest < NEVER),
            earliest=earliest,
            member=seen.member,
            unsure=unsure,
            near=unsure & (seen.day <= np.minimum(day, last)[seen.member]),
        )

    @property
    def matters(self) -> BoolArray:
        """Shape ``(k,)``; the rows on uncertain days for which it cannot be told."""
        return self.near & ~self.settled[self.member]

    def without(self, members: BoolArray) -> FirstBy:
        """Return the same with some members of whom it cannot be told."""
        return attrs.evolve(self, settled=self.settled & ~members)
