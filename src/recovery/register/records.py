"""All tables of a source, typed, with ids as integers: what the checks look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.errors import FindingBatch, RecordError, allowed
from recovery.register.cells import latest, missing_as, read_cells
from recovery.register.columns import Table
from recovery.register.faults import Fault, fault_where
from recovery.register.merging import kept_codes
from recovery.register.raw import ROW, RawTable
from recovery.register.schema import REQUIRED_TABLES, TABLES
from recovery.register.withdrawals import keep_withdrawals
from recovery.vocabulary import Vocabulary

__all__ = ["SOURCE", "Records", "gather"]

SOURCE = "_source"
"""The column that says which of the table's sources a row is from."""

WIDE = "assessments_"
"""How the file of one instrument is named: ``assessments_phq9``."""

_DICTIONARIES = {
    "survivor_id": (("survivors", "survivor_id"), ("merges", "old_id"), ("merges", "kept_id")),
    "case_id": (("cases", "case_id"),),
    "accused_id": (("accused", "accused_id"),),
    "operation_id": (("operations", "operation_id"),),
}
_ENCODED = {"old_id": "survivor_id", "kept_id": "survivor_id"} | {n: n for n in _DICTIONARIES}


@attrs.frozen(eq=False, slots=False)
class Records:
    """Typed tables, with the row and the source that each record stood in.

    Attributes
    ----------
    tables
        By name; columns as :func:`recovery.register.cells.read_cells` makes them.
    sources
        By table, the names of its files or frames.
    given
        By table, the columns that the source itself had.
    vocabulary
        What the codes mean.
    """

    tables: Mapping[str, pl.DataFrame]
    sources: Mapping[str, tuple[str, ...]]
    given: Mapping[str, frozenset[str]]
    vocabulary: Vocabulary

    @cached_property
    def survivors(self) -> int:
        """How many different survivor ids there are, merged ones included."""
        dtype = self.tables["survivors"]["survivor_id"].dtype
        return len(dtype.categories) if isinstance(dtype, pl.Enum) else 0

    @cached_property
    def kept(self) -> npt.NDArray[np.int64]:
        """Shape ``(survivors,)``: the id that is kept for each, after all merges."""
        return kept_codes(self.live("merges"), self.survivors)

    def people(self, rows: pl.DataFrame) -> npt.NDArray[np.int64]:
        """Return the kept survivor of each row, as an integer."""
        codes = rows["survivor_id"].to_physical().to_numpy()
        return np.asarray(self.kept[codes])

    def live(self, name: str) -> pl.DataFrame:
        """Return the rows of a table that nothing has superseded, with their position ``at``."""
        if name not in self.tables:
            return pl.DataFrame(schema={"old_id": pl.UInt32, "kept_id": pl.UInt32})
        return self._live[name]

    @cached_property
    def _live(self) -> dict[str, pl.DataFrame]:
        return {
            name: frame.with_row_index("at").filter(
                pl.col("superseded_on").is_null(),
                *(
                    pl.col(c.name).is_not_null()
                    for c in TABLES[name].columns.values()
                    if c.required and not TABLES[name].may_lack(c)
                ),
            )
            for name, frame in self.tables.items()
        }

    def batch(self, fault: Fault) -> Iterable[FindingBatch]:
        """Turn a fault into findings, one batch a source."""
        kind = self.vocabulary.findings[fault.code]
        names = self.sources[fault.table]
        frame = self.tables[fault.table]
        for place, name in enumerate(names):
            values: pl.Series | tuple[()] = ()
            if fault.rows is None:
                rows = np.array([-1] if place == 0 else [], dtype=np.int64)
            else:
                here = frame[SOURCE].gather(fault.rows) == place
                rows = frame[ROW].gather(fault.rows).filter(here).to_numpy().astype(np.int64)
                values = () if fault.values is None else fault.values.filter(here)
            if len(rows):
                yield FindingBatch(
                    code=kind.code,
                    severity=kind.severity,
                    table=fault.table,
                    source=name,
                    column=fault.column,
                    remedy=kind.remedy,
                    rows=rows,
                    values=values,
                )


def gather(raw: Iterable[RawTable], vocabulary: Vocabulary) -> tuple[Records, list[Fault]]:
    """Type every table and encode the ids.

    Raises
    ------
    RecordError
        If a table that is needed, or a column that a table needs, is not
        there; all that is missing is listed.
    """
    parts: dict[str, list[RawTable]] = {}
    for one in raw:
        parts.setdefault("assessments" if one.table.startswith(WIDE) else one.table, []).append(one)
    _require(parts)
    tables, faults = {}, []
    for name, table in TABLES.items():
        if name in parts:
            tables[name], found = _typed(parts[name], table, vocabulary)
            faults += found
    orphans = _encode(tables)
    return (
        Records(
            tables=tables,
            sources={name: tuple(part.source for part in parts[name]) for name in tables},
            given={n: frozenset(c for p in parts[n] for c in p.frame.columns) for n in tables},
            vocabulary=vocabulary,
        ),
        faults + orphans,
    )


def _require(parts: Mapping[str, list[RawTable]]) -> None:
    faults = [
        f"the table {name!r} is missing; there is {allowed(parts).removeprefix('allowed: ')}"
        for name in REQUIRED_TABLES
        if name not in parts
    ]
    for name, table in TABLES.items():
        for part in parts.get(name, ()):
            named = {*part.frame.columns, *(["instrument"] if part.table.startswith(WIDE) else [])}
            needed = [
                c.name
                for c in table.columns.values()
                if c.required and not (table.planned in named and table.may_lack(c))
            ]
            lacking = [name for name in needed if name not in named]
            faults += [f"{part.source} needs a column {_hinted(c, named)}" for c in lacking]
            made = {latest(c.name) for c in table.of_kind("day")} | {SOURCE}
            made |= {missing_as(name) for name in table.columns}
            faults += [
                f"{part.source}: the column name {name!r} is taken, rename the column"
                for name in sorted(named & made)
            ]
    if faults:
        message = "the records lack what is needed; add it, or map another table or column to it"
        raise RecordError(message, faults=faults)


def _hinted(column: str, named: set[str]) -> str:
    """Quote a column that is lacking, with one that differs in its writing only."""
    alike = {re.sub(r"\W+", "_", name.strip()).casefold(): name for name in named}
    hint = f" (there is {alike[column]!r}: rename it)" if column in alike else ""
    return f"{column!r}{hint}"


def _typed(
    parts: list[RawTable], table: Table, vocabulary: Vocabulary
) -> tuple[pl.DataFrame, list[Fault]]:
    """Type the parts of one table and put them one below the other."""
    frames, faults, above = [], [], 0
    for place, part in enumerate(parts):
        if part.table.startswith(WIDE) and "instrument" not in part.frame.columns:
            name = pl.lit(part.table.removeprefix(WIDE)).alias("instrument")
            part = attrs.evolve(part, frame=part.frame.with_columns(name))  # noqa: PLW2901  # the same part, completed
        frame, found = keep_withdrawals(*read_cells(part, table, vocabulary), table)
        frames.append(frame.with_columns(pl.lit(place, pl.UInt8).alias(SOURCE)))
        faults += [
            fault if fault.rows is None else attrs.evolve(fault, rows=fault.rows + above)
            for fault in found
        ]
        above += frame.height
    return pl.concat(frames, how="diagonal_relaxed"), faults


def _encode(tables: dict[str, pl.DataFrame]) -> list[Fault]:
    """Encode ids by one dictionary each; report ids that their own table does not have."""
    dictionaries = {}
    for name, homes in _DICTIONARIES.items():
        known = [tables[t][c].drop_nulls() for t, c in homes if t in tables]
        if not known:
            known = [f[name].drop_nulls() for f in tables.values() if name in f.columns]
        ids = pl.concat(known).unique().sort() if known else pl.Series([], dtype=pl.String)
        dictionaries[name] = pl.Enum(ids)
    faults: list[Fault] = []
    for name, frame in tables.items():
        columns = []
        for column in (c for c in frame.columns if c in _ENCODED):
            encoded, found = _encoded(name, frame[column], dictionaries[_ENCODED[column]])
            columns.append(encoded)
            faults += found
        tables[name] = frame.with_columns(columns)
    return faults


def _encoded(table: str, ids: pl.Series, dictionary: pl.Enum) -> tuple[pl.Series, list[Fault]]:
    """Encode one column of ids, and report those that the dictionary does not have."""
    decides = TABLES[table].columns[ids.name].decides
    encoded = ids.cast(dictionary, strict=False)
    if encoded.null_count() == ids.null_count():
        return encoded, []
    lost = ids.is_not_null() & encoded.is_null()
    code = "orphan_id" if decides else "unknown_reference"
    return encoded, fault_where(lost, code, table, ids.name, ids)
