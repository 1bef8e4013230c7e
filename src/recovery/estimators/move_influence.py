"""Variance of shares in states, from the influence of each subject on them.

The influence of a subject on the shares changes on every day with a move: by
the same linear step for all, a shift that is common to all in one state, and a
jump for those who move. So it is kept as it was on some base day, with the
steps since then (``carried``) and the shifts of each state (``shifted``)
beside it, and is touched only when the subject enters or leaves a state. The
covariance needs no more than the sum of influences in each state. There is
never a number for each subject and day. Clusters of subjects are fewer, and
are all touched on each day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import attrs
import numpy as np

from recovery.estimators.move_growth import Growth
from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["covariances", "first_influence", "influences"]

ILL_CONDITIONED = 1e4
"""Beyond this the steps since the base day are no longer undone but taken, which makes that day the
base: four of the sixteen digits are given away at most."""


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
    by = _by_subjects if moves.subjects.cluster is None else _by_clusters
    return by(moves, steps, growths, start)


def influences(
    moves: Moves,
    steps: Iterable[FloatArray],
    growths: Iterable[Growth],
    start: FloatArray,
) -> Iterator[_Influences]:
    """Yield everyone's influence on ``q`` numbers after each day; see :func:`covariances`."""
    people, days = _Influences.of(moves, start), _Days.of(moves)
    people.last[:] = len(moves.days)  # those who have left are wanted too
    for day, (step, growth) in enumerate(zip(steps, growths, strict=True)):
        people.enter(days.entering[day])
        people.move_on(day, step, growth.shift)
        people.leave(days.leaving[day], growth.jump)
        yield people


def _by_subjects(
    moves: Moves, steps: Iterable[FloatArray], growths: Iterable[Growth], start: FloatArray
) -> Iterator[FloatArray]:
    people, days = _Influences.of(moves, start), _Days.of(moves)
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


def _by_clusters(
    moves: Moves, steps: Iterable[FloatArray], growths: Iterable[Growth], start: FloatArray
) -> Iterator[FloatArray]:
    subjects, days, k = moves.subjects, _Days.of(moves), moves.at_risk.shape[1]
    cluster = subjects.cluster if subjects.cluster is not None else np.arange(subjects.rows)
    mass = subjects.mass(1)
    weight = np.ones(subjects.rows) if mass is None else mass
    total = np.zeros((subjects.clusters, start.shape[1]))
    np.add.at(total, cluster, weight[:, None] * start)
    held = np.zeros((subjects.clusters, k))  # the weight of each cluster in each state
    yield total.T @ total
    for entering, leaving, step, growth in zip(
        days.entering, days.leaving, steps, growths, strict=False
    ):
        np.add.at(held, (cluster[entering.subject], entering.kind), weight[entering.subject])
        total = total @ step + held @ growth.shift
        gone, out = cluster[leaving.subject], weight[leaving.subject]
        np.add.at(total, gone, out[:, None] * growth.jump[leaving.kind])
        np.subtract.at(held, (gone, leaving.kind // k), out)
        yield total.T @ total


class _Batch(NamedTuple):
    """Subjects who enter or leave on one day, by what they do (``kind``)."""

    subject: IntArray
    kind: IntArray
    kinds: IntArray
    first: IntArray
    many: IntArray


@attrs.frozen(eq=False)
class _Days:
    """Who enters and who leaves a state on each day."""

    entering: list[_Batch]
    leaving: list[_Batch]

    @classmethod
    def of(cls, moves: Moves) -> _Days:
        m, k = moves.at_risk.shape
        return cls(
            _batches(moves.enter, moves.state, moves.subject, m),
            _batches(moves.leave, moves.state * k + moves.to, moves.subject, m),
        )


@attrs.define(eq=False)
class _Influences:
    """Everyone's influence: ``base @ carried + shifted[state]``, without a shift outside states.

    Sums over subjects are of influences times ``mass``, the squared weight.
    """

    base: FloatArray
    last: IntArray
    k: int
    mass: FloatArray | None
    state: IntArray = attrs.field(init=False)
    carried: FloatArray = attrs.field(init=False)
    undone: FloatArray = attrs.field(init=False)
    shifted: FloatArray = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        n, q = self.base.shape
        self.state = np.full(n, self.k)
        self.carried = self.undone = np.eye(q)
        self.shifted = np.zeros((self.k + 1, q))

    @classmethod
    def of(cls, moves: Moves, start: FloatArray) -> _Influences:
        return cls(start.copy(), _last(moves), moves.at_risk.shape[1], moves.subjects.mass(2))

    def now(self) -> FloatArray:
        """Return everyone's influence."""
        found: FloatArray = self.base @ self.carried + self.shifted[self.state]
        return found

    def _base_sums(self, batch: _Batch, kinds: int) -> FloatArray:
        total = np.zeros((kinds, self.base.shape[1]))
        if len(batch.subject):
            base = self.base[batch.subject]
            if self.mass is not None:
                base = base * self.mass[batch.subject][:, None]
            total[batch.kinds] = np.add.reduceat(base, batch.first, axis=0)
        return total

    def _many(self, batch: _Batch, kinds: int) -> FloatArray:
        many = np.zeros(kinds)
        if self.mass is None:
            many[batch.kinds] = batch.many
        elif len(batch.subject):
            many[batch.kinds] = np.add.reduceat(self.mass[batch.subject], batch.first)
        return many

    def enter(self, batch: _Batch) -> FloatArray:
        """Put subjects into states; return the sum of their influences for each state."""
        total: FloatArray = self._base_sums(batch, self.k) @ self.carried
        self.base[batch.subject] -= (self.shifted @ self.undone)[batch.kind]
        self.state[batch.subject] = batch.kind
        return total

    def sums(self, batch: _Batch) -> tuple[FloatArray, FloatArray]:
        """Return, for each pair of states, the influences of those who leave, and their number."""
        pairs = self.k**2
        many = self._many(batch, pairs)
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
    last = np.full(moves.subjects.rows, -1)
    np.maximum.at(last, moves.subject, moves.leave)
    return last


def _batches(places: IntArray, kind: IntArray, subject: IntArray, days: int) -> list[_Batch]:
    """Sort subjects by day and kind, and cut them up by day."""
    kinds = int(kind.max(initial=0)) + 1
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
