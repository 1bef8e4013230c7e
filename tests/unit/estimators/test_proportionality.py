"""The test of proportional hazards: its parts, its time and its limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE
from recovery.errors import DefinitionError
from recovery.estimators import cox, proportionality
from recovery.tables import EventTable
from strategies import written_out

RNG = np.random.default_rng(11)
N = 90
X = {"age": RNG.normal(size=N), "home": RNG.choice(["city", "hills", "plain"], N)}
TABLE = EventTable(exit=RNG.integers(1, 40, N), event=RNG.integers(0, 2, N))


def test_a_covariate_is_tested_with_all_its_terms() -> None:
    tests = proportionality(TABLE, X, cox(TABLE, X))
    assert list(tests) == ["age", "home", "all together"]
    assert [test.df for test in tests.values()] == [1, 2, 3]
    assert list(tests["home"].observed) == ["home[hills]", "home[plain]"]
    assert tests["age"].about.method == (
        "score test of proportional hazards, efron ties, time as km"
    )


@pytest.mark.parametrize("transform", ["km", "identity", "rank", "log"])
def test_frequency_stands_for_rows(transform: Any) -> None:
    many = RNG.integers(1, 4, N)
    table = EventTable(exit=TABLE.exit, event=TABLE.event, frequency=many)
    written, age = written_out(table), {"age": np.repeat(X["age"], many)}
    one = proportionality(
        table, {"age": X["age"]}, cox(table, {"age": X["age"]}), transform=transform
    )
    other = proportionality(written, age, cox(written, age), transform=transform)
    assert one["age"].statistic == pytest.approx(other["age"].statistic, rel=RELATIVE)


def test_finds_an_effect_that_turns() -> None:
    x = np.repeat([0, 1], 200)
    rng = np.random.default_rng(2)
    days = np.where(x == 1, rng.integers(40, 60, 400), rng.integers(1, 100, 400))
    table = EventTable(exit=days, event=np.ones(400, int))
    assert proportionality(table, {"x": x}, cox(table, {"x": x}))["x"].p_value < 1e-6


def test_one_event_day_cannot_tell() -> None:
    table = EventTable(exit=[5, 5, 5, 6, 6], event=[1, 1, 0, 0, 0])
    x = {"x": [1, 0, 1, 0, 0.5]}
    test = proportionality(table, x, cox(table, x))["x"]
    assert np.isnan(test.statistic)
    assert test.df == 0
    assert "too few event days" in test.about.notes[-1]


def test_refuses_the_logarithm_of_day_0() -> None:
    table = EventTable(exit=[0, 2, 3, 4], event=[1, 1, 1, 0])
    x = {"x": [1, 0, 1, 0]}
    effects = cox(table, x)
    with pytest.raises(DefinitionError, match="day 0 has no logarithm"):
        proportionality(table, x, effects, transform="log")
    other: Any = "square"
    with pytest.raises(DefinitionError, match="transform='square'"):
        proportionality(table, x, effects, transform=other)
