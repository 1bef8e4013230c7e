"""What cannot be read never makes more known, or more consented to, than was recorded."""

from __future__ import annotations

import polars as pl
import pytest

from recovery.cohort import select_cohort
from recovery.register import Register, read_register

Row = dict[str, str | None]


def read(**tables: list[Row]) -> Register:
    survivors: list[Row] = [{"survivor_id": "A"}, {"survivor_id": "B"}]
    intake: list[Row] = [{"survivor_id": "A", "milestone": "intake", "occurred_on": "2021-01-01"}]
    records = {"survivors": survivors, "milestones": intake} | tables
    return read_register(
        {n: pl.DataFrame(rows, infer_schema_length=None) for n, rows in records.items()}
    )


def consenting(*rows: Row) -> int:
    register = read(consents=list(rows))
    return len(select_cohort(register.as_of("2021-12-31"), origin="intake", purpose="research"))


def consent(**cells: str | None) -> Row:
    granted: Row = {"survivor_id": "A", "purpose": "research", "granted_on": "2021-01-01"}
    return granted | {"withdrawn_on": None, "given_by": "self"} | cells


class TestConsent:
    def test_a_withdrawal_is_no_copy_of_the_consent(self) -> None:
        assert consenting(consent()) == 1
        assert consenting(consent(), consent(withdrawn_on="2021-06-01")) == 0
        assert consenting(consent(withdrawn_on="2021-06-01"), consent()) == 0

    @pytest.mark.parametrize("cell", ["2021-06-01 09:30", "yes", "1.6.2021"])
    def test_a_withdrawal_on_an_unreadable_day_is_one(self, cell: str) -> None:
        assert consenting(consent(withdrawn_on=cell)) == 0

    @pytest.mark.parametrize("granted", ["unknown", None, "2023-01-01", "2021-03/2022-03"])
    def test_a_withdrawal_counts_whenever_its_own_consent_was_granted(
        self, granted: str | None
    ) -> None:
        ended = consent(granted_on=granted, withdrawn_on="2021-06-01", given_by="guardian")
        assert consenting(consent(), ended) == 0
        assert consenting(consent(granted_on="2021-07-01"), ended) == 1  # given anew since
        assert consenting(consent(), ended | {"purpose": "sharing"}) == 1

    @pytest.mark.parametrize("who", ["Guardian", "mother"])
    def test_who_gave_it_must_be_readable(self, who: str) -> None:
        assert consenting(consent(given_by=who)) == 0


class TestHistory:
    def test_the_day_of_a_time_stamp_counts(self) -> None:
        housed: Row = {"survivor_id": "A", "milestone": "safe_housing", "occurred_on": "2021-02-01"}
        register = read(milestones=[housed | {"recorded_on": "2023-06-01 09:30:00"}])
        assert register.as_of("2021-12-31").tables["milestones"].height == 0
        assert register.as_of("2023-06-01").tables["milestones"].height == 1

    @pytest.mark.parametrize("column", ["recorded_on", "superseded_on"])
    def test_a_row_of_unreadable_history_is_set_aside(self, column: str) -> None:
        housed: Row = {"survivor_id": "A", "milestone": "safe_housing", "occurred_on": "2021-02-01"}
        register = read(milestones=[housed | {column: "last spring"}])
        assert register.set_aside["milestones"] == 1
        assert register.findings.count("bad_date") == 1


class TestAccused:
    def test_an_event_of_nobody_is_an_error(self) -> None:
        convicted: Row = {"case_id": "K", "event": "convicted", "occurred_on": "2021-05-01"}
        register = read(
            cases=[{"case_id": "K", "survivor_id": "A"}],
            accused=[{"case_id": "K", "accused_id": "P"}],
            proceedings=[
                convicted | {"accused_id": "P"},
                convicted | {"accused_id": "Q"},
                convicted | {"accused_id": None},
                {"case_id": "K", "event": "reported", "occurred_on": "2020", "accused_id": None},
            ],
        )
        assert register.set_aside["proceedings"] == 2
        found = register.findings.where(table="proceedings", severity="error")
        assert [(f.code, f.row) for f in found] == [
            ("orphan_id", 2),
            ("missing_value", 2),
            ("missing_value", 3),
        ]


class TestIds:
    def test_fractions_are_not_cut_off(self) -> None:
        survivors = pl.DataFrame({"survivor_id": [1.1, 1.9]})
        milestones = pl.DataFrame(
            {"survivor_id": [1.1], "milestone": ["intake"], "occurred_on": ["2021-01-01"]}
        )
        register = read_register({"survivors": survivors, "milestones": milestones})
        assert register.tables["survivors"]["survivor_id"].to_list() == ["1.1", "1.9"]

    def test_whole_numbers_that_passed_through_floats_are_whole(self) -> None:
        survivors = pl.DataFrame({"survivor_id": [1.0, 2.0]})
        milestones = pl.DataFrame(
            {"survivor_id": [2], "milestone": ["intake"], "occurred_on": ["2021-01-01"]}
        )
        register = read_register({"survivors": survivors, "milestones": milestones})
        assert register.set_aside["milestones"] == 0

    def test_an_episode_that_cannot_be_read_is_not_the_first(self) -> None:
        home: Row = {"survivor_id": "A", "milestone": "arrived_home", "occurred_on": "2021-02-01"}
        register = read(milestones=[home | {"episode": "x"}, home | {"episode": "1"}])
        assert register.set_aside["milestones"] == 1
