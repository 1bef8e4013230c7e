"""Whether moves depend on the past: a log-rank test of the Markov property."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.chi_squared import NOT_COMPARABLE, chance
from recovery.estimators.choices import check_choice
from recovery.estimators.log_rank import log_rank
from recovery.estimators.moves import stays_after
from recovery.estimators.sampled_subjects import sampled_subjects
from recovery.results import Comparison
from recovery.tables import EventTable, StateTable
from recovery.tables.arrays import IntArray

__all__ = ["markov_check"]

UNSEEN = -1


def markov_check(
    states: StateTable, *, landmark: int, move: tuple[str, str] | None = None
) -> Comparison:
    r"""Test whether moves after a landmark depend on the state on the landmark.

    If moves depend only on the state of today (the Markov property), then
    among those in one state on any later day the chance to move on is the same
    whatever state they were in on the landmark. For each move this is the
    log-rank test of groups by the state on the landmark, with delayed entry
    into the state that is left. In large samples the tests of different moves
    are independent, so that their chi-squared statistics, and their degrees of
    freedom, add up.

    Parameters
    ----------
    states
        Stays of ``n`` subjects in whole days since the origin, with or
        without delayed entry and frequencies. Whoever is first seen after the
        landmark is left out.
    landmark
        The day whose state is compared, -1 or later. A day on which many are
        in each state has the most power.
    move
        Names of the state left and the state entered, to test one move alone;
        ``None``: all that anyone made.

    Returns
    -------
    Comparison
        A small ``p_value`` speaks against the Markov property. ``observed``
        and ``expected`` are moves, by move and state on the landmark. When no
        two groups were ever at risk together the statistic is NaN.

    Raises
    ------
    DefinitionError
        If ``landmark`` is not a day or ``move`` not one between two states of
        the table, or the table has weights or clusters.

    Notes
    -----
    This is the log-rank statistic of Titman and Putter for one landmark. They
    also look for the largest over many landmarks, which needs resampling.

    References
    ----------
    .. [1] Titman, A. C. and Putter, H. (2022). Biostatistics 23, 380-396.

    Examples
    --------
    Those who come back to the shelter leave it sooner.

    >>> stays = StateTable(subject=[1, 2, 2, 3, 3, 4, 5],
    ...     start=[-1, -1, 10, -1, 15, -1, -1], stop=[80, 10, 25, 15, 30, 70, 90],
    ...     state=["shelter", "community", "shelter", "community", "shelter", "shelter", "shelter"],
    ...     to=["community", "shelter", "community", "shelter", "community", "community", None],
    ...     states=("shelter", "community"))
    >>> markov_check(stays, landmark=5, move=("shelter", "community"))
    Comparison(chi-squared 4.263 on 1 df, p = 0.03895)
    """
    states.refuse("weight", "cluster")
    moves = _moves(states, move)
    after = stays_after(states, landmark, name="landmark")
    then = _state_then(after, landmark)
    tests = [test for origin, target in moves if (test := _test(after, then, origin, target))]
    told = [test for test in tests if test.df]
    df = sum(test.df for test in told)
    statistic = sum(test.statistic for test in told)
    tested = "all moves" if move is None else " → ".join(move)
    about = attrs.evolve(
        states.about,
        method=f"Markov property of {tested}: log-rank test by the state on day {landmark}",
        level=None,
    )
    return Comparison(
        statistic=statistic if df else np.nan,
        df=df,
        p_value=chance(statistic, df) if df else np.nan,
        observed={label: n for test in tests for label, n in test.observed.items()},
        expected={label: n for test in tests for label, n in test.expected.items()},
        about=about if df else about.noting(NOT_COMPARABLE),
    )


def _moves(states: StateTable, move: tuple[str, str] | None) -> list[tuple[int, int]]:
    """Return the moves to test, as places of the states left and entered."""
    if move is not None:
        for name in move:
            check_choice("move", name, states.states)
        origin, target = (states.states.index(name) for name in move)
        if origin == target:
            message = f"a move is between two states, but both were {move[0]!r}"
            raise DefinitionError(message)
        return [(origin, target)]
    moved = (states.to >= 0) & (states.to != states.state)
    found = np.unique(np.stack([states.state[moved], states.to[moved]]), axis=1)
    return [(origin, target) for origin, target in found.T.tolist()]


def _state_then(after: StateTable, landmark: int) -> IntArray:
    """Return, for each stay, the state of its subject just after the landmark; -1: not seen."""
    subjects = sampled_subjects(after)
    here = after.start == landmark
    then = np.full(subjects.rows, UNSEEN)
    then[subjects.code[here]] = after.state[here]
    return then[subjects.code]


def _test(after: StateTable, then: IntArray, origin: int, target: int) -> Comparison | None:
    """Compare one move between groups by the state then; ``None`` if there is but one group."""
    groups = {}
    for state, name in enumerate(after.states):
        rows = (after.state == origin) & (then == state)
        if rows.any():
            label = f"{after.states[origin]} → {after.states[target]}, was in {name}"
            groups[label] = EventTable(
                exit=after.stop[rows],
                event=(after.to[rows] == target).astype(np.int64),
                entry=after.start[rows],
                frequency=None if after.frequency is None else after.frequency[rows],
            )
    return log_rank(groups) if len(groups) > 1 else None
