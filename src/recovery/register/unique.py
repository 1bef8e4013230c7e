"""Rows that say the same: which of them are copies, and which one stays."""

from __future__ import annotations

import polars as pl

from recovery.register.cells import latest
from recovery.register.columns import HISTORY
from recovery.register.raw import ROW
from recovery.register.schema import TABLES

__all__ = ["copies", "without_copies"]

_APART = {column.name for column in HISTORY} | {
    "recorded_on_latest",
    "superseded_on_latest",
    ROW,
    "_source",
    "at",
}


def copies(frame: pl.DataFrame, table: str) -> pl.Series:
    """Mark every row but the one that stays of those that agree in the table's key.

    The row recorded last stays, as the latest knowledge; of rows recorded on
    one day, the one that sorts first, whatever the order of the rows.

    Returns
    -------
    Series of bool
        One a row of ``frame``.
    """
    key = list(TABLES[table].key) or [c for c in frame.columns if c not in _APART]
    if planned := TABLES[table].planned:  # what never happened is told apart by when it was due
        never = pl.col(TABLES[table].occurred or planned).is_null()
        due = (pl.when(never).then(pl.col(c)).alias(f"_{c}") for c in (planned, latest(planned)))
        frame = frame.with_columns(due)
        key += [f"_{planned}", f"_{latest(planned)}"]
    hashes = frame.select(key).hash_rows()
    candidates = hashes.is_duplicated()
    if not candidates.any():
        return candidates
    rest = sorted(c for c in frame.columns if c not in (*key, "recorded_on", ROW, "_source", "at"))
    rows = frame.with_row_index("_place").filter(candidates)
    stays = rows.sort(
        "recorded_on",
        *rest,
        descending=[True] + [False] * len(rest),
        nulls_last=True,
        maintain_order=True,
    ).unique(key, keep="first", maintain_order=True)
    extra = rows.filter(~pl.col("_place").is_in(stays["_place"].implode()))["_place"]
    return pl.select(pl.int_range(frame.height).is_in(extra.cast(pl.Int64).implode())).to_series()


def without_copies(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Keep one of the rows that agree in the table's key."""
    extra = copies(frame, table)
    return frame.filter(~extra) if extra.any() else frame
