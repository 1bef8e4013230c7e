"""Counting rows by day: one pass over whole days, and no sorting."""

from __future__ import annotations

import numpy as np

from recovery.tables.arrays import IntArray

__all__ = ["BLOCK", "few_days", "lay_out", "tally"]

BLOCK = 1 << 15
"""Rows counted at once, so that their keys stay in the processor's cache."""
DENSE_DAYS = 1 << 12
ROWS_A_DAY = 8
"""Each day gets a place while there are at most ``DENSE_DAYS`` of them or ``ROWS_A_DAY`` rows for
each; beyond that only days that occur get one, so that memory goes with the rows."""


def few_days(days: int, rows: int) -> bool:
    """Return whether every day may get a place, given so many rows."""
    return days < max(DENSE_DAYS, rows // ROWS_A_DAY)


def lay_out(
    exit_days: IntArray, first_days: IntArray | None
) -> tuple[IntArray, IntArray, IntArray | None]:
    """Return the days that get a place, and the place of each last and each first day.

    The days hold each last day and the day after it, on which the subject is
    gone; the last of them is past the end of follow-up.
    """
    followed_to = int(exit_days.max()) if len(exit_days) else -1
    if few_days(followed_to, len(exit_days)):
        return np.arange(followed_to + 2), exit_days, first_days
    last = np.unique(exit_days)
    begun = np.empty(0, dtype=np.int64) if first_days is None else np.unique(first_days)
    days = np.unique(np.concatenate([[0], begun, last, last + 1]))
    first_places = None if first_days is None else np.searchsorted(days, first_days)
    return days, np.searchsorted(days, exit_days), first_places


def tally(
    places: IntArray,
    many_places: int,
    frequency: IntArray | None,
    labels: IntArray | None = None,
    many_labels: int = 1,
) -> IntArray:
    """Count rows by label and place: shape ``(many_labels, many_places)``."""
    size = many_labels * many_places
    if frequency is None and len(places) <= BLOCK:
        keys = places if labels is None else labels * many_places + places
        return np.bincount(keys, minlength=size).reshape(many_labels, many_places)
    total = np.zeros(size, dtype=np.int64)
    block = max(BLOCK, size)
    for start in range(0, len(places), block):
        rows = slice(start, start + block)
        keys = places[rows] if labels is None else labels[rows] * many_places + places[rows]
        if frequency is None:
            total += np.bincount(keys, minlength=size)
        else:
            np.add.at(total, keys, frequency[rows])
    return total.reshape(many_labels, many_places)
