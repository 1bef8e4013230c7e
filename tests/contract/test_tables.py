"""Every table and every code is read alike, from wherever the records come."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from recovery.register import Register, read_register
from recovery.register.columns import MILESTONE_CODES, NOT_A_VALUE, SERVICE_CODES
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY
from small_register import sound_tables, typed_tables

CODED = [
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns.values()
    if column.kind == "code"
]


@pytest.fixture(scope="module")
def as_text() -> Register:
    return read_register(sound_tables())


def written_as_csv(folder: Path) -> Path:
    for name, frame in sound_tables().items():
        frame.write_csv(folder / f"{name}.csv")
    return folder


def written_as_parquet(folder: Path) -> Path:
    for name, frame in typed_tables().items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def in_sqlite(folder: Path) -> str:
    path = folder / "records.db"
    with closing(sqlite3.connect(path)) as connection:
        for name, frame in typed_tables().items():
            plain = frame.with_columns(pl.col(pl.Date).cast(pl.String))
            names = ", ".join(f'"{column}"' for column in plain.columns)
            marks = ", ".join("?" for _ in plain.columns)
            connection.execute(f'CREATE TABLE "{name}" ({names})')
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', plain.rows())  # noqa: S608  # the names are the schema's
        connection.commit()
    return f"sqlite:///{path}"


def each(make: Callable[[pl.DataFrame], Any]) -> Callable[[Path], Mapping[str, Any]]:
    return lambda _: {name: make(frame) for name, frame in typed_tables().items()}


SOURCES: dict[str, Callable[[Path], Any]] = {
    "CSV": written_as_csv,
    "Parquet": written_as_parquet,
    "SQLite": in_sqlite,
    "polars": each(lambda frame: frame),
    "polars, lazy": each(lambda frame: frame.lazy()),
    "pandas": each(lambda frame: frame.to_pandas()),
    "pandas on arrow": each(lambda frame: frame.to_pandas(use_pyarrow_extension_array=True)),
    "pyarrow": each(lambda frame: frame.to_arrow()),
    "DuckDB": each(lambda frame: duckdb.from_arrow(frame.to_arrow())),
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_register(
    source: str, as_text: Register, tmp_path: Path
) -> None:
    register = read_register(SOURCES[source](tmp_path))
    assert list(register.tables) == list(TABLES)
    assert register.findings.counts() == {}
    for name, frame in as_text.tables.items():
        assert_frame_equal(register.tables[name], frame, categorical_as_str=True)


@pytest.mark.parametrize("name", TABLES)
def test_every_declared_column_is_there_and_no_row_is_lost(name: str, as_text: Register) -> None:
    frame = as_text.tables[name]
    assert set(TABLES[name].columns) <= set(frame.columns)
    assert frame.height == sound_tables()[name].height
    days = [column.name for column in TABLES[name].of_kind("day")]
    assert all(frame[f"{day}_latest"].dtype == frame[day].dtype == pl.Date for day in days)


@pytest.mark.parametrize("name", TABLES)
def test_a_key_and_the_day_it_occurred_are_columns(name: str) -> None:
    table = TABLES[name]
    days = {f"{column.name}_latest" for column in table.of_kind("day")}
    assert set(table.key) <= set(table.columns) | days
    assert table.occurred is None or table.columns[table.occurred].kind == "day"


@pytest.mark.parametrize("name", TABLES)
def test_what_a_column_refers_to_is_there(name: str) -> None:
    for column in TABLES[name].columns.values():
        if column.refers_to is not None:
            table, home = column.refers_to
            assert TABLES[table].columns[home].kind == column.kind == "id"


def codes_of(table: str, column: str) -> tuple[str, ...]:
    declared = TABLES[table].columns[column]
    catalogues = {
        MILESTONE_CODES: VOCABULARY.codes(table),
        SERVICE_CODES: tuple(VOCABULARY.services),
    }
    codes = catalogues[declared.codes] if isinstance(declared.codes, str) else declared.codes
    return codes if declared.required else codes + NOT_A_VALUE


@pytest.fixture(scope="module")
def all_codes() -> Register:
    """Read tables with as many rows as it takes for each code to stand in its column."""
    tables = sound_tables()
    for name in {table for table, _ in CODED}:
        columns = {column: codes_of(name, column) for table, column in CODED if table == name}
        height = max(map(len, columns.values()))
        tables[name] = pl.concat([tables[name].head(1)] * height).with_columns(
            pl.Series(column, (codes * height)[:height]) for column, codes in columns.items()
        )
    accused = pl.lit(tables["accused"]["accused_id"][0]).alias("accused_id")
    tables["proceedings"] = tables["proceedings"].with_columns(accused)
    return read_register(tables)


@pytest.mark.parametrize(("table", "column"), CODED)
def test_every_code_survives_reading(table: str, column: str, all_codes: Register) -> None:
    frame = all_codes.tables[table]
    codes = codes_of(table, column)
    assert frame[column].cast(pl.String).to_list() == (list(codes) * frame.height)[: frame.height]
    assert all_codes.set_aside[table] == all_codes.findings.count("unusable_value") == 0
