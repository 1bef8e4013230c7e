"""Landmark Aalen–Johansen and the check of the Markov property."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle_states import Stay, markov, occupation, variances
from recovery.errors import DefinitionError
from recovery.estimators import (
    landmark_aalen_johansen,
    markov_check,
    state_occupation,
    transition_probabilities,
)
from strategies_states import STATES, courses, table_of

ROUNDING = 1e-10
"""A dozen days of matrix products, of which up to four digits may be given away."""
TINY = 1e-14
"""Where a variance is 0 rounding leaves about this much."""
OTHER: Any = "other"
HALF: Any = 1.5

BACK: list[Stay] = [
    (1, -1, 80, 0, 1), (2, -1, 10, 1, 0), (2, 10, 25, 0, 1), (3, -1, 15, 1, 0),
    (3, 15, 30, 0, 1), (4, -1, 70, 0, 1), (5, -1, 90, 0, -1), (6, 20, 90, 0, -1),
]  # fmt: skip
"""Those who come back to the shelter leave it sooner; the last is first seen on day 21."""


@given(courses(), st.integers(-1, 8), st.integers(0, 2))
def test_follows_those_in_the_state(stays: list[Stay], landmark: int, state: int) -> None:
    here = {s[0] for s in stays if s[1] <= landmark < s[2] and s[3] == state}
    after = [
        (who, max(start, landmark), stop, *rest)
        for who, start, stop, *rest in stays
        if stop > landmark and who in here
    ]
    table = table_of(stays)
    curves = landmark_aalen_johansen(table, landmark=landmark, state=STATES[state])
    assert curves["shelter"].n == len(here)
    if not here:
        assert np.isnan(curves["shelter"].at([landmark, landmark + 1])).all()
        return
    assert curves[STATES[state]].at(landmark) == 1
    for day, (shares, influence) in occupation(after, 3).items():  # type: ignore[arg-type]  # drawn stays
        if day > landmark:
            spread = variances(influence)
            for curve, share, variance in zip(curves.values(), shares, spread, strict=True):
                found = curve.estimate([day])[day]
                np.testing.assert_allclose(found.value, float(share), rtol=ROUNDING, atol=TINY)
                np.testing.assert_allclose(
                    found.std_error**2, float(variance), rtol=ROUNDING, atol=TINY
                )


def test_by_hand() -> None:
    # On day 12 the first, the fourth and the fifth are in the shelter since the origin, the second
    # since day 10; of these four, one leaves on day 25, then one of three on day 70.
    curves = landmark_aalen_johansen(table_of(BACK), landmark=12, state="shelter")
    assert curves["shelter"].n == 4
    assert curves["shelter"].at([11, 12, 25, 70]).tolist() == pytest.approx(
        [np.nan, 1, 3 / 4, 1 / 2], nan_ok=True
    )
    # whoever is first seen on day 21 is part of the other estimate
    everyone = transition_probabilities(table_of(BACK), start=12).curve("shelter", "shelter")
    assert everyone.at(25) == pytest.approx(5 / 6)
    np.testing.assert_allclose(curves["community"].estimate([25])[25].std_error ** 2, 3 / 64)
    assert curves.about.method.startswith(
        "landmark Aalen–Johansen from shelter after day 12, infinitesimal jackknife"
    )


def test_is_the_same_as_everyone_where_all_are_in_one_state() -> None:
    stays: list[Stay] = [(1, -1, 5, 0, 1), (1, 5, 9, 1, 2), (2, -1, 9, 0, 2), (3, -1, 7, 0, -1)]
    one = landmark_aalen_johansen(table_of(stays), landmark=-1, state="shelter")
    other = state_occupation(table_of(stays))
    for name, curve in one.items():
        np.testing.assert_allclose(curve.estimate([5, 9]).columns()["std_error"],
                                   other[name].estimate([5, 9]).columns()["std_error"])  # fmt: skip
    table = table_of(stays)
    aalen = landmark_aalen_johansen(table, landmark=-1, state="shelter", variance="greenwood")
    every = transition_probabilities(table_of(stays)).curve("shelter", "returned")
    np.testing.assert_array_equal(aalen["returned"].std_error, every.std_error)
    assert aalen["returned"].cause == "returned"
    assert aalen.about.method.endswith("after day -1, Greenwood variance, log-log interval")


@given(courses(), st.integers(-1, 6))
def test_check_equals_exact_twin(stays: list[Stay], landmark: int) -> None:
    for origin, target in [(0, 1), (0, 2), (1, 0)]:
        move = STATES[origin], STATES[target]
        found = markov_check(table_of(stays), landmark=landmark, move=move)
        observed, expected = markov(stays, landmark, origin, target)
        if len(observed) > 1:  # else there is but one group
            named = {state: f"{move[0]} → {move[1]}, was in {STATES[state]}" for state in observed}
            for state, label in named.items():
                assert found.observed[label] == observed[state]
                np.testing.assert_allclose(found.expected[label], float(expected[state]))
        else:
            assert np.isnan(found.statistic)


@given(courses(), st.integers(-1, 6))
def test_moves_add_up(stays: list[Stay], landmark: int) -> None:
    table = table_of(stays)
    every = markov_check(table, landmark=landmark)
    pairs = [(a, b) for a in STATES for b in STATES if a != b]
    each = [markov_check(table, landmark=landmark, move=pair) for pair in pairs]
    assert every.df == sum(test.df for test in each)
    if every.df:
        told = sum(test.statistic for test in each if test.df)
        np.testing.assert_allclose(every.statistic, told)
        assert 0 <= every.p_value <= 1
    else:
        assert np.isnan([every.statistic, every.p_value]).all()
        assert any("nothing to compare" in note for note in every.about.notes)


def test_check_by_hand() -> None:
    # Day 25: one of three from the shelter and two from the community leaves, 1 - 2/5, 6/25;
    # day 30: one of three and one, 1 - 1/4, 3/16; later there is but one group.
    found = markov_check(table_of(BACK), landmark=5, move=("shelter", "community"))
    label = "shelter → community, was in community"
    assert (found.observed[label], found.df) == (2, 1)
    assert found.expected[label] == pytest.approx(13 / 20)
    assert found.statistic == pytest.approx((27 / 20) ** 2 / (6 / 25 + 3 / 16))
    assert "by the state on day 5" in found.about.method
    twice = markov_check(table_of(BACK, frequency=[1] + [2] * 6), landmark=5)
    assert twice.observed[label] == 4


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda t: landmark_aalen_johansen(t, landmark=5, state="street"), "state='street'"),
        (
            lambda t: landmark_aalen_johansen(t, landmark=5, state="shelter", variance=OTHER),
            "allowed: 'greenwood', 'robust'",
        ),
        (lambda t: landmark_aalen_johansen(t, landmark=-3, state="shelter"), "landmark must be"),
        (lambda t: markov_check(t, landmark=HALF), "landmark must be a whole number"),
        (lambda t: markov_check(t, landmark=5, move=("shelter", "street")), "move='street'"),
        (lambda t: markov_check(t, landmark=5, move=("shelter", "shelter")), "between two states"),
    ],
)
def test_refuses_what_it_cannot_answer(ask: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        ask(table_of(BACK))


def test_check_refuses_weights() -> None:
    with pytest.raises(DefinitionError, match="cannot use weight"):
        markov_check(table_of(BACK, weight=[1.0] * 7), landmark=5)
