"""Forms that cannot be scored as they were written are found, and where."""

from __future__ import annotations

import polars as pl

from recovery.register import Register, read_register
from small_register import sound_tables


def read(**columns: list[str | None]) -> Register:
    height = len(next(iter(columns.values())))
    days = [f"2021-03-{day:02}" for day in range(1, height + 1)]
    frame = pl.DataFrame({"survivor_id": ["S1"] * height, "assessed_on": days, **columns})
    return read_register({**sound_tables(), "assessments": frame})


def found(register: Register) -> list[tuple[str, int | None, str | None, object]]:
    return [
        (finding.code, finding.row, finding.column, finding.value)
        for finding in register.findings
        if finding.table == "assessments" and finding.code != "not_recorded_when"
    ]


def test_instruments_and_codings_that_are_not_known() -> None:
    register = read(
        instrument=["phq9", "own_scale", "k10", "k10"],
        coding=["0-3", None, "1-7", "0-4"],
        total=["3", "99", "20", "40"],
    )
    assert found(register) == [
        ("unknown_instrument", 2, "instrument", "own_scale"),
        ("unknown_instrument", 3, "coding", "1-7"),
    ]


def test_answers_that_the_coding_does_not_have() -> None:
    answers: dict[str, list[str | None]] = {f"item_{k}": ["1", "0"] for k in range(1, 10)}
    register = read(instrument=["phq9", "phq9"], **answers | {"item_4": ["4", "not_asked"]})
    assert found(register) == [("outside_coding", 1, "item_4", "4")]


def test_such_a_form_stays_in_the_register() -> None:
    register = read(instrument=["phq9"], total=["28"])
    assert register.tables["assessments"].height == 1
    assert register.set_aside["assessments"] == 0
