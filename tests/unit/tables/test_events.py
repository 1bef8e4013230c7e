"""Tables of events: what they take, what they make of it, and what they refuse."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest

from recovery.errors import TableError
from recovery.tables import EventTable


def faults(**arrays: Any) -> tuple[str, ...]:
    """Return the faults of a table that cannot be made."""
    with pytest.raises(TableError) as caught:
        EventTable(**arrays)
    return caught.value.faults


def test_arrays_are_views_that_cannot_be_written() -> None:
    days = np.array([3, 5])
    table = EventTable(exit=days, event=[1, 0])
    assert np.shares_memory(table.exit, days)
    with pytest.raises(ValueError, match="read-only"):
        table.exit[0] = 9
    days[0] = 4  # the owner's array stays the owner's
    assert table.exit[0] == 4


@pytest.mark.parametrize(
    "days",
    [
        [3, 5],
        (3.0, 5.0),
        np.array([3, 5], dtype=np.int16),
        np.array([3, 5], dtype=object),
        pd.Series([3, 5], dtype="Int64"),
        pl.Series([3, 5]),
        np.ma.masked_array([3, 5], mask=[False, False]),
    ],
    ids=lambda days: type(days).__name__,
)
def test_takes_whole_numbers_of_any_kind(days: Any) -> None:
    table = EventTable(exit=days, event=[True, False])
    assert (table.exit.dtype.name, table.event.dtype.name) == ("int64", "int64")
    np.testing.assert_array_equal(table.exit, [3, 5])


@pytest.mark.parametrize(
    "days",
    [
        [3, 5.5],
        [3, float("nan")],
        [3, None],
        np.array([3, "5"], dtype=object),
        np.ma.masked_array([3, 5], mask=[False, True]),
        pd.Series([3, None], dtype="Int64"),
        pl.Series([3, None]),
    ],
    ids=str,
)
def test_refuses_what_is_no_whole_number(days: Any) -> None:
    assert faults(exit=days, event=[0, 0]) == ("exit, position 1: must be a whole number",)


def test_refuses_days_as_durations() -> None:
    days = np.array([3, 5], dtype="timedelta64[D]")
    assert faults(exit=days, event=[0, 0]) == ("exit, position 0: must be a whole number",)


def test_says_everything_that_is_wrong_at_once() -> None:
    assert faults(
        exit=[4, -1, 9],
        event=[0, 3, -1],
        entry=[-2, -2, 9],
        frequency=[1, 0, 1],
        weight=[1, 2, float("nan")],
        causes=("a", "b"),
    ) == (
        "exit, position 1: must be from day 0 to 9007199254740992",
        "event, position 1: must be 0 for censored or the number of a cause, 1 to 2",
        "entry, position 0: must be day -1 or later",
        "entry, position 2: must lie before exit",
        "frequency, position 1: must be 1 or more",
        "weight, position 2: must be finite and 0 or more",
    )


def test_refuses_weights_whose_squares_no_machine_holds() -> None:
    """Their standard error would be 0, or nothing at all."""
    for size in (1e-199, 1e159):
        (fault,) = faults(exit=[1, 2], event=[1, 0], weight=[size, size / 2])
        assert "weight: the largest must lie between 1e-100 and 1e+100" in fault
    EventTable(exit=[1, 2], event=[1, 0], weight=[1, 1e-300])
    EventTable(exit=[1, 2], event=[1, 0], weight=[0, 0])


def test_says_what_is_wrong_with_shapes_and_types() -> None:
    assert faults(exit=[[1, 2]], event=[0, 1], entry=[0], weight=["x", "y"], causes=()) == (
        "exit: must have one dimension, but has 2",
        "all arrays must be equally long, but are: event 2, entry 1, weight 2",
        "weight: must be numbers",
        "causes: must be one name or more, each of them once",
    )


def test_one_fault_hides_no_other() -> None:
    assert faults(
        exit=[1, np.nan, 3],
        event=[0, 5, 0],
        entry=[0, -2],
        cluster=["a", None, "b"],
        stratum=np.array(["a", 2, "b"], dtype=object),
    ) == (
        "all arrays must be equally long, but are: exit 3, event 3, entry 2, cluster 3, stratum 3",
        "exit, position 1: must be a whole number",
        "event, position 1: must be 0 for censored or the number of a cause, 1 to 1",
        "entry, position 1: must be day -1 or later",
        "cluster, position 1: is missing; give it a label of its own",
        "stratum: labels must be of one kind",
    )


def test_message_holds_no_value() -> None:
    with pytest.raises(TableError) as caught:
        EventTable(exit=[-987654], event=[0])
    assert "987654" not in str(caught.value)


@pytest.mark.parametrize("extreme", [np.iinfo(np.int64).min, np.iinfo(np.int64).max])
@pytest.mark.parametrize("name", ["exit", "event", "entry", "frequency"])
def test_refuses_the_ends_of_the_number_range(name: str, extreme: int) -> None:
    arrays = {"exit": [5, 5], "event": [0, 1], "entry": [0, 0], "frequency": [1, 1]}
    arrays[name] = [arrays[name][0], extreme]
    assert any(fault.startswith(f"{name}, position 1") for fault in faults(**arrays))


def test_a_lone_cause_may_be_named_by_itself() -> None:
    assert EventTable(exit=[1], event=[1], causes="housed").causes == ("housed",)


def test_columns_hold_what_was_given() -> None:
    table = EventTable(exit=[1, 2], event=[1, 0], cluster=["x", "y"])
    assert list(table.columns()) == ["exit", "event", "cluster"]
    assert len(pd.DataFrame(table.columns())) == len(pl.DataFrame(table.columns())) == len(table)


def test_shows_itself() -> None:
    table = EventTable(exit=np.arange(12), event=np.arange(12) % 3, causes=("<a>", "b"))
    assert repr(table) == "EventTable(12 rows: 4 <a>, 4 b, 4 censored)"
    page = table._repr_html_()
    assert "&lt;a&gt;" in page
    assert "<td>censored</td><td>4</td>" in page
    assert "more rows" not in page


def test_evolves() -> None:
    table = EventTable(exit=[1, 2], event=[1, 0], stratum=["x", "y"])
    assert attrs.evolve(table, stratum=None).stratum is None
