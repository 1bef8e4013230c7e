"""Columns of text and days from arrays of numbers, without a loop over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.days import day_number, iso_day
from recovery.synthetic.hazards import Days

__all__ = [
    "Draft",
    "Whole",
    "among",
    "dates",
    "iso_text",
    "names",
    "some_uncertain",
    "spread",
    "take",
    "words",
]

Whole = npt.NDArray[np.integer]
FIRST_WRITTEN = day_number("1930-01-01")
LAST_WRITTEN = day_number("2035-12-31")


@attrs.frozen(eq=False)
class Draft:
    """A table before it has a history.

    Attributes
    ----------
    columns
        Its own columns, in the order in which they are written.
    occurred
        Shape ``(n,)``: the day on which each row happened.
    known_from
        Shape ``(n,)``: the first day on which the row could be recorded.
    """

    columns: Mapping[str, pl.Series]
    occurred: Days
    known_from: Days


def names(prefix: str, count: int, *, start: int = 0) -> pl.Series:
    """Return pseudonyms: a prefix and seven digits."""
    numbers = pl.int_range(start, start + count, eager=True)
    return (prefix + numbers.cast(pl.String).str.zfill(7)).alias("")


def words(codes: Sequence[str | None], index: Whole) -> pl.Series:
    """Look words up by their place; a place of -1 is an empty cell."""
    pool = pl.Series([*codes, None], dtype=pl.String)
    places = np.where(index < 0, len(codes), index).astype(np.uint32)
    return pool.gather(pl.Series(places))


def take(pool: pl.Series, index: Whole) -> pl.Series:
    """Look up by place in a pool of text."""
    return pool.gather(pl.Series(index.astype(np.uint32)))


def among(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> npt.NDArray[np.intp]:
    """Draw a place in a catalogue of shares for each row; what is missing to 1 goes to the last."""
    edges = np.cumsum(list(shares.values()))[:-1]
    return np.searchsorted(edges, rng.random(size, dtype=np.float32), side="right")


def spread(rng: np.random.Generator, size: int, low: int, high: int) -> Days:
    """Draw whole numbers, both ends within."""
    return rng.integers(low, high + 1, size, dtype=np.int32)


def dates(days: Days, *, where: npt.NDArray[np.bool_] | None = None) -> pl.Series:
    """Return days as dates, empty outside ``where``."""
    column = pl.Series(days)
    if where is not None:
        column = column.set(pl.Series(~where), None)
    return column.cast(pl.Date)


def _every_day() -> pl.Series:
    return pl.Series([iso_day(day) for day in range(FIRST_WRITTEN, LAST_WRITTEN + 1)])


def iso_text(days: Days) -> pl.Series:
    """Return days as ISO text."""
    return take(_every_day(), days - FIRST_WRITTEN)


def some_uncertain(
    rng: np.random.Generator, days: Days, doubtful: npt.NDArray[np.bool_], share: float
) -> pl.Series:
    """Return days as text, a share of the doubtful ones as a month, year, span or ``unknown``."""
    rows = np.flatnonzero(doubtful & (rng.random(len(days), dtype=np.float32) < share))
    written = iso_text(days[rows])
    first, last = (iso_text(days[rows] + sign * spread(rng, len(rows), 1, 20)) for sign in (-1, 1))
    forms = (written.str.head(7), written.str.head(4), first + "/" + last)
    form = among(rng, {"month": 0.5, "year": 0.15, "span": 0.25, "unknown": 0.1}, len(rows))
    pool = pl.concat([_every_day(), *forms, pl.Series(["unknown"])])
    place = days - FIRST_WRITTEN
    place[rows] = (
        len(pool) - 1 - (3 - form) * len(rows) + np.where(form < 3, np.arange(len(rows)), 0)
    )
    return take(pool, place)
