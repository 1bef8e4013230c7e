"""Cumulative hazards against R survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import nelson_aalen
from recovery.tables import EventTable

CASES = cases("nelson_aalen")
CANCELLED = 1e-15
"""Both sum moments of size 1: so much is left of a variance of 0, by R's way or by ours."""
PLAIN = [case for case in CASES if not (case["table"]["weight"] or case["table"]["cluster"])]
TIES = ("aalen", "fleming-harrington")


def table_of(case: dict[str, Any]) -> EventTable:
    """Make the table of a case; R writes a lone cause without brackets."""
    return EventTable(**case["table"], causes=np.atleast_1d(case["causes"]).tolist())


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["name"])
def test_own_variance(case: dict[str, Any], ties: Any) -> None:
    expected = case["fits"][ties]
    curve = nelson_aalen(table_of(case), cause=case["cause"], ties=ties)
    np.testing.assert_array_equal(curve.days, numbers(expected["days"]))
    for name in ("value", "std_error"):
        np.testing.assert_allclose(getattr(curve, name), numbers(expected[name]), rtol=RELATIVE)


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_robust_variance(case: dict[str, Any], ties: Any) -> None:
    expected = case["fits"][ties]
    curve = nelson_aalen(table_of(case), cause=case["cause"], ties=ties, variance="robust")
    np.testing.assert_array_equal(curve.days, numbers(expected["days"]))
    np.testing.assert_allclose(curve.value, numbers(expected["robust_value"]), rtol=RELATIVE)
    variance = numbers(expected["robust_error"]) ** 2
    np.testing.assert_allclose(
        curve.std_error**2, variance, rtol=2 * RELATIVE, atol=CANCELLED
    )  # twice, since squared
