"""A table as it was read: text or typed columns, and where each row stood."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import polars as pl

from recovery.errors import RecordError

__all__ = ["ROW", "RawTable", "numbered"]

ROW = "_row"
"""The column that says in which row of its source a record stood."""


def numbered(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """Number the rows as in the source, and pass over those that are blank.

    Raises
    ------
    RecordError
        If a column has a name that is taken, or holds cells within cells.
    """
    if ROW in frame.columns:
        message = f"the column name {ROW!r} is taken: rename the column"
        raise RecordError(message)
    frame = _plain(frame)
    rows = frame.with_row_index(ROW, offset=first_row)
    if not frame.width:
        return rows
    return rows.filter(~pl.all_horizontal(pl.col(frame.columns).is_null()))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Write lists as text with ``;`` between, and whatever else is no plain cell as text."""
    plain = []
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Struct):
            message = (
                f"the column {name!r} holds cells within cells: make them columns of their own"
            )
            raise RecordError(message)
        if isinstance(dtype, pl.List | pl.Array):
            plain.append(pl.col(name).cast(pl.List(pl.String)).list.join(";"))
        elif dtype == pl.Object:
            cells = [None if cell is None else str(cell) for cell in frame[name]]
            plain.append(pl.lit(pl.Series(name, cells, dtype=pl.String)))
    return frame.with_columns(plain) if plain else frame


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
    untranslated
        By column, which rows hold a code that a mapping was to translate and
        did not.
    """

    table: str
    source: str
    frame: pl.DataFrame
    decimal_comma: bool = False
    untranslated: Mapping[str, pl.Series] = attrs.field(factory=dict)
