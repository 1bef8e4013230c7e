"""How many were at risk and had which event, day by day.

Whole days make these counts all that the curves need: one pass over the
subjects, and everything after it works on days.
"""

from __future__ import annotations

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.tables import EventTable
from recovery.tables.arrays import IntArray

__all__ = ["DayCounts", "count_days"]

BLOCK = 1 << 15
"""Rows counted at once, so that their keys stay in the processor's cache."""
DENSE_DAYS = 1 << 12
ROWS_A_DAY = 8
"""Each day gets a place while there are at most ``DENSE_DAYS`` of them or ``ROWS_A_DAY`` rows for
each; beyond that only days that occur get one, so that memory goes with the rows."""
UNUSED = ("weight", "cluster", "stratum")
"""Arrays of a table that day counts do not hold."""


@attrs.frozen(eq=False)
class DayCounts:
    """Counts on every day on which they can change.

    Attributes
    ----------
    days
        Shape ``(m,)``; ascending. The last one is past the end of follow-up.
    at_risk
        Shape ``(m,)``; how many were at risk on the day.
    events
        Shape ``(causes, m)``; how many had each event on the day.
    followed_to
        Last day that anyone was followed; -1 when there is nobody.
    n
        How many subjects there are.
    """

    days: IntArray
    at_risk: IntArray
    events: IntArray
    followed_to: int
    n: int


def count_days(events: EventTable) -> DayCounts:
    """Count a table's subjects by day.

    Raises
    ------
    DefinitionError
        If the table has weights, clusters or strata: counts that leave them
        out would give wrong numbers without a word.
    """
    _refuse_unused(events)
    followed_to = int(events.exit.max()) if len(events) else -1
    first_days = None if events.entry is None else events.entry + 1
    if followed_to < max(DENSE_DAYS, len(events) // ROWS_A_DAY):
        days = np.arange(followed_to + 2)
        places, first_places = events.exit, first_days
    else:
        days = _days_that_occur(events.exit, first_days)
        places = np.searchsorted(days, events.exit)
        first_places = None if first_days is None else np.searchsorted(days, first_days)
    labels = len(events.causes) + 1
    left = _tally(places, len(days), events.frequency, events.event, labels)
    gone = left.sum(axis=0)
    n = int(gone.sum())
    entered: IntArray | int = n
    if first_places is not None:
        entered = _tally(first_places, len(days), events.frequency)[0].cumsum()
    return DayCounts(days, entered - gone.cumsum() + gone, left[1:], followed_to, n)


def _refuse_unused(events: EventTable) -> None:
    unused = [name for name in UNUSED if getattr(events, name) is not None]
    if unused:
        without = ", ".join(f"{name}=None" for name in unused)
        message = (
            f"this estimator cannot use {' or '.join(unused)}, and leaving them out unasked would "
            "give wrong numbers; allowed: 'entry', 'event', 'exit', 'frequency'. Split strata into "
            "one table each. If subjects may be taken as equal and independent, say so with "
            f"attrs.evolve(events, {without})"
        )
        raise DefinitionError(message)


def _days_that_occur(exit_days: IntArray, first_days: IntArray | None) -> IntArray:
    """Return the days on which subjects enter, leave, or are gone, from day 0 on."""
    last = np.unique(exit_days)
    begun = np.empty(0, dtype=np.int64) if first_days is None else np.unique(first_days)
    return np.unique(np.concatenate([[0], begun, last, last + 1]))


def _tally(
    places: IntArray,
    many_places: int,
    frequency: IntArray | None,
    labels: IntArray | None = None,
    many_labels: int = 1,
) -> IntArray:
    """Count rows by label and place: shape ``(many_labels, many_places)``."""
    size = many_labels * many_places
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
