"""Pseudo-values: their exact twin, what they come to, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given

from oracle import influences, rows_of
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, kaplan_meier, pseudo_values, restricted_mean
from recovery.tables import EventTable, by_day
from strategies import LAST_DAY, event_tables, taken, written_out

ROUNDING = 1e-10
"""Up to 100 subjects times influences that are right to 1e-13."""
DAYS = range(LAST_DAY + 2)
MEAN = "restricted mean"


def twin(table: EventTable, cause: int | None) -> np.typing.NDArray[np.float64]:
    """Return the exact pseudo-values on all days, from every subject's derivative every day."""
    rows = rows_of(table)
    n = sum(row[3] for row in rows)
    start = Fraction(cause is None)
    found = np.full((len(rows), len(DAYS)), np.nan)
    steps = influences(rows, [Fraction(1)] * len(rows), cause, len(table.causes))
    value, derivative = start, [Fraction(0)] * len(rows)
    for day in range(int(table.exit.max(initial=-1)) + 1):
        value, derivative = steps.get(day, (value, derivative))
        found[:, day] = [float(value + n * u) for u in derivative]
    return found


@given(event_tables())
def test_equals_exact_twin(table: EventTable) -> None:
    for cause, name in enumerate(("survival", *table.causes)):
        found = pseudo_values(table, days=DAYS, of=name)
        np.testing.assert_allclose(found, twin(table, cause or None), atol=ROUNDING)


@given(event_tables())
def test_of_the_mean_are_the_sums_over_days(table: EventTable) -> None:
    daily = np.nan_to_num(twin(table, None)).cumsum(axis=1)
    found = pseudo_values(table, days=DAYS, of=MEAN)
    expected = np.where(np.isnan(found), np.nan, np.roll(daily, 1, axis=1) * (np.array(DAYS) > 0))
    np.testing.assert_allclose(found, expected, atol=ROUNDING * len(DAYS))
    np.testing.assert_array_equal(np.isnan(found), np.isnan(twin(table, None)))


@given(event_tables())
def test_average_to_the_estimate(table: EventTable) -> None:
    every = written_out(table)
    if len(every):
        found = pseudo_values(every, days=DAYS).mean(axis=0)
        np.testing.assert_allclose(found, kaplan_meier(table).at(list(DAYS)), atol=ROUNDING)
        for cause, curve in aalen_johansen(table).items():
            found = pseudo_values(every, days=DAYS, of=cause).mean(axis=0)
            np.testing.assert_allclose(found, curve.at(list(DAYS)), atol=ROUNDING)


def test_average_to_the_restricted_mean() -> None:
    table = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0], entry=[2, 3, -1] * 2)
    found = pseudo_values(table, days=[60], of=MEAN).mean()
    np.testing.assert_allclose(found, restricted_mean(table, days=60).value, rtol=1e-14)


@given(event_tables(delayed=False))
def test_say_what_is_known_when_nobody_is_censored(table: EventTable) -> None:
    table = attrs.evolve(table, event=np.maximum(table.event, 1))
    day, followed = np.array(DAYS), np.array(DAYS) <= table.exit.max(initial=-1)
    exit_ = table.exit[:, None]
    waits = np.where(followed, exit_ > day, np.nan)
    np.testing.assert_allclose(pseudo_values(table, days=DAYS), waits, atol=ROUNDING)
    means = np.where(followed, np.minimum(exit_, day), np.nan)
    np.testing.assert_allclose(pseudo_values(table, days=DAYS, of=MEAN), means, atol=ROUNDING)
    had = np.where(followed, (exit_ <= day) & (table.event[:, None] == 1), np.nan)
    np.testing.assert_allclose(
        pseudo_values(table, days=DAYS, of=table.causes[0]), had, atol=ROUNDING
    )


@given(event_tables())
def test_days_far_apart_change_nothing(table: EventTable) -> None:
    once = [pseudo_values(table, days=DAYS, of=of) for of in ("survival", MEAN)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_day, "DENSE_DAYS", 0)
        patch.setattr(by_day, "ROWS_A_DAY", 10**6)
        for of, expected in zip(("survival", MEAN), once, strict=True):
            found = pseudo_values(table, days=DAYS, of=of)
            np.testing.assert_allclose(found, expected, atol=ROUNDING)


def test_differ_from_leaving_one_out_by_one_over_n() -> None:
    table = EventTable(exit=[2, 4, 4, 6, 7, 9], event=[1, 0, 1, 0, 1, 0])

    def furthest(copies: int) -> float:
        many = taken(table, np.tile(np.arange(6), copies))
        n = len(many)
        whole = kaplan_meier(many).at(8)
        without = [kaplan_meier(taken(many, np.delete(np.arange(n), i))).at(8) for i in range(6)]
        one_out = n * whole - (n - 1) * np.array(without)
        found = pseudo_values(many, days=[8])[:6, 0]
        return float(abs(found - one_out).max())

    near, nearer = furthest(10), furthest(20)
    assert 0 < near < 0.05
    assert near / nearer == pytest.approx(2, rel=0.1)


def test_clusters_are_not_looked_at() -> None:
    table = EventTable(exit=[2, 4, 6], event=[1, 0, 1])
    clustered = attrs.evolve(table, cluster=["x", "x", "y"])
    np.testing.assert_array_equal(
        pseudo_values(clustered, days=[3, 5]), pseudo_values(table, days=[3, 5])
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"days": [2.5]}, "days must be whole numbers, 0 or later"),
        ({"days": [-1]}, "days must be whole numbers, 0 or later"),
        ({"of": "freed"}, "of='freed' is not offered here; allowed: 'outcome', 'restricted mean'"),
    ],
)
def test_refuses_other_choices(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        pseudo_values(EventTable(exit=[1], event=[1]), **{"days": [1], **options})


def test_refuses_what_it_would_leave_out() -> None:
    with pytest.raises(DefinitionError, match="cannot use stratum"):
        pseudo_values(EventTable(exit=[1, 2], event=[1, 0], stratum=[1, 2]), days=[1])


def test_no_subject_and_no_day() -> None:
    assert pseudo_values(EventTable(exit=[], event=[]), days=[1, 2]).shape == (0, 2)
    assert pseudo_values(EventTable(exit=[1], event=[1]), days=[]).shape == (1, 0)
