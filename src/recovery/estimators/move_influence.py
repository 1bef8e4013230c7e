"""Variance of shares in states, from the influence of each subject on them.

The influence of a subject on the shares changes on every day with a move, by
the same linear step for all, plus a shift that is common to all in one state,
plus a jump for those who move. So it is kept as it was on some base day, with
the steps since then (``carried``) and the shifts of each state (``shifted``)
beside it, and is worked out only for those who enter or leave a state; the
covariance needs no more than the sums of influences in each state. There is
never a number for each subject and day.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    unit = np.eye(k)
    held = np.divide(before, moves.at_risk, out=np.zeros_like(before), where=moves.at_risk > 0)
    people = _People(
        start.copy(), np.full(moves.n, k), _last(moves), np.eye(q), np.zeros((k + 1, q))
    )
    sums: FloatArray = np.zeros((k, q))
    covariance: FloatArray = start.T @ start
    entering, leaving = _by_day(moves.enter, len(moves.days)), _by_day(moves.leave, len(moves.days))
    for day, (step, loading) in enumerate(zip(steps, loadings, strict=True)):
        rows = entering[day]
        state = moves.state[rows]
        sums += unit[state].T @ people.enter(moves.subject[rows], state)

        rows = leaving[day]
        subject, state, to = moves.subject[rows], moves.state[rows], moves.to[rows]
        share, n, chance = held[day], moves.at_risk[day], chances[day]
        shift = share[:, None] * ((unit - chance) @ loading)
        jump = share[state][:, None] * ((unit[to] - unit[state]) @ loading)
        influence = people.of(subject) @ step
        sums = sums @ step
        cross = sums.T @ shift + influence.T @ jump
        spread = share**2 * n
        own = np.diag(spread @ chance) - chance.T @ (spread[:, None] * chance)
        covariance = step.T @ covariance @ step + cross + cross.T + loading.T @ own @ loading
        yield covariance

        sums += n[:, None] * shift + unit[state].T @ jump
        influence += shift[state] + jump
        sums -= unit[state].T @ influence
        people.move_on(day, step, shift)
        people.leave(subject, influence)


@attrs.define(eq=False)
class _People:
    """Everyone's influence: ``base @ carried + shifted[state]``; the last of the shifts is 0."""

    base: FloatArray
    state: IntArray
    last: IntArray
    carried: FloatArray
    shifted: FloatArray
    undone: FloatArray = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.undone = self.carried

    def of(self, subject: IntArray) -> FloatArray:
        influence: FloatArray = (
            self.base[subject] @ self.carried + self.shifted[self.state[subject]]
        )
        return influence

    def enter(self, subject: IntArray, state: IntArray) -> FloatArray:
        influence = self.of(subject)
        self.state[subject] = state
        self.base[subject] = (influence - self.shifted[state]) @ self.undone
        return influence

    def leave(self, subject: IntArray, influence: FloatArray) -> None:
        self.state[subject] = len(self.shifted) - 1
        self.base[subject] = influence @ self.undone

    def move_on(self, day: int, step: FloatArray, shift: FloatArray) -> None:
        self.carried = self.carried @ step
        self.shifted = self.shifted @ step
        self.shifted[:-1] += shift
        try:
            self.undone = np.asarray(np.linalg.inv(self.carried), dtype=np.float64)
            well = np.abs(self.undone).max() < ILL_CONDITIONED
        except np.linalg.LinAlgError:  # everyone in a state has left it
            well = False
        if not well:
            followed = np.flatnonzero(self.last > day)
            self.base[followed] = self.of(followed)
            self.carried = self.undone = np.eye(len(step))
            self.shifted = np.zeros_like(self.shifted)


def _last(moves: Moves) -> IntArray:
    """Return the place of the last day that each subject was followed."""
    last = np.full(moves.n, -1)
    np.maximum.at(last, moves.subject, moves.leave)
    return last


def _by_day(places: IntArray, days: int) -> list[IntArray]:
    """Return the rows of each day."""
    order = places.argsort(kind="stable")
    return np.split(order, np.searchsorted(places[order], np.arange(1, days)))
