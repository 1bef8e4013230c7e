"""Aalen–Johansen against R cmprsk and survival."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from from_r import INTERVALS, RELATIVE, cases, numbers
from recovery.estimators import aalen_johansen
from recovery.estimators.intervals import Interval
from recovery.tables import EventTable

CASES = cases("aalen_johansen")
CURVES = [
    pytest.param(case, curve, id=f"{case['name']}: {curve['cause']}")
    for case in CASES
    for curve in case["curves"]
]


def table_of(case: dict[str, Any]) -> EventTable:
    """Make the table of a case; R writes a lone cause without brackets."""
    return EventTable(**case["table"], causes=np.atleast_1d(case["causes"]).tolist())


@pytest.mark.parametrize(("case", "expected"), CURVES)
def test_steps(case: dict[str, Any], expected: dict[str, Any]) -> None:
    curve = aalen_johansen(table_of(case), level=case["level"])[expected["cause"]]
    for name in ("days", "at_risk", "events"):
        np.testing.assert_array_equal(getattr(curve, name), numbers(expected[name]))
    np.testing.assert_allclose(curve.value, numbers(expected["value"]), rtol=RELATIVE)
    if case["table"]["entry"] is None:  # cmprsk has no delayed entry
        np.testing.assert_allclose(curve.value, numbers(expected["cuminc"]), rtol=RELATIVE)
        np.testing.assert_allclose(curve.std_error, numbers(expected["std_error"]), rtol=RELATIVE)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize(
    ("case", "expected"), [p for p in CURVES if cast(Any, p.values[0])["table"]["entry"] is None]
)
def test_intervals(case: dict[str, Any], expected: dict[str, Any], interval: str) -> None:
    curves = aalen_johansen(table_of(case), level=case["level"], interval=cast(Interval, interval))
    curve = curves[expected["cause"]]
    for side in ("lower", "upper"):
        limits = numbers(expected["intervals"][interval][side])
        np.testing.assert_allclose(getattr(curve, side), limits, rtol=RELATIVE)
