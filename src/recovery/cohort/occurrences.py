"""Which milestones each subject reached, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.cohort.subjects import SUBJECTS, Subject
from recovery.errors import allowed

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["DayArray", "check_milestones", "day_numbers", "occurrences"]

DayArray = npt.NDArray[np.int64]

CODE_COLUMN = {"milestones": "milestone", "proceedings": "event", "participation": "event"}


def day_numbers(column: pl.Series) -> DayArray:
    """Return days as numbers."""
    return column.cast(pl.Int64).to_numpy()


def check_milestones(snapshot: Snapshot, subject: Subject, codes: Iterable[str]) -> tuple[str, ...]:
    """Return what is wrong with asking a subject for these milestones."""
    return tuple(fault for code in codes for fault in _faults(snapshot, subject, code))


def _faults(snapshot: Snapshot, subject: Subject, code: str) -> Iterator[str]:
    milestone = snapshot.vocabulary.milestones.get(code)
    if milestone is None:
        known = snapshot.vocabulary.milestones.values()
        related = (m.code for m in known if subject.relates_to(m))
        yield f"{code!r} is no milestone of the vocabulary; {allowed(related)}"
    elif not subject.relates_to(milestone):
        able = " or ".join(repr(s.name) for s in SUBJECTS if s.relates_to(milestone))
        yield f"{code!r} is not counted per {subject.name}: ask it with subject={able}"
    elif milestone.table not in snapshot.tables:
        yield f"{code!r} is recorded in the table {milestone.table}, which is not among the records"


def occurrences(
    snapshot: Snapshot, subject: Subject, members: pl.DataFrame, codes: tuple[str, ...]
) -> pl.DataFrame:
    """Find every time that a member reached one of some milestones.

    Returns
    -------
    polars.DataFrame
        ``member``, the row in ``members``; ``code``, the place in ``codes``;
        ``day`` and ``latest``, the earliest and latest day number.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for code in codes:
        milestone = snapshot.vocabulary.milestones[code]
        groups.setdefault((milestone.table, subject.join_keys(milestone)), []).append(code)
    size = _ids(snapshot) if subject.keys == ("survivor_id",) else 0
    numbered = members.select(subject.keys).with_columns(
        member=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    place = np.full(size, -1)
    if size:
        place[members["survivor_id"].to_physical().to_numpy()] = np.arange(len(members))
    found = [
        _by_code(snapshot, table, code, place)
        if size
        else _by_keys(snapshot, table, code, numbered, keys)
        for (table, keys), wanted in groups.items()
        for code in wanted
    ]
    number = [codes.index(code) for wanted in groups.values() for code in wanted]
    member, day, latest = (
        np.concatenate([columns[which] for columns in found]) for which in range(3)
    )
    places = np.repeat(number, [len(columns[0]) for columns in found])
    return pl.DataFrame({"member": member, "code": places, "day": day, "latest": latest})


def _ids(snapshot: Snapshot) -> int:
    """Return how many ids of survivors the dictionary of ids holds; 0 where there is none."""

    def size() -> int:
        ids = snapshot.tables["survivors"].schema["survivor_id"]
        return len(ids.categories) if isinstance(ids, pl.Enum) else 0

    return snapshot.remember("ids", size)


Rows = tuple[DayArray, DayArray, DayArray]
"""Members, earliest and latest days of some rows."""


def _by_code(snapshot: Snapshot, table: str, code: str, place: DayArray) -> Rows:
    """Return the rows of one milestone, the member being found by the code of the id."""

    def columns() -> Rows:
        rows = _recorded(snapshot, table, code)
        ids = rows["survivor_id"].to_physical().to_numpy()
        return ids, day_numbers(rows["day"]), day_numbers(rows["latest"])

    ids, day, latest = snapshot.remember(("recorded by code", table, code), columns)
    member = place[ids]
    kept = member >= 0
    return member[kept], day[kept], latest[kept]


def _by_keys(
    snapshot: Snapshot, table: str, code: str, numbered: pl.DataFrame, keys: tuple[str, ...]
) -> Rows:
    """Return the rows of one milestone, the member being found by several keys."""
    rows = _recorded(snapshot, table, code).join(numbered, on=list(keys))
    return day_numbers(rows["member"]), day_numbers(rows["day"]), day_numbers(rows["latest"])


def _recorded(snapshot: Snapshot, table: str, code: str) -> pl.DataFrame:
    """Return the rows of one milestone, with their days as numbers."""

    def rows() -> pl.DataFrame:
        keys = [
            k for k in ("survivor_id", "episode", "case_id", "accused_id") if k in frame.columns
        ]
        return frame.filter(pl.col(CODE_COLUMN[table]) == code).select(
            *keys,
            day=pl.col("occurred_on").cast(pl.Int64),
            latest=pl.col("occurred_on_latest").cast(pl.Int64),
        )

    frame = snapshot.tables[table]
    return snapshot.remember(("recorded", table, code), rows)
