"""What was known on a day: each rule of history as a small timeline."""

from __future__ import annotations

import polars as pl

from recovery.register import Snapshot, read_register
from timelines import table

COLUMNS = {
    "survivors": "survivor_id recorded_on superseded_on change_reason site",
    "milestones": "survivor_id milestone occurred_on recorded_on superseded_on change_reason",
    "support": "survivor_id service delivered_on recorded_on superseded_on",
    "consents": "survivor_id purpose granted_on withdrawn_on recorded_on superseded_on",
    "merges": "old_id kept_id merged_on recorded_on superseded_on",
    "assessments": "survivor_id instrument assessed_on due_on recorded_on",
}


def known(day: str, **lines: str) -> Snapshot:
    """Return what was known on a day of records written a line each."""
    given = {"survivors": "A\nB\nC\nD", "milestones": "", **lines}
    return read_register({n: table(text, COLUMNS[n]) for n, text in given.items()}).as_of(day)


def seen(day: str, name: str = "milestones", what: str = "milestone", **lines: str) -> list[str]:
    frame = known(day, **lines).tables[name]
    words = frame.select(pl.concat_str(pl.col("survivor_id", what).cast(pl.String), separator=" "))
    return sorted(words.to_series().to_list())


def people(day: str, **lines: str) -> list[str]:
    return sorted(known(day, **lines).tables["survivors"]["survivor_id"].cast(pl.String))


def test_a_row_is_known_from_the_day_it_was_recorded() -> None:
    late = "A intake 2021-01-10 2021-03-01"
    assert seen("2021-02-28", milestones=late) == []
    assert seen("2021-03-01", milestones=late) == ["A intake"]


def test_a_row_without_a_day_of_recording_is_known_when_it_surely_occurred() -> None:
    spring = "A intake 2021-03/2021-05"
    assert seen("2021-05-30", milestones=spring) == []
    assert seen("2021-05-31", milestones=spring) == ["A intake"]


def test_what_happened_no_one_knows_when_and_was_recorded_no_one_knows_when_is_known() -> None:
    assert seen("2021-01-01", milestones="A intake unknown") == ["A intake"]


def test_a_survivor_without_a_day_of_recording_is_known() -> None:
    assert people("1990-01-01") == ["A", "B", "C", "D"]


def test_a_row_is_gone_from_the_day_it_was_superseded() -> None:
    taken_back = "A intake 2021-01-10 2021-01-11 2021-06-01"
    assert seen("2021-05-31", milestones=taken_back) == ["A intake"]
    assert seen("2021-06-01", milestones=taken_back) == []


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    corrected = """
        A intake 2021-01-10 2021-01-11 2021-06-01 correction
        A intake 2021-01-20 2021-06-01 -          correction
    """
    before = known("2021-05-31", milestones=corrected).tables["milestones"]
    after = known("2021-06-01", milestones=corrected).tables["milestones"]
    assert before["occurred_on"].cast(pl.String).to_list() == ["2021-01-10"]
    assert after["occurred_on"].cast(pl.String).to_list() == ["2021-01-20"]


def test_that_a_row_will_be_superseded_and_why_is_not_known_before() -> None:
    overturned = "A intake 2021-01-10 2021-01-11 2021-06-01 status_overturned"
    row = known("2021-05-31", milestones=overturned).tables["milestones"]
    assert row.select("superseded_on", "superseded_on_latest", "change_reason").row(0) == (
        None,
        None,
        None,
    )


def test_a_withdrawal_of_consent_is_not_known_before_it_happened() -> None:
    consent = "A research 2021-01-10 2021-06-01 2021-01-10"
    hidden = known("2021-05-31", consents=consent).tables["consents"]
    shown = known("2021-06-01", consents=consent).tables["consents"]
    assert hidden.select("withdrawn_on", "withdrawn_on_latest").row(0) == (None, None)
    assert shown["withdrawn_on"].cast(pl.String).to_list() == ["2021-06-01"]


def test_a_plan_that_lies_ahead_is_known() -> None:
    planned = "A phq9 2021-01-10 2021-07-10 2021-01-10"
    row = known("2021-02-01", assessments=planned).tables["assessments"]
    assert row["due_on"].cast(pl.String).to_list() == ["2021-07-10"]


def test_merged_ids_are_one_from_the_day_the_merge_was_recorded() -> None:
    lines = {
        "milestones": "A rescued 2021-01-01\nB intake 2021-01-10",
        "merges": "B A 2021-05-01 2021-06-01",
    }
    assert seen("2021-05-31", **lines) == ["A rescued", "B intake"]
    assert seen("2021-06-01", **lines) == ["A intake", "A rescued"]
    assert people("2021-06-01", **lines) == ["A", "C", "D"]


def test_a_chain_of_merges_grows_as_its_links_become_known() -> None:
    lines = {
        "milestones": "A rescued 2021-01-01\nB intake 2021-01-10\nC employed 2021-02-01",
        "merges": "C B 2021-03-01 2021-03-01\nB A 2021-06-01 2021-06-01",
    }
    assert seen("2021-03-01", **lines) == ["A rescued", "B employed", "B intake"]
    assert seen("2021-06-01", **lines) == ["A employed", "A intake", "A rescued"]


def test_a_merge_into_an_id_without_a_row_of_its_own_keeps_the_person() -> None:
    lines = {"survivors": "A\nB", "milestones": "B intake 2021", "merges": "B X 2021 2021-03-01"}
    assert seen("2022-01-01", **lines) == ["X intake"]
    assert people("2022-01-01", **lines) == ["A", "X"]


def test_two_ids_merged_into_one_without_a_row_are_one_survivor() -> None:
    lines = {"survivors": "A\nB\nC", "merges": "B X 2021 2021-03-01\nC X 2021 2021-03-01"}
    assert people("2022-01-01", **lines) == ["A", "X"]


def test_of_the_rows_of_people_merged_away_the_kept_one_stays() -> None:
    lines = {
        "survivors": "A - - - north\nB 2021-04-01 - - south",
        "merges": "B A 2021-05-01 2021-05-01",
    }
    assert seen("2021-06-01", "survivors", "site", **lines) == ["A north"]


def test_copies_that_merging_brings_together_are_one() -> None:
    lines = {
        "milestones": "A intake 2021-01-10\nB intake 2021-01-10",
        "merges": "B A 2021-05-01 2021-05-01",
    }
    assert seen("2021-06-01", **lines) == ["A intake"]


def test_of_copies_the_one_recorded_last_stays_and_each_is_known_in_its_time() -> None:
    lines = {
        "survivors": "A 2021-01-01 - - north\nA 2021-06-01 - - south",
    }
    assert seen("2021-05-31", "survivors", "site", **lines) == ["A north"]
    assert seen("2021-06-01", "survivors", "site", **lines) == ["A south"]


def test_support_that_looks_alike_is_one_only_if_every_cell_is() -> None:
    same = "A legal 2021-01-10 2021-02-01\nA legal 2021-01-10 2021-02-02\nA legal 2021-01-11"
    assert seen("2021-03-01", "support", "service", support=same) == ["A legal", "A legal"]


def test_a_day_of_recording_that_is_uncertain_counts_from_its_last_day() -> None:
    late = "A intake 2021-01-10 2021-03"
    assert seen("2021-03-30", milestones=late) == []
    assert seen("2021-03-31", milestones=late) == ["A intake"]


def test_an_uncertain_day_of_supersession_counts_from_its_last_day() -> None:
    taken_back = "A intake 2021-01-10 2021-01-11 2021-06"
    assert seen("2021-06-29", milestones=taken_back) == ["A intake"]
    assert seen("2021-06-30", milestones=taken_back) == []


def test_a_row_about_someone_who_was_not_yet_on_record_is_not_known() -> None:
    lines = {"survivors": "A 2021-03-05", "milestones": "A intake 2021-03-01 2021-03-01"}
    assert seen("2021-03-04", **lines) == []
    assert seen("2021-03-05", **lines) == ["A intake"]


def test_a_row_of_an_id_that_is_known_by_its_merge_alone_waits_for_the_merge() -> None:
    lines = {
        "survivors": "A",
        "milestones": "B intake 2021-03-01 2021-03-01",
        "merges": "B A 2021-04-01 2021-04-01",
    }
    assert seen("2021-03-31", **lines) == []
    assert seen("2021-04-01", **lines) == ["A intake"]


def test_of_merges_in_a_circle_the_one_that_closes_it_does_not_count() -> None:
    lines = {
        "milestones": "A rescued 2021-01-01\nB intake 2021-01-10",
        "merges": "B A 2021-03-01 2021-03-01\nA B 2021-06-01 2021-06-01",
    }
    assert seen("2021-03-01", **lines) == ["A intake", "A rescued"]
    assert seen("2021-06-01", **lines) == ["A intake", "A rescued"]


def test_a_year_of_birth_recorded_later_sets_nothing_aside_that_was_known_before() -> None:
    """What happened is judged by what was on record first, unless that was superseded."""
    survivors = table("A 2021-01-01\nA 2021-06-01 2022", "survivor_id recorded_on birth_year")
    intake = table("A intake 2021-01-10 2021-01-11", COLUMNS["milestones"])
    register = read_register({"survivors": survivors, "milestones": intake})
    assert register.findings.count("before_birth") == 0
    assert register.as_of("2021-02-01").tables["milestones"].height == 1
