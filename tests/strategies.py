"""What Hypothesis draws tables from: small, full of ties, with every corner."""

from __future__ import annotations

import attrs
import numpy as np
from hypothesis import strategies as st

from recovery.tables import EventTable

CAUSES = ("a", "b", "c")
LAST_DAY = 12


@st.composite
def event_tables(
    draw: st.DrawFn, *, max_rows: int = 25, delayed: bool = True, frequencies: bool = True
) -> EventTable:
    """Draw a table with ties, day 0, up to three causes, delayed entry and frequencies."""
    n = draw(st.integers(0, max_rows))
    causes = CAUSES[: draw(st.integers(1, len(CAUSES)))]

    def column(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=n, max_size=n))

    exit_ = column(0, LAST_DAY)
    entry = None
    if delayed and draw(st.booleans()):
        waits = column(1, LAST_DAY + 1)
        entry = [max(-1, day - wait) for day, wait in zip(exit_, waits, strict=True)]
    frequency = column(1, 4) if frequencies and draw(st.booleans()) else None
    event = column(0, len(causes))
    return EventTable(exit=exit_, event=event, entry=entry, frequency=frequency, causes=causes)


@st.composite
def sampled_tables(draw: st.DrawFn) -> EventTable:
    """Draw a table that may have sampling weights, some of them 0, and clusters."""
    table = draw(event_tables())
    n = len(table)
    quarters = st.lists(st.integers(0, 12), min_size=n, max_size=n)
    labels = st.lists(st.sampled_from("uvw"), min_size=n, max_size=n)
    return attrs.evolve(
        table,
        weight=np.array(draw(quarters)) / 4 if draw(st.booleans()) else None,
        cluster=np.array(draw(labels), dtype="U1") if draw(st.booleans()) else None,
    )


def written_out(table: EventTable) -> EventTable:
    """Return a table with one row for each subject, in place of frequencies."""
    frequency = np.ones(len(table), int) if table.frequency is None else table.frequency
    rows = np.repeat(np.arange(len(table)), frequency)
    return taken(attrs.evolve(table, frequency=None), rows)


def taken(table: EventTable, rows: np.typing.ArrayLike) -> EventTable:
    """Return these rows of a table, in this order, as often as they are named."""
    columns = {name: array[np.asarray(rows, dtype=int)] for name, array in table.columns().items()}
    return EventTable(**columns, causes=table.causes, about=table.about)
