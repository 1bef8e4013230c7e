"""Sums over spans against sums place by place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recovery.estimators.spans import over_spans, sums_of_spans

PLACES = 13


@given(st.lists(st.tuples(st.integers(0, PLACES), st.integers(0, PLACES)), max_size=20))
def test_are_the_sums_place_by_place(ends: list[tuple[int, int]]) -> None:
    first = np.array([min(pair) for pair in ends], dtype=np.int64)
    last = np.array([max(pair) for pair in ends], dtype=np.int64)
    numbers = (2.0 ** np.arange(len(ends))).astype(np.float64)
    held = (first[:, None] <= np.arange(PLACES)) & (np.arange(PLACES) < last[:, None])
    np.testing.assert_array_equal(sums_of_spans(numbers, first, last, PLACES), numbers @ held)
    height = (3.0 ** np.arange(PLACES)).astype(np.float64)
    np.testing.assert_array_equal(over_spans(height, first, last), held @ height)


def test_small_sums_keep_their_digits() -> None:
    first, last = np.array([0, 1]), np.array([2, 3])
    found = sums_of_spans(np.array([1e-30, 1e30]), first, last, 3)
    np.testing.assert_array_equal(found, [1e-30, 1e30, 1e30])
