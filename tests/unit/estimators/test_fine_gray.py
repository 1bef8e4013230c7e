"""Fine–Gray regression: its literal twin, what it comes to without censoring, and its curves."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oracle_fine_gray import partial_likelihood
from recovery.errors import DefinitionError, TableError
from recovery.estimators.cox import cox
from recovery.estimators.cox_ties import Ties
from recovery.estimators.fine_gray import Variance, fine_gray
from recovery.estimators.fine_gray_curve import fine_gray_curve
from recovery.estimators.fine_gray_weights import GAP
from recovery.results import Effects
from recovery.tables import EventTable
from strategies import taken, written_out

NEAR = 1e-7
"""Newton's steps end within 1e-11 of a standard deviation; flat likelihoods magnify it."""
STEP = 1e-5
NUMERIC = 1e-7
"""A difference quotient over that step is off by its square, times a third derivative."""


@st.composite
def competing(draw: st.DrawFn, *, sampled: bool = True) -> tuple[EventTable, dict[str, Any]]:
    """Draw two causes with ties, day 0, late entry, and two covariates of few values."""
    n = draw(st.integers(6, 18))

    def column(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=n, max_size=n))

    exit_ = np.array(column(0, 9))
    late = draw(st.booleans())
    entry = np.maximum(-1, exit_ - column(1, 12)) if late else None
    sampling = sampled and draw(st.booleans())
    table = EventTable(
        exit=exit_,
        event=column(0, 2),
        entry=entry,
        weight=np.array(column(1, 8)) / 4 if sampling else None,
        stratum=column(0, 1) if draw(st.booleans()) else None,
        causes=("home", "left"),
    )
    return table, {"a": column(0, 3), "b": column(0, 1)}


def fitted(table: EventTable, covariates: Any, **choices: Any) -> Effects:
    """Fit the model, or leave out what has no answer."""
    try:
        found = fine_gray(table, covariates, **choices)
    except (TableError, DefinitionError):
        assume(False)
        raise
    assume(np.isfinite(found.estimate).all() and (np.abs(found.estimate) < 5).all())
    return found


@given(competing(), st.sampled_from(["efron", "breslow"]), st.sampled_from(["finegray", "crr"]))
def test_equals_literal_twin(
    drawn: tuple[EventTable, dict[str, Any]], ties: str, convention: str
) -> None:
    table, covariates = drawn
    found = fitted(table, covariates, ties=ties, convention=convention, variance="robust")
    values = np.column_stack([covariates["a"], covariates["b"]]).astype(float)
    log, slope, information, score = partial_likelihood(
        table,
        values,
        found.estimate,
        1,
        efron=ties == "efron",
        shared_days=convention == "crr",
    )
    assert found.log_likelihood == pytest.approx(log, rel=NEAR)
    errors = np.sqrt(np.linalg.inv(information).diagonal())
    np.testing.assert_allclose(found.model_error, errors, rtol=NEAR)
    assert (np.abs(slope) * errors < NEAR).all()  # the condition of a maximum
    moved = score @ np.linalg.inv(information)
    np.testing.assert_allclose(found.covariance, moved.T @ moved, rtol=NEAR, atol=NEAR)


@given(competing(sampled=False), st.sampled_from(["efron", "breslow"]))
def test_without_censoring_is_a_cox_model_in_which_the_others_never_leave(
    drawn: tuple[EventTable, dict[str, Any]], ties: Ties
) -> None:
    table, covariates = drawn
    event = np.where(table.event == 0, 2, table.event)
    table = attrs.evolve(table, entry=None, event=event)
    found = fitted(table, covariates, ties=ties)
    other = table.event == 2
    stays = attrs.evolve(table, exit=np.where(other, 100, table.exit), event=event % 2)
    expected = cox(stays, covariates, ties=ties, variance="robust")
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=NEAR, atol=NEAR)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=NEAR, atol=NEAR)


@given(competing())
def test_without_competing_events_is_a_cox_model(
    drawn: tuple[EventTable, dict[str, Any]],
) -> None:
    table, covariates = drawn
    table = attrs.evolve(table, event=table.event % 2)
    found = fitted(table, covariates)
    expected = cox(table, covariates, variance="robust")
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=NEAR, atol=NEAR)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=NEAR, atol=NEAR)


@given(competing(), st.randoms(use_true_random=False), st.sampled_from(["robust", "estimated"]))
def test_order_and_equal_rows_do_not_matter(
    drawn: tuple[EventTable, dict[str, Any]], random: Any, variance: Variance
) -> None:
    table, covariates = drawn
    if variance == "estimated":
        table = attrs.evolve(table, entry=None)
    twice = attrs.evolve(table, frequency=[random.randint(1, 3) for _ in range(len(table))])
    found = fitted(twice, covariates, variance=variance)
    rows = np.repeat(np.arange(len(table)), np.array(twice.frequency))
    random.shuffle(rows)
    every = taken(attrs.evolve(twice, frequency=None), rows)
    repeated = {name: np.array(column)[rows] for name, column in covariates.items()}
    expected = fine_gray(every, repeated, variance=variance)
    assert expected.n == found.n == len(written_out(twice))
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=NEAR, atol=NEAR)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=NEAR, atol=NEAR)


def example(n: int = 80, seed: int = 4) -> tuple[EventTable, dict[str, Any]]:
    """Invent subjects of two strata and several clusters."""
    rng = np.random.default_rng(seed)
    exit_ = rng.integers(0, 15, n)
    table = EventTable(
        exit=exit_,
        event=rng.integers(0, 3, n),
        entry=np.maximum(-1, exit_ - rng.integers(1, 30, n)),
        stratum=rng.integers(0, 2, n),
        causes=("home", "left"),
    )
    return table, {"a": rng.normal(size=n), "b": rng.choice(["x", "y"], n)}


@pytest.mark.parametrize("clustered", [False, True])
def test_curve_error_is_the_sum_of_squared_influences(clustered: bool) -> None:
    """The influence of a subject is how far the curve moves with its weight."""
    table, covariates = example(40)
    n = len(table)
    cluster = np.arange(n) % 7 if clustered else np.arange(n)

    def curves(weight: Any) -> Any:
        weighted = attrs.evolve(table, weight=weight, cluster=cluster if clustered else None)
        effects = fine_gray(weighted, covariates)
        people = {"one": {"a": 0.5, "b": "y"}}
        return fine_gray_curve(weighted, covariates, effects, at=people)

    found = curves(np.ones(n))
    moved = {key: np.zeros((n, len(curve.days))) for key, curve in found.items()}
    for row in range(n):
        for sign in (1, -1):
            weight = np.ones(n)
            weight[row] += sign * STEP
            for key, curve in curves(weight).items():
                moved[key][row] += sign * curve.value / (2 * STEP)
    assert len(moved) == 2
    for key, influence in moved.items():
        sums = np.array([influence[cluster == label].sum(axis=0) for label in np.unique(cluster)])
        error = np.sqrt((sums**2).sum(axis=0))
        np.testing.assert_allclose(found[key].std_error, error, rtol=NUMERIC)


def test_curve_of_equal_rows() -> None:
    table, covariates = example()
    twice = attrs.evolve(table, frequency=np.arange(len(table)) % 3 + 1)
    rows = np.repeat(np.arange(len(table)), np.array(twice.frequency))
    every, repeated = written_out(twice), {name: c[rows] for name, c in covariates.items()}
    people = {"one": {"a": 0.5, "b": "y"}}
    found, expected = (
        fine_gray_curve(t, x, fine_gray(t, x, convention="finegray"), at=people)
        for t, x in ((twice, covariates), (every, repeated))
    )
    for key in found:
        np.testing.assert_allclose(found[key].value, expected[key].value, rtol=NEAR)
        np.testing.assert_allclose(found[key].std_error, expected[key].std_error, rtol=NEAR)
        np.testing.assert_array_equal(found[key].at_risk, expected[key].at_risk)


def test_conventions_differ_only_when_a_censoring_falls_on_the_day_of_an_event() -> None:
    table = EventTable(
        exit=[2, 4, 4, 6, 8, 9, 12, 13], event=[2, 1, 0, 2, 1, 0, 1, 1], causes=("home", "left")
    )
    covariates = {"a": [1, 0, 3, 2, 5, 1, 2, 0]}
    both = [
        fine_gray(table, covariates, convention=kind, ties="breslow", variance="robust").estimate
        for kind in ("finegray", "crr")
    ]
    assert abs(both[0] - both[1]) > 1e-4
    apart = attrs.evolve(table, exit=[2, 4, 5, 6, 8, 9, 12, 13])
    both = [
        fine_gray(apart, covariates, convention=kind, ties="breslow", variance="robust").estimate
        for kind in ("finegray", "crr")
    ]
    np.testing.assert_allclose(both[0], both[1], rtol=1e-12)


def test_what_is_refused() -> None:
    table, covariates = example()
    for choices, words in (
        ({"convention": "other"}, "allowed: 'crr', 'finegray'"),
        ({"ties": "exact"}, "allowed: 'breslow', 'efron'"),
        ({"variance": "naive"}, "allowed: 'estimated', 'model', 'robust'"),
        ({"cause": "died"}, "allowed: 'home', 'left'"),
        ({"cause": 3}, "cause must be one of home, left"),
        ({"level": 1}, "strictly between 0 and 1"),
        ({"convention": "crr"}, "not made for subjects who enter late"),
        ({"variance": "estimated"}, "not made for subjects who enter late"),
    ):
        with pytest.raises(DefinitionError, match=words):
            fine_gray(table, covariates, **choices)
    effects = fine_gray(table, covariates)
    with pytest.raises(DefinitionError, match="were not estimated from these"):
        fine_gray_curve(table, covariates, effects, at={}, cause="left")
    with pytest.raises(DefinitionError, match="were not estimated from these"):
        fine_gray_curve(table, {"a": covariates["a"]}, effects, at={})


def test_gap_after_a_competing_event() -> None:
    table = EventTable(
        exit=[2, 3, 8, 9, 9], event=[2, 1, 1, 0, 1], entry=[-1, -1, 5, 5, 5], causes=("a", "b")
    )
    with pytest.raises(DefinitionError, match="nobody was followed for a while"):
        fine_gray(table, {"x": [1, 2, 3, 4, 6]})
    assert GAP.startswith("after a competing event")
    early = attrs.evolve(table, event=[1, 1, 1, 0, 2])
    assert np.isfinite(fine_gray(early, {"x": [1, 2, 4, 3, 6]}).estimate).all()


def test_nothing_to_estimate() -> None:
    table = EventTable(exit=[3, 4, 5], event=[2, 0, 2], causes=("home", "left"))
    found = fine_gray(table, {"x": [1, 2, 3]})
    assert np.isnan(found.estimate).all()
    assert any("happened to nobody" in note for note in found.about.notes)
    assert found.events == 0


def test_notes() -> None:
    table, covariates = example()
    plain = fine_gray(attrs.evolve(table, cluster=np.arange(len(table)) % 5), covariates)
    assert any("fewer than 40 clusters" in note for note in plain.about.notes)
    assert "by 5 clusters" in plain.about.method
    few = fine_gray(taken(table, range(25)), {n: c[:25] for n, c in covariates.items()})
    assert any("fewer than 10 events for each term" in note for note in few.about.notes)
