"""Mean counts of events that recur, and tests of groups, against R survival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, numbers
from recovery.estimators import compare_mean_counts, mean_count
from recovery.tables import RecurrentTable

FOUND = json.loads((Path(__file__).parent / "recurrent.json").read_text(encoding="utf-8"))
NUMERIC = 1e-8
"""The error where courses end is a numeric derivative, which keeps half of the digits or so."""


def each(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", FOUND[kind], ids=lambda case: case["name"])


@each("cases")
def test_without_ends(case: dict[str, Any]) -> None:
    table = RecurrentTable(**case["table"])
    curve = mean_count(table)
    np.testing.assert_array_equal(curve.days, numbers(case["days"]))
    np.testing.assert_allclose(curve.value, numbers(case["value"]), rtol=RELATIVE)
    np.testing.assert_allclose(curve.std_error, numbers(case["std_error"]), rtol=RELATIVE)
    if "at_risk" in case:
        np.testing.assert_array_equal(curve.at_risk, numbers(case["at_risk"]))
    if "model_error" in case:
        error = mean_count(table, variance="poisson").std_error
        np.testing.assert_allclose(error, numbers(case["model_error"]), rtol=RELATIVE)


@each("ends")
def test_with_ends(case: dict[str, Any]) -> None:
    table = RecurrentTable(**case["table"])
    curve = mean_count(table)
    np.testing.assert_array_equal(curve.days, numbers(case["days"]))
    np.testing.assert_allclose(curve.value, numbers(case["value"]), rtol=RELATIVE)
    np.testing.assert_allclose(curve.std_error, numbers(case["std_error"]), rtol=NUMERIC)
    error = mean_count(table, variance="ghosh-lin").std_error
    np.testing.assert_allclose(error, numbers(case["published"]), rtol=RELATIVE)


@each("tests")
def test_groups(case: dict[str, Any]) -> None:
    labels = np.array(case["groups"])
    given = {**case["table"], "stratum": case["stratum"]}
    columns = {name: np.array(column) for name, column in given.items() if column is not None}
    tables = {
        label: RecurrentTable(**{name: column[labels == label] for name, column in columns.items()})
        for label in np.unique(labels).tolist()
    }
    test = compare_mean_counts(tables)
    assert test.df == case["df"]
    assert test.statistic == pytest.approx(case["statistic"], rel=RELATIVE)
