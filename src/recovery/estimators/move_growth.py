"""What those in each state add to numbers such as shares in states, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray

__all__ = ["Growth", "growths"]

BLOCK = 64
"""Days for which everything is multiplied out at once."""


class Growth(NamedTuple):
    """What one day adds to the influences of unit weights on ``q`` numbers.

    Attributes
    ----------
    shift
        Shape ``(k, q)``; for all in one state.
    jump
        Shape ``(k * k, q)``; besides, for those who move from the one to the
        other, by pair of states.
    own
        Shape ``(q, q)``; the sum of the products of all that is added.
    """

    shift: FloatArray
    jump: FloatArray
    own: FloatArray


def growths(
    moves: Moves, chances: FloatArray, held: FloatArray, loadings: FloatArray
) -> Iterator[Growth]:
    """Yield what each of some days adds.

    The ``q = r * p`` numbers are ``r`` rows of ``p``. One more of unit weight
    who moves from ``h`` to ``j`` adds ``held[day, i, h] * loadings[day, j]``
    to row ``i``.

    Parameters
    ----------
    moves
        Sums of ``k`` states.
    chances
        Shape ``(m, k, k)``; chances of the moves.
    held
        Shape ``(days, r, k)``; what each row holds in a state just before the
        day, by the weight at risk there.
    loadings
        Shape ``(days, k, p)``; what one more in a state adds to the numbers.
    """
    days = len(loadings)
    for start in range(0, days, BLOCK):
        block = slice(start, min(start + BLOCK, days))
        parts = _block(moves, chances[block], held[block], loadings[block], block)
        yield from map(Growth, *parts)


def _block(
    moves: Moves, chance: FloatArray, held: FloatArray, loading: FloatArray, block: slice
) -> tuple[FloatArray, FloatArray, FloatArray]:
    days, r, k = held.shape
    q = r * loading.shape[2]
    by_state = held.swapaxes(1, 2)
    common = (np.eye(k) - chance) @ loading
    shift = by_state[..., None] * common[:, :, None, :]
    gained = loading[:, None, :, :] - loading[:, :, None, :]  # by state left, state entered
    jump = by_state[:, :, None, :, None] * gained[:, :, :, None, :]
    spread = loading[:, None].swapaxes(2, 3) @ _spread(moves, chance, block) @ loading[:, None]
    own = np.einsum("dih,djh,dhpq->dipjq", held, held, spread, optimize=True)
    return shift.reshape(days, k, q), jump.reshape(days, k * k, q), own.reshape(days, q, q)


def _spread(moves: Moves, chance: FloatArray, block: slice) -> FloatArray:
    """Return, for those in each state, the sum of squares of where they are less the chances."""
    k = chance.shape[1]
    here, moved = moves.squared_at_risk[block], moves.squared_moved[block].copy()
    moved[:, range(k), range(k)] = here - moved.sum(axis=2)
    crossed = moved[..., None] * chance[:, :, None, :]
    spread = chance[..., None] * chance[:, :, None, :] * here[..., None, None]
    spread -= crossed + crossed.swapaxes(2, 3)
    spread[:, :, range(k), range(k)] += moved
    return spread
