"""Small records of returns, trainings and prevention, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from hypothesis import strategies as st

from recovery.register import Register, read_register

__all__ = ["OTHERS", "Cells", "Written", "register_of_others"]

Cells = Mapping[str, str | None]
"""The cells of a row, as they are written."""
Written = Mapping[str, Sequence[Cells]]
"""By table, its rows."""

_DAYS = ("2022-02-28", "2022-03-01", "2022-06-01", "2022-08-31", "2022-09-01", "2023-02-28")


def _rows(size: int, **cells: tuple[str | None, ...]) -> st.SearchStrategy[list[Cells]]:
    one: st.SearchStrategy[Cells] = st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in cells.items()}
    )
    return st.lists(one, max_size=size)


OTHERS: st.SearchStrategy[Written] = st.fixed_dictionaries(
    {
        "milestones": _rows(
            8,
            survivor_id=("A", "B", "C"),
            milestone=(
                "arrived_home", "arrived_home", "arrived_home", "consented_to_return",
                "refused_return", "return_risk_cleared", "return_risk_failed", "deported",
                "not_a_victim", "victim_status_granted",
            ),
            occurred_on=_DAYS,
            episode=("1", "2"),
            contribution=("informed", "material", "led", None),
            contribution_kind=("oversight;assistance", "assistance;oversight", "oversight"),
            evidence=("documented", "documented", "none"),
            evidence_on=("2023-03-01",),
            destination_country=("BD", "IN", None),
        ),
        "trainings": _rows(
            6,
            course_id=("C1", "C2"),
            completed_on=(*_DAYS, None),
            participant_id=("T1", "T2", "T3", None),
            direct_victim_contact=("true", "true", "false", None),
            subject=("identification", "care", "care;other", "other"),
            delivered_by=("own_team", "own_team", "partner", "cascade"),
            attended_share=("0.79", "0.8", None),
            attendances=("7",),
        ),
        "prevention": _rows(
            6,
            session_id=("N1", "N2"),
            held_on=_DAYS,
            participant_id=("E1", "E2", "A", None),
            targeted=("true", "true", "false"),
            vulnerability=("poverty", "poverty", "unknown", None),
            channel=("in_person", "holistic_support", "media"),
            counted=("counted", "estimated"),
            reached=("20",),
            delivered_by=("own_team", "partner", None),
        ),
    }
)  # fmt: skip
"""By table, the rows; every day is certain."""

_IN_USE: dict[str, dict[str, str]] = {
    "milestones": {
        "survivor_id": "Z", "milestone": "intake", "occurred_on": "2020-01-01", "episode": "1",
        "contribution": "none", "contribution_kind": "oversight", "evidence": "none",
        "evidence_on": "2020-01-01", "destination_country": "BD",
    },
    "trainings": {
        "course_id": "C0", "completed_on": "2020-01-01", "participant_id": "Z",
        "direct_victim_contact": "true", "subject": "care", "delivered_by": "own_team",
        "attended_share": "1", "attendances": "1",
    },
    "prevention": {
        "session_id": "N0", "held_on": "2020-01-01", "participant_id": "Z", "targeted": "true",
        "vulnerability": "poverty", "channel": "in_person", "counted": "counted", "reached": "1",
        "delivered_by": "own_team",
    },
}  # fmt: skip
"""A row of each table from before all periods, so that its columns are in use."""


def register_of_others(written: Written, **more: pl.DataFrame) -> Register:
    """Read records; all survivors were exploited in India."""
    tables = {
        name: pl.DataFrame(
            [*written[name], last], schema=dict.fromkeys(last, pl.String), orient="row"
        )
        for name, last in _IN_USE.items()
    }
    people = pl.DataFrame({"survivor_id": ["A", "B", "C", "Z"], "country": "IN"})
    return read_register({"survivors": people, **tables, **more})
