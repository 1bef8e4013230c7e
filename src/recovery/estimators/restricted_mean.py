"""Restricted mean: how many days subjects waited on average, up to a horizon."""

from __future__ import annotations

from typing import Literal

import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import DayCounts, count_days
from recovery.estimators.day_curves import described
from recovery.estimators.horizons import mean_days, steps_before
from recovery.estimators.influence import survival_influence
from recovery.estimators.readings import area_up_to
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.results import Estimate
from recovery.tables import CountTable, EventTable

__all__ = ["restricted_mean"]


def restricted_mean(
    events: EventTable | CountTable,
    *,
    days: int,
    level: float = 0.95,
    variance: Literal["greenwood", "robust"] = "greenwood",
) -> Estimate:
    r"""Estimate the mean number of days that subjects wait, up to a horizon.

    It is the area under the Kaplan–Meier curve up to day :math:`\tau`, the
    mean of :math:`\min(T, \tau)`. Its variance is that of the estimate, not
    the spread of the waits: with :math:`A_t` the area from day :math:`t` to
    :math:`\tau`, the sum of :math:`A_t^2\, d_t / (n_t (n_t - d_t))` over the
    event days :math:`t < \tau`.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day. Any event other than 0 counts as the outcome.
    days
        The horizon :math:`\tau` in days, 1 or more; groups that are compared
        need the same.
    level
        Coverage of the interval, strictly between 0 and 1.
    variance
        ``greenwood``, which takes subjects as independent and equal, or
        ``robust``, which holds for sampling weights and for subjects who are
        alike within clusters, and needs rows rather than counts.

    Returns
    -------
    Estimate
        In days, with a symmetric interval that is cut at 0 and ``days``.

    Raises
    ------
    DefinitionError
        If ``days`` lies beyond the end of follow-up while some are still
        waiting then, ``level`` or ``variance`` is not among those allowed, or
        the table has arrays that the estimate cannot use.

    Notes
    -----
    The robust variance is the infinitesimal jackknife, as in
    :func:`kaplan_meier`: the influence of a subject on the area is the area
    under its influence on the curve.

    References
    ----------
    .. [1] Andersen, P. K., Hansen, M. G. and Klein, J. P. (2004). Lifetime
       Data Analysis 10, 335-350.

    Examples
    --------
    Six survivors wait for safe housing; how long, within the first 60 days?

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> restricted_mean(events, days=60)
    Estimate(36.33 days, 17.3 to 55.36, n=6)
    """
    check_choice("variance", variance, ("greenwood", "robust"))
    if variance == "robust":
        rows = sampled_rows(events)
        counts, about, method = rows.counts, events.about.noting(*rows.notes), rows.variance
        value, spread = _robust(rows, days)
    else:
        counts, about, method = count_days(events), events.about, "Greenwood variance"
        value, spread = _greenwood(counts, days)
    method = f"restricted mean up to day {days}, {method}, plain interval"
    about = described(about, counts, method=method, level=level)
    return mean_days(value, spread, days=days, level=level, n=counts.n, about=about)


def _greenwood(counts: DayCounts, days: int) -> tuple[float, float]:
    steps = steps_before(counts, days)
    had, at_risk = counts.any_event[steps], counts.at_risk[steps]
    waiting = at_risk - had
    survival = np.cumprod(waiting / at_risk)
    edges = np.append(counts.days[steps], days)
    ahead = np.cumsum((survival * np.diff(edges))[::-1])[::-1]
    here = waiting > 0  # from where nobody waits, no area lies ahead
    hazard_variance = had[here] / (at_risk[here] * waiting[here].astype(float))
    return edges[0] + ahead[:1].sum(), (ahead[here] ** 2 * hazard_variance).sum()


def _robust(rows: SampledRows, days: int) -> tuple[float, float]:
    steps_before(rows.counts, days)
    area = area_up_to(survival_influence(rows.at_risk, rows.events), rows.counts.days, days)
    return area.value, area.variance(rows)
