"""Robust variances of means, follow-up and tests, and report days: exact twins, what holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle_differences as exact
from oracle import influences, robust_variance, rows_of
from recovery.errors import DefinitionError, TableError
from recovery.estimators import (
    aalen_johansen,
    follow_up,
    kaplan_meier,
    log_rank,
    log_rank_influence,
    pseudo_values,
    restricted_mean,
    restricted_time_lost,
    spread,
)
from recovery.results import Comparison, Curve
from recovery.tables import EventTable
from strategies import LAST_DAY, event_tables, sampled_tables, taken

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
CANCELLED = 1e-11
"""The variance is a sum of squares of up to 13 days each, of moments of size 1 to 10."""
ROOT = 1e-7
"""A variance of 0 may come out as 1e-15, whose root is this small."""
HORIZONS = st.integers(1, LAST_DAY)


def masses_of(table: EventTable) -> list[Fraction]:
    """Return the weights of a table, 1 where it has none."""
    weight = np.ones(len(table)) if table.weight is None else table.weight
    return [Fraction(w) for w in weight.tolist()]


def followed(table: EventTable, days: int) -> EventTable:
    """Keep a drawn table that was followed for so many days."""
    assume(len(table) and table.exit.max() >= days)
    return table


@given(sampled_tables(), HORIZONS)
def test_means_equal_exact_twin(table: EventTable, days: int) -> None:
    rows, masses = rows_of(followed(table, days)), masses_of(table)
    clusters = None if table.cluster is None else table.cluster.tolist()
    mean = restricted_mean(table, days=days, variance="robust")
    lost = restricted_time_lost(table, days=days, variance="robust")
    for cause, found in enumerate([mean, *lost.values()]):
        steps = influences(rows, masses, cause or None, len(table.causes))
        initial = Fraction(1 if cause == 0 else 0)
        area, moved = exact.area_influence(steps, initial, len(rows), days)
        spread = float(robust_variance(moved, rows, masses, clusters))
        np.testing.assert_allclose(found.value, float(area), rtol=ROUNDING, atol=ROUNDING)
        np.testing.assert_allclose(found.std_error**2, spread, rtol=ROUNDING, atol=CANCELLED)


@given(event_tables(delayed=False), HORIZONS)
def test_means_of_equal_and_independent_subjects_have_the_variance_of_counts(
    table: EventTable, days: int
) -> None:
    for method in (restricted_mean, restricted_time_lost):
        found: list[Any] = [
            method(followed(table, days), days=days),
            method(table, days=days, variance="robust"),
        ]
        pairs = [(found[0], found[1])]
        if method is restricted_time_lost:
            pairs = list(zip(found[0].values(), found[1].values(), strict=True))
        for plain, robust in pairs:
            np.testing.assert_allclose(robust.value, plain.value, rtol=ROUNDING, atol=ROUNDING)
            np.testing.assert_allclose(robust.std_error, plain.std_error, rtol=1e-9, atol=ROOT)


@given(sampled_tables())
def test_follow_up_is_the_curve_of_censoring_on_a_clock_of_half_days(table: EventTable) -> None:
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    halves = attrs.evolve(
        table,
        exit=2 * table.exit + (table.event == 0),
        event=(table.event == 0).astype(int),
        entry=np.maximum(2 * entry + 1, -1),
        causes=("censored",),
    )
    found = follow_up(table, variance="robust")
    expected = kaplan_meier(halves, variance="robust")
    np.testing.assert_allclose(found.value, expected.value, rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(found.std_error, expected.std_error, rtol=1e-9, atol=ROOT)
    np.testing.assert_array_equal(found.at_risk, expected.at_risk)


@given(sampled_tables(), st.lists(st.integers(0, LAST_DAY + 2), max_size=4))
def test_report_days_change_no_number(table: EventTable, days: list[int]) -> None:
    for method in (kaplan_meier, aalen_johansen):
        whole: Any = method(table, variance="robust")
        found: Any = method(table, variance="robust", days=days)
        if isinstance(whole, Curve):
            whole, found = {"": whole}, {"": found}
        for cause, curve in found.items():
            every = np.arange(LAST_DAY + 3)
            np.testing.assert_array_equal(curve.at(every), whole[cause].at(every))
            np.testing.assert_array_equal(curve.at_risk_on(every), whole[cause].at_risk_on(every))
            assert curve.events.sum() == whole[cause].events.sum()
            reported = np.isin(curve.days, days)
            assert np.isnan(curve.std_error[~reported]).all()
            for name in ("value", "std_error", "lower", "upper"):
                one, other = (
                    [getattr(e, name) for e in c.estimate(days).values()]
                    for c in (curve, whole[cause])
                )
                np.testing.assert_allclose(one, other, rtol=1e-6, atol=ROOT)


def test_report_days_are_steps_and_the_result_says_so() -> None:
    table = EventTable(exit=[2, 4, 6, 9], event=[1, 1, 0, 1])
    curve = kaplan_meier(table, days=[9, 5, 5, 100])
    np.testing.assert_array_equal(curve.days, [2, 4, 5, 9])
    np.testing.assert_array_equal(curve.events, [1, 1, 0, 1])
    np.testing.assert_array_equal(curve.at_risk, [4, 3, 2, 1])
    np.testing.assert_array_equal(np.isnan(curve.lower), [True, True, False, True])
    assert "standard errors and intervals are for days 5, 9 only" in curve.about.notes
    with pytest.raises(DefinitionError, match="days must be whole numbers"):
        kaplan_meier(table, days=[0.5])  # type: ignore[list-item]  # what is tested


def test_report_days_leave_the_ends_of_a_median_open() -> None:
    table = EventTable(exit=np.arange(40), event=np.ones(40, int))
    whole, some = kaplan_meier(table).median, kaplan_meier(table, days=[30]).median
    assert some.value == whole.value
    assert np.isnan([some.lower, some.upper]).all()


@given(sampled_tables())
def test_weighted_pseudo_values_average_to_the_estimate(table: EventTable) -> None:
    table = followed(attrs.evolve(table, cluster=None), 5)
    frequency = 1 if table.frequency is None else table.frequency
    mass = (np.ones(len(table)) if table.weight is None else table.weight) * frequency
    assume(mass.sum() > 0)
    values = pseudo_values(table, days=[5])[:, 0]
    estimate = kaplan_meier(table, variance="robust").at(5)
    np.testing.assert_allclose(np.average(values, weights=mass), estimate, atol=1e-9)


GROUPS = st.lists(sampled_tables(), min_size=2, max_size=3)
LOG_RANK: dict[Any, exact.Weigh] = {
    "log-rank": lambda before, d, n: Fraction(1),
    "gehan": lambda before, d, n: Fraction(n),
    ("fleming-harrington", 1, 1): lambda before, d, n: before * (1 - before),
}


def alike(tables: list[EventTable]) -> list[EventTable]:
    """Let all groups have clusters, or none."""
    if all(table.cluster is not None for table in tables):
        return tables
    return [attrs.evolve(table, cluster=None) for table in tables]


def robust(tables: list[EventTable], **options: Any) -> Comparison:
    """Compare tables by a robust log-rank test."""
    return log_rank(dict(enumerate(tables)), variance="robust", **options)


def same(one: Comparison, other: Comparison) -> None:
    """Check that two comparisons have the same numbers."""
    assert one.df == other.df
    np.testing.assert_allclose(one.statistic, other.statistic, rtol=1e-6, atol=ROUNDING)


@pytest.mark.parametrize("weight", LOG_RANK, ids=str)
@given(tables=GROUPS)
def test_log_rank_equals_exact_twin(weight: Any, tables: list[EventTable]) -> None:
    tables = alike(tables)
    found = robust(tables, weight=weight)
    labels = [t.cluster.tolist() for t in tables if t.cluster is not None] or None
    subjects = exact.subjects_of(
        [rows_of(t) for t in tables], [masses_of(t) for t in tables], labels
    )
    score, covariance = exact.robust_log_rank(subjects, len(tables), LOG_RANK[weight])
    columns = found.columns()
    np.testing.assert_allclose(
        columns["observed"] - columns["expected"], [float(s) for s in score], atol=1e-9
    )
    statistic, df = exact.quadratic_form(score, covariance)
    assert found.df == df
    if df:
        np.testing.assert_allclose(found.statistic, float(statistic), rtol=1e-6, atol=ROUNDING)


@given(GROUPS, st.floats(0.01, 100))
def test_log_rank_takes_no_note_of_the_scale_of_weights(
    tables: list[EventTable], scale: float
) -> None:
    tables = alike(tables)
    scaled = [
        attrs.evolve(t, weight=scale * (np.ones(len(t)) if t.weight is None else t.weight))
        for t in tables
    ]
    same(robust(tables), robust(scaled))


@given(GROUPS, st.randoms(use_true_random=False))
def test_log_rank_takes_no_note_of_order(tables: list[EventTable], random: Any) -> None:
    tables = alike(tables)
    mixed = [taken(t, random.sample(range(len(t)), len(t))) for t in tables]
    same(robust(tables), robust(mixed))


def test_log_rank_within_strata_adds_scores_and_spreads() -> None:
    one = EventTable(exit=[1, 2, 3, 5], event=[1, 1, 0, 1])
    other = EventTable(exit=[2, 4, 4, 6], event=[1, 0, 1, 1])
    strata = [attrs.evolve(t, stratum=["x", "y", "x", "y"]) for t in (one, other)]
    found = robust(strata)
    within = [robust([taken(one, rows), taken(other, rows)]) for rows in ([0, 2], [1, 3])]
    expected = sum(np.array(list(test.expected.values())) for test in within)
    np.testing.assert_allclose(list(found.expected.values()), expected)
    assert found.about.method == "log-rank test, stratified, robust variance"


def test_one_label_is_one_cluster_in_both_groups() -> None:
    one = EventTable(exit=[1, 2, 3], event=[1, 1, 0], cluster=["a", "b", "c"])
    other = EventTable(exit=[2, 4, 6], event=[1, 0, 1], cluster=["a", "b", "c"])
    apart = attrs.evolve(other, cluster=["d", "e", "f"])
    assert robust([one, other]).about.method == "log-rank test, robust variance by 3 clusters"
    assert robust([one, other]).statistic != robust([one, apart]).statistic
    alone = [attrs.evolve(t, cluster=None) for t in (one, other)]
    same(robust([one, apart]), robust(alone))
    few = "fewer than 40 clusters: the standard errors may be too small"
    assert few in robust([one, other]).about.notes


def test_log_rank_refuses() -> None:
    table = EventTable(exit=[1, 2], event=[1, 0])
    with pytest.raises(DefinitionError, match="from each subject's row"):
        robust([table, table.counts()])  # type: ignore[list-item]  # what is tested
    with pytest.raises(DefinitionError, match="some groups have a cluster and others have none"):
        robust([table, attrs.evolve(table, cluster=["x", "y"])])
    with pytest.raises(DefinitionError, match="variance='exact' is not offered here"):
        log_rank({"a": table, "b": table}, variance="exact")  # type: ignore[arg-type]  # tested
    with pytest.raises(TableError, match="cluster, position 1: is missing"):
        robust([attrs.evolve(table, cluster=[1.0, np.nan])] * 2)


def test_labels_of_few_bits_are_told_apart() -> None:
    days, labels = np.arange(200), np.arange(-100, 100)
    wide = EventTable(exit=days, event=days % 2, cluster=labels)
    narrow = attrs.evolve(wide, cluster=labels.astype(np.int8))
    one, other = (restricted_mean(t, days=150, variance="robust") for t in (wide, narrow))
    assert one.std_error == other.std_error


@pytest.mark.parametrize("delayed", [False, True])
def test_rows_taken_some_at_a_time_come_to_the_same(
    delayed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    exit_ = rng.integers(0, 60, 400)
    table = EventTable(
        exit=exit_,
        event=rng.integers(0, 2, 400),
        entry=np.maximum(-1, exit_ - rng.integers(1, 70, 400)) if delayed else None,
        weight=rng.integers(1, 9, 400) / 4,
        cluster=rng.integers(0, 50, 400),
    )
    halves = [taken(table, np.arange(0, 400, 2)), taken(table, np.arange(1, 400, 2))]
    alone = [attrs.evolve(t, cluster=None) for t in halves]
    whole = kaplan_meier(table, variance="robust").std_error
    tests = robust(halves), robust(alone)
    for module in (spread, log_rank_influence):
        monkeypatch.setattr(module, "BLOCK", 7)
    parts = kaplan_meier(table, variance="robust").std_error
    np.testing.assert_allclose(parts, whole, rtol=1e-9)
    for one, other in zip(tests, (robust(halves), robust(alone)), strict=True):
        same(one, other)
    few = kaplan_meier(table, variance="robust", days=range(60)).estimate(range(60))
    every = kaplan_meier(table, variance="robust").estimate(range(60))
    np.testing.assert_allclose(few.columns()["std_error"], every.columns()["std_error"], rtol=1e-9)
