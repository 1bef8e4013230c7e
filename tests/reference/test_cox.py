"""Cox models, and what is made from them, against R survival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import (
    concordance,
    cox,
    predicted_incidence,
    predicted_survival,
    proportionality,
)
from recovery.estimators.covariates import design
from recovery.tables import EventTable

CASES = cases("cox")
COMPETING = json.loads(Path(__file__).with_name("cox.json").read_text("utf-8"))["competing"]
NOTHING = 1e-13
"""What is left of effects and of statistics that are 0, relative to terms of size 1."""


def names(case: dict[str, Any]) -> str:
    return str(case["name"])


def table_of(case: dict[str, Any], causes: Any = ("outcome",)) -> EventTable:
    return EventTable(**case["table"], causes=causes)


def alike(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(ours, numbers(theirs), rtol=RELATIVE, atol=NOTHING)


@pytest.mark.parametrize("case", CASES, ids=names)
def test_effects(case: dict[str, Any]) -> None:
    effects = cox(table_of(case), case["covariates"], ties=case["ties"], variance="robust")
    alike(effects.estimate, case["estimate"])
    alike(effects.model_error, case["model_error"])
    alike(effects.std_error, case["robust_error"])
    alike(effects.log_likelihood, case["log_likelihood"])
    alike(effects.null_log_likelihood, case["null_log_likelihood"])


@pytest.mark.parametrize("variance", ["model", "robust"])
@pytest.mark.parametrize("case", CASES, ids=names)
def test_predicted_survival(case: dict[str, Any], variance: Any) -> None:
    table = table_of(case)
    effects = cox(table, case["covariates"], ties=case["ties"], variance=variance)
    people = dict(enumerate(case["people"]))
    curves = predicted_survival(table, case["covariates"], effects, at=people)
    for expected in case[f"by_{variance}"]:
        key = expected["person"]
        if table.stratum is not None:
            key = key, np.unique(table.stratum)[expected["stratum"]].item()
        found = curves[key].estimate(np.atleast_1d(expected["days"])).columns()
        for name in ("value", "std_error", "lower", "upper"):
            alike(found[name], expected[name])


@pytest.mark.parametrize("case", CASES, ids=names)
def test_proportionality(case: dict[str, Any]) -> None:
    table = table_of(case)
    effects = cox(table, case["covariates"], ties=case["ties"])
    for expected in case["proportionality"]:
        found = proportionality(table, case["covariates"], effects, transform=expected["transform"])
        assert [test.df for test in found.values()] == expected["df"]
        alike([test.statistic for test in found.values()], expected["statistic"])


@pytest.mark.parametrize("case", CASES, ids=names)
def test_concordance(case: dict[str, Any]) -> None:
    table = table_of(case)
    made = design(case["covariates"], rows=len(table))
    score = (made.values - made.values.mean(axis=0)) @ numbers(case["estimate"])
    found = concordance(table, score.round(12), higher="sooner")
    alike([found.value, found.std_error], case["concordance"])
    if case["concordance_of_first"]:
        first = next(iter(case["covariates"].values()))
        found = concordance(table, first, higher="sooner")
        alike([found.value, found.std_error], case["concordance_of_first"])


@pytest.mark.parametrize("case", COMPETING, ids=names)
def test_predicted_incidence(case: dict[str, Any]) -> None:
    table = table_of(case, causes=case["causes"])
    effects = {
        cause: cox(table, case["covariates"], cause=cause, ties=case["ties"])
        for cause in case["causes"]
    }
    for expected in case["models"]:
        alike(effects[expected["cause"]].estimate, expected["estimate"])
        alike(effects[expected["cause"]].std_error, expected["model_error"])
    people = dict(enumerate(case["people"]))
    found = predicted_incidence(table, case["covariates"], effects, at=people)
    for expected in case["incidence"]:
        alike(found[expected["person"]][expected["cause"]].at(expected["days"]), expected["value"])
