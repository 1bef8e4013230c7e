"""Pseudo-values of shares in states, and of days in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.move_growth import growths
from recovery.estimators.move_influence import Influences, first_influence, influences
from recovery.estimators.moves import Moves, count_moves
from recovery.estimators.state_occupation import held_by_one, shares_by_day
from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["state_pseudo_values"]

DAYS_IN = "days in "


def state_pseudo_values(states: StateTable, asked: IntArray, of: str) -> FloatArray:
    """Return a number for each subject and day: shape ``(subjects, len(asked))``.

    ``of`` is a state, for the share in it, or ``days in`` a state, for the mean days up to the
    day. The rows are in the order of the labels of subjects.
    """
    places = {name: place for place, name in enumerate(states.states)}
    choices = {**places, **{f"{DAYS_IN}{name}": place for name, place in places.items()}}
    check_choice("of", of, choices)
    state, area = choices[of], of not in places
    if not len(states):
        return np.empty((0, len(asked)))
    moves = count_moves(states)
    seen = np.searchsorted(moves.days, asked, side="right")
    found = np.empty((moves.subjects.rows, len(asked)))
    since = np.append(0, moves.days)
    for after, (value, people) in enumerate(_numbers(moves, int(seen.max(initial=0)))):
        columns = np.flatnonzero(seen == after)
        if len(columns):
            numbers = value + moves.subjects.n * people.now()
            share, summed = numbers[:, state], numbers[:, len(places) + state]
            days_in = summed[:, None] + share[:, None] * (asked[columns] - since[after])
            found[:, columns] = days_in if area else share[:, None]
    found[:, asked > moves.followed_to] = np.nan
    return found


def _numbers(moves: Moves, until: int) -> Iterator[tuple[FloatArray, Influences]]:
    """Yield numbers and everyone's influence on them, before the first day with a move, after each.

    They are the shares, and the days in each state up to the last day with a move.
    """
    chances = moves.transitions()[:until]
    shares = shares_by_day(moves, chances)
    days, k = moves.days[:until], shares.shape[1]
    widths = np.diff(days, prepend=0)[:, None, None]
    steps = np.zeros((until, 2 * k, 2 * k))
    steps[:, :k, :k] = chances
    steps[:, :k, k:] = np.eye(k) * widths
    steps[:, k:, k:] = np.eye(k)
    loadings = np.broadcast_to(np.eye(k, 2 * k), (until, k, 2 * k))
    added = growths(moves, chances, held_by_one(moves, shares)[:, None], loadings)
    first = first_influence(moves)
    start = np.concatenate([first, np.zeros_like(first)], axis=1)
    areas = np.cumsum(widths[:, 0] * shares[:-1], axis=0)
    values = np.concatenate([shares, np.concatenate([np.zeros((1, k)), areas])], axis=1)
    yield from zip(values, influences(moves, steps, added, start), strict=True)
