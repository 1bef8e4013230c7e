"""Where other programs answer something else: what they say, and that ours is right.

What other programs say was written down from a run of the version that is named, so that none of
them is needed here. More of the kind stands beside what it is about: Cox's baseline under delayed
entry and the test of proportional hazards in ``unit/estimators/test_cox.py``, Turnbull's estimate
in ``test_turnbull.py``, the errors of Fine–Gray regression in ``test_fine_gray.py`` and its two
conventions in ``unit/estimators/test_fine_gray.py``, the first states after a landmark in
``unit/estimators/test_sampled_states.py``.
"""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators import (
    aalen_johansen,
    cox,
    kaplan_meier,
    restricted_mean,
    risk_table,
    sojourn,
)
from recovery.tables import EventTable, StateTable

PEERS = {case["name"]: case for case in cases("peers")}
INCIDENCE = {case["name"]: case for case in cases("aalen_johansen")}
MEANS = {case["name"]: case for case in cases("restricted_mean")}


def table_of(case: dict[str, Any]) -> EventTable:
    return EventTable(**case["table"], causes=case.get("causes", ("outcome",)))


def test_ties_are_exact_and_not_moved_apart_at_random() -> None:
    # lifelines 0.30.3, AalenJohansenFitter(seed=0), 1 and 2: ties are moved apart by random
    # amounts, on day 7 of the first and in month 81 of the second (its issues 629 and 1521).
    small, months = table_of(INCIDENCE["two causes on one day"]), table_of(INCIDENCE["mgus2"])
    assert aalen_johansen(small)["a"].at(7) == pytest.approx(float(Fraction(1, 5)), rel=RELATIVE)
    for theirs in (0.22222222222222218, 0.21428571428571422):  # and 0.2 with seed 1
        assert abs(theirs - 0.2) > 0.01
    case = next(c for c in INCIDENCE["mgus2"]["curves"] if c["cause"] == "plasma_cell")
    by_r = case["value"][np.searchsorted(case["days"], 81, side="right") - 1]
    ours = aalen_johansen(months)["plasma_cell"].at(81)
    assert ours == pytest.approx(by_r, rel=RELATIVE)
    for theirs in (0.04568043339319045, 0.046464137950587264, 0.04646688942162851):
        assert abs(theirs - ours) > 7e-4


def test_a_curve_can_be_read_on_any_days() -> None:
    # lifelines 0.30.3 with timeline=[40.5, 81, 121.5]: NaN on all but one day (its issue 1699).
    curve = aalen_johansen(table_of(INCIDENCE["mgus2"]))["plasma_cell"]
    read = curve.at([40, 81, 121])
    assert np.isfinite(read).all()
    np.testing.assert_array_equal(read, [curve.at(day) for day in (40, 81, 121)])


def test_error_of_a_restricted_mean_is_not_the_spread_of_waits() -> None:
    # Men with lung cancer up to day 365: lifelines 0.30.3 gives 120.5, the standard deviation of
    # min(T, 365) (its issues 1682, 1456 and 1277); R survival 3.5-3 gives 10.36.
    found = restricted_mean(table_of(MEANS["lung, men"]), days=365)
    assert found.std_error == pytest.approx(MEANS["lung, men"]["std_error"], rel=RELATIVE)
    assert found.std_error == pytest.approx(10.36, abs=5e-3)


def test_who_enters_on_the_day_of_an_event_was_not_at_risk_of_it() -> None:
    # Stanford's heart transplants: patients become "transplanted" on a day on which others die.
    # statsmodels 0.15.0, PHReg(entry=, ties="efron"), takes them for at risk: −0.055426 for the
    # transplant. R survival 3.5-3: −0.010251.
    case = next(c for c in cases("cox") if c["name"] == "heart")
    covariates = {name: np.array(column) for name, column in case["covariates"].items()}
    table = EventTable(**case["table"])
    assert cox(table, covariates)["transplant"].value == pytest.approx(-0.010251, abs=5e-7)
    assert table.entry is not None
    earlier = EventTable(exit=table.exit, event=table.event, entry=np.maximum(table.entry - 1, -1))
    entered_before = cox(earlier, covariates)["transplant"].value
    assert entered_before == pytest.approx(-0.055426, abs=5e-7)


def test_memory_does_not_grow_with_subjects_times_days() -> None:
    # scikit-survival 0.28.0, cumulative_incidence_competing_risks(conf_type="log-log"): 160 MB for
    # 2,000 distinct times; for 100,000 it asks for an array of shape (2, 100000, 100000), 149 GiB.
    rng = np.random.default_rng(0)
    exit_, event = rng.permutation(100_000), rng.integers(0, 3, 100_000)
    table = EventTable(exit=exit_, event=event, causes=("a", "b"))
    for variance in ("aalen", "robust"):
        tracemalloc.start()
        curve = aalen_johansen(table, variance=variance)["a"]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert np.isfinite(curve.std_error).all()
        assert peak < 200e6


def test_a_result_says_which_variance_it_has() -> None:
    # cmprsk has Aalen's, survival the infinitesimal jackknife.
    case, table = PEERS["incidence"], table_of(INCIDENCE["mgus2"])
    for variance, by_r, words in (
        ("aalen", "aalen", "Aalen variance"),
        ("robust", "jackknife", "robust variance"),
    ):
        curve = aalen_johansen(table, variance=variance)["plasma_cell"]  # type: ignore[arg-type]  # each of them
        found = curve.estimate(case["months"])
        errors = [found[month].std_error for month in case["months"]]
        np.testing.assert_allclose(errors, case[by_r], rtol=RELATIVE)
        assert words in curve.about.method
    assert abs(case["aalen"][2] / case["jackknife"][2] - 1) > 1e-3


def test_days_from_a_landmark_on_do_not_count_those_before() -> None:
    # summary(survfit(start.time=), rmean=365) of R survival 3.5-3 adds the start to the mean.
    men = table_of(MEANS["lung, men"])
    waiting = StateTable(
        subject=np.arange(len(men)),
        start=np.full(len(men), -1),
        stop=men.exit,
        state=np.zeros(len(men), dtype=np.int64),
        to=np.where(men.event > 0, 1, -1),
        states=("waiting", "home"),
    )
    found = sojourn(waiting, days=365, landmark=100)["waiting"].value
    assert found == pytest.approx(PEERS["rmean"]["rmean"] - 100, rel=RELATIVE)


def test_numbers_at_risk_by_weight_are_those_of_r() -> None:
    men = table_of(MEANS["lung, men"])
    weight = np.resize([0.5, 2.0], len(men))
    table = EventTable(exit=men.exit, event=men.event, weight=weight)
    days = [100, 200, 400]
    by_weight = risk_table(table, days=days, count="weight")["at_risk"]
    np.testing.assert_array_equal(by_weight, PEERS["rmean"]["at_risk"])
    people = kaplan_meier(table, variance="robust").at_risk_on(days)
    np.testing.assert_array_equal(risk_table(table, days=days)["at_risk"], people)
    assert (people != by_weight).any()


def test_days_that_are_close_for_their_size_stay_apart() -> None:
    # R survival 3.5-3 takes times for one when they differ by less than 1.5e-8 of their mean.
    assert (PEERS["close"]["merged"], PEERS["close"]["apart"]) == (3, [1, 1, 1])
    curve = kaplan_meier(EventTable(exit=10**8 + np.arange(3), event=[1, 1, 1]))
    assert curve.events.tolist() == PEERS["close"]["apart"]
    np.testing.assert_allclose(curve.value, [2 / 3, 1 / 3, 0])
