"""Aalen–Johansen worked out on paper."""

from __future__ import annotations

import numpy as np

from recovery.estimators import aalen_johansen
from recovery.tables import EventTable

ROUNDING = 1e-14
"""A handful of operations, each right to the last bit or two."""


def test_two_causes_on_one_day() -> None:
    # day   n   a   b    S before   S             F of a                  F of b
    #   2   6   2   1      1        1/2           2/6 = 1/3               1/6
    #   5   2   1   0      1/2      1/4           1/3 + 1/2·1/2 = 7/12    1/6
    #   9   1   0   1      1/4      0             7/12                    1/6 + 1/4 = 5/12
    # One is censored on day 3.
    curves = aalen_johansen(
        EventTable(exit=[2, 2, 2, 3, 5, 9], event=[1, 1, 2, 0, 1, 2], causes=("a", "b"))
    )
    np.testing.assert_array_equal(curves["a"].days, [2, 5])
    np.testing.assert_array_equal(curves["b"].days, [2, 9])
    np.testing.assert_allclose(curves["a"].value, [1 / 3, 7 / 12], rtol=ROUNDING)
    np.testing.assert_allclose(curves["b"].value, [1 / 6, 5 / 12], rtol=ROUNDING)

    # Variance of F of a, with c(d) = 1 - (d - 1)/(n - 1), which is 4/5 for 2 of 6, else 1.
    #   day 2: S(0)² / 36 · c · 2 · (1 - 0)²                                    = 2/45
    #   day 5: from day 2, F grew by 1/4, which is 1/2 of S(2) = 1/2:
    #            own     1/36 · 4/5 · 2 · (1 - 1/2)²                            = 1/90
    #            others  1/36 · 1 · (1/2)²                                      = 1/144
    #          and day 5 itself: (1/2)² / 2² · 1 · 1                            = 1/16
    variance = [2 / 45, 1 / 90 + 1 / 144 + 1 / 16]
    np.testing.assert_allclose(curves["a"].std_error, np.sqrt(variance), rtol=ROUNDING)


def test_delayed_entry() -> None:
    # day 3: two at risk (the third enters on day 3), one has a: F of a = 1/2, S = 1/2.
    # day 6: two at risk, one has b: F of b = 1/2 · 1/2 = 1/4, S = 1/4.
    # day 8: one at risk, has a: F of a = 1/2 + 1/4 = 3/4.
    curves = aalen_johansen(
        EventTable(entry=[-1, -1, 3], exit=[3, 6, 8], event=[1, 2, 1], causes=("a", "b"))
    )
    np.testing.assert_allclose(curves["a"].value, [1 / 2, 3 / 4], rtol=ROUNDING)
    np.testing.assert_allclose(curves["b"].value, [1 / 4], rtol=ROUNDING)
    np.testing.assert_array_equal(curves["a"].at_risk, [2, 1])


def test_a_cause_that_never_strikes_is_0_up_to_the_end_of_follow_up() -> None:
    curves = aalen_johansen(EventTable(exit=[4, 6], event=[1, 0], causes=("a", "b")))
    np.testing.assert_array_equal(curves["b"].at([0, 6, 7]), [0, 0, np.nan])
    assert len(curves["b"].days) == 0


def test_quantile_of_incidence_is_the_first_day_that_reaches_it() -> None:
    curve = aalen_johansen(EventTable(exit=[2, 10, 20, 31], event=[1, 1, 1, 0]))["outcome"]
    assert curve.median.value == 10
    assert np.isnan(curve.quantile(0.9).value)
