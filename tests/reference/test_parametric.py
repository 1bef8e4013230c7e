"""Accelerated failure time against R survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators.parametric import parametric
from recovery.results import Effects
from recovery.tables import EventTable, IntervalTable

CASES = cases("parametric")
NUMERIC = 1e-8
"""R has no delayed entry here, so that the script takes second derivatives numerically."""


def fitted(case: dict[str, Any], **choices: Any) -> Effects:
    """Fit the model of a case."""
    table: EventTable | IntervalTable
    if "left" in case["table"]:
        right = [float(day) for day in case["table"]["right"]]
        table = IntervalTable(left=case["table"]["left"], right=right)
    else:
        table = EventTable(**case["table"])
    covariates = case["covariates"] or None
    return parametric(table, covariates, distribution=case["distribution"], **choices)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_parametric(case: dict[str, Any]) -> None:
    found = fitted(case, **({"variance": "robust"} if case["robust"] else {}))
    late = "entry" in case["table"]
    near = NUMERIC if late else RELATIVE
    np.testing.assert_allclose(found.estimate, case["estimate"], rtol=near)
    np.testing.assert_allclose(found.std_error, case["std_error"], rtol=near)
    np.testing.assert_allclose(found.log_likelihood, case["log_likelihood"], rtol=RELATIVE)
    if not late:
        np.testing.assert_allclose(found.model_error, case["model_error"], rtol=RELATIVE)
        null = case["null_log_likelihood"]
        np.testing.assert_allclose(found.null_log_likelihood, null, rtol=RELATIVE)
