"""Whether the days of a row agree with each other and with the day of recording."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from recovery.register.cells import latest
from recovery.register.columns import Table
from recovery.register.faults import Fault, fault_of_column, fault_where
from recovery.register.records import Records
from recovery.register.schema import TABLES

__all__ = [
    "ends_before_start",
    "future_of_recording",
    "not_recorded_when",
    "on_record_later",
    "recorded_before_occurred",
]

_ENDS = (("superseded_on", "recorded_on"), ("withdrawn_on", "granted_on"))


def recorded_before_occurred(records: Records) -> Iterator[Fault]:
    """Report rows that were recorded before they happened."""
    for name, frame in records.tables.items():
        occurred = TABLES[name].occurred
        if occurred is not None and frame["recorded_on"].null_count() < frame.height:
            early = frame["recorded_on_latest"] < frame[occurred]
            yield from fault_where(
                early, "recorded_before_occurred", name, occurred, frame[occurred]
            )


def future_of_recording(records: Records) -> Iterator[Fault]:
    """Report further days of a row that lie after the day of recording."""
    for name, frame in records.tables.items():
        for column in _further_days(TABLES[name]):
            if frame[column].null_count() < frame.height:
                ahead = frame["recorded_on_latest"] < frame[column]
                yield from fault_where(ahead, "future_of_recording", name, column, frame[column])


def _further_days(table: Table) -> Iterator[str]:
    main = ("recorded_on", "superseded_on", table.occurred)
    for column in table.of_kind("day"):
        if column.name not in main and not column.planned:
            yield column.name


def on_record_later(records: Records) -> Iterator[Fault]:
    """Report rows that were recorded before those whom they are about."""
    for name, frame in records.tables.items():
        for column in TABLES[name].columns.values():
            if column.required and column.refers_to and column.refers_to[0] in records.tables:
                first = _first_recorded(records.tables[column.refers_to[0]], column.refers_to[1])
                if first is not None:
                    ids = frame[column.name].to_physical()
                    early = frame["recorded_on_latest"].cast(pl.Int32) < first.gather(ids)
                    yield from fault_where(early, "on_record_later", name, column.name)


def _first_recorded(home: pl.DataFrame, column: str) -> pl.Series | None:
    """Tabulate by code the first day on which an id was on record; none where nothing says it."""
    ids = home[column]
    if not isinstance(ids.dtype, pl.Enum) or home["recorded_on"].null_count() == home.height:
        return None
    days = home["recorded_on_latest"].cast(pl.Int32)
    known = (days.is_not_null() & ids.is_not_null()).to_numpy()
    first = np.full(len(ids.dtype.categories), np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, ids.to_physical().to_numpy()[known], days.to_numpy()[known])
    always = (days.is_null() & ids.is_not_null()).to_numpy()
    first[ids.to_physical().to_numpy()[always].astype(np.int64)] = np.iinfo(np.int32).min
    return pl.Series(first)


def ends_before_start(records: Records) -> Iterator[Fault]:
    """Report what ended, or was superseded, before it began."""
    for name, frame in records.tables.items():
        for end, start in _ENDS:
            if end in frame.columns and start in frame.columns:
                wrong = frame[latest(end)] < frame[start]
                yield from fault_where(wrong, "ends_before_start", name, end, frame[end])


def not_recorded_when(records: Records) -> Iterator[Fault]:
    """Report tables and rows without a day of recording."""
    for name, frame in records.tables.items():
        missing = frame["recorded_on"].null_count()
        if not missing:
            continue
        if missing == frame.height:
            yield fault_of_column("not_recorded_when", name, "recorded_on")
        else:
            rows: pl.Series = frame["recorded_on"].is_null()
            yield from fault_where(rows, "not_recorded_when", name, "recorded_on")
