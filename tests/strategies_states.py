"""Small courses through states, drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from oracle_states import Stay
from recovery.tables import StateTable

__all__ = ["STATES", "courses", "table_of"]

STATES = ("shelter", "community", "returned")


@st.composite
def courses(draw: st.DrawFn, *, subjects: int = 7) -> list[Stay]:
    """Draw the stays of a few subjects: any move, also back, late entry, ties, split stays."""
    stays: list[Stay] = []
    for subject in range(draw(st.integers(1, subjects))):
        start = draw(st.sampled_from([-1, -1, -1, 0, 2, 5]))
        state = draw(st.integers(0, 2))
        for length in draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)):
            to = draw(st.integers(-1, 2))
            stays.append((subject, start, start + length, state, to))
            start, state = start + length, state if to < 0 else to
    return stays


def table_of(stays: list[Stay], order: Any = None, **by_subject: Any) -> StateTable:
    """Make a table of stays, in some order; the number of each subject is given by subject."""
    rows = stays if order is None else [stays[place] for place in order]
    names = ("subject", "start", "stop", "state", "to")
    columns: dict[str, Any] = dict(zip(names, zip(*rows, strict=True), strict=True))
    more: dict[str, Any] = {
        name: [number[row[0]] for row in rows] for name, number in by_subject.items()
    }
    return StateTable(**columns, **more, states=STATES)
