"""What the rows of a table say of the logarithm of each time."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.accelerated import Times
from recovery.estimators.choices import check_choice
from recovery.estimators.sampled_rows import numbered
from recovery.tables import EventTable, IntervalTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["TimedRows", "timed_rows"]

DAYS = ("exact", "within")
ON_DAY_0 = (
    "events on day 0 are taken as having come within one day of the origin, since a distribution "
    "of times above 0 has no time 0"
)


@attrs.frozen(eq=False)
class TimedRows:
    """The rows of a table as a model of times takes them.

    Attributes
    ----------
    times
        What is known of the logarithm of each time.
    mass
        Shape ``(n,)``; for how many each row stands, weighted.
    n, events
        How many subjects, and how many of them had the event.
    weight, frequency
        Shape ``(n,)``, or ``None`` for 1 everywhere.
    clusters, many_clusters
        Shape ``(n,)``; number of each row's cluster, and how many there are;
        ``None`` and 0 for none.
    notes
        What a reader must know.
    """

    times: Times
    mass: FloatArray
    n: int
    events: int
    weight: FloatArray | None
    frequency: IntArray | None
    clusters: IntArray | None
    many_clusters: int
    notes: tuple[str, ...]


def timed_rows(table: EventTable | IntervalTable, *, cause: str | None, days: str) -> TimedRows:
    """Lay out the rows of a table.

    Raises
    ------
    DefinitionError
        If a choice is not among those offered, or the table has strata.
    """
    check_choice("days", days, DAYS)
    if isinstance(table, IntervalTable):
        return _of_intervals(table, cause=cause, days=days)
    return _of_events(table, cause=cause, days=days)


def _of_events(table: EventTable, *, cause: str | None, days: str) -> TimedRows:
    table.refuse("stratum")
    if cause is not None:
        check_choice("cause", cause, table.causes)
    had = table.event > 0 if cause is None else table.event == table.causes.index(cause) + 1
    on_day_0 = had & (table.exit == 0)
    later = int(days == "within")
    upper = _log(table.exit + 1 if later else np.maximum(table.exit, 1))
    upper[~had] = np.inf
    lower = _log(np.where(had, table.exit, table.exit + 1) if later else table.exit)
    entry = _same(-np.inf, len(table)) if table.entry is None else _log(table.entry + later)
    return _rows(
        Times(lower, upper, entry),
        had,
        on_day_0=on_day_0.any() and days == "exact",
        weight=table.weight,
        frequency=table.frequency,
        cluster=table.cluster,
    )


def _of_intervals(table: IntervalTable, *, cause: str | None, days: str) -> TimedRows:
    if cause is not None:
        message = "a table of intervals has no causes; leave cause out"
        raise DefinitionError(message)
    later = int(days == "within")
    on_day_0 = table.right == 0
    known = (days == "exact") & (table.right - table.left == 1) & ~on_day_0  # to the day
    return _rows(
        Times(
            _log(np.where(known, table.right, table.left + later)),
            _log(np.where(on_day_0, 1.0, table.right + later)),
            _same(-np.inf, len(table)),
        ),
        np.isfinite(table.right),
        on_day_0=on_day_0.any() and days == "exact",
        frequency=table.frequency,
    )


def _rows(
    times: Times,
    had: npt.NDArray[np.bool_],
    *,
    on_day_0: np.bool_ | bool,
    frequency: IntArray | None,
    weight: FloatArray | None = None,
    cluster: npt.NDArray[Any] | None = None,
) -> TimedRows:
    mass = _same(1.0, len(had)) if weight is None else weight
    codes, clusters = numbered(cluster)
    return TimedRows(
        times=times,
        mass=mass if frequency is None else frequency * mass,
        n=len(had) if frequency is None else int(frequency.sum()),
        events=int(had.sum() if frequency is None else frequency[had].sum()),
        weight=weight,
        frequency=frequency,
        clusters=None if cluster is None else codes,
        many_clusters=clusters,
        notes=(ON_DAY_0,) if on_day_0 else (),
    )


def _same(number: float, rows: int) -> FloatArray:
    """Return one number for all rows, held once."""
    return np.broadcast_to(np.float64(number), rows)


def _log(days: npt.NDArray[Any]) -> FloatArray:
    """Return the logarithm of days; minus infinity of those up to 0."""
    found: FloatArray = np.full(len(days), -np.inf)
    np.log(days, out=found, where=days > 0)
    return found
