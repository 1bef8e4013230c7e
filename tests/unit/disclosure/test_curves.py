"""Curves are read only where enough people stand behind each step."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.disclosure import POLICY, Policy, ShownCurves, ShownGroups, protect
from recovery.errors import ReleaseError
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.results import Groups
from recovery.tables import EventTable
from strategies import event_tables, written_out

SMALL = Policy(threshold=3, grid_days=1, horizons=(2, 5, 9))


def shown(result: object, policy: Policy = POLICY) -> ShownCurves:
    value = protect(result, policy=policy).value
    assert isinstance(value, ShownCurves)
    return value


def shown_groups(result: object, policy: Policy = POLICY) -> ShownGroups:
    value = protect(result, policy=policy).value
    assert isinstance(value, ShownGroups)
    return value


def one_a_day(n: int, *, event: int = 1) -> EventTable:
    return EventTable(exit=np.arange(1, n + 1), event=[event] * n)


def had_by(table: EventTable, day: int, *, cause: int) -> int:
    return int(((table.exit <= day) & (table.event == cause)).sum())


def left_after(table: EventTable, day: int) -> int:
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    at_risk = (entry < day) & (day <= table.exit)
    return int((at_risk & ~((table.exit == day) & (table.event > 0))).sum())


def test_horizons_come_first_and_are_exact() -> None:
    table = one_a_day(400)
    exact = kaplan_meier(table)
    curve = shown(exact).curves["outcome"]
    assert {183, 365} <= set(curve.days)
    assert curve.at(183).value == round(float(exact.at(183)), 3)
    assert curve.at(365).upper == round(exact.estimate([365])[365].upper, 3)


def test_a_day_too_near_a_horizon_is_left_out() -> None:
    curve = shown(kaplan_meier(one_a_day(400))).curves["outcome"]
    assert [day for day in curve.days if 165 < day < 200] == [168, 183, 196]


def test_the_curve_ends_where_too_few_are_left() -> None:
    curve = shown(kaplan_meier(one_a_day(60))).curves["outcome"]
    assert curve.followed_to == curve.days[-1] == 42  # on day 49 eleven are left, but only 7 came
    assert curve.at(49).withheld
    assert math.isnan(curve.at(49).value)


def test_a_curve_without_a_step_is_withheld_with_the_reason() -> None:
    events = EventTable(exit=range(1, 101), event=[1] * 9 + [0] * 91)
    curve = shown(kaplan_meier(events)).curves["outcome"]
    assert curve.days == ()
    assert curve.withheld.startswith("fewer than 10")


def test_nobody_and_a_few_look_the_same() -> None:
    none = aalen_johansen(EventTable(exit=range(1, 101), event=[1] * 100, causes=("a", "b")))
    few = aalen_johansen(
        EventTable(exit=range(1, 101), event=[1] * 91 + [2] * 9, causes=("a", "b"))
    )
    assert str(shown(none).curves["b"]) == str(shown(few).curves["b"])


def test_everyone_is_not_told() -> None:
    """All twenty had it on one day: one would know it of each of them."""
    curve = shown(kaplan_meier(EventTable(exit=[7] * 20, event=[1] * 20))).curves["outcome"]
    assert curve.withheld


def test_the_median_is_read_from_the_days_shown_in_whole_weeks() -> None:
    median = shown(kaplan_meier(one_a_day(60))).curves["outcome"].median
    assert (median.value, median.unit, median.n) == (42.0, "days", 60)
    assert (median.lower, median.upper) == (14.0, 42.0)


@pytest.mark.parametrize("end", ["value", "lower", "upper"])
def test_a_median_that_is_not_reached_is_not_known(end: str) -> None:
    events = EventTable(exit=range(1, 101), event=[1] * 30 + [0] * 70)
    median = shown(kaplan_meier(events)).curves["outcome"].median
    assert math.isnan(getattr(median, end))


def test_the_figures_at_risk_give_nobody_away() -> None:
    """Three were lost before day 183, forty by day 365, and nine were followed to the end."""
    exit_ = [100] * 3 + [300] * 37 + [500] * 54 + [900] * 9
    table = EventTable(exit=exit_, event=[0] * 103)
    value = shown(kaplan_meier(table))
    assert value.n == 100
    assert dict(value.at_risk) == {0: 100, 183: 100, 365: 60, 730: None}


def test_sizes_of_groups_add_up_to_that_of_the_whole() -> None:
    groups = shown_groups(grouped(257, 60, 14)).groups
    assert [group.n for group in groups.values()] == [250, 60, 20]
    assert [dict(group.at_risk)[0] for group in groups.values()] == [250, 60, 20]


def test_a_curve_that_may_rise_and_fall_is_refused() -> None:
    curve = attrs.evolve(kaplan_meier(one_a_day(60)), kind="occupation")
    with pytest.raises(ReleaseError, match="not yet a curve of kind 'occupation'"):
        protect(curve)


@given(event_tables(max_rows=60))
def test_no_piece_between_shown_days_is_about_few(drawn: EventTable) -> None:
    table = written_out(drawn)
    value = shown(aalen_johansen(table), SMALL)
    assert value.n == (len(table) // 3 * 3 or None)
    for number, (cause, curve) in enumerate(value.curves.items(), start=1):
        assert cause == table.causes[number - 1]
        had = [0, *(had_by(table, day, cause=number) for day in curve.days)]
        assert all(step >= SMALL.threshold for step in np.diff(had))
        assert all(left_after(table, day) >= SMALL.threshold for day in curve.days)
    assert all(left is None or left >= SMALL.threshold for _, left in value.at_risk)


@given(event_tables(max_rows=60))
def test_row_order_changes_nothing(drawn: EventTable) -> None:
    table = written_out(drawn)
    order = np.random.default_rng(len(table)).permutation(len(table))
    turned = EventTable(exit=table.exit[order], event=table.event[order], causes=table.causes)
    straight = attrs.evolve(table, entry=None)
    assert str(shown(aalen_johansen(straight), SMALL)) == str(shown(aalen_johansen(turned), SMALL))


def grouped(*sizes: int) -> Groups[str, object]:
    return Groups(
        {f"g{place}": aalen_johansen(one_a_day(size)) for place, size in enumerate(sizes)},
        by=("site",),
    )


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    value = shown_groups(grouped(200, 90, 40, 6))
    assert list(value.groups) == ["g0", "g1"]
    assert "fewer than 10" in value.withheld


def test_withheld_groups_are_enough_together() -> None:
    """Two groups of 3 and 4 are seven people: the next smallest goes with them."""
    assert list(shown_groups(grouped(200, 90, 40, 3, 4)).groups) == ["g0", "g1"]


def test_empty_groups_are_no_groups() -> None:
    value = shown_groups(grouped(200, 90, 0))
    assert (list(value.groups), value.withheld) == (["g0", "g1"], "")


def test_groups_are_read_on_common_days() -> None:
    groups = shown_groups(grouped(400, 200)).groups
    assert groups["g0"].curves["outcome"].days == groups["g1"].curves["outcome"].days


def test_a_group_with_few_events_hides_its_curve_and_one_more() -> None:
    often = aalen_johansen(one_a_day(300))
    rare = aalen_johansen(EventTable(exit=range(1, 101), event=[1] * 4 + [0] * 96))
    groups = shown_groups(Groups({"a": often, "b": often, "c": rare}, by=("site",))).groups
    assert [bool(g.curves["outcome"].withheld) for g in groups.values()] == [False, True, True]


@given(st.lists(event_tables(max_rows=40, delayed=False), min_size=1, max_size=4))
def test_what_is_left_of_the_whole_is_none_or_enough(drawn: list[EventTable]) -> None:
    tables = {
        str(place): attrs.evolve(written_out(table), causes=("a", "b", "c"))
        for place, table in enumerate(drawn)
    }
    value = shown_groups(Groups({k: aalen_johansen(t) for k, t in tables.items()}), SMALL)
    hidden = [len(t) for k, t in tables.items() if k not in value.groups and len(t)]
    if value.groups:
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALL.threshold)
    for number, cause in enumerate(("a", "b", "c"), start=1):
        seen = {k: g.curves[cause] for k, g in value.groups.items() if g.curves[cause].days}
        days = {curve.days for curve in seen.values()}
        assert len(days) <= 1
        for common in days:
            rest = [t for k, t in tables.items() if k not in seen]
            had = [0, *(sum(had_by(t, day, cause=number) for t in rest) for day in common)]
            assert all(step == 0 or step >= SMALL.threshold for step in np.diff(had))
