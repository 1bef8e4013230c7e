"""Kaplan–Meier worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recovery.estimators import kaplan_meier
from recovery.tables import EventTable

ROUNDING = 1e-14
"""A handful of operations, each right to the last bit or two."""


def test_ties_and_censoring_on_the_day_of_an_event() -> None:
    # day   at risk   had it   S                    d / (n (n - d))
    #   3      7         2     5/7                  2/(7·5)          = 2/35
    #   6      4         1     5/7 · 3/4 = 15/28    1/(4·3)          = 1/12
    #   8      2         1     15/28 · 1/2 = 15/56  1/(2·1)          = 1/2
    # Censored on day 3 (still at risk that day), on day 6 too, and on day 9.
    curve = kaplan_meier(
        EventTable(exit=[3, 3, 3, 6, 6, 8, 9], event=[1, 1, 0, 1, 0, 1, 0]), interval="plain"
    )
    np.testing.assert_array_equal(curve.days, [3, 6, 8])
    np.testing.assert_array_equal(curve.at_risk, [7, 4, 2])
    np.testing.assert_array_equal(curve.events, [2, 1, 1])
    np.testing.assert_allclose(curve.value, [5 / 7, 15 / 28, 15 / 56], rtol=ROUNDING)
    greenwood = [2 / 35, 2 / 35 + 1 / 12, 2 / 35 + 1 / 12 + 1 / 2]
    np.testing.assert_allclose(curve.std_error, curve.value * np.sqrt(greenwood), rtol=ROUNDING)
    assert curve.followed_to == 9


def test_an_outcome_on_day_0_counts() -> None:
    # Three of four are left after day 0, and one of those is gone after day 5: 3/4 · 2/3 = 1/2.
    curve = kaplan_meier(EventTable(exit=[0, 5, 7, 7], event=[1, 1, 0, 0]))
    np.testing.assert_allclose(curve.at([0, 4, 5]), [3 / 4, 3 / 4, 1 / 2], rtol=ROUNDING)


def test_entry_on_a_day_counts_from_the_next_day_on() -> None:
    # day 4: the third enters on day 4 and is not yet at risk: 2 at risk, S = 1/2.
    # day 6: those of exits 6 and 9 are at risk: S = 1/2 · 1/2 = 1/4.
    curve = kaplan_meier(EventTable(entry=[-1, -1, 4], exit=[4, 6, 9], event=[1, 1, 0]))
    np.testing.assert_array_equal(curve.at_risk, [2, 2])
    np.testing.assert_allclose(curve.value, [1 / 2, 1 / 4], rtol=ROUNDING)


def test_the_curve_stays_at_0_when_everyone_is_gone_before_others_enter() -> None:
    curve = kaplan_meier(EventTable(entry=[-1, -1, 5], exit=[2, 2, 9], event=[1, 1, 0]))
    assert curve.at(7) == 0
    assert np.isnan(curve.std_error[0])
    gap, end, few = curve.about.notes
    assert gap.startswith("nobody was followed from day 3 to day 5: the curve is flat there")
    assert end.startswith("on day 2 everyone at risk had an event, before others were followed")
    assert few.startswith("fewer than 10 events")


def test_quantiles_on_a_flat_piece_and_beyond_follow_up() -> None:
    # S = 3/4, 1/2, 1/4 on days 2, 10 and 20: flat at exactly one half from day 10 to day 20.
    curve = kaplan_meier(EventTable(exit=[2, 10, 20, 31], event=[1, 1, 1, 0]))
    assert curve.median.value == 15
    assert curve.quantile(0.6).value == 20
    assert curve.quantile(0.75).value == (20 + 31) / 2  # flat to the end of follow-up
    assert math.isnan(curve.quantile(0.8).value)


@pytest.mark.parametrize(
    ("interval", "lower", "upper"),
    [
        # One of two is gone: S = 1/2, standard error 1/2 · sqrt(1/2), and z = 1 at this level.
        ("plain", 0.5 - math.sqrt(1 / 8), 0.5 + math.sqrt(1 / 8)),
        ("log", 0.5 * math.exp(-math.sqrt(1 / 2)), 1.0),  # 0.5 · 2.03 is cut at 1
        ("logit", 1 / (1 + math.exp(math.sqrt(2))), 1 / (1 + math.exp(-math.sqrt(2)))),
        (
            "log-log",
            0.5 ** math.exp(math.sqrt(1 / 2) / math.log(2)),
            0.5 ** math.exp(-math.sqrt(1 / 2) / math.log(2)),
        ),
        (
            "arcsine",
            math.sin(math.pi / 4 - math.sqrt(1 / 8)) ** 2,
            math.sin(math.pi / 4 + math.sqrt(1 / 8)) ** 2,
        ),
    ],
)
def test_intervals(interval: str, lower: float, upper: float) -> None:
    one_sigma = math.erf(math.sqrt(1 / 2))
    curve = kaplan_meier(
        EventTable(exit=[1, 2], event=[1, 0]),
        level=one_sigma,
        interval=interval,  # type: ignore[arg-type]  # text of a parameter
    )
    np.testing.assert_allclose([curve.lower[0], curve.upper[0]], [lower, upper], rtol=ROUNDING)
