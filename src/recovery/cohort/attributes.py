"""What the members of a cohort can be chosen and grouped by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from recovery.cohort.learned_later import learned_later
from recovery.errors import DefinitionError, allowed
from recovery.register.cells import latest, missing_as
from recovery.register.schema import TABLES

if TYPE_CHECKING:
    from recovery.cohort.members import Members
    from recovery.register import Snapshot

__all__ = ["attribute_columns", "attribute_names", "chosen_values", "group_labels", "matching"]

NOT_RECORDED = "not recorded"
"""The group of those whose cell is empty."""

FEWEST = 10
"""Members who have a value before a message lists it: fewer may be known by it."""

MOST_LISTED = 100
"""Values of a column that a message lists; one with more of them holds no codes."""

_SURVIVORS = {"survivors": ("survivor_id",)}
_CASES = {"cases": ("case_id",)}

SOURCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "survivor": _SURVIVORS,
    "return": _SURVIVORS,
    "episode": _SURVIVORS,
    "accused × case": {"accused": ("case_id", "accused_id"), **_CASES},
    "survivor × case": {**_SURVIVORS, **_CASES},
}
"""For each subject the tables of its attributes, and the columns that find its members.

Nothing about an accused is said of a survivor, nor the reverse.
"""


def attribute_columns(cohort: Members, names: tuple[str, ...]) -> pl.DataFrame:
    """Return some attributes of each member as text, in the order of the members.

    Raises
    ------
    DefinitionError
        If a name is no attribute, or is that of a milestone, which comes
        after the origin; it lists those that are.
    """
    tables = _tables(cohort.snapshot, cohort.subject)
    home = _homes(tables)
    later = dict(learned_later(cohort.snapshot, cohort.origin, names, home))
    faults = [
        later.get(name, f"{name!r} is an id and no group")
        if name in later or name.endswith("_id")
        else f"{name!r} is no attribute"
        for name in names
        if name in later or name not in home
    ]
    if faults or not names:
        message = f"name attributes of those in the cohort to divide it; {allowed(home)}"
        raise DefinitionError(message, faults=faults)
    found = cohort.members.select({k for keys in SOURCES[cohort.subject].values() for k in keys})
    for table, rows in tables.items():
        keys = list(SOURCES[cohort.subject][table])
        wanted = [name for name in names if home[name] == table]
        attributes = rows.select(*keys, *(_text(rows, name) for name in wanted))
        found = found.join(attributes, on=keys, how="left", maintain_order="left")
    return found.select(names)


def attribute_names(snapshot: Snapshot, subject: str) -> tuple[str, ...]:
    """Return what the members of a cohort can be chosen and grouped by."""
    return tuple(_homes(_tables(snapshot, subject)))


def _homes(tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Return for each attribute the table that it stands in."""
    return {name: table for table, rows in tables.items() for name in _attributes(table, rows)}


def _tables(snapshot: Snapshot, subject: str) -> dict[str, pl.DataFrame]:
    """Return the tables of attributes that are there; cases with one row each."""
    known = snapshot.tables
    tables = {name: known[name] for name in SOURCES[subject] if name in known}
    if "cases" in tables:
        jurisdiction = pl.col("jurisdiction").cast(pl.String).min()
        tables["cases"] = tables["cases"].group_by("case_id").agg(jurisdiction)
    return tables


def _attributes(table: str, rows: pl.DataFrame) -> list[str]:
    """List the columns that are neither ids, nor days, nor history."""
    days = {column.name for column in TABLES[table].of_kind("day")}
    hidden = {"change_reason", *days, *map(latest, days), *map(missing_as, rows.columns)}
    return [name for name in rows.columns if name not in hidden and not name.endswith("_id")]


def _text(rows: pl.DataFrame, name: str) -> pl.Series:
    """Return a column as text, with the words that stand where a number is missing."""
    text = rows[name].cast(pl.String)
    words = missing_as(name)
    return text.zip_with(text.is_not_null(), rows[words].cast(pl.String)) if words in rows else text


def matching(cohort: Members, choices: Mapping[str, object]) -> pl.Series:
    """Mark the members who have one of the chosen values in every column.

    Raises
    ------
    DefinitionError
        If a column is no attribute, or nobody has a chosen value.
    """
    columns = attribute_columns(cohort, tuple(choices))
    faults: list[str] = []
    marks = pl.repeat(value=True, n=len(columns), eager=True)
    for name, chosen in choices.items():
        wanted = set(chosen_values(chosen))
        tally = dict(columns[name].drop_nulls().alias("cell").value_counts().iter_rows())
        cells = {cell: _parts(name, cell) for cell in tally}
        faults += _nobody_has(name, wanted, _by_value(cells, tally))
        marks &= columns[name].is_in([cell for cell, parts in cells.items() if parts & wanted])
    if faults:
        message = "nobody in the cohort has these values:"
        raise DefinitionError(message, faults=faults)
    return marks.fill_null(value=False)


def chosen_values(chosen: object) -> tuple[str, ...]:
    """Return one value, or several, as texts."""
    if isinstance(chosen, tuple | list | set | frozenset):
        return tuple(str(value) for value in chosen)
    return (str(chosen),)


def _parts(name: str, cell: str) -> set[str]:
    """Return the values of a cell: one, or several where the column holds several."""
    column = TABLES["survivors"].columns.get(name)
    if column is not None and column.many:
        return {part.strip() for part in cell.split(";")}
    return {cell}


def _by_value(cells: Mapping[str, set[str]], tally: Mapping[str, int]) -> Counter[str]:
    """Count the members who have each value, of the cells and how many have each cell."""
    members: Counter[str] = Counter()
    for cell, parts in cells.items():
        members.update(dict.fromkeys(parts, tally[cell]))
    return members


def _nobody_has(name: str, wanted: set[str], members: Mapping[str, int]) -> Iterator[str]:
    """Yield the chosen values that no members have, with those that many have."""
    common = [value for value, count in members.items() if count >= FEWEST]
    listed = f"{allowed(common)}; " if common and len(members) <= MOST_LISTED else ""
    for value in sorted(wanted - members.keys()):
        yield f"{name}={value!r}; {listed}different values in use: {len(members)}"


def group_labels(cohort: Members, names: tuple[str, ...]) -> Iterator[tuple[str, pl.Series]]:
    """Yield each group's label, in order, and who is in it."""
    columns = attribute_columns(cohort, names)
    words = pl.concat_str(pl.all().fill_null(NOT_RECORDED), separator=", ")
    labels = columns.select(words.alias("label"))["label"]
    in_order = columns.with_columns(label=labels).unique().sort(names, nulls_last=True)["label"]
    for label in in_order.unique(maintain_order=True):
        yield label, labels == label
