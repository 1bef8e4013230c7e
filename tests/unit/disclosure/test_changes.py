"""What went better or worse than before, from figures as they are shown."""

from __future__ import annotations

import math
from typing import Any

import pytest

from impact_reports import (
    BEFORE,
    FREED,
    HOUSED,
    LOST,
    UNMEASURED,
    WAIT,
    card,
    figure,
    results,
    share,
)
from recovery.disclosure import POLICY, ShownChange
from recovery.disclosure.changes import changes
from recovery.disclosure.indicators import protect_results
from recovery.results import IndicatorResult, NotMeasured

Figure = IndicatorResult | NotMeasured


def change(now: Figure, before: Figure | None) -> ShownChange:
    earlier = results(*([] if before is None else [before]), period=BEFORE)
    (found,) = changes(protect_results(results(now), POLICY), protect_results(earlier, POLICY))
    return found


@pytest.mark.parametrize(
    ("of", "now", "verdict"),
    [
        (HOUSED, 123, "better"),
        (HOUSED, 40, "worse"),
        (HOUSED, 82, "no clear difference"),
        (LOST, 123, "worse"),
        (LOST, 40, "better"),
    ],
)
def test_the_verdict_follows_direction_and_interval(of: Any, now: int, verdict: str) -> None:
    assert change(share(of, now, 200), share(of, 80, 200)).verdict == verdict


def test_the_interval_adds_up_squares() -> None:
    """By hand: 0.62 less 0.40, and each lies 0.05 from both its ends, bar rounding."""
    found = change(share(HOUSED, 124, 200), share(HOUSED, 80, 200))
    assert found.difference == 0.22
    assert (found.lower, found.upper) == (
        round(0.22 - math.hypot(0.05, 0.05), 2),
        round(0.22 + math.hypot(0.05, 0.05), 2),
    )


def test_counts_of_activity_are_not_judged() -> None:
    found = change(figure(FREED, 137), figure(FREED, 101))
    assert (found.difference, found.verdict) == (36, "not judged")
    assert change(figure(FREED, 137), figure(FREED, 101)).direction == "neither"


def test_what_is_neither_better_nor_worse_is_not_judged() -> None:
    engaged = card("engaged", direction="neither")
    assert change(share(engaged, 123, 200), share(engaged, 40, 200)).verdict == "not judged"


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (share(HOUSED, 4, 200), share(HOUSED, 80, 200), "this period is not shown"),
        (share(HOUSED, 80, 200), share(HOUSED, 4, 200), "the period before is not shown"),
        (UNMEASURED, UNMEASURED, "this period is not measured; the period before is not measured"),
        (share(HOUSED, 80, 200), None, "this version of the definition was not used"),
        (
            figure(WAIT, 203, numerator=90, denominator=200),
            figure(WAIT, 210, numerator=90, denominator=200),
            "a figure has no interval",
        ),
    ],
)
def test_what_cannot_be_told_says_why(now: Figure, before: Figure | None, reason: str) -> None:
    found = change(now, before)
    assert found.reason.startswith(reason)
    assert (found.verdict, math.isnan(found.lower)) == ("cannot be told", True)


def test_while_some_cannot_have_been_followed_nothing_is_judged() -> None:
    """The interval from 62 to 70 per cent holds what may come, and not what chance does."""
    parts = {"housed": 124, "not yet known": 16, "at least": 0.62, "at most": 0.7}
    early = share(HOUSED, 124, 200, lower=0.62, upper=0.7, parts=parts)
    found = change(early, share(HOUSED, 80, 200))
    assert (found.now, found.verdict) == (0.62, "cannot be told")
    assert found.reason == "not everybody can have been followed long enough in this period"


def test_versions_are_not_compared() -> None:
    old = card("housed", version=2, rule=HOUSED.rule)
    found = change(share(old, 123, 200), share(HOUSED, 80, 200))
    assert "this version" in found.reason
