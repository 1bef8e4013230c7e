"""Robust variances of means, time lost, follow-up and log-rank tests against R survival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, numbers
from recovery.estimators import (
    follow_up,
    log_rank,
    pseudo_values,
    restricted_mean,
    restricted_time_lost,
)
from recovery.tables import EventTable
from strategies import taken

FOUND = json.loads(Path(__file__).with_name("robust_summaries.json").read_text(encoding="utf-8"))
CANCELLED = 1e-15
"""Both sum moments of size 1: so much is left of a variance of 0, by R's way or by ours."""


def name_of(case: dict[str, Any]) -> str:
    """Name a case in the list of tests."""
    return str(case["name"])


def table_of(case: dict[str, Any]) -> EventTable:
    """Make the table of a case; R writes a lone cause without brackets."""
    causes = np.atleast_1d(case.get("causes", "outcome")).tolist()
    return EventTable(**case["table"], causes=causes)


@pytest.mark.parametrize("case", FOUND["cases"], ids=name_of)
def test_restricted_mean(case: dict[str, Any]) -> None:
    found = restricted_mean(table_of(case), days=case["days"], variance="robust")
    expected = [case["mean"]["value"], case["mean"]["std_error"]]
    np.testing.assert_allclose([found.value, found.std_error], expected, rtol=RELATIVE)


@pytest.mark.parametrize("case", FOUND["cases"], ids=name_of)
def test_restricted_time_lost(case: dict[str, Any]) -> None:
    found = restricted_time_lost(table_of(case), days=case["days"], variance="robust")
    for expected in case["lost"]:
        lost = found[expected["cause"]]
        np.testing.assert_allclose(
            [lost.value, lost.std_error],
            [expected["value"], expected["std_error"]],
            rtol=RELATIVE,
        )


@pytest.mark.parametrize("case", FOUND["cases"], ids=name_of)
def test_follow_up(case: dict[str, Any]) -> None:
    curve = follow_up(table_of(case), variance="robust")
    expected = case["follow_up"]
    np.testing.assert_array_equal(curve.days, numbers(expected["days"]))
    np.testing.assert_allclose(
        curve.value, numbers(expected["value"]), rtol=RELATIVE, atol=CANCELLED
    )
    np.testing.assert_allclose(
        curve.std_error**2,
        numbers(expected["std_error"]) ** 2,
        rtol=2 * RELATIVE,  # twice, since squared
        atol=CANCELLED,
    )


@pytest.mark.parametrize("case", FOUND["tests"], ids=name_of)
def test_log_rank(case: dict[str, Any]) -> None:
    table, group = table_of(case), np.array(case["group"])
    groups = {g: taken(table, np.flatnonzero(group == g)) for g in np.unique(group).tolist()}
    found = log_rank(groups, variance="robust", trend=case["trend"])
    assert found.df == case["df"]
    np.testing.assert_allclose(found.statistic, case["statistic"], rtol=RELATIVE)


@pytest.mark.parametrize("case", FOUND["pseudo"], ids=name_of)
def test_weighted_pseudo_values(case: dict[str, Any]) -> None:
    table = table_of(case)
    for of, name in (("survival", "survival"), ("restricted mean", "mean")):
        found = pseudo_values(table, days=case["days"], of=of)
        np.testing.assert_allclose(
            found, np.array(case[name]), rtol=RELATIVE, atol=RELATIVE * np.abs(found).max()
        )
