"""What can be wrong: the error tree, and findings about records.

An *error* stops: the question cannot be answered as it was asked. A *finding*
is a fault in the records, kept beside them with a stable code, its place and
what to do about it. Neither ever carries a value of a person's record in its
text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, Protocol, overload

import attrs
import numpy as np
import numpy.typing as npt

__all__ = [
    "DefinitionError",
    "Finding",
    "FindingBatch",
    "Findings",
    "JourneyError",
    "RecordError",
    "RecoveryError",
    "ReleaseError",
    "Severity",
    "TableError",
    "allowed",
]


class Cells(Protocol):
    """Any sequence of cells: a tuple, a list, or a column of a data frame."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Any: ...


Severity = Literal["error", "warning", "note"]
"""``error``: the row is set aside. ``warning``: kept, to be looked at. ``note``: for knowledge."""


class RecoveryError(Exception):
    """Anything this library refuses to do.

    Parameters
    ----------
    message
        What is wrong and what to do.
    faults
        Every fault found, one line each; the message ends with them.
    """

    def __init__(self, message: str, *, faults: Sequence[str] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([message, *(f"  - {fault}" for fault in self.faults)]))


class RecordError(RecoveryError, ValueError):
    """The records cannot be read: mend the file, the row or the mapping."""


class JourneyError(RecoveryError, LookupError):
    """A survivor's timeline cannot be shown or followed: mend the timeline or the id."""


class DefinitionError(RecoveryError, ValueError):
    """The question makes no sense as asked: restate it."""


class TableError(RecoveryError, ValueError):
    """The arrays do not describe a table: mend the arrays."""


class ReleaseError(RecoveryError, RuntimeError):
    """What was asked for is not safe to publish."""


def allowed(values: Iterable[object]) -> str:
    """Write out what is allowed, for the end of a message.

    Examples
    --------
    >>> allowed(["survivor", "return"])
    "allowed: 'return', 'survivor'"
    """
    return "allowed: " + ", ".join(sorted(repr(value) for value in values))


@attrs.frozen
class Finding:
    """One fault in the records.

    Attributes
    ----------
    code
        Stable code of the kind of fault, a key of ``vocabulary.findings``.
    severity
        ``error`` (the row is set aside), ``warning`` or ``note``.
    table, source
        The table of the register, and the file or frame it came from.
    row
        Row number as a person sees it there: in a text file the header is row
        1 and the first record row 2; elsewhere the first record is row 1.
        ``None`` when the fault is of the whole column or table.
    column
        Column at fault, ``None`` when it is the row as a whole.
    remedy
        What to do about it.
    value
        The offending value. It may be about a person, so no text shows it.

    Examples
    --------
    >>> Finding("bad_date", "error", "milestones", "milestones.csv", 7, "occurred_on",
    ...         "Write the day as 2021-03-14.", value="14/3/21")
    Finding(bad_date, error, milestones.csv row 7, occurred_on: Write the day as 2021-03-14.)
    """

    code: str
    severity: Severity
    table: str
    source: str
    row: int | None
    column: str | None
    remedy: str
    value: object = attrs.field(default=None, repr=False)

    def __repr__(self) -> str:
        place = self.source if self.row is None else f"{self.source} row {self.row}"
        where = place if self.column is None else f"{place}, {self.column}"
        return f"Finding({self.code}, {self.severity}, {where}: {self.remedy})"


@attrs.frozen(eq=False)
class FindingBatch:
    """The same fault in many rows of one column: what a check returns.

    Attributes
    ----------
    code, severity, table, source, column, remedy
        As in :class:`Finding`.
    rows
        Shape ``(n,)``; row numbers in ``source``, or -1 for no row.
    values
        ``n`` offending values, or none at all.
    """

    code: str
    severity: Severity
    table: str
    source: str
    column: str | None
    remedy: str
    rows: npt.NDArray[np.int64]
    values: Cells = attrs.field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def finding(self, position: int) -> Finding:
        """Return the fault at one position of the batch."""
        row = int(self.rows[position])
        return Finding(
            code=self.code,
            severity=self.severity,
            table=self.table,
            source=self.source,
            row=None if row < 0 else row,
            column=self.column,
            remedy=self.remedy,
            value=self.values[position] if len(self.values) else None,
        )


@attrs.frozen(eq=False, repr=False)
class Findings(Sequence[Finding]):
    """Every fault found, as a sequence of :class:`Finding`.

    Faults are kept by kind in arrays and made into objects when looked at, so
    that a register with a million faults stays small.

    Examples
    --------
    >>> found = Findings((FindingBatch("orphan", "error", "support", "support.csv", "survivor_id",
    ...     "Add the survivor.", np.array([4, 9])),))
    >>> len(found), found.count("error"), found[1].row
    (2, 2, 9)
    >>> found.counts()
    {('orphan', 'error', 'support', 'survivor_id'): 2}
    """

    batches: tuple[FindingBatch, ...] = ()

    def __len__(self) -> int:
        return sum(len(batch) for batch in self.batches)

    def __iter__(self) -> Iterator[Finding]:
        for batch in self.batches:
            for position in range(len(batch)):
                yield batch.finding(position)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        """Return the fault at one place, or the faults of a slice."""
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = index + len(self) if index < 0 else index
        for batch in self.batches:
            if 0 <= place < len(batch):
                return batch.finding(place)
            place -= len(batch)
        message = f"there are {len(self)} findings"
        raise IndexError(message)

    def where(self, **fields: object) -> Findings:
        """Keep the faults whose fields equal those given (``code=``, ``severity=`` …)."""
        kept = (b for b in self.batches if all(getattr(b, k) == v for k, v in fields.items()))
        return Findings(tuple(kept))

    def count(self, value: Any) -> int:
        """Count the faults of one severity or one code."""
        return sum(len(b) for b in self.batches if value in (b.severity, b.code))

    def counts(self) -> dict[tuple[str, str, str, str | None], int]:
        """Count the faults by ``(code, severity, table, column)``."""
        tally: Counter[tuple[str, str, str, str | None]] = Counter()
        for batch in self.batches:
            tally[batch.code, batch.severity, batch.table, batch.column] += len(batch)
        return dict(tally)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one array a field, without the offending values; row -1 is "no row"."""
        sizes = [len(batch) for batch in self.batches]
        fields = ("code", "severity", "table", "source", "column", "remedy")
        arrays: dict[str, npt.NDArray[Any]] = {
            name: np.repeat(
                np.array([getattr(batch, name) or "" for batch in self.batches], dtype=object),
                sizes,
            )
            for name in fields
        }
        rows = [batch.rows for batch in self.batches]
        arrays["row"] = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
        return arrays

    def __repr__(self) -> str:
        tally: Counter[tuple[str, str]] = Counter()
        for batch in self.batches:
            tally[batch.severity, batch.code] += len(batch)
        sums = ", ".join(f"{self.count(s)} {s}s" for s in ("error", "warning", "note"))
        rows = (f"  {severity:8}{code:28}{n:>9,}" for (severity, code), n in sorted(tally.items()))
        return "\n".join([f"Findings({sums})", *rows])
