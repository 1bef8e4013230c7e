"""What always holds of the figures of returns, trainings and prevention."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.days import Period, day_number
from recovery.indicators import BESIDE, HEADLINE, evaluate
from recovery.results import IndicatorResult
from strategies_headline import HALVES, YEAR
from strategies_others import OTHERS, Cells, Written, register_of_others

PEOPLE = ("survivors_brought_home", "professionals_trained", "vulnerable_people_educated")
EVENTS = (
    "training_attendances", "training_headcounts", "prevention_reach_counted",
    "prevention_reach_estimated", "prevention_attendances",
)  # fmt: skip
ALSO = ("completed_returns", "survivors_returned_domestically", "professionals_trained_strict")
CARDS = [card for card in (*HEADLINE, *BESIDE) if card.code in (*PEOPLE, *EVENTS, *ALSO)]
PERIODS = st.sampled_from((YEAR, *HALVES))
Figures = dict[str, IndicatorResult]


def figures(written: Written, period: Period, **more: pl.DataFrame) -> Figures:
    found = evaluate(register_of_others(written, **more).as_of("2023-12-31"), CARDS, period)
    return {code: result for code, result in found.items() if isinstance(result, IndicatorResult)}


def values(written: Written, period: Period, **more: pl.DataFrame) -> dict[str, float]:
    found = {code: result.value for code, result in figures(written, period, **more).items()}
    assert len(found) == len(CARDS)
    return found


def within(cell: str | None, period: Period) -> bool:
    return cell is not None and period.start <= day_number(cell) <= period.end


def brought_home(rows: Iterable[Cells], period: Period) -> int:
    """Count, one arrival after the other."""
    rows = list(rows)
    return len({row["survivor_id"] for row in rows if _home(row, rows, period)})


def _home(row: Cells, rows: list[Cells], period: Period) -> bool:
    if row["milestone"] != "arrived_home" or not within(row["occurred_on"], period):
        return False
    if not _ours(row) or row["destination_country"] == "IN":
        return False
    theirs = [r for r in rows if r["survivor_id"] == row["survivor_id"]]
    move = [r for r in theirs if r["episode"] == row["episode"]]
    before = [r for r in move if _day(r) <= _day(row)]
    return not (
        _last(before, "deported")
        or _last(before, "refused_return") >= _last(before, "consented_to_return", none="0")
        or _last(before, "return_risk_failed") >= _last(before, "return_risk_cleared", none="0")
        or _last(theirs, "not_a_victim") >= _last(theirs, "victim_status_granted", none="0")
    )


def _ours(row: Cells) -> bool:
    both = row["contribution_kind"] != "oversight"
    return both and row["contribution"] in ("material", "led") and row["evidence"] != "none"


def _day(row: Cells) -> str:
    return row["occurred_on"] or ""


def _last(rows: list[Cells], code: str, *, none: str = "") -> str:
    return max((_day(r) for r in rows if r["milestone"] == code), default=none)


def trained(rows: Iterable[Cells], period: Period) -> int:
    return len({row["participant_id"] for row in rows if _trained(row, period)} - {None})


def _trained(row: Cells, period: Period) -> bool:
    ours = row["direct_victim_contact"] == "true" and row["delivered_by"] == "own_team"
    return ours and row["subject"] != "other" and within(row["completed_on"], period)


def educated(rows: Iterable[Cells], period: Period) -> int:
    return len({row["participant_id"] for row in rows if _educated(row, period)} - {None})


def _educated(row: Cells, period: Period) -> bool:
    vulnerable = row["vulnerability"] == "poverty" and row["channel"] != "media"
    meant = row["targeted"] == "true" or row["channel"] == "holistic_support"
    ours = row["delivered_by"] != "partner"
    return vulnerable and meant and ours and within(row["held_on"], period)


@settings(max_examples=40)
@given(OTHERS, PERIODS)
def test_the_slow_twins_count_the_same(written: Written, period: Period) -> None:
    found = values(written, period)
    assert found["survivors_brought_home"] == brought_home(written["milestones"], period)
    assert found["professionals_trained"] == trained(written["trainings"], period)
    assert found["vulnerable_people_educated"] == educated(written["prevention"], period)


@settings(max_examples=15)
@given(OTHERS)
def test_people_of_a_year_and_of_its_halves(written: Written) -> None:
    year, halves = values(written, YEAR), [values(written, half) for half in HALVES]
    for code in PEOPLE:
        parts = [half[code] for half in halves]
        assert 0 <= max(parts) <= year[code] <= sum(parts)
    for code in EVENTS[1:4]:  # numbers without people in them are added up
        assert year[code] == sum(half[code] for half in halves)


@settings(max_examples=15)
@given(OTHERS, PERIODS)
def test_whoever_is_in_question_is_counted_or_left_out_once(
    written: Written, period: Period
) -> None:
    found = figures(written, period)
    for code, table, column in (
        ("professionals_trained", "trainings", "participant_id"),
        ("vulnerable_people_educated", "prevention", "participant_id"),
    ):
        day = "completed_on" if table == "trainings" else "held_on"
        asked = {row[column] for row in written[table] if within(row[day], period)} - {None}
        left = {n for n in found[code].excluded if n != "without an id"}
        assert found[code].value + sum(found[code].excluded[n] for n in left) == len(asked)


@settings(max_examples=15)
@given(OTHERS, st.randoms(use_true_random=False), PERIODS)
def test_the_order_of_the_records_is_of_no_matter(
    written: Written, random: object, period: Period
) -> None:
    other = {name: list(rows) for name, rows in written.items()}
    for rows in other.values():
        random.shuffle(rows)  # type: ignore[attr-defined]  # a Random
    one, two = figures(written, period), figures(other, period)
    for code, figure in one.items():
        again = two[code]
        assert (figure.value, figure.parts, figure.excluded) == (
            again.value,
            again.parts,
            again.excluded,
        )


NOT_OURS: dict[str, dict[str, str]] = {
    "milestones": {"milestone": "arrived_home", "contribution": "informed"},
    "trainings": {"delivered_by": "cascade"},
    "prevention": {"delivered_by": "partner"},
}


@settings(max_examples=40)
@given(OTHERS, st.sampled_from(sorted(NOT_OURS)), st.data(), PERIODS)
def test_what_is_not_the_organisations_changes_nothing(
    written: Written, table: str, data: st.DataObject, period: Period
) -> None:
    """Whether such a record is added, or taken away again."""
    if not written[table]:
        return
    row = {**data.draw(st.sampled_from(list(written[table]))), **NOT_OURS[table]}
    more = {**written, table: [*written[table], row]}
    assert values(more, period) == values(written, period)


@settings(max_examples=15)
@given(OTHERS, PERIODS)
def test_rows_that_do_not_qualify_may_as_well_be_missing(written: Written, period: Period) -> None:
    fewer = {
        "milestones": [
            row for row in written["milestones"] if row["milestone"] != "arrived_home" or _ours(row)
        ],
        "trainings": [row for row in written["trainings"] if _trained(row, period)],
        "prevention": [row for row in written["prevention"] if _educated(row, period)],
    }
    one, other = values(fewer, period), values(written, period)
    assert {code: one[code] for code in PEOPLE} == {code: other[code] for code in PEOPLE}


CLEARING = ("consented_to_return", "return_risk_cleared", "victim_status_granted")


@settings(max_examples=40)
@given(OTHERS, PERIODS)
def test_two_ids_that_become_one_are_no_more_people_brought_home(
    written: Written, period: Period
) -> None:
    """Where nothing recorded under one id overcomes what spoke against the other."""
    plain = [row for row in written["milestones"] if row["milestone"] not in CLEARING]
    merges = pl.DataFrame({"old_id": ["B"], "kept_id": ["A"], "merged_on": ["2023-06-01"]})
    same = {**written, "milestones": plain}
    apart, together = values(same, period), values(same, period, merges=merges)
    for code in ("survivors_brought_home", "survivors_returned_domestically"):
        assert together[code] <= apart[code]
    for code in PEOPLE[1:]:
        assert together[code] == apart[code]


@pytest.mark.parametrize("code", [*PEOPLE, *EVENTS, *ALSO])
def test_of_nothing_there_is_none(code: str) -> None:
    assert values({"milestones": [], "trainings": [], "prevention": []}, YEAR)[code] == 0
