"""Follow-up: how long subjects would have been followed, had nothing ended their wait."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import day_curve, described, greenwood
from recovery.estimators.influence import Influence, survival_influence
from recovery.estimators.intervals import Interval
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.estimators.spread import robust_error
from recovery.results import Curve
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import IntArray

__all__ = ["follow_up"]


def follow_up(
    events: EventTable | CountTable,
    *,
    level: float = 0.95,
    interval: Interval = "log-log",
    variance: Literal["greenwood", "robust"] = "greenwood",
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
    variance
        ``greenwood``, which takes subjects as independent and equal, or
        ``robust``, which holds for sampling weights and for subjects who are
        alike within clusters, and needs rows rather than counts.

    Returns
    -------
    Curve
        One step for each day on which someone was censored; ``events`` counts
        the censored, and ``at_risk`` those who could have been.

    Raises
    ------
    DefinitionError
        If ``level``, ``interval`` or ``variance`` is not among those allowed,
        the table has more than one stratum, or it has weights or clusters
        while the variance is Greenwood's.

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
    check_choice("variance", variance, ("greenwood", "robust"))
    rows = sampled_rows(events) if variance == "robust" else None
    counts = rows.counts if rows else count_days(events)
    at_risk = counts.at_risk - counts.any_event
    reverse = attrs.evolve(counts, at_risk=at_risk, events=counts.censored[None])
    steps = np.flatnonzero(counts.censored)
    censored = counts.censored[steps]
    if rows:
        influence = _influence(rows, at_risk)
        value, std_error = influence.value[steps], robust_error(influence, rows)[steps]
        about, method = events.about.noting(*rows.notes), rows.variance
    else:
        value, std_error = greenwood(censored, at_risk[steps])
        about, method = events.about, "Greenwood variance"
    method = f"reverse Kaplan–Meier, {method}, {interval} interval"
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
        about=described(about, counts, method=method, level=level, of_events=False),
    )


def _influence(rows: SampledRows, at_risk: IntArray) -> Influence:
    """Return the influence on the share still followed, given how many could be censored."""
    censored = rows.by_exit(rows.mass(1))[0]
    followed = rows.at_risk - rows.events.sum(axis=0)
    followed = np.where(rows.counts.censored == at_risk, censored, followed)  # the same to the bit
    influence = survival_influence(followed, censored[None])
    ended = [-influence.entering] * len(rows.events)  # at risk no longer on the day of an event
    return attrs.evolve(influence, leaving=np.array([influence.leaving[1], *ended]))
