"""Goals as one T score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from recovery.errors import DefinitionError, TableError
from recovery.scoring import goal_attainment


def test_an_unrated_goal_is_left_out() -> None:
    forms, t = goal_attainment(["a", "a", "b"], [2, np.nan, np.nan])
    assert forms.tolist() == ["a", "b"]
    np.testing.assert_array_equal(t, [70, np.nan])


def test_the_order_of_goals_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    form, level, weight = rng.integers(0, 9, 60), rng.integers(-2, 3, 60), rng.integers(1, 4, 60)
    order = rng.permutation(60)
    one = goal_attainment(form, level, weight=weight)
    other = goal_attainment(form[order], level[order], weight=weight[order])
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_allclose(one[1], other[1], rtol=1e-14)


def test_a_better_level_never_lowers_the_score() -> None:
    worse = goal_attainment([1, 1, 1], [-1, 0, 1], weight=[1, 2, 3])[1]
    better = goal_attainment([1, 1, 1], [0, 0, 1], weight=[1, 2, 3])[1]
    assert better > worse


def test_impossible_goals_are_refused_all_at_once() -> None:
    with pytest.raises(TableError) as caught:
        goal_attainment([1, 1, 1], [0, 3, -3], weight=[1, 0, np.nan])
    assert len(caught.value.faults) == 2
    with pytest.raises(TableError, match="equally long: 2, 1, 1"):
        goal_attainment([1, 1], [0])
    with pytest.raises(DefinitionError, match="correlation"):
        goal_attainment([1], [0], correlation=1)


@pytest.mark.parametrize(
    ("form", "level", "said"),
    [
        ([None, "a"], [1, 1], "form at position 0"),
        ([1.0, np.nan], [1, 1], "form at position 1"),
        ([pd.NA, "a", np.nan], [1, 1, 1], "form at position 0 and 1 more"),
        (np.array([1, "a"], dtype=object), [1, 1], "all numbers or all text"),
        (["a"], ["much"], "level must hold numbers"),
        ("a", 1, "of one dimension"),
    ],
)
def test_goals_that_cannot_be_read_are_refused(form: Any, level: Any, said: str) -> None:
    with pytest.raises(TableError, match=said):
        goal_attainment(form, level)


def test_a_masked_level_was_not_rated() -> None:
    level = np.ma.MaskedArray([2, 1, 0], mask=[False, True, True])
    np.testing.assert_array_equal(goal_attainment(["a", "a", "b"], level)[1], [70, np.nan])
