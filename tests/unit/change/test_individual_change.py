"""Individual change: the published example, every method by hand, and what always holds."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.change import cutoffs, individual_change
from recovery.errors import DefinitionError
from recovery.norms import Norms
from recovery.results import STATUSES
from recovery.tables import ScoreTable

NORMS = Norms(
    better="lower",
    clinical_mean=17,
    clinical_sd=6,
    functional_mean=5,
    functional_sd=4,
    reliability=0.84,
    reliability_type="test-retest",
    reliable_change=6,
    smallest_change=5,
    cutoff=10,
    population="invented",
    source="invented for this test",
)


def pre_post(pairs: list[tuple[float, float]]) -> ScoreTable:
    """Return a table with one subject for each pair, on days 0 and 90."""
    n = len(pairs)
    values = np.array(pairs, dtype=float).reshape(n, 2)
    return ScoreTable(
        subject=np.tile(np.arange(n), 2), days=np.repeat([0, 90], n), value=values.T.ravel()
    )


def statuses(scores: ScoreTable, norms: Norms = NORMS, **asked: Any) -> list[str]:
    changes = individual_change(scores, norms, **asked)
    found: list[str] = changes.columns()["status"].tolist()
    return found


def test_jacobson_and_truax_1991() -> None:
    # SEM 7.5 √0.2 = 3.354, S_diff 4.743, RC 15 / 4.743 = 3.162; cut-offs 55, 45 and 50.
    norms = Norms(
        better="higher",
        clinical_mean=40,
        clinical_sd=7.5,
        functional_mean=60,
        functional_sd=7.5,
        reliability=0.8,
        reliability_type="test-retest",
        population="couples in therapy",
        source="Jacobson and Truax 1991",
    )
    assert cutoffs(norms) == {"a": 55, "b": 45, "c": 50}
    changes = individual_change(pre_post([(32.5, 47.5)]), norms)
    assert changes.index[0] == pytest.approx(3.162, abs=5e-4)
    assert statuses(pre_post([(32.5, 47.5)]), norms) == ["reliably improved"]
    assert statuses(pre_post([(32.5, 47.5)]), norms, cutoff="b") == ["recovered"]


def test_cutoff_b_uses_the_functional_spread() -> None:
    assert cutoffs(NORMS) == {"a": 5, "b": 13, "c": (6 * 5 + 4 * 17) / 10}


def test_every_status() -> None:
    # SEM 6 √0.16 = 2.4; a change is reliable above 1.96 · √2 · 2.4 = 6.65 points.
    table = pre_post([(18, 9), (18, 11), (18, 12), (18, 25), (9, 2), (10, np.nan)])
    assert statuses(table) == [
        "recovered",
        "reliably improved",
        "no reliable change",
        "reliably deteriorated",
        "not a case at baseline",
        "not assessable",
    ]


def test_a_score_at_the_cutoff_is_that_of_a_case_or_not_as_the_norms_say() -> None:
    table = pre_post([(20, 10)])
    assert statuses(table) == ["reliably improved"]
    assert statuses(table, attrs.evolve(NORMS, case_at_cutoff=False)) == ["recovered"]


def test_deterioration_is_judged_for_those_who_were_no_case() -> None:
    changes = individual_change(pre_post([(2, 20), (18, 5)]), NORMS)
    assert changes.direction.tolist() == [-1, 1]
    shares = changes.shares
    assert (shares["reliably deteriorated"].value, shares["reliably deteriorated"].n) == (0.5, 2)
    assert (shares["recovered"].value, shares["recovered"].n) == (1.0, 1)


X1, X2 = np.array([20.0, 15.0, 12.0, 25.0]), np.array([8.0, 14.0, 12.0, 5.0])
M2, S2 = X2.mean(), X2.std(ddof=1)
R12 = np.corrcoef(X1, X2)[0, 1]
M1, S1 = X1.mean(), X1.std(ddof=1)
RDD = (0.84 * (S1**2 + S2**2) - 2 * S1 * S2 * R12) / (S1**2 + S2**2 - 2 * S1 * S2 * R12)
BY_HAND = {
    "jacobson-truax": (X1 - X2) / (math.sqrt(2) * 2.4),
    "gulliksen-lord-novick": -((X2 - 17) - 0.84 * (X1 - 17)) / (6 * math.sqrt(1 - 0.84**2)),
    "hsu-linn-lord": -((X2 - M2) - 0.84 * (X1 - M1)) / (S1 * math.sqrt(1 - 0.84**2)),
    "edwards-nunnally": -(X2 - (0.84 * (X1 - 17) + 17)) / 2.4,
    "nunnally-kotsch": -(X2 - (0.84 * (X1 - 17) + 17))
    / math.sqrt(0.84**2 * 36 * 0.16 + S2**2 * 0.16),
    "hageman-arrindell": -((X2 - X1) * RDD + (M2 - M1) * (1 - RDD))
    / (math.sqrt(RDD) * math.sqrt(2) * S1 * 0.4),
    "points": (X1 - X2) / 6,
    "percentage": (X1 - X2) / X1 * 2,
    "anchor": (X1 - X2) / 5,
}


@pytest.mark.parametrize("method", BY_HAND)
def test_index_by_hand(method: str) -> None:
    table = pre_post(list(zip(X1.tolist(), X2.tolist(), strict=True)))
    changes = individual_change(table, NORMS, method=method, percent=50)
    np.testing.assert_allclose(changes.index, BY_HAND[method], rtol=1e-12)


def test_methods_that_compare_with_the_group_take_all_its_figures() -> None:
    # A group far from the norms in which everybody changes alike: nobody differs from the group.
    rng = np.random.default_rng(2)
    first = rng.normal(30, 5, 60)
    table = pre_post(
        list(zip(first.tolist(), (first - 6 + rng.normal(0, 4, 60)).tolist(), strict=True))
    )
    found = individual_change(table, NORMS, method="hsu-linn-lord")
    assert abs(float(found.index.mean())) < 1e-12
    better = individual_change(table, NORMS, method="hageman-arrindell")
    assert float(better.index.mean()) > 0.5
    assert "with the group's means" in found.about.method


@pytest.mark.parametrize("percent", [0, -50, float("inf")])
def test_refuses_a_percentage_that_is_none(percent: float) -> None:
    with pytest.raises(DefinitionError, match="percent must be above 0"):
        individual_change(pre_post([(20, 10)]), NORMS, method="percentage", percent=percent)


@pytest.mark.parametrize(("percent", "last"), [(30, 14), (50, 10), (7, 18.6)])
def test_a_change_of_exactly_the_size_counts(percent: float, last: float) -> None:
    changes = individual_change(pre_post([(20, last)]), NORMS, method="percentage", percent=percent)
    assert changes.direction.tolist() == [1]


def test_no_percentage_of_nothing() -> None:
    changes = individual_change(pre_post([(0, 5)]), NORMS, method="percentage", percent=50)
    assert changes.missing["change not defined for a first score of 0"] == 1


def test_hageman_and_arrindell_ask_for_more_than_a_score_past_the_cutoff() -> None:
    table = pre_post([(30, 9), (28, 2), (24, 12), (31, 11)])
    assert statuses(table)[0] == "recovered"
    sure = statuses(table, method="hageman-arrindell")
    assert sure[:2] == ["reliably improved", "recovered"]


def test_growth_model_judges_the_whole_slope() -> None:
    # Everyone improves by about a point a month: those who improve less have not deteriorated.
    rng = np.random.default_rng(8)
    subject, days = np.repeat(np.arange(60), 5), np.tile([0, 90, 180, 270, 360], 60)
    own = rng.normal(0, [2, 0.15], (60, 2))[subject]
    value = 20 + own[:, 0] + (own[:, 1] - 1) * days / 30.4 + rng.normal(0, 1, 300)
    table = ScoreTable(
        subject=np.append(subject, [60, 60]),
        days=np.append(days, [0, 90]),
        value=np.append(value, [20, 2]),
    )
    changes = individual_change(table, NORMS, method="growth-model")
    assert (changes.direction[:60] == 1).all()
    assert changes.reasons[changes.reason[60]] == "fewer than three assessments with a score"
    assert changes.about.method == "growth model, published cut-off 10, norms of invented"


@pytest.mark.parametrize("window", [None, 180, (150,), (150, "210"), (210, 150), {150, 210}])
def test_windows_that_are_not_two_days_are_refused(window: Any) -> None:
    with pytest.raises(DefinitionError, match="which assessments to compare") as caught:
        individual_change(pre_post([(20, 9)]), NORMS, last=window)
    assert "last: must be 'last' or two days" in caught.value.faults[0]


def test_a_cutoff_off_the_scale_is_not_used() -> None:
    wide = Norms(
        better="lower",
        clinical_mean=14,
        clinical_sd=8,
        functional_mean=3,
        functional_sd=3,
        lowest=0,
        highest=27,
        population="invented",
        source="invented for this test",
    )
    assert cutoffs(wide)["a"] == -2
    asked: dict[str, Any] = {"method": "percentage", "percent": 50}
    off: list[tuple[Any, str]] = [("a", r"a \(-2\)"), (28, r"the number given \(28\)")]
    for cutoff, named in off:
        with pytest.raises(DefinitionError, match=f"does not lie on the scale.*{named}"):
            individual_change(pre_post([(20, 9)]), wide, cutoff=cutoff, **asked)
    only_a = attrs.evolve(wide, functional_sd=None)
    with pytest.raises(DefinitionError, match="does not lie on the scale from 0 to 27"):
        individual_change(pre_post([(20, 9)]), only_a, **asked)
    assert individual_change(pre_post([(20, 9)]), wide, **asked).counts["no reliable change"] == 0


def test_growth_model_knows_no_score_outside_the_windows() -> None:
    # Nobody changes up to day 180; everyone gets better afterwards, and was worse before day 0.
    rng = np.random.default_rng(3)
    subject, days = np.repeat(np.arange(30), 6), np.tile([-90, 0, 90, 180, 500, 700], 30)
    value = 20 + rng.normal(0, 2, 30)[subject] + rng.normal(0, 1, 180)
    value -= np.where(days > 180, (days - 180) / 40, 0) - np.where(days < 0, 9, 0)
    within = (days >= 0) & (days <= 180)
    asked: dict[str, Any] = {"method": "growth-model", "first": (-10, 10), "last": (150, 210)}
    whole, part = (
        individual_change(
            ScoreTable(subject=subject[rows], days=days[rows], value=value[rows]), NORMS, **asked
        )
        for rows in (np.full(180, fill_value=True), within)
    )
    np.testing.assert_array_equal(whole.index, part.index)
    assert (whole.direction > 0).sum() <= 3


def test_windows_choose_the_nearest_to_the_middle() -> None:
    table = ScoreTable(
        subject=[1, 1, 1, 1, 2, 2, 3, 3, 4],
        days=[-3, 150, 185, 210, 0, 300, 0, 170, 20],
        value=[20, 12, 8, 30, 20, 5, 20, np.nan, 18],
    )
    changes = individual_change(table, NORMS, last=(150, 210))
    np.testing.assert_array_equal(changes.last_day, [185, np.nan, np.nan, np.nan])
    reasons = [changes.reasons[place] for place in changes.reason]
    assert reasons == ["", "out of window", "last form without a score", "one score only"]
    assert changes.n == 1


def test_of_two_equally_near_the_earlier_counts() -> None:
    table = ScoreTable(subject=[1, 1, 1], days=[0, 175, 185], value=[20, 12, 8])
    assert individual_change(table, NORMS, last=(150, 210)).last_day.tolist() == [175]


def test_a_window_for_the_first() -> None:
    table = ScoreTable(subject=[1, 1, 2, 2], days=[-30, 90, 2, 90], value=[20, 12, 8, 3])
    changes = individual_change(table, NORMS, first=(-7, 14))
    assert [changes.reasons[place] for place in changes.reason] == ["no baseline", ""]


def test_who_died_before_the_window_ended() -> None:
    table = ScoreTable(
        subject=[1, 2], days=[0, 0], value=[20, 20], end=[100, 300], end_event=[1, 1], causes="died"
    )
    changes = individual_change(table, NORMS, last=(150, 210))
    reasons = [changes.reasons[place] for place in changes.reason]
    assert reasons == ["died before it was due", "one score only"]


def test_nobody() -> None:
    changes = individual_change(ScoreTable(subject=[], days=[], value=[]), NORMS)
    assert changes.counts == dict.fromkeys(STATUSES, 0)
    assert np.isnan(changes.shares["recovered"].value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"method": "jt"}, "method='jt' is not offered here; allowed: 'anchor'"),
        ({"method": "percentage"}, "percent=, such as 50"),
        ({"method": "hsu-linn-lord"}, "at least three subjects with both scores"),
        ({"first": "intake"}, "first: must be 'baseline' or two days"),
        ({"last": (210, 150)}, "last: must be 'last' or two days in order"),
        ({"first": (0, 30), "last": (30, 60)}, "last: begins before the window of first ends"),
        ({"cutoff": "d"}, "cutoff='d' is not known"),
        ({"level": 95}, "level must lie strictly between 0 and 1"),
    ],
)
def test_refuses_what_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        individual_change(pre_post([(20, 10)]), NORMS, **asked)


def test_names_what_the_norms_lack() -> None:
    bare = Norms(better="lower", population="nobody", source="invented for this test")
    with pytest.raises(DefinitionError, match="lack a cutoff or the figures for one"):
        individual_change(pre_post([(20, 10)]), bare)
    with pytest.raises(DefinitionError, match=r"norms\.sd\n.*norms\.reliability"):
        individual_change(pre_post([(20, 10)]), bare, cutoff="none")


def test_without_a_cutoff_nobody_recovers() -> None:
    assert statuses(pre_post([(5, 0), (20, 10)]), cutoff="none") == [
        "no reliable change",
        "reliably improved",
    ]


SCORES = st.lists(
    st.tuples(st.integers(0, 27), st.integers(0, 27) | st.just(math.nan)), min_size=1, max_size=30
)


@given(SCORES)
def test_recovered_implies_reliably_better(pairs: list[tuple[float, float]]) -> None:
    changes = individual_change(pre_post(pairs), NORMS)
    recovered = changes.status == STATUSES.index("recovered")
    assert (changes.direction[recovered] == 1).all()
    assert (changes.case_first & ~changes.case_last)[recovered].all()
    assert sum(changes.counts.values()) == len(pairs)


@given(SCORES, st.sampled_from(["jacobson-truax", "gulliksen-lord-novick", "edwards-nunnally"]))
def test_a_shift_of_scale_and_norms_changes_nothing(
    pairs: list[tuple[float, float]], method: str
) -> None:
    moved = attrs.evolve(NORMS, clinical_mean=27, functional_mean=15, cutoff=20)
    shifted = [(one + 10, other + 10) for one, other in pairs]
    assert statuses(pre_post(pairs), method=method) == statuses(
        pre_post(shifted), moved, method=method
    )


@given(SCORES)
def test_turning_the_scale_round_changes_nothing(pairs: list[tuple[float, float]]) -> None:
    turned = attrs.evolve(NORMS, better="higher", clinical_mean=10, functional_mean=22, cutoff=17)
    other = [(27 - one, 27 - two) for one, two in pairs]
    assert statuses(pre_post(pairs)) == statuses(pre_post(other), turned)


@given(SCORES, st.randoms())
def test_the_order_of_rows_changes_nothing(pairs: list[tuple[float, float]], luck: Any) -> None:
    table = pre_post(pairs)
    order = list(range(len(table)))
    luck.shuffle(order)
    mixed = ScoreTable(
        subject=table.subject[order], days=table.days[order], value=table.value[order]
    )
    assert statuses(table) == statuses(mixed)


@given(SCORES)
def test_a_form_without_a_score_changes_nothing(pairs: list[tuple[float, float]]) -> None:
    table = pre_post(pairs)
    more = ScoreTable(
        subject=np.append(table.subject, 0),
        days=np.append(table.days, 45),
        value=np.append(table.value, np.nan),
    )
    before, after = individual_change(table, NORMS), individual_change(more, NORMS)
    np.testing.assert_array_equal(before.index, after.index)
    assert before.counts == after.counts
