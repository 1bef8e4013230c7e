"""The way home, convictions, evidence and compensation: answers worked out on paper."""

from __future__ import annotations

import math

import pytest

from outcome_cards import figure, records, unanswered
from recovery.results import IndicatorResult

RETURNS = """survivor_id milestone occurred_on result
A consented_to_return 2021-03-01 -
A arrived_home 2021-05-10 -
A follow_up_3m 2021-08-10 safe
B consented_to_return 2021-03-01 -
B refused_return 2021-04-01 -
C consented_to_return 2021-03-01 -
C arrived_home 2021-08-28 -
D consented_to_return 2021-03-01 -"""


class TestTheWayHome:
    def test_still_waiting_after_21_weeks(self) -> None:
        found = figure(records(milestones=RETURNS), "waiting_for_home_21w")
        assert (found.value, found.denominator) == (2 / 4, 4)  # C, who arrived later, and D

    def test_half_are_home_after(self) -> None:
        found = figure(records(milestones=RETURNS), "home_days")
        assert (found.value, found.naive) == (180, (70 + 180) / 2)

    def test_home_within_a_year_is_of_all_who_consented(self) -> None:
        assert figure(records(milestones=RETURNS), "home_12m").value == 2 / 4

    def test_follow_up_is_of_those_of_whom_it_was_due(self) -> None:
        found = figure(records(milestones=RETURNS), "follow_up_3m_done")
        assert (found.value, found.denominator) == (1 / 2, 2)
        assert (found.parts["found safe"], found.naive_reason) == (1, "")  # safety is another share
        early = figure(records(milestones=RETURNS, as_of="2021-10-31"), "follow_up_3m_done")
        assert early.excluded == {"not due yet": 1}
        assert early.value == 1

    def test_who_died_before_was_not_due(self) -> None:
        died = f"{RETURNS}\nC died 2021-09-10 -"
        found = figure(records(milestones=died), "follow_up_3m_done")
        assert (found.value, found.excluded) == (1, {"died before": 1})

    def test_who_was_followed_up_early_counts_once_the_others_do(self) -> None:
        home = "\n".join(
            f"{who} arrived_home 2021-08-2{place} -" for place, who in enumerate("VWXYZ")
        )
        early = "V follow_up_3m 2021-09-10 safe\nW follow_up_3m 2021-09-12 safe"
        lines = f"survivor_id milestone occurred_on result\n{home}\n{early}"
        found = figure(records(milestones=lines, as_of="2021-09-30"), "follow_up_3m_done")
        assert math.isnan(found.value)
        assert (found.denominator, found.excluded) == (0, {"not due yet": 5})
        found = figure(records(milestones=lines, as_of="2022-01-21"), "follow_up_3m_done")
        assert (found.value, found.denominator) == (2 / 3, 3)  # the 20th, 21st and 22nd
        found = figure(records(milestones=lines, as_of="2022-01-31"), "follow_up_3m_done")
        assert (found.value, found.denominator) == (2 / 5, 5)


CASE = {
    "cases": """case_id survivor_id
        C1 S1
        C1 S2
        C2 S3""",
    "accused": """case_id accused_id kind
        C1 A1 person
        C1 A2 person
        C2 A3 person
        C2 A4 company""",
    "exploited": """accused_id survivor_id
        A1 S1
        A2 S2
        A3 S3""",
    "proceedings": """case_id event occurred_on accused_id exploitation_related
        C1 reported 2021-03-01 - -
        C2 reported 2021-04-01 - -
        C1 charged 2021-03-10 A1 true
        C1 charged 2021-03-10 A2 true
        C2 charged 2021-04-10 A3 true
        C2 charged 2021-04-10 A4 true
        C1 convicted 2022-03-10 A1 true
        C1 acquitted 2022-03-10 A2 true""",
}


class TestConvictions:
    def test_of_everyone_charged_and_not_of_the_concluded(self) -> None:
        found = figure(records(**CASE), "convicted_24m")
        assert found.value == pytest.approx(1 / 3)
        assert found.denominator == 3  # no companies
        assert (found.naive, found.parts["acquitted"]) == (1 / 2, 1)

    def test_a_conviction_that_was_quashed_does_not_count(self) -> None:
        more = CASE["proceedings"] + "\n        C1 conviction_quashed 2022-12-01 A1 -"
        found = figure(records(**{**CASE, "proceedings": more}), "convicted_24m")
        assert (found.value, found.parts["conviction_quashed"]) == (0, 1)
        before = figure(
            records(**{**CASE, "proceedings": more}, as_of="2022-11-30"), "convicted_24m"
        )
        assert before.parts["convicted"] == 1
        again = f"{more}\n        C1 convicted 2023-03-01 A1 true"
        found = figure(records(**{**CASE, "proceedings": again}), "convicted_24m")
        assert found.parts["convicted"] == 1

    def test_a_shared_case_is_not_enough_for_a_survivor(self) -> None:
        found = figure(records(**CASE), "exploiter_convicted_24m")
        assert found.value == pytest.approx(1 / 3)  # S1; of S2 the exploiter was acquitted
        assert found.parts["all cases closed without"] == 1
        assert found.naive == 1 / 2

    def test_a_quashed_conviction_is_none(self) -> None:
        more = CASE["proceedings"] + "\n        C1 conviction_quashed 2022-12-01 A1 -"
        found = figure(records(**{**CASE, "proceedings": more}), "exploiter_convicted_24m")
        assert (found.value, found.parts["all cases closed without"]) == (0, 2)

    def test_a_survivor_whose_exploiter_nobody_named_still_waits(self) -> None:
        named = CASE["exploited"].replace("        A3 S3", "")
        found = figure(records(**{**CASE, "exploited": named}), "exploiter_convicted_24m")
        assert (found.denominator, found.parts["no exploiter named"]) == (3, 1)

    def test_without_the_table_it_is_not_measured(self) -> None:
        without = {name: text for name, text in CASE.items() if name != "exploited"}
        assert "exploited" in unanswered(records(**without), "exploiter_convicted_24m")

    def test_an_open_case_is_not_known_yet(self) -> None:
        found = figure(records(**CASE, as_of="2022-06-30"), "exploiter_convicted_24m")
        assert math.isnan(found.value)
        assert (found.lower, found.upper) == pytest.approx((1 / 3, 2 / 3))


ONE = {
    "cases": "case_id survivor_id\nC S",
    "accused": "case_id accused_id kind\nC X person",
    "exploited": "accused_id survivor_id\nX S",
    "survivors": "survivor_id birth_year\nS 1990",
}
CHARGED = """case_id event occurred_on accused_id charge_id exploitation_related
C reported 2021-03-01 - - -
C charged 2021-04-01 X H1 true
C charged 2021-04-01 X H2 true
"""
GUILTY = "C convicted 2021-07-01 X H1 true\n"  # 91 days after the charge, 122 after the report


class TestWhichConvictionStands:
    """One person charged on two counts: answers as for the headline count of the same words."""

    def ended(self, lines: str, *, as_of: str = "2023-12-31") -> tuple[float, float, float]:
        """Return convicted in time, the day by which half were, and of the survivors."""
        known = records(**ONE, proceedings=CHARGED + lines, as_of=as_of)
        codes = ("convicted_24m", "conviction_days", "exploiter_convicted_24m")
        share, days, theirs = (figure(known, code).value for code in codes)
        return share, days, theirs

    def closings(self, lines: str) -> tuple[float, float]:
        known = records(**ONE, proceedings=CHARGED + lines)
        theirs = figure(known, "exploiter_convicted_24m").parts
        waiting = "followed that far without it"
        return figure(known, "convicted_24m").parts[waiting], theirs[waiting]

    def test_one_charge_of_two_quashed(self) -> None:
        both = f"{GUILTY}C convicted 2021-07-01 X H2 true\n"
        assert self.ended(f"{both}C conviction_quashed 2022-01-01 X H1 -") == (1, 91, 1)

    def test_a_quashing_that_names_no_charge_is_of_all(self) -> None:
        both = f"{GUILTY}C convicted 2021-07-01 X H2 true\n"
        undone = f"{both}C conviction_quashed 2022-01-01 X - -"
        assert self.ended(undone)[::2] == (0, 0)
        assert self.closings(undone) == (0, 0)

    def test_a_retrial_undoes(self) -> None:
        undone = f"{GUILTY}C retrial_ordered 2022-01-01 X H1 -"
        assert self.ended(undone)[::2] == (0, 0)
        assert self.closings(undone) == (1, 1)  # and nothing is closed

    def test_upheld_after_all(self) -> None:
        quashed = f"{GUILTY}C conviction_quashed 2022-01-01 X H1 -\n"
        assert self.ended(quashed)[::2] == (0, 0)
        assert self.ended(f"{quashed}C conviction_upheld 2022-06-01 X H1 -") == (1, 91, 1)

    def test_convicted_again_counts_from_the_later_verdict(self) -> None:
        again = f"{GUILTY}C conviction_quashed 2021-10-01 X H1 -\nC convicted 2022-08-01 X H1 true"
        assert self.ended(again) == (1, 487, 1)
        late = f"{GUILTY}C conviction_quashed 2021-10-01 X H1 -\nC convicted 2023-08-01 X H1 true"
        assert self.ended(late) == (0, 852, 0)

    def test_acquitted_of_one_charge_convicted_of_another(self) -> None:
        found = self.ended("C acquitted 2021-06-01 X H1 true\nC convicted 2021-07-01 X H2 true")
        assert found == (1, 91, 1)

    def test_acquitted_of_one_charge_with_another_open(self) -> None:
        assert self.closings("C acquitted 2021-06-01 X H1 true") == (1, 1)
        both = "C acquitted 2021-06-01 X H1 true\nC discontinued 2021-09-01 X H2 true"
        assert self.closings(both) == (0, 0)

    def test_retried_after_an_acquittal(self) -> None:
        retrial = "C acquitted 2021-05-01 X - true\nC retrial_ordered 2021-06-01 X H1 -\n"
        assert self.closings(retrial) == (1, 1)
        assert self.ended(f"{retrial}C convicted 2021-08-01 X H1 true") == (1, 122, 1)

    def test_quashed_and_a_retrial_ordered_on_one_day(self) -> None:
        quashed = (
            f"{GUILTY}C acquitted 2021-07-01 X H2 true\nC conviction_quashed 2022-01-01 X H1 -"
        )
        assert self.closings(quashed) == (0, 0)
        assert self.closings(f"{quashed}\nC retrial_ordered 2022-01-01 X H1 -") == (1, 1)

    def test_to_abscond_ends_nothing(self) -> None:
        gone = "C absconded 2021-06-01 X - -\n"
        assert self.closings(gone) == (1, 1)
        assert self.ended(f"{gone}C convicted 2021-08-01 X H1 true") == (1, 122, 1)

    def test_the_death_of_the_accused_ends_everything(self) -> None:
        assert self.closings("C accused_died 2021-06-01 X H1 -") == (0, 0)

    def test_another_offence_is_no_conviction(self) -> None:
        other = GUILTY.replace("true", "false")
        assert self.ended(other)[::2] == (0, 0)
        assert self.closings(other) == (1, 1)  # the other charge is open
        known = records(**ONE, proceedings=f"{CHARGED}{other}C acquitted 2021-06-01 X H2 true")
        assert figure(known, "convicted_24m").parts["convicted of another offence"] == 1

    def test_a_conviction_of_which_nobody_said_of_what_is_told_apart(self) -> None:
        unsaid = GUILTY.replace("true", "-")
        known = records(**ONE, proceedings=CHARGED + unsaid)
        for code in ("convicted_24m", "exploiter_convicted_24m"):
            found = figure(known, code)
            assert (found.value, found.parts["convicted, relation not said"]) == (0, 1)
            assert (found.parts["at least"], found.parts["at most"]) == (0, 1)  # it may count
        assert self.ended(f"{unsaid}C convicted 2021-08-01 X H2 true") == (1, 122, 1)
        quashed = f"{unsaid}C conviction_quashed 2021-10-01 X H1 -\n"
        assert self.closings(quashed) == (1, 1)  # the other charge is open

    def test_where_the_source_never_says_of_what_it_is_not_measured(self) -> None:
        lines = """case_id event occurred_on accused_id
            C reported 2021-03-01 -
            C charged 2021-04-01 X
            C convicted 2021-07-01 X"""
        known = records(**ONE, proceedings=lines)
        for code in ("convicted_24m", "conviction_days", "exploiter_convicted_24m"):
            assert "exploitation_related" in unanswered(known, code)

    def test_a_verdict_on_an_uncertain_day_is_told(self) -> None:
        known = records(**ONE, proceedings=f"{CHARGED}C convicted 2021-07 X H1 true")
        found = figure(known, "exploiter_convicted_24m")
        assert (found.denominator, found.excluded) == (0, {"day of a conviction uncertain": 1})
        found = figure(known, "convicted_24m")  # surely within it
        assert (found.value, found.denominator, found.excluded) == (1, 1, {})
        assert figure(known, "conviction_days").excluded == {"day of convicted uncertain": 1}


PART = """case_id survivor_id event occurred_on amount currency
    C1 S1 engaged_with_justice 2021-04-01 - -
    C2 S3 declined_to_engage 2021-05-01 - -
    C1 S1 testified 2021-08-01 - -
    C1 S1 special_measures 2021-08-01 - -
    C1 S2 engaged_with_justice 2021-07-01 - -
    C1 S2 testified 2021-08-02 - -
    C1 S1 compensation_ordered 2021-08-10 1000 GBP
    C1 S1 compensation_paid 2021-09-19 250 GBP
    C1 S2 compensation_ordered 2021-08-10 100 GBP
    C2 S3 compensation_ordered 2021-08-10 900 INR
    C2 S3 compensation_paid 2021-09-01 900 INR"""
BORN = "survivor_id birth_year\nS1 2006\nS2 1990\nS3 -"


class TestTheirPart:
    known = records(**CASE, participation=PART, survivors=BORN)

    def test_who_chose_to_engage(self) -> None:
        assert figure(self.known, "engaged_3m").value == pytest.approx(1 / 3)
        assert figure(self.known, "engaged_12m").value == pytest.approx(2 / 3)

    def test_who_gave_evidence_and_how(self) -> None:
        assert figure(self.known, "testified_24m").value == pytest.approx(2 / 3)
        assert figure(self.known, "special_measures_used").value == 1 / 2

    def test_children(self) -> None:
        found = figure(self.known, "child_friendly_procedure")
        assert (found.value, found.denominator) == (1, 1)

    def test_compensation_ordered_and_received(self) -> None:
        assert figure(self.known, "compensation_ordered_24m").value == 1
        found = figure(self.known, "compensation_paid_12m")
        assert found.value == pytest.approx(2 / 3)
        assert found.denominator == 3
        assert figure(self.known, "compensation_days").value == 40

    def test_how_much_of_it_was_paid(self) -> None:
        found = figure(self.known, "compensation_paid_share")
        assert found.value == pytest.approx((0.25 + 0 + 1) / 3)
        assert (found.parts["ordered in GBP"], found.parts["paid in GBP"]) == (1100, 250)
        assert found.naive == pytest.approx((0.25 + 1) / 2)

    def test_another_currency_is_not_converted(self) -> None:
        other = PART.replace("C2 S3 compensation_paid 2021-09-01 900 INR",
                             "C2 S3 compensation_paid 2021-09-01 9 GBP")  # fmt: skip
        found = figure(records(**CASE, participation=other), "compensation_paid_share")
        assert found.value == pytest.approx(0.25 / 2)  # of S3, who got some pounds, it is not known
        assert found.missing == 1

    def test_who_engaged_before_the_report_had_engaged(self) -> None:
        early = PART.replace("engaged_with_justice 2021-04-01", "engaged_with_justice 2021-02-01")
        found = figure(records(**CASE, participation=early), "engaged_3m")
        assert found.value == pytest.approx(1 / 3)
        assert (found.denominator, found.excluded) == (3, {})


def test_convictions_among_the_concluded_stand_beside() -> None:
    found = figure(records(**CASE), "convicted_24m")
    assert found.parts["share of those whose wait has ended"] == 1 / 2


def test_a_follow_up_in_time_and_later() -> None:
    home = """survivor_id milestone occurred_on
        A arrived_home 2021-03-01
        A follow_up_3m 2021-07-31
        B arrived_home 2021-03-01
        B follow_up_3m 2021-08-01"""  # 152 and 153 days after: 91, and 61 more
    found = figure(records(milestones=home), "follow_up_3m_done")
    assert (found.value, found.parts["followed up later"], found.naive) == (1 / 2, 1, 1)


def test_a_follow_up_that_tells_nothing_leaves_what_others_told() -> None:
    """A was found safe and then not asked; B declined to say; C was not safe once."""
    home = """survivor_id milestone occurred_on result
        A arrived_home 2021-03-01 -
        A follow_up_3m 2021-06-01 safe
        A follow_up_3m 2021-06-20 -
        B arrived_home 2021-03-01 -
        B follow_up_3m 2021-06-01 declined
        C arrived_home 2021-03-01 -
        C follow_up_3m 2021-06-01 safe
        C follow_up_3m 2021-06-20 unsafe"""
    found = figure(records(milestones=home), "follow_up_3m_done").parts
    assert (found["found safe"], found["not found safe"], found["safety not recorded"]) == (1, 1, 1)


TWO_CASES = {
    "cases": "case_id survivor_id\nC1 A\nC2 B",
    "accused": "case_id accused_id kind\nC1 X person\nC2 X person",
    "exploited": "accused_id survivor_id\nX A\nX B",
    "survivors": "survivor_id\nA\nB",
}


class TestConvictedInTheCaseOfSomebodyElse:
    """X exploited A and B, whose cases were reported in January 2020 and on 1 April 2021."""

    BEFORE = """case_id event occurred_on accused_id exploitation_related
        C1 reported 2020-01-01 - -
        C1 charged 2020-02-01 X true
        C1 convicted 2020-12-01 X true
        C2 reported 2021-04-01 - -
        C2 charged 2021-05-01 X true"""

    def theirs(self, more: str = "") -> IndicatorResult:
        known = records(**TWO_CASES, proceedings=f"{self.BEFORE}\n{more}")
        return figure(known, "exploiter_convicted_24m")

    def test_before_the_report_does_not_leave_the_survivor_out(self) -> None:
        found = self.theirs("        C2 convicted 2022-01-01 X true")
        assert (found.value, found.denominator, found.excluded) == (1, 1, {})

    def test_nor_is_it_the_conviction_that_they_wait_for(self) -> None:
        found = self.theirs()
        assert (found.value, found.parts["followed that far without it"]) == (0, 1)

    def test_nor_does_it_keep_their_own_case_open(self) -> None:
        found = self.theirs("        C2 acquitted 2022-01-01 X -")
        assert (found.value, found.parts["all cases closed without"]) == (0, 1)

    def test_after_the_report_it_counts(self) -> None:
        later = self.BEFORE.replace("2020-12-01", "2021-12-01")
        known = records(**TWO_CASES, proceedings=later)
        assert figure(known, "exploiter_convicted_24m").value == 1
