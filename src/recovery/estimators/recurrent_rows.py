"""The stretches of recurrent events laid out by day, in the order of subject and time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.day_counts import DayCounts
from recovery.estimators.sampled_rows import few_clusters_note
from recovery.tables import RecurrentTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import lay_out
from recovery.tables.courses import in_time
from recovery.tables.timeline import subject_codes

__all__ = ["RecurrentRows", "Stretches", "recurrence_notes", "recurrent_rows"]

AnyArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]
Mass = IntArray | FloatArray | None


class Stretches(NamedTuple):
    """The columns of a table of recurrent events, or of several below each other."""

    subject: IntArray
    start: IntArray
    stop: IntArray
    event: IntArray
    frequency: IntArray | None
    weight: FloatArray | None


@attrs.frozen(eq=False)
class RecurrentRows:
    """Rows of a table in the order of subject and time, on ``m`` days that have a place.

    Stretches that follow on one another make one course, so that nobody leaves
    and enters again without need.

    Attributes
    ----------
    order
        Shape ``(n,)``; the place of each row in the table; ``None``: the same.
    days
        Shape ``(m,)``; ascending. The last one is past the end of follow-up.
    subject
        Shape ``(n,)``; number of the subject.
    subjects
        How many subjects there are, those with frequencies counted once.
    stop, event
        Shape ``(n,)``; place of the last day, and what happened on it.
    begins, ends
        Shape ``(n,)``; whether a course begins, and ends, with the row.
    first
        Shape ``(courses,)``; place of the first day at risk.
    frequency, weight
        Shape ``(n,)``, or ``None`` for 1 everywhere.
    """

    order: IntArray | None
    days: IntArray
    subject: IntArray
    subjects: int
    stop: IntArray
    event: IntArray
    begins: BoolArray
    ends: BoolArray
    first: IntArray
    frequency: IntArray | None
    weight: FloatArray | None

    @property
    def recurs(self) -> BoolArray:
        """Where the event happened that recurs."""
        marked: BoolArray = self.event == 1
        return marked

    @property
    def final(self) -> BoolArray:
        """Where an event ended the course."""
        marked: BoolArray = self.event > 1
        return marked

    def mass(self, power: int = 1) -> Mass:
        """Return frequency times a power of the weight for each row; ``None`` for 1 everywhere."""
        if self.weight is None:
            return self.frequency
        mass: FloatArray = self.weight**power
        return mass if self.frequency is None else mass * self.frequency

    def taken(self, labels: AnyArray) -> AnyArray:
        """Return labels of the table's rows in the order of these rows."""
        return labels if self.order is None else labels[self.order]

    def sums(
        self,
        rows: BoolArray,
        mass: Mass,
        cell: IntArray | None = None,
        cells: int = 1,
    ) -> FloatArray:
        """Sum a mass over some rows by cell and last day: shape ``(cells, m)``."""
        return self._binned(self.stop[rows], mass, rows, cell, cells)

    def at_risk(self, mass: Mass, cell: IntArray | None = None, cells: int = 1) -> FloatArray:
        """Sum a mass over those at risk by cell and day: shape ``(cells, m)``.

        Summed from the end, so that no rounding is left over once most have left.
        """
        left = self._binned(self.stop[self.ends], mass, self.ends, cell, cells)
        begun = self._binned(self.first, mass, self.begins, cell, cells)
        begun = np.concatenate([begun[:, 1:], np.zeros((cells, 1))], axis=1)
        still: FloatArray = (left - begun)[:, ::-1].cumsum(axis=1)[:, ::-1]
        return still

    def _binned(
        self,
        places: IntArray,
        mass: Mass,
        rows: BoolArray,
        cell: IntArray | None,
        cells: int,
    ) -> FloatArray:
        many = len(self.days)
        keys = places if cell is None else cell[rows] * many + places
        weights = None if mass is None else mass[rows]
        sums: FloatArray = np.bincount(keys, weights, minlength=cells * many).astype(float)
        return sums.reshape(cells, many)

    def counts(self) -> DayCounts:
        """Count people, whatever they weigh; only what ends a course is an event here."""
        at_risk = self.at_risk(self.frequency)[0]
        final = self.sums(self.final, self.frequency)
        left = self.sums(self.ends, self.frequency)[0]
        first = np.diff(self.subject, prepend=-1) > 0
        n = int(first.sum() if self.frequency is None else self.frequency[first].sum())
        return DayCounts(
            days=self.days,
            at_risk=at_risk.astype(np.int64),
            events=final.astype(np.int64),
            censored=(left - final[0]).astype(np.int64),
            followed_to=int(self.days[-1]) - 1,
            n=n,
        )


def recurrent_rows(recurrent: RecurrentTable | Stretches) -> RecurrentRows:
    """Lay out the rows of a table."""
    code, subjects = subject_codes(recurrent.subject)
    order = in_time(code, recurrent.start, recurrent.stop)
    names = ("start", "stop", "event", "frequency", "weight")
    columns = {name: getattr(recurrent, name) for name in names}
    if order is not None:
        code = code[order]
        columns = {name: a if a is None else a[order] for name, a in columns.items()}
    start, stop = columns["start"], columns["stop"]
    begins = np.ones(len(code), dtype=np.bool_)
    begins[1:] = (code[1:] != code[:-1]) | (start[1:] != stop[:-1])
    ends = np.ones_like(begins)
    ends[:-1] = begins[1:]
    days, last, first = lay_out(stop, start[begins] + 1)
    return RecurrentRows(
        order=order,
        days=days,
        subject=code,
        subjects=subjects,
        stop=last,
        event=columns["event"],
        begins=begins,
        ends=ends,
        first=np.empty(0, dtype=np.int64) if first is None else first,
        frequency=columns["frequency"],
        weight=columns["weight"],
    )


def recurrence_notes(rows: RecurrentRows, clusters: int) -> Iterator[str]:
    """Say how many were not watched all the time, and warn when there are few clusters."""
    again = np.flatnonzero(rows.begins[1:] & (rows.subject[1:] == rows.subject[:-1])) + 1
    if paused := len(np.unique(rows.subject[again])):
        yield f"watched with gaps: {paused:,} of the subjects"
    yield from few_clusters_note(clusters)
