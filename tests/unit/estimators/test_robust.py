"""Robust variances: their exact twin, what they come to, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import influences, robust_variance, rows_of
from recovery.errors import DefinitionError, TableError
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.results import Curve
from recovery.tables import EventTable
from strategies import event_tables, sampled_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
CANCELLED = 1e-12
"""The variance is a difference of moments of size 1 to 1000: so much may be left of 0."""
ESTIMATORS = [kaplan_meier, aalen_johansen]


def is_exact(curve: Curve, table: EventTable, cause: int | None) -> None:
    """Compare a curve and its variance with the exact twin."""
    rows = rows_of(table)
    weights = [Fraction(1)] * len(rows)
    if table.weight is not None:
        weights = [Fraction(w) for w in table.weight.tolist()]
    clusters = None if table.cluster is None else table.cluster.tolist()
    steps = influences(rows, weights, cause, len(table.causes))
    values = [float(steps[day][0]) for day in curve.days.tolist()]
    spread = [
        float(robust_variance(steps[day][1], rows, weights, clusters))
        for day in curve.days.tolist()
    ]
    np.testing.assert_allclose(curve.value, values, rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(curve.std_error**2, spread, rtol=ROUNDING, atol=CANCELLED)


@given(sampled_tables())
def test_equals_exact_twin(table: EventTable) -> None:
    is_exact(kaplan_meier(table, variance="robust"), table, None)
    for cause, curve in enumerate(aalen_johansen(table, variance="robust").values(), start=1):
        is_exact(curve, table, cause)


@given(event_tables(delayed=False))
def test_is_greenwoods_for_equal_and_independent_subjects_from_the_origin_on(
    table: EventTable,
) -> None:
    robust, greenwood = kaplan_meier(table, variance="robust"), kaplan_meier(table)
    np.testing.assert_array_equal(robust.value, greenwood.value)
    known = greenwood.value > 0
    np.testing.assert_allclose(
        robust.std_error[known], greenwood.std_error[known], rtol=ROUNDING, atol=1e-7
    )
    np.testing.assert_array_equal(robust.std_error[~known], 0)


@given(sampled_tables(), st.sampled_from(["row", "twice"]))
def test_a_cluster_of_each_row_is_no_cluster(table: EventTable, how: str) -> None:
    table = written_out(attrs.evolve(table, cluster=None))
    own = attrs.evolve(table, cluster=np.arange(len(table)) * (1 if how == "row" else 10**9))
    one, other = kaplan_meier(table, variance="robust"), kaplan_meier(own, variance="robust")
    np.testing.assert_allclose(one.std_error**2, other.std_error**2, rtol=ROUNDING, atol=CANCELLED)


@given(sampled_tables(), st.floats(0.01, 100))
def test_the_scale_of_weights_is_no_matter(table: EventTable, scale: float) -> None:
    weight = np.ones(len(table)) if table.weight is None else table.weight
    scaled = attrs.evolve(table, weight=weight * scale)
    one, other = kaplan_meier(table, variance="robust"), kaplan_meier(scaled, variance="robust")
    np.testing.assert_allclose(one.value, other.value, rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(one.std_error**2, other.std_error**2, rtol=ROUNDING, atol=CANCELLED)


@given(sampled_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(table: EventTable, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = (kaplan_meier(rows, variance="robust") for rows in (table, taken(table, order)))
    np.testing.assert_allclose(one.std_error**2, other.std_error**2, rtol=ROUNDING, atol=CANCELLED)


@given(sampled_tables())
def test_is_the_rest_of_a_lone_incidence(table: EventTable) -> None:
    lone = attrs.evolve(table, event=np.minimum(table.event, 1), causes=("outcome",))
    waiting = kaplan_meier(lone, variance="robust")
    (share,) = aalen_johansen(lone, variance="robust").values()
    np.testing.assert_allclose(waiting.value, 1 - share.value, atol=ROUNDING)
    np.testing.assert_allclose(
        waiting.std_error**2, share.std_error**2, rtol=ROUNDING, atol=CANCELLED
    )


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_people_are_counted_whatever_they_weigh(estimator: Any) -> None:
    table = EventTable(exit=[1, 2, 3], event=[1, 1, 0], weight=[0.5, 2, 8])
    found = estimator(table, variance="robust")
    curve = found if isinstance(found, Curve) else found["outcome"]
    np.testing.assert_array_equal(curve.at_risk, [3, 2])
    np.testing.assert_array_equal(curve.events, [1, 1])
    assert curve.n == 3


def test_weights_that_rounding_cannot_add_up_still_end_at_0() -> None:
    weight = [0.1, 0.7, 1e9, 0.3]
    table = EventTable(exit=[3, 9, 2, 9], entry=[0, 4, -1, 5], event=[0, 1, 0, 1], weight=weight)
    curve = kaplan_meier(table, variance="robust", interval="plain")
    assert (curve.value[-1], curve.lower[-1], curve.upper[-1]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("arrays", "method", "notes"),
    [
        ({}, "robust variance", 0),
        ({"weight": [1, 2, 3]}, "weighted, robust variance", 0),
        ({"cluster": [7, 7, 9]}, "robust variance by 2 clusters", 1),
        ({"cluster": ["x", "y", "y"]}, "robust variance by 2 clusters", 1),
    ],
)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_says_which_variance(estimator: Any, arrays: Any, method: str, notes: int) -> None:
    table = EventTable(exit=[1, 2, 3], event=[1, 1, 0], **arrays)
    about = estimator(table, variance="robust").about
    assert about.method.split(", ", 1)[1] == f"{method}, log-log interval"
    assert sum("fewer than 40 clusters" in note for note in about.notes) == notes


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_refuses_counts_strata_and_missing_clusters(estimator: Any) -> None:
    table = EventTable(exit=[1, 2], event=[1, 0])
    with pytest.raises(DefinitionError, match="from each subject's row"):
        estimator(table.counts(), variance="robust")
    with pytest.raises(DefinitionError, match="stratum"):
        estimator(attrs.evolve(table, stratum=["x", "y"]), variance="robust")
    with pytest.raises(TableError, match="cluster, position 1: is missing"):
        estimator(attrs.evolve(table, cluster=["x", None]), variance="robust")


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_no_subject_at_all(estimator: Any) -> None:
    table = EventTable(exit=[], event=[], weight=[], cluster=[])
    found = estimator(table, variance="robust")
    assert len(found.columns()["days"]) == 0
