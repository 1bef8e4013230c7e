"""The masses that make intervals most likely, and how surely they are the best.

With mass :math:`p_j` on innermost interval :math:`j` the log-likelihood is the
sum of weight times the log of the mass that each interval holds, which is
concave. It is largest where no innermost interval has a slope above the number
of subjects (Karush, Kuhn and Tucker); the largest slope, over that number, less
1, is the *gap*: the log-likelihood per subject is below its maximum by no more.
"""

from __future__ import annotations

import attrs
import numpy as np

from recovery.errors import RecoveryError
from recovery.estimators.climb import OPTIMAL, ROUNDS, climbed, holdings, slopes
from recovery.estimators.isotonic import rising_shares
from recovery.estimators.overlaps import Overlaps
from recovery.tables.arrays import FloatArray

__all__ = ["Masses", "best_masses", "looked_at_once"]

HALF = 0.5


@attrs.frozen
class Masses:
    """Mass by innermost interval, and what is known about it.

    Attributes
    ----------
    mass
        Shape ``(m,)``; sums to 1.
    gap
        The log-likelihood per subject is at most this much below its maximum.
    way
        How the masses were found.
    """

    mass: FloatArray
    gap: float
    way: str


def best_masses(rows: Overlaps) -> Masses:
    """Return the masses with the highest likelihood.

    They have a closed form where every interval holds one innermost interval
    or goes on to the last (the product of Kaplan and Meier), and where every
    interval begins with the first or goes on to the last (pooled shares).

    Raises
    ------
    RecoveryError
        If the gap stays above :data:`OPTIMAL`.
    """
    many = len(rows.since)
    to_the_end = rows.stop == many
    if (to_the_end | (rows.stop == rows.start + 1)).all():
        return _checked(rows, _product(rows), "in closed form, as Kaplan–Meier")
    if looked_at_once(rows):
        return _checked(rows, _pooled(rows), "in closed form, as isotonic regression")
    return _checked(rows, climbed(rows), "by Newton steps on the support")


def looked_at_once(rows: Overlaps) -> bool:
    """Say whether every interval begins with the first innermost one or goes on to the last."""
    return bool(((rows.stop == len(rows.since)) | (rows.start == 0)).all())


def _checked(rows: Overlaps, mass: FloatArray, way: str) -> Masses:
    if not len(mass):
        return Masses(mass, 0.0, way)
    support = np.flatnonzero(mass)
    pull = rows.weight / holdings(rows, support, mass[support])
    gap = float(slopes(rows, pull).max() / rows.weight.sum() - 1)
    if gap > OPTIMAL:
        message = (
            f"the masses were not yet the best after {ROUNDS} rounds: the log-likelihood per "
            f"subject may be {gap:.1e} too low, where {OPTIMAL:.0e} is allowed; please report it"
        )
        raise RecoveryError(message)
    return Masses(mass, max(gap, 0.0), way)


def _product(rows: Overlaps) -> FloatArray:
    many = len(rows.since)
    alone = rows.stop == rows.start + 1
    had = np.bincount(rows.start[alone], rows.weight[alone], many)
    left = np.bincount(rows.start[~alone], rows.weight[~alone], many)
    at_risk = (had + left)[::-1].cumsum()[::-1] - left
    waiting = np.concatenate([[1.0], np.cumprod((at_risk - had)[:-1] / at_risk[:-1])])[:many]
    return waiting * had / np.where(at_risk > 0, at_risk, 1)


def _pooled(rows: Overlaps) -> FloatArray:
    many = len(rows.since)
    whole = rows.weight.astype(np.int64)
    early = rows.start == 0
    had = np.zeros(many + 1, np.int64)
    waiting = np.zeros(many + 1, np.int64)
    had[rows.stop[early]] = whole[early]
    waiting[rows.start[~early]] = whole[~early]
    inside = slice(1, many)
    had, waiting = had[inside], waiting[inside]
    seen = had + waiting
    gone = rising_shares(had, seen)
    left = rising_shares(waiting[::-1], seen[::-1])[::-1]  # 1 - gone, without its rounding
    falls, rises = np.diff(left, prepend=1.0, append=0.0), np.diff(gone, prepend=0.0, append=1.0)
    return np.where(np.append(gone, 1.0) < HALF, rises, -falls)
