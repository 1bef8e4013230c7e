"""Answers in plain words."""

from __future__ import annotations

import math

import pytest

from recovery.disclosure import POLICY, ShownClock, ShownCurve, ShownEstimate, protect
from recovery.estimators import aalen_johansen
from recovery.report.words import duration, main_answer, median_words
from recovery.results import ClockResult
from recovery.tables import EventTable


def answer(exit_: list[int], event: list[int]) -> str:
    curves = aalen_johansen(EventTable(exit=exit_, event=event, causes=("safe_housing",)))
    clock = ClockResult(
        code="c", track="support", title="From intake to housing", subject="survivor",
        origin="intake", outcome="safe_housing", curves=curves,
    )  # fmt: skip
    value = protect(clock).value
    assert isinstance(value, ShownClock)
    return main_answer(value, POLICY)


def test_a_full_answer() -> None:
    said = answer([day * 2 for day in range(1, 401)], [1] * 400)
    assert said.startswith("Safe housing: 46\u202f% of about 400")
    assert said.endswith("Half of them within about 13 months.")


def test_a_median_that_is_not_reached_is_said_in_words() -> None:
    said = answer(list(range(1, 401)), [1, 0, 0, 0] * 100)
    assert said.endswith("fewer than half of them.")


def test_days_far_apart_are_named_both() -> None:
    said = answer([100] * 15 + [700] * 30 + [900] * 15, [1] * 45 + [0] * 15)
    assert said.endswith("Half of them between 6 months and 24 months.")


def test_too_few_are_said_to_be_too_few() -> None:
    assert "No share can be shown: fewer than 10 people" in answer([5] * 30, [1] * 5 + [0] * 25)


@pytest.mark.parametrize(
    ("days", "said"), [(7, "1 week"), (63, "9 weeks"), (70, "2 months"), (365, "12 months")]
)
def test_waits(days: int, said: str) -> None:
    assert duration(days) == said


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (77, 490, "3 to 16 months"),
        (35, 490, "5 weeks to 16 months"),
        (35, math.nan, "at least 5 weeks"),
    ],
)
def test_the_range_of_a_median(lower: float, upper: float, said: str) -> None:
    median = ShownEstimate(value=400, lower=lower, upper=upper, unit="days")
    curve = ShownCurve(cause="housed", kind="incidence", days=(400,), value=(0.5,), median=median)
    assert median_words(curve) == ("13 months", said)
