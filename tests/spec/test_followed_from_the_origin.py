"""What keeps nobody from coming counts from the origin on, whenever people came: on paper."""

from __future__ import annotations

import pytest

from outcome_cards import CARDS, HALF, figure, records
from recovery.indicators.time_rule import TimeRule

CASES = "case_id survivor_id\nK A\nL B\nM C"
REPORTED = """case_id event occurred_on
K reported 2021-03-01
L reported 2021-03-01
M reported 2021-03-01"""
LATER = """survivor_id milestone occurred_on
A intake 2021-04-01
B intake 2021-04-01
C intake 2021-04-01"""
PAID = """K A compensation_ordered 2021-03-25
K A compensation_paid 2021-03-28
L B compensation_ordered 2021-03-25"""
PART = "case_id survivor_id event occurred_on\n"


class TestBeforeTheyCame:
    def test_they_were_freed(self) -> None:
        known = records(
            milestones="""survivor_id milestone occurred_on
            A identified 2021-03-01
            A rescued 2021-03-11
            A intake 2021-03-20
            B identified 2021-03-01
            B rescued 2021-03-31
            B first_contact 2021-04-20"""
        )
        found = figure(known, "identified_to_freed_days")
        assert (found.value, found.numerator, found.denominator) == (10, 2, 2)  # half by day 10
        assert found.excluded == {}
        assert not any("after the origin" in note for note in found.about.notes)

    @pytest.mark.parametrize(
        ("code", "lines", "had", "of"),
        [
            (
                "engaged_3m",
                "K A engaged_with_justice 2021-03-05\nM C engaged_with_justice 2021-05-01",
                2,
                3,
            ),
            ("testified_24m", "K A testified 2021-03-20", 1, 3),
            (
                "compensation_ordered_24m",
                "K A compensation_ordered 2021-03-25\nL B compensation_ordered 2021-06-01",
                2,
                3,
            ),
            (
                "compensation_paid_12m",
                PAID,
                1,
                2,
            ),
        ],
    )
    def test_they_had_what_a_court_or_they_themselves_decided(
        self, code: str, lines: str, had: int, of: int
    ) -> None:
        known = records(cases=CASES, proceedings=REPORTED, participation=PART + lines,
                        milestones=LATER)  # fmt: skip
        found = figure(known, code)
        assert (found.value, found.numerator, found.denominator) == (had / of, had, of)
        assert found.about.method == "share of all, Wilson interval"

    def test_they_were_home(self) -> None:
        known = records(
            milestones="""survivor_id milestone occurred_on
            A consented_to_return 2021-03-01
            A arrived_home 2021-03-20
            A intake 2021-04-01
            B consented_to_return 2021-03-01
            B intake 2021-04-01"""
        )
        found = figure(known, "home_12m")
        assert (found.value, found.denominator) == (1 / 2, 2)


def test_without_saying_so_a_rule_watches_from_when_observation_began() -> None:
    known = records(
        milestones="""survivor_id milestone occurred_on
        A rescued 2021-03-01
        A safe_housing 2021-03-11
        A intake 2021-03-20
        B rescued 2021-03-01
        B intake 2021-03-20
        B legal_aid 2022-06-01"""
    )
    rule = TimeRule(origin="rescued", outcome="safe_housing")
    cohort = rule.cohort(known, HALF, None)
    assert len(rule.ask(cohort)) == 1  # whoever lives well may not have come
    assert "also those who came" not in rule.in_words


@pytest.mark.parametrize("code", ["engaged_12m", "home_days", "identified_to_freed_days"])
def test_the_card_says_it(code: str) -> None:
    assert "also those who came to be supported only later" in CARDS[code].rule.in_words
