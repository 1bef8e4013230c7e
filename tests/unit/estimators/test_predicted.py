"""Curves predicted by Cox models: their errors, their limits, and what they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE
from recovery.errors import DefinitionError, TableError
from recovery.estimators import aalen_johansen, cox, predicted_incidence, predicted_survival
from recovery.estimators.predicted_incidence import Hazard, _incidence
from recovery.tables import EventTable

RNG = np.random.default_rng(5)
N = 120
X = {"age": RNG.normal(30, 8, N), "sex": np.where(RNG.random(N) < 0.5, "man", "woman")}
TABLE = EventTable(
    exit=RNG.integers(1, 60, N), event=RNG.integers(0, 3, N), causes=("housed", "left")
)
PEOPLE = {"young": {"age": 20, "sex": "woman"}, "older": {"age": 45, "sex": "man"}}


def test_of_one_cause_incidence_is_what_survival_is_not() -> None:
    table = EventTable(exit=TABLE.exit, event=TABLE.event > 0)
    effects = cox(table, X)
    survival = predicted_survival(table, X, effects, at=PEOPLE)
    incidence = predicted_incidence(table, X, {"outcome": effects}, at=PEOPLE)
    for label in PEOPLE:
        one, other = survival[label], incidence[label]["outcome"]
        np.testing.assert_allclose(1 - one.value, other.value, rtol=RELATIVE)
        np.testing.assert_allclose(one.std_error, other.std_error, rtol=RELATIVE)


def test_without_covariates_the_incidence_is_near_aalen_johansen() -> None:
    effects = {cause: cox(TABLE, {}, cause=cause) for cause in TABLE.causes}
    found = predicted_incidence(TABLE, {}, effects, at={"all": {}})["all"]
    expected = aalen_johansen(TABLE)
    for cause in TABLE.causes:  # exponentials of steps in place of their product: near while many
        days = range(1, 40)
        near = expected[cause].at(list(days))
        np.testing.assert_allclose(found[cause].at(list(days)), near, atol=0.01)
        errors = expected[cause].estimate(days).columns()["std_error"]
        np.testing.assert_allclose(
            found[cause].estimate(days).columns()["std_error"], errors, atol=0.005
        )


def test_error_of_incidence_is_that_of_its_derivatives() -> None:
    rng = np.random.default_rng(1)
    many, p = 6, 2
    spread = rng.normal(size=(p, p))
    parts = [
        Hazard(
            steps=rng.random(many) * (rng.random(many) < 0.8),
            variance=rng.random(many),
            change=rng.normal(size=(p, many)),
            covariance=spread @ spread.T,
        )
        for _ in range(2)
    ]
    found = _incidence(0, parts)[1]

    def moved(cause: int, by: Any) -> Any:
        steps = [part.steps + by * (number == cause) for number, part in enumerate(parts)]
        changed = [
            Hazard(step, part.variance, part.change, part.covariance)
            for step, part in zip(steps, parts, strict=True)
        ]
        return _incidence(0, changed)[0]

    def derivative(cause: int, direction: Any) -> Any:
        return (moved(cause, 1e-6 * direction) - moved(cause, -1e-6 * direction)) / 2e-6

    variance = np.zeros(many)
    for cause, part in enumerate(parts):
        for day in np.flatnonzero(sum(one.steps for one in parts)):
            variance += derivative(cause, np.eye(many)[day]) ** 2 * part.variance[day]
        change = part.change * (sum(one.steps for one in parts) > 0)
        slopes = np.array([derivative(cause, row) for row in change])
        variance += np.einsum("im,ij,jm->m", slopes, part.covariance, slopes)
    np.testing.assert_allclose(found**2, variance, rtol=1e-6)  # of differences


def test_strata_have_their_own_baseline() -> None:
    stratum = np.where(np.arange(N) % 3 == 0, "north", "south")
    table = EventTable(exit=TABLE.exit, event=TABLE.event > 0, stratum=stratum)
    curves = predicted_survival(table, X, cox(table, X), at=PEOPLE)
    assert set(curves) == {(who, where) for who in PEOPLE for where in ("north", "south")}
    assert curves.by == ("at", "stratum")
    assert curves[("young", "north")].n == (stratum == "north").sum()
    assert curves[("young", "north")].at_risk[0] <= (stratum == "north").sum()


def test_what_predictions_say() -> None:
    effects = cox(TABLE, X, cause="left", variance="robust")
    curve = predicted_survival(TABLE, X, effects, at=PEOPLE, cause="left", level=0.9)["young"]
    assert curve.kind == "survival"
    assert curve.cause == "left"
    assert curve.events.sum() == (TABLE.event == 2).sum()
    variance = "model variance, that of the effects robust"
    assert curve.about.method == f"Cox prediction, efron ties, {variance}, log-log interval"
    assert curve.about.level == 0.9
    assert np.isnan(curve.at(10_000))


def test_refuses_other_records_and_people() -> None:
    effects = cox(TABLE, X)
    other = {**X, "age": X["age"][::-1]}
    with pytest.raises(DefinitionError, match="not estimated from these events and covariates"):
        predicted_survival(TABLE, other, effects, at=PEOPLE)
    with pytest.raises(DefinitionError, match=r"these covariates make age$|these covariates make"):
        predicted_survival(TABLE, {"age": X["age"]}, effects, at=PEOPLE)
    with pytest.raises(TableError) as error:
        predicted_survival(
            TABLE,
            X,
            effects,
            at={
                "a": {"age": 3, "sex": "other"},
                "b": {"height": 2, "sex": "man"},
                "c": {"age": "x"},
            },
        )
    assert [fault.partition(":")[0] for fault in error.value.faults] == [
        "sex",
        "height",
        "age",
        "age",
        "sex",
    ]
    lone: Any = {"age": 3, "sex": "man"}
    with pytest.raises(TableError, match="under a label for each"):
        predicted_survival(TABLE, X, effects, at=lone)
    with pytest.raises(DefinitionError, match=r"none of \['left'\] is there"):
        predicted_incidence(TABLE, X, {"housed": cox(TABLE, X, cause="housed")}, at=PEOPLE)
