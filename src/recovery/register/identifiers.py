"""Columns that identify people by their name or by what is in them; they are not loaded."""

from __future__ import annotations

import re
from collections.abc import Collection

import attrs
import polars as pl

from recovery.register.columns import Column
from recovery.register.raw import ROW, RawTable
from recovery.register.schema import TABLES

__all__ = ["without_identifiers"]

_NAMES = re.compile(
    r"(^|_)(first|second|last|middle|full|given|family|sur|nick|maiden|fore|legal|birth"
    r"|survivor|victim|client|person|mother|father|guardian|parent|accused|child)_?names?($|_)"
    r"|^(names?|aliase?s?)$"
    r"|(^|_)(tele)?(phone|mobile|cell|whatsapp|fax|e_?mail|passport)_?(address|number|nr|no|num)?s?($|_)"
    r"|(^|_)(tels?|gps|photos?|fingerprints?|(home_?)?addr(ess)?(es)?|streets?|post_?codes?"
    r"|postal_codes?|zips?|aadhaa?rs?|ssn|nid|latitude|longitude)($|_)"
    r"|(^|_)(national|identity|passport|social_security|visa)_?(ids?|numbers?|nr|no|cards?)($|_)"
    r"|(^|_)(date_?of_?birth|birth_?dates?|birth_?days?|born_on|dob)($|_)"
)
_BORN = re.compile(r"(^|_)(born|birth)($|_)")
_MARKED = r"[^\s@;]+@[^\s@;]+\.[A-Za-z]{2,}|^\s*\+\d[\d\s().-]{7,}$"
"""An e-mail address, or a telephone number with its country."""
_NUMBER = r"^\s*\(?0\d{2,4}\)?[\s.-]\d{3,5}[\s.-]?\d{3,5}$|^\s*\d{10,15}\s*$"
"""A telephone or identity number: written in groups, or of ten figures and more."""
_LONG = 1e9
_WHOLE_DAY = r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"


def without_identifiers(
    raw: RawTable, asked_for: Collection[str]
) -> tuple[RawTable, tuple[str, ...]]:
    """Leave out the columns that look as if they identified people.

    Parameters
    ----------
    raw
        A table as it was read.
    asked_for
        Columns to load all the same.

    Returns
    -------
    raw
        The table without them.
    names
        The columns left out, and the ids and required columns of the schema
        that look like one and have to stay.
    """
    declared = TABLES["assessments" if raw.table.startswith("assessments_") else raw.table].columns
    suspect = tuple(
        name
        for name in raw.frame.columns
        if name not in asked_for
        and name != ROW
        and (name not in declared or declared[name].kind in ("id", "text"))
        and _identifies(raw.frame[name], by_name=name not in declared)
    )
    left_out = [name for name in suspect if name not in declared or _may_go(declared[name])]
    return attrs.evolve(raw, frame=raw.frame.drop(left_out)), suspect


def _may_go(column: Column) -> bool:
    return column.kind == "text" and not column.required


def _identifies(column: pl.Series, *, by_name: bool) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+", "_", column.name).lower().strip("_")
    if by_name and _NAMES.search(words):
        return True
    if by_name and column.dtype.is_integer():
        return bool((column.cast(pl.Float64) >= _LONG).any())
    if column.dtype != pl.String:
        return by_name and column.dtype.is_temporal() and _BORN.search(words) is not None
    marked = column.filter(column.str.contains_any(["@", "+"]))
    if marked.str.contains(_MARKED).any():
        return True
    if not by_name:
        return False
    if _BORN.search(words) and column.str.contains(_WHOLE_DAY).any():
        return True
    return bool(column.str.contains(_NUMBER).any())
