"""Faults as they stand in real records: a few of every kind, counted.

An *added* fault is a row more, made from a sound one; an *edited* fault is a
cell of a row that stays. What happened to survivors, and so the truth of the
clocks, is left as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.days import iso_day
from recovery.synthetic import faulty, rates
from recovery.synthetic.faulty import CURRENT, DAY, NO_TEXT, Tables
from recovery.synthetic.frames import names

__all__ = ["RECORDED_AFTER_CUT", "with_faults"]

RECORDED_AFTER_CUT = "recorded_after_cut"
"""Not a finding: rows that only a snapshot after the cut shows."""

_INTAKE = (pl.col("milestone") == "intake") & (pl.col("episode") == 1)
_CHARGED = pl.col("event") == "charged"
_CUT = pl.lit(iso_day(rates.CUT)).str.to_date()


@attrs.frozen
class _Added:
    """Rows more; ``make`` returns all that could be added."""

    code: str
    table: str
    share: float
    make: Callable[[Tables], pl.DataFrame]


@attrs.frozen
class _Edited:
    """A cell changed in some of the rows that qualify."""

    code: str
    table: str
    share: float
    where: pl.Expr
    column: str
    value: pl.Expr


def _copied(table: str, *where: pl.Expr, **changes: pl.Expr) -> Callable[[Tables], pl.DataFrame]:
    """Make changed copies of current rows."""
    return lambda tables: tables[table].filter(CURRENT, *where).with_columns(**changes)


def _intake(**changes: pl.Expr) -> Callable[[Tables], pl.DataFrame]:
    return _copied("milestones", _INTAKE, **changes)


_ADDED = (
    _Added("unknown_code", "milestones", 0.002, _intake(milestone=pl.lit("moved"))),
    _Added("wrong_table", "milestones", 0.002, _intake(milestone=pl.lit("compensation_paid"))),
    _Added(
        "wrong_table", "proceedings", 0.001,
        _copied("proceedings", _CHARGED, event=pl.lit("intake")),
    ),
    _Added("bad_date", "milestones", 0.002, _intake(occurred_on=pl.lit("31.02.2021"))),
    _Added("missing_value", "milestones", 0.001, _intake(occurred_on=NO_TEXT)),
    _Added("missing_value", "support", 0.001, _copied("support", service=NO_TEXT)),
    _Added(
        "recorded_before_occurred", "support", 0.002,
        _copied("support", recorded_on=pl.col("delivered_on") - 5 * DAY),
    ),
    _Added("duplicate", "milestones", 0.004, _copied("milestones")),
    _Added("orphan_id", "goals", 0.001, _copied("goals", survivor_id=pl.lit("Z0000001"))),
    _Added("before_birth", "milestones", 0.002, faulty.before_birth),
    _Added("after_death", "support", 0.002, faulty.after_death),
    _Added("overlap", "milestones", 0.003, faulty.entered_twice),
    _Added("gap", "milestones", 0.003, faulty.after_loss),
    _Added("jump", "milestones", 0.003, faulty.after_exit),
    _Added("teleport", "milestones", 0.003, faulty.left_unentered),
)  # fmt: skip

_EDITED = (
    _Edited(
        "unknown_reference", "milestones", 0.002,
        pl.col("operation_id").is_not_null(), "operation_id", pl.lit("Z0000001"),
    ),
    _Edited(
        "unusable_value", "milestones", 0.002,
        pl.col("contribution").is_not_null(), "contribution", pl.lit("plenty"),
    ),
    _Edited(
        "future_of_recording", "milestones", 0.002,
        pl.col("evidence_on").is_not_null() & (pl.col("recorded_on") + 20 * DAY <= _CUT),
        "evidence_on", pl.col("recorded_on") + 20 * DAY,
    ),
    _Edited(
        RECORDED_AFTER_CUT, "milestones", 0.005,
        pl.col("evidence_on").is_null(), "recorded_on", _CUT + 45 * DAY,
    ),
    _Edited(
        "not_recorded_when", "support", 0.01,
        pl.lit(value=True), "recorded_on", pl.lit(None, dtype=pl.Date),
    ),
    _Edited(
        "ends_before_start", "consents", 0.002,
        (pl.col("purpose") == "sharing") & pl.col("withdrawn_on").is_null(),
        "withdrawn_on", pl.col("granted_on") - 10 * DAY,
    ),
)  # fmt: skip


def with_faults(
    rng: np.random.Generator, tables: Tables
) -> tuple[dict[str, pl.DataFrame], dict[str, dict[str, int]]]:
    """Put faults into some tables.

    Returns
    -------
    dict, dict
        All tables; and for each finding code how many rows of each table have it.
    """
    survivors = len(tables["survivors"])
    faults: defaultdict[str, dict[str, int]] = defaultdict(dict)
    added: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)

    def add(code: str, table: str, rows: pl.DataFrame) -> None:
        added[table].append(rows)
        faults[code][table] = len(rows)

    for fault in _ADDED:
        possible = fault.make(tables)
        rows = _chosen(rng, len(possible), survivors, fault.share)
        add(fault.code, fault.table, possible[rows])
    possible = faulty.circular(tables)
    some = possible[_chosen(rng, len(possible), survivors, 0.0005)]
    back = some.with_columns(old_id=pl.col("kept_id"), kept_id=pl.col("old_id"))
    add("circular_merge", "merges", pl.concat([some, back]))

    faulty_tables = dict(tables)
    for edit in _EDITED:
        frame = faulty_tables[edit.table]
        rows = np.flatnonzero(frame.select(edit.where & CURRENT).to_series().to_numpy())
        rows = rows[_chosen(rng, len(rows), survivors, edit.share)]
        faults[edit.code][edit.table] = len(rows)
        faulty_tables[edit.table] = _edited(frame, edit, rows)
    for table, parts in added.items():
        faulty_tables[table] = _appended(faulty_tables[table], pl.concat(parts))
    address = (pl.col("survivor_id").str.to_lowercase() + "@example.org").alias("contact_email")
    faulty_tables["survivors"] = faulty_tables["survivors"].with_columns(address)
    faults["direct_identifier"]["survivors"] = 1
    return faulty_tables, dict(faults)


def _chosen(
    rng: np.random.Generator, possible: int, survivors: int, share: float
) -> npt.NDArray[np.intp]:
    """Draw some of the rows that are possible, at least one where there is any."""
    count = min(possible, max(1, round(share * survivors)))
    return np.sort(rng.choice(possible, count, replace=False)).astype(np.intp)


def _edited(frame: pl.DataFrame, edit: _Edited, rows: npt.NDArray[np.intp]) -> pl.DataFrame:
    marked = np.zeros(len(frame), dtype=bool)
    marked[rows] = True
    value = pl.when(pl.Series(marked)).then(edit.value).otherwise(pl.col(edit.column))
    return frame.with_columns(value.alias(edit.column))


def _appended(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add rows under record ids of their own."""
    ids = names("X", len(rows)).alias("record_id")
    own = [ids.alias("support_id")] if "support_id" in rows.columns else []
    return pl.concat([frame, rows.with_columns(ids, *own).select(frame.columns)])
