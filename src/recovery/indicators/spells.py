"""What begins and ends: since when it held of whom, for counts on a day and for estimates alike."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.cohort.attrition import BoolArray
from recovery.tables import StateTable
from recovery.tables.arrays import IntArray

__all__ = ["LONG_AGO", "Happened", "Spells", "in_order"]

LONG_AGO = -(10**7)
"""A day before every other."""
SPAN = 4 * 10**7
"""More days than lie between any two."""
Changes = tuple[IntArray, IntArray, IntArray | int]
"""Members, days, and what holds of each from then on."""


@attrs.frozen(eq=False)
class Happened:
    """What happened to ``n`` members, as arrays of one row each, in any order.

    Attributes
    ----------
    member
        Shape ``(k,)``; place among the members.
    first, last
        Shape ``(k,)``; the days between which it happened.
    """

    member: IntArray
    first: IntArray
    last: IntArray

    @property
    def from_first(self) -> Changes:
        """The members, and the first day that each row can have been on."""
        return self.member, self.first, 0

    @property
    def from_last(self) -> Changes:
        """The members, and the day from which on it is known to have happened."""
        return self.member, self.last, 0

    def take(self, rows: BoolArray) -> Happened:
        """Return some of the rows."""
        return Happened(self.member[rows], self.first[rows], self.last[rows])

    def may_coincide(self, others: Happened) -> BoolArray:
        """Mark the rows that may have been on one day with, or between the days of, another."""
        order = np.lexsort((others.first, others.member))
        begun = _key(others.member, others.first)[order]
        until = np.maximum.accumulate(_key(others.member, others.last)[order])
        place = np.searchsorted(begun, _key(self.member, self.last), side="right")
        ended = np.concatenate([[-1], until])[place]  # the last end of those that had begun
        coincides: BoolArray = ended >= _key(self.member, self.first)
        return coincides


def in_order(begins: Happened, ends: Happened, *, surely: bool) -> tuple[Changes, Changes]:
    """Return from when what began is known to hold, or may, and from when it has ended.

    What ends something on the day on which it began ends it. Where a day is
    uncertain, so that the end may have come before or after, it neither holds
    surely nor is it sure that it does not.
    """
    if surely:
        begins = begins.take(~begins.may_coincide(ends))
        return begins.from_last, ends.from_first
    certain = ends.first == ends.last
    unsure = begins.take(begins.first < begins.last)
    in_doubt = np.where(certain, ends.may_coincide(unsure), ends.may_coincide(begins))
    return begins.from_first, ends.take(~in_doubt).from_last


@attrs.frozen(eq=False)
class Spells:
    """What held of each of ``n`` members since when, as rows by member and day.

    Attributes
    ----------
    size
        How many members there are.
    member, day, value
        Shape ``(k,)``; from ``day`` on ``value`` holds, up to the next row of
        the member. Each begins with a row :data:`LONG_AGO`.
    """

    size: int
    member: IntArray
    day: IntArray
    value: IntArray

    @classmethod
    def of(cls, size: int, *changes: Changes) -> Spells:
        """Put changes in order; 0 holds before them, and of one day the last given counts."""
        everyone = np.arange(size)
        changes = ((everyone, np.full(size, LONG_AGO), 0), *changes)
        member, day = (np.concatenate([change[column] for change in changes]) for column in (0, 1))
        value = np.concatenate([np.broadcast_to(value, len(who)) for who, _, value in changes])
        order = np.argsort(_key(member, day), kind="stable")
        order = order[np.diff(_key(member, day)[order], append=-1) != 0]
        return cls(size, member[order], day[order], value[order])

    def at(self, member: IntArray, day: IntArray) -> IntArray:
        """Return what held of some members, each on a day of their own."""
        place = np.searchsorted(_key(self.member, self.day), _key(member, day), side="right")
        return self.value[place - 1]

    def on(self, day: IntArray) -> BoolArray:
        """Mark of whom anything held, each of all members on a day of their own."""
        held: BoolArray = self.at(np.arange(self.size), day) > 0
        return held

    def either(self, other: Spells) -> Spells:
        """Return when either held."""
        both = Spells.of(self.size, (self.member, self.day, 0), (other.member, other.day, 0))
        value = np.maximum(self.at(both.member, both.day), other.at(both.member, both.day))
        return attrs.evolve(both, value=value)

    def where(self, holds: BoolArray) -> Spells:
        """Return when something holds, row by row."""
        return attrs.evolve(self, value=holds.astype(np.int64))

    def since(self, *times: Changes) -> IntArray:
        """Return for each row the last of some times of its member, up to its own day."""
        key = np.sort(np.concatenate([_key(member, day) for member, day, _ in times]))
        place = np.searchsorted(key, _key(self.member, self.day), side="right")
        last = np.concatenate([[-1], key])[place] - _key(self.member, np.int64(0))
        return np.maximum(last, LONG_AGO)

    def stays(self, end: IntArray, states: tuple[str, ...]) -> StateTable:
        """Return the stays of each member in each state, numbered by value, up to a day.

        All begin with 0, and move on day 0 to what holds then, so that the shares
        at the start are of all members.

        Parameters
        ----------
        end
            Shape ``(n,)``; the last day, 0 or more, up to which each is followed.
        states
            Names of the values.
        """
        kept = self.day <= end[self.member]
        member, value = self.member[kept], self.value[kept]
        day = np.where(self.day[kept] == LONG_AGO, -1, np.maximum(self.day[kept], 0))
        last = np.diff(_key(member, day), append=-1) != 0
        member, day, value = member[last], day[last], value[last]
        new = (np.diff(member, prepend=-1) != 0) | (np.diff(value, prepend=-1) != 0)
        member, day, value = member[new], day[new], value[new]
        final = np.diff(member, append=-1) != 0
        stop = np.where(final, end[member], np.roll(day, -1))
        to = np.where(final, -1, np.roll(value, -1))
        lasts = day < stop
        return StateTable(
            subject=member[lasts],
            start=day[lasts],
            stop=stop[lasts],
            state=value[lasts],
            to=to[lasts],
            states=states,
        )


def _key(member: IntArray, day: IntArray | np.int64) -> IntArray:
    """Return one number for a member and a day, in order of both."""
    key: IntArray = member * SPAN + (day - 2 * LONG_AGO)
    return key
