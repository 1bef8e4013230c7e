"""From when and until when an organisation would have learned of an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.days import EARLIEST

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["CONTACT_TABLES", "last_contact", "last_contact_before", "observed_from"]

CONTACT_TABLES = {
    "contacts": "contacted_on",
    "support": "delivered_on",
    "assessments": "assessed_on",
    "milestones": "occurred_on",
    "participation": "occurred_on",
}
"""The tables that tell of contact with a survivor, and their day.

A survivor's part in a case is made of milestones, in a table of its own.
"""


def _is_contact(table: str) -> pl.Expr:
    """Say which rows are a contact: reached, attended or done (or not said), dated."""
    if table == "contacts":
        return pl.col("result") == "reached"
    if table == "support":
        return (pl.col("attendance") == "attended").fill_null(value=True)
    if table == "assessments":
        return (pl.col("status") == "done").fill_null(value=True)
    return pl.col("occurred_on") == pl.col("occurred_on_latest")


def last_contact(snapshot: Snapshot, survivors: pl.Series) -> DayArray:
    """Return for each survivor the day of the last contact, far in the past if there was none.

    A contact on an uncertain day counts from its earliest day; a milestone
    only counts when its day is certain.

    Parameters
    ----------
    snapshot
        What was known.
    survivors
        ``n`` survivor ids, which may repeat.

    Returns
    -------
    array
        Shape ``(n,)``; day numbers, on or before the as-of day.
    """
    days = snapshot.remember("last contact", lambda: _ByCode.of_days(_last_contacts(snapshot)))
    return days.of(survivors)


def last_contact_before(snapshot: Snapshot, survivors: pl.Series, day: DayArray) -> DayArray:
    """Return for each survivor the day of the last contact before a day of their own.

    Parameters
    ----------
    snapshot
        What was known.
    survivors
        ``n`` survivor ids.
    day
        Shape ``(n,)``; day numbers.

    Returns
    -------
    array
        Shape ``(n,)``; day numbers, far in the past where there was no contact.
    """
    asked = pl.DataFrame({"survivor_id": survivors, "before": day}).with_row_index("place")
    last = (
        _contacts(snapshot)
        .join(asked.lazy(), on="survivor_id")
        .filter(pl.col("day") < pl.col("before"))
        .group_by("place")
        .agg(pl.col("day").max())
        .collect()
    )
    found = np.full(len(survivors), EARLIEST)
    found[day_numbers(last["place"])] = day_numbers(last["day"])
    return found


def _last_contacts(snapshot: Snapshot) -> pl.DataFrame:
    """Return the day of everyone's last contact."""
    return _contacts(snapshot).group_by("survivor_id").agg(pl.col("day").max()).collect()


def _contacts(snapshot: Snapshot) -> pl.LazyFrame:
    """Return every contact with anyone, by the day of the snapshot."""
    found = [
        rows.lazy()
        .filter(_is_contact(table))
        .select("survivor_id", day=pl.col(day).cast(pl.Int32))
        .filter(pl.col("day") <= snapshot.day)
        for table, day in CONTACT_TABLES.items()
        if (rows := snapshot.tables.get(table)) is not None
    ]
    return pl.concat(found)


def observed_from(snapshot: Snapshot, survivors: pl.Series) -> tuple[DayArray, DayArray]:
    """Return for each survivor between which days observation began.

    It began with the first of the milestones that begin it, so no later than
    the latest day of any of them.

    Parameters
    ----------
    snapshot
        What was known.
    survivors
        ``n`` survivor ids, which may repeat.

    Returns
    -------
    tuple of array
        Shapes ``(n,)``; earliest and latest day number, both far in the past
        where no milestone says it.
    """
    began = snapshot.remember("observed from", lambda: _began(snapshot))
    if began is None:
        nobody = np.full(len(survivors), EARLIEST)
        return nobody, nobody
    return began[0].of(survivors), began[1].of(survivors)


def _began(snapshot: Snapshot) -> tuple[_ByCode, _ByCode] | None:
    """Return between which days everyone's observation began, where any milestone says it."""
    vocabulary = snapshot.vocabulary.milestones
    codes = [m.code for m in vocabulary.values() if m.begins_observation]
    rows = snapshot.tables.get("milestones")
    if rows is None or not codes:
        return None
    began = (
        rows.lazy()
        .filter(pl.col("milestone").is_in(codes))
        .group_by("survivor_id")
        .agg(
            earliest=pl.col("occurred_on").min().cast(pl.Int32),
            latest=pl.col("occurred_on_latest").min().cast(pl.Int32),
        )
        .collect()
    )
    earliest, latest = (began.select("survivor_id", day=name) for name in ("earliest", "latest"))
    return _ByCode.of_days(earliest), _ByCode.of_days(latest)


@attrs.frozen(eq=False)
class _ByCode:
    """A day of each survivor, far in the past where there is none.

    Attributes
    ----------
    days
        ``survivor_id`` and ``day``.
    by_code
        The days by the code of the survivor in the dictionary of ids;
        ``None`` where ids have no dictionary.
    """

    days: pl.DataFrame
    by_code: DayArray | None

    @classmethod
    def of_days(cls, days: pl.DataFrame) -> _ByCode:
        dictionary = days.schema["survivor_id"]
        if not isinstance(dictionary, pl.Enum):
            return cls(days, None)
        by_code = np.full(len(dictionary.categories), EARLIEST)
        by_code[days["survivor_id"].to_physical().to_numpy()] = day_numbers(days["day"])
        return cls(days, by_code)

    def of(self, survivors: pl.Series) -> DayArray:
        if self.by_code is not None:
            found: DayArray = self.by_code[survivors.to_physical().to_numpy()]
            return found
        asked = survivors.alias("survivor_id").to_frame()
        joined = asked.join(self.days, on="survivor_id", how="left", maintain_order="left")
        return day_numbers(joined["day"].fill_null(EARLIEST))
