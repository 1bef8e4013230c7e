"""From when and until when an organisation would have learned of an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.days import EARLIEST

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["CONTACT_TABLES", "last_contact", "observed_from"]

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
    found = [
        rows.lazy()
        .filter(_is_contact(table))
        .select("survivor_id", day=pl.col(day).cast(pl.Int32))
        .filter(pl.col("day") <= snapshot.day)
        .group_by("survivor_id")
        .agg(pl.col("day").max())
        for table, day in CONTACT_TABLES.items()
        if (rows := snapshot.tables.get(table)) is not None
    ]
    return _of(survivors, pl.concat(found).group_by("survivor_id").agg(pl.col("day").max()))


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
    vocabulary = snapshot.vocabulary.milestones
    codes = [m.code for m in vocabulary.values() if m.begins_observation]
    rows = snapshot.tables.get("milestones")
    if rows is None or not codes:
        nobody = np.full(len(survivors), EARLIEST)
        return nobody, nobody
    began = rows.lazy().filter(pl.col("milestone").is_in(codes)).group_by("survivor_id")
    earliest, latest = (
        _of(survivors, began.agg(day=pl.col(name).min().cast(pl.Int32)))
        for name in ("occurred_on", "occurred_on_latest")
    )
    return earliest, latest


def _of(survivors: pl.Series, days: pl.LazyFrame) -> DayArray:
    asked = survivors.alias("survivor_id").to_frame().lazy()
    joined = asked.join(days, on="survivor_id", how="left", maintain_order="left")
    return day_numbers(joined.collect()["day"].fill_null(EARLIEST))
