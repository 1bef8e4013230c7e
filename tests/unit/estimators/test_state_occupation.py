"""Shares in states: the exact twin, what never changes, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle_states import Stay, days_in_states, occupation, variances
from recovery.errors import DefinitionError
from recovery.estimators import (
    aalen_johansen,
    kaplan_meier,
    move_influence,
    sojourn,
    state_occupation,
)
from recovery.tables import About, EventTable, StateTable
from strategies import event_tables
from strategies_states import STATES, courses, table_of

ROUNDING = 1e-10
"""A dozen days of matrix products, of which up to four digits may be given away."""
TINY = 1e-14
"""Where a variance is 0 rounding leaves about this much."""

LAST_DAY = 10
MANY = 7


@given(courses())
def test_equals_exact_twin(stays: list[Stay]) -> None:
    curves = state_occupation(table_of(stays))
    first = min(start for _, start, *_ in stays) + 1
    for day, (shares, influence) in occupation(stays, 3).items():
        if day >= first:
            expected = zip(curves.values(), shares, variances(influence), strict=True)
            for curve, share, variance in expected:
                found = curve.estimate([day])[day]
                np.testing.assert_allclose(found.value, float(share), rtol=ROUNDING, atol=TINY)
                np.testing.assert_allclose(
                    found.std_error**2, float(variance), rtol=ROUNDING, atol=TINY
                )


@given(courses(), st.integers(1, LAST_DAY))
def test_sojourn_equals_exact_twin(stays: list[Stay], days: int) -> None:
    days = min(days, max(stop for _, _, stop, _, _ in stays))
    if days < 1:
        return
    expected, spread = days_in_states(stays, 3, days)
    found = sojourn(table_of(stays), days=days).columns()
    np.testing.assert_allclose(found["value"], np.array(expected, float), rtol=ROUNDING, atol=TINY)
    np.testing.assert_allclose(
        found["std_error"] ** 2, np.array(spread, float), rtol=ROUNDING, atol=TINY * days**2
    )


@given(courses(), st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(stays: list[Stay], random: Any) -> None:
    order = list(range(len(stays)))
    random.shuffle(order)
    one, other = state_occupation(table_of(stays)), state_occupation(table_of(stays, order))
    for name, curve in one.items():
        for column, values in curve.columns().items():
            np.testing.assert_allclose(values, other[name].columns()[column], atol=1e-7)


@given(courses())
def test_far_days_are_no_matter(stays: list[Stay]) -> None:
    far = [(who, 9999 * (start + 1), 9999 * (stop + 1), *rest) for who, start, stop, *rest in stays]
    one, other = state_occupation(table_of(stays)), state_occupation(table_of(far))  # type: ignore[arg-type]  # drawn stays
    for name, curve in one.items():
        days = 9999 * (curve.days[1:] + 1)
        found, near = other[name].estimate(days).columns(), curve.estimate(curve.days[1:]).columns()
        np.testing.assert_array_equal(found["value"], near["value"])
        np.testing.assert_array_equal(found["std_error"], near["std_error"])
        np.testing.assert_array_equal(
            other[name].at_risk_on(days), curve.at_risk_on(curve.days[1:])
        )


@given(courses())
def test_shares_make_a_whole(stays: list[Stay]) -> None:
    curves = state_occupation(table_of(stays)).values()
    np.testing.assert_allclose(sum(curve.value for curve in curves), 1)


@given(event_tables(frequencies=False))
def test_is_aalen_johansen_when_all_moves_are_final(table: EventTable) -> None:
    n = len(table)
    if not n:
        return
    entry = np.full(n, -1) if table.entry is None else table.entry
    stays = StateTable(
        subject=np.arange(n),
        start=entry,
        stop=table.exit,
        state=np.zeros(n, int),
        to=np.where(table.event, table.event, -1),
        states=("waiting", *table.causes),
    )
    curves = state_occupation(stays)
    days = np.arange(entry.min() + 1, table.exit.max() + 1)
    for cause, curve in aalen_johansen(table).items():
        np.testing.assert_allclose(curves[cause].at(days), curve.at(days), atol=TINY)
    waiting = kaplan_meier(table)
    np.testing.assert_allclose(curves["waiting"].at(days), waiting.at(days), atol=TINY)
    if table.entry is None:  # without late entry the jackknife is Greenwood's
        known = ~np.isnan(waiting.std_error)
        found = curves["waiting"].estimate(waiting.days).columns()["std_error"]
        np.testing.assert_allclose(found[known], waiting.std_error[known], atol=1e-7)


def test_a_long_course_with_many_moves_keeps_its_digits() -> None:
    # Everyone leaves one of the states again and again, so that no day's steps can be undone.
    stays: list[Stay] = [
        (who, day - 1, day, (day + who // 2) % 2, (day + who // 2 + 1) % 2)
        for who in range(4)
        for day in range(60)
        if day < 40 + 5 * who
    ]
    curves = state_occupation(table_of(stays))
    exact = occupation(stays, 3)
    for k, curve in enumerate(curves.values()):
        spread = [float(variances(exact[day][1])[k]) for day in curve.days.tolist()]
        np.testing.assert_allclose(curve.std_error**2, spread, rtol=ROUNDING, atol=TINY)


def test_nobody_moves() -> None:
    # Three of four are in the shelter: the first shares are those of the last day, when two are.
    stays = [(1, -1, 9, 0, -1), (2, -1, 9, 1, -1), (3, -1, 4, 0, -1)]
    curve = state_occupation(table_of(stays))["shelter"]
    np.testing.assert_array_equal(curve.at([0, 9, 10]), [0.5, 0.5, np.nan])
    np.testing.assert_allclose(curve.std_error[0] ** 2, 1 / 8)
    np.testing.assert_array_equal(curve.at_risk_on([0, 5, 9, 10]), [2, 1, 1, 0])


def test_no_row_at_all() -> None:
    nobody = StateTable(subject=[], start=[], stop=[], state=[], states=STATES)
    curves = state_occupation(nobody)
    assert list(curves) == list(STATES)
    assert np.isnan(curves["shelter"].at([0, 5])).all()
    assert curves["shelter"].n == 0


def test_says_what_it_is_about() -> None:
    table = StateTable(
        subject=[1], start=[-1], stop=[4], state=[0], states=STATES, about=About(clock="intake")
    )
    about = state_occupation(table, level=0.9, interval="log")["returned"].about
    assert (about.clock, about.level) == ("intake", 0.9)
    assert "infinitesimal jackknife, log interval" in about.method


@pytest.mark.parametrize("days", [0, 5, 2.5])
def test_sojourn_refuses_what_was_not_followed(days: Any) -> None:
    with pytest.raises(DefinitionError, match="days must be a whole number from 1 to 4, the last"):
        sojourn(table_of([(1, -1, 4, 0, -1)]), days=days)


@given(courses())
def test_with_and_without_tables_by_day(stays: list[Stay]) -> None:
    table = table_of(stays)
    quick = state_occupation(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(move_influence, "TABLES", 0)
        other = state_occupation(table)
    for name, curve in quick.items():
        np.testing.assert_allclose(
            curve.std_error**2, other[name].std_error ** 2, rtol=ROUNDING, atol=TINY
        )
