"""Stays of one subject that do not follow on one another."""

from __future__ import annotations

import pytest

from recovery.errors import TableError
from recovery.tables import StateTable

STATES = ("shelter", "community")


@pytest.mark.parametrize(
    ("start", "stop", "state", "to", "fault"),
    [
        ([-1, 8], [9, 12], [0, 0], [-1, -1], "overlap, position 1: overlaps the stay before it"),
        ([-1, 10], [9, 12], [0, 0], [-1, -1], "gap, position 1: begins after a gap; fill it"),
        ([-1, 10], [9, 12], [0, 1], [1, -1], "gap, position 1: begins after a gap"),
        ([-1, 10], [9, 12], [0, 1], [-1, -1], "jump, position 1: begins after a gap, and in"),
        ([-1, 9], [9, 12], [0, 0], [1, -1], "teleport, position 1: begins in another state"),
        ([-1, 9], [9, 12], [0, 1], [-1, -1], "teleport, position 1: begins in another state"),
        ([9, -1], [12, 9], [0, 0], [-1, 1], "teleport, position 0: begins in another state"),
    ],
)
def test_faults(
    start: list[int], stop: list[int], state: list[int], to: list[int], fault: str
) -> None:
    with pytest.raises(TableError) as caught:
        StateTable(subject=[7, 7], start=start, stop=stop, state=state, to=to, states=STATES)
    (found,) = caught.value.faults
    assert found.startswith(fault)


def test_each_fault_is_named_once_with_its_first_position() -> None:
    with pytest.raises(TableError) as caught:
        StateTable(
            subject=["b", "b", "a", "a", "c", "c"],
            start=[-1, 3, -1, 3, -1, 5],
            stop=[4, 6, 4, 6, 4, 6],
            state=[0] * 6,
            states=STATES,
        )
    assert [fault[:20] for fault in caught.value.faults] == [
        "overlap, position 1:",
        "gap, position 5: beg",
    ]


def test_a_stay_may_go_on_in_the_next_row_and_come_back() -> None:
    StateTable(
        subject=[1, 1, 1, 1, 2],
        start=[-1, 3, 5, 9, -1],
        stop=[3, 5, 9, 11, 4],
        state=[0, 0, 1, 0, 1],
        to=[-1, 1, 0, -1, -1],
        states=STATES,
    )
