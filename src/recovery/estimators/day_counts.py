"""How many were at risk and had which event, day by day.

Whole days make these counts all that the curves need: one pass over the
subjects, and everything after it works on days.
"""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_table
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import IntArray
from recovery.tables.by_day import lay_out, tally

__all__ = ["DayCounts", "count_days", "count_places"]


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
    censored
        Shape ``(m,)``; how many were censored on the day.
    followed_to
        Last day that anyone was followed; -1 when there is nobody.
    n
        How many subjects there are.
    any_event
        Shape ``(m,)``; how many had an event, whichever, on the day.
    """

    days: IntArray
    at_risk: IntArray
    events: IntArray
    censored: IntArray
    followed_to: int
    n: int
    any_event: IntArray = attrs.field(init=False)

    @any_event.default
    def _any_event(self) -> IntArray:
        total: IntArray = self.events.sum(axis=0)
        return total

    @cached_property
    def risk_changes(self) -> IntArray:
        """The places at which the number at risk differs from that before, which was 0 at first."""
        differs = np.empty(len(self.at_risk), dtype=bool)
        differs[0] = self.at_risk[0] != 0
        np.not_equal(self.at_risk[1:], self.at_risk[:-1], out=differs[1:])
        return differs.nonzero()[0]


def count_days(events: EventTable | CountTable) -> DayCounts:
    """Count a table's subjects by day.

    Raises
    ------
    DefinitionError
        If the table has weights, clusters or more than one stratum: counts
        that leave them out would give wrong numbers without a word.
    """
    check_table(events, EventTable, CountTable)
    return _from_counts(events) if isinstance(events, CountTable) else _from_rows(events)


def _from_rows(events: EventTable) -> DayCounts:
    events.refuse("weight", "cluster", "stratum")
    first = None if events.entry is None else events.entry + 1
    return count_places(events, *lay_out(events.exit, first))


def count_places(
    events: EventTable, days: IntArray, places: IntArray, first_places: IntArray | None
) -> DayCounts:
    """Count the subjects of a table whose days have been laid out, whatever they weigh."""
    left = tally(places, len(days), events.frequency, events.event, len(events.causes) + 1)
    gone = left.sum(axis=0)
    gone_by = gone.cumsum()
    n = int(gone_by[-1])
    entered: IntArray | int = n
    if first_places is not None:
        entered = tally(first_places, len(days), events.frequency)[0].cumsum()
    at_risk = entered - gone_by + gone
    return DayCounts(days, at_risk, left[1:], left[0], int(days[-1]) - 1, n)


def _from_counts(counts: CountTable) -> DayCounts:
    if counts.stratum is not None and (counts.stratum != counts.stratum[:1]).any():
        message = (
            "these counts are of several strata, and leaving strata out would give wrong numbers; "
            "make one table of each stratum"
        )
        raise DefinitionError(message)
    days = np.unique(np.concatenate([[0], counts.day, counts.day + 1]))
    table = np.zeros((2 + len(counts.events), len(days)), dtype=np.int64)
    rows = [counts.entered, counts.censored, *counts.events.values()]
    table[:, np.searchsorted(days, counts.day)] = rows
    gone = table[1:].sum(axis=0)
    at_risk = table[0].cumsum() - gone.cumsum() + gone
    return DayCounts(days, at_risk, table[2:], table[1], int(days[-1]) - 1, int(gone.sum()))
