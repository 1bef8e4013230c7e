"""Turnbull's estimate: optimal on every day, invariant, and clear about what it does not know."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle_intervals import interval_rows, isotonic, masses, slopes
from recovery.disclosure import protect
from recovery.errors import DefinitionError, RecoveryError, ReleaseError
from recovery.estimators import kaplan_meier, resampled, turnbull
from recovery.estimators import masses as masses_of
from recovery.estimators.climb import climbed, holdings
from recovery.estimators.isotonic import rising_shares
from recovery.estimators.overlaps import NEVER, overlaps
from recovery.results import Curve
from recovery.tables import EventTable, IntervalTable
from recovery.wire import from_json, to_json
from strategies import event_tables

INF = float("inf")
ROUNDING = 1e-12
OPTIMAL = 1e-9
"""How far a slope may lie above the number of subjects, as a part of it."""
LAST_DAY = 12


@st.composite
def interval_tables(draw: st.DrawFn) -> IntervalTable:
    """Draw intervals with ties, nested ones, known days, and outcomes not yet come."""
    n = draw(st.integers(1, 12))
    left = draw(st.lists(st.integers(-1, LAST_DAY - 1), min_size=n, max_size=n))
    lengths = st.one_of(st.integers(1, 6), st.just(INF))
    right = [day + draw(lengths) for day in left]
    frequency = st.lists(st.integers(1, 5), min_size=n, max_size=n)
    return IntervalTable(left=left, right=right, frequency=draw(st.none() | frequency))


@st.composite
def current_status(draw: st.DrawFn) -> IntervalTable:
    """Draw subjects who were each looked at once."""
    n = draw(st.integers(1, 20))
    days = draw(st.lists(st.integers(0, LAST_DAY), min_size=n, max_size=n))
    had = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    frequency = draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
    left, right = np.where(had, -1, days), np.where(had, days, INF)
    return IntervalTable(left=left, right=right, frequency=frequency)


def same(one: Curve, other: Curve, *, later: int = 0, tolerance: float = ROUNDING) -> None:
    """Compare all but the method, which names the gap."""
    np.testing.assert_array_equal(one.days + later, other.days)
    np.testing.assert_allclose(one.value, other.value, rtol=tolerance, atol=tolerance)
    for name in ("at_risk", "events"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (one.n, one.followed_to + later) == (other.n, other.followed_to)


@given(st.one_of(interval_tables(), current_status()))
def test_no_day_would_make_it_more_likely(table: IntervalTable) -> None:
    curve, rows = turnbull(table), interval_rows(table)
    steep = slopes(rows, masses(curve), 2 * LAST_DAY)
    assert max(steep.values()) <= curve.n * (1 + OPTIMAL)
    for day in curve.days.tolist():  # and where there is mass, none would make it less so
        assert steep[day] == pytest.approx(curve.n, rel=1e-6)


@given(interval_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_and_frequencies(table: IntervalTable, random: Any) -> None:
    frequency = np.ones(len(table), int) if table.frequency is None else table.frequency
    rows = np.repeat(np.arange(len(table)), frequency).tolist()
    random.shuffle(rows)
    written = IntervalTable(left=table.left[rows], right=table.right[rows])
    one, other = turnbull(table), turnbull(written)
    same(one, other)
    np.testing.assert_array_equal(one.value, other.value)
    doubled = turnbull(attrs.evolve(table, frequency=2 * frequency))
    np.testing.assert_allclose(doubled.value, one.value, rtol=ROUNDING, atol=ROUNDING)


@given(interval_tables(), st.integers(1, 400))
def test_later_by_some_days(table: IntervalTable, later: int) -> None:
    inside = attrs.evolve(table, left=table.left + 1, right=table.right + 1)  # no row from day -1
    moved = attrs.evolve(inside, left=inside.left + later, right=inside.right + later)
    same(turnbull(inside), turnbull(moved), later=later)


@given(current_status())
def test_current_status_is_isotonic(table: IntervalTable) -> None:
    happened = np.isfinite(table.right)
    day = np.where(happened, table.right, table.left).astype(int)
    days = np.unique(day)
    assert table.frequency is not None
    seen = [int(table.frequency[day == d].sum()) for d in days]
    had = [int(table.frequency[(day == d) & happened].sum()) for d in days]
    expected = [float(share) for share in isotonic(had, seen)]
    np.testing.assert_array_equal(rising_shares(np.array(had), np.array(seen)), expected)
    curve = turnbull(table)
    np.testing.assert_allclose(1 - curve.at(days), expected, rtol=ROUNDING, atol=ROUNDING)


@given(event_tables(delayed=False))
def test_known_days_are_those_of_kaplan_meier(events: EventTable) -> None:
    had = events.event > 0
    table = IntervalTable(
        left=events.exit - had,
        right=np.where(had, events.exit, INF),
        frequency=events.frequency,
    )
    curve, expected = turnbull(table), kaplan_meier(events)
    same(curve, expected)
    days = np.arange(LAST_DAY + 3)
    np.testing.assert_array_equal(curve.at_risk_on(days), expected.at_risk_on(days))


@given(st.one_of(current_status(), event_tables(delayed=False)))
def test_newton_steps_come_to_the_closed_forms(table: IntervalTable | EventTable) -> None:
    if isinstance(table, EventTable):
        had = table.event > 0
        left, right = table.exit - had, np.where(had, table.exit, NEVER)
    else:
        left = table.left
        right = np.array([NEVER if np.isinf(day) else int(day) for day in table.right])
    rows = overlaps(left, right, table.frequency)
    if len(rows.start):
        mass = masses_of.best_masses(rows).mass
        np.testing.assert_allclose(climbed(rows), mass, atol=ROUNDING)
        support = np.arange(len(mass))
        assert holdings(rows, support, mass).min() > 0


@pytest.mark.parametrize("rare", [1, 20])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([0, 1, 2], [1, 2, 3]),  # known days
        ([-1, 4, 6, 6, 9], [4, INF, INF, 9, 12]),
        ([0, 1, 2, 0, 1, 4, 3], [2, 3, 5, 3, 4, 6, 5]),
    ],
)
def test_frequencies_of_very_different_size(left: list[int], right: list[float], rare: int) -> None:
    frequency = np.where(np.arange(len(left)) % 2, rare, 10**9)
    table = IntervalTable(left=left, right=right, frequency=frequency)
    curve, rows = turnbull(table), interval_rows(table)
    assert max(slopes(rows, masses(curve), 12).values()) <= curve.n * (1 + 1e-6)


def test_groups_of_days_are_pooled_apart() -> None:
    had, seen = np.array([0, 2, 0, 0, 3, 1, 0]), np.array([0, 2, 4, 0, 3, 4, 0])
    shares = rising_shares(had, seen, np.array([0, 0, 0, 1, 1, 1, 1]))
    np.testing.assert_allclose(shares, [0, 1 / 3, 1 / 3, 0, 4 / 7, 4 / 7, 4 / 7])


@pytest.mark.parametrize(
    ("left", "right", "days", "followed_to"),
    [
        ([], [], [], -1),
        ([-1], [INF], [], -1),
        ([5, 9], [INF, INF], [], 9),
        ([5], [9], [9], 9),
        ([2, 4, 3], [20, 8, 12], [8], 20),  # nested
        ([2, 2, 2], [6, 6, INF], [6], 6),
    ],
)
def test_corners(left: list[int], right: list[float], days: list[int], followed_to: int) -> None:
    curve = turnbull(IntervalTable(left=left, right=right), interval="bootstrap", bootstrap=5)
    np.testing.assert_array_equal(curve.days, days)
    assert curve.followed_to == followed_to
    assert np.isnan(curve.at(followed_to + 1))
    np.testing.assert_array_equal(curve.at([0]) == 1, [followed_to >= 0])
    for name, column in curve.columns().items():
        assert len(column) == len(days), name
    assert len(curve.risk_days) == len(curve.risk_counts)


def test_between_the_ends_of_an_innermost_interval_it_is_not_known() -> None:
    curve = turnbull(IntervalTable(left=[3, 6, 9], right=[8, 7, INF]))
    np.testing.assert_array_equal(curve.at([[3, 6], [7, 9]]), [[1, 1], [1 / 3, 1 / 3]])
    assert curve.about.notes == ()  # (6, 7] is a day
    curve = turnbull(IntervalTable(left=[3, 5, 9], right=[8, 7, INF]))
    np.testing.assert_array_equal(curve.at([5, 6, 7]), [1, np.nan, 1 / 3])
    (note,) = curve.about.notes
    assert note.startswith("the curve is not determined between the ends of an innermost interval")
    estimates = curve.estimate([6, 7]).columns()
    np.testing.assert_array_equal(np.isnan(estimates["value"]), [True, False])
    assert curve.median.value == 7
    assert list(curve.columns())[-1] == "since"


def test_bootstrap_is_repeatable_and_sensible() -> None:
    rng = np.random.default_rng(7)
    visits = np.sort(rng.integers(1, 300, (200, 3)), axis=1)
    wait = rng.exponential(150, 200)
    place = (visits < wait[:, None]).sum(axis=1)
    ends = np.column_stack([np.full(200, -1), visits, np.full(200, 10_000)])
    left, right = ends[np.arange(200), place], ends[np.arange(200), place + 1].astype(float)
    table = IntervalTable(
        left=left, right=np.where(right == 10_000, INF, np.maximum(right, left + 1))
    )
    curve = turnbull(table, interval="bootstrap", bootstrap=60)
    again = turnbull(table, interval="bootstrap", bootstrap=60)
    other = turnbull(table, interval="bootstrap", bootstrap=60, seed=1)
    np.testing.assert_array_equal(curve.lower, again.lower)
    assert (curve.lower != other.lower).any()
    middle = slice(3, -3)
    assert (curve.lower[middle] <= curve.value[middle]).all()
    assert (curve.upper[middle] >= curve.value[middle]).all()
    assert ((curve.std_error[middle] > 0.005) & (curve.std_error[middle] < 0.2)).all()
    assert curve.about.level == 0.95
    assert curve.about.method.endswith("bootstrap interval of 60 resamples, seed 0")
    assert "the bootstrap may cover too little" not in " ".join(curve.about.notes)


def test_bootstrap_of_current_status_on_a_few_days_is_that_of_shares() -> None:
    table = IntervalTable(
        left=[-1, 9, -1, 19], right=[9, INF, 19, INF], frequency=[300, 700, 800, 200]
    )
    curve = turnbull(table, interval="bootstrap")
    np.testing.assert_allclose(
        curve.std_error, [(0.21 / 1000) ** 0.5, (0.16 / 1000) ** 0.5], rtol=0.1
    )
    assert curve.about.notes[-1].startswith("the bootstrap may cover too little")


@given(current_status())
def test_resamples_of_current_status_come_out_alike_either_way(table: IntervalTable) -> None:
    right = np.array([NEVER if np.isinf(day) else int(day) for day in table.right])
    rows = overlaps(table.left, right, table.frequency)
    pooled = resampled.resampled_waiting(rows, times=4, seed=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resampled, "looked_at_once", lambda rows: False)
        refitted = resampled.resampled_waiting(rows, times=4, seed=1)
    np.testing.assert_allclose(pooled, refitted, atol=ROUNDING)
    assert pooled.shape == (4, len(rows.since))


@pytest.mark.parametrize("interval", ["likelihood-ratio", "binomial"])
@given(current_status())
def test_intervals_of_current_status_hold_the_curve(interval: Any, table: IntervalTable) -> None:
    curve = turnbull(table, interval=interval)
    assert (curve.lower >= 0).all()
    assert (curve.upper <= 1).all()
    if interval == "likelihood-ratio":  # the other rests on counts that were not pooled
        assert (curve.lower <= curve.value + OPTIMAL).all()
        assert (curve.upper >= curve.value - OPTIMAL).all()
    assert np.isnan(curve.std_error).all()


def test_without_an_interval_there_is_no_level() -> None:
    curve = turnbull(IntervalTable(left=[1], right=[2]))
    assert curve.about.level is None
    assert np.isnan([curve.lower, curve.upper, curve.std_error]).all()
    assert curve.about.method == (
        "Turnbull's estimate in closed form, as Kaplan–Meier, log-likelihood within 0e+00 per "
        "subject of its maximum"
    )


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"level": 1.0}, "level must lie strictly between 0 and 1, but was 1.0"),
        ({"interval": "wald"}, "interval='wald' is not offered here"),
        ({"interval": "bootstrap", "bootstrap": 1}, "bootstrap must be a whole number, 2 or more"),
        ({"interval": "binomial"}, "the row at position 1 has two days"),
        ({"interval": "likelihood-ratio"}, "for subjects who were each looked at on one day"),
    ],
)
def test_refuses(choices: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        turnbull(IntervalTable(left=[-1, 4], right=[3, 8]), **choices)


def test_likelihood_ratio_has_one_level() -> None:
    table = IntervalTable(left=[-1, 4], right=[3, INF])
    with pytest.raises(DefinitionError, match=r"no critical value for level=0.9; allowed: 0.95"):
        turnbull(table, interval="likelihood-ratio", level=0.9)


def test_masses_that_are_not_the_best_are_not_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        masses_of, "climbed", lambda rows: np.full(len(rows.since), 1 / len(rows.since))
    )
    table = IntervalTable(left=[-1, 20, 20, 45, 60], right=[30, 40, 50, 60, 90])
    with pytest.raises(RecoveryError, match="where 1e-09 is allowed"):
        turnbull(table)


def test_is_not_protected() -> None:
    curve = turnbull(IntervalTable(left=range(100), right=range(40, 140)))
    with pytest.raises(ReleaseError, match="a curve made from intervals cannot be protected"):
        protect(curve)


def test_goes_through_json() -> None:
    curve = turnbull(IntervalTable(left=[3, 5, 9], right=[8, 7, INF]))
    back = from_json(to_json(curve))
    np.testing.assert_array_equal(back.since, curve.since)
    assert back.about == curve.about
