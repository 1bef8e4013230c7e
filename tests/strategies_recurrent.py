"""Small tables of recurrent events, drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from recovery.tables import RecurrentTable

__all__ = ["recurrent_tables", "taken"]


@st.composite
def recurrent_tables(draw: st.DrawFn, *, subjects: int = 7, sampled: bool = True) -> RecurrentTable:
    """Draw courses with ties, day 0, late entry, gaps, several events a day, and ends or none."""
    rows: list[tuple[int, int, int, int]] = []
    many = draw(st.integers(0, subjects))
    ends = draw(st.booleans())
    for subject in range(many):
        stop = draw(st.sampled_from([-1, -1, -1, 0, 2, 5]))
        fresh = True
        for length in draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)):
            gap = draw(st.sampled_from([0, 0, 0, 1]))
            start = stop + gap
            if length == 0 and (fresh or gap):
                length = 1
            stop, fresh = start + length, False
            rows.append((subject, start, stop, 1 if length == 0 else draw(st.integers(0, 1))))
        last = rows[-1]
        if ends and draw(st.booleans()):
            end = draw(st.integers(2, 3))
            if draw(st.booleans()):
                rows.append((subject, last[2], last[2], end))
            else:
                rows[-1] = (*last[:3], end)
    names = ("subject", "start", "stop", "event")
    columns: dict[str, Any] = {
        name: np.array([row[place] for row in rows], dtype=np.int64)
        for place, name in enumerate(names)
    }
    if sampled:
        columns |= draw(_more(many, columns["subject"]))
    return RecurrentTable(**columns, causes=("again", "died", "left"))


@st.composite
def _more(draw: st.DrawFn, many: int, subject: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Draw weights, some of them 0, frequencies and clusters, or none."""

    def column(each: st.SearchStrategy[Any]) -> Any:
        values = draw(st.lists(each, min_size=many, max_size=many))
        return np.array([values[s] for s in subject.tolist()])

    found = {}
    if draw(st.booleans()):
        found["weight"] = column(st.integers(0, 12)).astype(float) / 4
    if draw(st.booleans()):
        found["frequency"] = column(st.integers(1, 3)).astype(np.int64)
    if draw(st.booleans()):
        found["cluster"] = column(st.sampled_from("uvw")).astype("U1")
    return found


def taken(table: RecurrentTable, rows: npt.ArrayLike) -> RecurrentTable:
    """Return these rows of a table, in this order."""
    places = np.asarray(rows, dtype=int)
    columns = {name: array[places] for name, array in table.columns().items()}
    return RecurrentTable(**columns, causes=table.causes, about=table.about)
