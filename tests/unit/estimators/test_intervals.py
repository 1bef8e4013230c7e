"""Pointwise intervals at the edges of 0 and 1."""

from __future__ import annotations

import numpy as np
import pytest

from recovery.estimators.intervals import INTERVALS, pointwise_interval


@pytest.mark.parametrize("interval", INTERVALS)
def test_certainty_has_no_width(interval: str) -> None:
    value = np.array([0.2, 0.5, 0.9])
    for side in pointwise_interval(value, np.zeros(3), level=0.95, interval=interval):
        np.testing.assert_allclose(side, value, rtol=1e-14)  # a few operations


@pytest.mark.parametrize("interval", INTERVALS)
def test_great_uncertainty_stays_within_0_and_1(interval: str) -> None:
    low, high = pointwise_interval(np.array([0.5]), np.array([1e9]), level=0.9, interval=interval)
    assert (low[0], high[0]) == (0, 1)


@pytest.mark.parametrize("interval", [name for name in INTERVALS if name != "plain"])
def test_at_0_there_is_none(interval: str) -> None:
    low, high = pointwise_interval(
        np.array([0.0]), np.array([np.nan]), level=0.95, interval=interval
    )
    assert np.isnan([low[0], high[0]]).all()
