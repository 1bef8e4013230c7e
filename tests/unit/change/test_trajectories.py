"""Trajectories: against the model written out as matrices, and what always holds."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from recovery.change import trajectories
from recovery.errors import DefinitionError
from recovery.results.trajectories import DAYS_A_MONTH, Trajectories
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

RTOL = 1e-6
"""Two fits of the same scores in other units stop at slightly other places of a flat optimum."""


def invented(seed: int = 3, subjects: int = 40) -> ScoreTable:
    """Return scores on uneven days, a third of them missing."""
    rng = np.random.default_rng(seed)
    subject = np.repeat(np.arange(subjects), 5)
    days = np.tile([0, 60, 130, 200, 400], subjects) + rng.integers(0, 20, len(subject))
    own = rng.normal(0, [3, 0.4], (subjects, 2))[subject]
    value = 20 + own[:, 0] + (own[:, 1] - 0.7) * days / DAYS_A_MONTH + rng.normal(0, 1.5, len(days))
    value[rng.random(len(days)) < 0.3] = np.nan
    return ScoreTable(subject=subject, days=days, value=value)


def matrices(found: Trajectories, table: ScoreTable) -> tuple[FloatArray, FloatArray, Any]:
    """Return X, y and the covariance of y at the fit, all scores below each other."""
    scored = ~np.isnan(table.value)
    months = table.days[scored] / DAYS_A_MONTH
    x = np.column_stack([np.ones_like(months), months])
    v = found.variances
    d = np.array([[v["intercept"], v["covariance"]], [v["covariance"], v["month"]]])
    same = table.subject[scored][:, None] == table.subject[scored]
    return x, table.value[scored], (x @ d @ x.T) * same + v["residual"] * np.eye(len(x))


def restricted(x: FloatArray, y: FloatArray, v: FloatArray) -> float:
    inverse = np.linalg.inv(v)
    precision = x.T @ inverse @ x
    rest = y - x @ np.linalg.solve(precision, x.T @ inverse @ y)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(precision)[1]
    return float(-(logs + rest @ inverse @ rest + (len(y) - x.shape[1]) * np.log(2 * np.pi)) / 2)


def test_is_the_model_written_out() -> None:
    table = invented()
    found = trajectories(table)
    x, y, v = matrices(found, table)
    inverse = np.linalg.inv(v)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    np.testing.assert_allclose(found.effects.covariance, covariance, rtol=1e-8)
    np.testing.assert_allclose(found.effects.estimate, covariance @ x.T @ inverse @ y, rtol=1e-8)
    assert found.log_likelihood == pytest.approx(restricted(x, y, v), rel=1e-10)


def test_nothing_near_is_more_likely() -> None:
    table = invented()
    found = trajectories(table)
    for name in found.variances:
        for factor in (0.999, 1.001):
            v = {**found.variances, name: found.variances[name] * factor}
            near = attrs.evolve(found, variances=v)
            assert restricted(*matrices(near, table)) < found.log_likelihood


def test_own_slopes_and_their_error_written_out() -> None:
    table = invented()
    found = trajectories(table)
    x, y, v = matrices(found, table)
    inverse, variances = np.linalg.inv(v), found.variances
    d = np.array(
        [
            [variances["intercept"], variances["covariance"]],
            [variances["covariance"], variances["month"]],
        ]
    )
    scored = ~np.isnan(table.value)
    who = 7
    z = x * (table.subject[scored] == who)[:, None]
    rest = y - x @ found.effects.estimate
    u = d @ z.T @ inverse @ rest
    place = found.subject.tolist().index(who)
    assert found.slope[place] == pytest.approx(found.effects.estimate[1] + u[1], rel=1e-8)
    # The error of the prediction, from the joint covariance of the true and the predicted line.
    c = np.linalg.inv(x.T @ inverse @ x)
    weights = c @ x.T @ inverse
    to_own = weights + d @ z.T @ inverse @ (np.eye(len(y)) - x @ weights)
    error = to_own @ v @ to_own.T - 2 * to_own @ z @ d + d
    assert found.slope_error[place] == pytest.approx(np.sqrt(error[1, 1]), rel=1e-6)


def test_mean_line_and_its_interval() -> None:
    found = trajectories(invented())
    day = found.mean([100])[100]
    x = np.array([1, 100 / DAYS_A_MONTH])
    assert day.value == pytest.approx(x @ found.effects.estimate)
    assert day.std_error == pytest.approx(np.sqrt(x @ found.effects.covariance @ x))
    assert day.upper - day.value == pytest.approx(1.959964 * day.std_error)
    assert np.isnan(found.mean([5000])[5000].value)


@pytest.mark.parametrize(("factor", "shift"), [(10, 0), (1, 100), (-0.1, 27)])
def test_other_units_of_the_score_change_only_the_units(factor: float, shift: float) -> None:
    table = invented()
    plain = trajectories(table)
    other = trajectories(
        ScoreTable(subject=table.subject, days=table.days, value=factor * table.value + shift)
    )
    np.testing.assert_allclose(
        other.effects.estimate, factor * plain.effects.estimate + [shift, 0], rtol=RTOL
    )
    assert other.variances["month"] == pytest.approx(factor**2 * plain.variances["month"], rel=RTOL)


@pytest.mark.parametrize("seed", range(12))
def test_days_from_another_origin_change_only_the_intercept(seed: int) -> None:
    # The deviations have any covariance, so that the model is the same from any day on; a search
    # that stops at a false maximum finds others. These sets are small, some of them without slopes.
    rng = np.random.default_rng(seed)
    subject, days = np.repeat(np.arange(20), 4), np.tile([0, 91, 182, 273], 20)
    own = rng.normal(0, [3, rng.choice([0, 0.3])], (20, 2))[subject]
    value = 20 + own[:, 0] + own[:, 1] * days / DAYS_A_MONTH + rng.normal(0, 2, 80)
    near, far = (
        trajectories(ScoreTable(subject=subject, days=days + later, value=value))
        for later in (0, 3000)
    )
    assert near.log_likelihood == pytest.approx(far.log_likelihood, abs=1e-9)
    assert near.effects.estimate[1] == pytest.approx(far.effects.estimate[1], rel=1e-6)
    np.testing.assert_allclose(near.slope, far.slope, rtol=1e-3, atol=1e-4)


def test_the_order_of_rows_changes_nothing() -> None:
    table = invented()
    order = np.random.default_rng(0).permutation(len(table))
    mixed = ScoreTable(
        subject=table.subject[order], days=table.days[order], value=table.value[order]
    )
    one, other = trajectories(table), trajectories(mixed)
    np.testing.assert_array_equal(one.slope, other.slope)


def test_says_when_a_variance_is_nought() -> None:
    rng = np.random.default_rng(5)
    days = np.tile([0, 90, 180], 30)
    value = 10 - days / 60 + rng.normal(0, 2, 90)
    found = trajectories(ScoreTable(subject=np.repeat(np.arange(30), 3), days=days, value=value))
    assert any("estimated as 0" in note for note in found.about.notes)
    assert np.isfinite(found.slope_error).all()


def test_a_bend_is_found_where_it_is() -> None:
    table = invented()
    value = table.value + np.maximum(table.days - 150, 0) / DAYS_A_MONTH
    bent = trajectories(
        ScoreTable(subject=table.subject, days=table.days, value=value), bend_days=150
    )
    flat = trajectories(table, bend_days=150)
    assert bent.effects.terms == ("intercept", "month", "month after the bend")
    assert bent.effects.estimate[2] - flat.effects.estimate[2] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("subject", "days", "value", "said"),
    [
        ([], [], [], "at least three subjects need two scores"),
        ([1, 1, 2, 2, 3, 3], [0, 9] * 3, [1, 2, 3, 5, 4, 1], "no subject has three scores"),
        ([1, 1, 1, 2, 2, 2, 3, 3], [0, 9, 20] * 2 + [0, 9], [5] * 8, "all scores are the same"),
    ],
)
def test_refuses_scores_that_do_not_tell(
    subject: list[int], days: list[int], value: list[float], said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        trajectories(ScoreTable(subject=subject, days=days, value=value))


def test_refuses_a_bend_outside_the_scores() -> None:
    with pytest.raises(DefinitionError, match="bend_days: there are no scores"):
        trajectories(invented(), bend_days=5000)


def test_refuses_a_level_of_per_cent() -> None:
    with pytest.raises(DefinitionError, match="strictly between 0 and 1"):
        trajectories(invented(), level=95)
