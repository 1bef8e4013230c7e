"""What was known on a day: the rules of history, one function a rule."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from recovery.days import LATEST
from recovery.register.births import Births, before_birth, years_of_birth
from recovery.register.cells import latest
from recovery.register.merging import kept_codes
from recovery.register.schema import TABLES
from recovery.register.unique import without_copies

__all__ = ["known_on", "known_since"]

_Home = tuple[str, str]
"""A table, and the column of it in which an id must stand."""


def known_on(tables: Mapping[str, pl.DataFrame], day: int) -> dict[str, pl.DataFrame]:
    """Return every table as it was known on a day.

    A row is known when it was recorded on or before the day, and not yet
    superseded; without a day of recording, when it had surely occurred. Days
    that lie ahead, and what was said about a later change, are hidden. Merges
    known by then are applied, rows about somebody or something that was not on
    record by then are left out, and of copies one stays.
    """
    born = years_of_birth(_recorded_by(tables["survivors"], day))
    known = {
        name: _since_birth(
            _without_what_came_later(_visible(frame, name, day), name, day), name, born
        )
        for name, frame in tables.items()
    }
    merges = known.get("merges")
    if merges is not None and merges.height:
        known = _with_merges(known, merges)
    on_record = {home: _on_record(known[home[0]][home[1]]) for home in _homes(known)}
    return {
        name: without_copies(_about_those(frame, name, on_record), name)
        for name, frame in known.items()
    }


def _recorded_by(frame: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return every version of a row that was recorded by a day, superseded or not."""
    recorded = pl.col("recorded_on_latest") <= pl.lit(day).cast(pl.Date)
    return frame.filter(recorded.fill_null(value=True))


def _since_birth(frame: pl.DataFrame, table: str, born: Births) -> pl.DataFrame:
    """Leave out what lies before birth by the years known then, and was corrected only later."""
    occurred = TABLES[table].occurred
    if occurred is None or "survivor_id" not in frame.columns:
        return frame
    early = before_birth(frame, occurred, born)
    return frame.filter(~early) if early.any() else frame


def known_since(table: str) -> pl.Expr:
    """Return the day from which a row is known; null for one that always was.

    Without a day of recording that is the day on which it surely had occurred,
    or for which it was planned where it had not; of a consent also that on which
    it surely was withdrawn.
    """
    recorded = pl.col("recorded_on_latest")
    happened = TABLES[table].day("_latest")
    if table == "consents":
        happened = pl.min_horizontal(happened, latest("withdrawn_on"))
    surely = pl.when(happened < pl.lit(LATEST).cast(pl.Date)).then(happened)
    return pl.coalesce(recorded, surely)


def _visible(frame: pl.DataFrame, table: str, day: int) -> pl.DataFrame:
    day_ = pl.lit(day).cast(pl.Date)
    return frame.filter(
        (known_since(table) <= day_).fill_null(value=True),
        (pl.col("superseded_on_latest") > day_).fill_null(value=True),
    )


def _without_what_came_later(frame: pl.DataFrame, table: str, day: int) -> pl.DataFrame:
    """Hide the days after the day, and why a row was changed after it."""
    day_ = pl.lit(day).cast(pl.Date)
    main = ("recorded_on", TABLES[table].occurred)
    hidden = [c.name for c in TABLES[table].of_kind("day") if not c.planned and c.name not in main]
    changed_later = pl.col("superseded_on") > day_
    return frame.with_columns(
        *(
            pl.when(pl.col(name) <= day_).then(pl.col(part)).alias(part)
            for name in hidden
            if frame[name].null_count() < frame.height
            for part in (name, latest(name))
        ),
        pl.when(~changed_later.fill_null(value=False))
        .then(pl.col("change_reason"))
        .alias("change_reason"),
    )


def _with_merges(known: dict[str, pl.DataFrame], merges: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give every row the id that is kept; the row of a survivor merged away goes."""
    dictionary = merges["old_id"].dtype
    size = len(dictionary.categories) if isinstance(dictionary, pl.Enum) else 0
    kept = kept_codes(merges, size)
    survivors = known["survivors"]
    codes = survivors["survivor_id"].to_physical().to_numpy()
    has_row = np.zeros(size, dtype=np.bool_)
    has_row[codes] = True
    leaves = (kept[codes] != codes) & has_row[kept[codes]]
    known = known | {"survivors": survivors.filter(~leaves)}
    return {
        name: frame.with_columns(_renamed(frame["survivor_id"], pl.Series(kept)))
        if "survivor_id" in frame.columns
        else frame
        for name, frame in known.items()
    }


def _renamed(ids: pl.Series, kept: pl.Series) -> pl.Series:
    dictionary = ids.dtype
    codes = kept.gather(ids.to_physical()).cast(pl.UInt32)
    return codes.cat.to(dictionary).alias(ids.name)


def _homes(known: Mapping[str, pl.DataFrame]) -> set[_Home]:
    columns = (column for name in known for column in TABLES[name].columns.values())
    homes = {column.refers_to for column in columns if column.required and column.refers_to}
    return {home for home in homes if home[0] in known}


def _on_record(ids: pl.Series) -> pl.Series:
    """Mark the codes of a dictionary that are in use."""
    size = len(ids.dtype.categories) if isinstance(ids.dtype, pl.Enum) else 0
    marks = np.zeros(size, dtype=np.bool_)
    marks[ids.drop_nulls().to_physical().to_numpy()] = True
    return pl.Series(marks)


def _about_those(
    frame: pl.DataFrame, table: str, on_record: Mapping[_Home, pl.Series]
) -> pl.DataFrame:
    """Keep the rows about those who were on record."""
    for column in TABLES[table].columns.values():
        marks = on_record.get(column.refers_to) if column.refers_to and column.required else None
        if marks is not None and not marks.all():
            frame = frame.filter(marks.gather(frame[column.name].to_physical()))
    return frame
