"""The way home, convictions, evidence and compensation: answers worked out on paper."""

from __future__ import annotations

import math

import pytest

from outcome_cards import figure, records, unanswered

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
        assert (found.parts["found safe"], found.naive) == (1, 1)
        early = figure(records(milestones=RETURNS, as_of="2021-10-31"), "follow_up_3m_done")
        assert early.excluded == {"not due yet": 1}
        assert early.value == 1

    def test_who_died_before_was_not_due(self) -> None:
        died = f"{RETURNS}\nC died 2021-09-10 -"
        found = figure(records(milestones=died), "follow_up_3m_done")
        assert (found.value, found.excluded) == (1, {"died before": 1})


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
    "proceedings": """case_id event occurred_on accused_id
        C1 reported 2021-03-01 -
        C2 reported 2021-04-01 -
        C1 charged 2021-03-10 A1
        C1 charged 2021-03-10 A2
        C2 charged 2021-04-10 A3
        C2 charged 2021-04-10 A4
        C1 convicted 2022-03-10 A1
        C1 acquitted 2022-03-10 A2""",
}


class TestConvictions:
    def test_of_everyone_charged_and_not_of_the_concluded(self) -> None:
        found = figure(records(**CASE), "convicted_24m")
        assert found.value == pytest.approx(1 / 3)
        assert found.denominator == 3  # no companies
        assert (found.naive, found.parts["acquitted"]) == (1 / 2, 1)

    def test_a_conviction_that_was_quashed_does_not_count(self) -> None:
        more = CASE["proceedings"] + "\n        C1 conviction_quashed 2022-12-01 A1"
        found = figure(records(**{**CASE, "proceedings": more}), "convicted_24m")
        assert (found.value, found.parts["conviction_quashed"]) == (0, 1)
        before = figure(
            records(**{**CASE, "proceedings": more}, as_of="2022-11-30"), "convicted_24m"
        )
        assert before.parts["convicted"] == 1
        again = f"{more}\n        C1 convicted 2023-03-01 A1"
        found = figure(records(**{**CASE, "proceedings": again}), "convicted_24m")
        assert found.parts["convicted"] == 1

    def test_a_shared_case_is_not_enough_for_a_survivor(self) -> None:
        found = figure(records(**CASE), "exploiter_convicted_24m")
        assert found.value == pytest.approx(1 / 3)  # S1; of S2 the exploiter was acquitted
        assert found.parts["all cases closed without"] == 1
        assert found.naive == 1 / 2

    def test_a_quashed_conviction_is_none(self) -> None:
        more = CASE["proceedings"] + "\n        C1 conviction_quashed 2022-12-01 A1"
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
        assert found.value == pytest.approx(0.25 / 3)
