"""A small register that is sound: every table, every column, nobody real."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from recovery.register.schema import TABLES

RECORDED_ON = "2022-12-01"

_ROWS: dict[str, str] = {
    "survivors": """
        survivor_id birth_year gender nationality country exploitation disability programme site
        S1 1990 female NA IN sexual;labour none P1 north
        S2 2001 male NP IN labour not_asked P1 south
        S3 1985 female BD QA domestic declined P2 north
        S4 1999 female NP NP labour none P2 south""",
    "merges": """
        old_id kept_id merged_on
        S1b S1 2022-02-01""",
    "milestones": """
        survivor_id milestone occurred_on contribution contribution_kind evidence_on operation_id
        S1 rescued 2021-01-10 led intelligence;oversight 2021-02-01 O1
        S1 intake 2021-01-11
        S1 shelter_entered 2021-01-11
        S1 shelter_left 2021-04-02
        S1 safe_housing 2021-04-02
        S1 consented_to_return 2021-06
        S1 arrived_home 2021-09-01/2021-09-20
        S2 intake 2021-03-05
        S2 died 2022-03-05
        S3 intake 2021-05-01
        S3 lost_contact 2022-05-01
        S4 intake 2021-07-01
        S4 unplanned_exit 2022-01-15""",
    "operations": """
        operation_id held_on unidentified
        O1 2021-01-10 3""",
    "assessments": """
        survivor_id instrument assessed_on coding status due_on respondent rater_id total
        S1 phq9 2021-02-01 0-3 done 2021-02-01 survivor R1 12.5""",
    "goals": """
        survivor_id goal_id reviewed_on scale level baseline weight set_by
        S1 G1 2021-05-01 gas -1 -2 1.5 survivor""",
    "priorities": """
        survivor_id domain weight stated_on
        S1 housing 0.7 2021-02-01""",
    "support": """
        survivor_id service delivered_on support_id minutes attendance specialist delivered_by
        S1 counselling 2021-02-03 V1 45 attended true own_team
        S2 legal 2021-04-03 V2 30 no_show false partner""",
    "contacts": """
        survivor_id contacted_on result informant safety
        S1 2022-01-03 reached survivor safe""",
    "consents": """
        survivor_id purpose granted_on withdrawn_on given_by assent
        S1 service 2021-01-11 - self -
        S4 research 2021-07-01 2022-01-15 guardian yes""",
    "cases": """
        case_id survivor_id jurisdiction
        C1 S1 IN
        C1 S2 IN""",
    "accused": """
        case_id accused_id kind
        C1 A1 person
        C1 A2 company""",
    "exploited": """
        accused_id survivor_id
        A1 S1""",
    "proceedings": """
        case_id event occurred_on accused_id exploitation_related supported support_started_on
        C1 reported 2021-02-01
        C1 arrested 2021-03-01 A1 true both 2021-02-15
        C1 charged 2021-06-01 A1 true both 2021-02-15
        C1 convicted 2022-06-01 A1 true both 2021-02-15""",
    "participation": """
        case_id survivor_id event occurred_on amount currency payer
        C1 S1 statement_given 2021-03-01
        C1 S1 compensation_ordered 2022-06-01 1000.5 INR state""",
    "trainings": """
        course_id completed_on participant_id attendances profession direct_victim_contact subject
        K1 2021-09-01 T1 - police true identification
        K2 2021-10-01 - 25 nurse false care""",
    "prevention": """
        session_id held_on participant_id reached targeted vulnerability channel counted country
        N1 2021-11-01 - 200 true poverty in_person estimated NP""",
    "costs": """
        programme spent_on amount currency
        P1 2021-12 12000.25 INR""",
    "audits": """
        table record_id audited_on result auditor
        milestones milestones-1 2022-11-01 confirmed independent""",
    "decisions": """
        decided_on indicator change review_on result
        2022-11-15 safe_housing more_flats 2023-11-15 open""",
}


def sound_tables() -> dict[str, pl.DataFrame]:
    """Return every table as text, with all its columns and a record id and day of recording."""
    return {name: _complete(name, lines) for name, lines in _ROWS.items()}


def typed_tables() -> dict[str, pl.DataFrame]:
    """Return every table with numbers, truths and, where all are certain, dates typed."""
    return {name: _typed(name, frame) for name, frame in sound_tables().items()}


def with_rows(
    tables: Mapping[str, pl.DataFrame], table: str, *rows: Mapping[str, str | None]
) -> dict[str, pl.DataFrame]:
    """Add rows to a table; cells that are not named are empty, but for when they were recorded."""
    above = tables[table]
    more = pl.DataFrame(
        [
            {"recorded_on": RECORDED_ON, "record_id": f"more-{place}", **row}
            for place, row in enumerate(rows)
        ],
        schema=dict.fromkeys(above.columns, pl.String),
    )
    return {**tables, table: pl.concat([above, more])}


def _complete(name: str, lines: str) -> pl.DataFrame:
    header, *rows = [line.split() for line in lines.splitlines() if line.strip()]
    cells = [dict(zip(header, row, strict=False)) for row in rows]
    return pl.DataFrame(
        [
            {"record_id": f"{name}-{place}", "recorded_on": RECORDED_ON}
            | {column: cell for column, cell in row.items() if cell != "-"}
            for place, row in enumerate(cells, start=1)
        ],
        schema=dict.fromkeys(TABLES[name].columns, pl.String),
    )


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    types = {"integer": pl.Int64, "number": pl.Float64}
    columns = []
    for column in TABLES[name].columns.values():
        cells = frame[column.name]
        if column.kind in types:
            cells = cells.cast(types[column.kind])
        elif column.kind == "boolean":
            cells = cells == "true"
        elif column.kind == "day" and cells.str.len_chars().drop_nulls().eq(10).all():
            cells = cells.str.to_date()
        columns.append(cells)
    return pl.DataFrame(columns)
