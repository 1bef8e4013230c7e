"""The stays in one state as a table of events: when each was left, and for where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.errors import DefinitionError, allowed
from recovery.tables.events import EventTable
from recovery.tables.timeline import subject_codes

if TYPE_CHECKING:
    from recovery.tables.states import StateTable

__all__ = ["leaving"]


def leaving(stays: StateTable, state: str) -> EventTable:
    """Return one row for each stay in a state, with the other states as causes."""
    if state not in stays.states or len(stays.states) < 2:
        message = (
            f"a stay in {state!r} cannot be left: name one of the states of a table that has two "
            f"or more; {allowed(stays.states)}"
        )
        raise DefinitionError(message)
    place = stays.states.index(state)
    code = subject_codes(stays.subject)[0]
    rows = np.flatnonzero(stays.state == place)
    rows = rows[np.lexsort((stays.start[rows], code[rows]))]
    stays_on = (stays.to[rows] < 0) | (stays.to[rows] == place)
    last, here = rows[:-1], rows[1:]
    together = (code[last] == code[here]) & (stays.stop[last] == stays.start[here]) & stays_on[:-1]
    first = rows[np.append(True, ~together)[: len(rows)]]
    final = rows[np.append(~together, True)[: len(rows)]]
    to = stays.to[final]
    left = (to >= 0) & (to != place)
    entry = stays.start[first]
    sample = {
        name: array[first]
        for name, array in stays.columns().items()
        if name in ("frequency", "weight", "cluster")
    }
    return EventTable(
        exit=stays.stop[final],
        event=np.where(left, to + (to < place), 0),
        entry=entry if (entry >= 0).any() else None,
        causes=stays.states[:place] + stays.states[place + 1 :],
        about=attrs.evolve(stays.about, clock=f"{stays.about.clock}, leaving {state}".lstrip(", ")),
        **sample,
    )
