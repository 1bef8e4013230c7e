"""Who stood in which state and who moved where, on each day on which anyone moved."""

from __future__ import annotations

from typing import cast

import attrs
import numpy as np

from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import lay_out
from recovery.tables.timeline import subject_codes

__all__ = ["Moves", "count_moves", "lay_out_stays"]


@attrs.frozen(eq=False)
class Moves:
    """Counts of ``k`` states on the ``m`` days with a move, and the stays behind them.

    Attributes
    ----------
    days
        Shape ``(m,)``; the days with a move, ascending. When nobody ever
        moves, the last day of follow-up alone.
    at_risk
        Shape ``(m, k)``; how many were in each state and could be seen to move.
    moved
        Shape ``(m, k, k)``; how many moved from the one to the other.
    subject, state, to
        Shape ``(s,)``; of each stay that saw such a day: whose, number of the
        state, and of the one moved to, which is the same when follow-up ended.
    enter, leave
        Shape ``(s,)``; places in ``days`` of the first and the last day that
        the stay saw.
    followed_to
        Last day that anyone was followed.
    n
        How many subjects there are.
    """

    days: IntArray
    at_risk: IntArray
    moved: IntArray
    subject: IntArray
    state: IntArray
    to: IntArray
    enter: IntArray
    leave: IntArray
    followed_to: int
    n: int

    def transitions(self) -> FloatArray:
        """Return the chance of each move on each day, shape ``(m, k, k)``; rows add up to 1."""
        k = self.at_risk.shape[1]
        chances: FloatArray = self.moved / np.maximum(self.at_risk, 1)[:, :, None]
        chances[:, range(k), range(k)] = 1 - (chances.sum(axis=2) - chances[:, range(k), range(k)])
        return chances

    def first_shares(self) -> FloatArray:
        """Return the share in each state among those followed on the first of the days."""
        shares: FloatArray = self.at_risk[0] / self.at_risk[0].sum()
        return shares


def lay_out_stays(states: StateTable) -> tuple[IntArray, IntArray, IntArray]:
    """Return the days that get a place, and the places of each stay's last and first day."""
    days, last, first = lay_out(states.stop, states.start + 1)
    return days, last, cast(IntArray, first)  # there is one, as first days were given


def count_moves(states: StateTable) -> Moves:
    """Count a table with one stay or more by day and state."""
    k = len(states.states)
    moves = (states.to >= 0) & (states.to != states.state)
    layout, last, first = lay_out_stays(states)
    moved = np.bincount(last[moves], minlength=len(layout)) > 0
    if not moved.any():
        moved[-2] = True  # the last of the days laid out is past the end of follow-up
    days = layout[moved]
    m = len(days)
    before = np.append(0, moved.cumsum())  # how many days with a move lie before each day
    enter, leave = before[first], before[last + 1] - 1
    subject, n = subject_codes(states.subject)

    leaving = (leave[moves] * k + states.state[moves]) * k + states.to[moves]
    seen = leave >= enter
    enter, leave, state = enter[seen], leave[seen], states.state[seen]
    begun = np.bincount(enter * k + state, minlength=(m + 1) * k)
    ended = np.bincount((leave + 1) * k + state, minlength=(m + 1) * k)
    return Moves(
        days=days,
        at_risk=(begun - ended).reshape(m + 1, k).cumsum(axis=0)[:m],
        moved=np.bincount(leaving, minlength=m * k * k).reshape(m, k, k),
        subject=subject[seen],
        state=state,
        to=np.where(moves[seen], states.to[seen], state),
        enter=enter,
        leave=leave,
        followed_to=int(layout[-1]) - 1,
        n=n,
    )
