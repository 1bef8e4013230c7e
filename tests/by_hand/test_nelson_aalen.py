"""Nelson–Aalen worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recovery.estimators import nelson_aalen
from recovery.tables import EventTable

ROUNDING = 1e-14
"""A handful of operations, each right to the last bit or two."""

TABLE = EventTable(
    exit=[3, 3, 3, 6, 6, 8, 9], event=[1, 1, 0, 2, 0, 1, 0], causes=("housed", "deported")
)
# day   at risk   housed   deported
#   3      7        2         0       one censored, at risk that day
#   6      4        0         1       one censored
#   8      2        1         0


def test_events_of_a_day_taken_together() -> None:
    curve = nelson_aalen(TABLE)
    np.testing.assert_array_equal(curve.days, [3, 6, 8])
    np.testing.assert_allclose(
        curve.value, [2 / 7, 2 / 7 + 1 / 4, 2 / 7 + 1 / 4 + 1 / 2], rtol=ROUNDING
    )
    aalen = [2 / 49, 2 / 49 + 1 / 16, 2 / 49 + 1 / 16 + 1 / 4]
    np.testing.assert_allclose(curve.std_error, np.sqrt(aalen), rtol=ROUNDING)
    greenwood = [2 * 5 / 343, 2 * 5 / 343 + 3 / 64, 2 * 5 / 343 + 3 / 64 + 1 / 8]
    binomial = nelson_aalen(TABLE, variance="greenwood")
    np.testing.assert_allclose(binomial.std_error, np.sqrt(greenwood), rtol=ROUNDING)
    assert (curve.kind, curve.unit) == ("hazard", "cumulative hazard")
    np.testing.assert_allclose(curve.at([0, 5, 10]), [0, 2 / 7, np.nan], rtol=ROUNDING)


def test_events_of_a_day_one_after_the_other() -> None:
    curve = nelson_aalen(TABLE, ties="fleming-harrington")
    first = 1 / 7 + 1 / 6
    np.testing.assert_allclose(
        curve.value, [first, first + 1 / 4, first + 1 / 4 + 1 / 2], rtol=ROUNDING
    )
    first = 1 / 49 + 1 / 36
    np.testing.assert_allclose(
        curve.std_error**2, [first, first + 1 / 16, first + 1 / 16 + 1 / 4], rtol=ROUNDING
    )


def test_one_cause() -> None:
    curve = nelson_aalen(TABLE, cause="housed")
    np.testing.assert_array_equal(curve.days, [3, 8])
    np.testing.assert_allclose(curve.value, [2 / 7, 2 / 7 + 1 / 2], rtol=ROUNDING)
    assert curve.cause == "housed"


@pytest.mark.parametrize(
    ("interval", "lower", "upper"),
    [
        # One of two has the event: H = 1/2, standard error sqrt(1/4) = 1/2, and z = 1.
        ("plain", 0.0, 1.0),
        ("log", 0.5 * math.exp(-1), 0.5 * math.exp(1)),
        (
            "arcsine",
            -2 * math.log(math.sin(math.asin(math.exp(-0.25)) + 0.25 / math.sqrt(math.expm1(0.5)))),
            -2 * math.log(math.sin(math.asin(math.exp(-0.25)) - 0.25 / math.sqrt(math.expm1(0.5)))),
        ),
    ],
)
def test_intervals(interval: str, lower: float, upper: float) -> None:
    one_sigma = math.erf(math.sqrt(1 / 2))
    curve = nelson_aalen(
        EventTable(exit=[1, 2], event=[1, 0]),
        level=one_sigma,
        interval=interval,  # type: ignore[arg-type]  # text of a parameter
    )
    np.testing.assert_allclose(
        [curve.lower[0], curve.upper[0]], [lower, upper], rtol=ROUNDING, atol=ROUNDING
    )
