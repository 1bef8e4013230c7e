"""Slow, literal twins for interval-censored outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from recovery.results import Curve
from recovery.tables import IntervalTable

Row = tuple[int, float, int]
LAST = 10_000
"""Stands for every day on which nobody was looked at any more."""


def interval_rows(table: IntervalTable) -> list[Row]:
    """Return a table's subjects as ``(left, right, frequency)``."""
    frequency = [1] * len(table) if table.frequency is None else table.frequency.tolist()
    return list(zip(table.left.tolist(), table.right.tolist(), frequency, strict=True))


def masses(curve: Curve) -> dict[int, float]:
    """Return how much the curve falls on each day, and what is left after all of them."""
    before = np.concatenate([[1.0], curve.value[:-1]])
    falls = dict(zip(curve.days.tolist(), (before - curve.value).tolist(), strict=True))
    beyond = float(curve.value[-1]) if len(curve.value) else 1.0
    return falls | {LAST: beyond}


def log_likelihood(rows: Iterable[Row], mass: dict[int, float]) -> float:
    """Return the log-likelihood of masses on days."""
    return sum(f * float(np.log(_held(row, mass))) for row in rows for f in row[2:])


def slopes(rows: list[Row], mass: dict[int, float], last_day: int) -> dict[int, float]:
    """Return by how much a little mass on each day would raise the log-likelihood."""
    pull = {row: row[2] / _held(row, mass) for row in rows}
    days = [*range(last_day + 2), LAST]
    return {day: sum(pull[row] for row in rows if row[0] < day <= row[1]) for day in days}


def _held(row: Row, mass: dict[int, float]) -> float:
    return sum(m for day, m in mass.items() if row[0] < day <= row[1])


def isotonic(had: list[int], seen: list[int]) -> list[Fraction]:
    """Return rising shares by the formula of the largest of the smallest means."""
    days = range(len(seen))

    def mean(first: int, last: int) -> Fraction:
        return Fraction(sum(had[first : last + 1]), sum(seen[first : last + 1]))

    return [
        max(min(mean(first, last) for last in days[day:]) for first in days[: day + 1])
        for day in days
    ]
