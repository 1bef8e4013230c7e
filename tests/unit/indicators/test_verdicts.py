"""How proceedings ended: the twin that looks at one charge after the other says the same."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from oracle_verdicts import CLOSES, REOPENS, Record, ended
from recovery.indicators.verdicts import outcomes
from recovery.register import Snapshot, read_register

FIRST = date(2022, 1, 1)
CODES = (
    *CLOSES,
    *REOPENS,
    "convicted",
    "pleaded_guilty",
    "absconded",
    "appealed",
    "conviction_upheld",
    "retrial_ordered",
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "case": st.sampled_from(["C1", "C2"]),
            "who": st.sampled_from(["X", "Y"]),
            "code": st.sampled_from(CODES),
            "charge": st.sampled_from([None, "H1", "H2"]),
            "related": st.sampled_from([None, True, False]),
            "day": st.integers(0, 5),
        }
    ),
    max_size=12,
    unique_by=lambda row: tuple(row[name] for name in ("case", "who", "code", "charge", "day")),
)


def known(rows: list[Record]) -> Snapshot:
    text = pl.String
    proceedings = pl.DataFrame(
        [
            (r["case"], r["who"], r["code"], r["charge"], r["related"], _written(r["day"]))
            for r in rows
        ],
        schema={
            "case_id": text,
            "accused_id": text,
            "event": text,
            "charge_id": text,
            "exploitation_related": pl.Boolean,
            "occurred_on": text,
        },
        orient="row",
    )
    tables = {
        "survivors": pl.DataFrame({"survivor_id": ["S"]}),
        "milestones": pl.DataFrame(
            schema={"survivor_id": text, "milestone": text, "occurred_on": text}
        ),
        "cases": pl.DataFrame({"case_id": ["C1", "C2"], "survivor_id": ["S", "S"]}),
        "accused": pl.DataFrame(
            {"case_id": ["C1", "C1", "C2", "C2"], "accused_id": ["X", "Y", "X", "Y"]}
        ),
        "proceedings": proceedings,
    }
    return read_register(tables).as_of("2022-12-31")


def _written(day: object) -> str:
    assert isinstance(day, int)
    return (FIRST + timedelta(days=day)).isoformat()


def found(rows: list[Record]) -> list[tuple[object, ...]]:
    days = (pl.col("occurred_on") - FIRST).dt.total_days()
    told = outcomes(known(rows)).select("case_id", "accused_id", "event", days)
    return sorted(told.unique().iter_rows())


@given(ROWS)
def test_as_the_twin_says(rows: list[Record]) -> None:
    assert found(rows) == sorted(ended(rows))


@given(ROWS)
def test_the_order_of_the_rows_does_not_matter(rows: list[Record]) -> None:
    assert found(rows[::-1]) == found(rows)
