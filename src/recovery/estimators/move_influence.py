"""Variance of shares in states, from the influence of each subject on them.

The influence of a subject on the shares changes on every day with a move: by
the same linear step for all, a shift that is common to all in one state, and a
jump for those who move. So it is kept as it was on some base day, with the
steps since then and the shifts of each state beside it, and is touched only
when the subject enters or leaves a state. The covariance needs no more than
the sum of influences in each state. There is never a number for each subject
and day. Where no base day but the first is needed, tables by day do the same
sooner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np

from recovery.estimators.move_batches import Batch, Batches
from recovery.estimators.move_carried import Carried
from recovery.estimators.move_clusters import cluster_covariances
from recovery.estimators.move_growth import Growth
from recovery.estimators.move_tables import table_covariances
from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Influences", "covariances", "first_influence", "influences"]

TABLES = 1 << 23
"""Tables by day are made while they hold no more numbers than this."""


def first_influence(moves: Moves) -> FloatArray:
    """Return each subject's influence on the first shares, shape ``(subjects, k)``.

    It is the derivative by the subject's weight, and NaN when nobody there weighs anything.
    """
    shares, weight = moves.first_shares(), moves.at_risk[0].sum()
    first = moves.enter == 0
    influence = np.zeros((moves.subjects.rows, len(shares)))
    if weight == 0:
        return influence + np.nan
    influence[moves.subject[first]] = -shares / weight
    influence[moves.subject[first], moves.state[first]] += 1 / weight
    return influence


def covariances(
    moves: Moves, steps: Iterable[FloatArray], growths: Iterable[Growth], start: FloatArray
) -> Iterator[FloatArray]:
    """Yield the covariance of ``q`` numbers before the first day with a move, and after some days.

    Parameters
    ----------
    moves
        Sums and stays of ``k`` states.
    steps
        For each of the days, shape ``(q, q)``; the numbers after the day are
        those before it times its step.
    growths
        For each of the days, what is added by those who stay and who move.
    start
        Shape ``(subjects, q)``; influence on the numbers before the first day.
    """
    if moves.subjects.cluster is not None:
        return cluster_covariances(moves, steps, growths, start)
    if len(moves.days) * moves.at_risk.shape[1] ** 2 * start.shape[1] <= TABLES:
        steps, growths = list(steps), list(growths)
        found = table_covariances(moves, steps, growths, start)
        if found is not None:
            return found
    return _by_subjects(moves, steps, growths, start)


def influences(
    moves: Moves,
    steps: Iterable[FloatArray],
    growths: Iterable[Growth],
    start: FloatArray,
) -> Iterator[Influences]:
    """Yield everyone's influence before the first day and after each; see :func:`covariances`.

    It is the same object that is yielded, to be read before going on.
    """
    people, days = Influences.of(moves, start), Batches.of(moves)
    people.last[:] = len(moves.days)  # those who have left are wanted too
    yield people
    for day, (step, growth) in enumerate(zip(steps, growths, strict=True)):
        people.enter(days.entering[day])
        people.move_on(day, step, growth.shift)
        people.leave(days.leaving[day], growth.jump)
        yield people


def _by_subjects(
    moves: Moves, steps: Iterable[FloatArray], growths: Iterable[Growth], start: FloatArray
) -> Iterator[FloatArray]:
    people, days = Influences.of(moves, start), Batches.of(moves)
    k, q = moves.at_risk.shape[1], start.shape[1]
    origin = np.arange(k * k) // k
    sums: FloatArray = np.zeros((k, q))
    mass = people.mass
    covariance: FloatArray = start.T @ (start if mass is None else mass[:, None] * start)
    yield covariance
    for day, (step, growth) in enumerate(zip(steps, growths, strict=True)):
        sums = (sums + people.enter(days.entering[day])) @ step
        gone, many = people.sums(days.leaving[day])
        gone = gone @ step  # by pair of states, those who stay to the end of their follow-up too

        cross = sums.T @ growth.shift + gone.T @ growth.jump
        covariance = step.T @ covariance @ step + cross + cross.T + growth.own
        yield covariance

        gone += many[:, None] * growth.shift[origin]
        sums += moves.squared_at_risk[day][:, None] * growth.shift
        sums -= gone.reshape(k, k, q).sum(axis=1)
        people.move_on(day, step, growth.shift)
        people.leave(days.leaving[day], growth.jump)


@attrs.define(eq=False)
class Influences:
    """Everyone's influence: ``base @ steps + shifts[state]``, without a shift outside states.

    Sums over subjects are of influences times ``mass``, the squared weight.
    """

    base: FloatArray
    last: IntArray
    k: int
    mass: FloatArray | None
    state: IntArray
    since: Carried

    @classmethod
    def of(cls, moves: Moves, start: FloatArray) -> Influences:
        """Start before the first day."""
        k = moves.at_risk.shape[1]
        outside = np.full(len(start), k)
        since = Carried.of(k + 1, start.shape[1])
        return cls(start.copy(), _last(moves), k, moves.subjects.mass(2), outside, since)

    def now(self) -> FloatArray:
        """Return everyone's influence."""
        found: FloatArray = self.base @ self.since.steps + self.since.shifts[self.state]
        return found

    def _base_sums(self, batch: Batch, kinds: int) -> FloatArray:
        total = np.zeros((kinds, self.base.shape[1]))
        if len(batch.subject):
            base = self.base[batch.subject]
            if self.mass is not None:
                base = base * self.mass[batch.subject][:, None]
            total[batch.kinds] = np.add.reduceat(base, batch.first, axis=0)
        return total

    def _many(self, batch: Batch, kinds: int) -> FloatArray:
        many = np.zeros(kinds)
        if self.mass is None:
            many[batch.kinds] = batch.many
        elif len(batch.subject):
            many[batch.kinds] = np.add.reduceat(self.mass[batch.subject], batch.first)
        return many

    def enter(self, batch: Batch) -> FloatArray:
        """Put subjects into states; return the sum of their influences for each state."""
        total: FloatArray = self._base_sums(batch, self.k) @ self.since.steps
        self.base[batch.subject] -= (self.since.shifts @ self.since.undone)[batch.kind]
        self.state[batch.subject] = batch.kind
        return total

    def sums(self, batch: Batch) -> tuple[FloatArray, FloatArray]:
        """Return, for each pair of states, the influences of those who leave, and their number."""
        pairs = self.k**2
        many = self._many(batch, pairs)
        shift = many[:, None] * self.since.shifts[np.arange(pairs) // self.k]
        total: FloatArray = self._base_sums(batch, pairs) @ self.since.steps + shift
        return total, many

    def move_on(self, day: int, step: FloatArray, shift: FloatArray) -> None:
        """Take a day's step; where it cannot well be undone, that day becomes the base."""
        if not self.since.take(step, shift):
            followed = np.flatnonzero(self.last >= day)
            self.base[followed] = self.base[followed] @ self.since.steps
            self.base[followed] += self.since.shifts[self.state[followed]]
            self.since = Carried.of(self.k + 1, len(step))

    def leave(self, batch: Batch, jump: FloatArray) -> None:
        """Take subjects out of their states, with the jump of those who move."""
        change = self.since.shifts[np.arange(self.k**2) // self.k] + jump
        self.base[batch.subject] += (change @ self.since.undone)[batch.kind]
        self.state[batch.subject] = self.k


def _last(moves: Moves) -> IntArray:
    """Return the place of the last day that each subject was followed."""
    last = np.full(moves.subjects.rows, -1)
    np.maximum.at(last, moves.subject, moves.leave)
    return last
