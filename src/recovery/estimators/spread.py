"""The robust variance: the spread of the influences of subjects, or of clusters.

It is the sum over clusters of the squared influence of each, on every day at
once, without ever writing out a number for each subject and day: with the
influence of a cluster as ``reach[:, t] @ x``, all that is needed are the
moments ``sum(x xᵀ)``, and these change only when someone enters or leaves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from recovery.estimators.influence import Influence
from recovery.estimators.sampled_rows import SampledRows
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["robust_error", "step_errors"]


def robust_error(influence: Influence, rows: SampledRows, on: IntArray | None = None) -> FloatArray:
    """Return the robust standard error on the day of each place, or of a few places only."""
    if on is not None and rows.clusters:
        spread = _on_few_days(influence, rows, on)
    else:
        changes = _by_clusters if rows.clusters else _by_subjects
        moments = np.cumsum(changes(influence, rows), axis=-1)
        spread = np.einsum("im,ijm,jm->m", influence.reach, moments, influence.reach)
        spread = spread if on is None else spread[on]
    error: FloatArray = np.sqrt(np.maximum(spread, 0))  # rounding may leave -1e-17 for 0
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
        spread[start : start + at_once] = np.einsum("ct,ct->t", total, total)
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
    cluster, place, gains = _moves(influence, rows)
    held = _held_from_the_start(influence, rows)
    many = influence.reach.shape[1]
    order = np.argsort(cluster * many + place)
    cluster, place = cluster[order], place[order]
    gains = [gain[order] for gain in gains]
    starts = np.flatnonzero(np.diff(cluster, prepend=-1))
    before = [
        _before(gain, cluster, starts) + start[cluster]
        for gain, start in zip(gains, held, strict=True)
    ]
    changes = np.empty((len(gains), len(gains), many))
    for i, gain in enumerate(gains):
        for j in range(i + 1):
            product = gain * (before[j] + gains[j]) + before[i] * gains[j]
            changes[i, j] = changes[j, i] = np.bincount(place, product, minlength=many)
    changes[:, :, 0] += held @ held.T
    return changes


def _held_from_the_start(influence: Influence, rows: SampledRows) -> FloatArray:
    """Return the numbers of each cluster before anyone leaves or enters late: ``(r, clusters)``."""
    if rows.first is not None:
        return np.zeros((len(influence.reach), rows.clusters))
    at_risk = np.bincount(rows.numbered, rows.mass(1), minlength=rows.clusters)
    return influence.entering[:, :1] * at_risk


def _moves(influence: Influence, rows: SampledRows) -> tuple[IntArray, IntArray, list[FloatArray]]:
    """Return every exit and every late entry: whose, where, and what is gained there."""
    mass, many = rows.mass(1), influence.reach.shape[1]
    kinds = rows.event * many + rows.exit
    gains = [left.reshape(-1)[kinds] for left in influence.leaving.swapaxes(0, 1)]
    if mass is not None:
        gains = [gain * mass for gain in gains]
    if rows.first is None:
        return rows.numbered, rows.exit, gains
    begun = influence.entering[:, rows.first] * (1.0 if mass is None else mass)
    return (
        np.tile(rows.numbered, 2),
        np.concatenate([rows.exit, rows.first]),
        [np.concatenate(both) for both in zip(gains, begun, strict=True)],
    )


def _before(gain: FloatArray, cluster: IntArray, starts: IntArray) -> FloatArray:
    """Return what each cluster had gained before each of its moves."""
    running = np.cumsum(gain) - gain
    summed: FloatArray = running - running[starts][cluster]  # every cluster has a move
    return summed
