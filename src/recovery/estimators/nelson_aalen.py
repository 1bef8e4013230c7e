"""Nelson–Aalen: the cumulative hazard, day by day."""

from __future__ import annotations

from typing import Literal

import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import count_days
from recovery.estimators.day_curves import day_curve, described
from recovery.estimators.hazards import HazardInterval, Ties, hazard_influence, hazard_steps
from recovery.estimators.sampled_rows import sampled_rows
from recovery.estimators.spread import robust_error
from recovery.results import Curve
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import IntArray

__all__ = ["nelson_aalen"]

TIES = {"aalen": "Nelson–Aalen", "fleming-harrington": "Fleming–Harrington"}
VARIANCES = ("aalen", "greenwood", "robust")


def nelson_aalen(
    events: EventTable | CountTable,
    *,
    cause: str | None = None,
    ties: Ties = "aalen",
    level: float = 0.95,
    interval: HazardInterval = "log",
    variance: Literal["aalen", "greenwood", "robust"] = "aalen",
) -> Curve:
    r"""Estimate the cumulative hazard of the outcome, or of one cause, day by day.

    On each day :math:`t` on which :math:`d_t` of the :math:`n_t` subjects at
    risk have the outcome it rises by :math:`d_t / n_t`. It is no probability
    and may exceed 1: it says how many outcomes a subject would have had by
    then who was sent back to waiting after each of them.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies, or their counts by day.
    cause
        The event whose hazard is asked for; the others end the watching, as
        being censored does. ``None``: any event.
    ties
        What the :math:`d_t` events of a day add: ``aalen`` :math:`d_t / n_t`,
        ``fleming-harrington`` the sum of :math:`1 / (n_t - k)` for :math:`k`
        from 0 to :math:`d_t - 1`, as if they had come one after the other
        within the day. In R these are ``survfit(ctype = 1)``, its default,
        and ``survfit(ctype = 2)``.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, cut at 0, ``log`` or ``arcsine`` (of
        the root of :math:`\exp(-H)`).
    variance
        ``aalen``, the running sum of :math:`d_t / n_t^2`; ``greenwood``, that
        of :math:`d_t (n_t - d_t) / n_t^3`; or ``robust``, which holds for
        sampling weights and for subjects who are alike within clusters, and
        needs rows rather than counts. With Fleming–Harrington's ties both
        sums go over the single events.

    Returns
    -------
    Curve
        Of kind ``hazard``, with ``k`` steps, one for each day with an event
        that is asked for; every array has shape ``(k,)``. A table without
        rows gives no step, and a curve that is NaN from day 0 on.

    Raises
    ------
    DefinitionError
        If ``cause``, ``ties``, ``level``, ``interval`` or ``variance`` is not
        among those allowed, the table has more than one stratum, or it has
        weights or clusters while the variance is not the robust one.

    Notes
    -----
    ``aalen`` is the variance of ``survfit(…, robust = FALSE)$std.chaz`` and of
    mvna, ``greenwood`` the other one of mvna; they differ by ties only.
    ``robust`` is the infinitesimal jackknife of ``survfit(…, robust = TRUE)``:
    unweighted, and without clusters or delayed entry, it is Greenwood's.

    The events of a day weigh alike under Fleming–Harrington's ties: with
    weight :math:`d` among :math:`m` events each takes away :math:`d / m`.
    ``frequency`` stands for so many subjects and so many events.

    References
    ----------
    .. [1] Nelson, W. (1972). Technometrics 14, 945-966.
    .. [2] Aalen, O. O. (1978). Annals of Statistics 6, 701-726.
    .. [3] Fleming, T. R. and Harrington, D. P. (1984). Communications in
       Statistics: Theory and Methods 13, 2469-2486.
    .. [4] Klein, J. P. (1991). Scand. J. Statist. 18, 333-340.

    Examples
    --------
    Six survivors wait for safe housing; two are still waiting when last seen.

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> nelson_aalen(events).value.round(4)
    array([0.1667, 0.5667, 1.0667])
    >>> nelson_aalen(events, ties="fleming-harrington").value.round(4)
    array([0.1667, 0.6167, 1.1167])
    """
    check_choice("variance", variance, VARIANCES)
    check_choice("ties", ties, TIES)
    asked = _asked(events, cause)
    rows = sampled_rows(events) if variance == "robust" else None
    counts = rows.counts if rows else count_days(events)
    had = counts.events[asked].sum(axis=0)
    steps = np.flatnonzero(had)
    if rows:
        influence = hazard_influence(rows.at_risk, rows.events, counts.events, asked, ties=ties)
        value, std_error = influence.value[steps], robust_error(influence, rows)[steps]
        about, named = events.about.noting(*rows.notes), rows.variance
    else:
        weight, at_risk = had[steps].astype(float), counts.at_risk[steps].astype(float)
        sums = hazard_steps(weight, at_risk, had[steps], ties=ties)
        spread = sums.aalen if variance == "aalen" else sums.greenwood
        value, std_error = sums.rise.cumsum(), np.sqrt(spread.cumsum())
        about, named = events.about, f"{variance.title()} variance"
    return day_curve(
        counts,
        steps,
        had[steps],
        value,
        std_error,
        kind="hazard",
        cause=cause or " or ".join(events.causes),
        interval=interval,
        level=level,
        about=described(
            about, counts, method=f"{TIES[ties]}, {named}, {interval} interval", level=level
        ),
    )


def _asked(events: EventTable | CountTable, cause: str | None) -> IntArray:
    """Return the places of the causes that are asked for."""
    if cause is None:
        return np.arange(len(events.causes))
    check_choice("cause", cause, events.causes)
    return np.array([events.causes.index(cause)])
