"""Log-rank and Gray tests against R survival and cmprsk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import gray, log_rank
from recovery.tables import EventTable
from strategies import taken

CASES = cases("comparisons")


def groups_of(
    case: dict[str, Any], causes: tuple[str, ...] = ("outcome",)
) -> dict[int, EventTable]:
    """Split the table of a case by its groups."""
    table = EventTable(**case["table"], causes=causes)
    group = np.array(case["group"])
    return {g: taken(table, np.flatnonzero(group == g)) for g in np.unique(group).tolist()}


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["test"] == "log-rank"], ids=lambda c: c["name"]
)
def test_log_rank(case: dict[str, Any]) -> None:
    found = log_rank(
        groups_of(case), weight=("fleming-harrington", case["rho"], 0), trend=case.get("trend")
    )
    assert found.df == case["df"]
    np.testing.assert_allclose(found.statistic, case["statistic"], rtol=RELATIVE)
    np.testing.assert_allclose(found.p_value, case["p_value"], rtol=RELATIVE)
    for name in ("observed", "expected"):
        if name in case:
            np.testing.assert_allclose(found.columns()[name], numbers(case[name]), rtol=RELATIVE)


@pytest.mark.parametrize("case", [c for c in CASES if c["test"] == "gray"], ids=lambda c: c["name"])
def test_gray(case: dict[str, Any]) -> None:
    causes = tuple(case["causes"])
    groups = groups_of(case, causes)
    found = [gray(groups, cause=cause) for cause in causes]
    np.testing.assert_array_equal([test.df for test in found], case["df"])
    np.testing.assert_allclose(
        [test.statistic for test in found], numbers(case["statistic"]), rtol=RELATIVE
    )
