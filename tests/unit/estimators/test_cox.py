"""Cox regression: what it says of itself, its limits, and where other programs go wrong."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.errors import DefinitionError, TableError
from recovery.estimators import cox, log_rank, predicted_survival, proportionality
from recovery.tables import About, EventTable
from strategies import taken

CASES = {case["name"]: case for case in cases("cox")}
TABLE = EventTable(
    exit=[3, 5, 7, 7, 11, 14, 20, 25], event=[1, 1, 1, 0, 1, 1, 0, 1], about=About(clock="a clock")
)
AGE = {"age": [40, 31, 22, 38, 27, 33, 24, 29]}


def study(name: str) -> tuple[EventTable, dict[str, Any]]:
    case = CASES[name]
    return EventTable(**case["table"]), {k: np.array(v) for k, v in case["covariates"].items()}


def test_says_what_it_is() -> None:
    effects = cox(TABLE, AGE, level=0.9)
    assert effects.about.clock == "a clock"
    assert effects.about.level == 0.9
    assert effects.about.method == "Cox regression of outcome, efron ties, model variance"
    assert effects.ratio_of == "hazard ratio"
    assert (effects.n, effects.events) == (8, 6)
    assert "fewer than 10 events for each term" in effects.about.notes[0]
    weighted = attrs.evolve(TABLE, weight=np.ones(8), cluster=list("aabbccdd"), stratum=[0, 1] * 4)
    about = cox(weighted, AGE, ties="breslow").about
    assert about.method == (
        "Cox regression of outcome, breslow ties, stratified, weighted, "
        "robust variance by 4 clusters"
    )
    assert any("fewer than 40 clusters" in note for note in about.notes)
    assert cox(weighted, AGE, variance="model").about.method.endswith("weighted, model variance")


def test_frequency_counts_subjects() -> None:
    effects = cox(attrs.evolve(TABLE, frequency=np.full(8, 3)), AGE)
    assert (effects.n, effects.events) == (24, 18)


def test_of_one_cause_others_are_as_if_censored() -> None:
    event = np.array([1, 2, 1, 0, 2, 1, 0, 1])
    both = EventTable(exit=TABLE.exit, event=event, causes=("housed", "left"))
    one = EventTable(exit=TABLE.exit, event=event == 1)
    assert cox(both, AGE, cause="housed").estimate == cox(one, AGE).estimate
    assert "Cox regression of housed" in cox(both, AGE, cause="housed").about.method
    assert "Cox regression of housed or left" in cox(both, AGE).about.method


def test_shift_and_scale_of_covariates() -> None:
    table, covariates = study("lung")
    plain = cox(table, covariates)
    moved = cox(table, {name: 1e6 + 1000 * x for name, x in covariates.items()})
    np.testing.assert_allclose(moved.estimate * 1000, plain.estimate, rtol=1e-6)  # of 1e6
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood, rel=RELATIVE)


@pytest.mark.parametrize(
    "name", ["lung", "heart", "bladder, four recurrences", "gbsg, weighted, Breslow"]
)
def test_row_split_in_two_changes_nothing(name: str) -> None:
    table, covariates = study(name)
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    n, day = len(table), int(np.median(table.exit))
    across = np.flatnonzero((entry < day) & (day < table.exit))
    rows = np.concatenate([np.arange(n), across])
    split = taken(table, rows)
    exit_, event, entry = split.exit.copy(), split.event.copy(), entry[rows]
    exit_[n:], event[n:], entry[across] = day, 0, day
    subject = rows if table.cluster is None else table.cluster[rows]
    split = attrs.evolve(split, exit=exit_, event=event, entry=entry, cluster=subject)
    one = cox(table, covariates, variance="robust")
    two = cox(split, {k: v[rows] for k, v in covariates.items()})
    for field in ("estimate", "model_error", "std_error", "log_likelihood"):
        np.testing.assert_allclose(getattr(two, field), getattr(one, field), rtol=RELATIVE)


def test_far_strata_do_not_mix() -> None:
    # A term that differs by a million between strata, and by little within.
    stratum = np.arange(8) % 2
    table = attrs.evolve(TABLE, stratum=stratum)
    near = cox(table, AGE)
    far = cox(table, {"age": np.array(AGE["age"]) + 1e6 * stratum})
    np.testing.assert_allclose(far.estimate, near.estimate, rtol=1e-8)  # of ten digits


def test_many_strata_of_two() -> None:
    # Matched pairs: the conditional likelihood has the estimate log(b / c), counted by hand.
    pairs = np.arange(60)
    exposed_first = pairs < 40
    exit_ = np.concatenate([np.where(exposed_first, 3, 9), np.where(exposed_first, 9, 3)])
    table = EventTable(exit=exit_, event=exit_ == 3, stratum=np.tile(pairs, 2))
    effects = cox(table, {"exposed": np.repeat([1, 0], 60)})
    assert effects.estimate[0] == pytest.approx(np.log(2), rel=RELATIVE)
    assert effects.std_error[0] == pytest.approx(np.sqrt(1 / 40 + 1 / 20), rel=RELATIVE)


def test_two_rows_by_hand() -> None:
    # At risk 3 then 2 (the censored gone): likelihood e^b/(2e^b+1) · 1/(e^b+1), at its largest when
    # 2 e^(2b) = 1.
    table = EventTable(exit=[1, 2, 3], event=[1, 1, 0])
    effects = cox(table, {"x": [1, 0, 1]})
    assert effects.estimate[0] == pytest.approx(-np.log(2) / 2, rel=RELATIVE)


def test_endless_effect_is_named() -> None:
    table = EventTable(exit=[1, 2, 3, 4, 5, 6], event=[1, 1, 1, 1, 1, 0])
    covariates = {"first": [1, 1, 1, 0, 0, 0], "other": [1, 0, 2, 1, 2, 0]}
    effects = cox(table, covariates, variance="robust")
    assert effects.estimate[0] == np.inf
    assert np.isnan([effects.std_error[0], effects.lower[0], effects.p_value[0]]).all()
    assert np.isfinite([effects.estimate[1], effects.std_error[1]]).all()
    assert "rises for ever with first:" in effects.about.notes[0]
    falling = cox(table, {"last": [0, 0, 0, 1, 1, 1]})
    assert falling.estimate[0] == -np.inf
    assert falling.ratio[0] == 0
    with pytest.raises(DefinitionError, match="an effect is not finite"):
        predicted_survival(table, covariates, effects, at={"": {"first": 1, "other": 0}})


@pytest.mark.parametrize("entry", [None, [0, 1, 0, 3, 5, 6, 12, 15]])
def test_term_that_orders_all_events_is_named(entry: Any) -> None:
    table = attrs.evolve(TABLE, entry=entry, event=np.ones(8, int))
    with pytest.raises(DefinitionError, match="no largest partial likelihood") as error:
        cox(table, {**AGE, "waited": -40 * table.exit})
    assert error.value.faults == ("waited",)


@pytest.mark.parametrize(
    "table",
    [
        EventTable(exit=[], event=[]),
        EventTable(exit=[1, 2, 3], event=[0, 0, 0]),
        EventTable(exit=[1, 2, 3], event=[1, 1, 1], weight=[0, 0, 0]),
    ],
)
def test_without_events_nothing_is_known(table: EventTable) -> None:
    effects = cox(table, {"x": np.arange(len(table))})
    assert np.isnan(effects.estimate).all()
    assert np.isnan(effects.std_error).all()
    assert effects.events == 0
    assert any("no event happened" in note for note in effects.about.notes)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_all_events_on_one_day(ties: Any) -> None:
    table = EventTable(exit=[0] * 4, event=[1] * 4)
    assert cox(table, {"x": [1, 2, 3, 4]}, ties=ties).estimate == pytest.approx(0, abs=1e-12)


def test_names_terms_that_cannot_be_told_apart() -> None:
    table = attrs.evolve(TABLE, stratum=[0, 0, 0, 0, 1, 1, 1, 1])
    covariates = {**AGE, "site": [0, 0, 0, 0, 1, 1, 1, 1]}
    with pytest.raises(DefinitionError, match="cannot be told") as error:
        cox(table, covariates)
    assert error.value.faults == ("site",)


def test_refuses_what_is_not_offered() -> None:
    options: Any
    for options in ({"ties": "exact"}, {"variance": "jackknife"}, {"cause": "left"}, {"level": 1}):
        with pytest.raises(DefinitionError):
            cox(TABLE, AGE, **options)
    counts: Any = TABLE.counts()
    with pytest.raises(DefinitionError, match="each subject's row"):
        cox(counts, AGE)
    with pytest.raises(TableError, match="stratum, position 1: is missing"):
        cox(attrs.evolve(TABLE, stratum=["a", None] * 4), AGE)
    with pytest.raises(TableError, match="age: must be 8 values"):
        cox(TABLE, {"age": [1, 2]})


def test_whose_entry_is_the_day_of_an_event_is_not_at_risk_on_it() -> None:
    # statsmodels 0.15 takes them in: [entry, exit] in place of (entry, exit].
    table = EventTable(entry=[0, 0, 0, 5], exit=[5, 8, 9, 7], event=[1, 1, 0, 1])
    later = attrs.evolve(table, entry=[0, 0, 0, 6])
    covariates = {"x": [1.0, 0.5, 3.0, 2.0]}
    assert cox(table, covariates).estimate == cox(later, covariates).estimate
    sooner = attrs.evolve(table, entry=[0, 0, 0, 4])
    assert cox(table, covariates).estimate != cox(sooner, covariates).estimate


def test_baseline_counts_only_who_had_entered() -> None:
    # Stanford's heart transplants in half days. R survival 3.5-3: 0.326237107527881; lifelines
    # 0.30.3 gives 0.3897, its baseline taking all for at risk from the first day on (its issues
    # 1416 and 1178).
    table, covariates = study("heart")
    age = {"age": covariates["age"]}
    curves = predicted_survival(
        table, age, cox(table, age), at={"mean": {"age": age["age"].mean()}}
    )
    assert curves["mean"].at([730])[0] == pytest.approx(0.326237107527881, rel=RELATIVE)


def test_proportional_hazards_by_the_score_test() -> None:
    # Veterans' lung cancer. R survival 3.5-3: 12.8133; lifelines 0.30.3 gives 7.9766, from an
    # approximation that R has left (its issue 997).
    table, covariates = study("veteran")
    chosen = {name: covariates[name] for name in ("treatment", "celltype", "karno")}
    test = proportionality(table, chosen, cox(table, chosen))["karno"]
    assert test.statistic == pytest.approx(12.813325591136071, rel=RELATIVE)
    assert any("seem to change over time" in note for note in test.about.notes)


def test_robust_test_of_groups_agrees_with_log_rank_in_sign() -> None:
    table, covariates = study("aml")
    group = covariates["maintained"]
    test = log_rank({g: taken(table, np.flatnonzero(group == g)) for g in (0, 1)})
    effects = cox(table, covariates)
    assert np.sign(effects.estimate[0]) == np.sign(test.observed[1] - test.expected[1])


def test_says_when_hazards_are_not_proportional() -> None:
    rng = np.random.default_rng(3)
    group = np.repeat([0, 1], 300)
    # Of the first group all come early, of the second some at once and most late.
    wait = np.where(group == 0, rng.integers(20, 60, 600), rng.choice([5, 90], 600))
    crossing = cox(EventTable(exit=wait, event=np.ones(600, dtype=int)), {"group": group})
    assert any("seem to change over time" in note for note in crossing.about.notes)
    steady = EventTable(exit=rng.geometric(0.02 * (1 + group)), event=np.ones(600, dtype=int))
    assert not cox(steady, {"group": group}).about.notes
