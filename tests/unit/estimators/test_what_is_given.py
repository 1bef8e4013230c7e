"""What is given by mistake gets an answer that says what to give instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from recovery.errors import DefinitionError
from recovery.estimators import (
    bootstrap,
    fine_gray,
    gray,
    kaplan_meier,
    log_rank,
    pseudo_values,
)
from recovery.tables import EventTable

TABLE = EventTable(exit=[3, 5, 9], event=[1, 0, 1])
ANY: Any = TABLE


def wrongly(function: Any) -> Any:
    """Return the function as one that takes anything, for the mistakes below."""
    return function


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda: wrongly(kaplan_meier)({"a": ANY}),
            "takes one EventTable or CountTable, but was given a dict",
        ),
        (
            lambda: wrongly(kaplan_meier)([ANY], variance="robust"),
            "takes one EventTable, but was given a list",
        ),
        (lambda: wrongly(log_rank)([ANY, ANY]), "a mapping of labels to tables"),
        (lambda: wrongly(gray)([ANY, ANY], cause="outcome"), "a mapping of labels to tables"),
        (
            lambda: wrongly(log_rank)({"a": ANY, "b": ANY}, weight=("fleming-harrington",)),
            "with p and q",
        ),
        (
            lambda: wrongly(log_rank)({"a": ANY, "b": ANY}, trend={"a": 1, "b": 2}),
            "trend must be 2 numbers",
        ),
        (lambda: wrongly(kaplan_meier(TABLE).estimate)([1.7]), "days must be whole numbers"),
    ],
)
def test_says_what_to_give(ask: Callable[[], object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        ask()


def test_one_day_is_several_days_of_one() -> None:
    curve = kaplan_meier(TABLE)
    assert list(curve.estimate(5)) == [5]
    np.testing.assert_array_equal(pseudo_values(TABLE, days=5), pseudo_values(TABLE, days=[5]))
    assert kaplan_meier(TABLE, days=5).days.tolist() == [3, 5, 9]


def test_days_on_which_nobody_counts_are_noted() -> None:
    weightless = EventTable(exit=[3, 5], event=[1, 1], weight=[0, 1])
    assert not _noted(weightless)
    assert _noted(EventTable(exit=[3, 5], event=[1, 1], weight=[1, 0]))


def _noted(table: EventTable) -> bool:
    notes = kaplan_meier(table, variance="robust").about.notes
    return any("has weight 0" in note for note in notes)


def test_bootstrap_of_what_is_not_known_has_no_interval() -> None:
    table = EventTable(exit=[3, 5, 9], event=[1, 1, 0])
    found = bootstrap(table, of="restricted mean", at=30, repeats=100)
    assert np.isnan([found.value, found.lower, found.upper, found.std_error]).all()


def test_fine_gray_of_nobody() -> None:
    nobody = EventTable(exit=[], event=[], causes=("a", "b"))
    found = fine_gray(nobody, {"x": []})
    assert np.isnan(found.estimate).all()
