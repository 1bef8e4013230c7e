"""Restricted time lost: how many days each of several competing events took, up to a horizon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import DayCounts, count_days
from recovery.estimators.day_curves import described
from recovery.estimators.horizons import mean_days, steps_before
from recovery.estimators.influence import incidence_influence
from recovery.estimators.readings import area_up_to
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.results import Estimates
from recovery.tables import CountTable, EventTable

__all__ = ["restricted_time_lost"]


def restricted_time_lost(
    events: EventTable | CountTable,
    *,
    days: int,
    level: float = 0.95,
    variance: Literal["greenwood", "robust"] = "greenwood",
) -> Estimates[str]:
    r"""Estimate the mean number of days after each event, up to a horizon.

    It is the area under the Aalen–Johansen incidence of each cause up to day
    :math:`\tau`: for a harm such as re-trafficking the days lost to it, for a
    gain such as safe housing the days gained. Together with
    :func:`restricted_mean` the days of all causes make :math:`\tau`.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day.
    days
        The horizon :math:`\tau` in days, 1 or more; groups that are compared
        need the same.
    level
        Coverage of the intervals, strictly between 0 and 1.
    variance
        ``greenwood``, which takes subjects as independent and equal, or
        ``robust``, which holds for sampling weights and for subjects who are
        alike within clusters, and needs rows rather than counts.

    Returns
    -------
    Estimates
        In days, by cause, each with a symmetric interval that is cut at 0 and
        ``days``.

    Raises
    ------
    DefinitionError
        If ``days`` lies beyond the end of follow-up while some are still
        waiting then, ``level`` or ``variance`` is not among those allowed, or
        the table has arrays that the estimate cannot use.

    Notes
    -----
    Write :math:`S` for the share without any event, :math:`d_t` for the
    events of the cause, :math:`\bar d_t` for those of all others,
    :math:`L_t` for the time lost to events after day :math:`t`, and

    .. math::

        c_t = S(t-) \left(\tau - t - \frac{L_t}{S(t)}\right), \qquad
        \bar c_t = -S(t-) \frac{L_t}{S(t)}.

    Greenwood's variance, with the events of a day multinomial, is

    .. math::

        \sum_{t < \tau} \frac{1}{n_t^2} \left[ d_t c_t^2 + \bar d_t \bar c_t^2
        - \frac{(d_t c_t + \bar d_t \bar c_t)^2}{n_t} \right],

    which is Greenwood's for a lone cause, and the infinitesimal jackknife
    where nobody enters late, nor weighs more than another. The robust
    variance is that jackknife in every case, as in :func:`kaplan_meier`.

    References
    ----------
    .. [1] Andersen, P. K. (2013). Statistics in Medicine 32, 5278-5285.

    Examples
    --------
    Two survivors are housed, one is deported first, one is still waiting.

    >>> events = EventTable(exit=[10, 20, 30, 45], event=[1, 2, 1, 0],
    ...     causes=("housed", "deported"))
    >>> restricted_time_lost(events, days=40)
    Estimates(2)
      housed: Estimate(10 days, 0 to 22, n=4)
      deported: Estimate(5 days, 0 to 13.49, n=4)
    """
    check_choice("variance", variance, ("greenwood", "robust"))
    if variance == "robust":
        rows = sampled_rows(events)
        counts, about, method = rows.counts, events.about.noting(*rows.notes), rows.variance
        found = _robust(rows, days)
    else:
        counts, about, method = count_days(events), events.about, "Greenwood variance"
        found = _greenwood(counts, days)
    method = f"restricted time lost up to day {days}, {method}, plain interval"
    about = described(about, counts, method=method, level=level)
    lost = {
        cause: mean_days(value, spread, days=days, level=level, n=counts.n, about=about)
        for cause, (value, spread) in zip(events.causes, found, strict=True)
    }
    return Estimates(lost, about=about)


def _greenwood(counts: DayCounts, days: int) -> Iterator[tuple[float, float]]:
    """Yield the time lost to each cause, and its variance."""
    steps = steps_before(counts, days)
    had, at_risk = counts.events[:, steps], counts.at_risk[steps]
    total = had.sum(axis=0)
    survival = np.cumprod((at_risk - total) / at_risk)
    before = np.concatenate([[1.0], survival])[:-1]
    left = days - counts.days[steps]
    for own in had:
        parts = before * own / at_risk * left
        later = np.append(np.cumsum(parts[::-1])[::-1], 0.0)[1:]
        by_other = -before * np.divide(
            later, survival, out=np.zeros_like(later), where=survival > 0
        )
        by_own = before * left + by_other
        squares = own * by_own**2 + (total - own) * by_other**2
        mean = (own * by_own + (total - own) * by_other) / at_risk
        yield parts.sum(), ((squares / at_risk - mean**2) / at_risk).sum()


def _robust(rows: SampledRows, days: int) -> Iterator[tuple[float, float]]:
    """Yield the time lost to each cause, and its variance."""
    steps_before(rows.counts, days)
    for cause in range(len(rows.events)):
        influence = incidence_influence(rows.at_risk, rows.events, cause)
        area = area_up_to(influence, rows.counts.days, days)
        yield area.value, area.variance(rows)
