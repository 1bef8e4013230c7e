"""Where records come from: a folder, a mapping of data frames, or a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from recovery.errors import RecordError, allowed
from recovery.register.raw import RawTable, numbered
from recovery.register.text_files import read_text_file

__all__ = ["Source", "read_source"]

Source = str | Path | Mapping[str, Any]
"""A folder of CSV or Parquet files, ``{table: data frame}``, or a database URL."""

TEXT_ENDINGS = (".csv", ".tsv")
UNREAD_ENDINGS = (".xlsx", ".xls", ".ods", ".sav", ".dta")
"""Files that may hold records but are not read, which is a finding."""


def read_source(
    source: Source,
    *,
    wanted: Callable[[str], bool],
    encoding: str = "utf-8",
) -> list[RawTable]:
    """Read every table of a source whose name is wanted.

    Parameters
    ----------
    source
        A folder of files named after their tables, ``{table: data frame}`` of
        any frame that narwhals knows, or a database URL such as
        ``sqlite:///records.db``.
    wanted
        Whether a table of this name is read.
    encoding
        Encoding of text files without a byte order mark.

    Raises
    ------
    RecordError
        If there is no such source, or a file of it cannot be read; the faults
        of all files are listed at once.
    """
    if isinstance(source, Mapping):
        readers = _frame_readers(source)
    elif isinstance(source, str) and "://" in source:
        readers = _database_readers(source)
    else:
        readers = _file_readers(Path(source), encoding)
    tables, faults = [], []
    for name, read in readers:
        if not wanted(name):
            tables.append(RawTable(name, name, pl.DataFrame()))
            continue
        try:
            tables.append(read())
        except RecordError as error:
            faults += [str(error).splitlines()[0], *error.faults]
    if len(faults) == 1:
        raise RecordError(faults[0])
    if faults:
        message = "the source cannot be read as it is"
        raise RecordError(message, faults=faults)
    return tables


Readers = Iterator[tuple[str, Callable[[], RawTable]]]


def _file_readers(folder: Path, encoding: str) -> Readers:
    if folder.is_file():
        message = (
            f"{folder.name!r} is a file: give the folder that holds it, "
            "or, for a database, its URL such as 'sqlite:///records.db'"
        )
        raise RecordError(message)
    if not folder.is_dir():
        message = (
            f"there is no folder {folder.name!r}: give a folder of CSV or Parquet files, "
            "{table: data frame}, or a database URL such as 'sqlite:///records.db'"
        )
        raise RecordError(message)
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (*TEXT_ENDINGS, ".parquet"))
    if not files:
        message = f"the folder {folder.name!r} holds no CSV or Parquet file"
        raise RecordError(message)
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in UNREAD_ENDINGS):
        yield path.name, _reader(path, encoding)
    seen: dict[str, str] = {}
    for path in files:
        if path.stem in seen:
            message = f"{path.name} and {seen[path.stem]} are the same table: keep one of them"
            raise RecordError(message)
        seen[path.stem] = path.name
        yield path.stem, _reader(path, encoding)


def _reader(path: Path, encoding: str) -> Callable[[], RawTable]:
    def read() -> RawTable:
        if path.suffix.lower() in TEXT_ENDINGS:
            return read_text_file(path, path.stem, encoding=encoding)
        try:
            return RawTable(path.stem, path.name, numbered(pl.read_parquet(path), 1))
        except (pl.exceptions.PolarsError, OSError):
            message = f"{path.name} is not a Parquet file, or is damaged: export it again"
            raise RecordError(message) from None

    return read


def _frame_readers(frames: Mapping[str, Any]) -> Readers:
    for name, frame in frames.items():
        yield name, partial(_read_frame, name, frame)


def _read_frame(name: str, frame: Any) -> RawTable:
    return RawTable(name, name, numbered(_to_polars(name, frame), 1))


def _to_polars(name: str, frame: Any) -> pl.DataFrame:
    """Bring any data frame into polars; NaN in it is an empty cell."""
    try:
        known = nw.from_native(frame)
    except TypeError:
        message = (
            f"{name} is a {type(frame).__name__}, not a data frame: give a polars, pandas, "
            "pyarrow or DuckDB frame, or any other that narwhals knows"
        )
        raise RecordError(message) from None
    if isinstance(known, nw.LazyFrame):
        known = known.collect()
    native = known.to_native()
    if isinstance(native, pl.DataFrame):
        return native
    if known.implementation.is_pandas_like():
        if not native.columns.is_unique:
            message = f"{name} has columns of the same name: rename them"
            raise RecordError(message)
        return pl.DataFrame({str(c): _from_pandas(native[c]) for c in native.columns})
    converted: pl.DataFrame = known.to_polars()
    return converted


def _from_pandas(column: Any) -> pl.Series:
    """Bring one pandas column over; its missing values, of whatever kind, become null."""
    if hasattr(column.dtype, "tz"):
        column = column.dt.tz_localize(None)
    kind = column.dtype.kind
    if isinstance(column.dtype, np.dtype) and kind in "iufbM":
        return pl.Series(column.to_numpy(), nan_to_null=True)
    cells = column.astype(object).where(column.notna(), None).tolist()
    if kind in "iufbM":
        return pl.Series(cells)
    return pl.Series([None if c is None else str(c) for c in cells], dtype=pl.String)


def _database_readers(url: str) -> Readers:
    scheme, _, place = url.partition("://")
    if scheme == "sqlite":
        yield from _sqlite_readers(Path(place.removeprefix("/")))
        return
    try:
        import sqlalchemy  # an extra; only other databases need it
    except ModuleNotFoundError:
        message = (
            f"reading {scheme} needs the extra: pip install 'recovery-outcomes[engines]' "
            f"and the driver of the database; without it {allowed(['sqlite'])}"
        )
        raise RecordError(message) from None
    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        found = sqlalchemy.inspect(engine)
        names = sorted([*found.get_table_names(), *found.get_view_names()])
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:  # it may show the password
        message = (
            f"the {scheme} database cannot be opened ({type(error).__name__}): "
            "check its URL, that it can be reached, and that its driver is installed"
        )
        raise RecordError(message) from None
    for name in names:
        yield name, partial(_read_table, engine, name)


def _read_table(engine: Any, name: str) -> RawTable:
    import sqlalchemy

    query = sqlalchemy.select(sqlalchemy.text("*")).select_from(sqlalchemy.table(name))
    with engine.connect() as connection:
        rows = connection.execute(query)
        return _from_rows(name, list(rows.keys()), rows.fetchall())


def _sqlite_readers(path: Path) -> Readers:
    if not path.is_file():
        message = f"there is no database file {path.name!r}"
        raise RecordError(message)

    try:
        _, names = _query(path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    except sqlite3.DatabaseError:
        message = f"{path.name} is not a SQLite database"
        raise RecordError(message) from None
    for (name,) in sorted(names):
        yield name, partial(_read_sqlite, path, name)


def _query(path: Path, sql: str) -> tuple[list[str], list[Any]]:
    """Run one query on a database file that is opened for reading only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        cursor = connection.execute(sql)
        return [column[0] for column in cursor.description], cursor.fetchall()


def _read_sqlite(path: Path, name: str) -> RawTable:
    quoted = '"' + name.replace('"', '""') + '"'
    return _from_rows(name, *_query(path, f"SELECT * FROM {quoted}"))  # noqa: S608  # its own name


def _from_rows(name: str, columns: list[str], rows: list[Any]) -> RawTable:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    frame = pl.DataFrame(
        {column: _from_cells(values) for column, values in zip(columns, cells, strict=True)}
    )
    return RawTable(name, name, numbered(frame, 1))


def _from_cells(values: tuple[Any, ...]) -> pl.Series:
    """Make a column of database cells, which may be of several types."""
    try:
        return pl.Series(values, strict=True)
    except TypeError:
        return pl.Series([None if v is None else str(v) for v in values], dtype=pl.String)
