"""Who enters and who leaves a state on each day with a move."""

from __future__ import annotations

from typing import NamedTuple

import attrs
import numpy as np

from recovery.estimators.moves import Moves
from recovery.tables.arrays import IntArray

__all__ = ["Batch", "Batches"]


class Batch(NamedTuple):
    """Subjects who enter or leave on one day, by what they do (``kind``)."""

    subject: IntArray
    kind: IntArray
    kinds: IntArray
    first: IntArray
    many: IntArray


@attrs.frozen(eq=False)
class Batches:
    """Who enters and who leaves a state on each day."""

    entering: list[Batch]
    leaving: list[Batch]

    @classmethod
    def of(cls, moves: Moves) -> Batches:
        """Sort all stays by the day of their beginning, and of their end."""
        m, k = moves.at_risk.shape
        return cls(
            _by_day(moves.enter, moves.state, moves.subject, m),
            _by_day(moves.leave, moves.state * k + moves.to, moves.subject, m),
        )


def _by_day(places: IntArray, kind: IntArray, subject: IntArray, days: int) -> list[Batch]:
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
        Batch(
            subject[rows[day] : rows[day + 1]],
            kind[rows[day] : rows[day + 1]],
            kind[first[groups[day] : groups[day + 1]]],
            first[groups[day] : groups[day + 1]] - rows[day],
            many[groups[day] : groups[day + 1]],
        )
        for day in range(days)
    ]
