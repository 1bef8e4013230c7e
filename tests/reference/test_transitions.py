"""Transition probabilities, sampled and landmark shares and the Markov check against R."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from from_r import RELATIVE
from recovery.estimators import (
    landmark_aalen_johansen,
    markov_check,
    pseudo_values,
    sojourn,
    state_occupation,
    transition_probabilities,
)
from recovery.tables import StateTable

TINY = 1e-15
"""Where a share is exactly 0 or 1 its variance is 0, and rounding leaves about this much."""

PSEUDO = 1e-12
"""A pseudo-value of 0 is a difference of numbers of days up to a thousand."""

FROM_R: dict[str, Any] = json.loads(
    Path(__file__).with_name("transitions.json").read_text(encoding="utf-8")
)


def table_of(course: str, **sample: Any) -> StateTable:
    """Make the table of a course."""
    given = dict(FROM_R["courses"][course])
    return StateTable(states=given.pop("states"), **given, **sample)


def each(kind: str) -> pytest.MarkDecorator:
    """Run a test for each case of one kind."""
    return pytest.mark.parametrize("case", FROM_R[kind], ids=lambda case: case["name"])


def close(found: Any, expected: npt.ArrayLike, *, tiny: float = TINY) -> None:
    """Ask that numbers are the same to the last digits."""
    np.testing.assert_allclose(found, np.array(expected, float), rtol=RELATIVE, atol=tiny)


@each("probabilities")
def test_transition_probabilities(case: dict[str, Any]) -> None:
    table, start, days = table_of(case["course"]), case["start"], case["days"]
    cells = len(table.states) ** 2
    aalen = transition_probabilities(table, start=start, days=days)
    robust = transition_probabilities(table, start=start, days=days, variance="robust")
    close(aalen.at(days), case["value"])
    covariance, expected = aalen.covariance.reshape(-1, cells, cells), np.array(case["aalen"])
    told = expected != 0  # etm says 0 where a covariance is negative; the exact twin has these too
    close(covariance[told], expected[told])
    assert (covariance[~told] < TINY).all()
    close(robust.covariance.reshape(-1, cells, cells), case["robust"])


@each("shares")
def test_sampled_and_landmark_shares(case: dict[str, Any]) -> None:
    table = table_of(case["course"], weight=case.get("weight"), cluster=case.get("cluster"))
    curves = state_occupation(table, landmark=case.get("landmark"))
    for k, curve in enumerate(curves.values()):
        found = curve.estimate(case["days"]).columns()
        close(found["value"], case["value"][k])
        close(found["std_error"] ** 2, np.square(case["std_error"][k]))
    if "horizon" in case:
        days = sojourn(table, days=case["horizon"]).columns()
        close(days["value"], case["mean"])
        close(days["std_error"], case["mean_error"])


@each("landmarks")
def test_landmark_aalen_johansen(case: dict[str, Any]) -> None:
    curves = landmark_aalen_johansen(
        table_of(case["course"]), landmark=case["landmark"], state=case["state"]
    )
    for k, curve in enumerate(curves.values()):
        found = curve.estimate(case["days"]).columns()
        close(found["value"], case["value"][k])
        close(found["std_error"] ** 2, np.square(case["std_error"][k]))
        assert curve.n == case["n"]


@each("markov")
def test_markov_check(case: dict[str, Any]) -> None:
    table, landmark = table_of(case["course"]), case["landmark"]
    for test in case["tests"]:
        found = markov_check(table, landmark=landmark, move=(test["from"], test["to"]))
        close(found.statistic, test["statistic"])
        assert found.df == test["df"]
    every = markov_check(table, landmark=landmark)
    close(every.statistic, sum(test["statistic"] for test in case["tests"]))
    assert every.df == sum(test["df"] for test in case["tests"])


@each("pseudo")
def test_pseudo_values(case: dict[str, Any]) -> None:
    table = table_of(case["course"])
    for k, state in enumerate(table.states):
        for of, expected in ((state, case["shares"][k]), (f"days in {state}", case["means"][k])):
            found = pseudo_values(table, days=case["days"], of=of)[case["kept"]]
            close(found, expected, tiny=PSEUDO)
