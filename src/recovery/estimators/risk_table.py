"""The table under a curve: how many were at risk, and how many had left, by some days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import count_days
from recovery.estimators.sampled_rows import sampled_rows
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.asked_days import asked_days

__all__ = ["risk_table"]

COLUMNS = ("days", "entered", "at_risk", "censored")
"""Names that no cause may have here."""


def risk_table(
    events: EventTable | CountTable,
    *,
    days: Iterable[int],
    count: Literal["subjects", "weight"] = "subjects",
) -> dict[str, npt.NDArray[Any]]:
    """Count who was at risk on some days, and who had entered and left by then.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry, frequencies, weights and clusters, or their counts by day.
    days
        Whole days, 0 or later.
    count
        ``subjects``, as :class:`~recovery.results.Curve` does; or ``weight``,
        the sum of their sampling weights, as the R package survival writes
        ``n.risk`` of a weighted fit.

    Returns
    -------
    dict
        Arrays of shape ``(len(days),)`` by name, which any data frame library
        takes: ``days``; ``entered``, who had come under observation by the
        day; ``at_risk``, who was at risk on it; under the name of each cause
        who had it by the end of the day; ``censored``, who was by then.

    Raises
    ------
    DefinitionError
        If ``days`` or ``count`` is not among those allowed, the table has
        strata, a cause has the name of a column, or weight is asked of counts.

    Notes
    -----
    A subject is at risk on day ``t`` when ``entry < t <= exit``: also on the
    day on which it has the event or is censored, and not before it entered.
    So those at risk are those who entered, less those who left on a day before.

    References
    ----------
    .. [1] Pocock, S. J., Clayton, T. C. and Altman, D. G. (2002). Lancet 359,
       1686-1689.

    Examples
    --------
    Six survivors, one of whom came late; the second stands for three others.

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0],
    ...     entry=[-1, -1, -1, -1, -1, 29], weight=[1, 3, 1, 1, 1, 1], causes=("housed",))
    >>> rows = risk_table(events, days=[15, 30])
    >>> {name: column.tolist() for name, column in rows.items()}
    {'days': [15, 30], 'entered': [5, 6], 'at_risk': [4, 3], 'housed': [3, 3], 'censored': [0, 0]}
    >>> risk_table(events, days=[15, 30], count="weight")["at_risk"]
    array([6., 3.])
    """
    check_choice("count", count, ("subjects", "weight"))
    asked = asked_days(days)
    taken = [cause for cause in events.causes if cause in COLUMNS]
    if taken:
        message = f"the table has columns of these names: {', '.join(taken)}; rename the causes"
        raise DefinitionError(message)
    own, at_risk, left = _by_day(events, count)
    gone = left.cumsum(axis=1)
    entered = at_risk + gone.sum(axis=0) - left.sum(axis=0)
    place = np.searchsorted(own, asked, side="right") - 1
    columns = {"days": asked, "entered": entered[place], "at_risk": at_risk[place]}
    columns |= {cause: gone[k, place] for k, cause in enumerate(events.causes, 1)}
    return columns | {"censored": gone[0, place]}


def _by_day(
    events: EventTable | CountTable, count: str
) -> tuple[IntArray, IntArray | FloatArray, IntArray | FloatArray]:
    """Return days, who was at risk on each, and who was then censored or had each cause."""
    if count == "weight":
        rows = sampled_rows(events)
        return rows.counts.days, rows.at_risk, rows.by_exit(rows.mass(1))
    if isinstance(events, EventTable):
        events = attrs.evolve(events, weight=None, cluster=None)
    counts = count_days(events)
    return counts.days, counts.at_risk, np.vstack([counts.censored, counts.events])
