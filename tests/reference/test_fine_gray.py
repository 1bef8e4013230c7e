"""Fine–Gray regression against R survival and cmprsk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators.fine_gray import fine_gray
from recovery.estimators.fine_gray_curve import fine_gray_curve
from recovery.tables import EventTable

CASES = cases("fine_gray")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_fine_gray(case: dict[str, Any]) -> None:
    table = EventTable(**case["table"], causes=case["causes"])
    chosen = {"convention": case["convention"]} | ({"ties": case["ties"]} if "ties" in case else {})
    found = fine_gray(table, case["covariates"], cause=case["cause"], **chosen)
    for name in ("estimate", "model_error", "std_error", "log_likelihood", "null_log_likelihood"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=RELATIVE, err_msg=name)


@pytest.mark.parametrize("case", [c for c in CASES if "curve" in c], ids=lambda case: case["name"])
def test_curve(case: dict[str, Any]) -> None:
    table = EventTable(**case["table"], causes=case["causes"])
    effects = fine_gray(table, case["covariates"], cause=case["cause"], ties=case["ties"])
    person = case["at"] | ({"sex": "M"} if "sex" in case["at"] else {})  # the dummy of R is 1
    curve = fine_gray_curve(
        table, case["covariates"], effects, at={"one": person}, cause=case["cause"]
    )["one"]
    np.testing.assert_array_equal(curve.days, case["curve"]["days"])
    np.testing.assert_allclose(curve.value, case["curve"]["value"], rtol=RELATIVE)


def test_errors_of_the_model_are_not_the_sandwich() -> None:
    """A package that gives the errors of the model is 33 and 86 % too high here."""
    case = next(c for c in CASES if c["name"] == "pbc in quarters, crr" and len(c["estimate"]) == 2)
    table = EventTable(**case["table"], causes=case["causes"])
    found = fine_gray(table, case["covariates"], cause=case["cause"], convention="crr")
    np.testing.assert_allclose(found.std_error, case["std_error"], rtol=RELATIVE)
    np.testing.assert_allclose(found.model_error / found.std_error, [1.33, 1.86], atol=0.005)
