"""Pseudo-values against ``pseudo`` of R survival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE
from recovery.estimators import pseudo_values
from recovery.tables import EventTable

PATH = Path(__file__).parent / "robust.json"
CASES = json.loads(PATH.read_text(encoding="utf-8"))["pseudo"]
CANCELLED = 1e-11
"""Sums of terms up to 1,000 days that come to 0, by R's way or by ours."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_pseudo_values(case: dict[str, Any]) -> None:
    causes = np.atleast_1d(case["causes"]).tolist()
    table = EventTable(**case["table"], causes=causes)
    wanted = {"survival": case["survival"], "restricted mean": case["mean"]}
    wanted |= dict(zip(causes, case["incidence"], strict=True))
    for of, expected in wanted.items():
        found = pseudo_values(table, days=case["days"], of=of)
        np.testing.assert_allclose(found, expected, rtol=RELATIVE, atol=CANCELLED)
