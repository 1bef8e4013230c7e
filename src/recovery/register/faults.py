"""Faults as checks report them, before they become findings."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Fault", "fault_of_column", "fault_where", "has_code"]


@attrs.frozen(eq=False)
class Fault:
    """One kind of fault in some rows of a table.

    Attributes
    ----------
    code
        Kind of fault, a key of ``vocabulary.findings``.
    table, column
        Where; no column when the row as a whole is at fault.
    rows
        Shape ``(n,)``; positions in the table as it was read, or ``None`` when
        the fault is of the column or table as a whole.
    values
        The ``n`` offending cells, or ``None``.
    """

    code: str
    table: str
    column: str | None
    rows: npt.NDArray[np.int64] | None
    values: pl.Series | None = attrs.field(default=None, repr=False)


def fault_where(
    mask: pl.Series, code: str, table: str, column: str | None, cells: pl.Series | None = None
) -> list[Fault]:
    """Report the rows where a mask holds, if there are any, with their cells."""
    rows = mask.fill_null(value=False).arg_true()
    if rows.is_empty():
        return []
    values = None if cells is None else cells.gather(rows)
    return [Fault(code, table, column, rows.to_numpy().astype(np.int64), values)]


def fault_of_column(code: str, table: str, column: str | None) -> Fault:
    """Report a column, or a table, as a whole."""
    return Fault(code, table, column, None)


def has_code(column: pl.Series, *codes: str) -> pl.Series:
    """Mark the rows with one of some codes, of which the column may not know every one."""
    known = column.dtype.categories if isinstance(column.dtype, pl.Enum) else pl.Series(codes)
    return column.is_in(pl.Series([c for c in codes if c in known], dtype=column.dtype).implode())
