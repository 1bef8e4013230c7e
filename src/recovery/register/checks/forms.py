"""Whether the forms of assessments can be scored as they were written."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from recovery.register.faults import Fault
from recovery.register.records import Records
from recovery.scoring import misfits

__all__ = ["outside_coding", "unknown_instrument"]


def unknown_instrument(records: Records) -> Iterator[Fault]:
    """Report instruments, and codings of them, that the vocabulary does not have."""
    if "assessments" not in records.tables:
        return
    rows = records.live("assessments")
    instruments = records.vocabulary.instruments
    named = rows.select("at", pl.col("instrument", "coding").cast(pl.String))
    unheard = ~pl.col("instrument").is_in(list(instruments))
    codings = pl.DataFrame(
        [(i.code, coding.code) for i in instruments.values() for coding in i.codings],
        schema={"instrument": pl.String, "coding": pl.String},
        orient="row",
    )
    miscoded = named.filter(~unheard, pl.col("coding").is_not_null()).join(
        codings, on=["instrument", "coding"], how="anti", maintain_order="left"
    )
    for column, found in (("instrument", named.filter(unheard)), ("coding", miscoded)):
        if found.height:
            at = found["at"].to_numpy().astype("int64")
            yield Fault("unknown_instrument", "assessments", column, at, found[column])


def outside_coding(records: Records) -> Iterator[Fault]:
    """Report answers, totals and scores that the coding of their form does not have."""
    if "assessments" not in records.tables:
        return
    rows = records.live("assessments")
    there = rows["instrument"].cast(pl.String).unique().drop_nulls().sort()
    for code in there:
        if code in records.vocabulary.instruments:
            for column, at in misfits(rows, records.vocabulary.instruments[code]).items():
                place = rows["at"].gather(at).to_numpy().astype("int64")
                yield Fault("outside_coding", "assessments", column, place, rows[column].gather(at))
