"""How far those who had a competing event still count among those at risk.

Who had a competing event on day ``s`` can no longer be censored, but the others can; and those who
enter late could only enter without an event. So on day ``t`` such a subject counts for ``W(t) /
W(s)``, with the share ``W`` of those who, had they had no event, would be followed on the day.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.day_counts import DayCounts, count_places
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import lay_out, tally

__all__ = ["Convention", "Followed", "followed"]

Convention = Literal["finegray", "crr"]
GAP = (
    "after a competing event nobody was followed for a while, before others entered, so that it "
    "cannot be told how many would still be followed; begin after the gap, or leave out those "
    "who came before it"
)


@attrs.frozen(eq=False)
class Followed:
    """The share still followed of one stratum, on every day of its counts.

    Attributes
    ----------
    rows
        Which rows of the table are of the stratum.
    counts
        Counts of its subjects.
    share
        Shape ``(m,)``; just before the censorings of the day, up to a factor.
    at_risk
        Shape ``(m,)``; how many were at risk of being censored on the day.
    """

    rows: IntArray
    counts: DayCounts
    share: FloatArray
    at_risk: IntArray

    def on(self, days: IntArray) -> FloatArray:
        """Return the share on days on which somebody left."""
        return self.share[np.searchsorted(self.counts.days, days)]


def followed(table: EventTable, rows: IntArray, *, cause: int, convention: Convention) -> Followed:
    """Estimate the share still followed.

    Parameters
    ----------
    table, rows
        All subjects, whatever they weigh, and the rows of one stratum.
    cause
        Number of the event that is not competing.
    convention
        ``finegray``: on one day events come before censorings, so that who
        has an event cannot be censored on that day. ``crr``: who has an event
        is still among those who can.

    Raises
    ------
    DefinitionError
        If the risk set empties between a competing event and a later entry.
    """
    columns = {name: column[rows] for name, column in table.columns().items()}
    events = EventTable(**columns, causes=table.causes, about=table.about)
    first = None if events.entry is None else events.entry + 1
    days, places, first_places = lay_out(events.exit, first)
    counts = count_places(events, days, places, first_places)
    at_risk = counts.at_risk - (counts.events.sum(axis=0) if convention == "finegray" else 0)
    stay = 1 - np.divide(counts.censored, np.maximum(at_risk, 1))
    stay[stay <= 0] = 1.0  # nobody is left then, but for those who enter later
    share: FloatArray = np.append(1.0, stay[:-1].cumprod())
    if first_places is not None:
        share = share * _entered(events, counts, first_places, cause)
    return Followed(rows, counts, share, at_risk)


def _entered(
    events: EventTable, counts: DayCounts, first_places: IntArray, cause: int
) -> FloatArray:
    """Return the share that has entered by each day, of all who enter, up to a factor."""
    entered = tally(first_places, len(counts.days), events.frequency)[0]
    before = 1 - np.divide(entered, np.maximum(counts.at_risk, 1))
    nobody = before <= 0
    competing = counts.events.sum(axis=0) - counts.events[cause - 1]
    went = np.append(0, competing.cumsum()[:-1]) > 0
    yet = counts.events[cause - 1][::-1].cumsum()[::-1] > 0
    if (nobody & went & yet & (entered > 0)).any():
        raise DefinitionError(GAP)
    before[nobody] = 1.0
    later = np.append(before[1:], 1.0)
    share: FloatArray = later[::-1].cumprod()[::-1]
    return share
