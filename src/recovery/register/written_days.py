"""Columns of written days, read as the earliest and the latest day they can mean."""

from __future__ import annotations

import datetime as dt

import attrs
import polars as pl

from recovery.days import span_of

__all__ = ["DaySpans", "read_days"]

_TIMED = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d*)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
"""A time stamp; its day is taken as it is written, whatever the zone."""


@attrs.frozen(eq=False)
class DaySpans:
    """A column of days as two, and which of its cells could not be read."""

    earliest: pl.Series
    latest: pl.Series
    unreadable: pl.Series


def read_days(cells: pl.Series) -> DaySpans:
    """Read a column of days.

    Parameters
    ----------
    cells
        Dates, time stamps, of which the day counts, or text without white
        space around it in one of the forms of :func:`recovery.days.span_of`.

    Returns
    -------
    DaySpans
        ``earliest`` and ``latest`` are equal where the day is certain, and
        empty where the cell is empty or unreadable.
    """
    if cells.dtype == pl.Date:
        return DaySpans(cells, cells, _none(len(cells)))
    if isinstance(cells.dtype, pl.Datetime):
        days = cells.dt.date()
        return DaySpans(days, days, _none(len(cells)))
    text = cells.cast(pl.String, strict=False)
    day = text.str.to_date("%Y-%m-%d", strict=False)
    plain = (text.str.len_bytes() == 10) & ~text.str.contains_any([" ", "+"]) & (day >= dt.date.min)
    certain = pl.select(pl.when(plain).then(day)).to_series()
    left = certain.is_null() & text.is_not_null()
    if left.any() and text.filter(left).str.contains(_TIMED).any():
        stamped = text.str.extract(_TIMED, 1).str.to_date("%Y-%m-%d", strict=False)
        certain = pl.select(pl.coalesce(certain, stamped)).to_series()
        left = certain.is_null() & text.is_not_null()
    rest = text.filter(left).unique()
    if rest.is_empty():
        return DaySpans(certain, certain, _none(len(cells)))
    return _with_spans(text, certain, rest)


def _with_spans(text: pl.Series, certain: pl.Series, rest: pl.Series) -> DaySpans:
    """Fill in what is not simply a day; each different writing is read once."""
    read = pl.DataFrame(
        [(cell, *(span_of(cell) or (None, None))) for cell in rest],
        schema={"text": pl.String, "first": pl.Int32, "last": pl.Int32},
        orient="row",
    ).with_columns(pl.col("first", "last").cast(pl.Date))
    spans = pl.DataFrame({"text": text, "day": certain}).join(
        read, on="text", how="left", maintain_order="left"
    )
    return DaySpans(
        *spans.select(
            pl.coalesce("day", "first").alias("earliest"),
            pl.coalesce("day", "last").alias("latest"),
            pl.all_horizontal(
                pl.col("text").is_not_null(),
                pl.col("day").is_null(),
                pl.col("first").is_null(),
            ).alias("unreadable"),
        ).get_columns()
    )


def _none(height: int) -> pl.Series:
    return pl.Series([False]).new_from_index(0, height)
