"""Aalen–Johansen: its exact twin, what never changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import aalen_johansen as exact
from oracle import rows_of
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, kaplan_meier, transition_probabilities
from recovery.tables import EventTable, StateTable
from strategies import event_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
CANCELLED = 1e-14
"""The variance is a difference of running sums of size 1 at most: so much may be left of 0."""


@given(event_tables())
def test_equals_exact_twin(table: EventTable) -> None:
    curves = aalen_johansen(table)
    assert tuple(curves) == table.causes
    for place, curve in enumerate(curves.values(), start=1):
        steps = exact(rows_of(table), place, len(table.causes))
        np.testing.assert_array_equal(curve.days, list(steps))
        incidence = [float(f) for f, _ in steps.values()]
        variance = [float(v) for _, v in steps.values() if v is not None]
        np.testing.assert_allclose(curve.value, incidence, rtol=ROUNDING)
        np.testing.assert_allclose(curve.std_error**2, variance, rtol=ROUNDING, atol=CANCELLED)


@given(event_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(table: EventTable, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = aalen_johansen(table).columns(), aalen_johansen(taken(table, order)).columns()
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name])


@given(event_tables())
def test_frequency_is_repetition(table: EventTable) -> None:
    one, other = aalen_johansen(table).columns(), aalen_johansen(written_out(table)).columns()
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name])


@given(event_tables())
def test_names_and_numbers_of_causes_are_no_matter(table: EventTable) -> None:
    last = len(table.causes)
    turned = attrs.evolve(
        table,
        event=np.where(table.event > 0, last + 1 - table.event, 0),
        causes=table.causes[::-1],
    )
    one, other = aalen_johansen(table), aalen_johansen(turned)
    for cause in table.causes:
        np.testing.assert_array_equal(one[cause].value, other[cause].value)
        np.testing.assert_array_equal(one[cause].std_error, other[cause].std_error)


@given(event_tables())
def test_doubling_the_data_keeps_the_incidence(table: EventTable) -> None:
    twice = aalen_johansen(taken(table, np.tile(np.arange(len(table)), 2)))
    for cause, once in aalen_johansen(table).items():
        np.testing.assert_allclose(twice[cause].value, once.value, rtol=ROUNDING)


@given(event_tables())
def test_incidence_rises_and_its_spread_is_known(table: EventTable) -> None:
    for curve in aalen_johansen(table).values():
        assert (np.diff(curve.value, prepend=0) >= 0).all()
        assert (curve.value <= 1 + ROUNDING).all()
        assert not np.isnan(curve.std_error).any()


def test_no_subject_at_all() -> None:
    curves = aalen_johansen(EventTable(exit=[], event=[], causes=("a", "b")))
    assert [len(curve.days) for curve in curves.values()] == [0, 0]
    assert np.isnan(curves["b"].at(0))


def test_refuses_other_choices() -> None:
    with pytest.raises(DefinitionError, match="variance='exact' is not offered here"):
        aalen_johansen(EventTable(exit=[1], event=[1]), variance="exact")  # type: ignore[arg-type]  # wrong on purpose


@given(event_tables())
def test_greenwood_variance_is_that_of_the_moves_between_states(table: EventTable) -> None:
    # Transition probabilities stand against the R package etm; no event is the first state.
    rows = written_out(table)
    entry = np.full(len(rows), -1) if rows.entry is None else rows.entry
    moves = StateTable(
        subject=np.arange(len(rows)),
        start=entry,
        stop=rows.exit,
        state=np.zeros(len(rows), dtype=int),
        to=np.where(rows.event > 0, rows.event, -1),
        states=("none", *table.causes),
    )
    curves = aalen_johansen(table, variance="greenwood")
    for cause in table.causes if len(rows) else ():
        expected = transition_probabilities(moves).curve("none", cause)
        days = curves[cause].days.tolist()
        found = curves[cause].estimate(days).columns()
        np.testing.assert_allclose(
            found["std_error"], expected.estimate(days).columns()["std_error"], atol=1e-7
        )


@given(event_tables())
def test_greenwood_variance_of_a_lone_cause_is_that_of_survival(table: EventTable) -> None:
    table = attrs.evolve(table, event=np.minimum(table.event, 1), causes=("a",))
    curve, survival = aalen_johansen(table, variance="greenwood")["a"], kaplan_meier(table)
    left = survival.value > 0
    np.testing.assert_allclose(curve.std_error[left], survival.std_error[left], atol=1e-9)
