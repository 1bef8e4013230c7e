"""Columns that identify people by their name or by what is in them; they are not loaded."""

from __future__ import annotations

import re
from collections.abc import Collection

import attrs
import polars as pl

from recovery.register.raw import ROW, RawTable
from recovery.register.schema import TABLES

__all__ = ["without_identifiers"]

_NAMES = re.compile(
    r"(^|_)(first|second|last|middle|full|given|family|sur|nick|maiden|fore|legal|birth"
    r"|survivor|victim|client|person|mother|father|guardian|parent|accused|child)_?names?($|_)"
    r"|^(names?|aliases|alias|dob)$"
    r"|(^|_)(phone|telephone|mobile|cell|whatsapp|fax|e_?mail|passport|photo|fingerprint"
    r"|address|street|postcode|postal_code|zip|aadhaar|ssn|nid|latitude|longitude)($|_)"
    r"|(^|_)(national|identity|passport|social_security|visa)_(id|number|no|card)($|_)"
    r"|(^|_)(date_of_birth|birth_?date|birth_?day|born_on|dob)($|_)"
)
_MARKED = r"[^\s@;]+@[^\s@;]+\.[A-Za-z]{2,}|^\s*\+\d[\d\s().-]{7,}$"
"""An e-mail address, or a telephone number with its country."""
_GROUPED_NUMBER = r"^\s*\(?0\d{2,4}\)?[\s.-]\d{3,5}[\s.-]?\d{3,5}$"
"""A telephone number written in groups."""


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
        The columns left out, and those of the schema that look like one and
        have to stay.
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
    left_out = [name for name in suspect if name not in declared]
    return attrs.evolve(raw, frame=raw.frame.drop(left_out)), suspect


def _identifies(column: pl.Series, *, by_name: bool) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", "_", column.name).lower().strip("_")
    if by_name and _NAMES.search(words):
        return True
    if column.dtype != pl.String:
        return False
    marked = column.filter(column.str.contains_any(["@", "+"]))
    if marked.str.contains(_MARKED).any():
        return True
    return by_name and bool(column.str.contains(_GROUPED_NUMBER).any())
