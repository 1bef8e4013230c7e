"""Tables of counts: what they take, how they add up, and what they refuse."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError, TableError
from recovery.estimators import aalen_johansen, kaplan_meier, restricted_mean
from recovery.results import Curve
from recovery.tables import About, CountTable, EventTable, by_day, merge_counts
from strategies import LAST_DAY, event_tables, taken

EVERY_DAY = np.arange(-1, LAST_DAY + 3)
FIVE: dict[str, Any] = {
    "day": [0, 10, 20, 45],
    "entered": [5, 0, 0, 0],
    "events": {"housed": [0, 2, 1, 0]},
    "censored": [0, 0, 0, 2],
}


def same(one: CountTable, other: CountTable) -> None:
    """Check that two tables hold the same counts."""
    assert one.causes == other.causes
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name])


def same_curve(one: Curve, other: Curve) -> None:
    """Check that two curves are the same to the last bit."""
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name])
    np.testing.assert_array_equal(one.at_risk_on(EVERY_DAY), other.at_risk_on(EVERY_DAY))
    assert (one.n, one.followed_to, one.about) == (other.n, other.followed_to, other.about)


@given(event_tables(), st.data(), st.booleans())
def test_counts_of_parts_add_up_to_the_whole(
    table: EventTable, data: st.DataObject, strata: bool
) -> None:
    sites = st.lists(st.sampled_from("pq"), min_size=len(table), max_size=len(table))
    if strata:
        table = attrs.evolve(table, stratum=np.array(data.draw(sites), dtype="U1"))
    part = np.array(data.draw(sites), dtype="U1")
    one, other = (taken(table, np.flatnonzero(part == name)).counts() for name in "pq")
    same(one + other, table.counts())
    same(other + one, table.counts())


@given(event_tables())
def test_days_far_apart_are_counted_alike(table: EventTable) -> None:
    once = table.counts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_day, "DENSE_DAYS", 0)
        patch.setattr(by_day, "ROWS_A_DAY", 10**6)
        same(table.counts(), once)
        same(once + once, taken(table, np.tile(np.arange(len(table)), 2)).counts())


@given(event_tables())
def test_a_curve_from_counts_is_the_curve_from_rows(table: EventTable) -> None:
    counts = table.counts()
    same_curve(kaplan_meier(counts), kaplan_meier(table))
    rows = aalen_johansen(table)
    for cause, curve in aalen_johansen(counts).items():
        same_curve(curve, rows[cause])


@given(event_tables())
def test_columns_give_the_table_back(table: EventTable) -> None:
    counts = table.counts()
    for frame in (counts.columns(), pd.DataFrame(counts.columns()), pl.DataFrame(counts.columns())):
        same(CountTable.from_columns(frame, causes=table.causes), counts)


def test_a_restricted_mean_takes_counts_too() -> None:
    table = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    counts: Any = table.counts()
    assert restricted_mean(counts, days=60) == restricted_mean(table, days=60)


def test_rows_are_sorted_added_up_and_left_out_when_empty() -> None:
    table = CountTable(
        day=[9, 0, 4, 9, 0],
        entered=[0, 2, 0, 0, 1],
        events={"a": [1, 0, 0, 1, 0], "b": [0] * 5},
        censored=[0, 0, 0, 1, 0],
    )
    np.testing.assert_array_equal(table.day, [0, 9])
    np.testing.assert_array_equal(table.entered, [3, 0])
    np.testing.assert_array_equal(table.events["a"], [0, 2])
    with pytest.raises(ValueError, match="read-only"):
        table.day[0] = 1


def test_strata_are_kept_apart() -> None:
    table = EventTable(exit=[3, 5, 5], event=[1, 0, 1], stratum=["y", "x", "y"]).counts()
    assert table.columns()["stratum"].tolist() == ["x", "x", "y", "y", "y"]
    with pytest.raises(DefinitionError, match="make one table of each stratum"):
        kaplan_meier(table)


def test_one_stratum_is_as_good_as_none() -> None:
    table = EventTable(exit=[3, 5, 5], event=[1, 0, 1], stratum=["y"] * 3)
    same_curve(kaplan_meier(table.counts()), kaplan_meier(attrs.evolve(table, stratum=None)))


def test_shows_totals_and_no_day() -> None:
    table = CountTable(**FIVE, about=About(notes=("a note",)))
    assert repr(table) == "CountTable(4 rows: 5 entered, 3 housed, 2 censored)"
    page = table._repr_html_()
    assert "<td>housed</td><td>3</td>" in page
    assert "45" not in page
    assert "a note" in page


def test_says_what_is_wrong() -> None:
    def faults(**changes: Any) -> tuple[str, ...]:
        with pytest.raises(TableError) as caught:
            CountTable(**{**FIVE, **changes})
        return caught.value.faults

    assert faults(day=[0, -1, 20, 45], entered=[5, 0, 0.5, 0]) == (
        "entered, position 2: must be a whole number",
        "day, position 1: must be a whole number from 0 to 9007199254740992",
    )
    assert faults(day=[0, -1, 20, 45]) == (
        "day, position 1: must be a whole number from 0 to 9007199254740992",
    )
    assert faults(events={"day": [0, 2, 1, 0]}) == (
        "events: must be of one cause or more, none of them named stratum, day, entered, censored",
    )
    assert faults(stratum=["x", None, "x", "x"]) == (
        "stratum, position 1: is missing; give it a label of its own",
    )
    assert faults(entered=[2, 0, 0, 3]) == (
        "day, position 2: by then more have left than had entered",
    )
    assert faults(entered=[6, 0, 0, 0])[0].startswith("day, position 3: after this last day some")
    # What is left over in one stratum does not make up for another.
    assert faults(
        day=[0, 1, 0, 1],
        entered=[2, 0, 1, 0],
        events={"housed": [0, 1, 0, 2]},
        censored=[0] * 4,
        stratum=["x", "x", "y", "y"],
    ) == ("day, position 3: by then more have left than had entered",)


def test_names_the_column_that_is_missing() -> None:
    with pytest.raises(TableError) as caught:
        CountTable.from_columns({"day": [0], "entered": [1]}, causes="housed")
    assert caught.value.faults == (
        "censored: there is no such column",
        "housed: there is no such column",
    )


def test_refuses_what_counts_cannot_hold() -> None:
    table = EventTable(exit=[3, 5], event=[1, 0], weight=[1, 2], cluster=["x", "y"])
    with pytest.raises(DefinitionError, match="weight or cluster"):
        table.counts()


def test_refuses_to_add_what_differs() -> None:
    one = CountTable(**FIVE)
    others = [
        CountTable(**{**FIVE, "events": {"freed": [0, 2, 1, 0]}}),
        CountTable(**FIVE, stratum=["x"] * 4),
    ]
    for other in others:
        with pytest.raises(TableError, match="can be added when"):
            one + other
    with pytest.raises(TableError, match="at least one"):
        merge_counts([])
    with pytest.raises(TypeError):
        one + 1  # type: ignore[operator]  # wrong on purpose


def test_a_sum_is_about_what_its_parts_agree_on() -> None:
    one = CountTable(**FIVE, about=About(clock="intake to housing", as_of="2023-06-30"))
    other = attrs.evolve(
        one, about=About(clock="intake to housing", as_of="2023-07-01", notes=("a note",))
    )
    assert (one + one).about == one.about
    assert (one + other).about == About(clock="intake to housing", notes=("a note",))
