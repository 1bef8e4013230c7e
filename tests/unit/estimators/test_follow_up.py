"""Follow-up and survival from a landmark: what they come to, and what they refuse."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.estimators import conditional_survival, follow_up, kaplan_meier
from recovery.tables import EventTable
from strategies import LAST_DAY, event_tables, sampled_tables

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""


@given(event_tables())
def test_events_come_before_censoring_on_a_day(table: EventTable) -> None:
    # On a clock of half days: an event in the first half of its day, censoring in the second.
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    halves = attrs.evolve(
        table,
        exit=2 * table.exit + (table.event == 0),
        event=(table.event == 0).astype(int),
        entry=np.maximum(2 * entry + 1, -1),
        causes=("censored",),
    )
    curve, expected = follow_up(table), kaplan_meier(halves)
    np.testing.assert_array_equal(curve.days, expected.days // 2)
    for name in ("value", "std_error", "at_risk", "events"):
        np.testing.assert_array_equal(getattr(curve, name), getattr(expected, name))
    assert (curve.n, curve.followed_to) == (expected.n, table.exit.max(initial=-1))


@given(event_tables())
def test_counts_will_do(table: EventTable) -> None:
    one, other = follow_up(table), follow_up(table.counts())
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name])


@given(sampled_tables(), st.integers(0, LAST_DAY))
def test_conditional_survival_is_a_ratio(table: EventTable, after: int) -> None:
    days = np.arange(after, LAST_DAY + 3)
    whole = kaplan_meier(table, variance="robust")
    waiting = whole.at(after)
    rest = conditional_survival(table, after=after, variance="robust")
    if waiting > 0 and rest.n:
        expected = whole.at(days) / waiting
        np.testing.assert_allclose(rest.at(days), expected, rtol=ROUNDING, atol=ROUNDING)


def test_conditional_survival_takes_only_who_goes_on() -> None:
    # Three go on beyond day 4, one enters later: 3 at risk on day 6, 3 on day 8.
    table = EventTable(exit=[2, 4, 6, 8, 9, 9], event=[1, 0, 1, 1, 0, 0], entry=[-1] * 5 + [6])
    curve = conditional_survival(table, after=4, variance="greenwood", interval="plain")
    np.testing.assert_array_equal(curve.at_risk, [3, 3])
    np.testing.assert_allclose(curve.value, [2 / 3, 4 / 9], rtol=ROUNDING)
    greenwood = np.array([1 / 6, 1 / 6 + 1 / 6])
    np.testing.assert_allclose(curve.std_error, curve.value * np.sqrt(greenwood), rtol=ROUNDING)
    assert curve.n == 4
    assert not any("nobody was followed" in note for note in curve.about.notes)
    assert curve.about.method == "Kaplan–Meier after day 4, Greenwood variance, plain interval"


def test_nobody_goes_on() -> None:
    curve = conditional_survival(EventTable(exit=[3], event=[1]), after=3)
    assert (curve.n, len(curve.days)) == (0, 0)


def test_censoring_is_what_follow_up_waits_for() -> None:
    table = EventTable(exit=[1, 2, 3], event=[1, 2, 0], causes=("a", "b"))
    curve = follow_up(table)
    assert (curve.cause, curve.median.value) == ("end of follow-up", 3)


@pytest.mark.parametrize("after", [-1, 2.5])
def test_refuses_a_landmark_that_is_no_day(after: Any) -> None:
    with pytest.raises(DefinitionError, match="after must be a whole number, 0 or more"):
        conditional_survival(EventTable(exit=[1], event=[1]), after=after)


@pytest.mark.parametrize("array", ["weight", "cluster", "stratum"])
def test_refuse_what_they_would_leave_out(array: str) -> None:
    extra: dict[str, Any] = {array: [1, 2]}
    table = EventTable(exit=[1, 2], event=[1, 0], **extra)
    with pytest.raises(DefinitionError, match=f"cannot use {array}"):
        follow_up(table)
    with pytest.raises(DefinitionError, match=f"cannot use {array}"):
        conditional_survival(table, after=0)
