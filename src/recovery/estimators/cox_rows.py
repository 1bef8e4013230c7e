"""Rows in the order of their last risk set: what a partial likelihood is made from.

A *cell* is an event day of a stratum: the risk set of that day. A row is in
the risk sets of all the event days between its entry and its exit, which are
cells that follow on each other. Sorted by the last of them, sums over risk
sets are running sums from the end.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.spans import over_spans, sums_of_spans
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import few_days

__all__ = ["BLOCK", "LOST", "RiskRows", "risk_rows", "running"]

LOST = 1e-7
"""A difference smaller than this beside what it was taken from has too few right digits left."""
BLOCK = 1 << 12
"""Rows worked on at once, so that their terms stay in the processor's cache."""


@attrs.frozen(eq=False)
class RiskRows:
    """The ``n`` rows that are in any of the ``m`` risk sets.

    Attributes
    ----------
    order
        Shape ``(n,)``; which row of the table each of them is.
    first, last
        Shape ``(n,)``; the row is in the risk sets ``first`` to ``last - 1``.
    died
        Shape ``(n,)``; whether the row has the event, in its last risk set.
    mass, weight
        Shape ``(n,)`` or ``None`` for 1 everywhere; weight times frequency,
        and weight.
    late
        Places of the rows that enter after the first risk set of their stratum.
    starts, keys
        Where each piece of equal last risk set and equal ``died`` begins, and
        twice the risk set, plus 1 if ``died``.
    day, stratum
        Shape ``(m,)``; of each risk set; strata are numbered.
    deaths, struck
        Shape ``(m,)``; how many have the event, and their weight.
    """

    order: IntArray
    first: IntArray
    last: IntArray
    died: npt.NDArray[np.bool_]
    mass: FloatArray | None
    weight: FloatArray | None
    late: IntArray
    starts: IntArray
    keys: IntArray
    day: IntArray
    stratum: IntArray
    deaths: FloatArray
    struck: FloatArray

    def blocks(self) -> Iterator[tuple[slice, slice, IntArray]]:
        """Yield blocks of rows, the pieces that each touches, and where these begin in it."""
        for begin in range(0, len(self.order), BLOCK):
            end = min(begin + BLOCK, len(self.order))
            from_, to = np.searchsorted(self.starts, [begin, end - 1], side="right")
            inside = self.starts[from_ - 1 : to] - begin
            inside[0] = 0
            yield slice(begin, end), slice(from_ - 1, to), inside

    def in_risk_sets(self, numbers: FloatArray, late: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Sum a number of the rows, given by piece, over each risk set and those who die in it.

        Parameters
        ----------
        numbers
            Shape ``(..., pieces)``; sums over each piece.
        late
            Shape ``(..., m)``; sums over the rows that enter just after each risk set.
        """
        shape = numbers.shape[:-1]
        ends = np.zeros((*shape, 2 * len(self.day)))
        ends[..., self.keys] = numbers
        ends = ends.reshape(*shape, len(self.day), 2)
        tied = ends[..., 1]
        backwards = (ends[..., 0] + tied - late)[..., ::-1]
        return running(backwards, self.stratum[::-1])[..., ::-1], tied

    def entering(self, numbers: FloatArray) -> FloatArray:
        """Sum a number of each late row by the risk set just before it enters: ``(m,)``."""
        if not len(self.late):
            return np.zeros(len(self.day))
        places = self.first[self.late] - 1
        return np.bincount(places, numbers[self.late], minlength=len(self.day)).astype(float)

    def over_follow_up(self, numbers: FloatArray, spared: FloatArray) -> FloatArray:
        """Sum a number of each risk set over those a row is in, but for what it is spared.

        Parameters
        ----------
        numbers
            Shape ``(m,)``; of each risk set.
        spared
            Shape ``(m,)``; what those who have the event there are spared.

        Returns
        -------
        ndarray
            Shape ``(n,)``.
        """
        sums = running(numbers, self.stratum)
        at_end = np.stack([sums, sums - spared], axis=1).ravel()[self.keys]
        spent: FloatArray = np.repeat(at_end, np.diff(self.starts, append=len(self.order)))
        if len(self.late):
            before = sums[self.first[self.late] - 1]
            spent[self.late] -= before
            lost = self.late[spent[self.late] < LOST * before]
            if len(lost):
                spent[lost] = over_spans(numbers, self.first[lost], self.last[lost])
                spent[lost] -= np.where(self.died[lost], spared[self.last[lost] - 1], 0.0)
        return spent

    def lost(self, total: FloatArray) -> bool:
        """Return whether sums over risk sets are lost beside those of who enters later."""
        if not len(self.late):
            return False
        peak = np.maximum.accumulate(total[::-1])[::-1]
        return bool((total < LOST * peak).any())

    def spanning(self, numbers: FloatArray) -> FloatArray:
        """Sum a number of each row over each risk set, ``(n,)`` to ``(m,)``, taking nothing off."""
        return sums_of_spans(numbers, self.first, self.last, len(self.day))


def running(numbers: FloatArray, stratum: IntArray) -> FloatArray:
    """Return running sums over the last axis that begin again with each stratum.

    By doubling where there are several, so that no rounding comes over from
    the strata before.
    """
    if not len(stratum) or stratum[0] == stratum[-1]:
        summed: FloatArray = np.cumsum(numbers, axis=-1)
        return summed
    summed = numbers.copy()
    reach = 1
    while reach < len(stratum):
        same = stratum[reach:] == stratum[:-reach]
        if not same.any():
            break
        summed[..., reach:] += np.where(same, summed[..., :-reach], 0.0)
        reach *= 2
    return summed


def risk_rows(
    exit_days: IntArray,
    died: npt.NDArray[np.bool_],
    *,
    entry: IntArray | None = None,
    stratum: IntArray | None = None,
    weight: FloatArray | None = None,
    frequency: IntArray | None = None,
) -> RiskRows:
    """Lay out rows by risk set; those of weight 0 or in no risk set are left out.

    Parameters
    ----------
    exit_days, died
        Shape ``(n,)``; the last day, and whether the event was on it.
    entry
        Shape ``(n,)``; the row is at risk when ``entry < day <= exit``.
    stratum
        Shape ``(n,)``; numbers of strata, from 0 on.
    weight, frequency
        Shape ``(n,)``; 0 or more, and 1 or more.
    """
    if weight is not None:
        died = died & (weight > 0)
    cells, first, last = _cells(exit_days, died, entry, stratum)
    used = last > first if weight is None else (last > first) & (weight > 0)
    keys = 2 * (last - 1) + died
    if used.all():
        order = _order(keys)
    else:
        kept = np.flatnonzero(used)
        order = kept[_order(keys[kept])]
    keys, first, last = keys[order], first[order], last[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    mass = weight
    if frequency is not None:
        mass = frequency.astype(float) if weight is None else frequency * weight
    many, dying = len(cells[0]), order[died[order]]
    places = last[died[order]] - 1
    begun = np.searchsorted(cells[1], cells[1])  # the first risk set of each one's stratum
    late = np.flatnonzero(first > begun[first]) if entry is not None else np.empty(0, np.int64)

    def by_cell(numbers: FloatArray | IntArray | None) -> FloatArray:
        chosen = None if numbers is None else numbers[dying]
        return np.bincount(places, chosen, minlength=many).astype(float)

    return RiskRows(
        order=order,
        first=first,
        last=last,
        died=died[order],
        mass=None if mass is None else mass[order],
        weight=None if weight is None else weight[order],
        late=late,
        starts=starts,
        keys=keys[starts],
        day=cells[0],
        stratum=cells[1],
        deaths=by_cell(frequency),
        struck=by_cell(mass),
    )


def _cells(
    exit_days: IntArray,
    died: npt.NDArray[np.bool_],
    entry: IntArray | None,
    stratum: IntArray | None,
) -> tuple[tuple[IntArray, IntArray], IntArray, IntArray]:
    """Return day and stratum of the cells, and the first and the one past the last of each row."""
    span = int(exit_days.max()) + 2 if len(exit_days) else 1
    begun = np.zeros(1, np.int64) if stratum is None else stratum * span
    strata = 1 if stratum is None or not len(stratum) else int(stratum.max()) + 1
    until = exit_days + begun
    after = begun - 1 if entry is None else begun + entry
    if few_days(span * strata, len(exit_days)):
        struck = np.bincount(until[died], minlength=span * strata) > 0
        so_far = np.append(np.cumsum(struck), 0)  # the last place is that of day -1
        codes, last, first = np.flatnonzero(struck), so_far[until], so_far[after]
    else:
        codes = np.unique(until[died])
        last, first = (np.searchsorted(codes, days, side="right") for days in (until, after))
    return (codes % span, codes // span), np.broadcast_to(first, last.shape), last


def _order(keys: IntArray) -> IntArray:
    """Return the order of the keys; few of them are sorted by their digits."""
    small = len(keys) and keys.max() < 1 << 16
    return np.argsort(keys.astype(np.uint16) if small else keys, kind="stable")
