"""Accelerated failure time: what is known by hand, what days mean, and what has no answer."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from recovery.errors import DefinitionError, TableError
from recovery.estimators.accelerated import DISTRIBUTIONS, Times, likelihood
from recovery.estimators.accelerated_fit import largest
from recovery.estimators.accelerated_times import timed_rows
from recovery.estimators.parametric import parametric
from recovery.estimators.parametric_curve import parametric_curve
from recovery.tables import EventTable, IntervalTable
from strategies import taken

NEAR = 1e-8
"""The last of Newton's steps is below 1e-9 of a standard error."""
KINDS = ("weibull", "log-normal", "log-logistic")
ERRORS = {"weibull": stats.gumbel_l, "log-normal": stats.norm, "log-logistic": stats.logistic}
CAUSES = ("housed", "left")


def example(n: int = 60, seed: int = 7, *, late: bool = False) -> tuple[EventTable, dict[str, Any]]:
    """Invent waits of some length with two causes."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["no", "yes"], n)
    wait = np.ceil(60 * rng.weibull(1.4, n) * np.where(group == "yes", 0.6, 1)).astype(int)
    stop = rng.integers(10, 120, n)
    exit_ = np.minimum(wait, stop)
    entry = np.maximum(-1, exit_ - rng.integers(1, 90, n)) if late else None
    event = np.where(wait <= stop, rng.integers(1, 3, n), 0)
    table = EventTable(exit=exit_, event=event, entry=entry, causes=CAUSES)
    return table, {"age": rng.normal(30, 8, n), "worker": group}


def test_log_normal_without_censoring_is_least_squares() -> None:
    """Its maximum is known by hand: regression of the logarithm, and the root mean square."""
    days, x = np.array([3, 8, 20, 41, 77, 150]), np.array([0.0, 1, 0, 1, 0, 1])
    found = parametric(EventTable(exit=days, event=[1] * 6), {"x": x}, distribution="log-normal")
    low, high = np.log(days[x == 0]), np.log(days[x == 1])
    rest = np.concatenate([low - low.mean(), high - high.mean()])
    scale = np.sqrt((rest**2).mean())
    expected = [low.mean(), high.mean() - low.mean(), np.log(scale)]
    np.testing.assert_allclose(found.estimate, expected, rtol=NEAR)
    errors = [scale / np.sqrt(3), scale * np.sqrt(2 / 3), np.sqrt(1 / 12)]
    np.testing.assert_allclose(found.std_error, errors, rtol=NEAR)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("late", [False, True])
def test_likelihood_is_that_of_the_distribution(kind: str, late: bool) -> None:
    table, covariates = example(late=late)
    found = parametric(table, covariates, distribution=kind)  # type: ignore[arg-type]  # each of them
    scale = np.exp(found.estimate[-1])
    values = np.column_stack(
        [np.ones(len(table)), covariates["age"], covariates["worker"] == "yes"]
    )
    error = ERRORS[kind](loc=values @ found.estimate[:-1], scale=scale)
    with np.errstate(divide="ignore"):
        times, entry = np.log(table.exit), np.log(np.maximum(-1, _entry(table)).clip(0))
    log = np.where(table.event > 0, error.logpdf(times) - times, error.logsf(times))
    assert found.log_likelihood == pytest.approx(float((log - error.logsf(entry)).sum()), rel=NEAR)


def _entry(table: EventTable) -> npt.NDArray[np.int64]:
    return np.full(len(table), -1) if table.entry is None else np.array(table.entry)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", ["exact", "within"])
def test_score_is_zero(kind: str, days: str) -> None:
    """No direction leads up from the maximum, and all lead down."""
    table, covariates = example(late=True)
    found = parametric(table, covariates, distribution=kind, days=days)  # type: ignore[arg-type]  # each of them
    rows = timed_rows(table, cause=None, days=days)
    values = np.column_stack(
        [np.ones(len(table)), covariates["age"], covariates["worker"] == "yes"]
    )
    at = likelihood(rows.times, rows.mass, values, found.estimate, DISTRIBUTIONS[kind])
    assert (np.abs(at[1].sum(axis=0)) * found.std_error < NEAR).all()
    assert (np.linalg.eigvalsh(at[2]) > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_derivatives(kind: str) -> None:
    rng = np.random.default_rng(1)
    n, step = 40, 1e-5
    values = np.column_stack([np.ones(n), rng.normal(size=n)])
    lower = rng.normal(size=n)
    upper = lower + np.where(np.arange(n) % 3, rng.exponential(size=n), 0)
    lower[:6], upper[6:12] = -np.inf, np.inf
    entry = np.where(np.arange(n) > 30, lower - 1, -np.inf)
    mass, place = rng.exponential(size=n), np.array([0.2, -0.4, 0.3])
    times = Times(lower, upper, entry)

    def at(where: npt.NDArray[np.float64]) -> Any:
        return likelihood(times, mass, values, where, DISTRIBUTIONS[kind])

    _, score, information = at(place)
    for k, unit in enumerate(np.eye(3)):
        ahead, behind = at(place + step * unit), at(place - step * unit)
        assert mass @ score[:, k] == pytest.approx((ahead[0] - behind[0]) / (2 * step), rel=1e-7)
        turned = mass @ (behind[1] - ahead[1]) / (2 * step)
        np.testing.assert_allclose(information[k], turned, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_ends_the_same_without_lifelines(kind: str) -> None:
    """lifelines only says where to begin."""
    table, covariates = example()
    found = parametric(table, covariates, distribution=kind)  # type: ignore[arg-type]  # each of them
    rows = timed_rows(table, cause=None, days="exact")
    values = np.column_stack([covariates["age"], covariates["worker"] == "yes"])
    alone = largest(rows.times, rows.mass, values, DISTRIBUTIONS[kind])
    np.testing.assert_allclose(found.estimate, alone.parameters, rtol=NEAR)


def test_lifelines_stays_unloaded_until_asked_for() -> None:
    code = "import recovery.estimators, sys; print({'lifelines', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("variance", ["model", "robust"])
def test_order_and_equal_rows_do_not_matter(variance: Any) -> None:
    table, covariates = example(late=True)
    twice = attrs.evolve(table, frequency=np.arange(len(table)) % 3 + 1)
    rows = np.random.default_rng(2).permutation(
        np.repeat(np.arange(len(table)), np.array(twice.frequency))
    )
    every = taken(attrs.evolve(twice, frequency=None), rows)
    repeated = {name: column[rows] for name, column in covariates.items()}
    found = parametric(twice, covariates, variance=variance)
    expected = parametric(every, repeated, variance=variance)
    assert (found.n, found.events) == (expected.n, expected.events)
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=NEAR)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=NEAR)


def test_weights_and_clusters_make_the_error_robust() -> None:
    table, covariates = example()
    weighted = attrs.evolve(table, weight=np.full(len(table), 0.5), cluster=np.arange(60) % 6)
    found, plain = parametric(weighted, covariates), parametric(table, covariates)
    np.testing.assert_allclose(found.estimate, plain.estimate, rtol=NEAR)
    assert "robust variance by 6 clusters" in found.about.method
    assert any("fewer than 40 clusters" in note for note in found.about.notes)
    alone = parametric(attrs.evolve(table, cluster=np.arange(60)), covariates)
    robust = parametric(table, covariates, variance="robust")
    np.testing.assert_allclose(alone.covariance, robust.covariance, rtol=NEAR)
    whole = attrs.evolve(table, weight=np.where(np.arange(60) < 50, 1.0, 0.0))
    part = parametric(taken(table, range(50)), {k: v[:50] for k, v in covariates.items()})
    np.testing.assert_allclose(parametric(whole, covariates).estimate, part.estimate, rtol=NEAR)


def test_day_0() -> None:
    """An event on day 0 is one within a day; who is censored on it tells nothing."""
    table, covariates = example()
    exit_ = np.array(table.exit)
    exit_[:3] = 0
    event = np.array(table.event)
    event[:3] = [1, 2, 0]
    found = parametric(attrs.evolve(table, exit=exit_, event=event), covariates)
    assert any("on day 0" in note for note in found.about.notes)
    rows = timed_rows(EventTable(exit=exit_, event=event > 0), cause=None, days="exact")
    assert np.isneginf(rows.times.lower[:3]).all()
    np.testing.assert_array_equal(rows.times.upper[:3], [0, 0, np.inf])
    assert found.n == len(table)


def test_within_the_day_is_the_same_as_intervals_of_a_day() -> None:
    table, covariates = example()
    had = table.event > 0
    whole = IntervalTable(
        left=np.where(had, table.exit - 1, table.exit), right=np.where(had, table.exit, np.inf)
    )
    found = parametric(table, covariates, days="within")
    expected = parametric(whole, covariates, days="within")
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=NEAR)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=NEAR)


def test_cause() -> None:
    table, covariates = example()
    found = parametric(table, covariates, cause="left")
    other = attrs.evolve(table, event=(table.event == 2).astype(int), causes=("left",))
    np.testing.assert_allclose(found.estimate, parametric(other, covariates).estimate, rtol=NEAR)
    assert found.events == int((table.event == 2).sum())


@pytest.mark.parametrize(
    ("exit_", "event", "x"),
    [
        ([], [], []),
        ([5, 9, 12], [0, 0, 0], [1, 2, 4]),
        ([7, 7, 7], [1, 1, 1], [1, 2, 4]),
        ([0, 0, 0], [0, 0, 0], [1, 2, 4]),
        ([3, 5, 9, 9, 11, 11], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]),
    ],
)
def test_nothing_to_estimate(exit_: list[int], event: list[int], x: list[int]) -> None:
    found = parametric(EventTable(exit=exit_, event=event), {"x": x})
    assert np.isnan(found.estimate).all()
    assert np.isnan(found.std_error).all()
    assert any("no finite maximum" in note for note in found.about.notes)


def test_one_row() -> None:
    for table in (EventTable(exit=[4], event=[1]), IntervalTable(left=[3], right=[9])):
        assert np.isnan(parametric(table).estimate).all()


def test_what_is_refused() -> None:
    table, covariates = example()
    intervals = IntervalTable(left=[1, 2, 3], right=[4, 5, np.inf])
    for choices, words in (
        ({"distribution": "gamma"}, "allowed: 'log-logistic', 'log-normal', 'weibull'"),
        ({"days": "half"}, "allowed: 'exact', 'within'"),
        ({"variance": "jackknife"}, "allowed: 'model', 'robust'"),
        ({"cause": "died"}, "allowed: 'housed', 'left'"),
        ({"level": 0}, "strictly between 0 and 1"),
    ):
        with pytest.raises(DefinitionError, match=words):
            parametric(table, covariates, **choices)
    with pytest.raises(DefinitionError, match="stratum"):
        parametric(attrs.evolve(table, stratum=np.arange(60) % 2), covariates)
    with pytest.raises(DefinitionError, match="has no causes"):
        parametric(intervals, cause="housed")
    with pytest.raises(TableError, match="age"):
        parametric(table, {"age": [1, 2]})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", ["exact", "within"])
def test_curve_is_the_distribution(kind: Any, days: Any) -> None:
    table, covariates = example()
    effects = parametric(table, covariates, distribution=kind, days=days)
    people = {"one": {"age": 30, "worker": "yes"}, "other": {"age": 40, "worker": "no"}}
    curves = parametric_curve(table, covariates, effects, at=people, until=400)
    location = effects.estimate[:-1] @ [1, 40, 0]
    error = ERRORS[kind](loc=location, scale=np.exp(effects.estimate[-1]))
    at = np.array([5, 60, 400])
    expected = error.sf(np.log(at + (days == "within")))
    np.testing.assert_allclose(curves["other"].at(at), expected, rtol=NEAR)
    assert any("nobody was followed" in note for note in curves["one"].about.notes)
    short = parametric_curve(table, covariates, effects, at=people)["one"]
    assert np.isnan(short.at(400))
    assert short.followed_to == table.exit.max()
    assert short.events.sum() == (table.event > 0).sum()


def test_curve_error_is_that_of_a_small_change() -> None:
    table, covariates = example()
    effects = parametric(table, covariates)
    people = {"one": {"age": 33, "worker": "yes"}}
    curve = parametric_curve(table, covariates, effects, at=people)["one"]
    shape, step, slopes = np.array([1, 33, 1]), 1e-6, []

    def share(parameters: npt.NDArray[np.float64]) -> Any:
        error = stats.gumbel_l(loc=parameters[:-1] @ shape, scale=np.exp(parameters[-1]))
        return error.sf(np.log(curve.days))

    for unit in np.eye(4):
        there, back = share(effects.estimate + step * unit), share(effects.estimate - step * unit)
        slopes.append((there - back) / (2 * step))
    change = np.array(slopes)
    expected = np.sqrt(np.einsum("im,ij,jm->m", change, effects.covariance, change))
    np.testing.assert_allclose(curve.std_error, expected, rtol=1e-6)


def test_curve_of_intervals_and_of_other_effects() -> None:
    whole = IntervalTable(left=[-1, 4, 9, 20, 30], right=[5, 5, 30, np.inf, 31])
    effects = parametric(whole)
    curve = parametric_curve(whole, None, effects, at={"all": {}})["all"]
    assert curve.followed_to == 31
    assert curve.events.sum() == 2
    assert curve.at_risk[0] == 4
    table = example()[0]
    with pytest.raises(DefinitionError, match="were not estimated from this table"):
        parametric_curve(table, None, effects, at={"all": {}})
    empty = parametric(EventTable(exit=[3, 4], event=[0, 0]))
    with pytest.raises(DefinitionError, match="not known"):
        parametric_curve(table, None, empty, at={"all": {}})


def test_an_interval_of_one_day_is_a_day_that_is_known() -> None:
    events = EventTable(exit=[4, 9, 15, 20, 33], event=[1, 1, 0, 1, 0])
    right = np.where(events.event == 1, events.exit, np.inf)
    left = np.where(events.event == 1, events.exit - 1, events.exit)
    one, other = parametric(events), parametric(IntervalTable(left=left, right=right))
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-9)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)
    within = parametric(IntervalTable(left=left, right=right), days="within")
    assert within.log_likelihood != pytest.approx(other.log_likelihood)
