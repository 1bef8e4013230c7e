"""Restatements of any history: the reasons add up, and nothing else than history matters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.days import Period, day_number
from recovery.indicators import evaluate, restate
from recovery.register import Register, read_register
from recovery.register.revisions import REASONS, revisions
from small_cards import People, Share, card

PERIOD = Period("2022-01-01", "2022-03-31")
DAYS = ("2022-04-01", "2022-05-01", "2022-06-01")
CARDS = (
    card(),
    card(Share("rescued", "intake"), code="met", unit="share"),
    card(valid_to="2022-04-30", code="anew"),
    card(People(("intake",)), code="anew", version=2, supersedes=1, valid_from="2022-05-01"),
)
FEW = 15
"""Examples of each property: every one reads a register and asks it several times."""

REASONED = ("late_entry", "correction", "duplicate_merged", "status_overturned", None, None)


def _day(earliest: str, latest: str) -> st.SearchStrategy[str]:
    ends = dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest)
    return st.dates(*ends).map(str)


@st.composite
def milestones(draw: st.DrawFn) -> dict[str, Any]:
    recorded = draw(st.none() | _day("2022-01-01", "2022-07-01"))
    later = st.none() if recorded is None else st.none() | _day(recorded, "2022-07-15")
    return {
        "survivor_id": draw(st.sampled_from("ABCDE")),
        "milestone": draw(st.sampled_from(["rescued", "intake", "not_a_victim"])),
        "occurred_on": draw(_day("2021-12-15", "2022-05-15")),
        "recorded_on": recorded,
        "superseded_on": draw(later),
        "change_reason": draw(st.sampled_from(REASONED)),
    }


@st.composite
def consents(draw: st.DrawFn) -> dict[str, Any]:
    granted = draw(_day("2021-12-01", "2022-05-01"))
    return {
        "survivor_id": draw(st.sampled_from("ABCDE")),
        "purpose": "research",
        "granted_on": granted,
        "withdrawn_on": draw(st.none() | _day(granted, "2022-07-01")),
    }


MERGES = st.fixed_dictionaries(
    {
        "old_id": st.sampled_from("CDE"),
        "kept_id": st.sampled_from("AB"),
        "merged_on": _day("2022-01-01", "2022-07-01"),
    }
)
HISTORIES = st.tuples(
    st.lists(milestones(), max_size=12),
    st.lists(MERGES, max_size=2, unique_by=lambda merge: merge["old_id"]),
    st.lists(consents(), max_size=4),
)


def _frame(rows: list[dict[str, Any]], columns: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns.split(), pl.String))


def register(history: Any, *, turned: bool = False) -> Register:
    rows, merges, given_ = (part[::-1] if turned else part for part in history)
    history_columns = "recorded_on superseded_on change_reason"
    return read_register(
        {
            "survivors": pl.DataFrame({"survivor_id": list("ABCDE")}),
            "milestones": _frame(rows, f"survivor_id milestone occurred_on {history_columns}"),
            "merges": _frame(merges, "old_id kept_id merged_on"),
            "consents": _frame(given_, "survivor_id purpose granted_on withdrawn_on"),
        }
    )


@settings(max_examples=FEW)
@given(history=HISTORIES, purpose=st.sampled_from([None, "research"]))
def test_the_reasons_add_up_to_the_difference(history: Any, purpose: str | None) -> None:
    records = register(history)
    found = restate(records, CARDS, PERIOD, days=DAYS, purpose=purpose)
    for figure in found.values():
        steps = zip(figure.values, figure.values[1:], figure.changes, strict=False)
        for earlier, later, changes in steps:
            if earlier == earlier and later == later:  # neither is NaN
                assert abs(sum(changes.values()) - (later - earlier)) < 1e-12
            assert set(changes) <= set(REASONS)
            assert 0 not in changes.values()
    columns = found.columns()
    total = sum(columns[reason] for reason in REASONS)
    told = ~pl.Series(columns["difference"]).is_nan().to_numpy()
    assert abs(total - columns["difference"])[told].max(initial=0) < 1e-12


@settings(max_examples=FEW)
@given(history=HISTORIES, purpose=st.sampled_from([None, "research"]))
def test_each_day_shows_what_was_known_on_it(history: Any, purpose: str | None) -> None:
    records = register(history)
    figure = restate(records, CARDS[:1], PERIOD, days=DAYS, purpose=purpose)["freed"]
    asked = (evaluate(records.as_of(day), CARDS[:1], PERIOD, purpose=purpose) for day in DAYS)
    assert list(figure.values) == [results["freed"].value for results in asked]


@settings(max_examples=FEW)
@given(history=HISTORIES)
def test_the_order_of_rows_does_not_matter(history: Any) -> None:
    one = restate(register(history), CARDS, PERIOD, days=DAYS)
    other = restate(register(history, turned=True), CARDS, PERIOD, days=DAYS)
    assert repr(one) == repr(other)


@settings(max_examples=FEW)
@given(history=HISTORIES)
def test_with_all_changes_the_records_are_those_of_the_last_day(history: Any) -> None:
    records = register(history)
    first, last = day_number(DAYS[0]), day_number(DAYS[-1])
    found = revisions(records, first, last)
    whole = found.with_only(tuple(REASONS)).as_of(last)
    for name, frame in records.as_of(last).tables.items():
        assert whole.tables[name].equals(frame)
    assert found.found[0] == "time_passed"


@settings(max_examples=FEW)
@given(history=HISTORIES)
def test_with_none_of_them_the_milestones_are_those_of_the_first_day(history: Any) -> None:
    records = register(history)
    first, last = day_number(DAYS[0]), day_number(DAYS[-1])
    held = revisions(records, first, last).with_only(()).as_of(last)
    columns = ["survivor_id", "milestone", "occurred_on", "recorded_on"]
    for name in ("milestones", "merges"):
        known = [c for c in columns if c in held.tables[name].columns]
        one = held.tables[name].select(known)
        assert one.equals(records.as_of(first).tables[name].select(known))


@settings(max_examples=FEW)
@given(history=HISTORIES)
def test_what_is_recorded_after_the_last_day_changes_nothing(history: Any) -> None:
    rows, merges, given_ = history
    late = {"survivor_id": "A", "milestone": "rescued", "occurred_on": "2022-02-02"}
    more = [*rows, {**late, "recorded_on": "2022-06-02"}]
    one = restate(register(history), CARDS, PERIOD, days=DAYS)
    other = restate(register((more, merges, given_)), CARDS, PERIOD, days=DAYS)
    assert repr(one) == repr(other)
