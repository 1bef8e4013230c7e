"""From a source to a register: read, type, check, and set aside what is at fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from recovery.errors import FindingBatch, Findings
from recovery.register.checks import CHECKS
from recovery.register.faults import Fault, fault_of_column
from recovery.register.identifiers import without_identifiers
from recovery.register.mapping import apply_mapping, read_mapping
from recovery.register.raw import ROW, RawTable
from recovery.register.records import SOURCE, WIDE, Records, gather
from recovery.register.register import Register
from recovery.register.schema import TABLES
from recovery.register.sources import Source, read_source
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["read_register"]


def read_register(
    source: Source,
    mapping: str | Path | Mapping[str, Any] | None = None,
    *,
    vocabulary: Vocabulary = VOCABULARY,
    identifiers: Collection[str] = (),
) -> Register:
    """Read and check all records of a source.

    Parameters
    ----------
    source
        A folder of CSV or Parquet files named after their tables,
        ``{table: data frame}`` (polars, pandas, pyarrow, DuckDB, or any other
        that narwhals knows), or a database URL such as ``sqlite:///records.db``.
    mapping
        A TOML file, the name of a mapping that is shipped, or the content of
        one, that renames tables and columns and translates codes.
    vocabulary
        What the codes mean.
    identifiers
        Columns to load although they look as if they identified people.

    Returns
    -------
    Register
        The sound rows, and a finding for every fault. Only an error sets a row
        aside, and it is counted.

    Raises
    ------
    RecordError
        If the source cannot be read, or a table or column that is needed is
        not there.

    Examples
    --------
    >>> import polars as pl
    >>> register = read_register({
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1", "S2"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1", "S2", "S9"],
    ...         "milestone": ["intake", "intake", "intake"],
    ...         "occurred_on": ["2021-03-14", "2021-04", "2021-05-02"],
    ...     }),
    ... })
    >>> register.findings.where(severity="error")[0]
    Finding(orphan_id, error, milestones row 3, survivor_id: Add the missing row to that table, or
    correct the id.)
    >>> register.set_aside["milestones"]
    1
    """
    records, faults, unknown, given = _typed_records(source, mapping, vocabulary, identifiers)
    faults += [fault for check in CHECKS for fault in check(records)]
    batches = [batch for fault in faults for batch in records.batch(fault)]
    batches += [_unknown_table(name, vocabulary) for name in unknown]
    sound = _without_errors(records, faults)
    return Register(
        tables=sound,
        findings=Findings(tuple(batches)),
        set_aside={n: f.height - sound[n].height for n, f in records.tables.items()},
        vocabulary=vocabulary,
        given=given,
    )


def _typed_records(
    source: Source,
    mapping: str | Path | Mapping[str, Any] | None,
    vocabulary: Vocabulary,
    identifiers: Collection[str],
) -> tuple[Records, list[Fault], list[str], dict[str, frozenset[str]]]:
    """Read a source into typed records; what was read as text is let go of here.

    Returns
    -------
    tuple
        The records, their faults so far, the names of tables that are none of
        ours, and by table the columns that the source has.
    """
    mapped = read_mapping(mapping)
    foreign = mapped.sources()
    raw = read_source(
        source, wanted=lambda n: _is_table(n) or n in foreign, encoding=mapped.encoding
    )
    tables = apply_mapping(raw, mapped)
    unknown = [table.source for table in tables if not _is_table(table.table)]
    kept, suspects = _without_identifiers(tables, identifiers)
    records, faults = gather(kept, vocabulary)
    given: dict[str, frozenset[str]] = {}
    for table in kept:
        given[table.table] = given.get(table.table, frozenset()) | set(table.frame.columns)
    return records, [*faults, *suspects], unknown, given


def _is_table(name: str) -> bool:
    return name in TABLES or name.startswith(WIDE)


def _without_identifiers(
    tables: list[RawTable], asked_for: Collection[str]
) -> tuple[list[RawTable], list[Fault]]:
    kept, faults = [], []
    for table in tables:
        if _is_table(table.table):
            clean, names = without_identifiers(table, asked_for)
            name = "assessments" if table.table.startswith(WIDE) else table.table
            kept.append(clean)
            faults += [fault_of_column("direct_identifier", name, column) for column in names]
    return kept, faults


def _without_errors(records: Records, faults: list[Fault]) -> dict[str, pl.DataFrame]:
    """Set aside the rows with an error; take off where they stood."""
    wrong = {name: np.zeros(f.height, dtype=np.bool_) for name, f in records.tables.items()}
    for fault in faults:
        if records.vocabulary.findings[fault.code].severity == "error" and fault.rows is not None:
            wrong[fault.table][fault.rows] = True
    return {
        name: (frame.filter(~wrong[name]) if wrong[name].any() else frame).drop(ROW, SOURCE)
        for name, frame in records.tables.items()
    }


def _unknown_table(source: str, vocabulary: Vocabulary) -> FindingBatch:
    kind = vocabulary.findings["unknown_table"]
    return FindingBatch(
        code=kind.code,
        severity=kind.severity,
        table="",
        source=source,
        column=None,
        remedy=kind.remedy,
        rows=np.array([-1]),
    )
