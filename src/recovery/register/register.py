"""Every record, checked, with its whole history; and what was known on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import polars as pl

from recovery.days import Day, day_number, iso_day
from recovery.errors import FindingBatch, Findings
from recovery.register.checks import CHECKS
from recovery.register.faults import Fault, fault_of_column
from recovery.register.identifiers import without_identifiers
from recovery.register.journey import Journey, journey_of
from recovery.register.known import known_on
from recovery.register.mapping import apply_mapping, read_mapping
from recovery.register.raw import ROW, RawTable
from recovery.register.records import SOURCE, WIDE, Records, gather
from recovery.register.schema import TABLES
from recovery.register.sources import Source, read_source
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["Register", "Snapshot", "read_register"]


def _frozen(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(tables))


@attrs.frozen(eq=False, repr=False)
class Snapshot:
    """What was known on a day: the only thing that questions are asked of.

    Attributes
    ----------
    day
        The day, as days since 1970-01-01.
    tables
        By name, the rows known on that day: merged ids are one, of copies one
        stays, and no later day is visible. Columns as in :class:`Register`.
    vocabulary
        What the codes mean.
    findings
        The faults of the register as a whole.
    set_aside
        By table, the rows that the register read and set aside.
    """

    day: int
    tables: Mapping[str, pl.DataFrame] = attrs.field(converter=_frozen)
    vocabulary: Vocabulary = VOCABULARY
    findings: Findings = attrs.field(factory=Findings)
    set_aside: Mapping[str, int] = attrs.field(factory=dict, converter=_frozen)

    def journey(self, survivor_id: str) -> Journey:
        """Return all that was known of one survivor, for internal work.

        Parameters
        ----------
        survivor_id
            The survivor's pseudonym; one that was merged away is not known.

        Raises
        ------
        JourneyError
            If no such survivor was known on that day.
        """
        return journey_of(survivor_id, self.tables, self.day, self.vocabulary)

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {frame.height:,}" for name, frame in self.tables.items())
        return f"Snapshot({iso_day(self.day)}: {rows})"


@attrs.frozen(eq=False, repr=False)
class Register:
    """Every record of a source, checked, with its whole history.

    Attributes
    ----------
    tables
        By name, a polars frame of the rows without error. Ids and codes are
        dictionary-encoded; a day column ``x`` holds the earliest day and
        ``x_latest`` the latest, equal where the day is certain; an unknown day
        runs from 0001-01-01 to 9999-12-31. An ``x_missing_as`` column says why
        a number or day of column ``x`` is missing, where the source says it.
    findings
        Every fault found.
    set_aside
        By table, how many rows were set aside for an error.
    vocabulary
        What the codes mean.
    """

    tables: Mapping[str, pl.DataFrame] = attrs.field(converter=_frozen)
    findings: Findings
    set_aside: Mapping[str, int] = attrs.field(converter=_frozen)
    vocabulary: Vocabulary = VOCABULARY

    def as_of(self, day: Day) -> Snapshot:
        """Return what was known on a day.

        Parameters
        ----------
        day
            ``"2023-06-30"``, a ``datetime.date``, or days since 1970-01-01.

        Returns
        -------
        Snapshot
            The rows recorded by then and not superseded by then.
        """
        number = day_number(day)
        return Snapshot(
            day=number,
            tables=known_on(self.tables, number),
            vocabulary=self.vocabulary,
            findings=self.findings,
            set_aside=self.set_aside,
        )

    def __repr__(self) -> str:
        rows = sum(frame.height for frame in self.tables.values())
        aside = sum(self.set_aside.values())
        return (
            f"Register({len(self.tables)} tables, {rows:,} rows, {aside:,} set aside; "
            f"{self.findings.count('error'):,} errors, "
            f"{self.findings.count('warning'):,} warnings)"
        )


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
    records, faults, unknown = _typed_records(source, mapping, vocabulary, identifiers)
    faults += [fault for check in CHECKS for fault in check(records)]
    batches = [batch for fault in faults for batch in records.batch(fault)]
    batches += [_unknown_table(name, vocabulary) for name in unknown]
    sound = _without_errors(records, faults)
    return Register(
        tables=sound,
        findings=Findings(tuple(batches)),
        set_aside={n: f.height - sound[n].height for n, f in records.tables.items()},
        vocabulary=vocabulary,
    )


def _typed_records(
    source: Source,
    mapping: str | Path | Mapping[str, Any] | None,
    vocabulary: Vocabulary,
    identifiers: Collection[str],
) -> tuple[Records, list[Fault], list[str]]:
    """Read a source into typed records; what was read as text is let go of here."""
    mapped = read_mapping(mapping)
    foreign = mapped.sources()
    raw = read_source(
        source, wanted=lambda n: _is_table(n) or n in foreign, encoding=mapped.encoding
    )
    tables = apply_mapping(raw, mapped)
    unknown = [table.source for table in tables if not _is_table(table.table)]
    kept, suspects = _without_identifiers(tables, identifiers)
    records, faults = gather(kept, vocabulary)
    return records, [*faults, *suspects], unknown


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
