"""Mean times up to a horizon: what they need of the follow-up, and their interval."""

from __future__ import annotations

import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.day_counts import DayCounts
from recovery.estimators.intervals import pointwise_interval
from recovery.results import Estimate
from recovery.tables import About
from recovery.tables.arrays import IntArray

__all__ = ["mean_days", "steps_before"]


def steps_before(counts: DayCounts, days: int) -> IntArray:
    """Return the places of the event days before the horizon.

    Raises
    ------
    DefinitionError
        If the horizon is not a day after the origin, or lies beyond the end of
        follow-up while some are still waiting then.
    """
    if days != int(days) or days < 1:
        message = f"days must be a whole number, 1 or more, but was {days!r}"
        raise DefinitionError(message)
    had = counts.any_event
    settled = bool((had[had > 0] == counts.at_risk[had > 0]).any())
    if days > counts.followed_to and not settled:
        message = (
            f"nobody was followed beyond day {counts.followed_to}, so the mean up to day {days} is "
            "not known; ask for no more days than that, the same number for all groups"
        )
        raise DefinitionError(message)
    return np.flatnonzero(had[: np.searchsorted(counts.days, days)])


def mean_days(
    value: float, variance: float, *, days: int, level: float, n: int, about: About
) -> Estimate:
    """Return a mean number of days with its plain interval, cut at 0 and at the horizon."""
    std_error = float(np.sqrt(max(variance, 0.0)))  # rounding may leave -1e-17
    lower, upper = pointwise_interval(
        np.array([value / days]), np.array([std_error / days]), level=level, interval="plain"
    )
    ends = float(lower[0] * days), float(upper[0] * days)
    return Estimate(float(value), std_error, *ends, "days", n, about)
