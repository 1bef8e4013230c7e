"""The robust variance: the spread of the influences of subjects, or of clusters.

It is the sum over clusters of the squared influence of each, on every day at
once, without ever writing out a number for each subject and day: with the
influence of a cluster as ``reach[:, t] @ x``, all that is needed are the
moments ``sum(x xᵀ)``, and these change only when someone enters or leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from recovery.estimators.influence import Influence
from recovery.estimators.sampled_rows import SampledRows
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import BLOCK

__all__ = ["robust_error", "step_errors"]

ROUNDING = 64 * np.finfo(np.float64).eps
"""A variance no larger than this share of what was added and taken away for it is rounding and so
0, as where all are of one cluster. It would otherwise make an interval of a curve at 0 or 1."""


def robust_error(influence: Influence, rows: SampledRows, on: IntArray | None = None) -> FloatArray:
    """Return the robust standard error on the day of each place, or of a few places only."""
    if on is not None and rows.clusters:
        spread = _on_few_days(influence, rows, on)
    else:
        changes = _by_clusters if rows.clusters else _by_subjects
        change, reach = changes(influence, rows), influence.reach
        spread = np.einsum("im,ijm,jm->m", reach, np.cumsum(change, axis=-1), reach)
        size, total = np.abs(reach), np.cumsum(np.abs(change), axis=-1)
        added = np.einsum("im,ijm,jm->m", size, total, size)
        spread = np.where(spread > ROUNDING * added, spread, 0.0)
        spread = spread if on is None else spread[on]
    error: FloatArray = np.sqrt(spread)
    return error


def step_errors(
    influence: Influence, rows: SampledRows, steps: IntArray, asked: IntArray | None
) -> FloatArray:
    """Return the robust standard error at each step, given the places of the steps.

    If only some days are asked for, then at the steps in force on them, and NaN at all others.
    """
    if asked is None:
        return robust_error(influence, rows)[steps]
    found = np.full(len(steps), np.nan)
    before = np.searchsorted(rows.counts.days[steps], asked, side="right")
    in_force = np.unique(before[before > 0]) - 1
    found[in_force] = robust_error(influence, rows, steps[in_force])
    return found


def _by_subjects(influence: Influence, rows: SampledRows) -> FloatArray:
    """Return the change of the moments at each place, each subject by itself: ``(r, r, m)``."""
    squared = rows.mass(2)
    left = rows.by_exit(squared)
    entering, leaving = influence.entering, influence.leaving
    if rows.first is None:
        begun = np.zeros(left.shape[1])
        begun[0] = left.sum()
        held = left[:, None, :] * entering[None, :, :1]
    else:
        begun = np.bincount(rows.first, squared, minlength=left.shape[1]).astype(float)
        at_first = entering[:, rows.first] * (1.0 if squared is None else squared)
        held = np.stack([rows.by_exit(number) for number in at_first], axis=1)
    changes: FloatArray = np.einsum("m,im,jm->ijm", begun, entering, entering)
    crossed = np.einsum("kim,kjm->ijm", held, leaving)
    changes += crossed + crossed.swapaxes(0, 1)
    changes += np.einsum("km,kim,kjm->ijm", left, leaving, leaving)
    return changes


def _on_few_days(influence: Influence, rows: SampledRows, on: IntArray) -> FloatArray:
    """Return the sum over clusters of the squared influence, on each of a few places.

    The influences of clusters are the mass of their rows by kind, a sparse matrix, times what a
    row of each kind moves the curve by on each of the places.
    """
    spread, mass = np.zeros(len(on)), rows.mass(1)
    kinds, many = len(influence.leaving), influence.reach.shape[1]
    left = _sums(rows.numbered, rows.event * many + rows.exit, mass, rows.clusters, kinds * many)
    if rows.first is not None:
        entered = _sums(rows.numbered, rows.first, mass, rows.clusters, many)
    held = float((np.bincount(rows.numbered, mass) ** 2).sum())
    at_once = max(1, len(rows.exit) // max(rows.clusters, kinds * many))
    for start in range(0, len(on), at_once):
        few = on[start : start + at_once]
        reach, seen = influence.reach[:, few], np.arange(many)[:, None] <= few
        by_exit = np.einsum("it,kim->kmt", reach, influence.leaving) * seen
        by_entry = (influence.entering.T @ reach) * seen
        if rows.first is None:
            by_exit += by_entry[0]
        total = left @ by_exit.reshape(kinds * many, -1)
        if rows.first is not None:
            total += entered @ by_entry
        found = np.einsum("ct,ct->t", total, total)
        noise = (ROUNDING * np.abs(by_exit).max(axis=(0, 1), initial=0)) ** 2 * held
        spread[start : start + at_once] = np.where(found > noise, found, 0.0)
    return spread


def _sums(
    rows: IntArray, columns: IntArray, mass: FloatArray | None, height: int, width: int
) -> Any:
    """Return a sparse matrix that adds up masses by row and column."""
    from scipy.sparse import coo_array

    data = np.ones(len(rows)) if mass is None else mass
    return coo_array((data, (rows, columns)), shape=(height, width))


def _by_clusters(influence: Influence, rows: SampledRows) -> FloatArray:
    """Return the change of the moments at each place, cluster by cluster: ``(r, r, m)``."""
    held = _held_from_the_start(influence, rows)
    many = influence.reach.shape[1]
    changes = np.zeros((len(held), len(held), many))
    for cluster, place, gains in _moves(influence, rows):
        starts = np.flatnonzero(np.diff(cluster, prepend=-1))
        nth = cluster - cluster[0]  # every cluster has a move
        before = [
            _before(gain, nth, starts) + start[cluster]
            for gain, start in zip(gains, held, strict=True)
        ]
        for i, gain in enumerate(gains):
            for j in range(i + 1):
                product = gain * (before[j] + gains[j]) + before[i] * gains[j]
                changes[i, j] += np.bincount(place, product, minlength=many)
    for i in range(len(held)):
        changes[:i, i] = changes[i, :i]
    changes[:, :, 0] += held @ held.T
    return changes


def _held_from_the_start(influence: Influence, rows: SampledRows) -> FloatArray:
    """Return the numbers of each cluster before anyone leaves or enters late: ``(r, clusters)``."""
    if rows.first is not None:
        return np.zeros((len(influence.reach), rows.clusters))
    at_risk = np.bincount(rows.numbered, rows.mass(1), minlength=rows.clusters)
    return influence.entering[:, :1] * at_risk


def _moves(
    influence: Influence, rows: SampledRows
) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Yield every exit and every late entry: whose, where, and what is gained there.

    They come in the order of clusters and days, some whole clusters at a time.
    """
    n, mass, many = len(rows.exit), rows.mass(1), influence.reach.shape[1]
    places = [rows.exit] if rows.first is None else [rows.exit, rows.first]
    keys = np.empty((len(places), n), dtype=np.int64)
    for line, days in enumerate(places):
        np.multiply(rows.numbered, many, out=keys[line])
        keys[line] += days
    order = np.argsort(keys, axis=None)
    del keys
    gains = np.concatenate([*influence.leaving, influence.entering], axis=1)
    ends = np.cumsum(np.bincount(rows.numbered)) * len(places)
    stops = np.unique(
        np.append(ends[np.searchsorted(ends, np.arange(BLOCK, len(order), BLOCK))], ends[-1:])
    )
    for start, stop in pairwise(np.append(0, stops).tolist()):
        row = order[start:stop] if rows.first is None else order[start:stop] % n
        place, kind = rows.exit[row], rows.event[row]
        if rows.first is not None:
            entered = order[start:stop] >= n
            place[entered], kind[entered] = rows.first[row[entered]], len(influence.leaving)
        gained = gains[:, kind * many + place]
        if mass is not None:
            gained *= mass[row]
        yield rows.numbered[row], place, gained


def _before(gain: FloatArray, nth: IntArray, starts: IntArray) -> FloatArray:
    """Return what each cluster had gained before each of its moves."""
    running = np.cumsum(gain) - gain
    summed: FloatArray = running - running[starts][nth]
    return summed
