"""Of rows that say the same one stays, whatever their order."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.register import Register, read_register
from small_register import sound_tables, with_rows
from timelines import table


def register_of(lines: str) -> Register:
    people = pl.DataFrame({"survivor_id": ["A", "B"]})
    columns = "survivor_id milestone occurred_on recorded_on reason superseded_on episode"
    return read_register({"survivors": people, "milestones": table(lines, columns)})


def reasons(lines: str) -> list[str]:
    rows = register_of(lines).as_of("2030-01-01").tables["milestones"]
    return sorted(rows["reason"].cast(pl.String).to_list())


def test_the_row_recorded_last_stays() -> None:
    lines = "A intake 2021-01-01 2021-02-01 first\nA intake 2021-01-01 2021-03-01 second"
    assert reasons(lines) == ["second"]


def test_of_rows_recorded_on_one_day_the_first_in_order_stays() -> None:
    rows = ["A intake 2021-01-01 2021-02-01 b", "A intake 2021-01-01 2021-02-01 a"]
    assert reasons("\n".join(rows)) == reasons("\n".join(reversed(rows))) == ["a"]


@pytest.mark.parametrize(
    "other",
    [
        "B intake 2021-01-01 2021-02-01 b",
        "A employed 2021-01-01 2021-02-01 b",
        "A intake 2021-01-02 2021-02-01 b",
        "A intake 2021-01-01/2021-01-02 2021-02-01 b",
        "A intake 2021-01-01 2021-02-01 b - 2",
    ],
    ids=["person", "milestone", "day", "span", "episode"],
)
def test_rows_that_differ_in_their_key_are_no_copies(other: str) -> None:
    lines = f"A intake 2021-01-01 2021-02-01 a\n{other}"
    assert reasons(lines) == ["a", "b"]
    assert register_of(lines).findings.count("duplicate") == 0


def test_a_superseded_row_is_no_copy_of_the_one_that_takes_its_place() -> None:
    lines = "A intake 2021-01-01 2021-02-01 a 2021-03-01\nA intake 2021-01-01 2021-03-01 b"
    assert register_of(lines).findings.count("duplicate") == 0


def test_every_copy_but_one_is_found() -> None:
    lines = "\n".join(["A intake 2021-01-01 2021-02-01"] * 4)
    assert [f.row for f in register_of(lines).findings.where(code="duplicate")] == [2, 3, 4]


def test_copies_of_a_stay_are_no_overlap() -> None:
    lines = "\n".join(["A shelter_entered 2021-01-01 2021-02-01"] * 2)
    assert register_of(lines).findings.count("overlap") == 0
    assert register_of(lines).findings.count("duplicate") == 1


def test_ids_of_rows_do_not_make_support_differ() -> None:
    row = {"survivor_id": "S1", "service": "legal", "delivered_on": "2021-05-01"}
    tables = with_rows(sound_tables(), "support", row, row, {**row, "minutes": "5"})
    assert read_register(tables).findings.count("duplicate") == 1


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = [
        f"{who} intake 2021-01-0{day} 2021-02-0{recorded} {why}"
        for who, day, recorded, why in [
            ("A", 1, 1, "c"), ("A", 1, 2, "b"), ("A", 1, 2, "a"),
            ("B", 1, 1, "a"), ("B", 1, 1, "a"), ("B", 2, 1, "a"),
        ]
    ]  # fmt: skip
    known = register_of("\n".join(rows[place] for place in order)).as_of(dt.date(2021, 3, 1))
    left = known.tables["milestones"].select("survivor_id", "occurred_on", "reason")
    assert sorted(left.with_columns(pl.all().cast(pl.String)).rows()) == [
        ("A", "2021-01-01", "a"),
        ("B", "2021-01-01", "a"),
        ("B", "2021-01-02", "a"),
    ]
