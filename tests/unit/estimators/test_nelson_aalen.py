"""Nelson–Aalen: its exact twin, what it comes to, and what it refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import robust_variance, rows_of
from oracle_hazards import hazard_influences
from oracle_hazards import nelson_aalen as exact
from recovery.errors import DefinitionError
from recovery.estimators import kaplan_meier, nelson_aalen
from recovery.tables import EventTable
from strategies import event_tables, sampled_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
CANCELLED = 1e-11
"""The variance is a difference of moments of size 1 to 1,000, the hazard being no share: so much
may be left of 0."""
TIES: Any = st.sampled_from(["aalen", "fleming-harrington"])


def causes_of(table: EventTable, cause: str | None) -> range:
    if cause is None:
        return range(1, len(table.causes) + 1)
    return range(1, len(table.causes) + 1)[slice(*(table.causes.index(cause) + k for k in (0, 1)))]


@given(event_tables(), TIES, st.booleans())
def test_equals_exact_twin(table: EventTable, ties: Any, of_one: bool) -> None:
    cause = table.causes[-1] if of_one else None
    steps = exact(rows_of(table), causes_of(table, cause), one_by_one=ties != "aalen")
    for place, variance in enumerate(("aalen", "greenwood"), start=1):
        curve = nelson_aalen(table, cause=cause, ties=ties, variance=cast(Any, variance))
        assert curve.days.tolist() == list(steps)
        np.testing.assert_allclose(
            curve.value, [float(step[0]) for step in steps.values()], rtol=ROUNDING
        )
        np.testing.assert_allclose(
            curve.std_error**2, [float(step[place]) for step in steps.values()], rtol=ROUNDING
        )


@given(sampled_tables(), st.booleans())
def test_robust_equals_exact_twin(table: EventTable, of_one: bool) -> None:
    cause = table.causes[0] if of_one else None
    rows = rows_of(table)
    weights = [Fraction(1)] * len(rows)
    if table.weight is not None:
        weights = [Fraction(w) for w in table.weight.tolist()]
    clusters = None if table.cluster is None else table.cluster.tolist()
    steps = hazard_influences(rows, weights, causes_of(table, cause))
    curve = nelson_aalen(table, cause=cause, variance="robust")
    values = [float(value) for value, _ in steps.values()]
    spread = [float(robust_variance(u, rows, weights, clusters)) for _, u in steps.values()]
    np.testing.assert_allclose(curve.value, values, rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(curve.std_error**2, spread, rtol=ROUNDING, atol=CANCELLED)


@given(sampled_tables(), TIES)
def test_robust_is_the_change_with_a_weight(table: EventTable, ties: Any) -> None:
    """A little more of the first row's weight moves the curve as far as its influence says."""
    table = attrs.evolve(written_out(attrs.evolve(table, weight=None)), cluster=None)
    if not len(table):
        return
    little = 1e-6
    weight = np.ones(len(table))
    cluster = np.minimum(np.arange(len(table)), 1)
    weight[0] += little
    more = nelson_aalen(attrs.evolve(table, weight=weight), ties=ties, variance="robust")
    weight[0] -= 2 * little
    less = nelson_aalen(attrs.evolve(table, weight=weight), ties=ties, variance="robust")
    moved = (more.value - less.value) / (2 * little)
    # The influences of all add up to 0, so that those of two clusters are each other's negative.
    spread = nelson_aalen(attrs.evolve(table, cluster=cluster), ties=ties, variance="robust")
    np.testing.assert_allclose(spread.std_error, np.sqrt(2) * abs(moved), rtol=1e-5, atol=1e-6)


@given(event_tables(delayed=False))
def test_is_greenwoods_for_equal_and_independent_subjects_from_the_origin_on(
    table: EventTable,
) -> None:
    robust, greenwood = (
        nelson_aalen(table, variance=cast(Any, name)) for name in ("robust", "greenwood")
    )
    np.testing.assert_allclose(
        robust.std_error**2, greenwood.std_error**2, rtol=ROUNDING, atol=CANCELLED
    )


@given(event_tables(), TIES, st.randoms(use_true_random=False))
def test_rows_counts_and_order_agree(table: EventTable, ties: Any, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    first = nelson_aalen(table, ties=ties)
    for other in (taken(table, order), table.counts(), written_out(table)):
        second = nelson_aalen(other, ties=ties)
        for name in ("days", "value", "std_error", "lower", "upper", "at_risk"):
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@given(event_tables())
def test_never_says_more_than_the_product(table: EventTable) -> None:
    hazard, one_by_one = nelson_aalen(table), nelson_aalen(table, ties="fleming-harrington")
    survival = kaplan_meier(table)
    assert (np.exp(-one_by_one.value) <= np.exp(-hazard.value) * (1 + ROUNDING)).all()
    assert (survival.value <= np.exp(-one_by_one.value) * (1 + ROUNDING)).all()


@pytest.mark.parametrize("variance", ["aalen", "greenwood", "robust"])
@pytest.mark.parametrize("ties", ["aalen", "fleming-harrington"])
def test_no_subject_and_no_event(ties: Any, variance: Any) -> None:
    nobody = nelson_aalen(EventTable(exit=[], event=[]), ties=ties, variance=variance)
    assert np.isnan(nobody.at([0, 10])).all()
    nothing = nelson_aalen(EventTable(exit=[4, 9], event=[0, 0]), ties=ties, variance=variance)
    np.testing.assert_array_equal(nothing.at([0, 9, 10]), [0, 0, np.nan])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cause": "x"}, "cause='x' is not offered here; allowed: 'outcome'"),
        ({"ties": "efron"}, "ties='efron' is not offered here; allowed: 'aalen', 'fleming-harr"),
        ({"variance": "x"}, "variance='x' is not offered here; allowed: 'aalen', 'greenwood', 'r"),
        ({"interval": "logit"}, "interval='logit' is not offered here; allowed: 'arcsine', 'log'"),
        ({"level": 1}, "level must lie strictly between 0 and 1, but was 1"),
    ],
)
def test_refuses_other_choices(options: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        nelson_aalen(EventTable(exit=[1], event=[1]), **options)


def test_says_what_it_is() -> None:
    table = EventTable(exit=[1, 2, 3], event=[1, 1, 0], weight=[1, 2, 3])
    assert nelson_aalen(attrs.evolve(table, weight=None)).about.method == (
        "Nelson–Aalen, Aalen variance, log interval"
    )
    assert nelson_aalen(
        table, ties="fleming-harrington", variance="robust", interval="plain"
    ).about.method == ("Fleming–Harrington, weighted, robust variance, plain interval")
    with pytest.raises(DefinitionError, match="cannot use weight"):
        nelson_aalen(table)
