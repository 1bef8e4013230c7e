"""A landmark: those who still wait on some day, followed from there on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.tables.events import EventTable

__all__ = ["landmark"]


def landmark(events: EventTable, day: int, *, restart: bool = False) -> EventTable:
    """Keep those who were still waiting and watched at the end of a day, from that day on.

    Groups that are made by what happened after the origin are only fair
    among these: whoever waits long has more time to reach anything, and a
    comparison from the origin on gives that time to the group that reached
    it (immortal time). At a landmark everyone's group is known, and the time
    before it counts for nobody.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin.
    day
        The landmark, day 0 or later. Choose it before looking at outcomes.
    restart
        Whether days count from the landmark on rather than from the origin.

    Returns
    -------
    EventTable
        The rows of those who remain, in their order. Who was left out is
        added to ``about.attrition``: an event or the end of the watching up to
        and with the day, and those who came under observation after it.

    Raises
    ------
    DefinitionError
        If the day is no whole number, 0 or more.

    References
    ----------
    .. [1] Anderson, J. R., Cain, K. C. and Gelber, R. D. (1983). J. Clinical
       Oncology 1, 710-719.

    Examples
    --------
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 0, 0, 1, 0])
    >>> later = landmark(events, 30)
    >>> later
    EventTable(3 rows: 1 outcome, 2 censored)
    >>> later.about.attrition
    (('subjects', 6), ('event by day 30', 2), ('last seen by day 30', 1))
    >>> landmark(events, 30, restart=True).exit
    array([10, 31, 60])
    """
    if day != int(day) or day < 0:
        message = f"day must be a whole number, 0 or more, but was {day!r}"
        raise DefinitionError(message)
    over = events.exit <= day
    late = np.zeros_like(over) if events.entry is None else ~over & (events.entry > day)
    kept = ~over & ~late
    columns = {name: column[kept] for name, column in events.columns().items()}
    columns.pop("entry", None)
    if restart:
        columns["exit"] = columns["exit"] - day
    else:
        columns["entry"] = np.full(len(columns["exit"]), day)
    since = f"days since day {day}" if restart else f"from day {day} on"
    about = attrs.evolve(
        events.about,
        clock=f"{events.about.clock}, {since}".removeprefix(", "),
        attrition=tuple(_attrition(events, day, over, late)),
    )
    return EventTable(**columns, causes=events.causes, about=about)


def _attrition(
    events: EventTable, day: int, over: npt.NDArray[np.bool_], late: npt.NDArray[np.bool_]
) -> Iterator[tuple[str, int]]:
    yield from events.about.attrition or [("subjects", _many(events, np.ones_like(over)))]
    for reason, left in (
        (f"event by day {day}", over & (events.event > 0)),
        (f"last seen by day {day}", over & (events.event == 0)),
        (f"came under observation after day {day}", late),
    ):
        if left.any():
            yield reason, _many(events, left)


def _many(events: EventTable, rows: npt.NDArray[Any]) -> int:
    return int(rows.sum() if events.frequency is None else events.frequency[rows].sum())
