"""Every kind of fault is found where it is, alone, and not in sound records."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from recovery.register import Register, read_register
from recovery.vocabulary import VOCABULARY
from small_register import sound_tables, with_rows

Tables = dict[str, pl.DataFrame]
Row = dict[str, str | None]
Faulty = tuple[str, Tables, Register]


def rows(table: str, *more: Row) -> Callable[[Tables], Tables]:
    return lambda tables: with_rows(tables, table, *more)


def milestone(code: str | None, day: str | None, who: str = "S1", **more: str | None) -> Row:
    return {"survivor_id": who, "milestone": code, "occurred_on": day, **more}


def assessment(instrument: str, total: str | None = None) -> Row:
    day = {"survivor_id": "S1", "assessed_on": "2021-03-01"}
    return {**day, "instrument": instrument, "total": total}


def with_phones(tables: Tables) -> Tables:
    phones = pl.lit("by the door").alias("phone")
    return {**tables, "survivors": tables["survivors"].with_columns(phones)}


FAULTS: dict[str, tuple[str, str | None, int, Callable[[Tables], Tables]]] = {
    # code: table, column, how many, what to do to sound records
    "missing_value": ("milestones", "milestone", 1, rows("milestones", milestone(None, "2022"))),
    "unknown_code": ("milestones", "milestone", 1, rows("milestones", milestone("moved", "2022"))),
    "wrong_table": ("milestones", "milestone", 1, rows("milestones", milestone("charged", "2022"))),
    "bad_date": (
        "milestones", "occurred_on", 1,
        rows("milestones", milestone("safety_plan", "31.02.2021")),
    ),
    "unusable_value": (
        "milestones", "contribution", 1,
        rows("milestones", milestone("safety_plan", "2022", contribution="plenty")),
    ),
    "direct_identifier": ("survivors", "phone", 1, with_phones),
    "unknown_table": ("", None, 1, lambda tables: {**tables, "visitors": tables["survivors"]}),
    "unknown_instrument": ("assessments", "instrument", 1, rows("assessments", assessment("abc"))),
    "unknown_service": (
        "support", "service", 1,
        rows("support", {"survivor_id": "S1", "service": "art", "delivered_on": "2021-03-01"}),
    ),
    "outside_coding": ("assessments", "total", 1, rows("assessments", assessment("phq9", "28"))),
    "not_recorded_when": (
        "milestones", "recorded_on", 1,
        rows("milestones", milestone("safety_plan", "2022", recorded_on=None)),
    ),
    "recorded_before_occurred": (
        "milestones", "occurred_on", 1,
        rows("milestones", milestone("safety_plan", "2022-12-02")),
    ),
    "future_of_recording": (
        "milestones", "evidence_on", 1,
        rows("milestones", milestone("safety_plan", "2022-10", evidence_on="2022-12-02")),
    ),
    "on_record_later": (
        "contacts", "survivor_id", 1,
        rows("contacts", {
            "survivor_id": "S1", "contacted_on": "2000-01-01", "recorded_on": "2000-01-02",
        }),
    ),
    "ends_before_start": (
        "consents", "withdrawn_on", 1,
        rows("consents", {
            "survivor_id": "S1", "purpose": "sharing",
            "granted_on": "2021-05-01", "withdrawn_on": "2021-04-01",
        }),
    ),
    "orphan_id": (
        "milestones", "survivor_id", 1, rows("milestones", milestone("safety_plan", "2022", "S9"))
    ),
    "unknown_reference": (
        "milestones", "operation_id", 1,
        rows("milestones", milestone("safety_plan", "2022", operation_id="O9")),
    ),
    "duplicate": ("milestones", None, 1, rows("milestones", milestone("intake", "2021-01-11"))),
    "circular_merge": (
        "merges", "kept_id", 2,
        rows("merges",
             {"old_id": "S3", "kept_id": "S4", "merged_on": "2022"},
             {"old_id": "S4", "kept_id": "S3", "merged_on": "2022"}),
    ),
    "conflicting_merge": (
        "merges", "kept_id", 2,
        rows("merges",
             {"old_id": "S9", "kept_id": "S3", "merged_on": "2022"},
             {"old_id": "S9", "kept_id": "S4", "merged_on": "2022"}),
    ),
    "merged_episodes": (
        "milestones", "episode", 2,
        lambda tables: with_rows(
            with_rows(
                tables, "milestones",
                milestone("consented_to_return", "2021-07-01", "S1", episode="7"),
                milestone("consented_to_return", "2022-07-01", "S4", episode="7"),
            ),
            "merges", {"old_id": "S4", "kept_id": "S1", "merged_on": "2022-08-01"},
        ),
    ),
    "before_birth": (
        "milestones", "occurred_on", 1, rows("milestones", milestone("safety_plan", "1980"))
    ),
    "after_death": (
        "milestones", "occurred_on", 1,
        rows("milestones", milestone("safety_plan", "2022-03-06", "S2")),
    ),
    "overlap": (
        "milestones", "milestone", 1,
        rows("milestones", milestone("school_enrolled", "2021-05-01"),
             milestone("school_enrolled", "2021-06-01")),
    ),
    "gap": (
        "milestones", "occurred_on", 1,
        rows("milestones", milestone("safety_plan", "2022-05-02", "S3")),
    ),
    "jump": (
        "milestones", "milestone", 1,
        rows("milestones", milestone("independent_living", "2022-02-01", "S4")),
    ),
    "teleport": (
        "milestones", "milestone", 1, rows("milestones", milestone("school_left", "2021-05-01"))
    ),
}  # fmt: skip


def test_every_kind_of_fault_is_tried_here() -> None:
    assert FAULTS.keys() == VOCABULARY.findings.keys() - {
        "untranslated"
    }  # a mapping is tried by itself


def test_sound_records_have_no_fault() -> None:
    register = read_register(sound_tables())
    assert register.findings.counts() == {}
    assert set(register.set_aside.values()) == {0}


@pytest.fixture(scope="module", params=FAULTS)
def faulty(request: pytest.FixtureRequest) -> Faulty:
    tables = FAULTS[request.param][-1](sound_tables())
    return request.param, tables, read_register(tables)


def test_a_fault_is_found_alone_and_where_it_is(faulty: Faulty) -> None:
    code, _, register = faulty
    table, column, many, _ = FAULTS[code]
    kind = VOCABULARY.findings[code]
    assert register.findings.counts() == {(code, kind.severity, table, column): many}
    assert {finding.remedy for finding in register.findings} == {kind.remedy}


def test_only_an_error_sets_a_row_aside(faulty: Faulty) -> None:
    code, _, register = faulty
    table, _, many, _ = FAULTS[code]
    aside = many if VOCABULARY.findings[code].severity == "error" else 0
    assert {n: k for n, k in register.set_aside.items() if k} == ({table: aside} if aside else {})


def test_a_fault_names_the_row_that_was_put_in(faulty: Faulty) -> None:
    code, tables, register = faulty
    whole = code in ("direct_identifier", "unknown_table")
    last = None if whole else tables[FAULTS[code][0]].height
    assert register.findings[-1].row == last
