"""The day on which a share is reached."""

from __future__ import annotations

from typing import Literal

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Flat", "crossing_day"]

Flat = Literal["middle", "first", "last"]
"""Which day of a flat piece answers, where a curve stays at exactly the share that is asked for."""

SAME = 1e-8
"""Shares as close as this are one: products of fractions carry rounding errors near 1e-16 a step,
and shares of real counts lie further apart than this unless 10,000 or more were at risk."""


def crossing_day(
    days: IntArray, shares: FloatArray, p: float, *, followed_to: int, flat: Flat
) -> float:
    """Return the first day with a share of ``p`` or more; NaN when none has it.

    A share that stays at exactly ``p`` up to the next step, or the end of
    follow-up, answers with that day (``first``), the middle between the two,
    or the ``last``: NaN where no step comes.
    """
    reached = shares >= p - SAME
    if not reached.any():
        return float("nan")
    day = int(days[reached.argmax()])
    if flat == "first":
        return float(day)
    passed = shares >= p + SAME
    if passed.any():
        beyond = int(days[passed.argmax()])
        return (day + beyond) / 2 if flat == "middle" else float(beyond)
    stays = abs(shares[-1] - p) < SAME and flat == "middle"
    return (day + followed_to) / 2 if stays else float("nan")
