"""A table as it was read: text or typed columns, and where each row stood."""

from __future__ import annotations

import attrs
import polars as pl

__all__ = ["ROW", "RawTable", "numbered"]

ROW = "_row"
"""The column that says in which row of its source a record stood."""


def numbered(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """Number the rows as in the source, and pass over those that are blank."""
    rows = frame.with_row_index(ROW, offset=first_row)
    if not frame.width:
        return rows
    return rows.filter(~pl.all_horizontal(pl.col(frame.columns).is_null()))


@attrs.frozen(eq=False)
class RawTable:
    """One file, frame or database table, before anything in it is understood.

    Attributes
    ----------
    table
        The table of the register that it belongs to, as far as its name says.
    source
        Its own name, for findings: a file name, or the key of the frame.
    frame
        Its rows, in order, with their numbers in ``_row``: from 2 below a
        header line, from 1 elsewhere.
    decimal_comma
        Numbers are written ``12,5``.
    """

    table: str
    source: str
    frame: pl.DataFrame
    decimal_comma: bool = False
