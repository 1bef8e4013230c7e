"""Follow-up and survival from a landmark against R prodlim and survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import conditional_survival, follow_up
from recovery.results import Curve
from recovery.tables import EventTable

CASES = cases("follow_up")


def agrees(curve: Curve, expected: dict[str, Any]) -> None:
    """Compare all that R gave."""
    for name, column in expected.items():
        np.testing.assert_allclose(getattr(curve, name), numbers(column), rtol=RELATIVE)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "follow_up" in case], ids=lambda case: case["name"]
)
def test_follow_up(case: dict[str, Any]) -> None:
    agrees(follow_up(EventTable(**case["table"])), case["follow_up"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_conditional_survival(case: dict[str, Any]) -> None:
    curve = conditional_survival(EventTable(**case["table"]), after=case["after"])
    agrees(curve, case["conditional"])
