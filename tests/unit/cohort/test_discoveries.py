"""Days on which somebody was found to be exploited again, in either table."""

from __future__ import annotations

import math

from outcome_cards import records
from recovery.cohort import select_cohort
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.wait import Seen
from recovery.days import day_number, iso_day
from recovery.register import Snapshot

RESCUED = """survivor_id milestone occurred_on
    A rescued 2021-03-01
    A re_trafficked 2021-06-01
    B rescued 2021-03-01
    B died 2022-01-01"""
CONTACTS = """survivor_id contacted_on result safety
    A 2021-05-01 reached re_exploited
    A 2021-04-01 reached safe
    B 2021-07 not_reached re_exploited
    C 2021-07-01 reached re_exploited"""


def days(seen: Seen, code: str) -> list[tuple[int, str, str]]:
    rows = seen.code == seen.codes.index(code)
    ends = zip(seen.member[rows], seen.day[rows], seen.latest[rows], strict=True)
    return sorted((int(who), iso_day(int(day)), iso_day(int(last))) for who, day, last in ends)


def looked_for(known: Snapshot, *codes: str) -> Seen:
    return seen_or_found(select_cohort(known, origin="rescued"), codes)


def test_contacts_and_milestones_tell_the_same_of_members_only() -> None:
    seen = looked_for(records(milestones=RESCUED, contacts=CONTACTS), "died", "re_trafficked")
    assert days(seen, "re_trafficked") == [
        (0, "2021-05-01", "2021-05-01"),
        (0, "2021-06-01", "2021-06-01"),
        (1, "2021-07-01", "2021-07-31"),
    ]
    assert days(seen, "died") == [(1, "2022-01-01", "2022-01-01")]
    assert set(seen.since.tolist()) == {day_number("2021-03-01")}


def test_what_is_known_has_happened() -> None:
    told = "survivor_id contacted_on result safety recorded_on\n"
    for written, first, last in (
        ("unknown", "0001-01-01", "2021-07-15"),
        ("2021-07", "2021-07-01", "2021-07-15"),
    ):
        contacts = f"{told}B {written} reached re_exploited 2021-07-10"
        known = records(milestones=RESCUED, contacts=contacts, as_of="2021-07-15")
        assert days(looked_for(known, "re_trafficked"), "re_trafficked")[-1] == (1, first, last)


def test_who_does_not_ask_and_who_has_no_contacts_see_milestones_alone() -> None:
    asked = looked_for(records(milestones=RESCUED, contacts=CONTACTS), "died")
    assert len(asked.day) == 1
    assert len(looked_for(records(milestones=RESCUED), "re_trafficked").day) == 1


def test_a_contact_belongs_to_no_return() -> None:
    home = f"{RESCUED}\n    A arrived_home 2021-03-01"
    cohort = select_cohort(
        records(milestones=home, contacts=CONTACTS), origin="arrived_home", subject="return"
    )
    assert days(seen_or_found(cohort, ("re_trafficked",)), "re_trafficked") == [
        (0, "2021-06-01", "2021-06-01")
    ]


class TestWaits:
    """Whatever competes with being exploited again also competes with what a contact found."""

    BOTH = """survivor_id milestone occurred_on
        A rescued 2021-03-01
        A safe_housing 2021-06-09
        B rescued 2021-03-01
        B safe_housing 2021-04-10"""
    TOLD = """survivor_id contacted_on result safety
        A 2021-05-10 reached re_exploited
        B 2021-05-10 reached re_exploited"""

    def test_a_wait_ends_with_what_a_contact_found(self) -> None:
        cohort = select_cohort(records(milestones=self.BOTH, contacts=self.TOLD), origin="rescued")
        waits = cohort.time_to("safe_housing", competing=["re_trafficked"])
        assert (waits.exit.tolist(), waits.event.tolist()) == ([70, 40], [2, 1])
        found = cohort.time_to("re_trafficked")
        assert (found.exit.tolist(), found.event.tolist()) == ([70, 70], [1, 1])
        between = cohort.time_between("safe_housing", competing=["re_trafficked"])
        assert between.left.tolist() == [70, 39]
        assert between.right.tolist() == [math.inf, 40]

    def test_scores_are_followed_up_to_what_a_contact_found(self) -> None:
        forms = """survivor_id instrument assessed_on status total
            A phq9 2021-04-01 done 9
            A phq9 2021-06-01 done 3"""
        known = records(milestones=self.BOTH, contacts=self.TOLD, assessments=forms)
        scores = select_cohort(known, origin="rescued").scores("phq9", competing=["re_trafficked"])
        assert (scores.days.tolist(), scores.value.tolist()) == ([31], [9])

    def test_a_landmark_looks_at_contacts_too(self) -> None:
        cohort = select_cohort(records(milestones=self.BOTH, contacts=self.TOLD), origin="rescued")
        groups = cohort.landmark("safe_housing", by="re_trafficked", day=80)
        assert [len(group) for group in groups.values()] == [1, 0]
