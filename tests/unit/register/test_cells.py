"""Cells become values of their kind, or a fault that says where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from recovery.register.cells import read_cells
from recovery.register.columns import NOT_A_VALUE, Column, Table
from recovery.register.raw import RawTable, numbered
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY

CODES = ("red", "green")
TABLE = Table(
    "support",
    (
        Column("id", "id"),
        Column("code", "code", codes=CODES),
        Column("codes", "code", codes=CODES, many=True),
        Column("day", "day"),
        Column("whole", "integer"),
        Column("number", "number"),
        Column("truth", "boolean"),
        Column("text"),
        Column("episode", "integer"),
    ),
    key=(),
    occurred=None,
    meaning="a row",
)
NEEDED = Table(
    "support",
    tuple(
        Column(c.name, c.kind, codes=c.codes, many=c.many, required=True)
        for c in TABLE.own
        if c.name != "episode"
    ),
    key=(),
    occurred=None,
    meaning="a row",
)


def read(
    cells: Mapping[str, list[Any]], table: Table = TABLE, *, decimal_comma: bool = False
) -> tuple[pl.DataFrame, dict[tuple[str, str | None], list[int]]]:
    """Read some columns; the faults are the rows at fault by code and column."""
    raw = RawTable("support", "support.csv", numbered(pl.DataFrame(cells), 1), decimal_comma)
    frame, faults = read_cells(raw, table, VOCABULARY)
    rows = {(f.code, f.column): [] if f.rows is None else f.rows.tolist() for f in faults}
    return frame, rows


def values(column: str, cells: list[Any], **options: Any) -> list[Any]:
    frame, faults = read({"shoe": ["x"] * len(cells), column: cells}, **options)
    assert faults == {}
    return list(frame[column].to_list())


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("id", "007", "007"),
        ("code", "red", "red"),
        ("codes", "red", "red"),
        ("codes", "red;green", "red;green"),
        ("codes", "red; green", "red; green"),
        ("day", "2021-03-14", dt.date(2021, 3, 14)),
        ("whole", "12", 12),
        ("whole", "12.0", 12),
        ("whole", "-3", -3),
        ("number", "12", 12.0),
        ("number", "-1.25", -1.25),
        ("number", "1e3", 1000.0),
        ("truth", "true", True),
        ("truth", "FALSE", False),
        ("truth", "yes", True),
        ("truth", "No", False),
        ("truth", "1", True),
        ("truth", "0", False),
        ("text", "NA", "NA"),
        ("text", "any words; of any kind", "any words; of any kind"),
    ],
)
def test_a_written_cell_becomes_its_value(column: str, written: str, value: object) -> None:
    assert values(column, [written]) == [value]
    assert values(column, [f"  {written} "]) == [value]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("id", 7, "7"),
        ("id", 7.0, "7"),
        ("day", dt.date(2021, 3, 14), dt.date(2021, 3, 14)),
        ("day", dt.datetime(2021, 3, 14), dt.date(2021, 3, 14)),  # noqa: DTZ001  # records have no zone
        ("whole", 12.0, 12),
        ("number", 12, 12.0),
        ("truth", True, True),
        ("truth", 1, True),
        ("truth", 0.0, False),
    ],
)
def test_a_typed_cell_becomes_its_value(column: str, cell: object, value: object) -> None:
    assert values(column, [cell, None]) == [value, None]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("code", "blue"),
        ("code", "Red"),
        ("codes", "red;blue"),
        ("codes", "red,green"),
        ("day", "14.3.2021"),
        ("whole", "12.5"),
        ("whole", "many"),
        ("number", "1,5"),
        ("number", "inf"),
        ("number", "NaN"),
        ("truth", "maybe"),
        ("truth", "2"),
    ],
)
def test_an_optional_cell_that_cannot_be_read_is_left_out(column: str, written: str) -> None:
    frame, faults = read({"text": ["a", "b", "c"], column: [None, written, None]})
    assert faults == {("unusable_value", column): [1]}
    assert frame[column].null_count() == 3


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("code", "blue", "unknown_code"),
        ("code", "declined", "unknown_code"),
        ("day", "14.3.2021", "bad_date"),
        ("day", "not_asked", "bad_date"),
        ("whole", "12.5", "missing_value"),
        ("number", "unknown", "missing_value"),
        ("truth", "maybe", "missing_value"),
        ("id", "", "missing_value"),
        ("code", " ", "missing_value"),
        ("day", None, "missing_value"),
        ("number", "", "missing_value"),
        ("text", "", "missing_value"),
    ],
)
def test_a_required_cell_that_cannot_be_read_is_an_error(
    column: str, written: str | None, code: str
) -> None:
    good = {"id": "a", "code": "red", "codes": "red", "day": "2021", "whole": "1"}
    good |= {"number": "1", "truth": "yes", "text": "t"}
    cells: dict[str, Any] = {name: [cell, cell] for name, cell in good.items()}
    cells[column] = [good[column], written]
    _, faults = read(cells, NEEDED)
    assert faults == {(code, column): [1]}


def test_the_five_ways_of_having_no_value_stay_apart() -> None:
    written = [*NOT_A_VALUE, ""]
    assert values("code", written) == [*NOT_A_VALUE, None]
    assert values("codes", written) == [*NOT_A_VALUE, None]
    assert values("text", written) == [*NOT_A_VALUE, None]


@pytest.mark.parametrize("column", ["whole", "number"])
def test_a_number_without_value_says_why_beside_it(column: str) -> None:
    frame, faults = read({"text": ["x"] * 6, column: [*NOT_A_VALUE, "", "3"]})
    assert faults == {}
    assert frame[column].to_list() == [None] * 5 + [3]
    assert frame[f"{column}_missing_as"].to_list() == [*NOT_A_VALUE, None, None]


def test_an_unknown_day_is_a_day() -> None:
    frame, faults = read({"day": ["unknown", "not_asked", "2021-03-14"]})
    assert faults == {}
    assert frame["day"].to_list() == [dt.date.min, None, dt.date(2021, 3, 14)]
    assert frame["day_latest"].to_list() == [dt.date.max, None, dt.date(2021, 3, 14)]
    assert frame["day_missing_as"].to_list() == [None, "not_asked", None]


def test_decimal_commas_only_where_the_file_has_them() -> None:
    assert values("number", ["1,5", "-0,25", "3"], decimal_comma=True) == [1.5, -0.25, 3.0]
    _, faults = read({"number": ["1,5", "1.500"]}, decimal_comma=True)
    assert faults == {("unusable_value", "number"): [1]}


def test_an_episode_that_is_not_numbered_is_the_first() -> None:
    assert values("episode", ["2", ""]) == [2, 1]
    assert read({"text": ["a"]})[0]["episode"].to_list() == [1]
    frame, faults = read({"episode": ["second", "3"]})
    assert frame["episode"].to_list() == [1, 3]
    assert faults == {("unusable_value", "episode"): [0]}


def test_columns_that_are_not_there_are_empty_and_of_their_type() -> None:
    frame, _ = read({"text": ["a"]})
    given, _ = read({c.name: ["a" if c.name == "text" else None] for c in TABLE.own})
    assert frame.schema == given.schema
    assert frame.drop("_row", "text", "episode").null_count().row(0) == (1,) * (frame.width - 3)


def test_other_columns_are_kept_as_attributes() -> None:
    frame, faults = read({"text": ["a", "b"], "shoe": [" 42 ", ""], "size": [1, None]})
    assert faults == {}
    assert frame["shoe"].to_list() == ["42", None]
    assert frame["size"].to_list() == [1, None]


def test_a_code_of_another_table_is_told_apart_from_one_of_none() -> None:
    frame = pl.DataFrame(
        {
            "survivor_id": ["a"] * 3,
            "milestone": ["intake", "charged", "moved"],
            "occurred_on": ["2021"] * 3,
        }
    )
    raw = RawTable("milestones", "m", numbered(frame, 1))
    _, faults = read_cells(raw, TABLES["milestones"], VOCABULARY)
    found = {f.code: f.rows.tolist() for f in faults if f.rows is not None}
    assert found == {"wrong_table": [1], "unknown_code": [2]}
