"""Log-rank and Gray tests: exact twins, what never changes, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle_differences as exact
from oracle import rows_of
from recovery.errors import DefinitionError
from recovery.estimators import gray, log_rank, pairwise
from recovery.results import Comparison
from recovery.tables import About, CountTable, EventTable, merge_counts
from strategies import event_tables, taken, written_out

ROUNDING = 1e-9
"""A day's operations are right to 1e-16; solving for a few groups may cost some digits more."""

WEIGHTS: dict[Any, exact.Weigh] = {
    "log-rank": lambda before, d, n: Fraction(1),
    "gehan": lambda before, d, n: Fraction(n),
    ("fleming-harrington", 1, 0): lambda before, d, n: before,
    ("fleming-harrington", 2, 1): lambda before, d, n: before**2 * (1 - before),
}
TABLES = event_tables(max_rows=12)
WOMEN = EventTable(exit=[1, 2, 2, 4], event=[1, 1, 0, 1], about=About(clock="intake to housing"))
MEN = EventTable(exit=[2, 3, 5, 5], event=[1, 0, 1, 0], about=About(clock="intake to housing"))


def same(one: Comparison, other: Comparison) -> None:
    """Check that two comparisons have the same numbers."""
    assert one.df == other.df
    np.testing.assert_allclose(
        [one.statistic, one.p_value], [other.statistic, other.p_value], rtol=ROUNDING, atol=ROUNDING
    )


@pytest.mark.parametrize("weight", WEIGHTS, ids=str)
@given(tables=st.lists(TABLES, min_size=2, max_size=4))
def test_log_rank_equals_exact_twin(weight: Any, tables: list[EventTable]) -> None:
    found = log_rank(dict(enumerate(tables)), weight=weight)
    observed, expected, covariance = exact.log_rank([rows_of(t) for t in tables], WEIGHTS[weight])
    score = [o - e for o, e in zip(observed, expected, strict=True)]
    statistic, df = exact.quadratic_form(score, covariance)
    assert found.df == df
    np.testing.assert_allclose(list(found.observed.values()), [float(o) for o in observed])
    np.testing.assert_allclose(list(found.expected.values()), [float(e) for e in expected])
    if df:
        np.testing.assert_allclose(found.statistic, float(statistic), rtol=1e-7, atol=ROUNDING)


def test_root_and_peto_weights_by_hand() -> None:
    # day  n  of women  d  expected of women       variance
    #   1  8  4         1  1/2                     1/4
    #   2  7  3         2  6/7                     12/49 · 2 · 5/6 = 20/49
    #   4  3  1         1  1/3                     2/9
    #   5  2  0         1  0                       0
    # Women have one outcome on each of the days 1, 2 and 4.
    scores = np.array([1 / 2, 1 / 7, 2 / 3])
    variances = np.array([1 / 4, 20 / 49, 2 / 9])
    peto = np.cumprod([1 - 1 / 9, 1 - 2 / 8, 1 - 1 / 4])
    for weight, day in (("tarone-ware", np.sqrt([8, 7, 3])), ("peto", peto)):
        found = log_rank({"women": WOMEN, "men": MEN}, weight=weight)  # type: ignore[arg-type]  # text of a parameter
        np.testing.assert_allclose(found.statistic, (day @ scores) ** 2 / (day**2 @ variances))
        np.testing.assert_allclose(found.observed["women"], day.sum())


@given(st.lists(TABLES, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_order_of_groups_and_rows_is_no_matter(tables: list[EventTable], random: Any) -> None:
    groups = dict(enumerate(tables))
    moved = list(groups)
    random.shuffle(moved)
    turned = {label: taken(groups[label], np.arange(len(groups[label]))[::-1]) for label in moved}
    same(log_rank(turned), log_rank(groups))


@given(TABLES, TABLES)
def test_frequency_is_repetition(one: EventTable, other: EventTable) -> None:
    same(log_rank({1: written_out(one), 2: written_out(other)}), log_rank({1: one, 2: other}))


@given(st.lists(event_tables(delayed=False), min_size=2, max_size=2))
def test_counts_will_do(tables: list[EventTable]) -> None:
    counts = {label: table.counts() for label, table in enumerate(tables)}
    same(log_rank(counts), log_rank(dict(enumerate(tables))))
    same(gray(counts, cause="a"), gray(dict(enumerate(tables)), cause="a"))


@given(TABLES, TABLES)
def test_trend_of_two_groups_is_the_test_itself(one: EventTable, other: EventTable) -> None:
    groups = {"one": one, "other": other}
    same(log_rank(groups, trend=[0, 1e-9]), log_rank(groups))


@pytest.mark.parametrize("test", [log_rank, partial(gray, cause="outcome")])
def test_a_stratum_twice_doubles_the_statistic(test: Any) -> None:
    def in_strata(table: EventTable) -> EventTable:
        double = taken(table, np.tile(np.arange(4), 2))
        return attrs.evolve(double, stratum=np.repeat(["north", "south"], 4))

    once = test({"women": WOMEN, "men": MEN})
    strata = {"women": in_strata(WOMEN), "men": in_strata(MEN)}
    twice = test(strata)
    np.testing.assert_allclose(twice.statistic, 2 * once.statistic)
    assert twice.about.method == once.about.method + ", stratified"
    counted = test({label: table.counts() for label, table in strata.items()})
    np.testing.assert_allclose(counted.statistic, twice.statistic)


def test_a_stratum_of_one_group_alone_tells_nothing() -> None:
    women = attrs.evolve(WOMEN, stratum=["a", "a", "a", "b"])
    men = attrs.evolve(MEN, stratum=["a"] * 4)
    found = log_rank({"women": women, "men": men})
    less = log_rank({"women": taken(women, [0, 1, 2]), "men": men})
    same(found, less)
    assert found.observed["women"] == less.observed["women"] + 1


def test_no_group_follows_another() -> None:
    early = EventTable(exit=[2, 3], event=[1, 1])
    late = EventTable(entry=[3, 3], exit=[5, 6], event=[1, 1])
    found = log_rank({"early": early, "late": late})
    assert found.df == 0
    assert np.isnan([found.statistic, found.p_value]).all()
    assert found.about.notes[-1].startswith("no event happened while survivors of two groups")


def test_gray_without_competing_events_weighs_as_log_rank_when_none_is_censored() -> None:
    women, men = EventTable(exit=[1, 2, 3], event=[1, 1, 1]), EventTable(exit=[4, 5], event=[1, 1])
    groups = {"women": women, "men": men}
    gray_found, found = gray(groups, cause="outcome"), log_rank(groups)
    np.testing.assert_allclose(gray_found.expected["men"], found.expected["men"])


@given(event_tables(delayed=False), event_tables(delayed=False))
def test_gray_is_the_same_from_either_side(one: EventTable, other: EventTable) -> None:
    found = gray({1: one, 2: other}, cause="a")
    same(gray({2: other, 1: one}, cause="a"), found)
    np.testing.assert_allclose(sum(found.observed.values()), sum(found.expected.values()))


def test_about_is_what_the_groups_share() -> None:
    other = attrs.evolve(MEN, about=About(clock="intake to housing", as_of="2023-06-30"))
    about = log_rank({"women": WOMEN, "men": other}, weight=("fleming-harrington", 0, 1)).about
    assert (about.clock, about.as_of) == ("intake to housing", "")
    assert about.method == "fleming-harrington (0, 1) test"


def test_merged_counts_are_one_group() -> None:
    both = merge_counts([WOMEN.counts(), MEN.counts()])
    whole = EventTable(exit=[1, 2, 2, 4, 2, 3, 5, 5], event=[1, 1, 0, 1, 1, 0, 1, 0])
    same(log_rank({"all": both, "men": MEN}), log_rank({"all": whole, "men": MEN}))


def test_pairwise_multiplies_the_smallest_most() -> None:
    third = EventTable(exit=[6, 7, 8, 9], event=[1, 1, 1, 1])
    groups = {"women": WOMEN, "men": MEN, "third": third}
    plain = pairwise(groups, log_rank, adjust="none")
    holm = pairwise(groups, log_rank)
    assert list(holm) == [("women", "men"), ("women", "third"), ("men", "third")]
    p = sorted(test.p_value for test in plain.values())
    expected = np.maximum.accumulate([3 * p[0], 2 * p[1], p[2]]).clip(max=1)
    np.testing.assert_allclose(sorted(test.p_value for test in holm.values()), expected)
    assert holm["women", "men"].about.notes == ("p-value adjusted for 3 pairs (Holm)",)


def test_pairwise_leaves_out_what_cannot_be_told() -> None:
    nobody = EventTable(exit=[], event=[])
    holm = pairwise({"women": WOMEN, "nobody": nobody, "men": MEN}, log_rank)
    assert np.isnan(holm["women", "nobody"].p_value)
    assert holm["women", "men"].p_value == log_rank({"women": WOMEN, "men": MEN}).p_value


LATE = EventTable(entry=[0], exit=[3], event=[1])
LATE_COUNTS = CountTable(day=[1, 3], entered=[1, 0], events={"outcome": [0, 1]}, censored=[0, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_rank({"women": WOMEN}), "two groups or more, but there is 1"),
        (
            lambda: log_rank({1: WOMEN, 2: MEN}, weight="wilcoxon"),  # type: ignore[arg-type]  # wrong on purpose
            "weight='wilcoxon' is not offered here; allowed: .*'fleming-harrington', p, q",
        ),
        (
            lambda: log_rank({1: WOMEN, 2: MEN}, weight=("fleming-harrington", -1, 0)),
            "must be .'fleming-harrington', p, q. with p and q 0 or more",
        ),
        (lambda: log_rank({1: WOMEN, 2: MEN}, trend=[1]), "trend must be 2 numbers, one for each"),
        (lambda: log_rank({1: WOMEN, 2: MEN}, trend=[3, 3]), "not all equal"),
        (
            lambda: log_rank({1: WOMEN, 2: attrs.evolve(MEN, stratum=[1] * 4)}),
            "some groups have strata and others have none",
        ),
        (
            lambda: log_rank({1: WOMEN, 2: attrs.evolve(MEN, weight=[1] * 4)}),
            "cannot use weight",
        ),
        (lambda: gray({1: WOMEN, 2: MEN}, cause="died"), "cause='died' is not offered here"),
        (lambda: gray({1: WOMEN, 2: LATE}, cause="outcome"), "not defined for delayed entry"),
        (lambda: gray({1: WOMEN, 2: LATE_COUNTS}, cause="outcome"), "not defined for delayed"),
        (
            lambda: pairwise({1: WOMEN, 2: MEN}, log_rank, adjust="tukey"),  # type: ignore[arg-type]  # wrong on purpose
            "adjust='tukey' is not offered here",
        ),
    ],
)
def test_refusals(call: Any, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        call()


def test_log_rank_of_one_cause_censors_the_others() -> None:
    rng = np.random.default_rng(4)
    tables = {
        g: EventTable(exit=rng.integers(0, 30, 40), event=rng.integers(0, 3, 40), causes=("a", "b"))
        for g in "xy"
    }
    alone = {
        g: EventTable(exit=t.exit, event=(t.event == 2).astype(int)) for g, t in tables.items()
    }
    expected = log_rank(alone)
    counts = {g: t.counts() for g, t in tables.items()}
    for groups, variance in ((tables, "hypergeometric"), (counts, "hypergeometric")):
        found = log_rank(groups, cause="b", variance=variance)  # type: ignore[arg-type]  # of either kind
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-12)
    robust = log_rank(tables, cause="b", variance="robust")
    assert robust.statistic == pytest.approx(log_rank(alone, variance="robust").statistic)


def test_groups_of_different_causes_are_noted() -> None:
    housed = EventTable(exit=[1, 2], event=[1, 0], causes="housed")
    died = EventTable(exit=[1, 2], event=[1, 0], causes="died")
    notes = log_rank({"a": housed, "b": died}).about.notes
    assert any("different causes" in note for note in notes)
    assert not any("different causes" in n for n in log_rank({"a": died, "b": died}).about.notes)
    with pytest.raises(DefinitionError, match="cause='died' is not offered here"):
        log_rank({"a": housed, "b": housed}, cause="died")
