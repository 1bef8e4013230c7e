"""What always holds of the headline figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_headline import convicted, freed, supported
from recovery.days import Period
from recovery.indicators import BESIDE, HEADLINE, evaluate
from recovery.register import Snapshot
from recovery.results import IndicatorResult
from strategies_headline import HALVES, RECORDS, YEAR, Lines, register_of

COUNTED = ("survivors_freed", "survivors_supported", "exploiters_convicted")
CARDS = [
    card
    for card in (*HEADLINE, *BESIDE)
    if card.code in (*COUNTED, "newly_supported", "convictions", "support_instances")
]
AS_OF = "2023-12-31"
PERIODS = (YEAR, *HALVES)


def figures(lines: Lines, period: Period, **more: pl.DataFrame) -> dict[str, float]:
    return values(register_of(lines, **more).as_of(AS_OF), period)


def values(known: Snapshot, period: Period) -> dict[str, float]:
    found = evaluate(known, CARDS, period)
    assert all(isinstance(result, IndicatorResult) for result in found.values()), found
    return {code: result.value or 0 for code, result in found.items()}


@settings(max_examples=60)
@given(RECORDS, st.sampled_from(PERIODS))
def test_the_slow_twins_count_the_same(lines: Lines, period: Period) -> None:
    days = (period.start, period.end)
    people, convictions = convicted(list(lines["proceedings"]), days)
    found = figures(lines, period)
    milestones, support = list(lines["milestones"]), list(lines["support"])
    assert found["survivors_freed"] == freed(milestones, days)
    assert found["survivors_supported"] == supported(support, milestones, days)
    assert found["newly_supported"] == supported(support, milestones, days, new=True)
    assert (found["exploiters_convicted"], found["convictions"]) == (people, convictions)


@settings(max_examples=25)
@given(RECORDS)
def test_a_year_is_at_most_the_sum_of_its_halves_and_at_least_each(lines: Lines) -> None:
    known = register_of(lines).as_of(AS_OF)
    year, halves = values(known, YEAR), [values(known, half) for half in HALVES]
    for code in COUNTED:
        parts = [half[code] for half in halves]
        assert max(parts) <= year[code] <= sum(parts)
    for code in ("newly_supported", "convictions", "support_instances"):
        assert year[code] == sum(half[code] for half in halves)


@settings(max_examples=20)
@given(RECORDS, st.sampled_from(PERIODS))
def test_convicted_people_are_no_more_than_verdicts(lines: Lines, period: Period) -> None:
    verdicts = [r for r in lines["proceedings"] if r["code"] in ("convicted", "pleaded_guilty")]
    found = figures(lines, period)
    assert 0 <= found["exploiters_convicted"] <= found["convictions"] <= len(verdicts)


NOT_OURS: dict[str, dict[str, object]] = {
    "milestones": {"code": "rescued", "contribution": "informed"},
    "support": {"ours": False},
    "proceedings": {"code": "convicted", "supported": "none"},
}


@settings(max_examples=25)
@given(RECORDS, st.sampled_from(sorted(NOT_OURS)), st.data())
def test_a_record_without_the_organisations_part_changes_nothing(
    lines: Lines, table: str, data: st.DataObject
) -> None:
    if not lines[table]:
        return
    row = {**data.draw(st.sampled_from(list(lines[table]))), **NOT_OURS[table]}
    row["day"] = row["day"] + data.draw(st.sampled_from((-7, 7)))  # a day that no other row has
    more = {**lines, table: [*lines[table], row]}
    assert figures(more, YEAR) == figures(lines, YEAR)


@settings(max_examples=15)
@given(RECORDS, st.sampled_from(PERIODS))
def test_records_that_do_not_qualify_may_as_well_be_missing(lines: Lines, period: Period) -> None:
    fewer = {
        "milestones": [m for m in lines["milestones"] if m["code"] != "rescued" or _shown(m)],
        "support": [r for r in lines["support"] if r["ours"] and r["specialist"]],
        "proceedings": [
            r
            for r in lines["proceedings"]
            if r["code"] == "conviction_quashed"
            or (_shown(r) and r["related"] and r["supported"] != "none")
        ],
    }
    assert figures(fewer, period) == figures(lines, period)


def _shown(row: Mapping[str, object]) -> bool:
    return row["contribution"] in ("material", "led") and row["evidence"] == "documented"


@settings(max_examples=20)
@given(RECORDS, st.randoms(use_true_random=False), st.sampled_from(PERIODS))
def test_the_order_of_the_records_is_of_no_matter(
    lines: Lines, random: object, period: Period
) -> None:
    def shuffled(rows: Sequence[object]) -> list[object]:
        copy = list(rows)
        random.shuffle(copy)  # type: ignore[attr-defined]  # a Random
        return copy

    other = {name: shuffled(rows) for name, rows in lines.items()}
    assert figures(other, period) == figures(lines, period)  # type: ignore[arg-type]  # drawn lines


@settings(max_examples=25)
@given(RECORDS, st.sampled_from(PERIODS))
def test_two_ids_that_become_one_are_no_more_people(lines: Lines, period: Period) -> None:
    """Unless each had support, and only together they had two instances."""
    not_granted = [m for m in lines["milestones"] if m["code"] != "victim_status_granted"]
    same = {**lines, "milestones": not_granted}
    merges = pl.DataFrame({"old_id": ["B"], "kept_id": ["A"], "merged_on": ["2023-06-01"]})
    apart, together = figures(same, period), figures(same, period, merges=merges)
    assert together["survivors_freed"] <= apart["survivors_freed"]
    if together["survivors_supported"] > apart["survivors_supported"]:
        days = (period.start, period.end)
        for who in "AB":
            own = [r for r in lines["support"] if r["who"] == who and r["ours"] and r["specialist"]]
            assert supported(own, [], days) == 0
            assert own


@pytest.mark.parametrize("code", COUNTED)
def test_of_nothing_there_is_none(code: str) -> None:
    nothing: Lines = {"milestones": [], "support": [], "proceedings": []}
    assert figures(nothing, YEAR)[code] == 0
