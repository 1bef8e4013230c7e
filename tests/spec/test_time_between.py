"""Waits between days that are not all known."""

from __future__ import annotations

import math

import pytest

from recovery.cohort import select_cohort
from recovery.tables import IntervalTable
from timelines import known

NOT_YET = math.inf


def wait(milestones: str, *, competing: str | tuple[str, ...] = (), **more: str) -> IntervalTable:
    """Measure the wait from intake to safe housing."""
    cohort = select_cohort(known(milestones, **more), origin="intake")
    return cohort.time_between("safe_housing", competing=competing)


def rows(table: IntervalTable) -> list[tuple[int, float]]:
    return list(zip(table.left.tolist(), table.right.tolist(), strict=True))


def test_an_exact_day() -> None:
    assert rows(wait("A intake 2021-01-01\nA safe_housing 2021-01-31")) == [(29, 30)]


def test_the_day_of_the_origin() -> None:
    assert rows(wait("A intake 2021-01-01\nA safe_housing 2021-01-01")) == [(-1, 0)]


def test_an_uncertain_outcome() -> None:
    # from 1 January: 1 February is day 31, 28 February is day 58
    assert rows(wait("A intake 2021-01-01\nA safe_housing 2021-02")) == [(30, 58)]


def test_an_uncertain_origin() -> None:
    # at the longest from 1 January to 10 February, at the shortest from 31 January
    assert rows(wait("A intake 2021-01\nA safe_housing 2021-02-10")) == [(9, 40)]


def test_an_outcome_that_may_have_been_before_the_origin_came_after_it() -> None:
    timeline = "A intake 2021-01-10\nA safe_housing 2021-01"
    assert rows(wait(timeline)) == [(-1, 21)]


def test_what_is_known_to_have_happened_happened_by_the_day_of_the_data() -> None:
    timeline = "A intake 2021-01-01\nA safe_housing unknown"
    assert rows(wait(timeline, as_of="2021-01-31")) == [(-1, 30)]


def test_the_earlier_of_two_uncertain_outcomes() -> None:
    timeline = "A intake 2021-01-01\nA safe_housing 2021\nA safe_housing 2021-02-10"
    assert rows(wait(timeline)) == [(-1, 40)]


def test_not_yet_at_the_last_contact() -> None:
    timeline = "A intake 2021-01-01\nA legal_aid 2021-01-31"
    assert rows(wait(timeline)) == [(30, NOT_YET)]


def test_not_yet_counts_from_the_latest_origin() -> None:
    assert rows(wait("A intake 2021-01\nA legal_aid 2021-02-10")) == [(10, NOT_YET)]
    assert rows(wait("A intake 2021-01\nA rescued 2020-12-01")) == [(-1, NOT_YET)]


@pytest.mark.parametrize("day", ["2021-01-11", "2021-01-11/2021-01-15"])
def test_a_competing_event_that_was_first_ends_the_watch(day: str) -> None:
    table = wait(
        f"A intake 2021-01-01\nA deported {day}\nA safe_housing 2021-01-31", competing="deported"
    )
    assert rows(table) == [(10, NOT_YET)]
    assert "competing events end the wait: read it as cause-specific" in table.about.notes


def test_when_it_is_uncertain_which_was_first_the_outcome_counts() -> None:
    table = wait(
        "A intake 2021-01-01\nA deported 2021\nA safe_housing 2021-01-31", competing="deported"
    )
    assert rows(table) == [(29, 30)]
    assert "which came first is uncertain: 1; the outcome counts" in table.about.notes


def test_who_is_left_out() -> None:
    table = wait(
        """
        A intake unknown
        B intake 2021-01-01
        B safe_housing 2020
        C intake 2021-01-01
        C died 2020
        D intake 2021-01
        """,
        competing="died",
    )
    assert table.about.attrition == (
        ("survivors on record", 4),
        ("day of origin unknown", 1),
        ("outcome before the origin", 1),
        ("died before the origin", 1),
    )
    assert len(table) == 1


def test_an_uncertain_beginning_of_observation_is_said() -> None:
    snapshot = known(
        """
        A rescued 2021-01-01
        A intake 2021-02
        B rescued 2021-01-01
        B intake unknown
        C rescued 2021-01
        C first_contact 2021-01
        """
    )
    about = select_cohort(snapshot, origin="rescued").time_between("safe_housing").about
    assert about.attrition[1:] == (("day on which observation began uncertain", 1),)
    assert about.notes[-2:] == (
        "delayed entry is not shown: 1 came under observation after the origin",
        "observation began on an uncertain day, taken as the latest: 1",
    )


def test_an_outcome_undone_later_is_said() -> None:
    table = wait("A intake 2021-01-01\nA safe_housing 2021-02\nA housing_lost 2021-06-01")
    assert rows(table) == [(30, 58)]
    assert any(note.endswith("quashed: 1") for note in table.about.notes)


def test_delayed_entry_is_said() -> None:
    cohort = select_cohort(known("A rescued 2021-01-01\nA intake 2021-02-01"), origin="rescued")
    assert (
        "delayed entry is not shown: 1 came under observation after the origin"
        in cohort.time_between("safe_housing").about.notes
    )
