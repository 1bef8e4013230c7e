"""On which days curves may be read.

Everything here works on counts: one row for each group of people whose number
could be worked out, one column for each day.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from recovery.disclosure.policy import Policy
from recovery.results import Curve, Curves
from recovery.tables.arrays import IntArray

__all__ = ["candidate_days", "days_to_show", "events_by", "waiting_after"]


def candidate_days(followed_to: int, policy: Policy) -> IntArray:
    """Return the days on which a curve might be read: the horizons first, then the grid."""
    horizons = np.array([day for day in policy.horizons if day <= followed_to], dtype=np.int64)
    grid = np.arange(policy.grid_days, followed_to + 1, policy.grid_days, dtype=np.int64)
    return np.concatenate([horizons, np.setdiff1d(grid, horizons)])


def events_by(curve: Curve, days: IntArray) -> IntArray:
    """Return how many had had the event by the end of each day."""
    had = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(curve.events)])
    counts: IntArray = had[np.searchsorted(curve.days, days, side="right")]
    return counts


def waiting_after(curves: Curves, days: IntArray) -> IntArray:
    """Return how many of those at risk on each day had no event on it."""
    first = next(iter(curves.values()))
    today = sum((events_by(c, days) - events_by(c, days - 1) for c in curves.values()), 0 * days)
    return first.at_risk_on(days) - today


def _clear(counts: IntArray, threshold: int) -> bool:
    """Say whether each count is 0 or no smaller than the threshold."""
    return bool(np.all((counts == 0) | (np.abs(counts) >= threshold)))


def days_to_show(
    candidates: IntArray, events: IntArray, waiting: IntArray, rest: IntArray, *, threshold: int
) -> list[int]:
    """Choose the days on which all of these curves may be read.

    A piece without any event is not shown either: if it were, what is not
    shown would be known to hold a few.

    Parameters
    ----------
    candidates
        Shape ``(d,)``; days in the order in which they are tried.
    events, waiting
        Shape ``(r, d)``; for each row of people that is shown, events by the
        end of the day, and people left after it.
    rest
        Shape ``(d,)``; events of those who are not shown, but follow from the
        others by subtraction.
    threshold
        Between two neighbouring days, and from the origin to the first, every
        shown row has at least this many events, and the rest none or this
        many. After each day every shown row has this many people left.

    Returns
    -------
    list of int
        Places in ``candidates``, in the order of the days.
    """
    days = np.concatenate([[-1], candidates])  # the origin, by which nothing has happened
    shown = np.column_stack([np.zeros(len(events), dtype=np.int64), events])
    others = np.concatenate([[0], rest])
    chosen = [0]
    for place in (np.flatnonzero(np.all(waiting >= threshold, axis=0)) + 1).tolist():
        spot = bisect_left(chosen, days[place], key=days.__getitem__)
        around = [chosen[spot - 1], place, *chosen[spot : spot + 1]]
        enough = np.all(np.diff(shown[:, around]) >= threshold)
        if enough and _clear(np.diff(others[around]), threshold):
            chosen.insert(spot, place)
    return [place - 1 for place in chosen[1:]]
