"""Bootstrap: what draws come to, what never changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.estimators import bootstrap, kaplan_meier, restricted_mean
from recovery.tables import About, EventTable
from strategies import event_tables, sampled_tables, taken, written_out

ROUNDING = 1e-12
"""At most 13 event days, each with a few operations that are right to 1e-16."""
READ: list[dict[str, Any]] = [
    {"of": "quantile", "at": 0.5},
    {"of": "survival", "at": 5},
    {"of": "restricted mean", "at": 5},
]


def numbers(table: EventTable, **options: Any) -> list[float]:
    """Return everything that a bootstrap answers."""
    found = bootstrap(table, repeats=100, **options)
    return [found.value, found.std_error, found.lower, found.upper]


@given(sampled_tables())
def test_the_value_is_that_of_the_subjects(table: EventTable) -> None:
    # Without any weight there is nobody to draw.
    assume(table.weight is None or (table.weight > 0).all())
    curve = kaplan_meier(table, variance="robust")
    half, share, mean = (bootstrap(table, repeats=100, **read) for read in READ)
    np.testing.assert_array_equal(half.value, curve.median.value)
    if table.exit.max(initial=0) >= 5:
        np.testing.assert_allclose(share.value, curve.at(5), rtol=ROUNDING, atol=ROUNDING)
        expected = restricted_mean(table, days=5, variance="robust").value
        np.testing.assert_allclose(mean.value, expected, rtol=ROUNDING)


@pytest.mark.parametrize("read", READ, ids=lambda read: read["of"])
@given(sampled_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(read: Any, table: EventTable, random: Any) -> None:
    mixed = taken(table, random.sample(range(len(table)), len(table)))
    np.testing.assert_allclose(numbers(table, **read), numbers(mixed, **read), rtol=1e-9)


@pytest.mark.parametrize("read", READ, ids=lambda read: read["of"])
@given(event_tables())
def test_frequency_is_repetition(read: Any, table: EventTable) -> None:
    np.testing.assert_array_equal(numbers(table, **read), numbers(written_out(table), **read))


def test_the_seed_decides() -> None:
    table = EventTable(exit=np.arange(50), event=np.ones(50, int))
    assert numbers(table, seed=3) == numbers(table, seed=3)
    assert numbers(table, seed=3) != numbers(table, seed=4)


def test_a_share_without_censoring_is_binomial() -> None:
    # Of 80 subjects 20 still wait: draws of the share have variance 1/4 * 3/4 / 80.
    table = EventTable(exit=[3] * 60 + [9] * 20, event=np.ones(80, int))
    found = bootstrap(table, of="survival", at=5, repeats=20_000)
    np.testing.assert_allclose(found.std_error, np.sqrt(0.1875 / 80), rtol=0.02)
    # 0.025 and 0.975 quantiles of the binomial distribution of 80 at 1/4 are 13 and 28.
    np.testing.assert_allclose([found.lower, found.upper], [13 / 80, 28 / 80])


@pytest.mark.parametrize("copies", [1, 40])
def test_clusters_are_drawn_whole(copies: int) -> None:
    # Five clusters, each of one fate: the share is that of five draws, however large they are.
    rows = np.repeat(np.arange(5), copies)
    table = EventTable(exit=np.where(rows < 2, 3, 9), event=np.ones(len(rows), int), cluster=rows)
    found = bootstrap(table, of="survival", at=5, repeats=20_000)
    np.testing.assert_allclose(found.std_error, np.sqrt(0.24 / 5), rtol=0.02)
    assert found.about.method.endswith("20,000 draws of clusters, seed 0")
    assert len(found.about.notes) == 1


def test_comes_near_the_error_of_the_formula() -> None:
    rng = np.random.default_rng(7)
    wait, lost = rng.integers(0, 300, 400), rng.integers(50, 500, 400)
    table = EventTable(
        exit=np.minimum(wait, lost),
        event=wait <= lost,
        entry=np.maximum(-1, np.minimum(wait, lost) - rng.integers(1, 400, 400)),
        weight=rng.integers(1, 5, 400),
        cluster=rng.integers(0, 90, 400),
    )
    found = bootstrap(table, of="restricted mean", at=250, repeats=2000)
    expected = restricted_mean(table, days=250, variance="robust")
    np.testing.assert_allclose(found.std_error, expected.std_error, rtol=0.06)


def test_a_median_that_draws_do_not_reach_has_an_open_end() -> None:
    table = EventTable(exit=[1, 2, 3, 4, 9, 9, 9, 9], event=[1, 1, 1, 1, 0, 0, 0, 0])
    found = bootstrap(table)
    assert found.lower < 4
    assert np.isnan([found.upper, found.std_error]).all()


def test_draws_that_were_not_followed_to_the_day_are_left_out() -> None:
    table = EventTable(exit=[1, 2, 3, 9], event=[1, 0, 1, 0])
    found = bootstrap(table, of="restricted mean", at=8, repeats=1000)
    (note,) = found.about.notes
    assert note.endswith("of 1000 draws were not followed to day 8: left out")
    assert 0 <= found.lower <= found.value <= found.upper <= 8


def test_says_what_was_done() -> None:
    table = EventTable(exit=[4, 5], event=[1, 1], about=About(clock="intake to housing"))
    about = bootstrap(table, repeats=200, seed=9, level=0.9).about
    assert about.clock == "intake to housing"
    assert about.method == "quantile 0.5, percentile interval of 200 draws of subjects, seed 9"
    assert about.level == 0.9


def test_nobody_at_all() -> None:
    empty = EventTable(exit=[], event=[])
    for read in READ:
        assert np.isnan(numbers(empty, **read)).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "mean"}, "of='mean' is not offered here"),
        ({"at": 1}, "at must be a share strictly between 0 and 1, but was 1"),
        ({"of": "survival", "at": 0.5}, "at must be a day, a whole number, 1 or later"),
        ({"repeats": 99}, "repeats must be a whole number, 100 or more, but was 99"),
        ({"level": 0}, "level must lie strictly between 0 and 1"),
    ],
)
def test_refusals(options: dict[str, Any], message: str) -> None:
    table = EventTable(exit=[3, 5], event=[1, 0])
    with pytest.raises(DefinitionError, match=message):
        bootstrap(table, **options)
    with pytest.raises(DefinitionError, match="stratum"):
        bootstrap(attrs.evolve(table, stratum=["x", "y"]))
