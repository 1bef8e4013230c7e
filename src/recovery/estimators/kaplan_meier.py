"""Kaplan–Meier: the share still waiting, day by day."""

from __future__ import annotations

from typing import Literal

import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import day_curve, described
from recovery.estimators.intervals import Interval
from recovery.results import Curve
from recovery.tables import CountTable, EventTable

__all__ = ["kaplan_meier"]


def kaplan_meier(
    events: EventTable | CountTable,
    *,
    level: float = 0.95,
    interval: Interval = "log-log",
    variance: Literal["greenwood"] = "greenwood",
) -> Curve:
    r"""Estimate the share of subjects that still wait for the outcome, day by day.

    On each day :math:`t` on which :math:`d_t` of the :math:`n_t` subjects at
    risk have the outcome, the curve is multiplied by :math:`1 - d_t / n_t`.
    Greenwood's variance is the square of the curve times the running sum of
    :math:`d_t / (n_t (n_t - d_t))`. Events of one day are tied exactly; a
    subject censored on a day is still at risk on it.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day. Any event other than 0 counts as the outcome;
        use :func:`aalen_johansen` when some events compete with it.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.
    variance
        ``greenwood``, which takes subjects as independent.

    Returns
    -------
    Curve
        ``k`` steps, one for each day with an outcome; every array has shape
        ``(k,)``. From the day on which it reaches 0 the curve has neither
        standard error nor interval (NaN). A table without rows gives no step,
        ``n = 0`` and ``followed_to = -1``, so that the curve is NaN from day
        0 on.

    Raises
    ------
    DefinitionError
        If ``level``, ``interval`` or ``variance`` is not among those allowed,
        or the table has weights, clusters or more than one stratum.

    Notes
    -----
    With delayed entry everyone at risk may have the outcome while others
    enter later. The curve is then 0 for good, as the product says, and a note
    says so; other notes name days on which nobody was followed.

    References
    ----------
    .. [1] Kaplan, E. L. and Meier, P. (1958). JASA 53, 457-481.
    .. [2] Greenwood, M. (1926). Reports on Public Health 33, 1-26.

    Examples
    --------
    Six survivors wait for safe housing; two are still waiting when last seen.

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> curve = kaplan_meier(events)
    >>> curve.days, curve.value
    (array([ 8, 15, 61]), array([0.83333333, 0.5       , 0.25      ]))
    >>> curve.at([0, 30, 120])
    array([1. , 0.5, nan])
    """
    check_choice("variance", variance, ("greenwood",))
    counts = count_days(events)
    outcomes = counts.events.sum(axis=0)
    steps = np.flatnonzero(outcomes)
    had, at_risk = outcomes[steps], counts.at_risk[steps]
    waiting = at_risk - had
    value = np.cumprod(waiting / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):  # NaN from where nobody waits
        std_error = value * np.sqrt(np.cumsum(had / (at_risk * waiting.astype(float))))
    method = f"Kaplan–Meier, Greenwood variance, {interval} interval"
    return day_curve(
        counts,
        steps,
        had,
        value,
        std_error,
        kind="survival",
        cause=" or ".join(events.causes),
        interval=interval,
        level=level,
        about=described(events.about, counts, method=method, level=level),
    )
