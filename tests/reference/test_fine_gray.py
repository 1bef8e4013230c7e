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


def test_errors_are_the_sandwich() -> None:
    """surpyval 0.25 gives the error of the model, 0.00706 for age, where cmprsk has 0.00583."""
    case = next(c for c in CASES if c["name"] == "all of mgus2, crr")
    table = EventTable(**case["table"], causes=case["causes"])
    found = fine_gray(table, case["covariates"], cause=case["cause"], convention="crr")
    assert found.std_error[0] == pytest.approx(0.00583, abs=5e-6)
    assert found.model_error[0] == pytest.approx(0.00706, abs=5e-6)
