"""Cells to values: each column as its schema says, with what could not be read."""

from __future__ import annotations

import attrs
import polars as pl

from recovery.days import EARLIEST, LATEST
from recovery.register.columns import (
    MILESTONE_CODES,
    NOT_A_VALUE,
    SERVICE_CODES,
    Column,
    Table,
)
from recovery.register.faults import Fault, fault_where
from recovery.register.raw import ROW, RawTable
from recovery.register.written_days import DaySpans, read_days
from recovery.vocabulary import Vocabulary

__all__ = ["latest", "missing_as", "read_cells"]

TRUE, _FALSE = ("true", "yes", "1", "1.0"), ("false", "no", "0", "0.0")


def latest(column: str) -> str:
    """Name the column that holds the latest day of an uncertain one."""
    return f"{column}_latest"


def missing_as(column: str) -> str:
    """Name the column that says why a number or a day has no value."""
    return f"{column}_missing_as"


def read_cells(
    raw: RawTable, table: Table, vocabulary: Vocabulary
) -> tuple[pl.DataFrame, list[Fault]]:
    """Give every column its type.

    Returns
    -------
    frame
        All columns of the schema, those absent filled with nothing; a day
        column ``x`` is joined by ``x_latest``. Other columns are attributes.
    faults
        The cells that could not be read.
    """
    frame = _tidied(raw.frame)
    columns: list[pl.Series] = [frame[ROW].cast(pl.UInt32)]
    faults: list[Fault] = []
    for column in table.columns.values():
        cells = frame[column.name] if column.name in frame.columns else None
        if cells is None or cells.null_count() == frame.height:
            columns += _absent(column, frame.height, table, vocabulary)
            faults += _empty(columns[-1], column, table)
            continue
        read, found = _read(cells, column, table, vocabulary, raw)
        columns += read
        faults += found
    columns += [_attribute(frame[n]) for n in frame.columns if n not in {*table.columns, ROW}]
    for name, rows in raw.untranslated.items():
        declared = table.columns.get(name)
        if name in frame.columns and (declared is None or declared.kind == "text"):
            faults += fault_where(rows, "untranslated", table.name, name, frame[name])
    read_table = pl.DataFrame(columns)
    return read_table, _without_planned(faults, read_table, table)


def _without_planned(faults: list[Fault], frame: pl.DataFrame, table: Table) -> list[Fault]:
    """Leave out that what was planned, and not done, has no day on which it happened."""
    if table.planned is None:
        return faults
    excused = frame.select(table.is_planned()).to_series().to_numpy()
    return [
        attrs.evolve(fault, rows=fault.rows[~excused[fault.rows]])
        if fault.rows is not None
        and (fault.code, fault.column) == ("missing_value", table.occurred)
        else fault
        for fault in faults
    ]


def _tidied(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the white space around text off; a cell with nothing else is empty."""
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(pl.col(text).str.strip_chars()).with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in text
    )


def _absent(column: Column, height: int, table: Table, vocabulary: Vocabulary) -> list[pl.Series]:
    types: dict[str, pl.DataType | type[pl.DataType]] = {
        "id": pl.String,
        "day": pl.Date,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "text": pl.Categorical(),
    }
    dtype = types.get(column.kind) or _code_type(column, table, vocabulary)
    names = [column.name, latest(column.name)] if column.kind == "day" else [column.name]
    empty = [pl.Series(name, [None], dtype=dtype).new_from_index(0, height) for name in names]
    return [_with_default(series) for series in empty]


def _with_default(series: pl.Series) -> pl.Series:
    """An episode that is not numbered is the first."""
    return series.fill_null(1).cast(pl.Int32) if series.name == "episode" else series


def _read(
    cells: pl.Series, column: Column, table: Table, vocabulary: Vocabulary, raw: RawTable
) -> tuple[list[pl.Series], list[Fault]]:
    name = column.name
    if column.kind == "text":
        value = _attribute(cells)
        return [value], _empty(value, column, table)
    if column.kind == "id":
        value = _text(_whole(cells))
        return [value], _empty(value, column, table)
    if column.kind == "code":
        return _read_codes(_text(cells), column, table, vocabulary)
    words = _words(cells, column, table)
    rest = cells if words is None else _where(words.is_null(), cells)
    if column.kind == "day":
        days = read_days(rest)
        read, unreadable = _spans(days, column), days.unreadable
    else:
        value, unreadable = _number_or_boolean(rest, column, decimal_comma=raw.decimal_comma)
        read = [_with_default(value.alias(name))]
    if words is not None:
        read.append(words.alias(missing_as(name)))
    graver = "bad_date" if column.kind == "day" else "missing_value"
    code = graver if column.decides else "unusable_value"
    faults = fault_where(unreadable, code, table.name, name, cells)
    return read, [*faults, *_empty(read[0], column, table, unreadable)]


def _spans(days: DaySpans, column: Column) -> list[pl.Series]:
    """Name the two columns of a day; where it matters, an unreadable day is an unknown one."""
    ends = ((days.earliest, column.name, EARLIEST), (days.latest, latest(column.name), LATEST))
    if column.unreadable != "unknown" or not days.unreadable.any():
        return [end.alias(name) for end, name, _ in ends]
    return [
        pl.select(
            pl.when(days.unreadable).then(pl.lit(furthest).cast(pl.Date)).otherwise(end).alias(name)
        ).to_series()
        for end, name, furthest in ends
    ]


def _read_codes(
    text: pl.Series, column: Column, table: Table, vocabulary: Vocabulary
) -> tuple[list[pl.Series], list[Fault]]:
    if column.many:
        return _read_many(text, column, table)
    if column.codes == SERVICE_CODES:
        return _read_services(text, column, table, vocabulary)
    value = text.cast(_code_type(column, table, vocabulary), strict=False)
    bad = value.is_null() & text.is_not_null()
    faults = _empty(text, column, table)
    if bad.any():
        elsewhere = text.is_in(list(vocabulary.milestones)) & (column.codes == MILESTONE_CODES)
        unknown = "unknown_code" if column.decides else "unusable_value"
        faults += fault_where(bad & elsewhere, "wrong_table", table.name, column.name, text)
        faults += fault_where(bad & ~elsewhere, unknown, table.name, column.name, text)
    return [value.alias(column.name)], faults


def _read_services(
    text: pl.Series, column: Column, table: Table, vocabulary: Vocabulary
) -> tuple[list[pl.Series], list[Fault]]:
    """Keep every service: support was given, also where the vocabulary does not name its kind."""
    own = sorted({*text.drop_nulls().unique()} - {*vocabulary.services, *NOT_A_VALUE})
    value = text.cast(pl.Enum([*vocabulary.services, *own]), strict=False)
    where = (table.name, column.name, text)
    bad = value.is_null() & text.is_not_null()
    return [value.alias(column.name)], [
        *_empty(text, column, table),
        *fault_where(text.is_in(own), "unknown_service", *where),
        *fault_where(bad, "unknown_code", *where),
    ]


def _read_many(
    text: pl.Series, column: Column, table: Table
) -> tuple[list[pl.Series], list[Fault]]:
    """Check each of several codes in a cell; the cell stays text."""
    known = {*column.codes, *NOT_A_VALUE}
    good = [cell for cell in text.unique().drop_nulls() if _all_known(cell, known)]
    bad = text.is_not_null() & ~text.is_in(good)
    faults = fault_where(bad, "unusable_value", table.name, column.name, text)
    return [_where(~bad, text).cast(pl.Categorical()).alias(column.name)], faults


def _all_known(cell: str, known: set[str]) -> bool:
    return all(part.strip() in known for part in cell.split(";"))


def _code_type(column: Column, table: Table, vocabulary: Vocabulary) -> pl.Enum | pl.Categorical:
    if column.many:
        return pl.Categorical()
    if column.codes == MILESTONE_CODES:
        return pl.Enum(vocabulary.codes(table.name))
    codes = tuple(vocabulary.services) if column.codes == SERVICE_CODES else column.codes
    return pl.Enum(list(dict.fromkeys([*codes, *(() if column.required else NOT_A_VALUE)])))


def _number_or_boolean(
    cells: pl.Series, column: Column, *, decimal_comma: bool
) -> tuple[pl.Series, pl.Series]:
    if column.kind == "boolean":
        value = _boolean(cells)
    else:
        value = _number(cells, decimal_comma=decimal_comma)
    unreadable = value.is_null() & _text(cells).is_not_null()
    if column.kind == "integer":
        fraction = (value != value.round()).fill_null(value=False)
        unreadable |= fraction
        value = _where(~fraction, value).cast(pl.Int64)
    return value, unreadable


def _number(cells: pl.Series, *, decimal_comma: bool) -> pl.Series:
    if cells.dtype.is_numeric():
        value = cells.cast(pl.Float64)
    else:
        text = _text(cells)
        if decimal_comma:
            text = _where(~text.str.contains(".", literal=True), text)
            text = text.str.replace(",", ".", literal=True)
        value = text.cast(pl.Float64, strict=False)
    return _where(value.is_finite(), value)


def _boolean(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Boolean:
        return cells
    text = _text(cells).str.to_lowercase()
    return pl.select(
        pl.when(text.is_in(TRUE)).then(True).when(text.is_in(_FALSE)).then(False)  # noqa: FBT003  # values
    ).to_series()


def _words(cells: pl.Series, column: Column, table: Table) -> pl.Series | None:
    """Find the cells that say why they have no value; an unknown day is a day."""
    if cells.dtype != pl.String or (column.required and not table.may_lack(column)):
        return None
    words = [w for w in NOT_A_VALUE if column.kind != "day" or w != "unknown"]
    found = cells.is_in(words)
    return _where(found, cells).cast(pl.Enum(words)) if found.any() else None


def _empty(
    value: pl.Series, column: Column, table: Table, besides: pl.Series | None = None
) -> list[Fault]:
    """Report the required cells that hold nothing."""
    if not column.required or not value.null_count():
        return []
    empty = value.is_null() if besides is None else value.is_null() & ~besides
    return fault_where(empty, "missing_value", table.name, column.name)


def _attribute(cells: pl.Series) -> pl.Series:
    """Keep an attribute; text of any kind is encoded by a dictionary."""
    if cells.dtype.is_numeric() or cells.dtype.is_temporal() or cells.dtype == pl.Boolean:
        return cells
    return _text(cells).cast(pl.Categorical())


def _whole(ids: pl.Series) -> pl.Series:
    """Write whole numbers without a fraction, as an id that passed through a float column."""
    if not ids.dtype.is_float() or not (ids == ids.round()).all() or ids.is_infinite().any():
        return ids
    return ids.cast(pl.Int64)


def _text(cells: pl.Series) -> pl.Series:
    return cells if cells.dtype == pl.String else cells.cast(pl.String, strict=False)


def _where(mask: pl.Series, values: pl.Series) -> pl.Series:
    """Keep the values where the mask holds, and nothing elsewhere."""
    return pl.select(pl.when(mask).then(values).alias(values.name)).to_series()
