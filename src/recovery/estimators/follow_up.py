"""Follow-up: how long subjects would have been followed, had nothing ended their wait."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import day_curve, described, greenwood
from recovery.estimators.intervals import Interval
from recovery.results import Curve
from recovery.tables import CountTable, EventTable

__all__ = ["follow_up"]


def follow_up(
    events: EventTable | CountTable, *, level: float = 0.95, interval: Interval = "log-log"
) -> Curve:
    """Estimate the share of subjects still followed, day by day (reverse Kaplan–Meier).

    Being censored is what is waited for here, and an event ends the wait for
    it. The median of this curve is the median follow-up; the mean or median of
    the days seen would be short wherever outcomes come fast.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Curve
        One step for each day on which someone was censored, with Greenwood's
        standard error; ``events`` counts the censored.

    Raises
    ------
    DefinitionError
        If ``level`` or ``interval`` is not among those allowed, or the table
        has weights, clusters or more than one stratum.

    Notes
    -----
    On one day events come before censoring, as in all of these estimators:
    who has an event on a day is not at risk of being censored on it. So does
    ``prodlim(reverse=TRUE)`` in R; turning the events of ``survfit`` round
    keeps them at risk, and answers a little higher where both fall on a day.

    References
    ----------
    .. [1] Schemper, M. and Smith, T. L. (1996). Controlled Clinical Trials
       17, 343-346.

    Examples
    --------
    Six survivors; two are still waiting when last seen.

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> follow_up(events).median.value
    90.0
    """
    counts = count_days(events)
    at_risk = counts.at_risk - counts.events.sum(axis=0)
    reverse = attrs.evolve(counts, at_risk=at_risk, events=counts.censored[None])
    steps = np.flatnonzero(counts.censored)
    censored = counts.censored[steps]
    value, std_error = greenwood(censored, at_risk[steps])
    method = f"reverse Kaplan–Meier, Greenwood variance, {interval} interval"
    return day_curve(
        reverse,
        steps,
        censored,
        value,
        std_error,
        kind="survival",
        cause="end of follow-up",
        interval=interval,
        level=level,
        about=described(events.about, counts, method=method, level=level),
    )
