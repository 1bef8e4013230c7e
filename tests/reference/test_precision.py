"""What it takes to see a difference, against R; see precision.R."""

from __future__ import annotations

import json
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from from_r import RELATIVE
from recovery.estimators import people_for_medians, people_for_share, people_for_two_shares
from recovery.indicators.precision import _poisson

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "precision.json").read_text(encoding="utf-8")
)["cases"]
SIMULATED = 4000
BY_CHANCE = 3 * (0.16 / SIMULATED) ** 0.5
"""Three standard errors of a power of 0.8 that was simulated so often."""
APPROXIMATE = 0.02
"""What Schoenfeld's approximation may be off by, of a power of 0.8."""


@pytest.mark.parametrize("case", CASES["shares"])
def test_two_shares_take_as_many_people_as_in_power_prop_test(case: dict[str, Any]) -> None:
    found = people_for_two_shares(
        case["first"], case["second"], power=case["power"], level=case["level"]
    )
    assert found.groups == (ceil(case["n"]), ceil(case["n"]))


@pytest.mark.parametrize("case", CASES["wilson"])
def test_a_half_width_that_r_finds_takes_that_many_people(case: dict[str, Any]) -> None:
    share = case["count"] / case["n"]
    width = case["half_width"]
    if case["count"] == 0 and width >= 0.5:
        pytest.skip("wider than a half-width can be asked for")
    wider, narrower = width * (1 + RELATIVE), width * (1 - RELATIVE)
    assert people_for_share(share, half_width=wider, level=case["level"]).people == case["n"]
    assert people_for_share(share, half_width=narrower, level=case["level"]).people == case["n"] + 1


@pytest.mark.parametrize("case", CASES["poisson"])
def test_poisson_intervals_agree(case: dict[str, Any]) -> None:
    ends = (case["lower"], case["upper"])
    assert _poisson(case["count"], case["level"]) == pytest.approx(ends, rel=RELATIVE)


@pytest.mark.parametrize("case", CASES["medians"])
def test_so_many_people_see_two_medians_differ_as_often_as_promised(case: dict[str, Any]) -> None:
    found = people_for_medians(
        case["first"], case["second"], followed=case["followed"], recruited=case["recruited"]
    )
    assert found.groups == (case["people"], case["people"])
    assert case["power"] == pytest.approx(0.8, abs=BY_CHANCE + APPROXIMATE)
