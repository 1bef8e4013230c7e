"""How long survivors waited: who counts, from which day, until which day."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from recovery.cohort import select_cohort
from recovery.errors import DefinitionError
from recovery.register import read_register
from recovery.tables import EventTable
from timelines import known


def wait(milestones: str, *, competing: tuple[str, ...] = ("died",), **more: str) -> EventTable:
    """Measure the wait from intake to safe housing."""
    cohort = select_cohort(known(milestones, **more), origin="intake")
    return cohort.time_to("safe_housing", competing=competing)


def rows(table: EventTable) -> list[tuple[int, str]]:
    names = ("still waiting", *table.causes)
    return [(int(day), names[event]) for day, event in zip(table.exit, table.event, strict=True)]


def left_out(table: EventTable) -> list[tuple[str, int]]:
    return list(table.about.attrition[1:])


class TestOutcome:
    def test_days_are_counted_from_the_origin(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-01-31")
        assert rows(table) == [(30, "safe_housing")]
        assert table.entry is None

    def test_an_outcome_on_the_day_of_the_origin_counts(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-01-01")
        assert rows(table) == [(0, "safe_housing")]

    def test_the_first_time_counts(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-03-01\nA safe_housing 2021-01-11")
        assert rows(table) == [(10, "safe_housing")]

    def test_before_the_origin_leaves_out(self) -> None:
        table = wait("A intake 2021-01-02\nA safe_housing 2021-01-01\nA safe_housing 2021-03-01")
        assert left_out(table) == [("outcome before the origin", 1)]
        assert len(table) == 0

    def test_several_codes_count_as_one(self) -> None:
        timeline = "A intake 2021-01-01\nA own_business 2021-01-11\nA employed 2021-01-21"
        table = select_cohort(known(timeline), origin="intake").time_to(
            ("employed", "own_business"), competing="died"
        )
        assert rows(table) == [(10, "employed")]
        assert table.causes == ("employed", "died")


class TestCompeting:
    def test_whatever_comes_first_ends_the_wait(self) -> None:
        table = wait("A intake 2021-01-01\nA deported 2021-01-11\nA safe_housing 2021-01-21",
                     competing=("died", "deported"))  # fmt: skip
        assert rows(table) == [(10, "deported")]

    def test_on_one_day_the_outcome_wins(self) -> None:
        table = wait(
            "A intake 2021-01-01\nA deported 2021-01-11\nA safe_housing 2021-01-11",
            competing=("died", "deported"),
        )
        assert rows(table) == [(10, "safe_housing")]
        assert (
            "two events on one day: 1; the first of (safe_housing, died, deported) counts"
            in table.about.notes
        )

    def test_among_competing_the_first_named_wins(self) -> None:
        timeline = "A intake 2021-01-01\nA deported 2021-01-11\nA re_trafficked 2021-01-11"
        table = wait(timeline, competing=("re_trafficked", "deported"))
        assert rows(table) == [(10, "re_trafficked")]

    def test_before_the_origin_is_ignored(self) -> None:
        table = wait(
            "A deported 2020-01-01\nA intake 2021-01-01\nA safe_housing 2021-01-02",
            competing=("deported",),
        )
        assert rows(table) == [(1, "safe_housing")]

    def test_what_nothing_can_follow_leaves_out_before_the_origin(self) -> None:
        table = wait("A died 2020-12-31\nA intake 2021-01-01")
        assert left_out(table) == [("died before the origin", 1)]

    def test_death_ends_the_wait_of_every_return(self) -> None:
        timeline = """
            A consented_to_return 2021-01-01 1
            A consented_to_return 2021-01-06 2
            A died                2021-01-11 5
        """
        cohort = select_cohort(known(timeline), origin="consented_to_return", subject="return")
        table = cohort.time_to("arrived_home", competing="died")
        assert rows(table) == [(10, "died"), (5, "died")]

    def test_death_ends_every_episode_and_nothing_else_does(self) -> None:
        timeline = """
            A intake   2021-01-01 1
            A intake   2021-02-01 2
            A deported 2021-02-11 2
            A died     2021-03-02 2
        """
        cohort = select_cohort(known(timeline), origin="intake", subject="episode")
        table = cohort.time_to("safe_housing", competing=("deported", "died"))
        assert rows(table) == [(60, "died"), (10, "deported")]

    def test_death_ends_the_wait_for_compensation_in_every_case(self) -> None:
        snapshot = known(
            "A died 2021-01-11",
            cases="C1 A\nC2 A",
            participation="""
                C1 A compensation_ordered 2021-01-01
                C2 A compensation_ordered 2021-01-02
                C2 A compensation_paid    2021-01-05
            """,
        )
        cohort = select_cohort(snapshot, origin="compensation_ordered", subject="survivor × case")
        table = cohort.time_to("compensation_paid", competing="died", censor="as_of")
        assert rows(table) == [(10, "died"), (3, "compensation_paid")]


class TestStillWaiting:
    INTAKE = "A intake 2021-01-01"

    def test_until_the_day_of_the_data(self) -> None:
        cohort = select_cohort(known(self.INTAKE, as_of="2021-01-31"), origin="intake")
        assert rows(cohort.time_to("safe_housing", censor="as_of")) == [(30, "still waiting")]

    @pytest.mark.parametrize(
        ("more", "day"),
        [
            ({"contacts": "A 2021-01-11 reached"}, 10),
            ({"contacts": "A 2021-01-11 not_reached"}, 0),
            ({"contacts": "A 2021-01-11"}, 0),
            ({"support": "A counselling 2021-01-11 attended"}, 10),
            ({"support": "A counselling 2021-01-11 no_show"}, 0),
            ({"support": "A counselling 2021-01-11"}, 10),
            (
                {"support": "A counselling 2021-01-11\nA counselling 2021-01-06 attended"},
                10,
            ),
            ({"assessments": "A phq9 2021-01-11 done 3"}, 10),
            ({"assessments": "A phq9 2021-01-11 - 3"}, 10),
            ({"assessments": "A phq9 2021-01-11 missed"}, 0),
            ({"contacts": "A 2020-12-01 reached"}, 0),
        ],
    )
    def test_until_the_last_contact(self, more: dict[str, str], day: int) -> None:
        cohort = select_cohort(known(self.INTAKE, **more), origin="intake")
        assert rows(cohort.time_to("safe_housing")) == [(day, "still waiting")]

    def test_a_dated_milestone_is_a_contact(self) -> None:
        timeline = self.INTAKE + "\nA legal_aid 2021-01-21\nA skills_started 2021-03"
        assert rows(wait(timeline)) == [(20, "still waiting")]

    def test_whatever_happens_after_the_data_is_not_known(self) -> None:
        timeline = self.INTAKE + "\nA legal_aid 2021-01-21\nA safe_housing 2021-03-01"
        assert rows(wait(timeline, as_of="2021-02-01")) == [(20, "still waiting")]


class TestUncertainDays:
    def test_of_the_origin_leave_out(self) -> None:
        table = wait("A intake 2021-01\nA safe_housing 2021-03-01\nB intake unknown")
        assert left_out(table) == [("day of origin uncertain", 2)]

    @pytest.mark.parametrize("day", ["2021-02", "unknown", "2020-12-01/2021-01-05"])
    def test_of_the_outcome_leave_out(self, day: str) -> None:
        table = wait(f"A intake 2021-01-01\nA safe_housing {day}")
        assert left_out(table) == [("day of safe_housing uncertain", 1)]

    def test_wholly_before_the_origin_are_before_it(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2020-11")
        assert left_out(table) == [("outcome before the origin", 1)]

    def test_of_a_competing_event_leave_out_when_it_may_have_been_first(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-02-10\nA died 2021-02")
        assert left_out(table) == [("day of died uncertain", 1)]

    def test_of_a_competing_event_leave_out_whoever_would_still_wait(self) -> None:
        assert left_out(wait("A intake 2021-01-01\nA died 2022-02")) == [
            ("day of died uncertain", 1)
        ]

    def test_that_cannot_matter_do_not(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-01-31\nA died 2021-02")
        assert rows(table) == [(30, "safe_housing")]
        assert left_out(table) == []

    def test_each_is_counted_at_the_first_reason(self) -> None:
        table = wait("A intake 2021-01-01\nA safe_housing 2021-02\nA died 2021-02")
        assert left_out(table) == [("day of safe_housing uncertain", 1)]


class TestDelayedEntry:
    """From rescue on, but in sight of the organisation only from intake on."""

    def wait(self, milestones: str) -> EventTable:
        cohort = select_cohort(known(milestones), origin="rescued")
        return cohort.time_to("safe_housing", competing="died")

    def test_at_risk_from_the_first_day_observed(self) -> None:
        table = self.wait("A rescued 2021-01-01\nA intake 2021-01-11\nA safe_housing 2021-01-11")
        assert table.entry is not None
        assert table.entry.tolist() == [9]
        assert rows(table) == [(10, "safe_housing")]
        assert "delayed entry: 1 came under observation after the origin" in table.about.notes

    def test_the_first_of_contact_and_intake_begins_it(self) -> None:
        table = self.wait(
            "A rescued 2021-01-01\nA first_contact 2021-01-02\nA intake 2021-01-11\n"
            "B rescued 2021-01-05\nB first_contact 2021-01-01"
        )
        assert table.entry is not None
        assert table.entry.tolist() == [0, -1]

    def test_an_outcome_before_it_was_not_observed(self) -> None:
        table = self.wait("A rescued 2021-01-01\nA safe_housing 2021-01-10\nA intake 2021-01-11")
        assert left_out(table) == [("left before observation began", 1)]

    def test_on_an_uncertain_day_is_on_its_latest(self) -> None:
        # 2020 is a leap year: 31 December is day 365, 1 February 2021 day 397
        table = self.wait("A rescued 2020-01-01\nA intake 2020-12\nA safe_housing 2021-02-01")
        assert table.entry is not None
        assert table.entry.tolist() == [364]
        assert rows(table) == [(397, "safe_housing")]
        assert table.about.notes[-2:] == (
            "delayed entry: 1 came under observation after the origin",
            "observation began on an uncertain day, taken as the latest: 1",
        )

    @pytest.mark.parametrize(("outcome", "stays"), [("2020-12-30", 0), ("2020-12-31", 1)])
    def test_an_outcome_before_that_latest_day_was_not_surely_observed(
        self, outcome: str, stays: int
    ) -> None:
        table = self.wait(f"A rescued 2020-01-01\nA intake 2020-12\nA safe_housing {outcome}")
        assert len(table) == stays
        assert dict(left_out(table)).get("left before observation began", 0) == 1 - stays

    def test_on_an_unknown_day_leaves_out(self) -> None:
        table = self.wait("A rescued 2020-01-01\nA intake unknown\nA safe_housing 2021-02-01")
        assert left_out(table) == [("day on which observation began uncertain", 1)]

    @pytest.mark.parametrize(
        ("first", "second", "entry", "uncertain"),
        [
            ("2021-01-11", "2021-02", 9, False),
            ("2021-01-11", "2021-01", 9, True),
            ("2021-01-11", "unknown", 9, True),
            ("2021-02", "2021-03", 57, True),
            ("2021-02", "2021-02-11/2021-02-15", 44, True),
        ],
    )
    def test_of_two_days_no_later_than_either_can_have_been(
        self, first: str, second: str, entry: int, uncertain: bool
    ) -> None:
        table = self.wait(
            f"A rescued 2021-01-01\nA first_contact {first}\nA intake {second}\n"
            "A safe_housing 2021-06-01"
        )
        assert table.entry is not None
        assert table.entry.tolist() == [entry]
        assert any("uncertain day" in note for note in table.about.notes) is uncertain

    def test_by_the_origin_at_the_latest_is_from_the_origin_on(self) -> None:
        table = self.wait("A first_contact 2020-12\nA rescued 2020-12-31\nA died 2021-01-01")
        assert table.entry is None
        assert not any("uncertain" in note for note in table.about.notes)

    def test_what_was_recorded_happened_by_the_day_of_the_data(self) -> None:
        milestones = pl.DataFrame(
            {
                "survivor_id": ["A", "A"],
                "milestone": ["rescued", "intake"],
                "occurred_on": ["2021-01-01", "2021"],
                "recorded_on": ["2021-06-30", "2021-06-30"],
            }
        )
        survivors = pl.DataFrame({"survivor_id": ["A"]})
        register = read_register({"survivors": survivors, "milestones": milestones})
        cohort = select_cohort(register.as_of("2021-06-30"), origin="rescued")
        table = cohort.time_to("safe_housing", censor="as_of")
        assert table.entry is not None
        assert (table.entry.tolist(), table.exit.tolist()) == ([179], [180])  # 30 June: day 180

    def test_not_of_the_accused(self) -> None:
        snapshot = known(
            "A intake 2021-06-01",
            cases="C1 A",
            accused="C1 X",
            proceedings="C1 charged 2021-01-01 X\nC1 convicted 2021-01-11 X",
        )
        cohort = select_cohort(snapshot, origin="charged", subject="accused")
        table = cohort.time_to("convicted", censor="as_of")
        assert rows(table) == [(10, "convicted")]
        assert table.entry is None


class TestUndoneLater:
    """The first outcome counts, and what became of it is said."""

    def convicted(self, quashed: str) -> EventTable:
        snapshot = known(
            "A intake 2021-01-01",
            cases="C1 A\nC2 A",
            accused="C1 X\nC1 Y\nC2 X",
            proceedings=f"""
                C1 charged 2021-01-01 X
                C1 charged 2021-01-01 Y
                C1 convicted 2021-01-11 X
                C1 convicted 2021-01-21 Y
                {quashed}
            """,
        )
        cohort = select_cohort(snapshot, origin="charged", subject="accused")
        return cohort.time_to("convicted", censor="as_of")

    @pytest.mark.parametrize("day", ["2021-03-01", "2021", "unknown"])
    def test_a_quashed_conviction_counts_and_is_said(self, day: str) -> None:
        table = self.convicted(f"C1 conviction_quashed {day} X")
        assert rows(table) == [(10, "convicted"), (20, "convicted")]
        assert any(note.endswith("quashed: 1") for note in table.about.notes)

    @pytest.mark.parametrize(
        "quashed", ["", "C1 conviction_quashed 2021-01-10 X", "C2 conviction_quashed 2021-03-01 X"]
    )
    def test_nothing_is_said_of_what_was_not_undone(self, quashed: str) -> None:
        assert not any("undone" in note for note in self.convicted(quashed).about.notes)

    def test_what_did_not_count_is_not_undone(self) -> None:
        table = wait(
            "A intake 2021-01-01\nA died 2021-01-02\nA safe_housing 2021-01-03\n"
            "A housing_lost 2021-01-04"
        )
        assert rows(table) == [(1, "died")]
        assert not any("undone" in note for note in table.about.notes)


class TestSaysWhatItIs:
    def test_the_clock_in_words(self) -> None:
        about = wait("A intake 2021-01-01", competing=("died", "deported")).about
        assert about.clock == (
            "survivor: from intake to safe_housing; competing died, deported; "
            "censored at last_contact"
        )
        assert (about.subject, about.as_of, about.purpose) == ("survivor", "2022-12-31", "")
        assert about.attrition == (("survivors on record", 1),)
        assert "consent not recorded" in about.notes


class TestRefused:
    def faults(self, snapshot: Any, subject: str = "survivor", **question: Any) -> tuple[str, ...]:
        origin = "charged" if subject == "accused" else "intake"
        cohort = select_cohort(snapshot, origin=origin, subject=subject)
        with pytest.raises(DefinitionError) as caught:
            cohort.time_to(**question)
        return caught.value.faults

    def test_every_fault_at_once(self) -> None:
        faults = self.faults(
            known("A intake 2021-01-01"),
            outcome=("convicted", "intake"),
            competing=("died", "died"),
            censor="today",
        )
        assert faults == (
            "'convicted' is not counted per survivor: ask it with subject='accused × case'",
            "'intake' starts the clock and cannot end it",
            "'died' is named more than once",
            "'today' does not end the watching; allowed: 'as_of', 'last_contact'",
        )

    def test_a_competing_event_whose_table_is_not_there(self) -> None:
        (fault,) = self.faults(
            known("A intake 2021-01-01"), outcome="died", competing="compensation_paid"
        )
        assert fault.endswith("in the table participation, which is not among the records")

    def test_contact_with_accused_people(self) -> None:
        snapshot = known(
            "A intake 2021-06-01",
            cases="C1 A",
            accused="C1 X",
            proceedings="C1 charged 2021-01-01 X",
        )
        assert self.faults(snapshot, "accused", outcome="convicted") == (
            "nobody keeps contact with accused people: use censor='as_of'",
        )
