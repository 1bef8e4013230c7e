"""Where intervals overlap: the only places on which a likelihood can put any mass."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["NEVER", "Overlaps", "overlaps"]

NEVER = np.iinfo(np.int64).max
"""Stands for the right end of an interval that has none."""


@attrs.frozen
class Overlaps:
    """Innermost intervals, and which of them each distinct interval holds.

    An innermost interval goes from the left end of an interval to the right
    end of one, with no end of any interval in between.

    Attributes
    ----------
    since, until
        Shape ``(m,)``; innermost interval ``j`` is ``(since[j], until[j]]``.
    start, stop
        Shape ``(r,)``; a distinct interval holds the innermost intervals from
        ``start`` to before ``stop``, at least one.
    weight
        Shape ``(r,)``; how many subjects have it.
    """

    since: IntArray
    until: IntArray
    start: IntArray
    stop: IntArray
    weight: FloatArray


def overlaps(left: IntArray, right: IntArray, weight: IntArray | FloatArray | None) -> Overlaps:
    """Return where the intervals ``(left, right]`` overlap; those that hold the same are one."""
    ends, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    first, last = place[: len(left)], place[len(left) :]
    begins, finishes = (
        np.bincount(side, minlength=len(ends)).astype(bool) for side in (first, last)
    )
    inner = np.flatnonzero(begins[:-1] & finishes[1:])
    before = np.searchsorted(inner, np.arange(len(ends)))
    many = len(inner) + 1
    codes, own = np.unique(before[first] * many + before[last], return_inverse=True)
    return Overlaps(
        since=ends[inner],
        until=ends[inner + 1],
        start=codes // many,
        stop=codes % many,
        weight=np.bincount(own, weight, minlength=len(codes)).astype(np.float64),
    )
