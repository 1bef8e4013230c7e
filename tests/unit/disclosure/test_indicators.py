"""Indicators: own totals exact, all else about enough people, and no few by subtraction."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pytest

from impact_reports import (
    ABOUT,
    CONVICTED,
    FREED,
    HOUSED,
    UNMEASURED,
    WAIT,
    Told,
    card,
    figure,
    results,
    share,
)
from recovery.disclosure import POLICY, Protected, ShownIndicator, protect
from recovery.disclosure.indicators import protect_indicator, protect_results
from recovery.errors import ReleaseError
from recovery.indicators import JusticeRule, LossRule, RateRule, Rule, ScoreRule, TimeRule
from recovery.indicators.held_rules import HeldRule
from recovery.indicators.share_rules import AssessmentsDue, FollowUpDone
from recovery.results import IndicatorResult
from recovery.wire import from_json, to_json


def shown(result: IndicatorResult) -> ShownIndicator:
    return protect_indicator(result, POLICY)


def parts(found: ShownIndicator) -> dict[str, float | None]:
    return {part.label: part.value for part in found.parts}


@pytest.mark.parametrize("value", [0, 1, 7, 137])
def test_an_own_total_is_exact(value: int) -> None:
    found = shown(figure(FREED, value))
    assert (found.value, found.withheld) == (value, "")


def test_what_is_counted_beside_a_total_is_in_tens() -> None:
    told = {"episodes": 148, "children": 44, "boys": 9, "none": 0}
    assert parts(shown(figure(FREED, 130, parts=told))) == {"episodes": 140, "children": 40}


def test_a_part_that_leaves_few_is_withheld() -> None:
    """And so is one that leaves nobody, or that a few more are: they look alike."""
    for many in (133, 137, 139, 120):
        assert parts(shown(figure(FREED, 137, parts={"new": many}))) == {}, many
    assert parts(shown(figure(FREED, 137, parts={"new": 117}))) == {"new": 110}


def test_who_was_left_out_is_in_tens() -> None:
    found = shown(figure(FREED, 137, excluded={"unattributed": 57, "unevidenced": 3, "other": 0}))
    assert [(part.label, part.value) for part in found.excluded] == [
        ("unattributed", 50),
    ]


def test_what_is_on_public_record_is_exact() -> None:
    found = shown(figure(CONVICTED, 3, parts={"convictions": 4, "median days": 20.0}))
    assert (found.value, parts(found)) == (3, {"convictions": 4})
    few = card("convicted_share", disclosure="public_record")
    told = shown(share(few, 3, 7))
    assert (told.value, told.denominator, told.withheld) == (0.43, 7, "")


def test_a_count_that_is_a_breakdown_is_in_tens_or_withheld() -> None:
    girls = card("girls", "people")
    assert shown(figure(girls, 9)).withheld
    assert math.isnan(shown(figure(girls, 9)).value)


@pytest.mark.parametrize(
    ("had", "people", "seen"),
    [(9, 200, False), (10, 200, True), (186, 200, True), (187, 200, False), (5, 9, False)],
)
def test_a_share_needs_enough_on_both_sides(had: int, people: int, seen: bool) -> None:
    found = shown(share(HOUSED, had, people))
    assert bool(found.withheld) is not seen
    assert math.isnan(found.value) is not seen
    if not seen:
        assert (found.parts, found.naive_reason) == ((), "")
        assert math.isnan(found.lower)


def test_a_share_is_rounded_and_its_size_too() -> None:
    found = shown(share(HOUSED, 77, 187, naive=0.523, naive_reason="careless"))
    assert (found.value, found.lower, found.upper) == (0.41, 0.36, 0.46)
    assert (found.denominator, found.naive) == (180, 0.52)


def test_how_many_had_it_is_told_only_where_it_is_not_known_of_many() -> None:
    """Else a share that is not quite theirs of all would tell that it is not known of some."""
    told = {"at least": 0.41, "at most": 0.5}
    for unknown, many in ((0, None), (9, None), (17, 70)):
        counts = {"housed": 77, "not yet known": unknown, **told}
        found = shown(share(HOUSED, 77, 187, parts=counts, censored=unknown))
        assert (found.numerator, parts(found).get("housed")) == (many, many)


def test_a_careless_share_that_tells_of_few_is_left_out() -> None:
    found = shown(share(HOUSED, 77, 187, naive=77 / 80, naive_reason="of those decided"))
    assert (math.isnan(found.naive), found.naive_reason) == (True, "")


@pytest.mark.parametrize(("others", "seen"), [(0, True), (2, False), (9, False), (10, True)])
def test_a_careless_share_does_not_tell_that_something_else_happened_to_few(
    others: int, seen: bool
) -> None:
    """One less Kaplan–Meier lies apart from the share by those to whom something else happened."""
    counts = {"housed": 77, "re-trafficked": others, "not yet known": 3, "at least": 0.41}
    found = shown(share(HOUSED, 77, 187, parts=counts, naive=0.55, naive_reason="careless"))
    assert math.isnan(found.naive) is not seen
    assert bool(found.naive_reason) is seen


def test_sums_of_money_are_no_counts() -> None:
    told = {"paid in full": 20, "paid in part": 30, "ordered in MYR": 10200, "paid in GBP": 6210}
    found = shown(share(card("paid"), 20, 100, parts=told))
    assert parts(found) == {"paid in full": 20, "paid in part": 30}


@pytest.mark.parametrize(
    ("people", "fewest", "seen"), [(427, 12, True), (427, 3, False), (427, 0, False), (9, 0, False)]
)
def test_a_share_of_something_else_is_of_people_too(people: int, fewest: int, seen: bool) -> None:
    """Of seven outcomes, not of seven people: the people stand beside it."""
    told = {"people": people, "safety": min(people, 300), "housing": fewest}
    found = shown(figure(card("covered"), 5 / 7, denominator=7, parts=told))
    assert bool(found.withheld) is not seen
    assert found.denominator == (people // 10 * 10 or None)
    assert parts(found) == ({"people": 420, "safety": 300, "housing": 10} if seen else {})


def test_days_are_whole_weeks_outwards() -> None:
    found = shown(figure(WAIT, 203.5, lower=150, upper=300, numerator=123, denominator=200))
    assert (found.value, found.lower, found.upper) == (210, 147, 301)


def test_a_median_that_is_not_reached_is_not_withheld() -> None:
    found = shown(figure(WAIT, math.nan, lower=531, numerator=60, denominator=200))
    assert (found.withheld, found.lower) == ("", 525)
    unknown = shown(figure(WAIT, math.nan, numerator=60, denominator=200))
    assert "cannot be told yet" in unknown.withheld


def test_a_figure_of_which_nobody_knows_how_many_had_it_is_withheld() -> None:
    assert shown(figure(card("gap", "points"), 0.5, denominator=200)).withheld


def behind(found: ShownIndicator) -> tuple[int | None, ...]:
    return found.numerator, found.denominator, found.missing, found.censored


def test_how_many_are_behind_a_figure_is_told_like_any_count() -> None:
    told = {"housed": 77, "not yet known": 34}
    found = shown(share(HOUSED, 77, 187, missing=12, censored=34, parts=told))
    assert behind(found) == (70, 180, 10, 30)
    few = shown(share(HOUSED, 77, 187, missing=4, censored=0))
    assert behind(few) == (None, 180, None, None)


def test_of_a_figure_that_is_withheld_nothing_behind_it_is_told() -> None:
    assert behind(shown(share(HOUSED, 9, 187, missing=12, censored=34))) == (None, 180, 10, None)


def test_a_plain_count_is_as_exact_as_itself() -> None:
    assert shown(figure(FREED, 137, numerator=137)).numerator == 137
    assert shown(figure(card("girls", "people"), 23, numerator=23)).numerator == 20
    public = card("convicted_share", disclosure="public_record")
    assert behind(shown(share(public, 3, 7, censored=2))) == (3, 7, None, 2)


def test_a_part_that_comes_first_is_not_taken_for_how_many_it_happened_to() -> None:
    """Of those who still wait, those who arrived are the others."""
    told = {"arrived_home": 150, "still waiting": 4}
    assert shown(share(card("waiting"), 4, 154, parts=told)).withheld


def test_a_difference_is_protected_like_a_share() -> None:
    of = card("support_and_housing", "difference")
    enough = {"lower": -0.05, "upper": 0.16, "denominator": 200}
    assert shown(figure(of, 0.0512, numerator=60, **enough)).value == 0.05
    assert shown(figure(of, 0.0512, numerator=9, **enough)).withheld
    assert shown(figure(of, 0.0512, numerator=195, **enough)).withheld


def test_what_measures_is_not_taken_for_a_count() -> None:
    found = shown(share(HOUSED, 77, 187, parts={"median days": 610.0, "housed": 77}))
    assert parts(found) == {"housed": 70}


@pytest.mark.parametrize("theirs", [0.4123, 0.0, 1.0])
def test_groups_beside_a_figure_are_left_out(theirs: float) -> None:
    """Also where the share of a group is a whole number: nobody, or all of them."""
    found = shown(share(HOUSED, 77, 187, parts={"housed": 77, "share by gender: female": theirs}))
    assert parts(found) == {"housed": 70}


def test_what_is_not_measured_says_why_and_is_no_zero() -> None:
    found = protect_indicator(UNMEASURED, POLICY)
    assert found.reason == UNMEASURED.reason
    assert math.isnan(found.value)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("fewer than 3 people were assessed", "fewer than 10 people were assessed"),
        ("only 2 survivors have both", "fewer than 10 survivors have both"),
        ("no two groups of 10 people", "no two groups of 10 people"),
    ],
)
def test_a_reason_names_no_few(reason: str, told: str) -> None:
    assert protect_indicator(attrs.evolve(UNMEASURED, reason=reason), POLICY).reason == told


def of_days(days: int, had: int) -> IndicatorResult:
    return share(card(f"housed_{days}", rule=Told(days=days)), had, 200)


def test_horizons_of_the_same_people_differ_by_enough() -> None:
    found = protect_results(
        results(of_days(730, 64), of_days(183, 38), of_days(365, 56), of_days(1095, 66)), POLICY
    )
    seen = {each.code: not each.withheld for each in found.indicators}
    assert seen == {
        "housed_730": False,
        "housed_183": True,
        "housed_365": True,
        "housed_1095": True,
    }
    assert "another figure of the same people" in found.indicators[0].withheld
    assert found.indicators[0].parts == ()


def test_other_people_are_not_compared() -> None:
    other = share(card("worked", rule=Told(origin="work", days=730)), 57, 200)
    found = protect_results(results(of_days(365, 56), other), POLICY)
    assert not any(each.withheld for each in found.indicators)


HOUSING = TimeRule(
    origin="intake", outcome="safe_housing", competing=("died", "deported"), days=365
)


@pytest.mark.parametrize(
    "changed",
    [
        {"days": 372},
        {"days": 372, "competing": ("deported", "died")},
        {"days": 372, "competing": (), "censor": "as_of"},
        {"competing": ("died",)},
        {"days": 372, "outcome": ("safe_housing", "own_home")},
        {"days": 372, "decided": True, "early_counts": True},
    ],
)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("came_back", [False, True])
def test_a_figure_like_another_differs_by_enough(
    changed: dict[str, Any], turned: bool, came_back: bool
) -> None:
    """However the rule is written, and in whatever order: the two could be subtracted."""
    ours = share(card("housed", rule=HOUSING), 56, 200)
    theirs = share(card("own", rule=attrs.evolve(HOUSING, **changed)), 59, 200)
    told = results(*((theirs, ours) if turned else (ours, theirs)))
    if came_back:
        told = from_json(to_json(told))
    withheld = {each.code: each.withheld for each in protect_results(told, POLICY).indicators}
    assert withheld == {
        "housed": "",
        "own": "fewer than 10 away from another figure of the same people",
    }


@pytest.mark.parametrize(
    "changed",
    [{"origin": "rescued"}, {"outcome": "employed"}, {"subject": "episode"}],
)
def test_figures_of_something_else_are_not_compared(changed: dict[str, Any]) -> None:
    other = share(card("own", rule=attrs.evolve(HOUSING, days=372, **changed)), 59, 200)
    found = protect_results(results(share(card("housed", rule=HOUSING), 56, 200), other), POLICY)
    assert not any(each.withheld for each in found.indicators)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (RateRule(figure="share"), TimeRule(origin="rescued", outcome="re_trafficked", days=372)),
        (ScoreRule(days=365), ScoreRule(days=365, visits=2, span_days=91)),
        (
            FollowUpDone(milestone="follow_up_6m", after=183),
            FollowUpDone(milestone="follow_up_6m", after=183, slack=62),
        ),
        (AssessmentsDue(within=30), AssessmentsDue(within=31)),
        (HeldRule(days=183), HeldRule(days=190)),
        (JusticeRule(days=730), JusticeRule(days=740)),
        (LossRule(of=HOUSING), attrs.evolve(HOUSING, days=372)),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_rules_of_every_kind_say_whose_course_they_tell_of(ours: Rule, theirs: Rule) -> None:
    told = results(share(card("a", rule=ours), 56, 200), share(card("b", rule=theirs), 59, 200))
    assert [bool(e.withheld) for e in protect_results(told, POLICY).indicators] == [False, True]


def test_of_two_versions_only_the_one_too_near_is_withheld() -> None:
    first = share(card("housed", rule=HOUSING, version=1), 56, 200)
    second = share(card("housed", rule=attrs.evolve(HOUSING, days=372), version=2), 59, 200)
    both = attrs.evolve(results(first), parts={"1": first, "2": second})
    found = protect_results(both, POLICY).indicators
    assert [bool(each.withheld) for each in found] == [False, True]


def test_results_are_protected_as_a_whole_and_one_by_one() -> None:
    whole = protect(results(figure(FREED, 137), UNMEASURED))
    one = protect(figure(FREED, 137))
    assert isinstance(whole, Protected)
    assert (whole.kind, one.kind) == ("results", "indicator")


def test_protected_figures_show_themselves_in_a_line_each() -> None:
    few = share(card("few", name="Few <b>"), 3, 200)
    safe = protect(results(figure(FREED, 137), share(HOUSED, 77, 187), few, UNMEASURED))
    mark = "internal: made for learning inside the organisation; not for release"
    assert repr(safe) == (
        f"Protected(results, nothing about fewer than 10; {mark})\n"
        "Protected figures from 2022-03-01 to 2022-08-31, as of 2024-06-30\n"
        "  survivors_freed: Survivors freed: 137 people\n"
        "  housed: Housed: 0.41 share, 0.36 to 0.46 of about 180\n"
        "  few: Few <b>: not shown (fewer than 10 people to whom it happened, or to whom it did "
        "not)\n"
        "  professionals_trained: Professionals trained: not measured (these records have no "
        "table <trainings>)"
    )
    page = safe._repr_html_()
    assert page.count("<tr>") == 5
    assert "Few &lt;b&gt;" in page
    one = protect(share(HOUSED, 77, 187))
    assert one._repr_html_().endswith("<p>Housed: 0.41 share, 0.36 to 0.46 of about 180</p>")


def test_without_a_purpose_nothing_passes() -> None:
    found = attrs.evolve(results(figure(FREED, 137)), about=attrs.evolve(ABOUT, purpose=""))
    with pytest.raises(ReleaseError, match="no purpose was named"):
        protect(found)
