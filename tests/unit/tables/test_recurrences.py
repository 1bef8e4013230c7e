"""Tables of recurrent events."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from recovery.errors import DefinitionError, TableError
from recovery.tables import RecurrentTable


def table(rows: list[tuple[object, int, int, int]], **more: Any) -> RecurrentTable:
    """Make a table of rows of subject, start, stop and event."""
    subject, start, stop, event = zip(*rows, strict=True)
    return RecurrentTable(subject=subject, start=start, stop=stop, event=event, **more)


def faults(rows: list[tuple[object, int, int, int]], **more: Any) -> list[str]:
    """Return the first words of each fault of a table."""
    with pytest.raises(TableError) as caught:
        table(rows, **more)
    return [fault.split(":")[0] for fault in caught.value.faults]


class TestCourses:
    @pytest.mark.parametrize(
        "rows",
        [
            [("a", 5, 9, 0), ("a", -1, 5, 1)],  # in any order
            [("a", -1, 5, 1), ("a", 7, 9, 1)],  # with a gap
            [("a", -1, 5, 1), ("a", 5, 5, 1), ("a", 5, 5, 2)],  # several on one day
            [("a", 5, 5, 2), ("a", -1, 5, 1)],
            [("a", -1, 5, 2), ("a", 5, 5, 1)],  # on the day of the end
            [("a", -1, 5, 0), ("b", -1, 5, 2)],
        ],
    )
    def test_are_allowed(self, rows: list[tuple[object, int, int, int]]) -> None:
        assert len(table(rows)) == len(rows)

    @pytest.mark.parametrize(
        ("rows", "fault"),
        [
            ([("a", -1, 5, 1), ("a", 4, 9, 0)], "overlap, position 1"),
            ([("a", 4, 9, 0), ("a", -1, 5, 1)], "overlap, position 0"),
            ([("a", -1, 9, 1), ("a", 5, 6, 1)], "overlap, position 1"),
            ([("a", 5, 5, 1), ("a", 5, 9, 0)], "no days, position 0"),
            ([("a", -1, 5, 0), ("b", 5, 5, 1)], "no days, position 1"),
            ([("a", -1, 5, 0), ("a", 5, 5, 0)], "nothing, position 1"),
            ([("a", 5, 9, 0), ("a", -1, 5, 2)], "after the end, position 0"),
            ([("a", -1, 5, 2), ("a", 5, 5, 2)], "two ends, position 1"),
        ],
    )
    def test_are_refused(self, rows: list[tuple[object, int, int, int]], fault: str) -> None:
        assert faults(rows) == [fault]

    @pytest.mark.parametrize("name", ["frequency", "weight", "cluster", "stratum"])
    def test_have_one_of_each(self, name: str) -> None:
        rows: list[tuple[object, int, int, int]] = [("a", -1, 5, 1), ("a", 5, 9, 0)]
        assert faults(rows, **{name: [1, 2]}) == [f"{name}, position 1"]


def test_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(TableError) as caught:
        RecurrentTable(
            subject=[1, 2, 3], start=[-2, 5, 0], stop=[4, 4, 9], event=[0, 3, -1],
            frequency=[1, 0, 1], weight=[1, np.nan, 1], causes=("a", "a"),
        )  # fmt: skip
    assert caught.value.faults == (
        "causes: must be one name or more, each of them once",
        "start, position 0: must be day -1 or later",
        "event, position 1: must be 0 for nothing or the number of a cause, 1 to 2",
        "start, position 1: must not lie after stop",
        "frequency, position 1: must be 1 or more",
        "weight, position 1: must be finite and 0 or more",
    )


def test_says_what_is_wrong_with_shapes() -> None:
    with pytest.raises(TableError) as caught:
        RecurrentTable(subject=[1], start=[0.5, 1], stop=[2, 3], event=["x", "y"])
    assert caught.value.faults == (
        "all arrays must be equally long, but are: subject 1, start 2, stop 2, event 2",
        "start, position 0: must be a whole number",
        "event, position 0: must be a whole number",
    )


def test_arrays_are_read_only_views() -> None:
    stop = np.array([5, 9])
    made = RecurrentTable(subject=["a", "b"], start=[-1, -1], stop=stop, event=[0, 0])
    assert np.shares_memory(made.stop, stop)
    with pytest.raises(ValueError, match="read-only"):
        made.stop[0] = 1


def test_takes_series() -> None:
    frame = pl.DataFrame({"subject": ["x", "x"], "start": [-1, 4], "stop": [4, 9], "event": [1, 0]})
    columns: dict[str, Any] = frame.to_dict()
    assert repr(RecurrentTable(**columns)) == (
        "RecurrentTable(2 stretches of 1 subject: 1 outcome, 0 end)"
    )


def test_no_row_at_all() -> None:
    assert len(RecurrentTable(subject=[], start=[], stop=[], event=[])) == 0


def test_shows_counts_only() -> None:
    shown = table([("Maria", -1, 5, 1), ("Maria", 5, 9, 2)])._repr_html_()
    assert "RecurrentTable(2 stretches of 1 subject" in shown
    assert "Maria" not in shown


def test_refuses_what_an_estimate_cannot_use() -> None:
    made = table([("a", -1, 5, 1)], weight=[2])
    made.refuse("stratum")
    with pytest.raises(DefinitionError, match="cannot use weight"):
        made.refuse("weight", "stratum")


class TestFromEvents:
    def test_cuts_at_each_event(self) -> None:
        made = RecurrentTable.from_events(
            subject=["a", "b", "c", "d"], end=[90, 60, 40, 30], end_event=[0, 2, 0, 2],
            entry=[-1, 3, -1, 0], weight=[1, 2, 3, 4],
            event_subject=["c", "a", "a", "d", "a"], event_day=[40, 75, 30, 30, 30],
            causes=("re_trafficked", "died"),
        )  # fmt: skip
        columns = (made.subject, made.start, made.stop, made.event, made.weight)
        rows = list(zip(*(np.asarray(column).tolist() for column in columns), strict=True))
        assert rows == [
            ("a", -1, 30, 1, 1),
            ("a", 30, 30, 1, 1),
            ("a", 30, 75, 1, 1),
            ("a", 75, 90, 0, 1),
            ("b", 3, 60, 2, 2),
            ("c", -1, 40, 1, 3),
            ("d", 0, 30, 1, 4),
            ("d", 30, 30, 2, 4),
        ]

    def test_nobody_and_no_event(self) -> None:
        lists: dict[str, Any] = {"event_subject": [], "event_day": []}
        assert len(RecurrentTable.from_events(subject=[], end=[], **lists)) == 0
        assert len(RecurrentTable.from_events(subject=["a"], end=[4], **lists)) == 1

    @pytest.mark.parametrize(
        ("more", "fault"),
        [
            (
                {"subject": ["a", "b", "a"], "end": [9] * 3},
                "subject, position 2: is there a second time",
            ),
            ({"end": [-1, 4]}, "end, position 0: must be from day 0"),
            ({"end": [9]}, "all arrays must be equally long, but are: subject 2, end 1"),
            ({"entry": [9, 0]}, "entry, position 0: must lie before end"),
            ({"entry": [-1, 0.5]}, "entry, position 1: must be a whole number"),
            ({"end_event": [0, 1]}, "end_event, position 1: must be 0 for nothing or the number"),
            ({"end_event": [3, 0]}, "end_event, position 0: must be 0 for nothing or the number"),
            ({"event_subject": ["a", "x"]}, "event_subject, position 1: is not among"),
            ({"event_day": [4, 10]}, "event_day, position 1: must lie within the follow-up"),
            ({"event_day": [4]}, "all arrays must be equally long, but are: event_subject 2"),
            ({"subject": [], "end": []}, "event_subject, position 0: is not among"),
        ],
    )
    def test_says_what_is_wrong(self, more: dict[str, Any], fault: str) -> None:
        lists: dict[str, Any] = {
            "subject": ["a", "b"], "end": [9, 9], "event_subject": ["a", "b"], "event_day": [4, 5],
        }  # fmt: skip
        with pytest.raises(TableError) as caught:
            RecurrentTable.from_events(**(lists | more))
        assert len(caught.value.faults) == 1
        assert caught.value.faults[0].startswith(fault)
