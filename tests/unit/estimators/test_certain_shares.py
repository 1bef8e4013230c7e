"""A share of 1 has its interval at 1, whatever rounding did on the way to it."""

from __future__ import annotations

import numpy as np
import pytest

from recovery.estimators import aalen_johansen, state_occupation, transition_probabilities
from recovery.estimators.intervals import INTERVALS
from recovery.tables import EventTable, StateTable


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("variance", ["greenwood", "robust"])
@pytest.mark.parametrize("seed", range(5))
def test_everyone_has_had_the_event(interval: str, variance: str, seed: int) -> None:
    days = np.random.default_rng(seed).integers(0, 40, 30)
    table = EventTable(exit=days, event=np.ones(30, dtype=int), causes=("a", "b"))
    curve = aalen_johansen(table, variance=variance, interval=interval)["a"]  # type: ignore[arg-type]  # each of them
    assert (curve.value[-1], curve.std_error[-1]) == (1, 0)
    assert (curve.lower[-1], curve.upper[-1]) == (1, 1)


@pytest.mark.parametrize("interval", ["log-log", "logit", "arcsine"])
@pytest.mark.parametrize("seed", range(5))
def test_aalens_error_of_the_last_one_leaves_the_interval_open(interval: str, seed: int) -> None:
    # As in cmprsk, the last of all to have the event, alone at risk, adds a variance.
    days = np.random.default_rng(seed).permutation(30)
    table = EventTable(exit=days, event=np.ones(30, dtype=int), causes=("a", "b"))
    curve = aalen_johansen(table, interval=interval)["a"]  # type: ignore[arg-type]  # each of them
    assert curve.value[-1] == pytest.approx(1)
    assert curve.std_error[-1] > 0
    assert (curve.lower[-1], curve.upper[-1]) == (0, 1)


@pytest.mark.parametrize("seed", range(20))
def test_everyone_is_where_all_end(seed: int) -> None:
    draw = np.random.default_rng(seed)
    first = draw.integers(1, 30, 25)
    last = first + draw.integers(1, 30, 25)
    states = StateTable(
        subject=np.tile(np.arange(25), 2),
        start=np.concatenate([np.full(25, -1), first]),
        stop=np.concatenate([first, last]),
        state=np.repeat([0, 1], 25),
        to=np.repeat([1, 2], 25),
        states=("shelter", "community", "home"),
    )
    found = transition_probabilities(states, variance="robust").curve("shelter", "home")
    for curve in (state_occupation(states)["home"], found):
        assert (curve.value[-1], curve.std_error[-1]) == (1, 0)
        assert (curve.lower[-1], curve.upper[-1]) == (1, 1)
