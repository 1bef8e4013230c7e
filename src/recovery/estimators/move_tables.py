"""Variance of shares in states from tables by day: the quick way, where nothing need be re-based.

What a day adds to the influence of a subject depends only on the state left
and the state entered. So, with every influence taken back to the first day,
what a whole stay adds is looked up in two tables, of its first and of its last
day, and the sums that the covariance needs are counts of looked-up numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from recovery.estimators.move_carried import ILL_CONDITIONED
from recovery.estimators.move_growth import Growth
from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["table_covariances"]


def table_covariances(
    moves: Moves, steps: Sequence[FloatArray], growths: Sequence[Growth], start: FloatArray
) -> Iterator[FloatArray] | None:
    """Return the covariances as of ``covariances``; ``None`` where digits would be lost."""
    if not steps:
        return None
    step, shift = np.array(steps), np.array([growth.shift for growth in growths])
    d, k, q = shift.shape
    carried, shifts = np.empty((d + 1, q, q)), np.zeros((d + 1, k, q))
    carried[0] = np.eye(q)
    for day in range(d):
        carried[day + 1] = carried[day] @ step[day]
        shifts[day + 1] = shifts[day] @ step[day] + shift[day]
    try:
        undone = np.linalg.inv(carried)
    except np.linalg.LinAlgError:  # everyone in a state has left it
        return None
    if not np.abs(undone).max() < ILL_CONDITIONED:
        return None
    jump = np.array([growth.jump for growth in growths])
    gained = -shifts[:-1] @ undone[:-1]
    left = (np.repeat(shifts[1:], k, axis=1) + jump) @ undone[1:]
    stays = _Stays.of(moves, d)
    entering, leaving, many = stays.sums(moves, gained, left, start)

    entering = entering @ carried[:-1]
    gone = (leaving @ carried[:-1] + many * np.repeat(shifts[:-1], k, axis=1)) @ step
    lost = (gone + many * np.repeat(shift, k, axis=1)).reshape(d, k, k, q).sum(axis=2)
    after = moves.squared_at_risk[:d, :, None] * shift - lost
    crossed = gone.swapaxes(1, 2) @ jump
    first = np.zeros((q, q))
    if start.any():
        mass = moves.subjects.mass(2)
        first = start.T @ (start if mass is None else mass[:, None] * start)
    own = crossed + crossed.swapaxes(1, 2) + np.array([growth.own for growth in growths])
    return _covariances(step, shift, entering, after, own, first)


def _covariances(
    step: FloatArray,
    shift: FloatArray,
    entering: FloatArray,
    after: FloatArray,
    own: FloatArray,
    covariance: FloatArray,
) -> Iterator[FloatArray]:
    yield covariance
    sums = np.zeros(shift.shape[1:])
    for day, each in enumerate(step):
        sums = (sums + entering[day]) @ each
        cross = sums.T @ shift[day]
        covariance = each.T @ covariance @ each + cross + cross.T + own[day]
        yield covariance
        sums += after[day]


@attrs.frozen(eq=False)
class _Stays:
    """The stays that begin on some days, subject by subject, in order of time.

    Attributes
    ----------
    subject
        Shape ``(s,)``; whose stay it is.
    enter, leave
        Shape ``(s,)``; places in tables by day and state, and by day and both
        states; those that do not end on the days have the place after them.
    next
        Places of the second stays, of the third, and so on.
    """

    subject: IntArray
    enter: IntArray
    leave: IntArray
    next: list[IntArray]

    @classmethod
    def of(cls, moves: Moves, days: int) -> _Stays:
        """Sort the stays, unless they are in order."""
        k = moves.at_risk.shape[1]
        rows = np.flatnonzero(moves.enter < days)
        key = moves.subject[rows] * days + moves.enter[rows]
        if (key[1:] < key[:-1]).any():
            rows = rows[key.argsort()]
        subject, leave = moves.subject[rows], moves.leave[rows]
        place = np.flatnonzero(np.append(True, subject[1:] != subject[:-1]))
        many, later = np.diff(np.append(place, len(rows))), []
        for already in range(1, int(many.max(initial=0))):
            place, many = place[many > already] + 1, many[many > already]
            later.append(place)
        state = moves.state[rows]
        left = (leave * k + state) * k + moves.to[rows]
        return cls(
            subject=subject,
            enter=moves.enter[rows] * k + state,
            leave=np.minimum(left, days * k * k),
            next=later,
        )

    def sums(
        self, moves: Moves, gained: FloatArray, left: FloatArray, start: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Sum influences by day and state entered, and by day and both states; count the latter."""
        d, k, q = gained.shape
        size = d * k * k
        mass = moves.subjects.mass(2)
        weight = None if mass is None else mass[self.subject]
        entering, leaving = np.empty((q, d * k)), np.empty((q, size))
        for number in range(q):
            before = start[:, number][self.subject]
            first = gained[:, :, number].ravel()[self.enter]
            change = np.append(left[:, :, number], 0)[self.leave]
            change += first
            for place in self.next:
                before[place] = before[place - 1] + change[place - 1]
            del change
            first += before
            if weight is not None:
                before *= weight
                first *= weight
            entering[number] = np.bincount(self.enter, before, minlength=d * k)
            leaving[number] = np.bincount(self.leave, first, minlength=size)[:size]
        many = np.bincount(self.leave, weight, minlength=size)[:size].astype(float)
        return (
            entering.T.reshape(d, k, q),
            leaving.T.reshape(d, k * k, q),
            many.reshape(d, k * k, 1),
        )
