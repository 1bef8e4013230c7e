"""Funnel limits and dispersion against R; see funnel.R."""

from __future__ import annotations

from typing import Any

import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import funnel

CASES = cases("funnel")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_funnel_agrees_with_r(case: dict[str, Any]) -> None:
    pairs = zip(numbers(case["count"]), numbers(case["size"]), strict=True)
    found = funnel(
        dict(zip(case["group"], pairs, strict=True)),
        kind=case["kind"],
        winsorised=case["winsorised"],
    )
    assert list(found.groups) == case["group"]
    assert found.target == pytest.approx(case["target"], rel=RELATIVE)
    assert found.z == pytest.approx(numbers(case["z"]), rel=RELATIVE)
    assert found.dispersion == pytest.approx(case["dispersion"], rel=RELATIVE)
    for place in range(2):
        assert found.lower_count[place].tolist() == case["lower"][place]
        assert found.upper_count[place].tolist() == case["upper"][place]
