"""What always holds of outcome indicators, whatever the records say."""

from __future__ import annotations

import math
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.days import Period, iso_day
from recovery.indicators import HEADLINE, OUTCOMES, afterwards, evaluate
from recovery.indicators.outcome_parts import LATE
from recovery.register import Snapshot, read_register
from recovery.results import Afterwards, IndicatorResult, Results

HALF = Period("2021-03-01", "2021-08-31")
FREED = HEADLINE[:1]
EVENTS = (
    "identified", "rescued", "intake", "safe_housing", "housing_lost", "employed",
    "employment_confirmed", "employment_lost", "school_enrolled", "lost_contact", "re_trafficked",
    "died", "unplanned_exit", "champion", "consented_to_return", "arrived_home", "follow_up_3m",
)  # fmt: skip
AS_OF = ("2021-08-31", "2022-03-31", "2024-03-31")
EXAMPLES = 25
MILESTONES = (
    "survivor_id", "milestone", "occurred_on", "contribution", "contribution_kind", "evidence",
    "evidence_on",
)  # fmt: skip
PART = ("led", "direct_assistance", "documented", "2021-01-01")

rows = st.tuples(st.sampled_from("ABCDE"), st.sampled_from(EVENTS), st.integers(0, 800))
scored = st.tuples(st.sampled_from("ABCDE"), st.integers(0, 800), st.integers(0, 27))


def known(
    milestones: list[tuple[str, str, int]], scores: list[tuple[str, int, int]], as_of: str
) -> Snapshot:
    start = HALF.start - 60
    frames = {
        "survivors": pl.DataFrame({"survivor_id": list("ABCDE"), "gender": list("fmfmf")}),
        "milestones": pl.DataFrame(
            [(who, code, iso_day(start + day), *PART)
             for who, code, day in milestones],
            schema=MILESTONES,
            orient="row",
        ),
        "assessments": pl.DataFrame(
            [(who, "phq9", iso_day(start + day), "done", "survivor", score)
             for who, day, score in scores],
            schema=["survivor_id", "instrument", "assessed_on", "status", "respondent", "total"],
            orient="row",
        ),
    }  # fmt: skip
    return read_register(frames).as_of(as_of)


def numbers(results: Results) -> dict[str, tuple[str, ...]]:
    """Return every number of every indicator, NaN equal to NaN."""
    found = {}
    for code, each in results.items():
        if isinstance(each, IndicatorResult):
            values = [each.value, each.lower, each.upper, each.naive, *each.parts.values()]
            found[code] = (*(f"{value:.9g}" for value in values), *map(str, each.excluded.items()))
        else:
            found[code] = (each.reason,)
    return found


milestones_of = st.lists(rows, min_size=1, max_size=25, unique=True)
scores_of = st.lists(scored, min_size=1, max_size=12, unique_by=lambda row: row[:2])


@settings(max_examples=EXAMPLES)
@given(milestones_of, scores_of, st.sampled_from(AS_OF), st.randoms())
def test_shares_are_shares_and_the_order_of_records_changes_nothing(
    milestones: list[tuple[str, str, int]],
    scores: list[tuple[str, int, int]],
    as_of: str,
    random: Random,
) -> None:
    results = evaluate(known(milestones, scores, as_of), OUTCOMES, HALF)
    for code, found in results.items():
        if not isinstance(found, IndicatorResult):
            assert found.reason
            continue
        if found.unit == "share" and code != "support_and_housing" and not math.isnan(found.value):
            assert 0 <= found.value <= 1
            assert math.isnan(found.lower) or -1e-9 <= found.lower <= found.value + 1e-9
            assert math.isnan(found.upper) or found.value - 1e-9 <= found.upper <= 1 + 1e-9
        if {"at least", "at most"} <= set(found.parts) and found.unit == "share":
            low, high = found.parts["at least"], found.parts["at most"]
            assert math.isnan(low) or low <= high + 1e-9
            within = math.isnan(found.value) or low - 1e-9 <= found.value <= high + 1e-9
            assert within or LATE in found.about.notes
        assert bool(found.naive_reason) == (not math.isnan(found.naive))
        assert all(count > 0 for count in found.excluded.values())
    mixed = milestones[:], scores[:]
    for each in mixed:
        random.shuffle(each)
    assert numbers(evaluate(known(*mixed, as_of), OUTCOMES, HALF)) == numbers(results)


@settings(max_examples=EXAMPLES)
@given(milestones_of, scores_of, st.sampled_from(AS_OF))
def test_fates_add_up_and_bounds_hold(
    milestones: list[tuple[str, str, int]], scores: list[tuple[str, int, int]], as_of: str
) -> None:
    found = afterwards(known(milestones, scores, as_of), FREED, HALF)["survivors_freed"]
    assert isinstance(found, Afterwards)
    for place in range(len(found.days)):
        assert sum(int(count[place]) for count in found.fates.values()) == found.people
        for name, count in found.states.items():
            assert count[place] <= found.fates["in touch"][place]
            if found.people:
                assert found.at_least[name][place] <= found.at_most[name][place] <= 1 + 1e-9
