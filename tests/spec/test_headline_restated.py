"""The headline figures restated: one small register in which each reason is at work."""

from __future__ import annotations

from recovery.days import Period
from recovery.indicators import HEADLINE, restate
from recovery.register import Register, read_register
from timelines import table

HALF = Period.months("2022-03/2022-08")
HISTORY = "recorded_on superseded_on change_reason"
COLUMNS = {
    "survivors": "survivor_id",
    "milestones": f"survivor_id milestone occurred_on {HISTORY} contribution contribution_kind "
    "evidence evidence_on",
    "support": f"survivor_id service delivered_on {HISTORY} attendance specialist delivered_by "
    "minutes support_id",
    "merges": "old_id kept_id merged_on recorded_on",
    "cases": "case_id survivor_id",
    "accused": "case_id accused_id kind",
    "proceedings": f"case_id event occurred_on accused_id {HISTORY} exploitation_related supported "
    "support_started_on contribution evidence evidence_on",
}
LINES = {
    "survivors": "A\nB\nC\nD",
    "milestones": """
        A rescued 2022-04-01 2022-04-02 - - led tactical_advice documented 2022-04-02
        B rescued 2022-04-01 2022-04-02 - - led tactical_advice documented 2022-04-02
        C rescued 2022-04-01 2022-11-02 - - led tactical_advice documented 2022-04-02
    """,
    "support": """
        A counselling 2022-05-01 2022-05-01 - - attended true own_team 60 V1
        B counselling 2022-05-02 2022-05-02 - - attended true own_team 60 V2
        D counselling 2022-05-02 2022-05-02 - - attended true own_team 60 V3
        D legal       2022-06-02 2022-06-02 - - attended true own_team 60 V4
    """,
    "merges": "B A 2022-12-01 2022-12-01",
    "cases": "K1 A\nK2 C",
    "accused": "K1 X1 person\nK2 X2 person",
    "proceedings": """
        K1 convicted 2022-06-01 X1 2022-06-02 - - true victim 2022-01-01 led documented 2022-06-02
        K1 conviction_quashed 2023-01-10 X1 2023-01-12
        K2 convicted 2022-07-01 X2 2022-07-02 - - true both 2022-01-01 led documented 2022-06-02
    """,
}


def records() -> Register:
    return read_register({name: table(lines, COLUMNS[name]) for name, lines in LINES.items()})


FOUND = restate(records(), HEADLINE, HALF, days=("2022-09-30", "2023-03-31"))


def test_somebody_entered_late_and_two_who_were_one() -> None:
    figure = FOUND["survivors_freed"]
    assert (figure.published, figure.now) == (2, 2)
    assert figure.reasons == {"late_entry": 1, "duplicate_merged": -1}


def test_two_ids_with_one_instance_of_support_each_are_one_supported_person() -> None:
    """The one way in which a merge adds a person: B and A each had one instance."""
    figure = FOUND["survivors_supported"]
    assert (figure.published, figure.now) == (1, 2)
    assert figure.reasons == {"duplicate_merged": 1}


def test_a_conviction_quashed_is_restated_in_the_period_of_the_verdict() -> None:
    figure = FOUND["exploiters_convicted"]
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"status_overturned": -1}


def test_figures_without_a_table_are_not_measured_on_either_day() -> None:
    figure = FOUND["professionals_trained"]
    assert figure.not_measured == ("these records have no table trainings",) * 2
    assert figure.reasons == {}
