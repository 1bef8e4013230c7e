"""Who stood in which state and who moved where, on each day on which anyone moved."""

from __future__ import annotations

from typing import cast

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.sampled_subjects import SampledSubjects, sampled_subjects
from recovery.tables import StateTable
from recovery.tables.arrays import FIRST_DAY, FloatArray, IntArray
from recovery.tables.by_day import lay_out

__all__ = ["Moves", "count_moves", "per_weight", "presence", "stays_after"]


@attrs.frozen(eq=False)
class Moves:
    """Sums over ``k`` states on the ``m`` days with a move, and the stays behind them.

    Attributes
    ----------
    days
        Shape ``(m,)``; the days with a move, ascending. When nobody ever
        moves, the last day of follow-up alone.
    at_risk
        Shape ``(m, k)``; the weight in each state that could be seen to move.
    moved
        Shape ``(m, k, k)``; the weight that moved from the one to the other.
    squared_at_risk, squared_moved
        The same sums of squared weights.
    arrived
        Shape ``(m, k)``; how many subjects moved into each state.
    subject, state, to
        Shape ``(s,)``; of each stay that saw such a day: whose, number of the
        state, and of the one moved to, which is the same when follow-up ended.
    enter, leave
        Shape ``(s,)``; places in ``days`` of the first and the last day that
        the stay saw.
    followed_to
        Last day that anyone was followed.
    subjects
        What each subject weighs, and whom it belongs to.
    """

    days: IntArray
    at_risk: FloatArray
    moved: FloatArray
    squared_at_risk: FloatArray
    squared_moved: FloatArray
    arrived: IntArray
    subject: IntArray
    state: IntArray
    to: IntArray
    enter: IntArray
    leave: IntArray
    followed_to: int
    subjects: SampledSubjects

    def transitions(self) -> FloatArray:
        """Return the chance of each move on each day, shape ``(m, k, k)``; rows add up to 1."""
        k = self.at_risk.shape[1]
        chances = per_weight(self.moved, self.at_risk[:, :, None])
        chances[:, range(k), range(k)] = 1 - (chances.sum(axis=2) - chances[:, range(k), range(k)])
        return chances

    def first_shares(self) -> FloatArray:
        """Return the share in each state among those followed on the first of the days."""
        with np.errstate(invalid="ignore"):  # nobody there may weigh anything
            shares: FloatArray = self.at_risk[0] / self.at_risk[0].sum()
        return shares


def per_weight(number: FloatArray, weight: FloatArray) -> FloatArray:
    """Divide by the weight at risk; 0 where there is none."""
    return np.divide(number, weight, out=np.zeros_like(number), where=weight > 0)


def stays_after(states: StateTable, day: int, *, name: str) -> StateTable:
    """Return what came after a day: the stays that last beyond it, from there on.

    Raises
    ------
    DefinitionError
        If ``day``, which the caller calls ``name``, is not a whole number, -1
        or more.
    """
    if day != int(day) or day < FIRST_DAY:
        message = f"{name} must be a whole number, -1 or more, but was {day!r}"
        raise DefinitionError(message)
    if day == FIRST_DAY:
        return states  # as every stay lasts beyond it
    beyond = states.stop > day
    columns = {column: array[beyond] for column, array in states.columns().items()}
    columns["start"] = np.maximum(columns["start"], np.int64(day))
    return StateTable(**columns, states=states.states, about=states.about)


def presence(states: StateTable) -> list[tuple[IntArray, IntArray]]:
    """Return, for each state, the days on which the number seen in it changes, and the number."""
    k = len(states.states)
    days, last, first = _lay_out(states)
    size = len(days) * k
    changes = _count(first * k + states.state, states.frequency, size)
    changes -= _count((last + 1) * k + states.state, states.frequency, size)
    found = []
    for change in changes.reshape(-1, k).T:
        changed = np.flatnonzero(change)
        found.append((days[changed], change.cumsum()[changed]))
    return found


def count_moves(states: StateTable) -> Moves:
    """Sum up a table with one stay or more by day and state."""
    k = len(states.states)
    weighty = np.ones(len(states), dtype=bool) if states.weight is None else states.weight > 0
    moves = (states.to >= 0) & (states.to != states.state) & weighty
    layout, last, first = _lay_out(states)
    moved = np.bincount(last[moves], minlength=len(layout)) > 0
    if not moved.any():
        moved[last[weighty].max(initial=0)] = True
    days = layout[moved]
    before = np.append(0, moved.cumsum())  # how many days with a move lie before each day
    enter, leave = before[first], before[last + 1] - 1
    subjects = sampled_subjects(states)
    m = len(days)

    seen = (leave >= enter) & weighty
    enter, leave, state = enter[seen], leave[seen], states.state[seen]
    places = _Places(
        enter=enter * k + state,
        leave=(leave + 1) * k + state,
        moving=((leave * k + state) * k + states.to[seen])[moves[seen]],
        movers=moves[seen],
        shape=(m, k),
    )
    subject = subjects.code[seen]
    people = places.sums(None if subjects.frequency is None else subjects.frequency[subject])
    weights, squares = (_weights(places, subjects.mass(p), subject, people) for p in (1, 2))
    return Moves(
        days=days,
        at_risk=weights[0],
        moved=weights[1],
        squared_at_risk=squares[0],
        squared_moved=squares[1],
        arrived=people[1].sum(axis=1).astype(np.int64),
        subject=subject,
        state=state,
        to=np.where(moves[seen], states.to[seen], state),
        enter=enter,
        leave=leave,
        followed_to=int(layout[-1]) - 1,
        subjects=subjects,
    )


Sums = tuple[FloatArray, FloatArray]
"""What is at risk, by day and state, and what moves, by day and both states."""


@attrs.frozen(eq=False)
class _Places:
    """Where each stay enters and leaves, and where those who move do, as places in the sums."""

    enter: IntArray
    leave: IntArray
    moving: IntArray
    movers: IntArray
    shape: tuple[int, int]

    def sums(self, mass: FloatArray | IntArray | None) -> Sums:
        """Add up a number of each stay, with the last digits that the machine has."""
        m, k = self.shape
        begun = np.bincount(self.enter, mass, minlength=(m + 1) * k)
        ended = np.bincount(self.leave, mass, minlength=(m + 1) * k)
        change = (begun - ended).reshape(m + 1, k)
        at_risk = change.astype(np.longdouble).cumsum(axis=0)[:m].astype(np.float64)
        movers = None if mass is None else mass[self.movers]
        moved = np.bincount(self.moving, movers, minlength=m * k * k).astype(np.float64)
        return at_risk, moved.reshape(m, k, k)


def _weights(places: _Places, mass: FloatArray | None, subject: IntArray, people: Sums) -> Sums:
    """Return sums of weights, which are exactly those of the movers where all move."""
    if mass is None:
        return people
    at_risk, moved = places.sums(mass[subject])
    all_move = people[0] == people[1].sum(axis=2)
    return np.where(all_move, moved.sum(axis=2), at_risk), moved


def _lay_out(states: StateTable) -> tuple[IntArray, IntArray, IntArray]:
    """Return the days that get a place, and the places of each stay's last and first day."""
    days, last, first = lay_out(states.stop, states.start + 1)
    return days, last, cast(IntArray, first)  # there is one, as first days were given


def _count(places: IntArray, frequency: IntArray | None, size: int) -> IntArray:
    return np.bincount(places, frequency, minlength=size).astype(np.int64)
