"""Rows that cannot be right, made from rows that are: the candidates for added faults."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from recovery.days import iso_day
from recovery.synthetic import rates

__all__ = [
    "CURRENT",
    "DAY",
    "NO_TEXT",
    "after_death",
    "after_exit",
    "after_loss",
    "before_birth",
    "circular",
    "entered_twice",
    "left_unentered",
]

Tables = Mapping[str, pl.DataFrame]

CURRENT = pl.col("superseded_on").is_null()
DAY = pl.duration(days=1)
NO_TEXT = pl.lit(None, dtype=pl.String)
_CUT = pl.lit(iso_day(rates.CUT)).str.to_date()
_BARE = ("contribution", "contribution_kind", "evidence", "operation_id", "reason", "result")


def _of(tables: Tables, code: str) -> pl.DataFrame:
    """Return the current rows of one milestone in the first episode, with their day as a date."""
    wanted = CURRENT & (pl.col("milestone") == code) & (pl.col("episode") == 1)
    return tables["milestones"].filter(wanted).with_columns(day=pl.col("occurred_on").str.to_date())


def _milestone(frame: pl.DataFrame, code: str, days: int) -> pl.DataFrame:
    """Turn rows with a ``day`` into another milestone some days later, recorded three days on."""
    later = pl.col("day") + days * DAY
    return (
        frame.filter(later + 3 * DAY <= _CUT)
        .with_columns(NO_TEXT.alias(column) for column in _BARE)
        .with_columns(
            milestone=pl.lit(code),
            occurred_on=later.dt.to_string("%Y-%m-%d"),
            evidence_on=pl.lit(None, dtype=pl.Date),
            recorded_on=later + 3 * DAY,
            change_reason=NO_TEXT,
        )
        .drop("day")
    )


def after_exit(tables: Tables) -> pl.DataFrame:
    """Return a stable life reached five days after leaving, with no way back between."""
    exits = _of(tables, "unplanned_exit")
    later = pl.col("last") > pl.col("day")
    last = (
        tables["milestones"]
        .filter(pl.col("survivor_id").is_in(exits["survivor_id"].implode()))
        .group_by("survivor_id", maintain_order=True)
        .agg(last=pl.col("occurred_on").str.to_date(strict=False).max())
    )
    exits = exits.join(last, on="survivor_id", maintain_order="left").filter(~later).drop("last")
    return _milestone(exits, "independent_living", 5)


def after_loss(tables: Tables) -> pl.DataFrame:
    """Return papers obtained after contact was lost for good."""
    lost = _of(tables, "lost_contact")
    found = _of(tables, "recontacted")
    return _milestone(lost.join(found, on="survivor_id", how="anti"), "identity_documents", 40)


def entered_twice(tables: Tables) -> pl.DataFrame:
    """Return a second entry into shelter three days after the first, before it was left."""
    left = _of(tables, "shelter_left").select("survivor_id", left="day")
    entered = _of(tables, "shelter_entered").join(left, on="survivor_id", maintain_order="left")
    stayed = entered.filter(pl.col("left") > pl.col("day") + 6 * DAY).drop("left")
    return _milestone(stayed, "shelter_entered", 3)


def left_unentered(tables: Tables) -> pl.DataFrame:
    """Return leaving a shelter that was never entered."""
    entered = _of(tables, "shelter_entered")
    unentered = _of(tables, "intake").join(entered, on="survivor_id", how="anti")
    return _milestone(unentered, "shelter_left", 2)


def before_birth(tables: Tables) -> pl.DataFrame:
    """Return a medical assessment two years before birth."""
    born = tables["survivors"].filter(CURRENT).select("survivor_id", "birth_year")
    rows = _of(tables, "intake").join(born.drop_nulls(), on="survivor_id", maintain_order="left")
    years = (pl.col("birth_year") - 2).cast(pl.String)
    return rows.with_columns(
        milestone=pl.lit("medical_assessed"), occurred_on=years + "-05-05", evidence_on=None
    ).drop("day", "birth_year")


def after_death(tables: Tables) -> pl.DataFrame:
    """Return support attended twelve days after death."""
    died = _of(tables, "died").select("survivor_id", "day")
    given = tables["support"].unique("survivor_id", keep="first", maintain_order=True)
    later = pl.col("day") + 12 * DAY
    return (
        given.join(died, on="survivor_id", maintain_order="left")
        .filter(later <= _CUT)
        .with_columns(
            delivered_on=later,
            attendance=pl.lit("attended"),
            recorded_on=later,
            change_reason=NO_TEXT,
        )
        .drop("day")
    )


def circular(tables: Tables) -> pl.DataFrame:
    """Return pairs of people merged each into the other, one row a direction."""
    merged = pl.concat([tables["merges"]["old_id"], tables["merges"]["kept_id"]])
    current = tables["survivors"].filter(CURRENT, ~pl.col("survivor_id").is_in(merged.implode()))
    people = current["survivor_id"].head(2 * (len(current) // 2))
    first, second = people.gather_every(2), people.gather_every(2, offset=1)
    template = tables["merges"].head(1).drop("old_id", "kept_id")
    pairs = pl.DataFrame({"old_id": first, "kept_id": second})
    return pairs.join(template, how="cross").select(tables["merges"].columns)
