"""An exit or a refusal that was undone ends nothing: answers worked out on paper."""

from __future__ import annotations

import pytest

import recovery as rc
from outcome_cards import CARDS, figure, records
from recovery.days import Period
from recovery.indicators.score_rule import ScoreRule
from recovery.results import IndicatorResult

MARCH = Period("2021-03-01", "2021-03-31")
HEAD = "survivor_id milestone occurred_on\n"
LEFT = f"{HEAD}A intake 2021-03-01\nA unplanned_exit 2021-03-31\n"  # day 30
BACK = "A recontacted 2021-04-30\n"  # day 60
HOUSED = "A safe_housing 2021-06-09\n"  # day 100
GAVE_UP = f"{HEAD}A consented_to_return 2021-03-01\nA refused_return 2021-04-01\n"
AGAIN = "A consented_to_return 2021-05-01\n"
HOME = "A arrived_home 2021-06-01\n"  # day 92


def housed(lines: str, *, as_of: str = "2023-12-31") -> IndicatorResult:
    return figure(records(milestones=lines, as_of=as_of), "safe_housing_12m", period=MARCH)


class TestAnExit:
    def test_ends_the_wait_while_it_is_not_undone(self) -> None:
        found = housed(LEFT + HOUSED)
        assert (found.value, found.parts["unplanned_exit"]) == (0, 1)

    def test_ends_nothing_once_contact_was_found_again(self) -> None:
        found = housed(LEFT + BACK + HOUSED)
        assert (found.value, found.parts["safe_housing"]) == (1, 1)
        assert "unplanned_exit" not in found.parts
        assert any("went on: 1" in note for note in found.about.notes)
        assert figure(records(milestones=LEFT + BACK + HOUSED), "safe_housing_days").value == 100

    def test_counts_what_came_before_contact_was_found_again(self) -> None:
        assert housed(f"{LEFT}{HOUSED}A recontacted 2022-06-01\n").value == 1

    def test_on_the_day_of_the_recontact_is_undone(self) -> None:
        assert housed(f"{LEFT}A recontacted 2021-03-31\n{HOUSED}").value == 1

    def test_is_not_undone_by_an_earlier_recontact(self) -> None:
        assert housed(f"{LEFT}A recontacted 2021-03-20\n{HOUSED}").value == 0

    def test_of_two_the_last_stands(self) -> None:
        again = f"{LEFT}{BACK}A unplanned_exit 2021-05-10\n{HOUSED}"  # day 70
        assert housed(again).parts["unplanned_exit"] == 1
        assert housed(f"{again}A recontacted 2021-05-20").value == 1

    def test_that_may_or_may_not_have_been_undone_is_left_out_and_bounded(self) -> None:
        found = housed(
            f"{LEFT}A recontacted 2021-03\n{HOUSED}B intake 2021-03-01\nB died 2022-05-01"
        )
        assert found.excluded == {"uncertain whether unplanned_exit was undone": 1}
        assert (found.denominator, found.parts["at most"]) == (1, 1 / 2)
        before = (
            f"{HEAD}A intake 2021-03-01\nA safe_housing 2021-03-20\nA unplanned_exit 2021-03-31"
        )
        assert housed(f"{before}\nA recontacted 2021-03").value == 1  # housed either way

    def test_on_an_uncertain_day_does_not_matter_once_surely_undone(self) -> None:
        lines = f"{HEAD}A intake 2021-03-01\nA unplanned_exit 2021-04\nA recontacted 2021-05-01\n"
        assert housed(lines + HOUSED).value == 1

    def test_is_what_is_known_on_the_day(self) -> None:
        lines = LEFT + BACK + HOUSED
        assert housed(lines, as_of="2021-04-29").parts["unplanned_exit"] == 1
        assert "unplanned_exit" not in housed(lines, as_of="2021-04-30").parts

    def test_that_may_still_be_undone_leaves_the_bounds_open(self) -> None:
        early = housed(LEFT, as_of="2021-04-29")
        assert (early.value, early.lower, early.upper) == (0, 0, 1)
        over = housed(LEFT, as_of="2022-03-01")  # her own year is over, and not that of all
        assert (over.parts["at least"], over.parts["at most"]) == (0, 0)

    def test_ends_the_wait_in_the_plain_question_as_before(self) -> None:
        known = records(milestones=LEFT + BACK + HOUSED)
        cohort = rc.select_cohort(known, origin="intake")
        events = cohort.time_to("safe_housing", competing="unplanned_exit")
        assert (events.exit.tolist(), events.event.tolist()) == ([30], [2])


class TestAWithdrawalFromTheService:
    FOUR = f"""{HEAD}A intake 2021-03-01
        A withdrew_from_service 2021-04-01
        B intake 2021-03-01
        B safe_housing 2021-06-01
        C intake 2021-03-01
        C unplanned_exit 2021-04-01
        D intake 2021-03-01
        D legal_aid 2022-06-01
        """

    def test_ends_the_wait_as_an_exit_does(self) -> None:
        found = housed(self.FOUR)
        assert (found.value, found.denominator, found.censored) == (1 / 4, 4, 0)
        assert found.parts["withdrew_from_service"] == 1

    def test_ends_nothing_once_they_agreed_again(self) -> None:
        found = housed(f"{self.FOUR}A consented_to_service 2021-05-01\nA safe_housing 2021-07-01")
        assert (found.value, found.denominator) == (2 / 4, 4)

    def test_ends_the_following_of_scores(self) -> None:
        forms = """survivor_id instrument assessed_on total
            A phq9 2021-03-01 20
            B phq9 2021-03-01 20
            B phq9 2022-03-01 4"""
        found = figure(
            records(milestones=self.FOUR, assessments=forms), "recovered_12m", period=MARCH
        )
        assert (found.value, found.parts["withdrew_from_service"]) == (1 / 2, 1)


class TestARefusal:
    def home(self, lines: str, code: str = "home_12m", **day: str) -> IndicatorResult:
        return figure(records(milestones=lines, **day), code, period=MARCH)

    def test_ends_the_wait_while_it_is_not_undone(self) -> None:
        assert self.home(GAVE_UP).parts["refused_return"] == 1

    def test_ends_nothing_once_consent_was_given_again(self) -> None:
        assert self.home(GAVE_UP + AGAIN + HOME).value == 1
        assert self.home(GAVE_UP + AGAIN + HOME, "home_days").value == 92
        assert self.home(GAVE_UP + AGAIN, "waiting_for_home_21w").value == 1

    def test_is_not_undone_by_the_consent_that_starts_the_clock(self) -> None:
        same = f"{HEAD}A consented_to_return 2021-03-01\nA refused_return 2021-03-01\n"
        assert self.home(same).parts["refused_return"] == 1
        assert self.home(same + AGAIN + HOME).value == 1

    def test_that_may_still_be_undone_may_wait_again(self) -> None:
        found = self.home(GAVE_UP, "waiting_for_home_21w", as_of="2021-04-30")
        assert (found.lower, found.upper) == (0, 1)


def test_scores_count_again_after_contact_was_found_again() -> None:
    lines = f"{LEFT}{BACK}A legal_aid 2023-06-01\n"
    forms = """survivor_id instrument assessed_on total
        A phq9 2021-03-01 20
        A phq9 2021-06-09 4"""
    assert figure(records(milestones=lines, assessments=forms), "recovered_6m").value == 1
    stays = figure(records(milestones=LEFT, assessments=forms), "recovered_6m")
    assert (stays.value, stays.parts["unplanned_exit"]) == (0, 1)


@pytest.mark.parametrize("code", ["safe_housing_12m", "home_12m", "employed_12m"])
def test_the_card_says_so(code: str) -> None:
    words = CARDS[code].rule.in_words
    assert "What was undone by the day of the data (" in words
    assert "does not end it" in words


def test_a_rule_of_scores_says_so() -> None:
    rule = CARDS["recovered_12m"].rule
    assert isinstance(rule, ScoreRule)
    assert "undone" in rule.in_words
