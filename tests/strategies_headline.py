"""Small records of rescues, support and verdicts, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from hypothesis import strategies as st

from recovery.days import Period, iso_day
from recovery.register import Register, read_register

__all__ = ["HALVES", "RECORDS", "YEAR", "Lines", "register_of"]

YEAR = Period("2022-03-01", "2023-02-28")
HALVES = YEAR.half_years()
PEOPLE = ("A", "B", "C")
Lines = Mapping[str, Sequence[Mapping[str, Any]]]

_DAYS = st.integers(YEAR.start - 60, YEAR.end + 60).map(lambda day: day // 20 * 20)
"""Few different days, so that many coincide."""
_PART = {
    "contribution": st.sampled_from(("none", "informed", "material", "led")),
    "evidence": st.sampled_from(("none", "documented")),
}
_MILESTONE = st.fixed_dictionaries(
    {
        "who": st.sampled_from(PEOPLE),
        "code": st.sampled_from(("rescued", "rescued", "not_a_victim", "victim_status_granted")),
        "day": _DAYS,
        "episode": st.integers(1, 2),
        **_PART,
    }
)
_SUPPORT = st.fixed_dictionaries(
    {
        "who": st.sampled_from(PEOPLE),
        "day": _DAYS,
        "service": st.sampled_from(("legal", "medical")),
        "professional": st.sampled_from(("P1", "P2")),
        "ours": st.booleans(),
        "specialist": st.booleans(),
    }
)
_VERDICT = st.fixed_dictionaries(
    {
        "who": st.sampled_from(("X", "Y")),
        "case": st.sampled_from(("K1", "K2")),
        "code": st.sampled_from(("convicted", "pleaded_guilty", "conviction_quashed", "charged")),
        "day": _DAYS,
        "related": st.booleans(),
        "supported": st.sampled_from(("none", "victim", "both")),
        **_PART,
    }
)


def _different(rows: list[dict[str, Any]], *key: str) -> list[dict[str, Any]]:
    """Keep one of the rows that a register would take for copies."""
    return list({tuple(row[name] for name in key): row for row in rows}.values())


RECORDS: st.SearchStrategy[Lines] = st.fixed_dictionaries(
    {
        "milestones": st.lists(_MILESTONE, max_size=8).map(
            lambda rows: _different(rows, "who", "code", "day", "episode")
        ),
        "support": st.lists(_SUPPORT, max_size=10),
        "proceedings": st.lists(_VERDICT, max_size=8).map(
            lambda rows: _different(rows, "who", "case", "code", "day")
        ),
    }
)
"""By table, the rows; what the twins of :mod:`oracle_headline` take."""

_NAMES = {
    "milestones": {"who": "survivor_id", "code": "milestone", "day": "occurred_on"},
    "support": {
        "who": "survivor_id",
        "day": "delivered_on",
        "professional": "professional_id",
        "ours": "delivered_by",
    },
    "proceedings": {
        "who": "accused_id",
        "case": "case_id",
        "code": "event",
        "day": "occurred_on",
        "related": "exploitation_related",
    },
}
_COLUMNS = {
    "milestones": ("who", "code", "day", "episode", "contribution", "evidence"),
    "support": ("who", "day", "service", "professional", "ours", "specialist"),
    "proceedings": (
        "who", "case", "code", "day", "related", "supported", "contribution", "evidence",
    ),
}  # fmt: skip


def register_of(lines: Lines, **more: pl.DataFrame) -> Register:
    """Read records; the last row of each table says that its columns are in use."""
    tables = {name: _frame(name, lines[name]) for name in _NAMES}
    cases = [{"case_id": case, "survivor_id": "A"} for case in ("K1", "K2", "K0")]
    people = pl.DataFrame({"survivor_id": [*PEOPLE, "Z"]})
    return read_register({"survivors": people, "cases": pl.DataFrame(cases), **tables, **more})


_IN_USE: dict[str, dict[str, Any]] = {
    "milestones": {"who": "Z", "code": "intake", "episode": 1},
    "support": {"who": "Z", "service": "legal", "professional": "P1", "ours": True},
    "proceedings": {"who": "Z", "case": "K0", "code": "reported", "supported": "none"},
}


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    in_use = {
        "contribution": "none",
        "evidence": "none",
        "day": YEAR.start - 900,
        "specialist": False,
        "related": True,
    }
    cells = [*rows, {**in_use, **_IN_USE[name]}]
    columns = {
        _NAMES[name].get(column, column): [_cell(column, row[column]) for row in cells]
        for column in _COLUMNS[name]
    }
    if name != "support":
        columns["evidence_on"] = ["2022-01-01"] * len(cells)
    if name == "milestones":
        columns["contribution_kind"] = ["intelligence"] * len(cells)
    return pl.DataFrame(columns)


def _cell(column: str, value: Any) -> Any:
    if column == "day":
        return iso_day(value)
    return ("own_team" if value else "partner") if column == "ours" else value
