"""Simultaneous bands: where a whole curve lies, and not each of its days by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError, allowed
from recovery.estimators.bridge import equal_precision_factor, hall_wellner_factor
from recovery.estimators.choices import check_choice
from recovery.estimators.hazards import HAZARD_INTERVALS, Ties, hazard_steps
from recovery.estimators.intervals import INTERVALS, Interval
from recovery.results import Curve
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["simultaneous_band"]

Scale = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

BANDS = {"hall-wellner": "Hall–Wellner band", "equal-precision": "equal-precision band"}
TIES: tuple[Ties, ...] = ("aalen", "fleming-harrington")
SAME = 1e-6
"""A standard error this near to the one of independent subjects is it; others lie far off."""


def simultaneous_band(
    curve: Curve,
    *,
    band: Literal["equal-precision", "hall-wellner"] = "equal-precision",
    days: tuple[int, int] | None = None,
    level: float = 0.95,
    interval: Interval | None = None,
) -> Curve:
    r"""Return a curve with a band that holds on all days of a range together.

    A pointwise interval holds on each day by itself; over a year of days one
    of them is very likely to miss. A band that is read over a range of days
    has to be wider. With :math:`\sigma^2(t)` the variance of the curve's
    logarithm (of a cumulative hazard: its variance), :math:`n` subjects and
    :math:`a(t) = n \sigma^2(t) / (1 + n \sigma^2(t))`, the curve strays from
    the truth like a Brownian bridge between the shares :math:`a` of the first
    and the last day.

    Parameters
    ----------
    curve
        A Kaplan–Meier curve with Greenwood's error, or a cumulative hazard
        with Aalen's or Greenwood's, of one stratum, with or without delayed
        entry.
    band
        ``equal-precision``: as many standard errors wide on all days, the
        pointwise interval with a larger factor. ``hall-wellner``: of the width
        :math:`k S(t) (1 + n \sigma^2(t)) / \sqrt n`, narrower in the middle
        and wider at the ends.
    days
        First and last day of the range, both within. ``None``: from the first
        day with an event to the last with an event after which some still
        wait. A shorter range has a narrower band. That of Hall and Wellner
        may begin on day 0.
    level
        Coverage of the band, strictly between 0 and 1.
    interval
        Scale of the band: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine`` for survival, ``plain``, ``log`` or ``arcsine`` for a
        cumulative hazard. ``None``: ``log-log``, or ``log`` for a hazard.

    Returns
    -------
    Curve
        The same curve with the band as ``lower`` and ``upper``, NaN on steps
        that hold on no day of the range. Its quantiles are read off the band.

    Raises
    ------
    DefinitionError
        If a choice is not offered, the range holds no event, nobody waits on
        at its end, or the curve is of another kind or with another error, for
        which no such band is known.

    Notes
    -----
    The factors are not read from tables: they are computed, to more than
    eight digits, from the probability that a Brownian bridge keeps between two
    walls on the range (by its mirror images), or within so many of its
    standard deviations (as an Ornstein–Uhlenbeck process in a box). The
    tables of equal precision in books, and in km.ci for R, are an
    approximation to them that is up to 0.2 too wide for short ranges. With
    delayed entry :math:`n` is the number of subjects, which gives the band
    of Hall and Wellner its shape and does not touch its coverage. Clusters
    and weights make the curve stray in another way than a Brownian bridge.

    References
    ----------
    .. [1] Hall, W. J. and Wellner, J. A. (1980). Biometrika 67, 133-143.
    .. [2] Nair, V. N. (1984). Technometrics 26, 265-275.
    .. [3] Borgan, Ø. and Liestøl, K. (1990). Scand. J. Statist. 17, 35-41.
    .. [4] Klein, J. P. and Moeschberger, M. L. (2003). Survival Analysis, 2nd
       ed., section 4.4. Springer.

    Examples
    --------
    Six survivors wait for safe housing; two are still waiting when last seen.

    >>> from recovery.estimators import kaplan_meier
    >>> from recovery.tables import EventTable
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> curve = kaplan_meier(events)
    >>> curve.lower.round(3), simultaneous_band(curve).lower.round(3)
    (array([0.273, 0.111, 0.012]), array([0.032, 0.02 , 0.   ]))
    """
    check_choice("band", band, BANDS)
    scales = _scales(curve)
    scale = interval or ("log" if curve.kind == "hazard" else "log-log")
    check_choice("interval", scale, scales)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    spread = _spread(curve)
    steps = _within(curve, spread, days, band)
    lower, upper = np.full((2, len(curve.days)), np.nan)
    reached = "no days"
    if len(steps):
        value, variance = curve.value[steps], spread[steps]
        from_origin = days is not None and days[0] < curve.days[0]
        width = _width(curve.n, variance, band, level, from_origin=from_origin)
        width *= value if curve.kind == "survival" else 1.0
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            lower[steps], upper[steps] = scales[scale](value, width)
        if curve.kind == "survival":
            lower, upper = lower.clip(0, 1), upper.clip(0, 1)
        first, last = days or curve.days[steps[[0, -1]]].tolist()
        reached = f"day {first} to day {last}"
    estimate = curve.about.method.rsplit(", ", 1)[0]
    method = f"{estimate}, {BANDS[band]} from {reached}, {scale} scale"
    about = attrs.evolve(curve.about, method=method, level=level)
    return attrs.evolve(curve, lower=lower, upper=upper, about=about)


def _scales(curve: Curve) -> dict[str, Scale]:
    if curve.kind not in ("survival", "hazard"):
        message = (
            f"no such band is known of a curve of kind {curve.kind!r}; "
            f"{allowed(('survival', 'hazard'))}"
        )
        raise DefinitionError(message)
    return INTERVALS if curve.kind == "survival" else HAZARD_INTERVALS


def _spread(curve: Curve) -> FloatArray:
    """Return the variance of the hazard, or of the survival's logarithm; inf once nobody waits.

    Raises
    ------
    DefinitionError
        If it is not that of independent subjects, worked out again from those
        who were at risk and had the event.
    """
    had, at_risk = curve.events.astype(float), curve.at_risk.astype(float)
    error = curve.std_error
    if curve.kind == "survival":
        with np.errstate(divide="ignore"):
            known = [np.cumsum(had / (at_risk * (at_risk - had)))]
        waiting = curve.value > 0
        error = np.divide(error, curve.value, out=np.full_like(error, np.inf), where=waiting)
    else:
        both = [hazard_steps(had, at_risk, curve.events, ties=ties) for ties in TIES]
        known = [np.cumsum(sums) for ties in both for sums in (ties.aalen, ties.greenwood)]
    spread: FloatArray = error**2
    if not any(np.allclose(spread, own, rtol=SAME, atol=0) for own in known):
        message = (
            "a band needs the error of independent and equal subjects, Greenwood's or Aalen's, on "
            "every step, and this curve has another: estimate it without variance='robust', "
            "weights and clusters, and without report days"
        )
        raise DefinitionError(message)
    return spread


def _within(curve: Curve, spread: FloatArray, days: tuple[int, int] | None, band: str) -> IntArray:
    """Return the places of the steps that hold on some day of the range."""
    known = np.flatnonzero((spread > 0) & np.isfinite(spread))
    if days is None:
        return known
    first, last = days
    if not 0 <= first <= last <= curve.followed_to:
        message = (
            "days must be a first day and a last, from 0 to the end of follow-up on day "
            f"{curve.followed_to}, but were {days!r}"
        )
        raise DefinitionError(message)
    ends = np.append(curve.days[1:], curve.followed_to + 1)
    held: IntArray = np.flatnonzero((curve.days <= last) & (ends > first))
    early = band != "hall-wellner" and bool((curve.days[:1] > first).all())
    if not len(held) or early or not np.isin(held, known).all():
        reach = "there is no such day"
        if len(known):
            reach = f"day {curve.days[known[0]]} to day {ends[known[-1]] - 1}"
        message = (
            "a band is given from the first event on (that of Hall and Wellner from day 0 on), and "
            f"while some still wait ({reach}), but days were {days!r}"
        )
        raise DefinitionError(message)
    return held


def _width(
    n: int, variance: FloatArray, band: str, level: float, *, from_origin: bool
) -> FloatArray:
    """Return how far the band reaches from the hazard, or from the survival's logarithm."""
    scaled = n * variance
    first, last = (float(share) for share in (scaled / (1 + scaled))[[0, -1]])
    if band == "hall-wellner":
        factor = hall_wellner_factor(level, 0.0 if from_origin else first, last)
        wide: FloatArray = factor * (1 + scaled) / np.sqrt(n)
        return wide
    return equal_precision_factor(level, first, last) * np.sqrt(variance)
