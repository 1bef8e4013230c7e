"""Pseudo-values of shares in states and of days in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_states import Stay, occupation
from recovery.errors import DefinitionError
from recovery.estimators import pseudo_values, sojourn, state_occupation
from recovery.tables import StateTable
from strategies_states import STATES, courses, table_of

ROUNDING = 1e-10
"""A dozen days of matrix products, of which up to four digits may be given away."""
TINY = 1e-13
"""Where a number is 0 rounding leaves about this much."""


@settings(max_examples=40)  # each day of each course is written down
@given(courses(), st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_equals_exact_twin(stays: list[Stay], days: list[int]) -> None:
    exact = occupation(stays, 3)
    subjects = sorted({who for who, *_ in stays})
    n, last = len(subjects), max(exact, default=-1)
    table = table_of(stays)
    for state, name in enumerate(STATES):
        found = pseudo_values(table, days=days, of=name)
        area = pseudo_values(table, days=days, of=f"days in {name}")
        for column, day in enumerate(days):
            if day > last:
                assert np.isnan(found[:, column]).all()
                assert np.isnan(area[:, column]).all()
                continue
            daily = [
                [float(exact[d][0][state] + n * exact[d][1][who][state]) for who in subjects]
                for d in range(day + 1)
            ]
            np.testing.assert_allclose(found[:, column], daily[day], rtol=ROUNDING, atol=TINY)
            summed = np.sum(daily[:day], axis=0)
            np.testing.assert_allclose(area[:, column], summed, rtol=ROUNDING, atol=TINY * 10)


@given(courses(), st.lists(st.integers(1, 3), min_size=7, max_size=7))
def test_average_to_the_estimate(stays: list[Stay], frequency: list[int]) -> None:
    table = table_of(stays, frequency=frequency)
    last = int(table.stop.max())
    who = np.unique(table.subject)
    for name, curve in state_occupation(table).items():
        found = pseudo_values(table, days=[last], of=name)
        average = np.average(found[:, 0], weights=np.array(frequency)[who])
        np.testing.assert_allclose(average, curve.at(last), atol=TINY)
        if last:
            days = pseudo_values(table, days=[last], of=f"days in {name}")
            average = np.average(days[:, 0], weights=np.array(frequency)[who])
            expected = sojourn(table, days=last)[name].value
            np.testing.assert_allclose(average, expected, atol=TINY * last)


def test_say_where_each_was_when_nobody_is_censored() -> None:
    stays: list[Stay] = [
        (4, -1, 5, 0, 1), (4, 5, 20, 1, -1), (2, -1, 8, 0, 2), (2, 8, 20, 2, -1),
        (3, -1, 20, 0, -1),
    ]  # fmt: skip
    table = table_of(stays)
    shelter = pseudo_values(table, days=[4, 6, 10], of="shelter")  # subjects 2, 3, 4
    np.testing.assert_allclose(shelter, [[1, 1, 0], [1, 1, 1], [1, 0, 0]], atol=TINY)
    days = pseudo_values(table, days=[6, 10], of="days in community")
    np.testing.assert_allclose(days, [[0, 0], [0, 0], [1, 5]], atol=TINY)


def test_no_row_at_all() -> None:
    nobody = StateTable(subject=[], start=[], stop=[], state=[], states=STATES)
    assert pseudo_values(nobody, days=[1, 2], of="shelter").shape == (0, 2)


def test_lists_what_there_is() -> None:
    with pytest.raises(DefinitionError, match="'community', 'days in community'"):
        pseudo_values(table_of([(1, -1, 5, 0, 1)]), days=[3])
