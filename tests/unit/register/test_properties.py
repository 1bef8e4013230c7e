"""What holds of any records: later ones change nothing, nor does their order; none is lost."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.days import iso_day
from recovery.register import Snapshot, read_register

Row = dict[str, str | None]
Rows = dict[str, list[Row]]

DAY = 40
"""The day on which things are looked at; records are of the days around it."""

PEOPLE = st.sampled_from(["A", "B", "C"])
HISTORY = ("recorded_on", "superseded_on")


def days(first: int, last: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(iso_day)


def rows_of(
    columns: dict[str, st.SearchStrategy[Any]], recorded: tuple[int, int]
) -> st.SearchStrategy[list[Row]]:
    first, last = recorded
    history = {
        "recorded_on": days(first, last) | st.just("1970-03"),
        "superseded_on": st.none() | st.none() | days(first, last + 40),
    }
    return st.lists(st.fixed_dictionaries({**columns, **history}), max_size=5)


def records(recorded: tuple[int, int]) -> st.SearchStrategy[Rows]:
    """Draw rows of six tables that were recorded between two days."""
    day = days(0, 35) | st.just("1970-01")
    codes = ["intake", "shelter_entered", "shelter_left", "died", "arrived_home", "moved"]
    tables: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "survivors": {
            "survivor_id": PEOPLE,
            "birth_year": st.sampled_from(["1940", "1969", "1971", None]),
            "site": st.sampled_from(["north", "south", None]),
        },
        "milestones": {
            "survivor_id": PEOPLE,
            "milestone": st.sampled_from(codes),
            "occurred_on": day,
            "evidence_on": st.none() | days(20, 80),
        },
        "support": {
            "survivor_id": PEOPLE,
            "service": st.sampled_from(["legal", "therapy"]),
            "delivered_on": day,
        },
        "contacts": {"survivor_id": PEOPLE, "contacted_on": day},
        "consents": {
            "survivor_id": PEOPLE,
            "purpose": st.sampled_from(["service", "research"]),
            "granted_on": day,
            "withdrawn_on": st.none() | days(20, 80),
        },
        "merges": {"old_id": PEOPLE, "kept_id": PEOPLE, "merged_on": day},
    }
    return st.fixed_dictionaries(
        {name: rows_of(columns, recorded) for name, columns in tables.items()}
    )


def frames(rows: Rows) -> dict[str, pl.DataFrame]:
    required = {
        "survivors": ["survivor_id", "birth_year", "site"],
        "milestones": ["survivor_id", "milestone", "occurred_on", "evidence_on"],
        "support": ["survivor_id", "service", "delivered_on"],
        "contacts": ["survivor_id", "contacted_on"],
        "consents": ["survivor_id", "purpose", "granted_on", "withdrawn_on"],
        "merges": ["old_id", "kept_id", "merged_on"],
    }
    return {
        name: pl.DataFrame(rows[name], schema=dict.fromkeys([*columns, *HISTORY], pl.String))
        for name, columns in required.items()
    }


def together(first: Rows, second: Rows) -> Rows:
    return {name: [*first[name], *second[name]] for name in first}


def plain(snapshot: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted(frame.select(pl.all().cast(pl.String)).rows(), key=repr)
        for name, frame in snapshot.tables.items()
    }


early = records((20, 70))
late = records((DAY + 1, 90))
some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@some
@given(early, late)
def test_nothing_recorded_later_changes_what_was_known(before: Rows, after: Rows) -> None:
    known = plain(read_register(frames(before)).as_of(DAY))
    assert plain(read_register(frames(together(before, after))).as_of(DAY)) == known


@some
@given(early)
def test_what_was_known_is_what_reading_on_that_day_would_have_found(rows: Rows) -> None:
    """Rows recorded later can be taken out altogether."""
    known = {
        name: [row for row in of if (row["recorded_on"] or "") <= iso_day(DAY)]
        for name, of in rows.items()
    }
    all_ = read_register(frames(rows)).as_of(DAY)
    assert plain(all_) == plain(read_register(frames(known)).as_of(DAY))


@some
@given(early, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Rows, rng: random.Random) -> None:
    shuffled = {name: rng.sample(of, len(of)) for name, of in rows.items()}
    one, other = read_register(frames(rows)), read_register(frames(shuffled))
    assert one.findings.counts() == other.findings.counts()
    assert one.set_aside == other.set_aside
    for day in (DAY, 80):
        assert plain(one.as_of(day)) == plain(other.as_of(day))


@some
@given(early)
def test_no_row_is_lost_in_reading(rows: Rows) -> None:
    register = read_register(frames(rows))
    for name, of in rows.items():
        given_ = [row for row in of if any(row.values())]
        assert register.tables[name].height + register.set_aside[name] == len(given_)


@some
@given(early)
def test_every_row_that_is_set_aside_has_an_error_and_the_reverse(rows: Rows) -> None:
    register = read_register(frames(rows))
    at_fault = {(f.table, f.row) for f in register.findings if f.severity == "error"}
    counted = Counter(table for table, _ in at_fault)
    assert {n: k for n, k in register.set_aside.items() if k} == dict(counted)


@some
@given(early, st.sampled_from([-100, DAY, 10_000]))
def test_only_ids_on_record_are_known(rows: Rows, day: int) -> None:
    tables = read_register(frames(rows)).as_of(day).tables
    people = set(tables["survivors"]["survivor_id"].cast(pl.String))
    assert len(people) == tables["survivors"].height
    for name in ("milestones", "support", "contacts", "consents"):
        assert set(tables[name]["survivor_id"].cast(pl.String)) <= people
