"""Variance of shares in states, from the influence of each subject on them.

The influence of a subject on the shares changes on every day with a move: by
the same linear step for all, a shift that is common to all in one state, and a
jump for those who move. So it is kept as it was on some base day, with the
steps since then (``carried``) and the shifts of each state (``shifted``)
beside it, and is touched only when the subject enters or leaves a state. The
covariance needs no more than the sum of influences in each state. There is
never a number for each subject and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import attrs
import numpy as np

from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["covariances", "first_influence"]

ILL_CONDITIONED = 1e4
"""Beyond this the steps since the base day are no longer undone but taken, which makes that day the
base: four of the sixteen digits are given away at most."""


def first_influence(moves: Moves) -> FloatArray:
    """Return each subject's influence on the first shares, shape ``(n, k)``."""
    shares = moves.first_shares()
    first = moves.enter == 0
    influence = np.zeros((moves.n, len(shares)))
    influence[moves.subject[first]] = -shares / first.sum()
    influence[moves.subject[first], moves.state[first]] += 1 / first.sum()
    return influence


def covariances(
    moves: Moves,
    chances: FloatArray,
    before: FloatArray,
    steps: FloatArray,
    loadings: FloatArray,
    start: FloatArray,
) -> Iterator[FloatArray]:
    """Yield the covariance of ``q`` numbers after each of some days.

    Parameters
    ----------
    moves
        Counts and stays of ``k`` states.
    chances
        Shape ``(m, k, k)``; chances of the moves.
    before
        Shape ``(m, k)``; shares just before the day.
    steps
        Shape ``(days, q, q)``; the numbers after a day are those before it
        times its step.
    loadings
        Shape ``(days, k, q)``; what one more in a state adds to the numbers.
    start
        Shape ``(n, q)``; influence on the numbers before the first day.
    """
    k, q = loadings.shape[1:]
    unit, pair = np.eye(k), np.arange(k * k)
    origin, target = pair // k, pair % k
    held = np.divide(before, moves.at_risk, out=np.zeros_like(before), where=moves.at_risk > 0)
    people = _Influences(start.copy(), _last(moves), k)
    entering = _batches(moves.enter, moves.state, moves.subject, len(moves.days))
    leaving = _batches(moves.leave, moves.state * k + moves.to, moves.subject, len(moves.days))
    sums: FloatArray = np.zeros((k, q))
    covariance: FloatArray = start.T @ start
    for day, (step, loading) in enumerate(zip(steps, loadings, strict=True)):
        sums = (sums + people.enter(entering[day])) @ step
        share, n, chance = held[day], moves.at_risk[day], chances[day]
        shift = share[:, None] * ((unit - chance) @ loading)
        jump = share[origin, None] * (loading[target] - loading[origin])
        gone, many = people.sums(leaving[day])
        gone = gone @ step  # by pair of states, those who stay to the end of their follow-up too

        cross = sums.T @ shift + gone.T @ jump
        spread = share**2 * n
        own = np.diag(spread @ chance) - chance.T @ (spread[:, None] * chance)
        covariance = step.T @ covariance @ step + cross + cross.T + loading.T @ own @ loading
        yield covariance

        gone += many[:, None] * shift[origin]
        sums += n[:, None] * shift - gone.reshape(k, k, q).sum(axis=1)
        people.move_on(day, step, shift)
        people.leave(leaving[day], jump)


class _Batch(NamedTuple):
    """Subjects who enter or leave on one day, by what they do (``kind``)."""

    subject: IntArray
    kind: IntArray
    kinds: IntArray
    first: IntArray
    many: IntArray


@attrs.define(eq=False)
class _Influences:
    """Everyone's influence: ``base @ carried + shifted[state]``, without a shift outside states."""

    base: FloatArray
    last: IntArray
    k: int
    state: IntArray = attrs.field(init=False)
    carried: FloatArray = attrs.field(init=False)
    undone: FloatArray = attrs.field(init=False)
    shifted: FloatArray = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        n, q = self.base.shape
        self.state = np.full(n, self.k)
        self.carried = self.undone = np.eye(q)
        self.shifted = np.zeros((self.k + 1, q))

    def _base_sums(self, batch: _Batch, kinds: int) -> FloatArray:
        total = np.zeros((kinds, self.base.shape[1]))
        if len(batch.subject):
            total[batch.kinds] = np.add.reduceat(self.base[batch.subject], batch.first, axis=0)
        return total

    def enter(self, batch: _Batch) -> FloatArray:
        """Put subjects into states; return the sum of their influences for each state."""
        total: FloatArray = self._base_sums(batch, self.k) @ self.carried
        self.base[batch.subject] -= (self.shifted @ self.undone)[batch.kind]
        self.state[batch.subject] = batch.kind
        return total

    def sums(self, batch: _Batch) -> tuple[FloatArray, IntArray]:
        """Return, for each pair of states, the influences of those who leave, and their number."""
        pairs = self.k**2
        many = np.zeros(pairs, dtype=np.int64)
        many[batch.kinds] = batch.many
        shift = many[:, None] * self.shifted[np.arange(pairs) // self.k]
        total: FloatArray = self._base_sums(batch, pairs) @ self.carried + shift
        return total, many

    def move_on(self, day: int, step: FloatArray, shift: FloatArray) -> None:
        """Take a day's step; where it cannot well be undone, that day becomes the base."""
        self.carried = self.carried @ step
        self.shifted = self.shifted @ step
        self.shifted[:-1] += shift
        try:
            self.undone = np.asarray(np.linalg.inv(self.carried), dtype=np.float64)
            well = np.abs(self.undone).max() < ILL_CONDITIONED
        except np.linalg.LinAlgError:  # everyone in a state has left it
            well = False
        if not well:
            followed = np.flatnonzero(self.last >= day)
            self.base[followed] = self.base[followed] @ self.carried
            self.base[followed] += self.shifted[self.state[followed]]
            self.carried = self.undone = np.eye(len(step))
            self.shifted = np.zeros_like(self.shifted)

    def leave(self, batch: _Batch, jump: FloatArray) -> None:
        """Take subjects out of their states, with the jump of those who move."""
        change = self.shifted[np.arange(self.k**2) // self.k] + jump
        self.base[batch.subject] += (change @ self.undone)[batch.kind]
        self.state[batch.subject] = self.k


def _last(moves: Moves) -> IntArray:
    """Return the place of the last day that each subject was followed."""
    last = np.full(moves.n, -1)
    np.maximum.at(last, moves.subject, moves.leave)
    return last


def _batches(places: IntArray, kind: IntArray, subject: IntArray, days: int) -> list[_Batch]:
    """Sort subjects by day and kind, and cut them up by day."""
    kinds = int(kind.max()) + 1
    keys = places * kinds + kind
    order = keys.astype(np.min_scalar_type(days * kinds)).argsort(kind="stable")
    keys, subject, kind = keys[order], subject[order], kind[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    many = np.diff(np.append(first, len(keys)))
    rows = np.searchsorted(keys, np.arange(days + 1) * kinds)
    groups = np.searchsorted(first, rows)
    return [
        _Batch(
            subject[rows[day] : rows[day + 1]],
            kind[rows[day] : rows[day + 1]],
            kind[first[groups[day] : groups[day + 1]]],
            first[groups[day] : groups[day + 1]] - rows[day],
            many[groups[day] : groups[day + 1]],
        )
        for day in range(days)
    ]
