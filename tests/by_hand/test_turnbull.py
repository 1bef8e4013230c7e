"""Turnbull's estimate, worked out on paper."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from recovery.estimators import turnbull
from recovery.estimators.isotonic import CRITICAL
from recovery.tables import IntervalTable

INF = float("inf")
ROUNDING = 1e-14

# One known on day 2, five on day 3, five on either: x of them on day 2 makes it x (1 - x)⁵ times 1.
SHARED_DAY = ([1, 2, 1], [2, 3, 3], [1, 5, 5], [2, 3], [Fraction(5, 6), 0])

# Innermost (20, 30], (45, 50], (60, 90]. The last holds the last two of six: 1/3. The other 2/3 go
# to the first two as p² (p + q) q is largest with p + q = 2/3: p = 4/9, q = 2/9.
THREE_PLACES = (
    [-1, 20, 20, 45, 60, 60],
    [30, 40, 50, 60, 90, INF],
    [1] * 6,
    [30, 50, 90],
    [Fraction(5, 9), Fraction(1, 3), 0],
)

# Looked at once: 1 of 2 on day 1, 0 of 1 on day 2, 1 of 2 on day 3. Pooled 1 of 3, then 1 of 2.
ONCE = (
    [-1, 1, 2, -1, 3],
    [1, INF, INF, 3, INF],
    [1] * 5,
    [1, 3],
    [Fraction(2, 3), Fraction(1, 2)],
)

# Finkelstein and Wolfe's first ten, as R's icfit has them: 1/6, 1/3, 1/8, and 3/8 later on. Their
# intervals hold both ends, so the left ends are one day earlier here.
TEN = (
    [0, 7, 7, 6, 6, 16, 36, 45, 45, 44],
    [7, 8, 10, 16, 14, INF, 44, INF, INF, INF],
    [1] * 10,
    [7, 8, 44],
    [Fraction(5, 6), Fraction(1, 2), Fraction(3, 8)],
)

CASES = {"shared day": SHARED_DAY, "three places": THREE_PLACES, "once": ONCE, "ten": TEN}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_masses(case: tuple[list[int], list[float], list[int], list[int], list[Fraction]]) -> None:
    left, right, frequency, days, value = case
    curve = turnbull(IntervalTable(left=left, right=right, frequency=frequency))
    np.testing.assert_array_equal(curve.days, days)
    np.testing.assert_allclose(curve.value, np.array(value, float), rtol=ROUNDING)
    assert curve.n == sum(frequency)


def test_what_is_counted() -> None:
    curve = turnbull(IntervalTable(left=THREE_PLACES[0], right=THREE_PLACES[1]))
    np.testing.assert_array_equal(curve.since, [20, 45, 60])
    np.testing.assert_array_equal(curve.at_risk, [5, 3, 1])  # waited on day 20, 45, 60; seen later
    np.testing.assert_array_equal(curve.events, [2, 2, 1])
    np.testing.assert_array_equal(
        curve.at_risk_on([0, 1, 21, 22, 46, 60, 61, 62]), [6, 5, 5, 3, 3, 2, 1, 0]
    )
    assert curve.followed_to == 90
    np.testing.assert_array_equal(
        np.isnan(curve.at([20, 21, 29, 30, 45, 46, 91])), [0, 1, 1, 0, 0, 1, 1]
    )


def test_likelihood_ratio_interval() -> None:
    # One day, 3 of 10 had it: all shares t with 2 (l(0.3) - l(t)) <= 2.26916 for l of a binomial.
    table = IntervalTable(left=[-1, 50], right=[50, INF], frequency=[3, 7])
    curve = turnbull(table, interval="likelihood-ratio")
    had = 1 - np.array([curve.lower[0], curve.upper[0]])
    lost = 3 * np.log(0.3 / had) + 7 * np.log(0.7 / (1 - had))
    np.testing.assert_allclose(2 * lost, CRITICAL[0.95], rtol=1e-10)
    assert had[1] < 0.3 < had[0]


def test_binomial_interval() -> None:
    # Of 27, nine are enough. Up to day 20: 8 and 4 seen, 3 had it. From day 20 on: 4 and 15 seen.
    had, seen = {10: 1, 20: 2, 30: 13}, {10: 8, 20: 4, 30: 15}
    left = [-1, -1, -1, 10, 20, 30]
    right = [10, 20, 30, INF, INF, INF]
    frequency = [*had.values(), *(seen[day] - had[day] for day in seen)]
    curve = turnbull(
        IntervalTable(left=left, right=right, frequency=frequency), interval="binomial"
    )
    # Clopper and Pearson's ends by R: binom.test(3, 12)$conf.int[1], binom.test(15, 19)$conf.int[2]
    np.testing.assert_allclose(1 - curve.upper[1], 0.0548606445279928, rtol=1e-9)
    np.testing.assert_allclose(1 - curve.lower[1], 0.939475462290710, rtol=1e-9)
