"""Simultaneous bands: the factors by other ways, the formulas, and what is refused."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import hyp1f1
from scipy.stats import kstwobign, norm

from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, kaplan_meier, nelson_aalen, simultaneous_band
from recovery.estimators.bridge import (
    equal_precision_factor,
    hall_wellner_factor,
    within_deviations,
    within_walls,
)
from recovery.tables import EventTable
from strategies import event_tables

DIGITS = 1e-10
"""Two ways to one probability, by series and by quadrature."""
RANGES = [(0.0, 0.5), (0.1, 0.9), (0.25, 0.75), (0.02, 0.98), (0.3, 0.45), (0.001, 0.3)]
TABLE = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])


def in_cosines(wall: float, first: float, last: float) -> float:
    """Return the probability of a bridge between walls by the heat equation's own series."""
    nodes, weights = np.polynomial.legendre.leggauss(300)
    place, weights = wall * nodes, wall * weights
    total = 0.0
    for wave in range(1, 120, 2):
        shape = np.cos(wave * np.pi * place / (2 * wall))
        parts = [
            weights @ (shape * norm.pdf(place, scale=np.sqrt(time))) if time else 1.0
            for time in (first, 1 - last)
        ]
        rate = (wave * np.pi / wall) ** 2 / 8
        total += parts[0] * parts[1] * np.exp(-rate * (last - first)) / wall
    return float(np.sqrt(2 * np.pi) * total)


def by_kummer(wall: float, time: float) -> float:
    """Return the probability of an Ornstein–Uhlenbeck process by its eigenfunctions in a box."""

    def at_the_wall(rate: float) -> float:
        return float(hyp1f1(-rate / 2, 0.5, wall**2 / 2))

    grid = np.linspace(0, 80, 1001)
    signs = np.sign([at_the_wall(rate) for rate in grid])
    rates = [
        brentq(at_the_wall, grid[k], grid[k + 1], xtol=1e-15)
        for k in np.flatnonzero(np.diff(signs))
    ]
    nodes, weights = np.polynomial.legendre.leggauss(300)
    place, weights = wall * nodes, wall * weights * norm.pdf(wall * nodes)
    total = 0.0
    for rate in rates:
        shape = hyp1f1(-rate / 2, 0.5, place**2 / 2)
        total += np.exp(-rate * time) * (weights @ shape) ** 2 / (weights @ shape**2)
    return total


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_all_of_the_way_is_kolmogorovs_distribution(level: float) -> None:
    assert hall_wellner_factor(level, 0.0, 1.0) == pytest.approx(kstwobign.ppf(level), abs=DIGITS)


@pytest.mark.parametrize(("first", "last"), RANGES)
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_walls_by_cosines(first: float, last: float, level: float) -> None:
    wall = hall_wellner_factor(level, first, last)
    assert in_cosines(wall, first, last) == pytest.approx(level, abs=DIGITS)


@pytest.mark.parametrize("time", [0.3, 1.0, 4.0, 12.0])
@pytest.mark.parametrize("wall", [0.8, 2.0, 3.1])
def test_deviations_by_kummers_function(time: float, wall: float) -> None:
    assert within_deviations(wall, time) == pytest.approx(by_kummer(wall, time), abs=DIGITS)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_a_range_of_one_day_is_a_pointwise_interval(share: float) -> None:
    z = norm.ppf(0.975)
    assert equal_precision_factor(0.95, share, share) == pytest.approx(z, abs=DIGITS)
    spread = np.sqrt(share * (1 - share))
    assert hall_wellner_factor(0.95, share, share) == pytest.approx(z * spread, abs=DIGITS)
    little = share * (1 + 1e-6)
    assert z < equal_precision_factor(0.95, share, little) < z + 4e-3
    assert z * spread < hall_wellner_factor(0.95, share, little) < z * spread * (1 + 4e-3)


@settings(max_examples=25)
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.05, 0.995))
def test_a_bridge_runs_as_well_backwards(one: float, other: float, level: float) -> None:
    first, last = min(one, other), max(one, other)
    wall = hall_wellner_factor(level, first, last)
    assert hall_wellner_factor(level, 1 - last, 1 - first) == pytest.approx(wall, rel=1e-9)
    assert within_walls(wall, first, last) == pytest.approx(level, abs=DIGITS)


class TestBand:
    """Six survivors: S = 5/6, 1/2, 1/4 with sums 1/30, 1/6, 2/3 of d / (n (n - d))."""

    spread = np.array([1 / 30, 1 / 30 + 2 / 15, 1 / 30 + 2 / 15 + 1 / 2])
    shares = 6 * spread / (1 + 6 * spread)

    def test_equal_precision(self) -> None:
        curve = kaplan_meier(TABLE)
        found = simultaneous_band(curve, level=0.9, interval="plain")
        factor = equal_precision_factor(0.9, self.shares[0], self.shares[-1])
        reach = factor * curve.value * np.sqrt(self.spread)
        np.testing.assert_allclose(found.lower, np.maximum(curve.value - reach, 0), rtol=1e-12)
        np.testing.assert_allclose(found.upper, np.minimum(curve.value + reach, 1), rtol=1e-12)
        assert found.about.level == 0.9
        assert found.about.method == (
            "Kaplan–Meier, Greenwood variance, equal-precision band from day 8 to day 61, "
            "plain scale"
        )

    def test_hall_and_wellner(self) -> None:
        curve = kaplan_meier(TABLE)
        found = simultaneous_band(curve, band="hall-wellner")
        factor = hall_wellner_factor(0.95, self.shares[0], self.shares[-1])
        wide = factor * (1 + 6 * self.spread) / np.sqrt(6)
        power = np.exp(wide / np.log(curve.value))
        np.testing.assert_allclose(found.upper, curve.value**power, rtol=1e-12)
        np.testing.assert_allclose(found.lower, curve.value ** (1 / power), rtol=1e-12)

    def test_a_shorter_range_is_narrower_and_has_an_end(self) -> None:
        curve = kaplan_meier(TABLE)
        short = simultaneous_band(curve, days=(20, 50))
        np.testing.assert_array_equal(np.isnan(short.lower), [True, False, True])
        np.testing.assert_allclose(short.lower[1], curve.lower[1], rtol=1e-12)  # one step alone
        assert short.lower[1] > simultaneous_band(curve).lower[1]

    def test_hall_and_wellners_may_begin_with_the_origin(self) -> None:
        curve = kaplan_meier(TABLE)
        early = simultaneous_band(curve, band="hall-wellner", days=(0, 61), interval="plain")
        factor = hall_wellner_factor(0.95, 0.0, self.shares[-1])
        reach = factor * curve.value * (1 + 6 * self.spread) / np.sqrt(6)
        np.testing.assert_allclose(early.lower, np.maximum(curve.value - reach, 0), rtol=1e-12)
        with pytest.raises(DefinitionError, match="from the first event on"):
            simultaneous_band(curve, days=(0, 61))

    @pytest.mark.parametrize("interval", ["plain", "log", "arcsine"])
    @pytest.mark.parametrize("band", ["equal-precision", "hall-wellner"])
    def test_of_a_cumulative_hazard(self, band: Any, interval: Any) -> None:
        """The band of a hazard is that of the survival exp(-H), on the scale that goes with it."""
        curve = nelson_aalen(TABLE)
        found = simultaneous_band(curve, band=band, interval=interval)
        spread = 6 * curve.std_error**2
        ends = (spread / (1 + spread))[[0, -1]].tolist()
        wide = equal_precision_factor(0.95, *ends) * curve.std_error
        if band == "hall-wellner":
            wide = hall_wellner_factor(0.95, *ends) * (1 + spread) / np.sqrt(6)
        if interval == "plain":
            low, high = np.maximum(curve.value - wide, 0), curve.value + wide
        elif interval == "log":
            factor = np.exp(wide / curve.value)
            low, high = curve.value / factor, curve.value * factor
        else:
            angle = np.arcsin(np.exp(-curve.value / 2))
            turn = wide / 2 / np.sqrt(np.exp(curve.value) - 1)
            low = -2 * np.log(np.sin(np.minimum(angle + turn, np.pi / 2)))
            with np.errstate(divide="ignore"):
                high = -2 * np.log(np.sin(np.maximum(angle - turn, 0)))
        np.testing.assert_allclose(found.lower, low, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.upper, high, rtol=1e-9)


@settings(deadline=None, max_examples=60)
@given(event_tables(), st.sampled_from(["equal-precision", "hall-wellner"]))
def test_holds_the_curve_and_the_pointwise_interval(table: EventTable, band: Any) -> None:
    curve = kaplan_meier(table, interval="plain")
    found = simultaneous_band(curve, band=band, interval="plain")
    held = ~np.isnan(found.lower)
    assert (held <= (curve.value > 0)).all()
    assert (found.lower[held] <= curve.value[held]).all()
    assert (found.upper[held] >= curve.value[held]).all()
    if band == "equal-precision":
        assert (found.lower[held] <= curve.lower[held] + 1e-12).all()
    for name in ("days", "value", "std_error", "at_risk", "events"):
        np.testing.assert_array_equal(getattr(found, name), getattr(curve, name))


def test_no_event_and_nobody() -> None:
    nobody = simultaneous_band(kaplan_meier(EventTable(exit=[], event=[])))
    assert len(nobody.lower) == 0
    gone = simultaneous_band(kaplan_meier(EventTable(exit=[3, 3], event=[1, 1])))
    assert np.isnan(gone.lower).all()
    assert "from no days" in gone.about.method


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"band": "nair"}, "band='nair' is not offered here; allowed: 'equal-precision', 'hall"),
        ({"interval": "wilson"}, "interval='wilson' is not offered"),
        ({"level": 0}, "level must lie strictly between 0 and 1"),
        ({"days": (50, 10)}, "from 0 to the end of follow-up on day 90"),
        ({"days": (10, 91)}, "from 0 to the end of follow-up on day 90"),
        ({"days": (2, 5)}, r"while some still wait \(day 8 to day 90\), but days were \(2, 5\)"),
    ],
)
def test_refuses(options: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        simultaneous_band(kaplan_meier(TABLE), **options)


def test_refuses_curves_of_which_no_such_band_is_known() -> None:
    with pytest.raises(DefinitionError, match="kind 'incidence'; allowed: 'hazard', 'survival'"):
        simultaneous_band(aalen_johansen(TABLE)["outcome"])
    clustered = attrs.evolve(TABLE, cluster=[1, 1, 1, 2, 2, 2])
    with pytest.raises(DefinitionError, match="without variance='robust'"):
        simultaneous_band(kaplan_meier(clustered, variance="robust"))
    with pytest.raises(DefinitionError, match="interval='logit' is not offered"):
        simultaneous_band(nelson_aalen(TABLE), interval="logit")
