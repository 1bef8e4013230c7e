"""Time to an event: the table that most estimators take."""

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
from recovery.tables.by_day import lay_out, tally
from recovery.tables.counts import CountTable
from recovery.tables.optional_arrays import (
    given_columns,
    label_faults,
    mass_faults,
    order_fault,
    refuse_unused,
    sound,
)
from recovery.tables.show import counts_table

__all__ = ["EventTable"]

WANTED = {
    "exit": np.int64,
    "event": np.int64,
    "entry": np.int64,
    "frequency": np.int64,
    "weight": np.float64,
    "cluster": None,
    "stratum": None,
}


@attrs.frozen(eq=False, repr=False, kw_only=True)
class EventTable:
    """How long each subject was followed, and what ended it.

    A subject is at risk on day ``t`` when ``entry < t <= exit``. Days are
    whole days since the origin; the origin is day 0.

    Attributes
    ----------
    exit
        Shape ``(n,)``; last day of follow-up, 0 or later.
    event
        Shape ``(n,)``; 0 when the subject was then still waiting (censored),
        ``k`` when the event was ``causes[k - 1]``.
    entry
        Shape ``(n,)``; the day after which the subject was followed, from -1
        on. ``None``: followed from the origin on, as if -1 everywhere, so
        that an event on day 0 counts.
    frequency
        Shape ``(n,)``; for how many equal subjects the row stands, 1 or more.
    weight
        Shape ``(n,)``; sampling weight, 0 or more.
    cluster, stratum
        Shape ``(n,)``; any labels.
    causes
        Names of the events.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    Three survivors: housed on day 10 and day 20, still waiting on day 45.

    >>> EventTable(exit=[10, 20, 45], event=[1, 1, 0], causes=("safe_housing",))
    EventTable(3 rows: 2 safe_housing, 1 censored)
    """

    exit: IntArray = attrs.field(converter=as_whole)
    event: IntArray = attrs.field(converter=as_whole)
    entry: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    frequency: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    weight: FloatArray | None = attrs.field(default=None, converter=optional(as_numbers))
    cluster: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    stratum: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    causes: tuple[str, ...] = attrs.field(default=("outcome",), converter=as_names)
    about: About = attrs.field(factory=About)

    def __attrs_post_init__(self) -> None:
        raise_faults("a table of events", self._faults())

    def _faults(self) -> Iterator[str]:
        arrays = {name: getattr(self, name) for name in WANTED}
        yield from shape_faults(WANTED, arrays)
        if not self.causes or len(set(self.causes)) < len(self.causes):
            yield "causes: must be one name or more, each of them once"
        yield from self._value_faults(sound(WANTED, arrays))
        yield from label_faults({"cluster": self.cluster, "stratum": self.stratum})

    def _value_faults(self, given: Mapping[str, npt.NDArray[Any]]) -> Iterator[str]:
        many = len(self.causes)
        rules = {
            "exit": (0, LAST_DAY, f"must be from day 0 to {LAST_DAY}"),
            "event": (0, many, f"must be 0 for censored or the number of a cause, 1 to {many}"),
            "entry": (FIRST_DAY, LAST_DAY, "must be day -1 or later"),
        }
        for name, (lowest, highest, rule) in rules.items():
            if name in given and (self.causes or name != "event"):
                yield from first_fault(name, given[name], lowest, highest, rule=rule)
        yield from order_fault(
            "entry", given.get("entry"), given.get("exit"), "must lie before exit"
        )
        yield from mass_faults(given)

    def __len__(self) -> int:
        return len(self.exit)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays that were given, by name."""
        return given_columns(self, WANTED)

    def _ends(self) -> dict[str, int]:
        """Count the rows by how they end."""
        counts = np.bincount(self.event, minlength=len(self.causes) + 1).tolist()
        return dict(zip((*self.causes, "censored"), [*counts[1:], counts[0]], strict=True))

    def counts(self) -> CountTable:
        """Count the subjects by stratum and day.

        Raises
        ------
        DefinitionError
            If the table has weights or clusters, which counts cannot hold.

        Examples
        --------
        >>> EventTable(exit=[10, 10, 20], event=[1, 0, 1]).counts()
        CountTable(3 rows: 3 entered, 2 outcome, 1 censored)
        """
        self.refuse("weight", "cluster")
        first = None if self.entry is None else self.entry + 1
        days, places, first_places = lay_out(self.exit, first)
        strata, codes = _strata(self)
        many, kinds = len(days), len(self.causes) + 1
        labels = codes * kinds + self.event
        left = tally(places, many, self.frequency, labels, len(strata) * kinds)
        left = left.reshape(len(strata), kinds, many)
        begun = np.zeros_like(places) if first_places is None else first_places
        named = {cause: left[:, k].ravel() for k, cause in enumerate(self.causes, start=1)}
        return CountTable(
            day=np.tile(days, len(strata)),
            entered=tally(begun, many, self.frequency, codes, len(strata)).ravel(),
            events=named,
            censored=left[:, 0].ravel(),
            stratum=None if self.stratum is None else np.repeat(strata, many),
            about=self.about,
        )

    def refuse(self, *unused: str) -> None:
        """Raise an error if the table has any of these arrays: they would be left out unasked.

        Raises
        ------
        DefinitionError
            It says how to go on without them.
        """
        refuse_unused(self, unused, called="events")

    def __repr__(self) -> str:
        ends = ", ".join(f"{count:,} {end}" for end, count in self._ends().items())
        return f"EventTable({len(self):,} rows: {ends})"

    def _repr_html_(self) -> str:
        return counts_table(f"EventTable, {len(self):,} rows", self._ends(), self.about.notes)


def _strata(events: EventTable) -> tuple[npt.NDArray[Any], IntArray]:
    """Return the labels of the strata, and the number of each row's."""
    if events.stratum is None:
        return np.zeros(1), np.zeros(len(events), dtype=np.int64)
    strata, codes = np.unique(events.stratum, return_inverse=True)
    return strata, codes.reshape(-1)
