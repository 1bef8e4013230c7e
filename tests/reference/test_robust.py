"""Robust variances against R survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.results import Curve
from recovery.tables import EventTable

CASES = cases("robust")
CANCELLED = 1e-15
"""Both sum moments of size 1: so much is left of a variance of 0, by R's way or by ours."""


def table_of(case: dict[str, Any]) -> EventTable:
    """Make the table of a case; R writes a lone cause without brackets."""
    return EventTable(**case["table"], causes=np.atleast_1d(case["causes"]).tolist())


def agrees(curve: Curve, expected: dict[str, Any]) -> None:
    """Compare days, values and standard errors."""
    np.testing.assert_array_equal(curve.days, numbers(expected["days"]))
    np.testing.assert_allclose(
        curve.value, numbers(expected["value"]), rtol=RELATIVE, atol=CANCELLED
    )
    variance = numbers(expected["std_error"]) ** 2
    np.testing.assert_allclose(
        curve.std_error**2, variance, rtol=2 * RELATIVE, atol=CANCELLED
    )  # twice, since squared


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_survival(case: dict[str, Any]) -> None:
    agrees(kaplan_meier(table_of(case), variance="robust"), case["survival"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_incidence(case: dict[str, Any]) -> None:
    curves = aalen_johansen(table_of(case), variance="robust")
    for expected in case["incidence"]:
        agrees(curves[expected["cause"]], expected)
