"""The plain totals at the top of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from recovery.register.schema import TABLES
from recovery.results import Total
from recovery.vocabulary import Headline

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["count_headline"]

WHOLE = ("case_id", "charge_id")
"""What a row may be about besides the unit; what is taken back is taken back there only."""


def count_headline(snapshot: Snapshot, headline: Headline) -> Total:
    """Count the different units that a headline is about; say why when it was not measured."""
    frame = snapshot.tables.get(headline.table)
    reason = _why_not(frame, headline)
    value = None if reason or frame is None else _count(snapshot, frame, headline)
    return Total(
        code=headline.code,
        label=headline.label,
        unit=headline.unit,
        value=value,
        reason=reason,
    )


def _why_not(frame: pl.DataFrame | None, headline: Headline) -> str:
    if frame is None:
        return f"the table {headline.table} is not among the records"
    for column in (headline.unit, headline.column):
        if column is not None and frame.height and frame[column].null_count() == frame.height:
            return f"{column} is not recorded in the table {headline.table}"
    return ""


def _count(snapshot: Snapshot, frame: pl.DataFrame, headline: Headline) -> int:
    rows = frame.with_row_index("place").drop_nulls(headline.unit)
    occurred = TABLES[headline.table].occurred if headline.table in TABLES else None
    if occurred is not None:  # a course without its day was not completed
        rows = rows.drop_nulls(occurred)
    if headline.unit == "accused_id" and "accused" in snapshot.tables:
        companies = snapshot.tables["accused"].filter(pl.col("kind") == "company")
        rows = rows.join(companies, on=headline.unit, how="anti")
    counted = rows
    if headline.column is not None and headline.codes:
        counted = rows.filter(pl.col(headline.column).is_in(headline.codes))
    if headline.undone_by is not None and headline.column is not None and occurred is not None:
        undone = rows.filter(pl.col(headline.column) == headline.undone_by)
        counted = _not_taken_back(counted, undone, headline.unit, occurred)
    return counted[headline.unit].n_unique()


def _not_taken_back(
    counted: pl.DataFrame, undone: pl.DataFrame, unit: str, occurred: str
) -> pl.DataFrame:
    """Leave out rows that a later row takes back, in the same case and on the same charge.

    A row that names no charge takes back all of the case. Where days are
    uncertain, what may have come later counts as later.
    """
    within = [column for column in WHOLE if column in counted.columns]
    later = undone.select(unit, *within, undone_latest=pl.col(f"{occurred}_latest"))
    pairs = counted.join(later, on=unit, how="inner", suffix="_undone")
    same = [
        (pl.col(f"{column}_undone") == pl.col(column)) | pl.col(f"{column}_undone").is_null()
        for column in within
    ]
    taken = pairs.filter(pl.col("undone_latest") >= pl.col(occurred), *same)
    return counted.join(taken, on="place", how="anti")
