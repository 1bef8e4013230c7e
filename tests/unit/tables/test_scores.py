from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import TableError
from recovery.tables.scores import ScoreTable


def test_orders_rows_by_subject_and_day() -> None:
    scores = ScoreTable(subject=["b", "a", "b", "a"], days=[30, 5, -2, 0], value=[1, 2, 3, 4])
    assert scores.order.tolist() == [3, 1, 2, 0]
    assert scores.first.tolist() == [0, 2]
    assert scores.subjects == 2


def test_without_rows() -> None:
    scores = ScoreTable(subject=[], days=[], value=[])
    assert (len(scores), scores.subjects) == (0, 0)
    assert repr(scores) == "ScoreTable(0 assessments of 0 subjects, 0 with a score)"


def test_arrays_are_read_only_views() -> None:
    days = np.array([0, 5])
    scores = ScoreTable(subject=[1, 1], days=days, value=[1.0, np.nan])
    assert np.shares_memory(scores.days, days)
    assert not scores.days.flags.writeable


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": [0, 0, 1]}, "days, position 1: the subject has another assessment on that day"),
        ({"days": [0, 1.5, 1]}, "days, position 1: must be a whole number"),
        ({"days": [0, -40_000, 1]}, "days, position 1: must be a whole number of days, not more"),
        ({"value": [1, np.inf, 2]}, "value, position 1: must be finite, or NaN"),
        ({"value": [1, 2]}, "all arrays must be equally long"),
        ({"end": [9, 9, 0]}, "end, position 2: lies before an assessment"),
        ({"end": [9, 10, 9]}, "end, position 1: differs from another row of the subject"),
        ({"end_event": [0, 0, 0]}, "end_event and causes: must be given together"),
        ({"causes": "died"}, "end_event and causes: must be given together"),
        ({"end_event": [0, 0, 0], "causes": "died"}, "end: must be given where end_event is"),
        (
            {"end": [9, 9, 9], "end_event": [1, 0, 0], "causes": "died"},
            "end_event, position 1: differs from another row",
        ),
        (
            {"end": [9, 9, 9], "end_event": [0, 0, 2], "causes": "died"},
            "end_event, position 2: must be 0 for last seen or the number of a cause, 1 to 1",
        ),
        (
            {"end": [9, 9, 9], "end_event": [0, 0, 1], "causes": ("died", "died")},
            "causes: must be each of them once",
        ),
        ({"subject": ["a", None, 3]}, "subject, position 1: is missing"),
        ({"subject": np.array(["a", 2, 3], dtype=object)}, "subject: labels must be of one kind"),
    ],
)
def test_names_the_fault(wrong: dict[str, Any], said: str) -> None:
    right: dict[str, Any] = {"subject": [1, 1, 2], "days": [0, 5, 1], "value": [3, 4, 5]}
    with pytest.raises(TableError, match=said):
        ScoreTable(**(right | wrong))


def test_shows_no_score() -> None:
    page = ScoreTable(subject=[1, 2], days=[0, 0], value=[17, np.nan])._repr_html_()
    assert "with a score" in page
    assert "17" not in page


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(-5, 60)), max_size=40), st.randoms())
def test_order_does_not_depend_on_the_order_of_rows(rows: set[tuple[int, int]], luck: Any) -> None:
    expected = sorted(rows)
    shuffled = list(expected)
    luck.shuffle(shuffled)
    subject, days = (np.array([row[place] for row in shuffled], dtype=int) for place in (0, 1))
    scores = ScoreTable(subject=subject, days=days, value=np.zeros(len(shuffled)))
    assert [shuffled[place] for place in scores.order] == expected
    assert scores.per_row(np.arange(scores.subjects)).tolist() == [
        sorted({s for s, _ in rows}).index(s) for s, _ in expected
    ]
