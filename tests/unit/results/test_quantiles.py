"""The day on which a share is reached."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from recovery.results.quantiles import Flat, crossing_day

DAYS = np.array([2, 10, 20])


@pytest.mark.parametrize(
    ("shares", "first", "middle", "last"),
    [
        ([0.2, 0.6, 0.8], 10, 10, 10),
        ([0.2, 0.5, 0.8], 10, 15, 20),
        ([0.2, 0.5, 0.5], 10, 20, np.nan),  # flat until the end of follow-up on day 30
        ([0.2, 0.5 - 1e-16, 0.8], 10, 15, 20),  # the same share but for rounding
        ([0.2, 0.3, 0.4], np.nan, np.nan, np.nan),
        ([0.2, 0.6, 0.4], 10, 10, 10),  # turns back: the first crossing counts
        ([0.2, 0.5, np.nan], 10, np.nan, np.nan),  # unknown where the flat piece ends
        ([np.nan, np.nan, np.nan], np.nan, np.nan, np.nan),
    ],
)
def test_crossing_day(shares: list[float], first: float, middle: float, last: float) -> None:
    share = np.array(shares)
    days = [crossing_day(DAYS, share, 0.5, followed_to=30, flat=flat) for flat in get_args(Flat)]
    np.testing.assert_equal(days, [middle, first, last])


def test_without_steps_no_share_is_reached() -> None:
    none = np.empty(0)
    assert np.isnan(crossing_day(DAYS[:0], none, 0.5, followed_to=30, flat="middle"))
