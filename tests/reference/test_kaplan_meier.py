"""Kaplan–Meier against R survival."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from from_r import INTERVALS, RELATIVE, cases, numbers
from recovery.estimators import kaplan_meier
from recovery.estimators.intervals import Interval
from recovery.tables import EventTable

CASES = cases("kaplan_meier")

TURNING_BACK = {
    ("lung, women", "log-log", 0.1, "lower"),
    ("lung, women", "logit", 0.1, "lower"),
    ("aml", "log", 0.5, "upper"),
    ("transplant, day 0", "log", 0.1, "upper"),
}
"""Here an end of the interval crosses the share, and later turns back towards it. We take the first
crossing, as R's print of a fit does; R's ``quantile`` takes the step nearest to the share."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_steps(case: dict[str, Any]) -> None:
    curve = kaplan_meier(EventTable(**case["table"]), level=case["level"])
    for name in ("days", "at_risk", "events"):
        np.testing.assert_array_equal(getattr(curve, name), numbers(case[name]))
    for name in ("value", "std_error"):
        np.testing.assert_allclose(getattr(curve, name), numbers(case[name]), rtol=RELATIVE)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_intervals(case: dict[str, Any], interval: str) -> None:
    curve = kaplan_meier(
        EventTable(**case["table"]), level=case["level"], interval=cast(Interval, interval)
    )
    for side in ("lower", "upper"):
        expected = numbers(case["intervals"][interval][side])
        np.testing.assert_allclose(getattr(curve, side), expected, rtol=RELATIVE)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_quantiles(case: dict[str, Any], interval: str) -> None:
    curve = kaplan_meier(
        EventTable(**case["table"]), level=case["level"], interval=cast(Interval, interval)
    )
    for side in ("value", "lower", "upper"):
        expected = numbers(case["quantiles"][interval][side])
        for p, day in zip(case["probabilities"], expected, strict=True):
            ours = getattr(curve.quantile(p), side)
            if (case["name"], interval, p, side) in TURNING_BACK:
                assert ours < day
            else:
                np.testing.assert_equal(ours, day)
