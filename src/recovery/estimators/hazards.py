"""The cumulative hazard on each day: its steps, their variance, and whom they hang on."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.influence import Influence
from recovery.tables.arrays import FloatArray, IntArray

__all__ = [
    "HAZARD_INTERVALS",
    "HazardInterval",
    "Ties",
    "hazard_influence",
    "hazard_interval",
    "hazard_steps",
]

Ties = Literal["aalen", "fleming-harrington"]
HazardInterval = Literal["plain", "log", "arcsine"]


@attrs.frozen(eq=False)
class HazardSteps:
    """What each day adds to the cumulative hazard, shape ``(k,)`` each.

    Attributes
    ----------
    rise
        By how much the hazard rises.
    aalen, greenwood
        By how much its variance does.
    gained, spent
        The derivative of the rise by the weight of a subject who has the
        event on the day, less that of anyone at risk on it; and the latter
        with its sign turned round.
    """

    rise: FloatArray
    aalen: FloatArray
    greenwood: FloatArray
    gained: FloatArray
    spent: FloatArray


def hazard_steps(
    had: FloatArray, at_risk: FloatArray, many: IntArray, *, ties: Ties
) -> HazardSteps:
    """Return the rises on days with weight ``had`` of ``at_risk``, from ``many`` events each.

    ``aalen`` takes the events of a day together, ``d / n``. With
    ``fleming-harrington`` they come one after the other, each of an equal
    share of the weight: the sum of ``(d / m) / (n - k d / m)``.
    """
    if ties == "aalen":
        every = had / at_risk
        spent = every / at_risk
        return HazardSteps(every, spent, spent * (1 - every), 1 / at_risk, spent)
    starts = np.cumsum(many) - many
    day = np.repeat(np.arange(len(many)), many)
    before = (np.arange(len(day)) - starts[day]) / many[day]
    each = had / many
    left = at_risk[day] - before * had[day]  # whoever is at risk still when this event comes
    rest = np.maximum(left - each[day], 0)

    def added(terms: FloatArray) -> FloatArray:
        sums: FloatArray = np.add.reduceat(terms, starts) if len(terms) else np.zeros(0)
        return sums

    one = added(1 / left)
    squares = each * added(left**-2.0)
    return HazardSteps(
        rise=each * one,
        aalen=squares,
        greenwood=each * added(rest / left**3),
        gained=one / many + each * added(before / left**2),
        spent=squares,
    )


def hazard_influence(
    at_risk: FloatArray, events: FloatArray, many: IntArray, causes: IntArray, *, ties: Ties
) -> Influence:
    r"""Return the influence on the cumulative hazard of some causes, counted from 0.

    Its derivative is :math:`\sum_{s \le t} (dN(s)\, a_s - Y(s)\, b_s)`, in
    which :math:`a_s = 1 / n_s` and :math:`b_s = d_s / n_s^2` unless events of
    a day are taken one after the other.
    """
    had, count = events[causes].sum(axis=0), many[causes].sum(axis=0)
    struck = np.flatnonzero((count > 0) & (at_risk > 0))
    steps = hazard_steps(had[struck], at_risk[struck], count[struck], ties=ties)
    value, spent, gained = np.zeros((3, len(at_risk)))
    value[struck], spent[struck], gained[struck] = steps.rise, steps.spent, steps.gained
    value, spent = value.cumsum(), spent.cumsum()
    ones = np.ones_like(spent)
    mine = np.isin(np.arange(len(events) + 1), causes + 1)
    return Influence(
        value=value,
        reach=np.array([ones, -spent]),
        entering=np.array([np.concatenate([[0.0], spent[:-1]]), ones]),
        leaving=np.array([[own * gained - spent, -ones] for own in mine]),
    )


def _plain(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.maximum(value - reach, 0), value + reach


def _log(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    factor = np.exp(reach / value)
    return value / factor, value * factor


def _arcsine(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    angle = np.arcsin(np.exp(-value / 2))
    turn = reach / (2 * np.sqrt(np.expm1(value)))
    low, high = np.maximum(angle - turn, 0), np.minimum(angle + turn, np.pi / 2)
    return -2 * np.log(np.sin(high)) + 0.0, -2 * np.log(np.sin(low))


HAZARD_INTERVALS: dict[str, Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]] = {
    "plain": _plain,
    "log": _log,
    "arcsine": _arcsine,
}
"""The interval is symmetric on this scale; ``arcsine`` is that of the root of ``exp(-hazard)``."""


def hazard_interval(
    value: FloatArray, std_error: FloatArray, *, level: float, interval: str
) -> tuple[FloatArray, FloatArray]:
    """Return both ends of a pointwise interval of the cumulative hazard at each step.

    Parameters
    ----------
    value, std_error
        Shape ``(k,)``; cumulative hazards and their standard errors.
    level
        Coverage, strictly between 0 and 1.
    interval
        ``plain``, cut at 0; ``log``; or ``arcsine``. These are the scales
        ``log``, ``log-log`` and ``arcsine`` of a survival ``exp(-hazard)``.

    Raises
    ------
    DefinitionError
        If the level or the interval is not among those allowed.
    """
    check_choice("interval", interval, HAZARD_INTERVALS)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    reach = NormalDist().inv_cdf((1 + level) / 2) * std_error
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return HAZARD_INTERVALS[interval](value, reach)
