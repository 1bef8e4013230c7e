"""Counting by day: both ways of laying out days, and blocks of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from recovery.estimators import kaplan_meier
from recovery.tables import EventTable, by_day
from strategies import LAST_DAY, event_tables

EVERY_DAY = np.arange(-1, LAST_DAY + 3)


@given(event_tables())
def test_sparse_days_and_small_blocks_change_nothing(table: EventTable) -> None:
    plain = kaplan_meier(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_day, "DENSE_DAYS", 0)
        patch.setattr(by_day, "ROWS_A_DAY", 10**6)
        patch.setattr(by_day, "BLOCK", 1)
        sparse = kaplan_meier(table)
    for name, column in plain.columns().items():
        np.testing.assert_array_equal(sparse.columns()[name], column)
    np.testing.assert_array_equal(sparse.at_risk_on(EVERY_DAY), plain.at_risk_on(EVERY_DAY))
    assert sparse.about == plain.about


@given(event_tables())
def test_at_risk_is_what_the_definition_says(table: EventTable) -> None:
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    frequency = np.ones(len(table), int) if table.frequency is None else table.frequency
    day = EVERY_DAY[:, None]
    expected = ((entry < day) & (day <= table.exit)) @ frequency
    np.testing.assert_array_equal(kaplan_meier(table).at_risk_on(EVERY_DAY), expected)


def test_days_may_lie_very_far_apart() -> None:
    far = 2**53
    table = EventTable(exit=[3, far - 1, far], event=[1, 1, 0], entry=[-1, 7, far - 2])
    curve = kaplan_meier(table)
    np.testing.assert_array_equal(curve.days, [3, far - 1])
    np.testing.assert_array_equal(curve.at_risk_on([3, 4, 8, far, far + 1]), [1, 0, 1, 1, 0])


def test_more_rows_than_one_block() -> None:
    rows = 3 * by_day.BLOCK + 5
    day = np.arange(rows) % 50
    curve = kaplan_meier(EventTable(exit=day, event=np.ones(rows, int)))
    assert curve.n == rows
    np.testing.assert_array_equal(curve.events, np.bincount(day))
