"""Restricted time lost: how many days each of several competing events took, up to a horizon."""

from __future__ import annotations

import numpy as np

from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import described
from recovery.estimators.horizons import mean_days, steps_before
from recovery.results import Estimates
from recovery.tables import CountTable, EventTable

__all__ = ["restricted_time_lost"]


def restricted_time_lost(
    events: EventTable | CountTable, *, days: int, level: float = 0.95
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

    Returns
    -------
    Estimates
        In days, by cause, each with a symmetric interval that is cut at 0 and
        ``days``.

    Raises
    ------
    DefinitionError
        If ``days`` lies beyond the end of follow-up while some are still
        waiting then, ``level`` is not strictly between 0 and 1, or the table
        has arrays that the estimate cannot use.

    Notes
    -----
    Write :math:`S` for the share without any event, :math:`d_t` for the
    events of the cause, :math:`\bar d_t` for those of all others,
    :math:`L_t` for the time lost to events after day :math:`t`, and

    .. math::

        c_t = S(t-) \left(\tau - t - \frac{L_t}{S(t)}\right), \qquad
        \bar c_t = -S(t-) \frac{L_t}{S(t)}.

    The variance is that of multinomial events on each day,

    .. math::

        \sum_{t < \tau} \frac{1}{n_t^2} \left[ d_t c_t^2 + \bar d_t \bar c_t^2
        - \frac{(d_t c_t + \bar d_t \bar c_t)^2}{n_t} \right],

    which is Greenwood's for a lone cause, and the infinitesimal jackknife
    where nobody enters late.

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
    counts = count_days(events)
    steps = steps_before(counts, days)
    had, at_risk = counts.events[:, steps], counts.at_risk[steps]
    total = had.sum(axis=0)
    survival = np.cumprod((at_risk - total) / at_risk)
    before = np.concatenate([[1.0], survival])[:-1]
    left = days - counts.days[steps]
    about = described(
        events.about,
        counts,
        method=f"restricted time lost up to day {days}, multinomial variance, plain interval",
        level=level,
    )
    lost = {}
    for cause, own in zip(events.causes, had, strict=True):
        parts = before * own / at_risk * left
        later = np.append(np.cumsum(parts[::-1])[::-1], 0.0)[1:]
        by_other = -before * np.divide(
            later, survival, out=np.zeros_like(later), where=survival > 0
        )
        by_own = before * left + by_other
        squares = own * by_own**2 + (total - own) * by_other**2
        mean = (own * by_own + (total - own) * by_other) / at_risk
        variance = ((squares / at_risk - mean**2) / at_risk).sum()
        lost[cause] = mean_days(
            parts.sum(), variance, days=days, level=level, n=counts.n, about=about
        )
    return Estimates(lost, about=about)
