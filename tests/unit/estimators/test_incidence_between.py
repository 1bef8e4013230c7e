"""The share with an outcome by a day, between two days and with competing events."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_exposed import literal_incidence
from recovery.estimators import aalen_johansen, turnbull
from recovery.estimators.incidence_between import incidence_between
from recovery.tables import EventTable, IntervalTable

SLOW_CLIMB = 0.02
"""An expectation-maximisation nears its end slowly where a mass goes to 0."""
ROUNDING = 1e-8

waits = st.lists(
    st.tuples(st.integers(-1, 8), st.integers(1, 5), st.integers(0, 2)), min_size=1, max_size=5
)


def as_known(rows: list[tuple[int, int, int]]) -> list[tuple[int, float, int]]:
    """Return after which day, by which day, and which cause: a competing day is known."""
    return [(left, left + (math.inf, wide, 1)[cause], cause) for left, wide, cause in rows]


def likeliest(rows: list[tuple[int, float, int]], day: int) -> tuple[float, float]:
    left, right, cause = zip(*rows, strict=True)
    return incidence_between(IntervalTable(left=left, right=right), np.equal(cause, 2), day)


@settings(max_examples=60, deadline=None)
@given(waits, st.integers(0, 12))
def test_nothing_is_more_likely(rows: list[tuple[int, int, int]], day: int) -> None:
    least, most = likeliest(as_known(rows), day)
    assert 0 <= least <= most <= 1 + ROUNDING
    assert least - SLOW_CLIMB <= literal_incidence(as_known(rows), day) <= most + SLOW_CLIMB


@settings(max_examples=60, deadline=None)
@given(waits, st.integers(0, 12))
def test_with_known_days_it_is_aalen_and_johansens(
    rows: list[tuple[int, int, int]], day: int
) -> None:
    known = as_known([(max(left, 0 if cause == 0 else -1), 1, cause) for left, _, cause in rows])
    least, most = likeliest(known, day)
    events = EventTable(
        exit=[int(left if cause == 0 else right) for left, right, cause in known],
        event=[cause for *_, cause in known],
        causes=("outcome", "other"),
    )
    value = float(aalen_johansen(events)["outcome"].at(day))
    if not math.isnan(value):
        assert (least, most) == pytest.approx((value, value), abs=ROUNDING)


@settings(max_examples=60, deadline=None)
@given(waits, st.integers(0, 12))
def test_without_competing_events_it_is_turnbulls(
    rows: list[tuple[int, int, int]], day: int
) -> None:
    known = as_known([(left, wide, min(cause, 1)) for left, wide, cause in rows])
    least, most = likeliest(known, day)
    value = float(
        turnbull(IntervalTable(left=[r[0] for r in known], right=[r[1] for r in known])).at(day)
    )
    if math.isnan(value):
        assert least <= most
    else:
        assert (least, most) == pytest.approx((1 - value, 1 - value), abs=ROUNDING)


def test_doubling_the_people_changes_nothing_and_nobody_has_no_share() -> None:
    rows = [(10, 40.0, 1), (19, 20.0, 2), (30, math.inf, 0), (60, math.inf, 0)]
    assert likeliest(rows * 2, 50) == pytest.approx(likeliest(rows, 50))
    assert likeliest(rows, 50) == pytest.approx((3 / 8, 3 / 8))  # worked out in the spec
    nobody = IntervalTable(left=[], right=[])
    assert all(map(math.isnan, incidence_between(nobody, np.zeros(0, dtype=bool), 9)))
