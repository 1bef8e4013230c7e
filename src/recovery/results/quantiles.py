"""The day on which a share is reached."""

from __future__ import annotations

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["crossing_day"]

SAME = 1e-8
"""Shares as close as this are one: products of fractions carry rounding errors near 1e-16 a step,
and shares of real counts lie further apart than this unless 10,000 or more were at risk."""


def crossing_day(
    days: IntArray, shares: FloatArray, p: float, *, followed_to: int, midpoint: bool
) -> float:
    """Return the first day with a share of ``p`` or more; NaN when none has it.

    With ``midpoint``, a share that stays at exactly ``p`` answers with the
    middle between that day and the next step, or the end of follow-up.
    """
    reached = shares >= p - SAME
    if not reached.any():
        return float("nan")
    day = int(days[reached.argmax()])
    if not midpoint:
        return float(day)
    passed = shares >= p + SAME
    if passed.any():
        return (day + int(days[passed.argmax()])) / 2
    stays = abs(shares[-1] - p) < SAME
    return (day + followed_to) / 2 if stays else float("nan")
