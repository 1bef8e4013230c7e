"""The bootstrap of interval-censored subjects: estimates from resampled intervals."""

from __future__ import annotations

import numpy as np

from recovery.estimators.isotonic import rising_shares
from recovery.estimators.masses import best_masses, looked_at_once
from recovery.estimators.overlaps import Overlaps, overlaps
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["resampled_waiting"]


def resampled_waiting(rows: Overlaps, *, times: int, seed: int) -> FloatArray:
    """Return the share still waiting after each innermost interval, resample by resample.

    A resample has its own innermost intervals, each of one or more of the
    whole's; its mass lies on the last of these.

    Returns
    -------
    FloatArray
        Shape ``(times, m)``.
    """
    total = int(rows.weight.sum())
    draw = np.random.default_rng(seed)
    drawn = draw.multinomial(total, rows.weight / total, size=times)
    if looked_at_once(rows):
        return _by_pooling(rows, drawn)
    return np.array([_refitted(rows, weight) for weight in drawn])


def _by_pooling(rows: Overlaps, drawn: IntArray) -> FloatArray:
    """Pool the days of all resamples at once."""
    times, many = len(drawn), len(rows.since)
    early = rows.start == 0
    had, waiting = np.zeros((2, times, many + 1), np.int64)
    had[:, rows.stop[early]] = drawn[:, early]
    waiting[:, rows.start[~early]] = drawn[:, ~early]
    had, seen = had[:, 1:many], (had + waiting)[:, 1:many]
    groups = np.repeat(np.arange(times), many - 1)
    shares = rising_shares(had.reshape(-1), seen.reshape(-1), groups).reshape(had.shape)
    return 1 - np.column_stack([shares, np.ones(times)])


def _refitted(rows: Overlaps, weight: IntArray) -> FloatArray:
    kept = weight > 0
    part = overlaps(rows.start[kept], rows.stop[kept], weight[kept])
    mass = np.zeros(len(rows.since))
    mass[part.until - 1] = best_masses(part).mass
    return np.append(mass[1:], 0.0)[::-1].cumsum()[::-1]
