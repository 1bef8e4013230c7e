"""Where each subject stood, and where they went next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from attrs.converters import optional

from recovery.tables.about import About
from recovery.tables.arrays import (
    FIRST_DAY,
    LAST_DAY,
    FloatArray,
    IntArray,
    as_labels,
    as_names,
    as_numbers,
    as_whole,
    first_fault,
    raise_faults,
    shape_faults,
)
from recovery.tables.counts import CountTable
from recovery.tables.events import EventTable
from recovery.tables.leaving import leaving
from recovery.tables.optional_arrays import (
    label_faults,
    mass_faults,
    order_fault,
    refuse_unused,
    sound,
)
from recovery.tables.show import counts_table
from recovery.tables.timeline import subject_faults, timeline_faults

__all__ = ["StateTable"]

WANTED = {
    "subject": None,
    "start": np.int64,
    "stop": np.int64,
    "state": np.int64,
    "to": np.int64,
}
SAMPLE = {"frequency": np.int64, "weight": np.float64, "cluster": None}
"""What a table may also hold: for how many and for how much a subject stands, and its cluster."""
CENSORED = -1
UNKNOWN = -2


def _codes(labels: npt.NDArray[Any], states: tuple[str, ...]) -> npt.NDArray[Any]:
    """Number labels by their place in ``states``; -1 for none and "", -2 for a stranger."""
    whole = as_whole(labels)
    if whole.dtype == np.int64 and labels.ndim == 1:
        return whole
    found, inverse = np.unique(labels.astype(str), return_inverse=True)
    places = {"": CENSORED, "None": CENSORED} | {state: place for place, state in enumerate(states)}
    codes = np.array([places.get(label, UNKNOWN) for label in found.tolist()], dtype=np.int64)
    return as_whole(codes[inverse])


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + "s" * (number != 1)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class StateTable:
    """One row for each stay of a subject in a state, during ``start < t <= stop``.

    Rows may come in any order. The stays of one subject follow on one another,
    each in the state that the one before led to.

    Attributes
    ----------
    subject
        Shape ``(n,)``; whose stay it is, any label.
    start, stop
        Shape ``(n,)``; whole days since the origin. A stay from the origin on
        has ``start = -1``.
    state, to
        Shape ``(n,)``; the state stayed in and the state entered on ``stop``,
        as places in ``states``; -1 in ``to`` when follow-up ended there. They
        may be given as labels: ``None`` or ``""`` is -1. ``to=None`` says so
        of every row.
    states
        Names of the states.
    frequency
        Shape ``(n,)``; for how many equal subjects the row's subject stands, 1
        or more.
    weight
        Shape ``(n,)``; sampling weight of the row's subject, 0 or more.
    cluster
        Shape ``(n,)``; any labels. These three must be the same in all rows
        of a subject.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    One survivor in shelter until day 30 and then in the community.

    >>> stays = StateTable(subject=[7, 7], start=[-1, 30], stop=[30, 80],
    ...     state=["shelter", "community"], to=["community", None],
    ...     states=("shelter", "community"))
    >>> stays, stays.to
    (StateTable(2 stays of 1 subject in 2 states), array([ 1, -1]))
    """

    subject: npt.NDArray[Any] = attrs.field(converter=as_labels)
    start: IntArray = attrs.field(converter=as_whole)
    stop: IntArray = attrs.field(converter=as_whole)
    state: IntArray = attrs.field(converter=as_labels)
    to: IntArray = attrs.field(default=None, converter=as_labels)
    states: tuple[str, ...] = attrs.field(converter=as_names)
    frequency: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    weight: FloatArray | None = attrs.field(default=None, converter=optional(as_numbers))
    cluster: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    about: About = attrs.field(factory=About)

    def __attrs_post_init__(self) -> None:
        to = np.full(len(self.state), CENSORED) if self.to.ndim == 0 else self.to
        object.__setattr__(self, "state", _codes(self.state, self.states))
        object.__setattr__(self, "to", _codes(to, self.states))
        raise_faults("a table of states", self._faults())

    def _faults(self) -> Iterator[str]:
        found = tuple(self._array_faults())
        yield from found
        if not found:
            yield from timeline_faults(**{name: getattr(self, name) for name in WANTED})
            yield from subject_faults(self.subject, {name: getattr(self, name) for name in SAMPLE})

    def _array_faults(self) -> Iterator[str]:
        arrays = self.columns()
        yield from shape_faults(WANTED | SAMPLE, arrays)
        if not self.states or len(set(self.states)) < len(self.states):
            yield "states: must be one name or more, each of them once"
        yield from self._value_faults(sound(WANTED | SAMPLE, arrays))
        yield from label_faults({"subject": self.subject, "cluster": self.cluster})

    def _value_faults(self, given: Mapping[str, npt.NDArray[Any]]) -> Iterator[str]:
        last = len(self.states) - 1
        named = f"must be one of {', '.join(self.states)}"
        rules = {
            "start": (FIRST_DAY, LAST_DAY, "must be day -1 or later"),
            "state": (0, last, named),
            "to": (CENSORED, last, f"{named}, or empty where follow-up ended"),
        }
        for name, (lowest, highest, rule) in rules.items():
            if name in given:
                yield from first_fault(name, given[name], lowest, highest, rule=rule)
        yield from order_fault(
            "start", given.get("start"), given.get("stop"), "must lie before stop"
        )
        yield from mass_faults(given)

    def __len__(self) -> int:
        return len(self.stop)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays that were given, by name."""
        given = {name: getattr(self, name) for name in WANTED | SAMPLE}
        return {name: array for name, array in given.items() if array is not None}

    def leaving(self, state: str) -> EventTable:
        """Return the stays in one state as a table of events, for hazards and shares of each way.

        Days still count from the origin. A stay is at risk from the day after
        it began to the day on which it ends; rows that follow on one another
        within the state are one stay. A subject has as many rows as stays.

        Parameters
        ----------
        state
            The state to leave.

        Returns
        -------
        EventTable
            The causes are the other states of the table.

        Raises
        ------
        DefinitionError
            If there is no such state, or no other.

        Examples
        --------
        >>> stays = StateTable(subject=[7, 7, 8], start=[-1, 30, -1], stop=[30, 80, 40],
        ...     state=["shelter", "community", "shelter"], to=["community", None, None],
        ...     states=("shelter", "community"))
        >>> stays.leaving("shelter")
        EventTable(2 rows: 1 community, 1 censored)
        >>> stays.counts("shelter")
        CountTable(3 rows: 2 entered, 1 community, 1 censored)
        """
        return leaving(self, state)

    def counts(self, state: str) -> CountTable:
        """Count by day who entered one state, and who left it for each other or was censored.

        Raises
        ------
        DefinitionError
            If there is no such state, or the table has weights or clusters,
            which counts cannot hold.
        """
        return self.leaving(state).counts()

    def refuse(self, *unused: str) -> None:
        """Raise an error if the table has any of these arrays: they would be left out unasked.

        Raises
        ------
        DefinitionError
            It says how to go on without them.
        """
        refuse_unused(self, unused, called="states")

    def __repr__(self) -> str:
        stays = _many(len(self), "stay")
        subjects = _many(len(np.unique(self.subject)), "subject")
        return f"StateTable({stays} of {subjects} in {_many(len(self.states), 'state')})"

    def _repr_html_(self) -> str:
        stays = np.bincount(self.state, minlength=len(self.states)).tolist()
        counts = dict(zip(self.states, stays, strict=True))
        return counts_table(repr(self), counts, self.about.notes)
