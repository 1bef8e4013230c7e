"""With whom contact was lost, on record or without a word: answers worked out on paper."""

from __future__ import annotations

import pytest

from outcome_cards import CARDS, figure, records
from recovery.days import Period
from recovery.indicators import LossRule
from recovery.indicators.afterwards import WITHIN
from recovery.results import IndicatorResult

MARCH = Period("2021-03-01", "2021-03-31")
HEAD = "survivor_id milestone occurred_on\n"


def lost(lines: str, **more: str) -> IndicatorResult:
    """Ask of those who came in March; the records end on 31 December 2023."""
    return figure(records(milestones=HEAD + lines, **more), "lost_12m", period=MARCH)


def test_who_was_not_heard_of_any_more_is_lost_since_the_last_contact() -> None:
    silent = "".join(f"{who} intake 2021-03-01\n{who} legal_aid 2021-04-01\n" for who in "ABC")
    found = lost(f"{silent}D intake 2021-03-01\nD legal_aid 2023-12-01")
    assert (found.value, found.numerator, found.denominator) == (3 / 4, 3, 4)
    assert (found.parts["at least"], found.parts["at most"]) == (3 / 4, 3 / 4)
    assert (found.parts["median days"], found.censored) == (31, 0)
    assert found.naive == 0
    assert "on record only" in found.naive_reason


def test_who_was_heard_of_in_the_last_three_months_is_still_followed() -> None:
    for day, gone in (("2022-01-13", 0), ("2022-01-12", 1)):  # 91 and 92 days before
        found = lost(f"A intake 2021-03-01\nA legal_aid {day}", as_of="2022-04-14")
        assert (found.denominator, found.numerator) == (1, gone), day


def test_who_was_heard_of_later_was_not_lost_within_the_year() -> None:
    found = lost("A intake 2021-03-01\nA legal_aid 2022-03-02")  # day 366
    assert (found.value, found.censored) == (0, 0)
    assert lost("A intake 2021-03-01\nA legal_aid 2022-03-01").value == 1


@pytest.mark.parametrize("code", ["lost_contact", "unplanned_exit", "withdrew_from_service"])
def test_what_is_on_record_counts_at_once_unless_they_came_back(code: str) -> None:
    left = f"A intake 2021-03-01\nA {code} 2021-06-01\n"
    assert lost(left, as_of="2021-07-01").numerator == 1
    met = "survivor_id contacted_on result\nA 2021-06-20 reached"
    seen = lost(left, as_of="2021-07-01", contacts=met)
    assert (seen.numerator, seen.censored) == (0, 1)
    back = "A recontacted 2021-06-20\nA consented_to_service 2021-06-20\n"
    assert lost(left + back, as_of="2021-07-01").numerator == 0
    assert lost(f"{left}{back}A legal_aid 2022-04-01", as_of="2022-05-01").value == 0


@pytest.mark.parametrize("code", ["died", "re_trafficked", "deported", "planned_closure"])
def test_another_end_is_no_loss_and_a_loss_before_it_is(code: str) -> None:
    found = lost(f"A intake 2021-03-01\nA {code} 2021-06-01")
    assert (found.value, found.parts[code]) == (0, 1)
    before = lost(f"A intake 2021-03-01\nA lost_contact 2021-05-01\nA {code} 2021-06-01")
    assert (before.value, before.parts["median days"]) == (1, 61)


def test_while_there_is_time_they_may_be_found_again() -> None:
    found = lost("A intake 2021-03-01", as_of="2021-07-01")
    assert (found.value, found.lower, found.upper) == (1, 0, 1)
    over = lost("A intake 2021-03-01", as_of="2022-03-01")
    assert (over.parts["at least"], over.parts["at most"]) == (1, 1)


def test_scores_are_of_those_lost_within_the_year_and_of_all_others() -> None:
    forms = """survivor_id instrument assessed_on status respondent total
        A phq9 2021-03-01 done survivor 20
        B phq9 2021-03-01 done survivor 10
        C phq9 2023-12-01 done survivor 4"""
    lines = "A intake 2021-03-01\nB intake 2021-03-01\nB lost_contact 2023-03-01\n"
    found = lost(f"{lines}C intake 2021-03-01", assessments=forms)
    assert found.parts["mean last score of those lost"] == 20
    assert found.parts["mean last score of the others"] == (10 + 4) / 2


def test_the_window_is_that_of_what_became_of_people_later() -> None:
    rule = CARDS["lost_12m"].rule
    assert isinstance(rule, LossRule)
    assert rule.within == WITHIN
    assert "longer than 91 days" in rule.in_words


@pytest.mark.parametrize("code", ["lost_contact", "unplanned_exit"])
@pytest.mark.parametrize("end", ["died", "re_trafficked", "planned_closure"])
def test_who_was_heard_of_again_before_another_end_was_not_lost(code: str, end: str) -> None:
    lines = f"A intake 2021-03-01\nA {code} 2021-04-01\nA {end} 2021-09-01"
    met = "survivor_id contacted_on result\nA 2021-06-01 reached"
    assert lost(lines, contacts=met).value == 0
    assert lost(lines).value == 1


def test_an_uncertain_end_after_the_year_leaves_nobody_out() -> None:
    here = "B intake 2021-03-01\nB legal_aid 2023-12-01\n"
    found = lost(f"{here}A intake 2021-03-01\nA lost_contact 2021-04-01\nA died 2023-05")
    assert (found.value, found.denominator) == (1 / 2, 2)
    closed = "C intake 2021-03-01\nC planned_closure 2021-05\n"  # wholly within the year
    silent = lost(f"{here}{closed}A intake 2021-03-01\nA legal_aid 2021-04-01")
    assert (silent.numerator, silent.denominator) == (1, 3)
