"""Kaplan–Meier: its exact twin, what never changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import kaplan_meier as exact
from oracle import rows_of
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.results import Curve
from recovery.tables import About, EventTable
from strategies import LAST_DAY, event_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""

EVERY_DAY = np.arange(-1, LAST_DAY + 3)


def same(one: Curve, other: Curve) -> None:
    """Check that two curves are the same to the last bit."""
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name])
    np.testing.assert_array_equal(one.at_risk_on(EVERY_DAY), other.at_risk_on(EVERY_DAY))
    assert (one.n, one.followed_to, one.about) == (other.n, other.followed_to, other.about)


@given(event_tables())
def test_equals_exact_twin(table: EventTable) -> None:
    curve = kaplan_meier(table)
    steps = exact(rows_of(table))
    np.testing.assert_array_equal(curve.days, list(steps))
    survival = [float(s) for s, _ in steps.values()]
    variance = [np.nan if v is None else float(v) for _, v in steps.values()]
    np.testing.assert_allclose(curve.value, survival, rtol=ROUNDING)
    np.testing.assert_allclose(curve.std_error, np.sqrt(variance), rtol=ROUNDING)


@given(event_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(table: EventTable, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    same(kaplan_meier(table), kaplan_meier(taken(table, order)))


@given(event_tables())
def test_frequency_is_repetition(table: EventTable) -> None:
    same(kaplan_meier(table), kaplan_meier(written_out(table)))


@given(event_tables())
def test_doubling_the_data_halves_the_variance(table: EventTable) -> None:
    once = kaplan_meier(table)
    twice = kaplan_meier(taken(table, np.tile(np.arange(len(table)), 2)))
    np.testing.assert_allclose(twice.value, once.value, rtol=ROUNDING)
    np.testing.assert_allclose(twice.std_error * np.sqrt(2), once.std_error, rtol=ROUNDING)


@given(event_tables())
def test_is_the_rest_of_all_incidences(table: EventTable) -> None:
    waiting = kaplan_meier(table).at(EVERY_DAY)
    shares = sum(curve.at(EVERY_DAY) for curve in aalen_johansen(table).values())
    np.testing.assert_allclose(waiting + shares, np.where(np.isnan(waiting), np.nan, 1))


@given(event_tables())
def test_is_one_less_the_incidence_of_a_lone_cause(table: EventTable) -> None:
    lone = EventTable(
        exit=table.exit,
        event=np.minimum(table.event, 1),
        entry=table.entry,
        frequency=table.frequency,
    )
    incidence = aalen_johansen(lone)["outcome"]
    np.testing.assert_allclose(kaplan_meier(lone).value, 1 - incidence.value, atol=ROUNDING)


@given(event_tables(), st.sampled_from(["plain", "log", "log-log", "logit", "arcsine"]))
def test_interval_holds_the_value(table: EventTable, interval: Any) -> None:
    curve = kaplan_meier(table, interval=interval)
    known = ~np.isnan(curve.lower)
    np.testing.assert_array_equal(known, curve.value > 0)
    assert (curve.lower[known] >= 0).all()
    assert (curve.upper[known] <= 1).all()
    assert (curve.lower[known] <= curve.value[known] * (1 + ROUNDING)).all()
    assert (curve.upper[known] >= curve.value[known] * (1 - ROUNDING)).all()


def test_no_subject_at_all() -> None:
    curve = kaplan_meier(EventTable(exit=[], event=[]))
    assert (curve.n, curve.followed_to, len(curve.days)) == (0, -1, 0)
    assert np.isnan(curve.at([0, 10])).all()
    assert np.isnan(curve.median.value)


def test_nobody_has_the_outcome() -> None:
    curve = kaplan_meier(EventTable(exit=[4, 9], event=[0, 0]))
    np.testing.assert_array_equal(curve.at([0, 9, 10]), [1, 1, np.nan])
    assert np.isnan(curve.median.lower)


def test_about_is_carried_through() -> None:
    about = About(clock="intake to housing", as_of="2023-06-30", notes=("a note",))
    found = kaplan_meier(EventTable(exit=[4], event=[0], about=about), level=0.9).about
    assert found == attrs.evolve(
        about, method="Kaplan–Meier, Greenwood variance, log-log interval", level=0.9
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": 1}, "level must lie strictly between 0 and 1, but was 1"),
        ({"level": float("nan")}, "level must lie strictly between 0 and 1"),
        (
            {"interval": "wilson"},
            "interval='wilson' is not offered here; allowed: 'arcsine', 'log'",
        ),
        ({"variance": "aalen"}, "variance='aalen' is not offered here; allowed: 'greenwood', 'rob"),
    ],
)
def test_refuses_other_choices(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        kaplan_meier(EventTable(exit=[1], event=[1]), **options)


@pytest.mark.parametrize("array", ["weight", "cluster", "stratum"])
@pytest.mark.parametrize("estimator", [kaplan_meier, aalen_johansen])
def test_refuses_what_it_would_leave_out(estimator: Any, array: str) -> None:
    extra: dict[str, Any] = {array: [1, 2]}
    table = EventTable(exit=[1, 2], event=[1, 0], **extra)
    with pytest.raises(
        DefinitionError, match=rf"cannot use {array}.*evolve\(events, {array}=None\)"
    ):
        estimator(table)
