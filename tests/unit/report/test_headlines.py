"""Headline totals: distinct, taken back where undone, never a silent zero."""

from __future__ import annotations

import datetime as dt

import attrs
import polars as pl
import pytest

from recovery.register import Snapshot, read_register
from recovery.report.headlines import count_headline
from recovery.results import Total
from recovery.vocabulary import VOCABULARY

Cells = tuple[str, str, str, str | None, int]  # case, event, accused, charge, year


def day(year: int) -> dt.date:
    return dt.date(year, 1, 1)


def proceedings(*rows: Cells) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows,
        schema=["case_id", "event", "accused_id", "charge_id", "year"],
        orient="row",
        schema_overrides={"charge_id": pl.String},
    )
    on = pl.date(pl.col("year"), 1, 1)
    return frame.with_columns(occurred_on=on, occurred_on_latest=on).drop("year")


def total(code: str, **tables: pl.DataFrame) -> Total:
    return count_headline(Snapshot(day=20000, tables=tables), VOCABULARY.headlines[code])


def convicted(*rows: Cells, companies: tuple[str, ...] = ()) -> int | None:
    people = sorted({row[2] for row in rows})
    accused = pl.DataFrame(
        {
            "case_id": ["C1"] * len(people),
            "accused_id": people,
            "kind": ["company" if each in companies else None for each in people],
        }
    )
    return total("convicted", proceedings=proceedings(*rows), accused=accused).value


CONVICTED = ("C1", "convicted", "A1", None, 2020)


def test_an_exploiter_counts_once() -> None:
    assert convicted(CONVICTED, ("C2", "convicted", "A1", None, 2021)) == 1


def test_a_plea_of_guilt_counts() -> None:
    assert convicted(CONVICTED, ("C1", "pleaded_guilty", "A2", None, 2021)) == 2


def test_a_company_is_not_a_person() -> None:
    assert convicted(CONVICTED, companies=("A1",)) == 0


@pytest.mark.parametrize(
    ("undone", "left"),
    [
        (("C1", "conviction_quashed", "A1", None, 2021), 0),
        (("C1", "conviction_quashed", "A1", None, 2019), 1),
        (("C2", "conviction_quashed", "A1", None, 2021), 1),
        (("C1", "conviction_quashed", "A2", None, 2021), 1),
    ],
)
def test_a_quashed_conviction_is_taken_off(undone: Cells, left: int) -> None:
    assert convicted(CONVICTED, undone) == left


def test_a_quash_takes_off_its_own_charge_only() -> None:
    both = ("C1", "convicted", "A1", "X", 2020), ("C1", "convicted", "A1", "Y", 2020)
    assert convicted(*both, ("C1", "conviction_quashed", "A1", "X", 2021)) == 1
    assert convicted(*both, ("C1", "conviction_quashed", "A1", None, 2021)) == 0


def test_convicted_again_after_a_quash() -> None:
    quashed = ("C1", "conviction_quashed", "A1", None, 2021)
    assert convicted(CONVICTED, quashed, ("C1", "convicted", "A1", None, 2022)) == 1


def test_a_course_that_was_not_completed_does_not_count() -> None:
    trainings = pl.DataFrame(
        {"participant_id": ["P1", "P1", "P2", None], "completed_on": [day(2020)] * 2 + [None] * 2}
    )
    assert total("trained", trainings=trainings).value == 1


def test_a_table_that_is_absent_is_not_measured() -> None:
    missing = total("trained")
    assert missing.value is None
    assert missing.reason == "the table trainings is not among the records"


def test_a_column_that_is_empty_is_not_measured() -> None:
    support = pl.DataFrame(
        {"survivor_id": ["S1"], "attendance": [None], "delivered_on": [day(2020)]},
        schema_overrides={"attendance": pl.String},
    )
    missing = total("supported", support=support)
    assert missing.value is None
    assert missing.reason == "attendance is not recorded in the table support"


def test_an_empty_table_is_a_zero() -> None:
    milestones = pl.DataFrame(
        schema={"survivor_id": pl.String, "milestone": pl.String, "occurred_on": pl.Date}
    )
    assert total("home", milestones=milestones).value == 0


def test_a_headline_without_codes_counts_every_row() -> None:
    survivors = pl.DataFrame({"survivor_id": ["S1", "S2"]})
    assert total("survivors", survivors=survivors).value == 2


def test_whoever_is_not_yet_on_record_is_in_no_total() -> None:
    tables = {
        "survivors": pl.DataFrame(
            {"survivor_id": ["A", "B"], "recorded_on": ["2021-01-01", "2022-01-01"]}
        ),
        "milestones": pl.DataFrame(
            {
                "survivor_id": ["A", "B", "C"],
                "milestone": ["rescued"] * 3,
                "occurred_on": ["2021-01-01"] * 3,
                "recorded_on": ["2021-01-01"] * 3,
            }
        ),
    }
    register = read_register(tables)

    def totals(as_of: str) -> list[int | None]:
        headlines = (VOCABULARY.headlines[code] for code in ("survivors", "rescued"))
        return [count_headline(register.as_of(as_of), each).value for each in headlines]

    assert totals("2021-12-31") == [1, 1]
    assert totals("2022-12-31") == [2, 2]


def test_the_total_says_what_it_is() -> None:
    headline = attrs.evolve(VOCABULARY.headlines["survivors"], label="people")
    found = count_headline(Snapshot(day=0, tables={}), headline)
    assert (found.code, found.label, found.unit) == ("survivors", "people", "survivor_id")
