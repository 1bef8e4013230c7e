"""Turnbull's estimate against an EM algorithm in R that was run until it no longer moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import cases, numbers
from oracle_intervals import interval_rows, log_likelihood, masses
from recovery.estimators import turnbull
from recovery.tables import IntervalTable

RELATIVE, ABSOLUTE = 1e-9, 1e-9
"""R's masses stop moving at 1e-15 a round; values near 0 are sums of masses that R leaves."""
CASES = cases("turnbull")

# Fifteen intervals that hold both of their ends, and the survival before some days by lifelines
# 0.30.3 (fit_interval_censoring): up to 0.027 from the maximum.
LEFT = [18, 10, 2, 11, 13, 2, 9, 7, 13, 14, 1, 4, 1, 15, 4]
RIGHT = [26, 19, np.inf, 14, 16, 7, 17, 16, 13, 21, 2, np.inf, 3, 19, 10]
LIFELINES = {3: 0.808577, 9: 0.717901, 11: 0.678613, 14: 0.360522, 15: 0.315037, 18: 0.184631}


def table_of(case: dict[str, Any]) -> IntervalTable:
    right = [np.inf if day in ("Inf", None) else day for day in case["right"]]
    return IntervalTable(left=case["left"], right=right, frequency=case["frequency"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_curve(case: dict[str, Any]) -> None:
    curve = turnbull(table_of(case))
    np.testing.assert_array_equal(curve.days, numbers(case["days"]))
    assert curve.since is not None
    np.testing.assert_array_equal(curve.since, numbers(case["since"]))
    np.testing.assert_allclose(curve.value, numbers(case["value"]), rtol=RELATIVE, atol=ABSOLUTE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_is_at_least_as_likely_as_what_r_survival_gives(case: dict[str, Any]) -> None:
    table = table_of(case)
    ours = log_likelihood(interval_rows(table), masses(turnbull(table)))
    assert ours == pytest.approx(case["log_likelihood"], rel=RELATIVE)
    assert ours >= case["survival_log_likelihood"] - RELATIVE * abs(ours)


def test_lifelines_stops_before_the_maximum() -> None:
    table = IntervalTable(left=np.array(LEFT) - 1, right=RIGHT)
    curve, rows = turnbull(table), interval_rows(table)
    before = np.array(list(LIFELINES)) - 1
    away = np.abs(curve.at(before) - np.array(list(LIFELINES.values())))
    assert away.max() == pytest.approx(0.0272, abs=1e-4)
    theirs = {2: 1 - 0.808577, 7: 0.808577 - 0.717901, 10: 0.717901 - 0.678613}
    theirs |= {13: 0.678613 - 0.360522, 14: 0.360522 - 0.315037, 16: 0.315037 - 0.184631}
    assert (
        log_likelihood(rows, masses(curve)) > log_likelihood(rows, theirs | {19: 0.184631}) + 0.01
    )
