"""Sums over events of one day, in Breslow's and in Efron's way.

With ``d`` events on a day, Breslow compares each with the whole risk set,
whose sum of risks is ``S``. Efron lets those who have the event leave by and
by: the ``l``-th is compared with ``S - l / d * E``, where ``E`` is the sum of
risks of the ``d``. What is needed of these ``d`` numbers are a few sums,
which have a closed form.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from recovery.tables.arrays import FloatArray

__all__ = ["TieSums", "Ties", "tie_sums"]

Ties = Literal["efron", "breslow"]

DIRECT = 16
"""So many of the smallest numbers are summed one by one; the others by the series."""
SERIES = (1 / 24, -7 / 960, 31 / 8064, -127 / 30720, 511 / 67584)
"""The digamma function of x + 1/2 is log(x) plus the sum of these over x², x⁴ … : beyond ``DIRECT``
what is left out is below 1e-16 (Abramowitz and Stegun, 6.3.18, at half-integers)."""


@attrs.frozen(eq=False)
class TieSums:
    """Sums over the events of each risk set, each of their mean weight; all of shape ``(m,)``.

    With ``D`` the sum of risks that an event is compared with and ``s`` its
    share ``l / d``, 0 for Breslow:

    Attributes
    ----------
    hazard, shared
        Sum of ``1 / D`` and of ``s / D``: the step of the cumulative hazard,
        and what of it those who have the event are spared.
    square, crossed, doubled
        Sum of ``1 / D²``, of ``s / D²`` and of ``s² / D²``.
    log
        Sum of ``log(D)``.
    """

    hazard: FloatArray
    shared: FloatArray
    square: FloatArray
    crossed: FloatArray
    doubled: FloatArray
    log: FloatArray


def tie_sums(
    total: FloatArray, tied: FloatArray, deaths: FloatArray, struck: FloatArray, ties: Ties
) -> TieSums:
    """Sum over the events of each risk set.

    Parameters
    ----------
    total, tied
        Shape ``(m,)``; sum of risks of all, and of those who have the event.
    deaths, struck
        Shape ``(m,)``; how many have it, and their weight.
    ties
        Whose way it is.
    """
    if ties == "breslow" or not (deaths > 1).any():
        none = np.zeros_like(total)
        hazard = struck / total
        return TieSums(hazard, none, hazard / total, none, none, struck * np.log(total))
    sums = np.zeros((6, len(total)))
    for back in range(1, min(DIRECT, int(deaths.max())) + 1):
        at = np.flatnonzero(deaths >= back)
        share = (deaths[at] - back) / deaths[at]
        against = total[at] - share * tied[at]
        one = 1 / against
        parts = (one, share * one, one**2, share * one**2, (share * one) ** 2, np.log(against))
        sums[:, at] += parts
    many = np.flatnonzero(deaths > DIRECT)
    if len(many):
        sums[:, many] += _series(total[many], tied[many], deaths[many])
    return TieSums(*(sums * (struck / deaths)))


def _series(total: FloatArray, tied: FloatArray, deaths: FloatArray) -> FloatArray:
    """Sum over all but the last ``DIRECT`` of each."""
    unit = tied / deaths
    terms = deaths - DIRECT
    high = total / unit + 0.5
    low = high - terms
    grown = np.log1p(terms / low)
    first, second = grown.copy(), terms / (high * low)
    log = terms * np.log(high) + low * grown - terms
    for power, factor in enumerate(SERIES, start=1):
        first += factor * (high ** (-2 * power) - low ** (-2 * power))
        second += 2 * power * factor * (high ** (-2 * power - 1) - low ** (-2 * power - 1))
        log -= factor / (2 * power - 1) * (high ** (1 - 2 * power) - low ** (1 - 2 * power))
    one, square = first / unit, second / unit**2
    return np.array(
        [
            one,
            (total * one - terms) / tied,
            square,
            (total * square - one) / tied,
            (total**2 * square - 2 * total * one + terms) / tied**2,
            log + terms * np.log(unit),
        ]
    )
