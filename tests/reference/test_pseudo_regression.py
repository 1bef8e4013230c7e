"""Regression on pseudo-values against geepack."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators import pseudo_values
from recovery.estimators.pseudo_regression import pseudo_regression
from recovery.tables import EventTable

CASES = cases("pseudo_regression")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_pseudo_regression(case: dict[str, Any]) -> None:
    table = EventTable(**case["table"], causes=case["causes"])
    values = pseudo_values(table, days=case["days"], of=case["of"])
    if case["of"] == "survival" and case["link"] == "cloglog":
        values = 1 - values
    found = pseudo_regression(
        values, case["covariates"], link=case["link"], days=case["days"], events=table
    )
    assert found.terms[: len(case["days"])] == tuple(f"(day {day})" for day in case["days"])
    np.testing.assert_allclose(found.estimate, case["estimate"], rtol=RELATIVE)
    np.testing.assert_allclose(found.std_error, case["std_error"], rtol=RELATIVE)
