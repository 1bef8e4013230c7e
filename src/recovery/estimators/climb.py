"""Newton steps on the innermost intervals that hold mass, to the highest likelihood.

Each round adds the innermost intervals with the steepest slopes, solves for
the masses that are best for the quadratic through slopes and curvature, drops
those that this sends to 0, and goes towards the solution as far as the
likelihood rises. In terms of running sums of mass the curvature is the
Laplacian of a graph whose edges are the intervals. Some interval ends where an
innermost one does and so binds it to what comes before: the graph hangs
together, the curvature is positive and the best masses are the only ones.
"""

from __future__ import annotations

import numpy as np

from recovery.estimators.overlaps import Overlaps
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["OPTIMAL", "ROUNDS", "climbed", "holdings", "slopes"]

OPTIMAL = 1e-9
"""The gap below which masses count as the best."""
SETTLED = 1e-13
"""Masses that change by no more in a round are settled."""
SMALL = 1e-3
"""Less mass than this is added up by itself, for a difference of sums to 1 would round it."""
NONE = 1e-12
"""What rounding leaves of a mass that is 0 where the slope is just as steep as elsewhere."""
ROUNDS = 500
"""Far more than it takes: a few thousand distinct intervals take about 20."""
HALVINGS = 40
"""How often a step that makes the intervals less likely is halved."""
SHARINGS = 10
"""Rounds of EM before the first Newton step, and whenever places are added."""
RISING = 1e-12
"""Part of the log-likelihood that rounding may hide."""


def climbed(rows: Overlaps) -> FloatArray:
    """Return the mass of each innermost interval when it has settled, or after all rounds."""
    total = rows.weight.sum()
    support = _stabs(rows)
    mass = _shared_out(rows, support, np.ones(len(support)))
    settled = False
    for _ in range(ROUNDS):
        held = holdings(rows, support, mass)
        slope = slopes(rows, rows.weight / held) / total
        gap = float(slope.max() - 1)
        if settled and gap <= OPTIMAL:
            break
        support, mass = _extended(rows, support, mass, slope)
        held = holdings(rows, support, mass)
        aim = _quadratic_best(rows, support, mass, held)
        moved = _towards(rows, support, mass, aim / aim.sum())
        settled = bool(np.abs(moved - mass).max() <= SETTLED)
        support, mass = support[moved > 0], moved[moved > 0]
    spread = np.zeros(len(rows.since))
    spread[support] = np.where(mass > NONE, mass, 0.0)
    spread /= spread.sum()
    return spread


def _stabs(rows: Overlaps) -> IntArray:
    """Return few innermost intervals of which every interval holds one."""
    nearest = np.full(len(rows.since) + 1, len(rows.since) + 1)
    np.minimum.at(nearest, rows.start, rows.stop)
    nearest = np.minimum.accumulate(nearest[::-1])[::-1]
    chosen, place = [], int(nearest[0])
    while place <= len(rows.since):
        chosen.append(place - 1)
        place = int(nearest[place])
    return np.array(chosen)


def holdings(rows: Overlaps, support: IntArray, mass: FloatArray) -> FloatArray:
    """Return the mass that each interval holds: shape ``(r,)``."""
    running = np.concatenate([[0.0], np.cumsum(mass)])
    first, last = np.searchsorted(support, rows.start), np.searchsorted(support, rows.stop)
    held: FloatArray = running[last] - running[first]
    small = np.flatnonzero((held < SMALL) & (first < last))
    pieces = np.column_stack([first[small], last[small]]).reshape(-1)
    held[small] = np.add.reduceat(np.append(mass, 0.0), pieces)[::2]
    return held


def slopes(rows: Overlaps, pull: FloatArray) -> FloatArray:
    """Return the sum of what the intervals pull, for each innermost interval that they hold."""
    many = len(rows.since) + 1
    change = np.bincount(rows.start, pull, many) - np.bincount(rows.stop, pull, many)
    slope: FloatArray = np.cumsum(change)[:-1]
    return slope


def _extended(
    rows: Overlaps, support: IntArray, mass: FloatArray, slope: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Add the steepest place between each two of the support, if it is steep enough."""
    piece = np.searchsorted(support, np.arange(len(slope)))
    order = np.lexsort((slope, piece))
    steepest = order[np.append(np.flatnonzero(np.diff(piece[order])), len(order) - 1)]
    added = np.setdiff1d(steepest[slope[steepest] > 1 + OPTIMAL / 10], support)
    if not len(added):
        return support, mass
    both = np.concatenate([support, added])
    place = np.argsort(both)
    support, mass = both[place], np.concatenate([mass, np.zeros(len(added))])[place]
    shared = _shared_out(rows, support, np.where(mass > 0, mass, 1 / len(mass)))
    better = _log_likelihood(rows, support, shared) > _log_likelihood(rows, support, mass)
    return support, shared if better else mass


def _shared_out(rows: Overlaps, support: IntArray, mass: FloatArray) -> FloatArray:
    """Let each interval share itself out by the masses in it, a few times (EM)."""
    mass = mass / mass.sum()
    for _ in range(SHARINGS):
        pull = rows.weight / holdings(rows, support, mass)
        mass = mass * slopes(rows, pull)[support]
        mass /= mass.sum()
    return mass


def _quadratic_best(
    rows: Overlaps, support: IntArray, mass: FloatArray, held: FloatArray
) -> FloatArray:
    """Return masses, none below 0, that raise the quadratic through slopes and curvature."""
    many = len(support) + 1
    lower, upper = np.searchsorted(support, rows.start), np.searchsorted(support, rows.stop)
    pull, total = rows.weight / held, rows.weight.sum()
    bound = np.bincount(lower * many + upper, pull / held, many * many).reshape(many, many)
    bound[0, -1] += total  # holds the sum of all masses near 1
    bound += bound.T
    curvature: FloatArray = np.diag(bound.sum(axis=0)) - bound
    slope = (np.bincount(upper, pull, many) - np.bincount(lower, pull, many)).astype(np.float64)
    slope[0] += total
    slope[-1] -= total
    return _within(mass, curvature, slope)


def _within(mass: FloatArray, curvature: FloatArray, slope: FloatArray) -> FloatArray:
    """Go to the best of a quadratic, dropping each mass that reaches 0 on the way."""
    found, kept = mass.copy(), np.ones(len(mass), bool)
    while True:
        gone = np.concatenate([[0.0], np.cumsum(found - mass)])
        step = np.zeros_like(found)
        nodes = np.concatenate([[0], np.flatnonzero(kept) + 1])
        step[kept] = _newton(curvature, slope - curvature @ gone, nodes)
        falling = kept & (found + step < 0)
        if not falling.any():
            return np.maximum(found + step, 0.0)
        reach = np.full(len(found), np.inf)
        reach[falling] = found[falling] / -step[falling]
        found = np.maximum(found + reach.min() * step, 0.0)
        kept &= reach > reach.min()
        found[~kept] = 0.0


def _newton(curvature: FloatArray, slope: FloatArray, nodes: IntArray) -> FloatArray:
    """Return the change of each mass that is kept; running sums between them move together."""
    from scipy.linalg import lapack

    if len(nodes) < len(slope):
        slope = np.add.reduceat(slope, nodes)
        curvature = np.add.reduceat(np.add.reduceat(curvature, nodes, axis=0), nodes, axis=1)
    factor, _ = lapack.dpotrf(curvature[1:, 1:])
    sums = lapack.dpotrs(factor, slope[1:])[0]
    return np.diff(sums, prepend=0.0)


def _towards(rows: Overlaps, support: IntArray, mass: FloatArray, aim: FloatArray) -> FloatArray:
    """Go the whole way to the aim, or a half, a quarter … of it, to what is more likely."""
    before = _log_likelihood(rows, support, mass)
    for halvings in range(HALVINGS):
        part = 0.5**halvings
        moved = aim if part == 1 else mass + part * (aim - mass)
        if _log_likelihood(rows, support, moved) >= before - RISING * abs(before):
            return moved
    return mass


def _log_likelihood(rows: Overlaps, support: IntArray, mass: FloatArray) -> float:
    held = holdings(rows, support, mass)
    if held.min() <= 0:
        return -np.inf
    return float(rows.weight @ np.log(held))
