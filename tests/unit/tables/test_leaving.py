"""Other tables as counts by day: the stays in a state, strata, and exactly known intervals."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given

from recovery.errors import DefinitionError
from recovery.estimators import log_rank, nelson_aalen
from recovery.tables import CountTable, EventTable, IntervalTable, StateTable
from strategies import event_tables

STATES = ("shelter", "community", "missing")
STAYS = StateTable(
    # Subject 5 comes back to the shelter, 6 is in it in two rows, 7 never was.
    subject=[5, 5, 5, 6, 6, 7],
    start=[-1, 30, 50, -1, 20, -1],
    stop=[30, 50, 80, 20, 60, 90],
    state=["shelter", "community", "shelter", "shelter", "shelter", "missing"],
    to=["community", "shelter", None, None, "missing", "community"],
    states=STATES,
)


def test_stays_in_a_state() -> None:
    table = STAYS.leaving("shelter")
    assert table.causes == ("community", "missing")
    assert table.entry is not None
    rows = sorted(zip(table.entry.tolist(), table.exit.tolist(), table.event.tolist(), strict=True))
    assert rows == [(-1, 30, 1), (-1, 60, 2), (50, 80, 0)]
    assert STAYS.leaving("community").event.tolist() == [1]
    assert STAYS.leaving("missing").causes == ("shelter", "community")
    assert STAYS.leaving("missing").event.tolist() == [2]


def test_counts_of_a_state() -> None:
    counts = STAYS.counts("shelter")
    assert {name: column.tolist() for name, column in counts.columns().items()} == {
        "day": [0, 30, 51, 60, 80],
        "entered": [2, 0, 1, 0, 0],
        "community": [0, 1, 0, 0, 0],
        "missing": [0, 0, 0, 1, 0],
        "censored": [0, 0, 0, 0, 1],
    }
    hazard = nelson_aalen(counts, cause="missing")
    np.testing.assert_allclose(hazard.value, [1 / 2])


def test_what_stands_for_subjects_goes_along() -> None:
    table = StateTable(
        subject=[1, 1, 2], start=[-1, 4, -1], stop=[4, 9, 6], state=[0, 0, 0], to=[-1, 1, -1],
        states=("a", "b"), frequency=[3, 3, 1], weight=[2, 2, 5], cluster=["x", "x", "y"],
    )  # fmt: skip
    found = table.leaving("a").columns()
    assert found["frequency"].tolist() == [3, 1]
    assert found["weight"].tolist() == [2, 5]
    assert found["cluster"].tolist() == ["x", "y"]
    with pytest.raises(DefinitionError, match="cannot use weight or cluster"):
        table.counts("a")


def test_a_state_that_nobody_is_in_or_that_is_not_there() -> None:
    nobody = StateTable(subject=[1], start=[-1], stop=[3], state=[0], to=[1], states=STATES)
    assert len(nobody.leaving("missing")) == 0
    with pytest.raises(DefinitionError, match="allowed: 'community', 'missing', 'shelter'"):
        nobody.leaving("prison")
    alone = StateTable(subject=[1], start=[-1], stop=[3], state=[0], states=("a",))
    with pytest.raises(DefinitionError, match="two or more"):
        alone.leaving("a")


@given(event_tables())
def test_waiting_is_a_state(table: EventTable) -> None:
    """A table of events is one of stays in a first state, and gives the same counts."""
    n = len(table)
    states = ("waiting", *table.causes)
    stays = StateTable(
        subject=np.arange(n),
        start=np.full(n, -1) if table.entry is None else table.entry,
        stop=table.exit,
        state=np.zeros(n, int),
        to=np.where(table.event > 0, table.event, -1),
        states=states,
        frequency=table.frequency,
    )
    one, other = stays.counts("waiting").columns(), table.counts().columns()
    for name, column in other.items():
        np.testing.assert_array_equal(one[name], column)


def test_strata_of_one_table_are_groups() -> None:
    women = EventTable(exit=[8, 15, 15, 40, 61], event=[1, 1, 1, 0, 1])
    men = EventTable(exit=[30, 61, 75, 90, 90], event=[1, 1, 0, 1, 0])
    both = EventTable(
        exit=[*women.exit, *men.exit],
        event=[*women.event, *men.event],
        stratum=["women"] * 5 + ["men"] * 5,
    )
    parts = both.counts().by_stratum()
    assert list(parts) == ["men", "women"]
    assert all(part.stratum is None for part in parts.values())
    one, other = log_rank(parts), log_rank({"men": men, "women": women})
    assert one.statistic == other.statistic
    with pytest.raises(DefinitionError, match="have no strata"):
        women.counts().by_stratum()


@given(event_tables())
def test_strata_add_up_to_the_whole(table: EventTable) -> None:
    stratum = np.arange(len(table)) % 3
    counts = table.counts().columns()
    split = attrs.evolve(table, stratum=stratum).counts()
    parts: list[CountTable] = list(split.by_stratum().values())
    if parts:
        whole = sum(parts[1:], start=parts[0]).columns()
        for name, column in counts.items():
            np.testing.assert_array_equal(whole[name], column)


def test_exactly_known_intervals() -> None:
    table = IntervalTable(left=[30, 90, -1], right=[31, np.inf, 0], frequency=[2, 1, 1])
    events = table.to_events()
    assert events.exit.tolist() == [31, 90, 0]
    assert events.event.tolist() == [1, 0, 1]
    assert events.columns()["frequency"].tolist() == [2, 1, 1]


def test_intervals_of_several_days_are_no_events() -> None:
    table = IntervalTable(left=[30, -1], right=[40, np.inf])
    with pytest.raises(DefinitionError) as caught:
        table.to_events()
    assert caught.value.faults == (
        "an event lies between two days",
        "somebody was watched for no day at all",
    )
