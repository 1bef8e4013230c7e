"""Subjects, or whole clusters, drawn with replacement: the Kaplan–Meier curve of each draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.sampled_rows import SampledRows
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import few_days, tally

__all__ = ["DrawnCurves", "drawn_curves"]

CELLS = 1 << 16
"""How many numbers are worked on at once, draws times days, so that they stay in the cache."""
SUBJECTS_A_KIND = 8
"""Up to so many subjects for each kind of unit, drawing them one by one is quickest."""
DUST = 1e-12
"""A weight this small against that of a whole draw is 0 but for rounding."""
LEAST = 1e-300
"""What to divide by where nobody is at risk at all."""


@attrs.frozen(eq=False)
class DrawnCurves:
    """The share still waiting in each of ``b`` draws.

    Attributes
    ----------
    days
        Shape ``(m,)``; the days with an outcome among all subjects, ascending.
    survival
        Shape ``(b, m)``; the share still waiting at the end of each day.
    times
        Shape ``(b, u)``; how often each unit was drawn.
    unit_followed_to
        Shape ``(u,)``; the last day that anyone of each unit was followed.
    """

    days: IntArray
    survival: FloatArray
    times: FloatArray
    unit_followed_to: IntArray

    def followed_to(self) -> IntArray:
        """Return the last day that anyone of each draw was followed: shape ``(b,)``."""
        followed: IntArray = np.where(self.times > 0, self.unit_followed_to, -1)
        last: IntArray = followed.max(axis=1, initial=-1)
        return last


@attrs.frozen(eq=False)
class Alike:
    """Rows, or what several of them have in common: the places of their days, and their mass."""

    first: IntArray | None
    exit: IntArray
    had: npt.NDArray[np.bool_]
    mass: FloatArray


@attrs.frozen(eq=False)
class Units:
    """What may be drawn: ``u`` clusters, or kinds of subjects.

    Attributes
    ----------
    often
        Shape ``(u,)``; how many there are of each kind.
    followed_to
        Shape ``(u,)``; the last day that anyone of the unit was followed.
    left
        Sparse, shape ``(u, 2 m)``; the weight that has the outcome on each day, and then the
        weight that is at risk on it for the last time.
    entered
        Sparse, shape ``(u, m)``; the weight that is at risk for the first time; ``None``: all on
        the first of the days.
    weighted
        Whether weights are other than whole numbers.
    """

    often: IntArray
    followed_to: IntArray
    left: Any
    entered: Any
    weighted: bool


def drawn_curves(rows: SampledRows, repeats: int, seed: int) -> Iterator[DrawnCurves]:
    """Yield the curve of the subjects themselves, and then those of all draws, many at once."""
    days = rows.counts.days[rows.counts.events.any(axis=0)]
    units = _clusters(rows, days) if rows.clusters else _kinds(rows, days)
    yield _curves(units, days, units.often[None].astype(float))
    rng = np.random.default_rng(seed)
    at_once = max(1, CELLS // max(len(units.often), len(days), 1))
    for start in range(0, repeats, at_once):
        yield _curves(units, days, _drawn(rng, units.often, min(at_once, repeats - start)))


def _drawn(rng: np.random.Generator, often: IntArray, draws: int) -> FloatArray:
    """Return how often each unit was drawn: shape ``(draws, u)``."""
    total, kinds = int(often.sum()), len(often)
    if total > SUBJECTS_A_KIND * kinds:
        return rng.multinomial(total, often / total, size=draws).astype(float)
    subjects = np.repeat(np.arange(kinds), often)
    chosen = subjects[rng.integers(max(total, 1), size=(draws, total), dtype=np.uint32)]
    chosen += np.arange(draws)[:, None] * kinds
    times = np.bincount(chosen.reshape(-1), minlength=draws * kinds)
    return times.reshape(draws, kinds).astype(float)


def _clusters(rows: SampledRows, days: IntArray) -> Units:
    mass, days_left = rows.mass(1), rows.counts.days[rows.exit]
    mass = np.ones(len(rows.exit)) if mass is None else mass
    followed_to = np.full(rows.clusters, -1)
    np.maximum.at(followed_to, rows.numbered, days_left)
    often = np.ones(rows.clusters, dtype=np.int64)
    alike = Alike(rows.first, rows.exit, rows.event > 0, mass)
    return _summed(rows.counts.days, days, alike, rows.numbered, often, followed_to)


def _kinds(rows: SampledRows, days: IntArray) -> Units:
    """Take subjects of the same days, event and weight together, in an order that is no row's."""
    many = len(rows.counts.days)
    key = rows.exit * 2 + (rows.event > 0)
    if rows.first is not None:
        key += rows.first * (2 * many)
    size = int(key.max(initial=0)) + 1
    if rows.weight is None and few_days(size, len(key)):
        often = tally(key, size, rows.frequency)[0]
        kinds = often.nonzero()[0]
        often, mass = often[kinds], np.ones(len(kinds))
    else:
        often, kinds, mass = _sorted_kinds(key, rows)
    first = None if rows.first is None else kinds // (2 * many)
    alike = Alike(first, kinds % (2 * many) // 2, kinds % 2 == 1, mass)
    followed_to = rows.counts.days[alike.exit]
    return _summed(rows.counts.days, days, alike, np.arange(len(kinds)), often, followed_to)


def _sorted_kinds(key: IntArray, rows: SampledRows) -> tuple[IntArray, IntArray, FloatArray]:
    """Return how many subjects have each key and weight, and these."""
    mass = np.ones(len(key)) if rows.weight is None else rows.weight
    order = np.lexsort((mass, key))
    key, mass = key[order], mass[order]
    new = np.ones(len(key), dtype=bool)
    new[1:] = (key[1:] != key[:-1]) | (mass[1:] != mass[:-1])
    frequency = np.ones_like(key) if rows.frequency is None else rows.frequency[order]
    return np.add.reduceat(frequency, new.nonzero()[0]), key[new], mass[new]


def _summed(
    places: IntArray,
    days: IntArray,
    alike: Alike,
    unit: IntArray,
    often: IntArray,
    followed_to: IntArray,
) -> Units:
    """Add up masses by unit and day; ``places`` are the days that the places are of."""
    from scipy.sparse import csr_array

    upto = np.searchsorted(days, places, side="right")[alike.exit]
    before = np.zeros_like(upto)
    if alike.first is not None:
        before = np.searchsorted(days, places)[alike.first]
    seen = before < upto  # at risk on a day with an outcome
    mass, unit, last = alike.mass[seen], unit[seen], upto[seen] - 1
    had = alike.had[seen]
    entered = None
    if before.any():
        entered = csr_array((mass, (unit, before[seen])), shape=(len(often), len(days)))
    left = csr_array(
        (
            np.append(mass[had], mass),
            (np.append(unit[had], unit), np.append(last[had], last + len(days))),
        ),
        shape=(len(often), 2 * len(days)),
    )
    return Units(often, followed_to, left, entered, weighted=bool((mass % 1).any()))


def _curves(units: Units, days: IntArray, times: FloatArray) -> DrawnCurves:
    had, left = np.split(times @ units.left, 2, axis=1)
    at_risk = _from_here_on(left)
    whole = at_risk[:, :1]
    if units.entered is not None:
        entered = _from_here_on(times @ units.entered)
        at_risk[:, :-1] -= entered[:, 1:]
        whole = entered[:, :1]
    # Where nobody is at risk nobody has the outcome, and the curve stays as it is.
    at_risk = np.maximum(at_risk, np.maximum(DUST * whole, LEAST), out=at_risk)
    stay = np.divide(had, at_risk, out=had)
    stay = np.subtract(1.0, stay, out=stay)
    if units.weighted:
        stay[stay < DUST] = 0.0
    survival = np.multiply.accumulate(stay, axis=1, out=stay)
    return DrawnCurves(days, survival, times, units.followed_to)


def _from_here_on(numbers: FloatArray) -> FloatArray:
    running: FloatArray = numbers[:, ::-1].cumsum(axis=1)[:, ::-1]
    return running
