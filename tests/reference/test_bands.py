"""Simultaneous bands against km.ci, and their factors against the tables of books."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import norm

from from_r import RELATIVE, numbers
from recovery.estimators import kaplan_meier, simultaneous_band
from recovery.estimators.bridge import equal_precision_factor, hall_wellner_factor
from recovery.tables import EventTable

FILE = json.loads((Path(__file__).parent / "bands.json").read_text(encoding="utf-8"))
PRINTED = 6e-5
"""The tables have four decimals."""
SLIPS = {"90": 7, "95": 1}
"""So many of 1,075 entries of a table have other digits than the probability says."""
INTERPOLATED = 0.03
"""km.ci looks a factor up between the lines of the table, or at its edge."""
NEAR = 0.95
"""Nearer to 1 than this the logarithm of a logarithm keeps too few digits to compare."""

Floats = npt.NDArray[np.float64]


def entries(family: str, level: str) -> list[tuple[float, float, float]]:
    """Return the shares and the factor of each entry; rows go by the last share from 0.1 on."""
    first = 0.0 if family == "hall-wellner" else 0.02
    rows = [numbers(row) for row in FILE["tables"][family][level]]
    return [
        (first + 0.02 * column, min(0.1 + 0.02 * row, 1.0), factor)
        for row, factors in enumerate(rows)
        for column, factor in enumerate(factors.tolist())
        if not np.isnan(factor)
    ]


@pytest.mark.parametrize("level", ["90", "95"])
def test_factors_of_hall_and_wellner(level: str) -> None:
    off = [
        abs(hall_wellner_factor(int(level) / 100, first, last) - printed)
        for first, last, printed in entries("hall-wellner", level)
        if last > first
    ]
    assert len(off) > 1000
    assert sum(one > PRINTED for one in off) <= SLIPS[level]
    assert max(off) < 5 * PRINTED + 1e-5


@pytest.mark.parametrize("level", ["90", "95"])
def test_the_printed_factors_of_equal_precision_are_an_approximation(level: str) -> None:
    """After Miller and Siegmund (1982): too wide for short ranges, too narrow for long ones."""
    for first, last, printed in entries("equal-precision", level)[::9]:
        if not first < last < 1:
            continue
        length = np.log(last * (1 - first) / (first * (1 - last)))
        density = norm.pdf(printed)
        approximate = density * (4 / printed + (printed - 1 / printed) * length)
        assert approximate == pytest.approx(1 - int(level) / 100, abs=3e-5)
        exact = equal_precision_factor(int(level) / 100, first, last)
        assert printed - 0.2 < exact < printed + 0.02


def deviation(value: Floats, end: Floats, scale: str) -> Floats:
    """Return how far an end of the band lies from the curve, on its scale."""
    if scale == "plain":
        return np.abs(end - value)
    return np.abs(np.log(np.log(end) / np.log(value)))


@pytest.mark.parametrize("name", FILE["cases"][0]["bands"])
@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_bands(case: dict[str, Any], name: str) -> None:
    """Both are of one shape; the widths have the ratio of their factors."""
    band, scale = name.split(" ")
    curve = kaplan_meier(EventTable(**case["table"]))
    options: dict[str, Any] = {"band": band, "interval": scale}
    ours, theirs = simultaneous_band(curve, **options), case["bands"][name]
    place = np.searchsorted(numbers(theirs["days"]), ours.days)
    held = ~np.isnan(ours.lower) & (place < len(theirs["days"]))
    for side in ("lower", "upper"):
        mine = getattr(ours, side)[held]
        other = numbers(theirs[side])[place[held]]
        inside = (mine > 0) & (mine < NEAR) & (other > 0) & (other < NEAR)
        value = ours.value[held][inside]
        ratio = deviation(value, mine[inside], scale) / deviation(value, other[inside], scale)
        np.testing.assert_allclose(ratio, ratio[0], rtol=RELATIVE)
        assert ratio[0] == pytest.approx(1, abs=INTERPOLATED)
