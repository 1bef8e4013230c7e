"""How far a Brownian bridge strays: what a band must be wide for.

A curve less the truth behaves, for many subjects, like a Brownian bridge that
is looked at from a first to a last share of its way. The band of Hall and
Wellner holds when the bridge keeps between two walls, the band of equal
precision when it does so in its own standard deviations.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from recovery.tables.arrays import FloatArray

__all__ = ["equal_precision_factor", "hall_wellner_factor", "within_deviations", "within_walls"]

REACH = 10.0
"""Standard deviations beyond which a normal density is 0 to 1e-21."""
NODES = 96
"""Nodes for a piece that is at most ``REACH`` of its own scale long: exact to the last digits."""
HOPELESS = 500.0
"""Keeping within a wall for so many of its squares has a probability below 1e-200."""
FEWEST, MOST, FINER = 24, 320, 12.0
"""Polynomials, and by how many more there are of them the shorter the time: many see how paths die
within a small distance of a wall. With ``MOST`` of them a time of 1e-6 is right to 1e-12."""
SEARCHED = 1e-13
"""So far the factor is narrowed down."""


def hall_wellner_factor(level: float, first: float, last: float) -> float:
    """Return the distance that ``|B(x)|`` keeps on ``first <= x <= last`` at this level."""
    spread = max(x * (1 - x) for x in (first, last, min(max(first, 0.5), last)))
    return _factor(level, lambda wall: within_walls(wall, first, last), np.sqrt(spread))


def equal_precision_factor(level: float, first: float, last: float) -> float:
    """Return how many standard deviations ``B(x)`` keeps to on ``first <= x <= last``."""
    time = 0.5 * np.log(last * (1 - first) / (first * (1 - last)))
    return _factor(level, lambda wall: within_deviations(wall, time), 1.0)


def _factor(level: float, probability: Callable[[float], float], spread: float) -> float:
    """Return where the probability is the level: no nearer than on a single day."""
    from scipy.optimize import brentq

    low = NormalDist().inv_cdf((1 + level) / 2) * spread
    if probability(low) >= level:
        return float(low)
    high = 1.5 * low
    while probability(high) < level:
        high *= 1.5
    found: float = brentq(lambda wall: probability(wall) - level, low, high, xtol=SEARCHED)
    return found


def within_walls(wall: float, first: float, last: float) -> float:
    """Return the probability that a Brownian bridge keeps ``|B(x)| < wall`` from first to last.

    Where it is at ``first`` is normal. From there on the paths that touch a
    wall are taken off by their mirror images; what is left goes on from
    ``last`` to 0 at the end of the way.

    Examples
    --------
    All of the way it is the distribution of Kolmogorov:

    >>> round(within_walls(1.3580986393225507, 0.0, 1.0), 10)
    0.95
    """
    ahead, rest = last - first, 1 - last
    if ahead > HOPELESS * wall**2:
        return 0.0
    if first <= 0:
        return float(np.sqrt(2 * np.pi) * _onward(np.zeros(1), wall, ahead, rest)[0])
    if ahead <= 0:
        deviations = wall / np.sqrt(first * (1 - first))
        return 2 * NormalDist().cdf(deviations) - 1
    end = min(wall, REACH * np.sqrt(first))
    layer = max(end - REACH * np.sqrt(ahead), 0.0)  # beyond it paths are soon lost
    nodes, weights = _nodes(NODES)
    total = 0.0
    for low, high in ((0.0, layer), (layer, end)):
        place = low + (high - low) * (nodes + 1) / 2
        density = np.exp(-(place**2) / (2 * first)) / np.sqrt(first)
        total += (high - low) * float(weights @ (density * _onward(place, wall, ahead, rest)))
    return total


def _onward(place: FloatArray, wall: float, ahead: float, rest: float) -> FloatArray:
    """Return the density of keeping within the walls from each place on, and of 0 at the end."""
    from scipy.special import ndtr

    way = ahead + rest
    spread = np.sqrt(ahead * rest / way)
    farthest = REACH * np.sqrt(way)
    if rest > 0:
        farthest = min(farthest, (wall + REACH * spread) * way / rest)
    many = int(np.ceil(farthest / (2 * wall))) + 1
    images = np.arange(-many, many + 1)
    sign = np.where(images % 2, -1.0, 1.0)
    mirrored = sign * place[:, None] + 2 * images * wall
    density = np.exp(-(mirrored**2) / (2 * way)) / np.sqrt(2 * np.pi * way)
    if rest > 0:
        middle = mirrored * (rest / way)
        density *= ndtr((wall - middle) / spread) - ndtr((-wall - middle) / spread)
    onward: FloatArray = density @ sign
    return onward


def within_deviations(wall: float, time: float) -> float:
    r"""Return the probability that a Brownian bridge keeps within so many standard deviations.

    In its standard deviations, and in the time :math:`\tfrac12 \log(x / (1 - x))`,
    the bridge is the stationary Ornstein–Uhlenbeck process. The paths between
    two walls die out at the rates of a harmonic oscillator in a box, which
    are found with polynomials that are 0 at the walls.
    """
    from scipy.linalg import eigh

    if time <= 0:
        return 2 * NormalDist().cdf(wall) - 1
    many = int(np.clip(FINER * time**-0.25, FEWEST, MOST))
    nodes, shapes, mass, square = _polynomials(many)
    inverse, modes = eigh(mass, np.eye(many) / wall**2 + square * (wall**2 / 4))
    start = (2 * np.pi) ** -0.25 * np.exp(-((wall * nodes) ** 2) / 4)
    share = (modes.T @ (shapes @ start)) ** 2
    real = inverse > 0  # but for rounding all are
    decay = np.exp(-(1 / inverse[real] - 0.5) * time)
    return float(wall * (decay / inverse[real]) @ share[real])


@lru_cache(maxsize=8)
def _nodes(many: int) -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(many)
    return nodes, weights


@lru_cache(maxsize=8)
def _polynomials(many: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return nodes, even polynomials there times weights, and their products, plain and by x²."""
    nodes, weights = _nodes(2 * many + 16)
    legendre = np.polynomial.legendre.legvander(nodes, 2 * many).T[::2]
    scale = np.sqrt(8.0 * np.arange(many) + 6)  # so that their slopes are orthonormal
    shapes = (legendre[:-1] - legendre[1:]) / scale[:, None]
    weighed = shapes * weights
    return nodes, weighed, weighed @ shapes.T, (weighed * nodes**2) @ shapes.T
