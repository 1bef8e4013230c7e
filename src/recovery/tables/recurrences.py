"""What may happen again and again: who was watched when, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from recovery.tables.courses import course_faults
from recovery.tables.event_lists import EventList
from recovery.tables.optional_arrays import (
    given_columns,
    label_faults,
    mass_faults,
    order_fault,
    refuse_unused,
    sound,
)
from recovery.tables.show import counts_table
from recovery.tables.timeline import subject_faults

__all__ = ["RecurrentTable"]

WANTED = {
    "subject": None,
    "start": np.int64,
    "stop": np.int64,
    "event": np.int64,
    "frequency": np.int64,
    "weight": np.float64,
    "cluster": None,
    "stratum": None,
}
CONSTANT = ("frequency", "weight", "cluster", "stratum")
WHAT = "a table of recurrences"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class RecurrentTable:
    """One row for each stretch of a subject that was watched, during ``start < t <= stop``.

    The first of the causes may happen to a subject again and again; any other
    ends the course. Rows may come in any order. A subject need not be watched
    all the time: between stretches nothing is known, or nothing can happen, as
    to somebody who is being exploited again. A second event on one day has a
    row of its own, whose ``start`` is its ``stop``.

    Attributes
    ----------
    subject
        Shape ``(n,)``; whose stretch it is, any label.
    start, stop
        Shape ``(n,)``; whole days since the origin. A stretch from the origin
        on has ``start = -1``, so that an event on day 0 counts.
    event
        Shape ``(n,)``; what happened on ``stop``: 0 for nothing, 1 for the
        event that recurs, ``k`` for the ``causes[k - 1]`` that ended the course.
    frequency
        Shape ``(n,)``; for how many equal subjects the subject stands, 1 or
        more. This and the next three are the same in all rows of a subject.
    weight
        Shape ``(n,)``; sampling weight, 0 or more.
    cluster, stratum
        Shape ``(n,)``; any labels.
    causes
        Names of the event that recurs, and of those that end the course.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    Two survivors: exploited again on day 30 and day 75 and watched to day 90,
    and never while watched, until her death on day 60.

    >>> RecurrentTable(subject=["a", "a", "a", "b"], start=[-1, 30, 75, -1],
    ...     stop=[30, 75, 90, 60], event=[1, 1, 0, 2], causes=("re_trafficked", "died"))
    RecurrentTable(4 stretches of 2 subjects: 2 re_trafficked, 1 died)
    """

    subject: npt.NDArray[Any] = attrs.field(converter=as_labels)
    start: IntArray = attrs.field(converter=as_whole)
    stop: IntArray = attrs.field(converter=as_whole)
    event: IntArray = attrs.field(converter=as_whole)
    frequency: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    weight: FloatArray | None = attrs.field(default=None, converter=optional(as_numbers))
    cluster: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    stratum: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    causes: tuple[str, ...] = attrs.field(default=("outcome", "end"), converter=as_names)
    about: About = attrs.field(factory=About)

    @classmethod
    def from_events(
        cls,
        *,
        subject: npt.ArrayLike,
        end: npt.ArrayLike,
        event_subject: npt.ArrayLike,
        event_day: npt.ArrayLike,
        end_event: npt.ArrayLike | None = None,
        entry: npt.ArrayLike | None = None,
        frequency: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
        cluster: npt.ArrayLike | None = None,
        stratum: npt.ArrayLike | None = None,
        causes: str | Iterable[str] = ("outcome", "end"),
        about: About | None = None,
    ) -> RecurrentTable:
        """Make the stretches of a list of subjects and a list of events.

        Parameters
        ----------
        subject, end
            Shape ``(s,)``; each subject once, and the last day of follow-up.
        event_subject, event_day
            Shape ``(k,)``; to whom the event happened, and on which day, in
            any order. Several on one day are several events.
        end_event
            Shape ``(s,)``; 0 when nothing ended the course, ``k`` for the
            ``causes[k - 1]`` that did, from 2 on. ``None``: 0 everywhere.
        entry
            Shape ``(s,)``; the day after which the subject was followed.
            ``None``: from the origin on, as if -1 everywhere.
        frequency, weight, cluster, stratum
            Shape ``(s,)``; as of the table.
        causes, about
            As of the table.

        Raises
        ------
        TableError
            If the arrays do not fit together; it lists every fault.

        Examples
        --------
        >>> RecurrentTable.from_events(subject=["a", "b"], end=[90, 60], end_event=[0, 2],
        ...     event_subject=["a", "a"], event_day=[75, 30])
        RecurrentTable(4 stretches of 2 subjects: 2 outcome, 1 end)
        """
        whose, names = as_labels(subject), as_names(causes)
        given = {
            "end_event": end_event,
            "entry": entry,
            "frequency": frequency,
            "weight": weight,
            "cluster": cluster,
            "stratum": stratum,
        }
        rest = {name: as_labels(values) for name, values in given.items() if values is not None}
        listed = EventList(
            subject=whose,
            end=as_whole(end),
            rest=rest,
            event_subject=as_labels(event_subject),
            event_day=as_whole(event_day),
            causes=len(names),
        )
        raise_faults(WHAT, listed.faults())
        place, columns = listed.stretches()
        return cls(
            subject=whose[place],
            **columns,
            **{name: rest[name][place] for name in CONSTANT if name in rest},
            causes=names,
            about=about or About(),
        )

    def __attrs_post_init__(self) -> None:
        raise_faults(WHAT, self._faults())

    def _faults(self) -> Iterator[str]:
        found = tuple(self._array_faults())
        yield from found
        if not found:
            yield from course_faults(self.subject, self.start, self.stop, self.event)
            yield from subject_faults(
                self.subject, {name: getattr(self, name) for name in CONSTANT}
            )

    def _array_faults(self) -> Iterator[str]:
        arrays = {name: getattr(self, name) for name in WANTED}
        yield from shape_faults(WANTED, arrays)
        if not self.causes or len(set(self.causes)) < len(self.causes):
            yield "causes: must be one name or more, each of them once"
        yield from self._value_faults(sound(WANTED, arrays))
        labels = ("subject", "cluster", "stratum")
        yield from label_faults({name: arrays[name] for name in labels})

    def _value_faults(self, given: Mapping[str, npt.NDArray[Any]]) -> Iterator[str]:
        many = len(self.causes)
        rules = {
            "start": (FIRST_DAY, LAST_DAY, "must be day -1 or later"),
            "stop": (0, LAST_DAY, f"must be from day 0 to {LAST_DAY}"),
            "event": (0, many, f"must be 0 for nothing or the number of a cause, 1 to {many}"),
        }
        for name, (lowest, highest, rule) in rules.items():
            if name in given:
                yield from first_fault(name, given[name], lowest, highest, rule=rule)
        if {"start", "stop"} <= given.keys():
            ends = self.stop + 1  # a stretch of no days adds an event to the day before it
            yield from order_fault("start", self.start, ends, "must not lie after stop")
        yield from mass_faults(given)

    def __len__(self) -> int:
        return len(self.stop)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays that were given, by name."""
        return given_columns(self, WANTED)

    def refuse(self, *unused: str) -> None:
        """Raise an error if the table has any of these arrays: they would be left out unasked.

        Raises
        ------
        DefinitionError
            It says how to go on without them.
        """
        refuse_unused(self, unused, called="recurrent")

    def _happened(self) -> dict[str, int]:
        """Count the rows by what happened at their end."""
        counts = np.bincount(self.event, minlength=len(self.causes) + 1).tolist()
        return dict(zip(self.causes, counts[1:], strict=True))

    def __repr__(self) -> str:
        many = len(np.unique(self.subject))
        happened = ", ".join(f"{count:,} {cause}" for cause, count in self._happened().items())
        stretches, subjects = "stretch" + "es" * (len(self) != 1), "subject" + "s" * (many != 1)
        return f"RecurrentTable({len(self):,} {stretches} of {many:,} {subjects}: {happened})"

    def _repr_html_(self) -> str:
        return counts_table(repr(self), self._happened(), self.about.notes)
