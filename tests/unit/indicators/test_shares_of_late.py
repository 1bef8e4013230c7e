"""Shares of whom some came under observation late: the bounds stay what they say they are."""

from __future__ import annotations

import numpy as np
import pytest

from recovery.disclosure import POLICY
from recovery.disclosure.indicators import protect_indicator
from recovery.indicators.outcome_parts import LATE, Share, share_by
from recovery.results import IndicatorResult
from recovery.tables import About, EventTable


def share_of(entry: list[int], *, mature: bool = True, last: int = 400) -> Share:
    """Return the share by day 365: one had it on day 10, another was followed to the last day."""
    events = EventTable(
        exit=np.array([10, last]),
        event=np.array([1, 0]),
        entry=np.array(entry),
        causes=("engaged",),
        about=About(as_of="2024-06-30"),
    )
    return share_by(events, 365, mature=mature)


def test_the_bounds_count_those_seen_though_the_estimate_is_higher() -> None:
    found = share_of([-1, 50])  # on day 10 nobody but the first was there to be seen: 1 of 1
    assert found.value == 1
    assert (found.unknown, found.at_least, found.at_most) == (0, 0.5, 0.5)
    assert LATE in found.about.notes


def test_from_the_start_nothing_need_be_said() -> None:
    found = share_of([-1, -1])
    assert (found.value, found.at_least, found.at_most) == (0.5, 0.5, 0.5)
    assert found.about.notes == ()


def test_the_interval_holds_the_value_while_anything_may_come_and_is_told_as_bounds() -> None:
    many = EventTable(
        exit=np.array([10] * 30 + [400] * 30 + [300] * 30),
        event=np.array([1] * 30 + [0] * 60),
        entry=np.array([-1] * 30 + [50] * 60),
        causes=("engaged",),
        about=About(as_of="2024-06-30"),
    )
    found = share_by(many, 365, mature=False)
    assert (found.at_least, found.at_most) == pytest.approx((1 / 3, 2 / 3))
    assert (found.lower, found.value, found.upper) == pytest.approx((1 / 3, 1, 1))
    shown = protect_indicator(told(found), POLICY)
    assert shown.bounds


def told(found: Share) -> IndicatorResult:
    """Return the share as an answer."""
    return IndicatorResult(
        code="engaged",
        version=1,
        name="Engaged",
        unit="share",
        value=found.value,
        lower=found.lower,
        upper=found.upper,
        numerator=found.had,
        denominator=found.n,
        parts=found.parts("engaged"),
        about=found.about,
    )
