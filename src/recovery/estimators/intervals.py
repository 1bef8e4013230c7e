"""Pointwise intervals of a probability."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Literal

import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.tables.arrays import FloatArray

__all__ = ["Interval", "pointwise_interval", "settled"]

ROUNDING = 1e-12
"""How far rounding takes a share that is a product or sum of many from 0 or 1."""
ROOT = 1e-6
"""The root of it: how large the error of such a share may come out that has none."""

Interval = Literal["plain", "log", "log-log", "logit", "arcsine"]


def _plain(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    return value - reach, value + reach


def _log(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    factor = np.exp(reach / value)
    return value / factor, value * factor


def _log_log(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    factor = np.exp(-reach / (value * np.log(value)))
    return value**factor, value ** (1 / factor)


def _logit(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    odds = value / (1 - value)
    factor = np.exp(reach / (value * (1 - value)))
    return odds / (odds + factor), odds / (odds + 1 / factor)


def _arcsine(value: FloatArray, reach: FloatArray) -> tuple[FloatArray, FloatArray]:
    angle = np.arcsin(np.sqrt(value))
    turn = reach / (2 * np.sqrt(value * (1 - value)))
    low, high = np.maximum(angle - turn, 0), np.minimum(angle + turn, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


INTERVALS: dict[str, Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]] = {
    "plain": _plain,
    "log": _log,
    "log-log": _log_log,
    "logit": _logit,
    "arcsine": _arcsine,
}
"""The interval is symmetric on this scale and then taken back to probabilities."""


def pointwise_interval(
    value: FloatArray, std_error: FloatArray, *, level: float, interval: str
) -> tuple[FloatArray, FloatArray]:
    """Return both ends of an interval at each step, within 0 and 1.

    Parameters
    ----------
    value, std_error
        Shape ``(k,)``; probabilities and their standard errors.
    level
        Coverage, strictly between 0 and 1.
    interval
        The scale on which the interval is symmetric: ``plain`` (none),
        ``log``, ``log-log`` (``log(-log(value))``), ``logit`` or ``arcsine``
        (of the square root). Where the scale has no finite value there, as
        all but ``plain`` at 0, both ends are NaN; a share of 1 without error
        has both ends at 1 on any scale.

    Raises
    ------
    DefinitionError
        If the level or the interval is not among those allowed.

    Examples
    --------
    >>> low, high = pointwise_interval(np.array([0.5]), np.array([0.1]), level=0.95, interval="log")
    >>> low.round(4), high.round(4)
    (array([0.3379]), array([0.74]))
    """
    check_choice("interval", interval, INTERVALS)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    reach = NormalDist().inv_cdf((1 + level) / 2) * std_error
    at_one = value > 1 - ROUNDING
    some = at_one.any()
    if some:  # the limit of these scales there, not their pole
        value = np.where(at_one & (std_error > 0), 1 - 2**-53, value)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = INTERVALS[interval](value, reach)
    lower, upper = lower.clip(0, 1), upper.clip(0, 1)
    if some:
        lower[certain := at_one & (std_error == 0)] = 1
        upper[certain] = 1
    return lower, upper


def settled(value: FloatArray, std_error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return shares that are 0 or 1 but for rounding as just that, and their errors likewise.

    An interval on any scale but the plain one turns the last digit of a share
    of 1 into anything from 0 to 1.

    Examples
    --------
    >>> value, std_error = settled(np.array([1 - 2e-16, 0.5]), np.array([3e-9, 0.1]))
    >>> value, std_error
    (array([1. , 0.5]), array([0. , 0.1]))
    """
    near = np.abs(value - np.rint(value)) < ROUNDING
    if not near.any():
        return value, std_error
    without = ~(std_error >= ROOT)  # so is one that was not asked for
    none, all_ = without & (np.abs(value) < ROUNDING), without & (np.abs(value - 1) < ROUNDING)
    shares = np.where(none, 0.0, np.where(all_, 1.0, value))
    return shares, np.where((none | all_) & (std_error < ROOT), 0.0, std_error)
