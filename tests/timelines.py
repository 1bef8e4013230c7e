"""Small timelines, written down as a person would: one record a line, day by day."""

from __future__ import annotations

import polars as pl

from recovery.register import Snapshot, read_register

AS_OF = "2022-12-31"

COLUMNS = {
    "milestones": "survivor_id milestone occurred_on episode",
    "contacts": "survivor_id contacted_on result",
    "support": "survivor_id service delivered_on attendance",
    "assessments": "survivor_id instrument assessed_on status total",
    "consents": "survivor_id purpose granted_on withdrawn_on given_by",
    "cases": "case_id survivor_id jurisdiction",
    "accused": "case_id accused_id kind",
    "proceedings": "case_id event occurred_on accused_id",
    "participation": "case_id survivor_id event occurred_on",
    "trainings": "course_id completed_on",
}


def table(lines: str, columns: str) -> pl.DataFrame:
    """Read lines of words; ``-`` and a missing word at the end are empty cells."""
    names = columns.split()
    rows = [line.split() for line in lines.splitlines() if line.strip()]
    cells = {
        name: [row[place] if place < len(row) and row[place] != "-" else None for row in rows]
        for place, name in enumerate(names)
    }
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))


def known(
    milestones: str = "", *, as_of: str = AS_OF, survivors: str = "", columns: str = "", **more: str
) -> Snapshot:
    """Make a snapshot of timelines.

    The survivors are those named in ``survivors``, a line each with the extra
    ``columns``, or else all whom the milestones, cases and consents name.
    """
    tables = {
        name: table(lines, COLUMNS[name])
        for name, lines in {"milestones": milestones, **more}.items()
    }
    if survivors:
        people = table(survivors, f"survivor_id {columns}")
    else:
        ids = [frame["survivor_id"] for frame in tables.values() if "survivor_id" in frame]
        people = pl.concat(ids).unique().to_frame()
    return read_register({"survivors": people, **tables}).as_of(as_of)
