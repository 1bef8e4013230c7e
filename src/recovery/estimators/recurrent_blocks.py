"""Rows of recurrent events in blocks of whole subjects, and the moves they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.recurrent_rows import RecurrentRows
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Block", "blocks"]

AnyArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]

BLOCK = 1 << 16
"""Rows taken at once, so that what is made of each stays small."""


@attrs.frozen(eq=False)
class Block:
    """Some rows, with all rows of their subjects, or clusters.

    A move is the entry with which a course begins, or the end of a row.

    Attributes
    ----------
    stop, event, ends
        Of each row, as of all rows.
    first
        Of each entry; place of the first day at risk.
    label, place
        Whose each move is, and where; sorted by both.
    mass
        What each move weighs, or ``None``.
    times
        For how many equal subjects each move stands, or ``None``.
    """

    stop: IntArray
    event: IntArray
    ends: BoolArray
    first: IntArray
    label: IntArray
    place: IntArray
    mass: FloatArray | IntArray | None
    times: IntArray | None
    _seats: _Seats

    def moves(self, of_rows: FloatArray, of_entries: FloatArray) -> FloatArray:
        """Return the masses of the moves, times numbers of the rows and of the entries."""
        listed: FloatArray = self._seats.moves(of_rows, of_entries)
        return listed if self.mass is None else listed * self.mass


@attrs.frozen(eq=False)
class _Seats:
    """Where the ends of rows and the entries stand among the moves."""

    begins: BoolArray
    of_rows: IntArray
    of_entries: IntArray
    order: IntArray | None

    def moves(self, of_rows: AnyArray, of_entries: AnyArray) -> AnyArray:
        listed = np.empty(len(of_rows) + len(of_entries), dtype=of_rows.dtype)
        listed[self.of_rows], listed[self.of_entries] = of_rows, of_entries
        return listed if self.order is None else listed[self.order]

    def both(self, of_rows: AnyArray) -> AnyArray:
        """Return for each move what its row has."""
        return self.moves(of_rows, of_rows[self.begins])


def blocks(rows: RecurrentRows, cluster: IntArray | None) -> Iterator[Block]:
    """Yield the rows in blocks that do not cut up a subject, or a cluster.

    Parameters
    ----------
    rows
        ``n`` rows.
    cluster
        Shape ``(n,)``; number of each row's cluster. Without, each subject
        stands for as many as its frequency says.
    """
    order = None if cluster is None else np.argsort(cluster, kind="stable")
    whose = rows.subject if cluster is None else cluster[order]
    mass = rows.weight if cluster is None else rows.mass()
    frequency = rows.frequency if cluster is None else None
    course = rows.begins.cumsum() - 1
    size = max(BLOCK, len(rows.days))
    begin = 0
    while begin < len(whose):
        last = min(begin + size, len(whose)) - 1
        end = int(np.searchsorted(whose, whose[last], side="right"))
        part = slice(begin, end) if order is None else order[begin:end]
        begins, stop, label = rows.begins[part], rows.stop[part], whose[begin:end]
        first = rows.first[course[part][begins]]
        seats = _seats(begins)
        place, labels = seats.moves(stop, first), seats.moves(label, label[begins])
        if cluster is not None:  # the moves of several subjects are not in the order of days
            seats = attrs.evolve(seats, order=np.lexsort((place, labels)))
            place, labels = place[seats.order], labels[seats.order]
        yield Block(
            stop=stop,
            event=rows.event[part],
            ends=rows.ends[part],
            first=first,
            label=labels,
            place=place,
            mass=None if mass is None else seats.both(mass[part]),
            times=None if frequency is None else seats.both(frequency[part]),
            seats=seats,
        )
        begin = end


def _seats(begins: BoolArray) -> _Seats:
    """Seat each row, and before the first row of each course its entry."""
    of_rows = np.arange(len(begins)) + begins.cumsum()
    return _Seats(begins, of_rows, of_rows[begins] - 1, None)
