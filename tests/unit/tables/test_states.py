"""Tables of stays in states."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from recovery.errors import TableError
from recovery.tables import StateTable

STATES = ("shelter", "community")


@pytest.mark.parametrize("to", [["community", None], ["community", ""], [1, -1], [1.0, -1.0]])
@pytest.mark.parametrize("state", [["shelter", "community"], [0, 1]])
def test_labels_become_places(state: Any, to: Any) -> None:
    table = StateTable(
        subject=["x", "x"], start=[-1, 30], stop=[30, 80], state=state, to=to, states=STATES
    )
    np.testing.assert_array_equal(table.state, [0, 1])
    np.testing.assert_array_equal(table.to, [1, -1])


def test_takes_series_with_nulls() -> None:
    table = StateTable(
        subject=pl.Series([1, 2]),
        start=pl.Series([0, 0]),
        stop=pl.Series([3, 4]),
        state=pl.Series(["community", "shelter"]),
        to=pl.Series(["shelter", None]),
        states=STATES,
    )
    np.testing.assert_array_equal(table.to, [0, -1])


def test_without_to_every_stay_is_censored() -> None:
    table = StateTable(subject=[1], start=[0], stop=[3], state=["shelter"], states=STATES)
    np.testing.assert_array_equal(table.to, [-1])


def test_no_row_at_all() -> None:
    assert len(StateTable(subject=[], start=[], stop=[], state=[], states=STATES)) == 0


def test_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(TableError) as caught:
        StateTable(
            subject=[1, 2, 3],
            start=[-2, 5, 0],
            stop=[4, 5, 9],
            state=["shelter", "street", None],
            to=[None, None, "street"],
            states=STATES,
        )
    assert caught.value.faults == (
        "start, position 0: must be day -1 or later",
        "state, position 1: must be one of shelter, community",
        "to, position 2: must be one of shelter, community, or empty where follow-up ended",
        "start, position 1: must lie before stop",
    )


def test_says_what_is_wrong_with_shapes() -> None:
    with pytest.raises(TableError) as caught:
        StateTable(subject=[1], start=[0, 1], stop=[2, 3], state=[0, 0], states=("a", "a"))
    assert caught.value.faults == (
        "all arrays must be equally long, but are: subject 1, start 2, stop 2, state 2, to 2",
        "states: must be one name or more, each of them once",
    )


def test_shows_itself() -> None:
    table = StateTable(subject=[1], start=[0], stop=[3], state=["shelter"], states=STATES)
    assert repr(table) == "StateTable(1 stay of 1 subject in 2 states)"
    assert "<caption>StateTable(1 stay" in table._repr_html_()
