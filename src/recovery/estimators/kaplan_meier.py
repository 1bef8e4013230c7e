"""Kaplan–Meier: the share still waiting, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import day_curve, described, greenwood, on_report_days
from recovery.estimators.influence import survival_influence
from recovery.estimators.intervals import Interval
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.estimators.spread import step_errors
from recovery.results import Curve
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.asked_days import asked_days

__all__ = ["kaplan_meier"]


def kaplan_meier(
    events: EventTable | CountTable,
    *,
    level: float = 0.95,
    interval: Interval = "log-log",
    variance: Literal["greenwood", "robust"] = "greenwood",
    days: int | Iterable[int] | None = None,
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
        ``greenwood``, which takes subjects as independent and equal, or
        ``robust``, which holds for sampling weights and for subjects who are
        alike within clusters, and needs rows rather than counts.
    days
        Report days, 0 or later: the standard error and the interval are then
        made for these days only, which is much faster for many clusters, and
        are NaN on all others. ``None``: for every day.

    Returns
    -------
    Curve
        ``k`` steps, one for each day with an outcome; every array has shape
        ``(k,)``. Report days that were followed are steps too. From the day on
        which it reaches 0 the curve has neither standard error nor interval
        (NaN). A table without rows gives no step, ``n = 0`` and
        ``followed_to = -1``, so that the curve is NaN from day 0 on.

    Raises
    ------
    DefinitionError
        If ``level``, ``interval``, ``variance`` or ``days`` is not among those allowed,
        the table has more than one stratum, or it has weights or clusters
        while the variance is Greenwood's.

    Notes
    -----
    The robust variance is the infinitesimal jackknife: the sum over clusters
    (of subjects, where there are none) of the squared sum of weight times
    influence, the derivative of the curve by the subject's weight. Unweighted
    and without clusters or delayed entry it is Greenwood's. It is 0 once the
    curve is 0. ``at_risk`` and ``events`` count subjects, not weights.

    With delayed entry everyone at risk may have the outcome while others
    enter later. The curve is then 0 for good, as the product says, and a note
    says so; other notes name days on which nobody was followed.

    References
    ----------
    .. [1] Kaplan, E. L. and Meier, P. (1958). JASA 53, 457-481.
    .. [2] Greenwood, M. (1926). Reports on Public Health 33, 1-26.
    .. [3] Jaeckel, L. A. (1972). The infinitesimal jackknife. Bell Laboratories
       Memorandum MM 72-1215-11.

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
    check_choice("variance", variance, ("greenwood", "robust"))
    asked = None if days is None else asked_days(days)
    rows = sampled_rows(events) if variance == "robust" else None
    counts = rows.counts if rows else count_days(events)
    outcomes = counts.any_event
    steps = outcomes.nonzero()[0]
    if rows:
        value, std_error = _robust(rows, steps, asked)
        about, method = events.about.noting(*rows.notes), rows.variance
    else:
        value, std_error = greenwood(outcomes[steps], counts.at_risk[steps])
        about, method = events.about, "Greenwood variance"
    curve = day_curve(
        counts,
        steps,
        outcomes[steps],
        value,
        std_error,
        kind="survival",
        cause=" or ".join(events.causes),
        interval=interval,
        level=level,
        about=described(
            about, counts, method=f"Kaplan–Meier, {method}, {interval} interval", level=level
        ),
    )
    return curve if asked is None else on_report_days(curve, asked)


def _robust(
    rows: SampledRows, steps: IntArray, asked: IntArray | None
) -> tuple[FloatArray, FloatArray]:
    influence = survival_influence(rows.at_risk, rows.events)
    return influence.value[steps], step_errors(influence, rows, steps, asked)
