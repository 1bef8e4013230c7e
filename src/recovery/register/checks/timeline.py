"""Whether what is recorded about a survivor can have happened in that order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.register import births
from recovery.register.cells import latest
from recovery.register.faults import Fault, fault_where, has_code
from recovery.register.records import Records
from recovery.register.schema import TABLES
from recovery.register.walk import walk
from recovery.vocabulary import Pathway

__all__ = ["after_death", "before_birth", "gap", "jump", "overlap_and_teleport"]

_NEVER = np.iinfo(np.int32).max
_ATTENDED = {
    "milestones": pl.lit(True),  # noqa: FBT003  # a value
    "support": pl.col("attendance").eq_missing("attended") | pl.col("attendance").is_null(),
    "assessments": pl.col("status").eq_missing("done") | pl.col("status").is_null(),
    "contacts": pl.col("result").eq_missing("reached")
    & (pl.col("informant").is_null() | pl.col("informant").eq_missing("survivor")),
}
"""Rows that show a survivor alive and in touch, by table."""

_PLACES = {
    "survivor": (("milestones", "milestone", ("survivor_id",)),),
    "return": (("milestones", "milestone", ("survivor_id", "episode")),),
    "accused × case": (("proceedings", "event", ("case_id", "accused_id")),),
    "survivor × case": (("participation", "event", ("case_id", "survivor_id")),),
}
"""Where the milestones of a pathway stand, by its subject: table, column, and whose they are."""

_SEEN_FROM_AFAR = frozenset(
    {"lost_contact", "recontacted", "planned_closure", "unplanned_exit", "re_trafficked"}
    | {"deported", "died", "not_a_victim", "victim_status_granted", "victim_status_refused"}
)
"""Milestones that can be learned of a survivor with whom there is no contact."""


def before_birth(records: Records) -> Iterator[Fault]:
    """Report what happened in a year before the survivor's year of birth."""
    born = births.years_of_birth(records.tables["survivors"])
    for name, frame in records.tables.items():
        occurred = TABLES[name].occurred
        if occurred is not None and "survivor_id" in frame.columns:
            early = births.before_birth(frame, occurred, born)
            yield from fault_where(early, "before_birth", name, occurred, frame[occurred])


def after_death(records: Records) -> Iterator[Fault]:
    """Report what happened to a survivor after the day on which they died."""
    milestones = records.live("milestones")
    deaths = _certain(milestones.filter(has_code(milestones["milestone"], "died")))
    died = np.full(records.survivors, _NEVER, dtype=np.int64)
    np.minimum.at(died, records.people(deaths), _days(deaths, "occurred_on"))
    for name, attended in _ATTENDED.items():
        if not deaths.height or name not in records.tables:
            continue
        occurred = TABLES[name].occurred or ""
        rows = records.live(name).filter(attended, pl.col(occurred).is_not_null())
        late = rows.filter(_days(rows, occurred) > died[records.people(rows)])
        if late.height:
            yield Fault("after_death", name, occurred, _positions(late), late[occurred])


def gap(records: Records) -> Iterator[Fault]:
    """Report records of a survivor with whom contact was lost and not found again."""
    milestones = _certain(records.live("milestones"))
    turns = milestones.filter(has_code(milestones["milestone"], "lost_contact", "recontacted"))
    if not turns.height:
        return
    turns = turns.select(
        pl.Series("person", records.people(turns)),
        pl.col("occurred_on").alias("day"),
        (pl.col("milestone").cast(pl.String) == "lost_contact").alias("lost"),
    ).sort("day", "lost", descending=[False, True])
    for name, attended in _ATTENDED.items():
        if name not in records.tables or name == "contacts":
            continue
        occurred = TABLES[name].occurred or ""
        rows = _certain(records.live(name), occurred).filter(attended)
        if name == "milestones":
            rows = rows.filter(~has_code(rows["milestone"], *_SEEN_FROM_AFAR))
        rows = rows.select("at", occurred, pl.Series("person", records.people(rows)))
        rows = rows.filter(pl.col("person").is_in(turns["person"].unique().implode()))
        before = rows.sort(occurred).join_asof(
            turns, left_on=occurred, right_on="day", by="person", allow_exact_matches=False,
            check_sortedness=False,
        )  # fmt: skip
        found_again = turns.filter(~pl.col("lost")).select("person", pl.col("day").alias(occurred))
        late = before.filter("lost").join(found_again, on=["person", occurred], how="anti")
        if late.height:
            late = late.sort("at")
            yield Fault("gap", name, occurred, _positions(late), late[occurred])


def jump(records: Records) -> Iterator[Fault]:
    """Report milestones that a pathway does not permit after those before."""
    for pathway in records.vocabulary.pathways.values():
        for table, column, key in _PLACES.get(pathway.subject, ()):
            if table in records.tables:
                yield from _jumps(records, pathway, table, column, key)


def _jumps(
    records: Records, pathway: Pathway, table: str, column: str, key: tuple[str, ...]
) -> Iterator[Fault]:
    rows = _certain(records.live(table))
    rows = rows.filter(has_code(rows[column], *pathway.enters))
    parts = [
        pl.Series(name, records.people(rows))
        if name == "survivor_id"
        else rows[name].to_physical().cast(pl.Int64).fill_null(-1)
        for name in key
    ]
    rows = rows.with_columns(part.alias(f"_{part.name}") for part in parts).sort(
        *(f"_{name}" for name in key), "occurred_on", column, "at"
    )
    subjects = rows.select(pl.struct(f"_{name}" for name in key).rle_id()).to_series()
    steps = walk(pathway, subjects.to_numpy(), rows[column])
    found = rows.filter(~steps.permitted).sort("at")
    if found.height:
        yield Fault("jump", table, column, _positions(found), found[column])


def overlap_and_teleport(records: Records) -> Iterator[Fault]:
    """Report stretches, such as a stay in shelter, begun twice or ended without beginning."""
    milestones = _certain(records.live("milestones"))
    people = pl.Series("person", records.people(milestones))
    rows = milestones.select("at", "milestone", "occurred_on").with_columns(people)
    for start in records.vocabulary.milestones.values():
        if start.lasts_until is None or start.table != "milestones":
            continue
        pair = [start.code, start.lasts_until]
        steps = rows.filter(rows["milestone"].is_in(pair)).with_columns(
            (pl.col("milestone").cast(pl.String) == start.code).alias("begins")
        )
        steps = _without_days_of_both(steps)
        previous = steps.select(pl.col("begins").shift(1).over("person")).to_series()
        twice = steps["begins"] & previous.fill_null(value=False)
        unbegun = ~steps["begins"] & ~previous.fill_null(value=False)
        for code, wrong in (("overlap", twice), ("teleport", unbegun)):
            found = steps.filter(wrong).sort("at")
            if found.height:
                yield Fault(code, "milestones", "milestone", _positions(found), found["milestone"])


def _without_days_of_both(steps: pl.DataFrame) -> pl.DataFrame:
    """Leave out the days on which a stretch both ended and began: nothing changed by them."""
    both = pl.col("begins").n_unique().over("person", "occurred_on") > 1
    once = steps.filter(~both).unique(["person", "occurred_on", "begins"], keep="first")
    return once.sort("person", "occurred_on", "at")


def _certain(rows: pl.DataFrame, column: str = "occurred_on") -> pl.DataFrame:
    return rows.filter(pl.col(column) == pl.col(latest(column)))


def _days(rows: pl.DataFrame, column: str) -> npt.NDArray[np.int32]:
    return rows[column].cast(pl.Int32).to_numpy()


def _positions(rows: pl.DataFrame) -> npt.NDArray[np.int64]:
    return rows["at"].to_numpy().astype(np.int64)
