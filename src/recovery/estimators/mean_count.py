"""The mean count: how many events a subject has had, day by day, when they may recur."""

from __future__ import annotations

from typing import Literal

import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.day_curves import described
from recovery.estimators.hazards import hazard_interval
from recovery.estimators.mean_steps import MeanSteps, mean_spread, mean_steps
from recovery.estimators.recurrent_rows import RecurrentRows, recurrence_notes, recurrent_rows
from recovery.estimators.sampled_rows import numbered
from recovery.results import Curve
from recovery.tables import RecurrentTable
from recovery.tables.arrays import FloatArray

__all__ = ["mean_count"]


def mean_count(
    recurrent: RecurrentTable,
    *,
    level: float = 0.95,
    interval: Literal["log", "plain"] = "log",
    variance: Literal["robust", "ghosh-lin", "poisson"] = "robust",
) -> Curve:
    r"""Estimate the mean number of events that a subject has had, day by day.

    On each day :math:`t` with :math:`d_t` events among the :math:`n_t`
    subjects that are watched, the curve rises by :math:`S(t-)\, d_t / n_t`.
    Here :math:`S(t-)` is the share of subjects whose course has not ended
    before the day, by Kaplan–Meier, so that whoever died has no more events
    but is still counted (Ghosh and Lin). When nothing ends a course it is 1,
    and the curve is the Nelson–Aalen mean (Nelson; Lawless and Nadeau).

    Parameters
    ----------
    recurrent
        Stretches of ``n`` subjects in whole days since the origin, with or
        without delayed entry, gaps, frequencies, weights and clusters.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``log``, or ``plain``, cut at 0.
    variance
        ``robust``, the infinitesimal jackknife, which holds however the events
        of one subject hang together; ``ghosh-lin``, the same as Ghosh and Lin
        wrote it for continuous time, which differs a little when courses end
        on the days of others; or ``poisson``, the sum of :math:`d_t / n_t^2`,
        which holds when each event comes independently of all before it, and
        is offered where nothing ends a course.

    Returns
    -------
    Curve
        Of kind ``count``, with ``k`` steps, one for each day with an event;
        every array has shape ``(k,)``. ``at_risk`` and ``events`` count
        subjects and their events, not weights. A table without rows gives no
        step, ``n = 0`` and ``followed_to = -1``.

    Raises
    ------
    DefinitionError
        If ``level``, ``interval`` or ``variance`` is not among those allowed,
        the table has strata, or weights, clusters or ends of courses while the
        variance is Poisson's.

    Notes
    -----
    The mean is over all subjects, those who died too: it says how many events
    there were, not how fast they come to those who live. For the latter let
    deaths be censored: give them ``event`` 0.

    Watching must end, and pause, for reasons that say nothing of the events
    to come. On one day events come before the end of a course, and both
    before censoring; ``start < t <= stop`` is at risk.

    With :math:`\mu` for the mean, the influence of subject :math:`i` is the
    sum over :math:`s \le t` of :math:`S(s-)\,(dN_i - Y_i\, d_s/n_s) / n_s`, less
    :math:`(\mu(t) - \mu(s))\,(dD_i - Y_i\, D_s/n_s) / (n_s - D_s)`, where
    :math:`N_i` counts its events, :math:`D_i` is the end of its course and
    :math:`D_s` of the :math:`n_s` at risk end on day :math:`s`. The variance
    is the sum of squares over subjects, or of sums over clusters: without ends
    that of ``survfit`` with ``id`` in the R package survival. ``ghosh-lin`` has
    :math:`n_s` for :math:`n_s - D_s`.

    References
    ----------
    .. [1] Lawless, J. F. and Nadeau, C. (1995). Technometrics 37, 158-168.
    .. [2] Ghosh, D. and Lin, D. Y. (2000). Biometrics 56, 554-562.
    .. [3] Cook, R. J. and Lawless, J. F. (1997). Statistics in Medicine 16,
       911-924.

    Examples
    --------
    Three survivors, watched from the day they were freed: one was exploited
    again on day 30 and on day 75, one died on day 60.

    >>> recurrent = RecurrentTable(subject=["a", "a", "a", "b", "c"],
    ...     start=[-1, 30, 75, -1, -1], stop=[30, 75, 90, 60, 80], event=[1, 1, 0, 2, 0],
    ...     causes=("re_trafficked", "died"))
    >>> curve = mean_count(recurrent)
    >>> curve.days, curve.value.round(4)
    (array([30, 75]), array([0.3333, 0.6667]))
    """
    check_choice("interval", interval, ("log", "plain"))
    check_choice("variance", variance, ("robust", "ghosh-lin", "poisson"))
    recurrent.refuse("stratum", *(("weight", "cluster") if variance == "poisson" else ()))
    rows = recurrent_rows(recurrent)
    counts = rows.counts()
    had = rows.sums(rows.recurs, rows.frequency)[0].astype(np.int64)
    steps = np.flatnonzero(had)
    parts = mean_steps(rows, ties=variance != "ghosh-lin")
    cluster, clusters = numbered(recurrent.cluster)
    if variance == "poisson":
        spread = _poisson(rows, parts)
    else:
        spread = mean_spread(rows, parts, rows.taken(cluster) if clusters else None)
    value, std_error = parts.value[steps], np.sqrt(spread[steps])
    lower, upper = hazard_interval(value, std_error, level=level, interval=interval)
    changed = np.flatnonzero(np.diff(counts.at_risk, prepend=0))
    method = f"{_named(rows, variance, clusters)}, {interval} interval"
    about = recurrent.about.noting(*recurrence_notes(rows, clusters))
    return Curve(
        days=rows.days[steps],
        value=value,
        std_error=std_error,
        lower=lower,
        upper=upper,
        at_risk=counts.at_risk[steps],
        events=had[steps],
        followed_to=counts.followed_to,
        n=counts.n,
        risk_days=rows.days[changed],
        risk_counts=counts.at_risk[changed],
        kind="count",
        cause=recurrent.causes[0],
        about=described(about, counts, method=method, level=level, recurring=had),
    )


def _named(rows: RecurrentRows, variance: str, clusters: int) -> str:
    """Return the estimator and its variance in words."""
    estimator = "Ghosh–Lin mean count" if rows.final.any() else "Nelson–Aalen mean count"
    weighted = "" if rows.weight is None else "weighted, "
    by = f" by {clusters:,} clusters" if clusters else ""
    kind = {"robust": "robust", "ghosh-lin": "Ghosh–Lin", "poisson": "Poisson"}[variance]
    return f"{estimator}, {weighted}{kind} variance{by}"


def _poisson(rows: RecurrentRows, parts: MeanSteps) -> FloatArray:
    """Return the variance on each day if each event comes independently of all before it."""
    if rows.final.any():
        message = (
            "the Poisson variance is not defined where events end courses, for these are no part "
            "of it: use variance='robust', or let ends be censored by giving them event 0"
        )
        raise DefinitionError(message)
    spread: FloatArray = np.cumsum(parts.rate[0] * parts.share[0])
    return spread
