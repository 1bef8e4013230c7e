"""The headline figures restated: one small register in which each reason is at work."""

from __future__ import annotations

from recovery.days import Period
from recovery.indicators import EARLIER, HEADLINE, restate
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


CUT, LATER = "2022-09-30", "2023-03-31"
SHOWN = "led tactical_advice documented 2022-04-02"


def changed(milestones: str, **more: str) -> tuple[tuple[float, ...], dict[str, float]]:
    """Restate the people freed of some records."""
    lines = {"survivors": "A\nB\nC\nD", "milestones": milestones, **more}
    register = read_register({name: table(text, COLUMNS[name]) for name, text in lines.items()})
    figure = restate(register, HEADLINE, HALF, days=(CUT, LATER))["survivors_freed"]
    return figure.values, dict(figure.reasons)


class TestOneReasonAlone:
    def test_a_record_that_came_late(self) -> None:
        late = f"A rescued 2022-04-01 2023-01-05 - - {SHOWN}"
        assert changed(late) == ((0, 1), {"late_entry": 1})

    def test_a_day_that_was_corrected(self) -> None:
        """The rescue was in February, and so in the half-year before."""
        rows = f"""
            A rescued 2022-04-01 2022-04-02 2023-01-05 correction {SHOWN}
            A rescued 2022-02-01 2023-01-05 -          correction {SHOWN}
        """
        assert changed(rows) == ((1, 0), {"correction": -1})

    def test_a_correction_that_does_not_say_so(self) -> None:
        rows = f"""
            A rescued 2022-04-01 2022-04-02 2023-01-05 - informed intelligence none -
            A rescued 2022-04-01 2023-01-05 -          - {SHOWN}
        """
        assert changed(rows) == ((0, 1), {"correction": 1})

    def test_two_ids_that_were_one_person(self) -> None:
        rows = "\n".join(f"{who} rescued 2022-04-01 2022-04-02 - - {SHOWN}" for who in "AB")
        assert changed(rows, merges="B A 2022-12-01 2022-12-01") == (
            (2, 1),
            {"duplicate_merged": -1},
        )

    def test_somebody_found_not_to_be_a_victim_also_if_that_was_recorded_late(self) -> None:
        freed = f"A rescued 2022-04-01 2022-04-02 - - {SHOWN}"
        for found in ("2022-12-01 2022-12-01", "2022-06-01 2023-01-05"):
            rows = f"{freed}\nA not_a_victim {found}"
            assert changed(rows) == ((1, 0), {"status_overturned": -1})

    def test_evidence_that_came_later_is_no_fault_of_the_records(self) -> None:
        rows = "A rescued 2022-04-01 2022-04-02 - - led intelligence documented 2023-01-01"
        assert changed(rows) == ((0, 1), {"time_passed": 1})

    def test_what_came_and_went_between_the_two_days_leaves_no_trace(self) -> None:
        """A was entered late and then corrected out of the period; B was entered late."""
        rows = f"""
            A rescued 2022-04-01 2022-11-01 2023-01-05 late_entry {SHOWN}
            A rescued 2022-02-01 2023-01-05 -          correction {SHOWN}
            B rescued 2022-04-01 2023-01-05 -          -          {SHOWN}
        """
        assert changed(rows) == ((0, 1), {"late_entry": 1})


def test_a_definition_that_changed_is_a_reason_of_its_own() -> None:
    """Support of the arrest alone counted by the earlier words, and not by those now in force."""
    rows = """
        K1 arrested  2021-05-01 X1 2021-05-02 - - -    -    - led  documented 2021-06-01
        K1 convicted 2022-06-01 X1 2022-06-02 - - true none - none none       -
        K2 convicted 2022-07-01 X2 2022-07-02 - - true both 2022-01-01 led documented 2022-07-02
    """
    lines = {**LINES, "milestones": "", "proceedings": rows}
    register = read_register({name: table(text, COLUMNS[name]) for name, text in lines.items()})
    days = (CUT, LATER)
    found = restate(register, HEADLINE, HALF, days=days, published_by=EARLIER)
    figure = found["exploiters_convicted"]
    assert (figure.versions, figure.values) == ((1, 2), (2, 1))
    assert figure.reasons == {"definition_changed": -1}
