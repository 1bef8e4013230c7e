"""Shares in states and days in them against R survival and etm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators import sojourn, state_occupation
from recovery.tables import StateTable

TINY = 1e-15
"""Where a share is exactly 0 or 1 its variance is 0, and rounding leaves about this much."""

CASES = pytest.mark.parametrize("case", cases("state_occupation"), ids=lambda case: case["name"])


def table_of(case: dict[str, Any]) -> StateTable:
    """Make the table of a case."""
    return StateTable(**case["table"], states=case["states"])


@CASES
def test_state_occupation(case: dict[str, Any]) -> None:
    curves = state_occupation(table_of(case))
    days = case["days"]
    for k, curve in enumerate(curves.values()):
        found = curve.estimate(days).columns()
        np.testing.assert_allclose(found["value"], case["value"][k], rtol=RELATIVE, atol=TINY)
        np.testing.assert_allclose(found["value"], case["etm"][k], rtol=RELATIVE, atol=TINY)
        variance = np.square(case["std_error"][k])
        np.testing.assert_allclose(found["std_error"] ** 2, variance, rtol=RELATIVE, atol=TINY)
        np.testing.assert_array_equal(curve.at_risk_on(days), case["at_risk"][k])
        assert curve.value[0] == pytest.approx(case["first"][k])


@CASES
def test_sojourn(case: dict[str, Any]) -> None:
    found = sojourn(table_of(case), days=case["horizon"]).columns()
    np.testing.assert_allclose(found["value"], case["mean"], rtol=RELATIVE)
    np.testing.assert_allclose(found["std_error"], case["mean_error"], rtol=RELATIVE)
