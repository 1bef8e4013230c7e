"""Time to an event that is only known to lie between two days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from attrs.converters import optional

from recovery.errors import DefinitionError
from recovery.tables.about import About
from recovery.tables.arrays import (
    FIRST_DAY,
    FloatArray,
    IntArray,
    as_numbers,
    as_whole,
    first_fault,
    raise_faults,
    shape_faults,
)
from recovery.tables.events import EventTable
from recovery.tables.optional_arrays import (
    given_columns,
    mass_faults,
    sound,
)
from recovery.tables.show import counts_table

__all__ = ["IntervalTable"]

WANTED = {"left": np.int64, "right": np.float64, "frequency": np.int64}


@attrs.frozen(eq=False, repr=False, kw_only=True)
class IntervalTable:
    """Between which days each subject's event lies.

    The event came after day ``left`` and on day ``right`` at the latest. An
    event known to the day has ``left = right - 1``.

    Attributes
    ----------
    left
        Shape ``(n,)``; last day without the event, -1 or later.
    right
        Shape ``(n,)``; first day by which it had come, infinite when it has
        not come yet.
    frequency
        Shape ``(n,)``; for how many equal subjects the row stands, 1 or more.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    One event between day 31 and day 59, one not before day 90.

    >>> IntervalTable(left=[30, 90], right=[59, float("inf")])
    IntervalTable(2 rows: 1 not yet)
    """

    left: IntArray = attrs.field(converter=as_whole)
    right: FloatArray = attrs.field(converter=as_numbers)
    frequency: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    about: About = attrs.field(factory=About)

    def __attrs_post_init__(self) -> None:
        raise_faults("a table of intervals", self._faults())

    def _faults(self) -> Iterator[str]:
        arrays = {name: getattr(self, name) for name in WANTED}
        yield from shape_faults(WANTED, arrays)
        given = sound(WANTED, arrays)
        if "left" in given:
            yield from first_fault("left", self.left, FIRST_DAY, rule="must be day -1 or later")
        if "right" in given:
            wrong = ~(self.right == np.floor(self.right))
            if "left" in given and len(self.left) == len(self.right):
                wrong |= self.right <= self.left
            if wrong.any():
                position = int(wrong.argmax())
                yield f"right, position {position}: must be a whole day after left, or infinite"
        yield from mass_faults(given)

    def __len__(self) -> int:
        return len(self.left)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays that were given, by name."""
        return given_columns(self, WANTED)

    def to_events(self) -> EventTable:
        """Return the same as a table of events, where every day is known.

        Raises
        ------
        DefinitionError
            If an event lies between two days, or somebody was watched for no
            day: counts by day, and what is made from them, need days.

        Examples
        --------
        >>> IntervalTable(left=[30, 90], right=[31, float("inf")]).to_events()
        EventTable(2 rows: 1 outcome, 1 censored)
        """
        waiting = np.isinf(self.right)
        faults = [
            fault
            for fault, found in (
                ("an event lies between two days", ~waiting & (self.right > self.left + 1)),
                ("somebody was watched for no day at all", waiting & (self.left < 0)),
            )
            if found.any()
        ]
        if faults:
            message = (
                "only exactly known days make a table of events; turnbull takes the table as it is"
            )
            raise DefinitionError(message, faults=faults)
        return EventTable(
            exit=np.where(waiting, self.left, self.left + 1),
            event=~waiting,
            frequency=self.frequency,
            about=self.about,
        )

    def __repr__(self) -> str:
        return f"IntervalTable({len(self):,} rows: {np.isinf(self.right).sum():,} not yet)"

    def _repr_html_(self) -> str:
        waiting = int(np.isinf(self.right).sum())
        ends = {"not yet": waiting, "it happened": len(self) - waiting}
        return counts_table(f"IntervalTable, {len(self):,} rows", ends, self.about.notes)
