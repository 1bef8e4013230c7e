"""Foreign exports: tables and columns renamed, codes translated, as a TOML file says.

A mapping has one section a table::

    encoding = "cp1252"                 # of text files; UTF-8 when not said

    [milestones]
    source = "NRM export"               # the foreign table; the same name when not said
    repeat = "Referrals"                # a column that says how many people a row stands for
    only_with = "Decision date"         # rows where it is empty or says no are passed over
    only = { "Group" = ["Conclusive"] } # rows with other values there are passed over
    others = false                      # leave out the columns that are not named here

    [milestones.columns]
    survivor_id = "Case no"             # ours = "theirs"; "@row": the row's own number
    occurred_on = "Decision date"

    [milestones.values]
    episode = "1"                       # a column that is the same in every row

    [milestones.codes.milestone]
    "Positive CG" = "victim_status_granted"

Several sections may name the same source, and ``[[milestones]]`` begins one of
several sections for the same table. In a column that may hold several codes
each is translated. A code that is not translated stays as it is, and is found.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from recovery.errors import RecordError, allowed
from recovery.register.columns import NOT_A_VALUE
from recovery.register.raw import ROW, RawTable
from recovery.register.schema import TABLES

__all__ = ["Mapped", "TableMapping", "apply_mapping", "mapping_text", "read_mapping"]

NUMBERED = "@row"
_NO = ("", "false", "no", "0")
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
    only_with: str | None = None
    only: Mapping[str, list[str]] = attrs.field(factory=dict)
    others: bool = True

    def named(self) -> set[str]:
        """Return the foreign columns that the section needs."""
        single = filter(None, [self.repeat, self.only_with])
        return {*self.columns.values(), *single, *self.only} - {NUMBERED}


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
    sections = [(name, section) for name, given in content.items() for section in _several(given)]
    if faults := [fault for name, section in sections for fault in _faults(name, section)]:
        message = "the mapping names what there is not, or is not of the right shape"
        raise RecordError(message, faults=faults)
    return Mapped(tuple(_table(name, section) for name, section in sections), encoding)


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def mapping_text(place: str | Path) -> str:
    """Return a mapping as it is written, from a TOML file or under the name of a shipped one.

    Raises
    ------
    RecordError
        As :func:`read_mapping`.

    Examples
    --------
    >>> mapping_text("htcds").splitlines()[0][:43]
    '# Human Trafficking Case Data Standard 2.0 '
    """
    read_mapping(place)
    return _path_of(place).read_text(encoding="utf-8")


def _shipped() -> list[str]:
    return sorted(path.stem for path in _SHIPPED.glob("*.toml"))


def _path_of(place: str | Path) -> Path:
    return _SHIPPED / f"{place}.toml" if str(place) in _shipped() else Path(place)


def _load(place: str | Path) -> dict[str, Any]:
    path = _path_of(place)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"there is no mapping {path.name!r}: give a TOML file, or one that is shipped; "
        raise RecordError(message + allowed(_shipped())) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not TOML: {error}"
        raise RecordError(message) from None


def _faults(name: str, section: Any) -> list[str]:
    if name not in TABLES:
        return [f"[{name}] is not a table of the records; {allowed(TABLES)}"]
    if not isinstance(section, Mapping):
        return [f"{name} must be a section: write [{name}]"]
    return [
        f"[{name}] has {key!r}, which means nothing there; {allowed(_SHAPES)}"
        if key not in _SHAPES
        else f"[{name}] {key} must be {_SHAPES[key][0]}"
        for key, value in section.items()
        if key not in _SHAPES or not _SHAPES[key][1](value)
    ]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _translates(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value.values()))


_TEXT = ("text", _is_text)
_SHAPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "source": _TEXT,
    "repeat": _TEXT,
    "only_with": _TEXT,
    "only": (
        "a section of lines such as 'theirs' = ['value', 'value']",
        lambda value: isinstance(value, Mapping) and all(map(_is_list, value.values())),
    ),
    "others": ("true or false", lambda value: isinstance(value, bool)),
    "columns": ("a section of lines such as ours = 'theirs'", _translates),
    "values": ("a section of lines such as ours = 'value'", _translates),
    "codes": (
        "sections of lines such as 'theirs' = 'ours', one a column",
        lambda value: isinstance(value, Mapping) and all(map(_translates, value.values())),
    ),
}


def _table(name: str, section: Mapping[str, Any]) -> TableMapping:
    empty: dict[str, Any] = {"source": name, "columns": {}, "values": {}, "codes": {}}
    return TableMapping(table=name, **(empty | dict(section)))


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
        if lacking := list(_lacking(found, section)):
            faults += [f"[{section.table}] {fault}" for fault in lacking]
        else:
            kept.append(_mapped(found, section))
    if faults:
        message = "the mapping does not fit the source"
        raise RecordError(message, faults=faults)
    return kept


def _lacking(raw: RawTable, section: TableMapping) -> Iterator[str]:
    for name in sorted(section.named() - set(raw.frame.columns)):
        yield f"{raw.source} has no column {name!r}"
    made = {*section.columns, *section.values, *(raw.frame.columns if section.others else ())}
    for column in sorted(set(section.codes) - made):
        yield f"there is no column {column!r} whose codes could be translated"


def _mapped(raw: RawTable, section: TableMapping) -> RawTable:
    frame = raw.frame
    if section.only_with is not None:
        said = pl.col(section.only_with).cast(pl.String).str.strip_chars().str.to_lowercase()
        frame = frame.filter(~said.fill_null("").is_in(_NO))
    for column, values in section.only.items():
        frame = frame.filter(pl.col(column).cast(pl.String).str.strip_chars().is_in(values))
    if section.repeat is not None:
        frame = _repeated(attrs.evolve(raw, frame=frame), section.repeat)
    named = {ours: theirs for ours, theirs in section.columns.items() if theirs != NUMBERED}
    own = [ours for ours, theirs in section.columns.items() if theirs == NUMBERED]
    taken = {*named.values(), *named, *own, *section.values, section.repeat, ROW}
    others = [c for c in frame.columns if c not in taken] if section.others else []
    frame = frame.select(
        ROW,
        *(pl.col(theirs).alias(ours) for ours, theirs in named.items()),
        *(_row_number(section).alias(ours) for ours in own),
        *(pl.lit(value).alias(ours) for ours, value in section.values.items()),
        *others,
    ).with_columns(
        _translated(section.table, column, dict(codes)) for column, codes in section.codes.items()
    )
    untranslated = {
        column: _untranslated(frame[column], codes) for column, codes in section.codes.items()
    }
    return attrs.evolve(raw, table=section.table, frame=frame, untranslated=untranslated)


def _untranslated(cells: pl.Series, codes: Mapping[str, str]) -> pl.Series:
    """Mark the cells with a code that is none of those translated to."""
    known = [*codes.values(), *NOT_A_VALUE, ""]
    parts = cells.unique().drop_nulls()
    strange = [p for p in parts if not all(part.strip() in known for part in p.split(";"))]
    return cells.is_in(strange).fill_null(value=False)


def _row_number(section: TableMapping) -> pl.Expr:
    """Return ids that are the same in every section that takes its rows from one source."""
    row = pl.col(ROW).cast(pl.String)
    if section.repeat is None:
        return row
    person = pl.int_range(1, pl.len() + 1).over(ROW).cast(pl.String)
    return pl.concat_str(row, person, separator=".")


def _translated(table: str, column: str, codes: dict[str, str]) -> pl.Expr:
    cells = pl.col(column).cast(pl.String)
    declared = TABLES[table].columns.get(column)
    if declared is None or not declared.many:
        return cells.str.strip_chars().replace(codes)
    parts = cells.str.split(";").list.eval(pl.element().str.strip_chars().replace(codes))
    return parts.list.join(";").alias(column)


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
