"""From a list of subjects and a list of events to the stretches between the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import (
    FIRST_DAY,
    LAST_DAY,
    IntArray,
    as_whole,
    first_fault,
    shape_faults,
)

__all__ = ["EventList"]

AnyArray = npt.NDArray[Any]

OF_SUBJECTS: dict[str, type[Any] | None] = {
    "subject": None,
    "end": np.int64,
    "end_event": np.int64,
    "entry": np.int64,
    "frequency": None,
    "weight": None,
    "cluster": None,
    "stratum": None,
}
OF_EVENTS: dict[str, type[Any] | None] = {"event_subject": None, "event_day": np.int64}


@attrs.frozen(eq=False, kw_only=True)
class EventList:
    """Subjects, each once, and events, each with its subject.

    Attributes
    ----------
    subject, end
        Shape ``(s,)``; labels, and the last day of follow-up.
    rest
        Whatever else is known of the subjects, shape ``(s,)`` each.
    event_subject, event_day
        Shape ``(k,)``; whose event, and its day.
    causes
        How many there are, the event itself among them.
    """

    subject: AnyArray
    end: IntArray
    rest: Mapping[str, AnyArray]
    event_subject: AnyArray
    event_day: IntArray
    causes: int

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the lists."""
        of_subjects = {"subject": self.subject, "end": self.end, **self.rest}
        whole = {name: as_whole(of_subjects[name]) for name in self._days() if name in self.rest}
        of_events = {"event_subject": self.event_subject, "event_day": self.event_day}
        shape = (
            *shape_faults(OF_SUBJECTS, of_subjects | whole),
            *shape_faults(OF_EVENTS, of_events),
        )
        values = () if shape else (*self._subject_faults(), *self._strangers())
        yield from (*shape, *values)
        if not shape and not values:
            yield from self._outside()

    def stretches(self) -> tuple[IntArray, dict[str, IntArray]]:
        """Cut the follow-up of each subject at its events; there must be no faults.

        Returns
        -------
        tuple
            The place of each stretch's subject; and ``start``, ``stop`` and ``event`` by name.
        """
        days, many = self._days(), len(self.end)
        whose = np.concatenate([self._whose(), np.arange(many)])
        stop = np.concatenate([self.event_day, self.end])
        event = np.concatenate([np.ones(len(self.event_day), np.int64), days["end_event"]])
        closing = np.arange(len(stop)) >= len(self.event_day)
        order = np.lexsort((closing, stop, whose))
        whose, stop, event = whose[order], stop[order], event[order]
        begins = np.diff(whose, prepend=-1) > 0
        start = np.where(begins, days["entry"][whose], np.roll(stop, 1))
        kept = (start < stop) | (event > 0)  # an event on the last day closes the course by itself
        columns = {"start": start[kept], "stop": stop[kept], "event": event[kept]}
        return whose[kept], columns

    def _days(self) -> dict[str, IntArray]:
        """Return what ended each course, and after which day the subject was followed."""
        usual = {"end_event": 0, "entry": FIRST_DAY}
        return {
            name: as_whole(self.rest.get(name, np.full(len(self.end), value)))
            for name, value in usual.items()
        }

    def _subject_faults(self) -> Iterator[str]:
        days = self._days()
        entry, last = days["entry"], days["end_event"]
        yield from first_fault("end", self.end, 0, rule=f"must be from day 0 to {LAST_DAY}")
        yield from first_fault("entry", entry, FIRST_DAY, rule="must be day -1 or later")
        if (late := entry >= self.end).any() and "entry" in self.rest:
            yield f"entry, position {int(late.argmax())}: must lie before end"
        if (wrong := (last < 0) | (last == 1) | (last > self.causes)).any():
            ends = f" or the number of a cause that ends the course, 2 to {self.causes}"
            place = int(wrong.argmax())
            yield f"end_event, position {place}: must be 0 for nothing{ends * (self.causes > 1)}"
        first = np.unique(self.subject, return_index=True)[1]
        if len(first) < len(self.subject):
            again = np.delete(np.arange(len(self.subject)), first)
            yield f"subject, position {int(again[0])}: is there a second time"

    def _whose(self) -> IntArray:
        """Return the place of each event's subject, or of another where there is none such."""
        labels, first = np.unique(self.subject, return_index=True)
        if not len(self.event_subject) or not len(labels):
            return np.zeros(len(self.event_subject), dtype=np.int64)
        place: IntArray = first[np.searchsorted(labels, self.event_subject) % len(labels)]
        return place

    def _strangers(self) -> Iterator[str]:
        known = np.zeros(len(self.event_subject), dtype=np.bool_)
        if len(self.subject):
            known = self.subject[self._whose()] == self.event_subject
        if not known.all():
            yield f"event_subject, position {int(known.argmin())}: is not among the subjects"

    def _outside(self) -> Iterator[str]:
        whose = self._whose()
        out = (self.event_day <= self._days()["entry"][whose]) | (self.event_day > self.end[whose])
        if out.any():
            yield (
                f"event_day, position {int(out.argmax())}: must lie within the follow-up of the "
                "subject, after entry and no later than end"
            )
