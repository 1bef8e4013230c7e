"""Whether each row stands once, and whether merges lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from recovery.register.faults import Fault, fault_where
from recovery.register.merging import closes_a_circle
from recovery.register.records import Records
from recovery.register.unique import copies

__all__ = ["circular_merge", "duplicate", "unknown_reference"]


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


def unknown_reference(records: Records) -> Iterator[Fault]:
    """Report audits of records, or of tables, that there are not."""
    audits = records.tables.get("audits")
    if audits is None:
        return
    for name in audits["table"].cast(pl.String).unique().drop_nulls():
        audited = audits["table"].cast(pl.String) == name
        if name in records.tables and "record_id" in records.given[name]:
            known = records.tables[name]["record_id"]
            audited &= ~audits["record_id"].is_in(known.implode())
        elif name in records.tables:
            continue
        yield from fault_where(audited, "unknown_reference", "audits", "record_id")
