"""Follow many subjects along a pathway at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.vocabulary import Pathway

__all__ = ["Walk", "walk"]


class Walk(NamedTuple):
    """Where each milestone found its subject, and where it left them.

    Attributes
    ----------
    before, after
        Shape ``(n,)``; places in ``tuple(pathway.states)``.
    permitted
        Shape ``(n,)``; whether the pathway permits the move. Staying in a
        state is always permitted.
    """

    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    permitted: npt.NDArray[np.bool_]


def walk(pathway: Pathway, subjects: npt.NDArray[np.integer], milestones: pl.Series) -> Walk:
    """Walk every subject along a pathway, milestone by milestone.

    A milestone that the pathway keeps in the present state changes nothing;
    any other leads to its state, whether or not the move is permitted. Each
    subject begins in the pathway's first state. A milestone that the pathway
    does not know changes nothing.

    Parameters
    ----------
    pathway
        The states, and what leads to them.
    subjects
        Shape ``(n,)``; whose milestone it is. The rows of a subject stand together.
    milestones
        ``n`` codes, in the order of time within each subject.

    Returns
    -------
    Walk
        The states before and after each row, and whether the move is permitted.

    Examples
    --------
    >>> from recovery.vocabulary import VOCABULARY
    >>> support = VOCABULARY.pathways["support"]
    >>> codes = pl.Series(["intake", "died", "intake"])
    >>> steps = walk(support, np.array([1, 1, 1]), codes)
    >>> [tuple(support.states)[place] for place in steps.after]
    ['in_support', 'died', 'in_support']
    >>> steps.permitted.tolist()
    [True, True, False]
    """
    leads, allowed = _moves(pathway)
    known = pl.Enum(list(pathway.enters))
    code = milestones.cast(known, strict=False).to_physical()
    columns = code.fill_null(len(pathway.enters)).to_numpy().astype(np.int64)
    before = np.zeros(len(columns), dtype=np.int64)
    firsts = np.flatnonzero(np.append(True, subjects[1:] != subjects[:-1])[: len(columns)])
    lengths = np.diff(np.append(firsts, len(columns)))
    longest_first = np.argsort(-lengths, kind="stable")
    firsts, lengths = firsts[longest_first], lengths[longest_first]
    state = np.zeros(len(firsts), dtype=np.int64)
    for step in range(int(lengths[0]) if len(lengths) else 0):
        walking = int(np.searchsorted(-lengths, -step, side="left"))
        rows = firsts[:walking] + step
        before[rows] = state[:walking]
        state[:walking] = leads[state[:walking], columns[rows]]
    return Walk(before, leads[before, columns], allowed[before, columns])


def _moves(pathway: Pathway) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Tabulate by state and milestone where it leads, and whether that is permitted."""
    places = {state: place for place, state in enumerate(pathway.states)}
    leads = np.repeat(np.arange(len(places))[:, None], len(pathway.enters) + 1, axis=1)
    may = np.eye(len(places), dtype=np.bool_)
    for state, targets in pathway.moves.items():
        may[places[state], [places[target] for target in targets]] = True
    for column, (milestone, target) in enumerate(pathway.enters.items()):
        kept = [places[state] for state in pathway.keeps.get(milestone, ())]
        leads[:, column] = places[target]
        leads[kept, column] = kept
    return leads, may[np.arange(len(places))[:, None], leads]
