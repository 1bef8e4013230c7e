"""A landmark: who remains, from when, and who was left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.estimators import conditional_survival, kaplan_meier
from recovery.tables import About, EventTable, landmark
from strategies import LAST_DAY, event_tables

TABLE = EventTable(
    exit=[3, 5, 5, 9, 12, 20],
    entry=[-1, -1, 2, 4, 5, 8],
    event=[1, 0, 1, 1, 0, 1],
    frequency=[1, 2, 1, 1, 3, 1],
    about=About(clock="intake to housing"),
)


def test_who_remains() -> None:
    # Day 5: two events and two censored are over, one enters after day 8.
    later = landmark(TABLE, 5)
    assert later.exit.tolist() == [9, 12]
    assert later.columns()["entry"].tolist() == [5, 5]
    assert later.columns()["frequency"].tolist() == [1, 3]
    assert later.about.clock == "intake to housing, from day 5 on"
    assert later.about.attrition == (
        ("subjects", 9),
        ("event by day 5", 2),
        ("last seen by day 5", 2),
        ("came under observation after day 5", 1),
    )


def test_days_from_the_landmark_on() -> None:
    later = landmark(TABLE, 5, restart=True)
    assert later.exit.tolist() == [4, 7]
    assert later.entry is None
    assert later.about.clock == "intake to housing, days since day 5"


def test_attrition_goes_on_from_that_of_the_table() -> None:
    about = About(attrition=(("survivors", 8), ("no intake", 2)))
    table = EventTable(exit=[3, 9], event=[1, 1], about=about)
    assert landmark(table, 3).about.attrition == (*about.attrition, ("event by day 3", 1))


def test_nobody_remains() -> None:
    assert len(landmark(TABLE, 40)) == 0
    assert len(landmark(EventTable(exit=[], event=[]), 0, restart=True)) == 0


@given(event_tables(delayed=False), st.integers(0, LAST_DAY))
def test_is_the_survival_of_those_who_wait(table: EventTable, day: int) -> None:
    one, other = kaplan_meier(landmark(table, day)), conditional_survival(table, after=day)
    restarted = kaplan_meier(landmark(table, day, restart=True))
    for name in ("value", "std_error", "lower", "upper", "at_risk", "events"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        np.testing.assert_array_equal(getattr(restarted, name), getattr(other, name))
    np.testing.assert_array_equal(restarted.days + day, other.days)


@pytest.mark.parametrize("day", [-1, 2.5])
def test_refuses_other_days(day: Any) -> None:
    with pytest.raises(DefinitionError, match="day must be a whole number, 0 or more"):
        landmark(TABLE, day)
