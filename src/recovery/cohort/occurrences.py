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
        ``member``, the row in ``members``; ``code``, an Enum in the order of
        ``codes``; ``day`` and ``latest``, the earliest and latest day number.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for code in codes:
        milestone = snapshot.vocabulary.milestones[code]
        groups.setdefault((milestone.table, subject.join_keys(milestone)), []).append(code)
    numbered = members.select(subject.keys).with_row_index("member")
    found = [
        _recorded(snapshot, table, code)
        .lazy()
        .join(numbered.lazy(), on=list(keys))
        .select("member", pl.lit(code, dtype=pl.Enum(codes)).alias("code"), "day", "latest")
        for (table, keys), wanted in groups.items()
        for code in wanted
    ]
    return pl.concat(found).collect()


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
