"""What may happen to a survivor again: every time counts, until the course ends."""

from __future__ import annotations

import pytest

from recovery.cohort import select_cohort
from recovery.errors import DefinitionError
from recovery.estimators import mean_count
from recovery.tables import RecurrentTable
from timelines import known

Stretch = tuple[int, int, int, str]


def again(
    milestones: str, *, competing: tuple[str, ...] = ("died",), censor: str = "last_contact",
    **more: str,
) -> RecurrentTable:  # fmt: skip
    """Follow every time that survivors were re-trafficked after their rescue."""
    cohort = select_cohort(known(milestones, **more), origin="rescued")
    return cohort.recurrences("re_trafficked", competing=competing, censor=censor)


def stretches(table: RecurrentTable) -> list[Stretch]:
    """List subject, start, stop and what happened at the end; "" for nothing."""
    names = ("", *table.causes)
    columns = (table.subject, table.start, table.stop, table.event)
    return [(s, a, b, names[e]) for s, a, b, e in zip(*(c.tolist() for c in columns), strict=True)]


def left_out(table: RecurrentTable) -> list[tuple[str, int]]:
    return list(table.about.attrition[1:])


class TestReTrafficking:
    def test_every_time_counts(self) -> None:
        table = again(
            """
            A rescued       2021-01-01
            A re_trafficked 2021-01-31
            A rescued       2021-02-20
            A re_trafficked 2021-04-01
            """,
            contacts="A 2021-04-11 reached",
        )
        assert stretches(table) == [
            (0, -1, 30, "re_trafficked"),
            (0, 30, 90, "re_trafficked"),
            (0, 90, 100, ""),
        ]
        assert table.about.clock == (
            "survivor: every re_trafficked from rescued on; ended by died; censored at last_contact"
        )

    def test_on_the_day_of_the_origin_it_counts(self) -> None:
        table = again("A rescued 2021-01-01\nA re_trafficked 2021-01-01\nA legal_aid 2021-01-11")
        assert stretches(table) == [(0, -1, 0, "re_trafficked"), (0, 0, 10, "")]

    def test_never_is_a_course_too(self) -> None:
        table = again("A rescued 2021-01-01", contacts="A 2021-01-11 reached")
        assert stretches(table) == [(0, -1, 10, "")]

    def test_until_the_day_of_the_data(self) -> None:
        table = again("A rescued 2021-01-01", as_of="2021-01-31", censor="as_of")
        assert stretches(table) == [(0, -1, 30, "")]

    def test_nothing_comes_after_death(self) -> None:
        table = again("A rescued 2021-01-01\nA re_trafficked 2021-01-11\nA died 2021-01-31")
        assert stretches(table) == [(0, -1, 10, "re_trafficked"), (0, 10, 30, "died")]

    def test_on_the_day_of_death_it_counts(self) -> None:
        table = again("A rescued 2021-01-01\nA re_trafficked 2021-01-31\nA died 2021-01-31")
        assert stretches(table) == [(0, -1, 30, "re_trafficked"), (0, 30, 30, "died")]
        assert mean_count(table).value.tolist() == [1]

    def test_after_what_competes_it_does_not_count(self) -> None:
        table = again(
            "A rescued 2021-01-01\nA deported 2021-01-11\nA re_trafficked 2021-01-31",
            competing=("died", "deported"),
        )
        assert stretches(table) == [(0, -1, 10, "deported")]
        note = "had re_trafficked after the course had ended, which does not count: 1"
        assert note in table.about.notes

    def test_of_two_ends_on_one_day_the_first_named_counts(self) -> None:
        timeline = "A rescued 2021-01-01\nA deported 2021-01-11\nA died 2021-01-11"
        table = again(timeline, competing=("died", "deported"))
        assert stretches(table) == [(0, -1, 10, "died")]
        assert "two ends on one day: 1; the first of (died, deported) counts" in table.about.notes

    def test_before_the_rescue_it_does_not_count_and_nobody_is_left_out(self) -> None:
        table = again(
            "A first_contact 2020-01-01\nA re_trafficked 2020-02-01\nA rescued 2021-01-01\n"
            "A re_trafficked 2021-01-11\nA legal_aid 2021-01-21"
        )
        assert stretches(table) == [(0, -1, 10, "re_trafficked"), (0, 10, 20, "")]
        assert left_out(table) == []
        note = "had re_trafficked before the origin, which does not count: 1"
        assert note in table.about.notes

    def test_death_before_the_rescue_leaves_out(self) -> None:
        table = again("A died 2020-12-31\nA rescued 2021-01-01")
        assert left_out(table) == [("died before the origin", 1)]
        assert len(table) == 0

    def test_who_is_not_heard_of_again_is_followed_to_the_last_time(self) -> None:
        table = again("A rescued 2021-01-01\nA re_trafficked 2021-01-31")
        assert stretches(table) == [(0, -1, 30, "re_trafficked")]
        note = "followed to re_trafficked, after which nothing is on record: 1"
        assert note in table.about.notes

    def test_without_anything_that_competes(self) -> None:
        table = again("A rescued 2021-01-01\nA died 2021-01-31", competing=())
        assert stretches(table) == [(0, -1, 30, "")]
        assert table.causes == ("re_trafficked",)


class TestFailedReturns:
    def test_a_survivor_may_return_and_fail_again(self) -> None:
        timeline = """
            A arrived_home  2021-01-01 1
            A return_failed 2021-01-31 1
            A arrived_home  2021-03-01 2
            A return_failed 2021-04-01 2
            A legal_aid     2021-04-11
            B arrived_home  2021-01-01 1
            B died          2021-01-11
        """
        cohort = select_cohort(known(timeline), origin="arrived_home")
        table = cohort.recurrences("return_failed", competing="died")
        assert stretches(table) == [
            (0, -1, 30, "return_failed"),
            (0, 30, 90, "return_failed"),
            (0, 90, 100, ""),
            (1, -1, 10, "died"),
        ]
        assert mean_count(table).at([29, 30, 90]).tolist() == [0, 0.5, 1]

    def test_several_records_of_one_day_are_one(self) -> None:
        timeline = """
            A arrived_home  2021-01-01 1
            A return_failed 2021-01-31 1
            A return_failed 2021-01-31 2
            A legal_aid     2021-02-10
        """
        table = select_cohort(known(timeline), origin="arrived_home").recurrences("return_failed")
        assert stretches(table) == [(0, -1, 30, "return_failed"), (0, 30, 40, "")]
        assert "several records of one day: 1 more; they count once" in table.about.notes


class TestUncertainDays:
    def test_of_the_origin_leave_out(self) -> None:
        assert left_out(again("A rescued 2021-01\nB rescued unknown")) == [
            ("day of origin uncertain", 2)
        ]

    @pytest.mark.parametrize("day", ["2021-02", "unknown", "2020-12-01/2021-01-05"])
    def test_of_a_time_that_may_count_leave_out(self, day: str) -> None:
        table = again(f"A rescued 2021-01-01\nA re_trafficked 2021-01-31\nA re_trafficked {day}")
        assert left_out(table) == [("day of re_trafficked uncertain", 1)]

    def test_of_death_leave_out(self) -> None:
        assert left_out(again("A rescued 2021-01-01\nA died 2021-02")) == [
            ("day of died uncertain", 1)
        ]

    @pytest.mark.parametrize("day", ["2020-11", "2021-05"])
    def test_that_cannot_matter_do_not(self, day: str) -> None:
        table = again(
            f"A rescued 2021-01-01\nA re_trafficked {day}\nA deported 2021-04-01",
            competing=("deported",),
        )
        assert stretches(table) == [(0, -1, 90, "deported")]


class TestDelayedEntry:
    def test_nothing_counts_before_the_first_day_observed(self) -> None:
        table = again(
            """
            A rescued       2021-01-01
            A re_trafficked 2021-01-05
            A intake        2021-01-11
            A re_trafficked 2021-01-11
            A legal_aid     2021-01-21
            """
        )
        assert stretches(table) == [(0, 9, 10, "re_trafficked"), (0, 10, 20, "")]
        note = "had re_trafficked before observation began, which does not count: 1"
        assert table.about.notes[-2:] == (
            note,
            "delayed entry: 1 came under observation after the origin",
        )

    def test_who_left_before_it_is_left_out(self) -> None:
        table = again("A rescued 2021-01-01\nA died 2021-01-05\nA intake 2021-01-11")
        assert left_out(table) == [("left before observation began", 1)]


def test_accused_people_may_appeal_again() -> None:
    snapshot = known(
        "A intake 2021-01-01",
        as_of="2021-04-11",
        cases="C1 A",
        accused="C1 X",
        proceedings="""
            C1 convicted     2021-01-01 X
            C1 appealed      2021-01-31 X
            C1 appealed      2021-04-01 X
        """,
    )
    cohort = select_cohort(snapshot, origin="convicted", subject="accused")
    table = cohort.recurrences("appealed", censor="as_of")
    assert stretches(table) == [
        (0, -1, 30, "appealed"),
        (0, 30, 90, "appealed"),
        (0, 90, 100, ""),
    ]


def test_nobody_to_follow() -> None:
    assert len(again("A rescued unknown")) == 0


def test_a_question_that_makes_no_sense_is_refused() -> None:
    cohort = select_cohort(known("A rescued 2021-01-01"), origin="rescued")
    with pytest.raises(DefinitionError, match="'happiness' is no milestone"):
        cohort.recurrences("happiness")
