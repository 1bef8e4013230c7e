"""Who was at risk and who had the event, group by group, on each event day of a stratum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.day_counts import DayCounts, count_days
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import IntArray

__all__ = ["RiskSets", "risk_sets"]


@attrs.frozen(eq=False)
class RiskSets:
    """Counts of ``g`` groups on the ``m`` event days of one stratum.

    Attributes
    ----------
    at_risk
        Shape ``(g, m)``; how many were at risk on the day.
    own, other
        Shape ``(g, m)``; how many had the event asked for, and any other.
    """

    at_risk: IntArray
    own: IntArray
    other: IntArray


def risk_sets(
    tables: Sequence[EventTable | CountTable], *, cause: str | None = None
) -> list[RiskSets]:
    """Count the groups in each stratum; without a cause any event is the one asked for.

    Raises
    ------
    DefinitionError
        If a table does not know the cause, or some tables have strata and
        others have none.
    """
    if cause is not None:
        for table in tables:
            check_choice("cause", cause, table.causes)
    if len({table.stratum is None for table in tables}) > 1:
        message = "some groups have strata and others have none; give all of them, or none"
        raise DefinitionError(message)
    groups = [dict(_by_stratum(table)) for table in tables]
    strata = dict.fromkeys(label for parts in groups for label in parts)
    return [_aligned([parts.get(label) for parts in groups], tables, cause) for label in strata]


def _by_stratum(table: EventTable | CountTable) -> Iterator[tuple[object, DayCounts]]:
    """Yield the counts of each stratum with its label; of all, with ``None``, without strata."""
    if table.stratum is None:
        yield None, count_days(table)
        return
    counts = table if isinstance(table, CountTable) else table.counts()
    labels, place = np.unique(counts.columns()["stratum"], return_inverse=True)
    for code, label in enumerate(labels.tolist()):
        part = {name: column[place == code] for name, column in counts.columns().items()}
        yield label, count_days(CountTable.from_columns(part, causes=counts.causes))


def _aligned(
    groups: Sequence[DayCounts | None], tables: Sequence[EventTable | CountTable], cause: str | None
) -> RiskSets:
    """Lay the counts of all groups side by side, on the days with an event in any of them."""
    followed = [counts for counts in groups if counts is not None]
    struck = np.concatenate([c.days[c.any_event.nonzero()[0]] for c in followed])
    days = np.unique(struck)
    at_risk, own, other = np.zeros((3, len(groups), len(days)), dtype=np.int64)
    for group, (counts, table) in enumerate(zip(groups, tables, strict=True)):
        if counts is None:
            continue
        place = counts.days.searchsorted(days, side="right") - 1
        listed = counts.days[place] == days  # nothing happened in the group on the other days
        at_risk[group] = counts.at_risk[place]
        any_event = counts.any_event[place] * listed
        own[group] = any_event
        if cause is not None:
            own[group] = counts.events[table.causes.index(cause), place] * listed
            other[group] = any_event - own[group]
    return RiskSets(at_risk, own, other)
