"""Everybody who might have been counted is tried: what is shown never tells of one to nine."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator

import attrs
import pytest

from impact_reports import ABOUT, AFTERWARDS, AS_OF, FREED, HOUSED, WAIT, card, figure, share
from impact_reports import results as of_period
from recovery.disclosure import POLICY, ShownIndicator
from recovery.disclosure.afterwards import protect_afterwards
from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.beside import at_least, beside, no_few_between
from recovery.disclosure.indicators import protect_indicator, protect_results
from recovery.indicators import TimeRule
from recovery.results import IndicatorResult

World = tuple[int, ...]
FEW = set(range(1, 10))


def tells_of_few(worlds: Iterable[World], show: Callable[[World], Hashable]) -> list[World]:
    """Return a world for each number of 1 to 9 that is all that is left by what is shown."""
    alike: dict[Hashable, list[World]] = {}
    for world in worlds:
        alike.setdefault(show(world), []).append(world)
    return [
        same[0]
        for same in alike.values()
        if any(set(each) <= FEW for each in zip(*same, strict=True))
    ]


def divided(most: int) -> Iterator[World]:
    """Yield every way to divide up to so many people in three."""
    for one in range(most):
        for other in range(most - one):
            yield from ((one, other, rest) for rest in range(most - one - other))


@pytest.mark.parametrize("exact", [True, False])
def test_parts_beside_their_whole_tell_of_no_few(exact: bool) -> None:
    def show(world: World) -> Hashable:
        whole = sum(world)
        parts = {
            str(place): beside(many, whole if exact else None, POLICY)
            for place, many in enumerate(world)
        }
        least = at_least(whole, POLICY, exact=exact)
        told = tuple(no_few_between(parts, least, POLICY).values())
        return whole if exact else whole // 10, told

    worlds = [world for world in divided(63) if max(world) > 9]
    found = tells_of_few(worlds, show)
    assert found == []


def housed(had: int, unknown: int, surely_not: int, *, mature: bool = True) -> IndicatorResult:
    people = had + unknown + surely_not
    least, most = had / people, (had + unknown) / people
    return share(
        HOUSED,
        had,
        people,
        lower=0.2 if mature else least,
        upper=0.9 if mature else most,
        censored=unknown,
        parts={
            "housed": had,
            "followed that far without it": surely_not,
            "not yet known": unknown,
            "at least": least,
            "at most": most,
        },
    )


@pytest.mark.parametrize("mature", [True, False])
def test_a_share_with_its_bounds_tells_of_no_few(mature: bool) -> None:
    """Also not of those to whom it surely did not happen, nor of those not yet known."""

    def show(world: World) -> Hashable:
        found = protect_indicator(housed(*world, mature=mature), POLICY)
        return str(attrs.asdict(found))

    worlds = [world for world in divided(38) if min(world[0], world[2]) > 7]
    assert tells_of_few(worlds, show) == []


def test_a_share_of_which_few_are_not_known_has_no_bounds() -> None:
    beside_it = {
        unknown: [part.label for part in protect_indicator(housed(40, unknown, 40), POLICY).parts]
        for unknown in (0, 3, 9, 10)
    }
    assert beside_it == {
        0: ["housed"],
        3: ["housed"],
        9: ["housed"],
        10: ["housed", "not yet known", "at least", "at most"],
    }


@pytest.mark.parametrize(
    ("had", "unknown", "surely_not", "mature", "seen"),
    [
        (60, 2, 11, True, True),
        (60, 20, 9, True, False),
        (60, 20, 10, True, True),
        (60, 9, 40, False, False),
        (60, 10, 40, False, True),
    ],
)
def test_who_is_not_known_is_not_among_those_to_whom_it_did_not_happen(
    had: int, unknown: int, surely_not: int, mature: bool, seen: bool
) -> None:
    found = protect_indicator(housed(had, unknown, surely_not, mature=mature), POLICY)
    assert bool(found.withheld) is not seen


def test_of_a_figure_near_another_nothing_behind_it_is_told() -> None:
    rule = TimeRule(origin="intake", outcome="safe_housing", days=365)
    first = share(card("first", rule=rule), 56, 200, censored=40)
    later = share(card("later", rule=attrs.evolve(rule, days=400)), 59, 200, censored=40)
    found = protect_results(of_period(first, later), POLICY).indicators[1]
    assert found.withheld
    assert (found.numerator, found.censored, found.parts, found.notes) == (None, None, (), ())


def test_how_long_they_waited_has_no_counts_beside_the_shares_of_the_same_people() -> None:
    rule = TimeRule(origin="intake", outcome="safe_housing", days=365)
    days = attrs.evolve(rule, figure="median")
    other = attrs.evolve(days, origin="rescued")

    def wait(by: TimeRule) -> IndicatorResult:
        of = attrs.evolve(WAIT, rule=by)
        return figure(of, 200.0, numerator=62, denominator=200, censored=30, parts={"housed": 62})

    whole = share(card("housed", rule=rule), 59, 200)
    _, beside_it = protect_results(of_period(whole, wait(days)), POLICY).indicators
    _, alone = protect_results(of_period(whole, wait(other)), POLICY).indicators
    assert (beside_it.value, beside_it.numerator, beside_it.parts) == (203, None, ())
    assert (alone.numerator, alone.censored, len(alone.parts)) == (60, 30, 1)


def gap(**groups: tuple[int, int]) -> ShownIndicator:
    told = attrs.evolve(ABOUT, notes=("the largest gap is by gender: female and male",))
    of = figure(
        card("gap", "points"),
        0.5123,
        numerator=90,
        denominator=200,
        compared=groups,
        naive=1.5,
        naive_reason="of any groups",
        about=told,
    )
    return protect_indicator(of, POLICY)


def test_groups_are_named_where_enough_of_each_had_it_and_enough_surely_did_not() -> None:
    found = gap(female=(60, 50), male=(10, 10))
    assert (found.value, found.notes) == (0.51, ("the largest gap is by gender: female and male",))
    assert (math.isnan(found.naive), found.naive_reason) == (True, "")
    for few in ((9, 40), (40, 9), (0, 40)):
        found = gap(female=(60, 50), male=few)
        assert (bool(found.withheld), math.isnan(found.value), found.notes) == (True, True, ())


def test_how_a_figure_was_made_does_not_depend_on_whom_it_is_of() -> None:
    methods = ("share of all, Wilson interval", "Aalen–Johansen, Gray variance")
    told = {
        protect_indicator(
            attrs.evolve(housed(40, 12, 40), about=attrs.evolve(ABOUT, method=method)), POLICY
        ).method
        for method in methods
    }
    assert len(told) == 1


def test_reasons_of_which_few_were_left_out_are_not_named() -> None:
    none = figure(FREED, 137, excluded={"unplaced": 0})
    few = figure(FREED, 137, excluded={"unplaced": 4})
    assert str(protect_indicator(few, POLICY).excluded) == "()"
    assert protect_indicator(none, POLICY).excluded == ()


def test_what_became_of_them_leaves_no_few() -> None:
    """Of 13 people 11 were in touch: what came to the other two is nobody's to know."""
    fates = {name: counts * 0 for name, counts in AFTERWARDS.fates.items()}
    fates["in touch"] = fates["in touch"] + 11
    fates["lost"] = fates["lost"] + 2
    found = protect_afterwards(
        attrs.evolve(AFTERWARDS, people=13, fates=fates), AS_OF, POLICY, exact=True
    )
    assert {each.count for each in found.later if each.exclusive} == {None}


@pytest.mark.parametrize(
    ("silent", "notes", "exact", "told"),
    [
        (4, (), True, (0.5, math.nan)),
        (0, (), True, (0.5, math.nan)),
        (12, (), True, (0.51, 0.41)),
        (4, (), False, (0.51, 0.41)),
        (0, ("consent not recorded",), True, (0.51, 0.41)),
    ],
)
def test_a_share_beside_an_exact_total_does_not_tell_how_few_did_not_consent(
    silent: int, notes: tuple[str, ...], exact: bool, told: tuple[float, float]
) -> None:
    fates = dict(AFTERWARDS.fates)
    fates["no consent to be followed"] = fates["no consent to be followed"] + silent
    fates["in touch"] = fates["in touch"] - silent
    found = attrs.evolve(AFTERWARDS, fates=fates, about=attrs.evolve(ABOUT, notes=notes))
    first = protect_afterwards(found, AS_OF, POLICY, exact=exact).of("safely housed")[0]
    assert (first.value, first.lower) == pytest.approx(told, nan_ok=True)


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ("the largest gap is by age: 18 to 24 and 25 and over", True),
        ("the largest gap is by age: under 18 and 18 to 24", True),
        ("not everyone can have been followed for 365 days yet", True),
        ("whoever was silent for 1,095 days", True),
        ("some scored 12 on the scale", False),
        ("7 came late", False),
        ("not the case, in so many pairs: 7", False),
    ],
)
def test_a_note_is_told_as_it_is_or_not_at_all(note: str, seen: bool) -> None:
    assert plain_notes([note], POLICY) == ((note,) if seen else ())


def test_only_counts_in_notes_are_rounded() -> None:
    notes = ["1,234 were seen within 365 days", "found after 365 days, perhaps by then: 27"]
    assert plain_notes(notes, POLICY) == (
        "about 1,230 were seen within 365 days",
        "found after 365 days, perhaps by then: about 20",
    )
