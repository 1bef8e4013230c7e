"""Tables of numbers at risk, by subjects and by weight."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given

from recovery.errors import DefinitionError
from recovery.estimators import kaplan_meier, risk_table
from recovery.tables import EventTable
from strategies import event_tables

DAYS = range(40)


@given(table=event_tables())
def test_is_a_count_of_subjects_on_each_day(table: EventTable) -> None:
    found = risk_table(table, days=DAYS)
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    many = np.ones(len(table), np.int64) if table.frequency is None else table.frequency
    for day in DAYS:
        here = (entry < day) & (day <= table.exit)
        gone = table.exit <= day
        assert found["entered"][day] == many[entry < day].sum()
        assert found["at_risk"][day] == many[here].sum()
        for number, name in enumerate(("censored", *table.causes)):
            assert found[name][day] == many[gone & (table.event == number)].sum()
    counted = risk_table(table.counts(), days=DAYS)
    assert all((counted[name] == column).all() for name, column in found.items())
    if len(table):
        np.testing.assert_array_equal(kaplan_meier(table).at_risk_on(DAYS), found["at_risk"])


@given(table=event_tables())
def test_equal_weights_are_so_many_times_the_subjects(table: EventTable) -> None:
    subjects = risk_table(table, days=DAYS)
    weighted = attrs.evolve(table, weight=np.full(len(table), 2.0))
    found = risk_table(weighted, days=DAYS, count="weight")
    for name in ("entered", "at_risk", "censored", *table.causes):
        np.testing.assert_array_equal(found[name], 2 * subjects[name])
    people = risk_table(weighted, days=DAYS)
    assert all((people[name] == column).all() for name, column in subjects.items())


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"count": "people"}, "count"),
        ({"days": [-1]}, "whole numbers, 0 or later"),
        ({"days": [1.5]}, "whole numbers, 0 or later"),
    ],
)
def test_refuses_what_makes_no_sense(given: dict[str, Any], match: str) -> None:
    with pytest.raises(DefinitionError, match=match):
        risk_table(EventTable(exit=[1], event=[1]), **({"days": [1]} | given))


def test_refuses_causes_with_the_name_of_a_column() -> None:
    table = EventTable(exit=[1], event=[1], causes=("entered",))
    with pytest.raises(DefinitionError, match="columns of these names: entered; rename the causes"):
        risk_table(table, days=[1])
    with pytest.raises(DefinitionError, match="give the EventTable itself"):
        risk_table(EventTable(exit=[1], event=[1]).counts(), days=[1], count="weight")
