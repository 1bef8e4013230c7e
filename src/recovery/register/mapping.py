"""Foreign exports: tables and columns renamed, codes translated, as a TOML file says.

A mapping has one section a table::

    encoding = "cp1252"                 # of text files; UTF-8 when not said

    [milestones]
    source = "NRM export"               # the foreign table; the same name when not said
    repeat = "Referrals"                # a column that says how many people a row stands for

    [milestones.columns]
    survivor_id = "Case no"             # ours = "theirs"; "@row" numbers the rows
    occurred_on = "Decision date"

    [milestones.values]
    episode = "1"                       # a column that is the same in every row

    [milestones.codes.milestone]
    "Positive CG" = "victim_status_granted"

Two sections may name the same source. A code that is not translated stays as
it is, and is found when the cells are checked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from recovery.errors import RecordError, allowed
from recovery.register.raw import ROW, RawTable
from recovery.register.schema import TABLES

__all__ = ["Mapped", "TableMapping", "apply_mapping", "read_mapping"]

NUMBERED = "@row"
_SECTION = ("source", "repeat", "columns", "values", "codes")
_SHIPPED = Path(__file__).parent / "mappings"


@attrs.frozen
class TableMapping:
    """How one foreign table becomes one of ours."""

    table: str
    source: str
    columns: Mapping[str, str]
    values: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    repeat: str | None = None


@attrs.frozen
class Mapped:
    """A whole mapping: its tables, and the encoding of the text files."""

    tables: tuple[TableMapping, ...] = ()
    encoding: str = "utf-8"

    def sources(self) -> frozenset[str]:
        """Return the names of the foreign tables that are read."""
        return frozenset(table.source for table in self.tables)


def read_mapping(mapping: str | Path | Mapping[str, Any] | None) -> Mapped:
    """Read a mapping from a TOML file, the name of a shipped one, or its content.

    Raises
    ------
    RecordError
        If there is no such file, it is not TOML, or it names what there is
        not; every fault is listed.
    """
    if mapping is None:
        return Mapped()
    content = dict(mapping if isinstance(mapping, Mapping) else _load(mapping))
    encoding = str(content.pop("encoding", "utf-8"))
    faults = [fault for name, section in content.items() for fault in _faults(name, section)]
    if faults:
        message = "the mapping names what there is not"
        raise RecordError(message, faults=faults)
    return Mapped(tuple(_table(name, section) for name, section in content.items()), encoding)


def _load(place: str | Path) -> dict[str, Any]:
    shipped = sorted(path.stem for path in _SHIPPED.glob("*.toml"))
    path = _SHIPPED / f"{place}.toml" if str(place) in shipped else Path(place)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"there is no mapping {path.name!r}: give a TOML file, or one that is shipped; "
        raise RecordError(message + allowed(shipped)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML: {error}"
        raise RecordError(message) from None


def _faults(name: str, section: Any) -> list[str]:
    if name not in TABLES:
        return [f"[{name}] is not a table of the records; {allowed(TABLES)}"]
    if not isinstance(section, Mapping):
        return [f"{name} must be a section: write [{name}]"]
    return [
        f"[{name}] has {key!r}, which means nothing there; {allowed(_SECTION)}"
        for key in section
        if key not in _SECTION
    ]


def _table(name: str, section: Mapping[str, Any]) -> TableMapping:
    return TableMapping(
        table=name,
        source=section.get("source", name),
        columns=section.get("columns", {}),
        values=section.get("values", {}),
        codes=section.get("codes", {}),
        repeat=section.get("repeat"),
    )


def apply_mapping(raw: list[RawTable], mapping: Mapped) -> list[RawTable]:
    """Turn foreign tables into ours; a table that no section names stays as it is.

    Raises
    ------
    RecordError
        If a section names a source or a column that is not there; every such
        fault is listed.
    """
    by_name = {table.table: table for table in raw}
    taken = mapping.sources()
    kept = [table for table in raw if table.table not in taken]
    faults: list[str] = []
    for section in mapping.tables:
        if section.source not in by_name:
            faults.append(f"[{section.table}] source {section.source!r} is not there")
            continue
        found = by_name[section.source]
        named = [*section.columns.values(), *([section.repeat] if section.repeat else [])]
        missing = {name for name in named if name not in (*found.frame.columns, NUMBERED)}
        faults += [f"[{section.table}] {found.source} has no column {n!r}" for n in sorted(missing)]
        if not missing:
            kept.append(_mapped(found, section))
    if faults:
        message = "the mapping does not fit the source"
        raise RecordError(message, faults=faults)
    return kept


def _mapped(raw: RawTable, section: TableMapping) -> RawTable:
    frame = raw.frame
    if section.repeat is not None:
        frame = _repeated(raw, section.repeat)
    named = {ours: theirs for ours, theirs in section.columns.items() if theirs != NUMBERED}
    own = [ours for ours, theirs in section.columns.items() if theirs == NUMBERED]
    others = [c for c in frame.columns if c not in {*named.values(), *named, *own, ROW}]
    frame = frame.select(
        ROW,
        *(pl.col(theirs).alias(ours) for ours, theirs in named.items()),
        *(pl.int_range(1, pl.len() + 1).cast(pl.String).alias(ours) for ours in own),
        *(pl.lit(value).alias(ours) for ours, value in section.values.items()),
        *(c for c in others if c not in section.values and c != section.repeat),
    ).with_columns(
        pl.col(column).cast(pl.String).str.strip_chars().replace(dict(codes))
        for column, codes in section.codes.items()
    )
    return attrs.evolve(raw, table=section.table, frame=frame)


def _repeated(raw: RawTable, column: str) -> pl.DataFrame:
    """Repeat each row as often as one of its columns says."""
    times = raw.frame[column].cast(pl.Int64, strict=False)
    wrong = (times.is_null() | (times < 0)).fill_null(value=True).arg_true()
    if len(wrong):
        row = raw.frame[ROW][int(wrong[0])]
        message = f"{raw.source} {column!r} must hold whole numbers from 0: see row {row}"
        raise RecordError(message)
    places = pl.int_range(raw.frame.height, eager=True).repeat_by(times).explode()
    return raw.frame[places.drop_nulls()]
