"""Weights, frequencies, clusters and landmarks of courses through states."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle_states import Stay, days_in_states, occupation, variances
from recovery.errors import DefinitionError, TableError
from recovery.estimators import sojourn, state_occupation
from recovery.results import Curves, Groups
from recovery.tables import StateTable
from strategies_states import STATES, courses, table_of

ROUNDING = 1e-10
"""A dozen days of matrix products, of which up to four digits may be given away."""
TINY = 1e-14
"""Where a variance is 0 rounding leaves about this much."""
SAME = 1e-7
"""Standard errors that are 0 but for rounding differ by the root of what it leaves."""

MANY = 7
numbers = st.lists(st.integers(1, 4), min_size=MANY, max_size=MANY)


def same(one: Curves, other: Curves) -> None:
    """Ask that two results say the same shares and errors, wherever one of them steps."""
    for name, curve in one.items():
        days = np.union1d(curve.days, other[name].days).tolist()
        found, wanted = curve.estimate(days).columns(), other[name].estimate(days).columns()
        np.testing.assert_allclose(found["value"], wanted["value"], atol=TINY)
        np.testing.assert_allclose(found["std_error"], wanted["std_error"], atol=SAME)


def check(curves: Curves, exact: Any, first: int, **sample: Any) -> None:
    """Compare curves with the twin on every day."""
    for day, (shares, influence) in exact.items():
        if day >= first:
            spread = variances(influence, **sample)
            for curve, share, variance in zip(curves.values(), shares, spread, strict=True):
                found = curve.estimate([day])[day]
                np.testing.assert_allclose(found.value, float(share), rtol=ROUNDING, atol=TINY)
                np.testing.assert_allclose(
                    found.std_error**2, float(variance), rtol=ROUNDING, atol=TINY
                )


@given(courses(), numbers, numbers)
def test_weights_and_clusters_equal_exact_twin(
    stays: list[Stay], weight: list[int], cluster: list[int]
) -> None:
    first = min(stay[1] for stay in stays) + 1
    weights, clusters = dict(enumerate(weight)), dict(enumerate(cluster))
    exact = occupation(stays, 3, weights)
    check(state_occupation(table_of(stays, weight=weights)), exact, first, weights=weights)
    table = table_of(stays, weight=weights, cluster=clusters)
    check(state_occupation(table), exact, first, weights=weights, clusters=clusters)
    same(state_occupation(table_of(stays, cluster=dict(enumerate(range(MANY))))),
         state_occupation(table_of(stays)))  # fmt: skip


@given(courses(), numbers, numbers, st.integers(1, 10))
def test_sojourn_with_weights_and_clusters_equals_exact_twin(
    stays: list[Stay], weight: list[int], cluster: list[int], days: int
) -> None:
    days = min(days, max(stop for _, _, stop, _, _ in stays))
    if days < 1:
        return
    weights, clusters = dict(enumerate(weight)), dict(enumerate(cluster))
    expected, spread = days_in_states(stays, 3, days, weights, clusters)
    table = table_of(stays, weight=weights, cluster=clusters)
    found = sojourn(table, days=days).columns()
    np.testing.assert_allclose(found["value"], np.array(expected, float), rtol=ROUNDING, atol=TINY)
    np.testing.assert_allclose(
        found["std_error"] ** 2, np.array(spread, float), rtol=ROUNDING, atol=TINY * days**2
    )


@given(courses(), numbers, st.booleans())
def test_a_frequency_stands_for_so_many_subjects(
    stays: list[Stay], frequency: list[int], sampled: bool
) -> None:
    sample: dict[str, Any] = {}
    if sampled:
        sample = {"weight": [1, 2, 0.5, 3, 1, 1, 4], "cluster": [1, 2, 1, 2, 3, 3, 1]}
    repeated = [
        (MANY * copy + who, *rest) for who, *rest in stays for copy in range(frequency[who])
    ]
    many = {name: list(number) * 4 for name, number in sample.items()}
    one = state_occupation(table_of(stays, frequency=frequency, **sample))
    other = state_occupation(table_of(repeated, **many))  # type: ignore[arg-type]  # drawn stays
    same(one, other)
    for name, curve in one.items():
        assert curve.n == other[name].n
        np.testing.assert_array_equal(curve.at_risk, other[name].at_risk)
        np.testing.assert_array_equal(curve.events, other[name].events)


@given(courses(), numbers)
def test_the_unit_of_weights_is_no_matter(stays: list[Stay], weight: list[int]) -> None:
    tiny = [number / 3e5 for number in weight]
    same(state_occupation(table_of(stays, weight=weight)),
         state_occupation(table_of(stays, weight=tiny)))  # fmt: skip


@given(courses(), st.integers(0, MANY - 1))
def test_a_subject_without_weight_is_not_counted(stays: list[Stay], left_out: int) -> None:
    others = [stay for stay in stays if stay[0] != left_out]
    if not others:
        return
    weight = [float(who != left_out) for who in range(MANY)]
    one, other = (
        state_occupation(table_of(stays, weight=weight)),
        state_occupation(table_of(others)),
    )
    last = other["shelter"].followed_to
    for name, curve in other.items():
        days = [day for day in curve.days.tolist() if day <= last]
        np.testing.assert_allclose(one[name].at(days), curve.at(days), atol=TINY)


def test_nobody_weighs_anything() -> None:
    curves = state_occupation(table_of([(0, -1, 5, 0, 1), (0, 5, 9, 1, -1)], weight=[0.0]))
    assert np.isnan(curves["shelter"].at([3, 6])).all()


def test_few_clusters_are_noted() -> None:
    stays = [(0, -1, 5, 0, 1), (1, -1, 9, 0, -1)]
    about = state_occupation(table_of(stays, cluster=["a", "b"]))["shelter"].about
    assert "infinitesimal jackknife by 2 clusters" in about.method
    assert any("fewer than 40 clusters" in note for note in about.notes)
    weighted = sojourn(table_of(stays, weight=[1, 2]), days=5)
    assert "weighted, infinitesimal jackknife" in weighted.about.method


@given(courses(), st.integers(-1, 9))
def test_from_a_landmark(stays: list[Stay], landmark: int) -> None:
    after = [
        (who, max(start, landmark), stop, state, to)
        for who, start, stop, state, to in stays
        if stop > landmark
    ]
    curves = state_occupation(table_of(stays), landmark=landmark)
    if not after:
        assert np.isnan(curves["shelter"].at([landmark, landmark + 1])).all()
        return
    exact = {day: both for day, both in occupation(after, 3).items() if day > landmark}
    check(curves, exact, landmark)
    assert curves["shelter"].n == len({who for who, *_ in after})
    assert curves["shelter"].days[0] == landmark


def test_shares_after_a_landmark_by_hand() -> None:
    # Four in the shelter; two go to the community on days 5 and 10, one of them returns on day 20,
    # the fourth is last seen on day 8. After day 10: 1 of 3 in the shelter, 2 in the community.
    # survfit(start.time = 11) of R survival 3.5-3, without istate, has all three in one state.
    stays = [
        (0, -1, 5, 0, 1), (0, 5, 20, 1, 2), (1, -1, 10, 0, 1), (1, 10, 30, 1, -1),
        (2, -1, 40, 0, -1), (3, -1, 8, 0, -1),
    ]  # fmt: skip
    curves = state_occupation(table_of(stays), landmark=10)
    assert curves["shelter"].at([10, 20]).tolist() == pytest.approx([1 / 3, 1 / 3])
    assert curves["community"].at([10, 20]).tolist() == pytest.approx([2 / 3, 1 / 3])
    np.testing.assert_allclose(curves["community"].estimate([10])[10].std_error ** 2, 2 / 27)
    assert "after day 10" in curves["shelter"].about.method
    before = curves["community"].estimate([9])[9]
    assert np.isnan([before.value, before.std_error, before.lower, before.upper]).all()
    found = sojourn(table_of(stays), days=30, landmark=10)
    expected = [20 / 3, 10 * 2 / 3 + 10 / 3, 10 / 3]
    assert found.columns()["value"].tolist() == pytest.approx(expected)


def test_each_group_by_itself_also_an_empty_one() -> None:
    groups = Groups(
        {
            "woman": table_of([(0, -1, 5, 0, 1), (0, 5, 9, 1, -1), (1, -1, 9, 0, -1)]),
            "man": StateTable(subject=[], start=[], stop=[], state=[], states=STATES),
        },
        by=("gender",),
    )
    shares = groups.each(lambda table: state_occupation(table, landmark=2)["community"].at(6))
    assert shares["woman"] == 0.5
    assert np.isnan(shares["man"])
    with pytest.raises(DefinitionError, match="nobody was followed beyond day 0"):
        sojourn(groups["man"], days=5)


@pytest.mark.parametrize("landmark", [-2, 2.5])
def test_a_landmark_is_a_day(landmark: Any) -> None:
    table = table_of([(0, -1, 5, 0, 1)])
    with pytest.raises(DefinitionError, match="landmark must be a whole number, -1 or more"):
        state_occupation(table, landmark=landmark)


def test_no_days_are_left_after_a_landmark() -> None:
    with pytest.raises(DefinitionError, match="days must be a whole number from 5 to 5"):
        sojourn(table_of([(0, -1, 5, 0, 1)]), days=4, landmark=4)


def test_says_which_row_of_a_subject_differs() -> None:
    columns: dict[str, Any] = {"subject": ["x", "y", "x"], "start": [-1, -1, 5]}
    columns |= {"stop": [5, 9, 9], "state": [0, 0, 1], "to": [1, -1, -1], "states": STATES}
    with pytest.raises(TableError) as caught:
        StateTable(**columns, frequency=[1, 2, 2], weight=[0.5, 1, 0.5], cluster=["a", "a", "b"])
    assert caught.value.faults == (
        "frequency, position 2: must be the same in all rows of a subject",
        "cluster, position 2: must be the same in all rows of a subject",
    )
    with pytest.raises(TableError) as caught:
        StateTable(**columns, frequency=[0, 1, 1], weight=[1, np.nan, 1])
    assert caught.value.faults == (
        "frequency, position 0: must be 1 or more",
        "weight, position 1: must be finite and 0 or more",
    )


def test_labels_of_clusters_are_of_one_kind() -> None:
    table = table_of([(0, -1, 5, 0, 1), (1, -1, 5, 0, 1)])
    with pytest.raises(TableError, match="cluster: labels must be of one kind"):
        attrs.evolve(table, cluster=np.array(["a", 1], dtype=object))
