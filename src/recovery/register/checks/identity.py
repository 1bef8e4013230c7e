"""Whether each row stands once, and whether merges lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from recovery.register.faults import Fault, fault_where, has_code
from recovery.register.merging import closes_a_circle
from recovery.register.records import Records
from recovery.register.unique import copies

__all__ = [
    "circular_merge",
    "conflicting_merge",
    "duplicate",
    "merged_episodes",
    "no_accused",
    "unknown_reference",
]


def duplicate(records: Records) -> Iterator[Fault]:
    """Report every row but one of those that say the same and stand at the same time."""
    for name in records.tables:
        live = records.live(name)
        extra = live.filter(copies(live, name))["at"]
        if len(extra):
            yield Fault("duplicate", name, None, extra.to_numpy().astype(np.int64))


def circular_merge(records: Records) -> Iterator[Fault]:
    """Report merges that close a circle, or of an id into itself."""
    merges = records.live("merges")
    if not merges.height:
        return
    when = pl.coalesce("recorded_on_latest", "merged_on_latest").alias("day")
    wrong = closes_a_circle(merges.with_columns(when))
    if wrong.any():
        rows = merges.filter(wrong)["at"].to_numpy().astype(np.int64)
        yield Fault("circular_merge", "merges", "kept_id", rows)


def conflicting_merge(records: Records) -> Iterator[Fault]:
    """Report ids that are merged into two others, of which only one can be kept."""
    merges = records.live("merges")
    if merges.height:
        wrong = merges.select(pl.col("kept_id").n_unique().over("old_id") > 1).to_series()
        rows = merges.filter(wrong)["at"].to_numpy().astype(np.int64)
        if len(rows):
            yield Fault("conflicting_merge", "merges", "kept_id", rows)


def merged_episodes(records: Records) -> Iterator[Fault]:
    """Report returns under two ids of one person that are numbered alike, and so taken as one."""
    if not records.live("merges").height:
        return
    returns = records.vocabulary.codes("milestones", subject="return")
    rows = records.live("milestones")
    rows = rows.filter(has_code(rows["milestone"], *returns))
    rows = rows.with_columns(pl.Series("person", records.people(rows)))
    ids = pl.col("survivor_id").to_physical().n_unique().over("person", "episode")
    found = rows.filter(ids > 1)["at"].to_numpy().astype(np.int64)
    if len(found):
        yield Fault("merged_episodes", "milestones", "episode", found)


def no_accused(records: Records) -> Iterator[Fault]:
    """Report events of an accused person that do not say of whom."""
    proceedings = records.tables.get("proceedings")
    if proceedings is not None:
        codes = records.vocabulary.codes("proceedings", subject="accused × case")
        nobody = has_code(proceedings["event"], *codes) & proceedings["accused_id"].is_null()
        yield from fault_where(nobody, "missing_value", "proceedings", "accused_id")


def unknown_reference(records: Records) -> Iterator[Fault]:
    """Report audits of records, or of tables, that there are not."""
    audits = records.tables.get("audits")
    if audits is None:
        return
    for name in audits["table"].cast(pl.String).unique().drop_nulls():
        audited = audits["table"].cast(pl.String) == name
        if name in records.tables and "record_id" in records.given[name]:
            known = records.tables[name]["record_id"]
            found = known.filter(known.is_in(audits["record_id"].implode()))
            audited &= ~audits["record_id"].is_in(found.implode())
        elif name in records.tables:
            continue
        yield from fault_where(audited, "unknown_reference", "audits", "record_id")
