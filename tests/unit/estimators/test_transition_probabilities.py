"""Transition probabilities: the exact twin, what never changes, and what is refused."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_states import Stay, transitions
from recovery.errors import DefinitionError
from recovery.estimators import kaplan_meier, state_occupation, transition_probabilities
from recovery.results import Transitions
from recovery.tables import EventTable, StateTable
from strategies_states import STATES, courses, table_of

ROUNDING = 1e-10
"""A dozen days of matrix products, of which up to four digits may be given away."""
TINY = 1e-14
"""Where a covariance is 0 rounding leaves about this much."""
OTHER: Any = "other"
FEW = settings(max_examples=40)
"""The twin adds up 81 covariances of fractions for each day."""

TWO: list[Stay] = [
    (1, -1, 10, 0, 1), (1, 10, 30, 1, 0), (1, 30, 80, 0, -1),
    (2, -1, 20, 0, 1), (2, 20, 60, 1, -1), (3, -1, 50, 0, -1),
]  # fmt: skip
"""Two leave the shelter, one of them comes back; the third stays."""


@FEW
@given(courses(subjects=5), st.integers(-1, 6), st.sampled_from(["greenwood", "robust"]))
def test_equals_exact_twin(
    stays: list[Stay], start: int, variance: Literal["greenwood", "robust"]
) -> None:
    found = transition_probabilities(table_of(stays), start=start, variance=variance)
    for day, (value, *both) in transitions(stays, 3, start).items():
        np.testing.assert_allclose(found.at(day), np.array(value, float), rtol=ROUNDING, atol=TINY)
        place = np.searchsorted(found.days, day, side="right") - 1
        expected = np.array(both[variance == "robust"], float)
        np.testing.assert_allclose(
            found.covariance[place].reshape(9, 9), expected, rtol=ROUNDING, atol=TINY
        )


@given(courses(), st.integers(-1, 6), st.lists(st.integers(0, 12), min_size=1))
def test_some_days_are_those_days_of_all(stays: list[Stay], start: int, days: list[int]) -> None:
    table, days = table_of(stays), [max(day, start) for day in days]
    some = transition_probabilities(table, start=start, days=days)
    every = transition_probabilities(table, start=start)
    np.testing.assert_array_equal(some.days, np.unique(days))
    np.testing.assert_array_equal(some.at(days), every.at(days))
    place = np.searchsorted(every.days, some.days, side="right") - 1
    known = some.days <= every.followed_to
    np.testing.assert_array_equal(some.std_error[known], every.std_error[place][known])
    assert np.isnan(some.std_error[~known]).all()
    struck = np.isin(some.days, every.days)
    np.testing.assert_array_equal(some.events[struck], every.events[place][struck])
    assert not some.events[~struck].any()


@given(courses(), st.lists(st.integers(1, 3), min_size=7, max_size=7))
def test_a_frequency_stands_for_so_many_subjects(stays: list[Stay], frequency: list[int]) -> None:
    repeated = [(7 * copy + who, *rest) for who, *rest in stays for copy in range(frequency[who])]
    one = transition_probabilities(table_of(stays, frequency=frequency))
    other = transition_probabilities(table_of(repeated))  # type: ignore[arg-type]  # drawn stays
    for name, numbers in one.columns().items():
        if numbers.dtype == float:
            np.testing.assert_allclose(numbers, other.columns()[name], atol=1e-7)
    np.testing.assert_array_equal(one.at_risk, other.at_risk)
    assert one.n == other.n


@given(courses())
def test_shares_are_carried_by_the_probabilities(stays: list[Stay]) -> None:
    # The first shares times P, with the error of both, are the shares; rows add up to 1.
    table = table_of(stays)
    found = transition_probabilities(table)
    curves = state_occupation(table)
    shares = np.stack([curve.value[0] for curve in curves.values()])
    days = [day for day in found.days.tolist() if day >= curves["shelter"].days[0]]
    if curves["shelter"].days[0] < min(found.days[1:]):
        carried = shares @ found.at(days)
        expected = np.stack([curve.at(days) for curve in curves.values()], axis=1)
        np.testing.assert_allclose(carried, expected, atol=TINY)
    np.testing.assert_allclose(found.value.sum(axis=2), 1)
    np.testing.assert_allclose(found.covariance.sum(axis=2), 0, atol=TINY)


def test_is_kaplan_meier_with_greenwood_when_there_is_one_move() -> None:
    exit_days, event = np.array([3, 5, 5, 8, 12, 12, 20]), np.array([1, 1, 0, 1, 1, 0, 0])
    waits = StateTable(
        subject=np.arange(7),
        start=np.full(7, -1),
        stop=exit_days,
        state=np.zeros(7),
        to=np.where(event, 1, -1),
        states=("waiting", "housed"),
    )
    curve = kaplan_meier(EventTable(exit=exit_days, event=event))
    found = transition_probabilities(waits).curve("waiting", "waiting")
    np.testing.assert_allclose(found.at(curve.days), curve.value)
    np.testing.assert_allclose(found.estimate(curve.days).columns()["std_error"], curve.std_error)
    np.testing.assert_array_equal(found.at_risk_on([0, 5, 9, 20]), [7, 6, 3, 1])
    assert (found.unit, found.cause) == ("probability", "waiting from waiting")


def test_by_hand() -> None:
    # After day 10: on day 20 one of two leaves the shelter, on day 30 one of two comes back.
    found = transition_probabilities(table_of(TWO), start=10)
    np.testing.assert_array_equal(found.days, [10, 20, 30])
    np.testing.assert_array_equal(found.value[0], np.eye(3))
    np.testing.assert_allclose(found.at(30)[:2, :2], [[3 / 4, 1 / 4], [1 / 2, 1 / 2]])
    # 1/8 at first, halved twice, and twice (1/2)² of the second 1/8
    np.testing.assert_allclose(found.std_error[2, 0, 0] ** 2, 1 / 8 / 4 + 1 / 4 / 8)
    np.testing.assert_allclose(found.std_error[2, 1, 0] ** 2, 1 / 8)
    np.testing.assert_allclose(found.covariance[2, 0, 0, 1, 0], 1 / 2 * 1 / 8)
    np.testing.assert_array_equal(found.at_risk[:, 0], [2, 2, 1])
    np.testing.assert_array_equal(found.events[:, 1], [0, 1, 0])
    assert found.n == 3


def test_is_unknown_before_the_start_and_after_follow_up() -> None:
    found = transition_probabilities(table_of(TWO), start=10)
    assert found.at([[9, 10], [80, 81]]).shape == (2, 2, 3, 3)
    assert np.isnan(found.at([9, 81])).all()
    np.testing.assert_array_equal(found.at(80), found.at(30))
    late = transition_probabilities(table_of(TWO), start=80, days=[80, 90])
    assert np.isnan(late.value).all()
    assert np.isnan(late.covariance).all()
    assert (late.n, late.followed_to) == (0, -1)


def test_shows_itself() -> None:
    found = transition_probabilities(table_of(TWO), start=10, variance="robust")
    assert repr(found) == "Transitions(3 states after day 10: n=3, 3 days, followed to day 80)"
    assert "<caption>Transitions(3 states" in found._repr_html_()
    columns = found.columns()
    row = 9 * 2 + 1
    assert (columns["days"][row], columns["origin"][row]) == (30, "shelter")
    assert (columns["target"][row], columns["value"][row]) == ("community", 0.25)
    assert found.about.method.endswith("infinitesimal jackknife, log-log interval")


def _some() -> Transitions:
    return transition_probabilities(table_of(TWO), days=[30])


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: _some().at(20), "only for the days that were asked for.*30"),
        (lambda: _some().curve("shelter", "shelter"), "estimate them with days=None"),
        (lambda: _some().curve("shelter", "street"), "no state 'street'.*returned"),
        (lambda: transition_probabilities(table_of(TWO), start=5, days=[4]), "5 or later"),
        (lambda: transition_probabilities(table_of(TWO), days=[4.5]), "days must be whole"),  # type: ignore[list-item]  # wrong on purpose
        (lambda: transition_probabilities(table_of(TWO), start=-2), "start must be a whole"),
        (
            lambda: transition_probabilities(table_of(TWO), variance=OTHER),
            "allowed: 'greenwood', 'robust'",
        ),
        (
            lambda: transition_probabilities(table_of(TWO, weight=[1, 2, 3, 4])),
            "cannot use weight.*variance='robust'",
        ),
    ],
)
def test_refuses_what_it_cannot_answer(ask: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        ask()


def test_weights_take_the_robust_variance() -> None:
    table = table_of(TWO, weight=[0, 1, 2, 4], cluster=[0, 1, 2, 2])
    found = transition_probabilities(table, start=10, variance="robust")
    np.testing.assert_allclose(found.at(20)[0, 1], 2 / 6)
    # both in the shelter are of one cluster: its influence is 2·(1 - 1/3)/6 - 4·(1/3)/6
    np.testing.assert_allclose(found.std_error[1, 0, 1], 0, atol=TINY)
    assert found.states == STATES
