"""From scores to states: case, recovered, relapsed, lost, and what ended the following."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.courses import Courses, courses
from recovery.change.sustained import Sustained
from recovery.change.time_to_recovery import (
    AT_VISITS,
    about_course,
    cases_only,
    check_causes,
    check_due,
)
from recovery.tables import ScoreTable, StateTable
from recovery.tables.arrays import IntArray

__all__ = ["recovery_states"]

STATES = ("case", "recovered", "relapsed", "lost")
LOST = 3


def recovery_states(
    scores: ScoreTable, rule: Sustained, *, due_days: int | None = None
) -> StateTable:
    """Return where each subject stood: a case, recovered for certain, relapsed, lost.

    Whoever was a case at the first assessment is followed from that day on.
    The states change at assessments: to ``recovered`` on the day of
    confirmation, to ``relapsed`` on that of a relapse. Subjects of whom
    nothing was heard when the next assessment was due are ``lost`` from then
    on until the next one.

    Parameters
    ----------
    scores, rule
        As in :func:`time_to_recovery`.
    due_days
        How many days after an assessment the next one is due; ``None``: nobody
        is lost between two assessments, and after the last one with a score a
        subject is censored.

    Returns
    -------
    StateTable
        In the states ``case``, ``recovered``, ``relapsed``, ``lost`` and one
        for each cause that ended the following.

    Raises
    ------
    DefinitionError
        If ``due_days`` makes no sense, or a cause is called like a state.

    References
    ----------
    .. [1] Frank, E. and others (1991). Archives of General Psychiatry 48, 851-855.

    Examples
    --------
    >>> from recovery.norms import Norms
    >>> norms = Norms(better="lower", cutoff=10, population="invented", source="invented")
    >>> rule = Sustained(norms, visits=1, reliable="none")
    >>> scores = ScoreTable(subject=[1, 1, 1], days=[0, 91, 182], value=[18, 8, 12])
    >>> states = recovery_states(scores, rule)
    >>> [(states.states[s], int(d)) for s, d in zip(states.state, states.stop)]
    [('case', 91), ('recovered', 182)]
    """
    check_due(due_days)
    check_causes(scores, *STATES)
    found = courses(scores, rule)
    stays, attrition = cases_only(
        scores, found, [("last assessed before the origin", found.day[found.last] < 0)]
    )
    moves = _moves(scores, found, due_days, stays)
    return StateTable(
        subject=scores.subject[scores.order[scores.first]][moves.subject],
        start=np.maximum(moves.start, -1),
        stop=moves.stop,
        state=moves.state,
        to=moves.to,
        states=(*STATES, *scores.causes),
        about=about_course(scores, rule, "states of recovery", attrition, [AT_VISITS]),
    )


@attrs.frozen(eq=False)
class _Points:
    """From a day on a subject is in a state: by subject and day.

    Attributes
    ----------
    subject
        Shape ``(p,)``; place of the subject among those of the table.
    day, state
        Shape ``(p,)``.
    """

    subject: IntArray
    day: IntArray
    state: IntArray

    def those(self, rows: npt.NDArray[np.bool_]) -> _Points:
        """Return some of them."""
        return _Points(self.subject[rows], self.day[rows], self.state[rows])

    @property
    def same(self) -> npt.NDArray[np.bool_]:
        """Shape ``(p,)``; whether the next one is of the same subject."""
        return np.append(
            self.subject[1:] == self.subject[:-1], np.zeros(min(len(self.day), 1), bool)
        )


@attrs.frozen(eq=False)
class _Moves:
    subject: IntArray
    start: IntArray
    stop: IntArray
    state: IntArray
    to: IntArray


def _moves(
    scores: ScoreTable, found: Courses, due_days: int | None, stays: npt.NDArray[np.bool_]
) -> _Moves:
    end, event = _followed(scores, found, due_days)
    kept = np.zeros(scores.subjects, dtype=bool)
    kept[found.who[stays]] = True
    points = _points(found, end, due_days)
    points = points.those(kept[points.subject])
    points = points.those(~(points.same & (np.append(points.day[1:], 0) < 0)))  # the last before 0
    again = points.same[:-1] & (points.state[1:] == points.state[:-1])
    points = points.those(~np.concatenate([np.zeros(min(len(points.day), 1), bool), again]))
    following = points.same
    begins = np.concatenate([np.ones(min(len(points.day), 1), bool), ~following[:-1]])
    ended = event[points.subject]
    start = np.where(begins, points.day - 1, points.day)
    stop = np.where(following, np.roll(points.day, -1), end[points.subject])
    to = np.where(following, np.roll(points.state, -1), np.where(ended > 0, LOST + ended, -1))
    nothing = start >= stop  # a state entered on the very last day
    over = np.flatnonzero(nothing & (ended > 0))
    to[over - 1] = to[over]
    rows = ~nothing
    return _Moves(points.subject[rows], start[rows], stop[rows], points.state[rows], to[rows])


def _points(found: Courses, end: IntArray, due_days: int | None) -> _Points:
    """Return the state from each assessment on, and when subjects were lost after one."""
    subject, day, state = found.subject, found.day, found.state
    if due_days is not None and len(day):
        until = np.where(
            np.append(subject[1:] == subject[:-1], False), np.roll(day, -1), end[subject]
        )
        lost = until - day > due_days
        subject = np.concatenate([subject, subject[lost]])
        day = np.concatenate([day, day[lost] + due_days])
        state = np.concatenate([state, np.full(lost.sum(), LOST)])
        order = np.lexsort((day, subject))
        subject, day, state = subject[order], day[order], state[order]
    return _Points(subject, day, state)


def _followed(
    scores: ScoreTable, found: Courses, due_days: int | None
) -> tuple[IntArray, IntArray]:
    """Return the last day of each subject of the table, and what ended the following then."""
    last = np.full(scores.subjects, -1, dtype=np.int64)
    last[found.who] = found.day[found.last]
    if scores.end is None:
        return last, np.zeros(scores.subjects, dtype=np.int64)
    rows = scores.order[scores.first]
    event = np.zeros(len(rows), dtype=np.int64)
    if scores.end_event is not None:
        event = scores.end_event[rows]
    known = (event > 0) | (due_days is not None)
    return np.where(known, scores.end[rows], last), event
