"""Restricted means, time lost and their contrasts: exact twins, what never changes, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oracle import rows_of
from oracle_differences import hazards_of, time_lost, time_lost_variance
from recovery.errors import DefinitionError
from recovery.estimators import (
    difference,
    equality,
    ratio,
    restricted_mean,
    restricted_time_lost,
)
from recovery.results import Estimate
from recovery.tables import About, EventTable
from strategies import LAST_DAY, event_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
ROOT = 1e-7
"""A variance of 0 may come out as 1e-15, whose root is this small."""

HORIZONS = st.integers(1, LAST_DAY)
WOMEN = Estimate(120.0, 12.0, 96.5, 143.5, "days", 80, About(clock="intake", as_of="2023-06-30"))
MEN = Estimate(150.0, 16.0, 118.6, 181.4, "days", 60, About(clock="intake", notes=("few",)))


def followed(table: EventTable, days: int) -> EventTable:
    """Keep a drawn table that was followed for so many days."""
    assume(len(table) and table.exit.max() >= days)
    return table


@given(event_tables(), HORIZONS)
def test_time_lost_equals_exact_twin(table: EventTable, days: int) -> None:
    found = restricted_time_lost(followed(table, days), days=days)
    rows, causes = rows_of(table), len(table.causes)
    for cause, estimate in enumerate(found.values(), start=1):
        value = time_lost(hazards_of(rows, causes), cause, days)
        variance = time_lost_variance(rows, causes, cause, days)
        np.testing.assert_allclose(estimate.value, float(value), rtol=ROUNDING)
        np.testing.assert_allclose(
            estimate.std_error, float(variance) ** 0.5, rtol=ROUNDING, atol=ROOT
        )


@given(event_tables(), HORIZONS)
def test_mean_is_what_a_lone_cause_leaves(table: EventTable, days: int) -> None:
    lone = EventTable(
        exit=followed(table, days).exit,
        event=np.minimum(table.event, 1),
        entry=table.entry,
        frequency=table.frequency,
    )
    mean, lost = (
        restricted_mean(lone, days=days),
        restricted_time_lost(lone, days=days)["outcome"],
    )
    np.testing.assert_allclose(mean.value, days - lost.value, atol=ROUNDING * days)
    np.testing.assert_allclose(mean.std_error, lost.std_error, rtol=ROUNDING, atol=ROOT)


@given(event_tables(), HORIZONS)
def test_mean_and_time_lost_make_the_horizon(table: EventTable, days: int) -> None:
    lost = restricted_time_lost(followed(table, days), days=days)
    total = restricted_mean(table, days=days).value + sum(e.value for e in lost.values())
    np.testing.assert_allclose(total, days)


@given(event_tables(), HORIZONS)
def test_frequency_is_repetition(table: EventTable, days: int) -> None:
    one, other = followed(table, days), written_out(table)
    assert restricted_mean(one, days=days) == restricted_mean(other, days=days)


@given(event_tables(), HORIZONS)
def test_doubling_the_data_halves_the_variance(table: EventTable, days: int) -> None:
    once = restricted_mean(followed(table, days), days=days)
    twice = restricted_mean(taken(table, np.tile(np.arange(len(table)), 2)), days=days)
    np.testing.assert_allclose(twice.value, once.value)
    np.testing.assert_allclose(twice.std_error * np.sqrt(2), once.std_error)


def test_nobody_has_the_outcome() -> None:
    mean = restricted_mean(EventTable(exit=[9, 9], event=[0, 0]), days=9)
    assert (mean.value, mean.std_error, mean.lower, mean.upper) == (9, 0, 9, 9)


def test_an_outcome_on_day_0_waits_no_day() -> None:
    # Half wait 0 days, half all 10; the variance of a share of one half among two is 1/8.
    mean = restricted_mean(EventTable(exit=[0, 10], event=[1, 0]), days=10)
    np.testing.assert_allclose([mean.value, mean.std_error], [5, 10 * np.sqrt(1 / 8)])


def test_no_horizon_is_too_far_once_nobody_waits() -> None:
    assert restricted_mean(EventTable(exit=[2, 4], event=[1, 1]), days=100).value == 3


@pytest.mark.parametrize("estimator", [restricted_mean, restricted_time_lost])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"days": 6}, "nobody was followed beyond day 5, so the mean up to day 6 is not known"),
        ({"days": 0}, "days must be a whole number, 1 or more, but was 0"),
        ({"days": 2.5}, "days must be a whole number, 1 or more, but was 2.5"),
        ({"days": 4, "level": 1}, "level must lie strictly between 0 and 1, but was 1"),
    ],
)
def test_refusals(estimator: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        estimator(EventTable(exit=[3, 5], event=[1, 0]), **options)


def test_ratio_of_a_mean_that_is_twice_as_long() -> None:
    found = ratio(WOMEN, MEN)
    np.testing.assert_allclose(found.std_error, 0.8 * np.hypot(0.1, 16 / 150))
    np.testing.assert_allclose(found.lower * found.upper, found.value**2)


def test_equality_of_two_is_their_squared_difference_in_standard_errors() -> None:
    apart = difference(WOMEN, MEN)
    found = equality({"women": WOMEN, "men": MEN})
    np.testing.assert_allclose(found.statistic, (apart.value / apart.std_error) ** 2)
    assert found.df == 1
    assert list(found.expected) == ["women", "men"]


def test_equality_of_three() -> None:
    # Equal errors: weights 1, mean 2, statistic (1 + 0 + 1) / 1.
    three = {name: Estimate(name, 1.0, 0.0, 0.0, "days", 9) for name in (1.0, 2.0, 3.0)}
    found = equality(three)
    np.testing.assert_allclose(found.statistic, 2)
    np.testing.assert_allclose(found.p_value, np.exp(-1))  # chi-squared on 2 df
    assert found.df == 2


def test_contrasts_say_what_both_are_about() -> None:
    about = difference(WOMEN, MEN).about
    assert (about.clock, about.as_of, about.notes) == ("intake", "", ("few",))
    assert about.level == 0.95


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: difference(WOMEN, ratio(WOMEN, MEN)), "must have one unit, but have"),
        (lambda: difference(WOMEN, MEN, level=0), "level must lie strictly between 0 and 1"),
        (lambda: ratio(WOMEN, Estimate(0, 0, 0, 0, "days", 1)), "two estimates above 0"),
        (lambda: equality({"women": WOMEN}), "two groups or more, but there is 1"),
        (
            lambda: equality({"women": WOMEN, "none": Estimate(9, 0, 9, 9, "days", 1)}),
            "standard error above 0",
        ),
    ],
)
def test_contrasts_refuse(call: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        call()
