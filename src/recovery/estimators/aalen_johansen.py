"""Aalen–Johansen: the share that had each of several competing events, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import attrs
import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import DayCounts, count_days
from recovery.estimators.day_curves import curve_of, described, on_report_days
from recovery.estimators.influence import incidence_influence
from recovery.estimators.intervals import Interval, pointwise_interval, settled
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.estimators.spread import step_errors
from recovery.results import Curves
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.asked_days import asked_days

__all__ = ["aalen_johansen"]

Steps = tuple[IntArray, IntArray, FloatArray, FloatArray]
"""The steps of all causes, one cause after the other: the number of the cause, the place, what its
incidence is there, and its standard error."""


def aalen_johansen(
    events: EventTable | CountTable,
    *,
    level: float = 0.95,
    interval: Interval = "log-log",
    variance: Literal["aalen", "greenwood", "robust"] = "aalen",
    days: int | Iterable[int] | None = None,
) -> Curves:
    r"""Estimate the share of subjects that had each event, when one shuts out the others.

    On each day :math:`t` the incidence of a cause grows by
    :math:`S(t-)\, d_t / n_t`: the share that had no event before, times the
    share of those at risk that have this one now. Together with the share
    still waiting, the incidences of all causes make 1 on every day.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day.
    level
        Coverage of the pointwise intervals, strictly between 0 and 1.
    interval
        Scale of the intervals, of the incidence itself: ``plain``, ``log``,
        ``log-log``, ``logit`` or ``arcsine``.
    variance
        ``aalen`` or ``greenwood``, which take subjects as independent and
        equal, or ``robust``, which holds for sampling weights and for subjects
        who are alike within clusters, and needs rows rather than counts.
    days
        Report days, as in :func:`kaplan_meier`: standard errors and intervals
        for these days only.

    Returns
    -------
    Curves
        One curve of incidence for each cause of the table, in its order, with
        one step for each day on which that cause struck. A cause that never
        did has no step and is 0 up to the end of follow-up. A table without
        rows gives curves that are NaN from day 0 on.

    Raises
    ------
    DefinitionError
        If ``level``, ``interval``, ``variance`` or ``days`` is not among those allowed,
        the table has more than one stratum, or it has weights or clusters
        while the variance is not robust.

    Notes
    -----
    Write :math:`F` for the incidence of one cause with :math:`d_s` events on
    day :math:`s`, and :math:`\bar d_s` for the events of all others. The
    variance of :math:`F(t)` is

    .. math::

        \sum_{s \le t} \frac{S(s-)^2}{n_s^2} \left[
        c(d_s)\, d_s \left(1 - \frac{F(t) - F(s)}{S(s)}\right)^2 +
        c(\bar d_s)\, \bar d_s \left(\frac{F(t) - F(s)}{S(s)}\right)^2 \right],
        \qquad c(d) = 1 - \frac{d - 1}{n_s - 1}.

    It is the variance of ``cuminc`` in the R package cmprsk. For a single
    cause it differs from Greenwood's by :math:`n_s - 1` in place of
    :math:`n_s`. With ``greenwood`` the events of a day are multinomial: with
    :math:`r = (F(t) - F(s)) / S(s)` and all :math:`D_s` events of the day,

    .. math::

        \sum_{s \le t} \frac{S(s-)^2}{n_s^2} \left[
        d_s (1 - r)^2 + \bar d_s r^2 - \frac{(d_s - D_s r)^2}{n_s} \right],

    the variance of the R package etm, and Greenwood's for a single cause. The
    robust variance is the infinitesimal jackknife, as in
    :func:`kaplan_meier` and in ``survfit`` of the R package survival.
    ``at_risk`` and ``events`` count subjects, not weights.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). Scand. J. Statist. 5, 141-150.
    .. [2] Aalen, O. O. (1978). Annals of Statistics 6, 534-545.

    Examples
    --------
    Two survivors are housed, one is deported first, one is still waiting.

    >>> events = EventTable(exit=[10, 20, 30, 45], event=[1, 2, 1, 0],
    ...     causes=("housed", "deported"))
    >>> shares = aalen_johansen(events)
    >>> shares["housed"].at([10, 40]), shares["deported"].at([10, 40])
    (array([0.25, 0.5 ]), array([0.  , 0.25]))
    """
    check_choice("variance", variance, ("aalen", "greenwood", "robust"))
    asked = None if days is None else asked_days(days)
    if variance == "robust":
        rows = sampled_rows(events)
        counts, about, method = rows.counts, events.about.noting(*rows.notes), rows.variance
        found = _robust(rows, asked)
    else:
        counts, about = count_days(events), events.about
        method = f"{variance.capitalize()} variance"
        found = _of_counts(counts, SPREADS[variance])
    method = f"Aalen–Johansen, {method}, {interval} interval"
    about = described(about, counts, method=method, level=level)
    cause, steps, value, std_error = found
    value, std_error = settled(value, std_error)
    ends = pointwise_interval(value, std_error, level=level, interval=interval)
    curves = {}
    own_steps = _by_cause(cause, len(counts.events))
    for name, had, own in zip(events.causes, counts.events, own_steps, strict=True):
        curves[name] = curve_of(
            counts,
            steps[own],
            had[steps[own]],
            [numbers[own] for numbers in (value, std_error, *ends)],
            kind="incidence",
            cause=name,
            about=about,
        )
        if asked is not None:
            curves[name] = on_report_days(curves[name], asked)
    return Curves(curves, about=about)


def _by_cause(cause: IntArray, causes: int) -> list[slice]:
    """Return where the steps of each cause are."""
    ends = np.bincount(cause, minlength=causes).cumsum().tolist()
    return [slice(begin, end) for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def _robust(rows: SampledRows, asked: IntArray | None) -> Steps:
    cause, steps = rows.counts.events.nonzero()
    found = []
    for number in range(len(rows.counts.events)):
        own = steps[cause == number]
        influence = incidence_influence(rows.at_risk, rows.events, number)
        found.append((influence.value[own], step_errors(influence, rows, own, asked)))
    value, std_error = (np.concatenate(each) for each in zip(*found, strict=True))
    return cause, steps, value, std_error


@attrs.frozen(eq=False)
class _Spread:
    """What a day's events add to the variance of ``1 + x`` times its own ones and ``x`` times all.

    Shape ``(causes, steps)`` each: coefficients of 1, of ``2 x`` and of ``x**2``.
    """

    own: FloatArray
    cross: FloatArray
    both: FloatArray


def _aalen(own: IntArray, total: IntArray, at_risk: IntArray) -> _Spread:
    """Return Aalen's: the events of each kind are hypergeometric, apart from the others."""
    kinds = np.array([own, total - own])
    left = 1 / np.maximum(at_risk - 1, 1)  # ``(n - d) / (n - 1)`` of a day's variance is left
    mine, theirs = left * kinds * np.maximum(at_risk - kinds, at_risk == 1)  # all, of one subject
    return _Spread(mine, mine, mine + theirs)


def _greenwood(own: IntArray, total: IntArray, at_risk: IntArray) -> _Spread:
    """Return that of multinomial events."""
    stay = (at_risk - total) / at_risk
    return _Spread(own * (1 - own / at_risk), own * stay, np.broadcast_to(total * stay, own.shape))


SPREADS = {"aalen": _aalen, "greenwood": _greenwood}


def _of_counts(
    counts: DayCounts, spread_of: Callable[[IntArray, IntArray, IntArray], _Spread]
) -> Steps:
    total = counts.any_event
    struck = total.nonzero()[0]
    at_risk, own = counts.at_risk[struck], counts.events[:, struck]
    total = total[struck]
    survival = ((at_risk - total) / at_risk).cumprod()
    before = np.ones(len(struck))
    before[1:] = survival[:-1]
    share = before / at_risk
    incidence = (share * own).cumsum(axis=1)
    spread = _variance(incidence, survival, share**2, spread_of(own, total, at_risk))
    cause, place = own.nonzero()
    return cause, struck[place], incidence[cause, place], np.sqrt(spread[cause, place])


def _variance(
    incidence: FloatArray, survival: FloatArray, scale: FloatArray, spread: _Spread
) -> FloatArray:
    """Return the variance of each cause at every step, from running sums over the steps before it.

    A term of the sum is the spread of a day at ``x = lead - F(t) * slope``, with
    ``slope = 1 / S(s)`` and ``lead = F(s) / S(s)``: a polynomial in ``F(t)``, whose three
    coefficients are running sums. Where nobody is left (``S(s) = 0``) the incidence can no longer
    change, so that ``F(t) = F(s)`` and both may be taken as 0.
    """
    slope = np.divide(1.0, survival, out=np.zeros_like(survival), where=survival > 0)
    lead = incidence * slope
    linear = scale * (spread.cross + spread.both * lead)
    constant = scale * (spread.own + spread.cross * lead) + linear * lead
    found: FloatArray = (
        constant.cumsum(axis=1)
        - 2 * incidence * (linear * slope).cumsum(axis=1)
        + incidence**2 * (scale * spread.both * slope**2).cumsum(axis=1)
    )
    return np.maximum(found, 0)  # rounding may leave -1e-17 where the variance is 0
