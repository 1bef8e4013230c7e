"""Counts by day: all that most estimators need, and what may be added up or shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from attrs.converters import optional

from recovery.errors import DefinitionError, TableError
from recovery.tables.about import About
from recovery.tables.arrays import (
    LAST_DAY,
    IntArray,
    as_labels,
    as_names,
    as_whole,
    first_fault,
    raise_faults,
    shape_faults,
)
from recovery.tables.by_day import few_days
from recovery.tables.optional_arrays import (
    label_faults,
    sound,
)
from recovery.tables.show import html_table

__all__ = ["CountTable", "merge_counts"]

OWN = ("stratum", "day", "entered", "censored")
"""Names of columns that no cause may have."""
WHAT = "a table of counts"


def _by_cause(events: Mapping[str, npt.ArrayLike]) -> dict[str, IntArray]:
    return {cause: as_whole(counts) for cause, counts in events.items()}


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CountTable:
    """How many subjects entered, had which event, or were censored, on each day.

    Rows may be given in any order; rows of one day and stratum are added up,
    days without a count left out, and the rest sorted. ``+`` adds two tables.

    Attributes
    ----------
    day
        Shape ``(m,)``; whole days since the origin, 0 or later.
    entered
        Shape ``(m,)``; how many were at risk for the first time on the day.
        Those followed from the origin on entered on day 0.
    events
        By cause, shape ``(m,)`` each; how many had the event on the day.
    censored
        Shape ``(m,)``; how many were still waiting when last seen on the day.
    stratum
        Shape ``(m,)``; any labels.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault. Everyone who
        enters has to leave: nobody before entering, and those who are still
        followed as censored on the last day on which they were seen.

    Examples
    --------
    Five survivors: two housed on day 10, one on day 20, two waiting on day 45.

    >>> CountTable(day=[0, 10, 20, 45], entered=[5, 0, 0, 0],
    ...     events={"housed": [0, 2, 1, 0]}, censored=[0, 0, 0, 2])
    CountTable(4 rows: 5 entered, 3 housed, 2 censored)
    """

    day: IntArray = attrs.field(converter=as_whole)
    entered: IntArray = attrs.field(converter=as_whole)
    events: Mapping[str, IntArray] = attrs.field(converter=_by_cause)
    censored: IntArray = attrs.field(converter=as_whole)
    stratum: npt.NDArray[Any] | None = attrs.field(default=None, converter=optional(as_labels))
    about: About = attrs.field(factory=About)

    @classmethod
    def from_columns(
        cls, columns: Any, *, causes: str | Iterable[str], about: About | None = None
    ) -> CountTable:
        """Read counts from a data frame or a mapping of arrays.

        Parameters
        ----------
        columns
            Anything with ``columns[name]`` and ``name in columns``. Columns
            are ``day``, ``entered``, ``censored``, one named as each cause,
            and ``stratum`` if there are strata; others are not read.
        causes
            Names of the events.
        about
            What the counts are about.

        Raises
        ------
        TableError
            If a column is missing, or the columns do not fit together.
        """
        names = as_names(causes)
        missing = [name for name in (*OWN[1:], *names) if name not in columns]
        raise_faults(WHAT, [f"{name}: there is no such column" for name in missing])
        stratum = {"stratum": columns["stratum"]} if "stratum" in columns else {}
        return cls(
            day=columns["day"],
            entered=columns["entered"],
            events={name: columns[name] for name in names},
            censored=columns["censored"],
            **stratum,
            about=about or About(),
        )

    def __attrs_post_init__(self) -> None:
        raise_faults(WHAT, self._faults())
        codes: IntArray = np.zeros(len(self.day), dtype=np.int64)
        if self.stratum is not None:
            codes = np.unique(self.stratum, return_inverse=True)[1].reshape(-1)
        counts = [self.entered, self.censored, *self.events.values()]
        first, added = _add_up(codes, self.day, counts)
        raise_faults(WHAT, _order_faults(codes[first], first, added))
        kept = {
            "day": self.day[first],
            "entered": added[0],
            "events": dict(zip(self.events, added[2:], strict=True)),
            "censored": added[1],
            "stratum": None if self.stratum is None else self.stratum[first],
        }
        for name, value in kept.items():
            object.__setattr__(self, name, value)
        for array in self.columns().values():
            array.flags.writeable = False

    @property
    def causes(self) -> tuple[str, ...]:
        """Names of the events."""
        return tuple(self.events)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the columns, one array a count."""
        stratum = {} if self.stratum is None else {"stratum": self.stratum}
        counts = {"entered": self.entered, **self.events, "censored": self.censored}
        return {**stratum, "day": self.day, **counts}

    def by_stratum(self) -> dict[Any, CountTable]:
        """Return the counts of each stratum by its label, in sorted order.

        Raises
        ------
        DefinitionError
            If the counts have no strata.

        Examples
        --------
        One table of two groups, to be compared:

        >>> counts = CountTable(stratum=["men", "men", "women", "women"], day=[0, 9, 0, 4],
        ...     entered=[2, 0, 2, 0], events={"housed": [0, 1, 0, 2]}, censored=[0, 1, 0, 0])
        >>> counts.by_stratum()["women"]
        CountTable(2 rows: 2 entered, 2 housed, 0 censored)
        """
        if self.stratum is None:
            message = "these counts have no strata: give stratum=, one label a row, to tell groups"
            raise DefinitionError(message)
        labels, code = np.unique(self.stratum, return_inverse=True)
        columns = {k: array for k, array in self.columns().items() if k != "stratum"}
        return {
            label: CountTable.from_columns(
                {name: column[code.reshape(-1) == place] for name, column in columns.items()},
                causes=self.causes,
                about=self.about,
            )
            for place, label in enumerate(labels.tolist())
        }

    def _faults(self) -> Iterator[str]:
        counts = {"day": self.day, "entered": self.entered, **self.events}
        counts["censored"] = self.censored
        wanted: dict[str, type[Any] | None] = dict.fromkeys(counts, np.int64)
        if not self.events or set(self.events) & set(OWN):
            yield f"events: must be of one cause or more, none of them named {', '.join(OWN)}"
        yield from shape_faults({**wanted, "stratum": None}, {**counts, "stratum": self.stratum})
        rule = f"must be a whole number from 0 to {LAST_DAY}"
        for name, array in sound(wanted, counts).items():
            yield from first_fault(name, array, 0, rule=rule)
        yield from label_faults({"stratum": self.stratum})

    def __add__(self, other: CountTable) -> CountTable:
        return merge_counts([self, other]) if isinstance(other, CountTable) else NotImplemented

    def __len__(self) -> int:
        return len(self.day)

    def _totals(self) -> dict[str, int]:
        counts = {"entered": self.entered, **self.events, "censored": self.censored}
        return {name: int(column.sum()) for name, column in counts.items()}

    def __repr__(self) -> str:
        totals = ", ".join(f"{count:,} {name}" for name, count in self._totals().items())
        return f"CountTable({len(self):,} rows: {totals})"

    def _repr_html_(self) -> str:
        totals = self._totals()
        columns = {"": np.array(list(totals)), "subjects": np.array(list(totals.values()))}
        return html_table(f"CountTable, {len(self):,} rows", columns, self.about.notes)


def merge_counts(tables: Iterable[CountTable]) -> CountTable:
    """Add up tables of counts, as if their subjects had been counted together.

    Parameters
    ----------
    tables
        One or more, of the same causes in the same order, all with strata or
        all without. Nobody may be counted in two of them.

    Returns
    -------
    CountTable
        What it is about is kept where the tables agree, and left empty where
        they do not; the notes of all are kept.

    Raises
    ------
    TableError
        If there is no table, or they do not go together.

    Examples
    --------
    >>> one = CountTable(day=[0, 3], entered=[1, 0], events={"housed": [0, 1]}, censored=[0, 0])
    >>> merge_counts([one, one, one])
    CountTable(2 rows: 3 entered, 3 housed, 0 censored)
    """
    parts = list(tables)
    if len({(part.causes, part.stratum is None) for part in parts}) != 1:
        message = (
            "tables of counts can be added when there is at least one, when all have the same "
            "causes in the same order, and when all or none have strata"
        )
        raise TableError(message)
    together = _on_shared_days(parts)
    return CountTable.from_columns(
        together, causes=parts[0].causes, about=_common([part.about for part in parts])
    )


def _on_shared_days(parts: list[CountTable]) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of all tables: added up by day, or with strata below each other."""
    columns = [part.columns() for part in parts]
    rows = sum(len(part) for part in parts)
    span = max(int(part.day.max(initial=0)) for part in parts) + 1
    if parts[0].stratum is not None or not few_days(span, rows):
        return {name: np.concatenate([part[name] for part in columns]) for name in columns[0]}
    together = {name: np.zeros(span, dtype=np.int64) for name in columns[0]}
    together["day"] = np.arange(span)
    for part in columns:
        for name in columns[0].keys() - {"day"}:
            together[name][part["day"]] += part[name]  # no day comes twice in a table
    return together


def _add_up(codes: IntArray, day: IntArray, counts: list[IntArray]) -> tuple[IntArray, IntArray]:
    """Add up the counts of each stratum and day: the first row of each, and their sums."""
    if not len(day):
        return np.empty(0, np.int64), np.array(counts)
    span, strata = int(day.max()) + 1, int(codes.max()) + 1
    if few_days(span * strata, len(day)):
        keys = codes * span + day
        size = span * strata
        added = np.zeros((len(counts), size), dtype=np.int64)
        for total, column in zip(added, counts, strict=True):
            np.add.at(total, keys, column)
        row = np.zeros(size, dtype=np.int64)
        row[keys[::-1]] = np.arange(len(day))[::-1]  # the first of several is written last
    else:
        order = np.lexsort((day, codes))
        new = np.diff(codes[order], prepend=-1) | np.diff(day[order], prepend=-1)
        starts = np.flatnonzero(new)
        added = np.add.reduceat(np.array(counts)[:, order], starts, axis=1)
        row = order[starts]
    kept = added.any(axis=0)
    return row[kept], added[:, kept]


def _order_faults(codes: IntArray, rows: IntArray, added: IntArray) -> Iterator[str]:
    """Yield the first place where more have left than had entered, or where some never leave."""
    if not len(rows):
        return
    followed = np.cumsum(added[0] - added[1:].sum(axis=0))
    last = np.append(codes[1:] != codes[:-1], True)
    before = np.concatenate([[0], followed[last]])[codes]  # strata come as 0, 1, 2 …
    left = followed - before
    if (left < 0).any():
        position = int(rows[(left < 0).argmax()])
        yield f"day, position {position}: by then more have left than had entered"
    elif (left[last] > 0).any():
        position = int(rows[last][(left[last] > 0).argmax()])
        yield (
            f"day, position {position}: after this last day some who entered have not left; "
            "count them as censored on the day they were last seen"
        )


def _common(abouts: list[About]) -> About:
    """Return what all agree on, with the notes of all."""
    first = abouts[0]
    abouts = [first, *(about for about in abouts if about is not first and about != first)]
    blank = About()
    differing = {
        name: getattr(blank, name)
        for name in attrs.fields_dict(About)
        if any(getattr(about, name) != getattr(first, name) for about in abouts)
    }
    notes = (note for about in abouts for note in about.notes)
    return attrs.evolve(first, **differing).noting(*notes)
