"""Restricted means and time lost against R survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import restricted_mean, restricted_time_lost
from recovery.tables import EventTable

CASES = cases("restricted_mean")


@pytest.mark.parametrize("case", [c for c in CASES if "causes" not in c], ids=lambda c: c["name"])
def test_restricted_mean(case: dict[str, Any]) -> None:
    found = restricted_mean(EventTable(**case["table"]), days=case["days"])
    expected = [case["value"], case["std_error"]]
    np.testing.assert_allclose([found.value, found.std_error], expected, rtol=RELATIVE)


@pytest.mark.parametrize("case", [c for c in CASES if "causes" in c], ids=lambda c: c["name"])
def test_time_lost(case: dict[str, Any]) -> None:
    table = EventTable(**case["table"], causes=case["causes"])
    found = restricted_time_lost(table, days=case["days"]).columns()
    for name in ("value", "std_error"):
        np.testing.assert_allclose(found[name], numbers(case[name]), rtol=RELATIVE)
