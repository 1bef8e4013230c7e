"""What shows that somebody was safe, and what does not: answers worked out on paper."""

from __future__ import annotations

import pytest

from outcome_cards import figure, records
from recovery.results import IndicatorResult

FOUND = """survivor_id milestone occurred_on result
A rescued 2021-03-01 -
A re_trafficked 2021-09-17 -
B rescued 2021-03-01 -"""
SAFE = """survivor_id contacted_on result safety
A 2021-06-09 reached safe
B 2022-06-04 reached safe"""
"""A was safe on day 100 and found again on day 200; B was safe on day 460."""


def rate(more: str = "", **tables: str) -> IndicatorResult:
    known = records(milestones=f"{FOUND}\n{more}", contacts=SAFE, **tables)
    return figure(known, "re_trafficking_rate")


def per_100_years(found: int, *days: float) -> float:
    return found * 100 * 365.25 / sum(days)


@pytest.mark.parametrize(
    ("row", "last_safe"),
    [
        ("A follow_up_6m 2021-08-01 unsafe", 100),
        ("A follow_up_6m 2021-08-01 declined", 100),
        ("A follow_up_6m 2021-08-01 -", 100),
        ("A follow_up_6m 2021-08-01 safe", 153),
        ("A victim_status_refused 2021-08-01 -", 100),
        ("A unplanned_exit 2021-08-01 -", 100),
        ("A housing_lost 2021-08-01 -", 100),
        ("A repatriation_ordered 2021-08-01 -", 100),
        ("A therapy_started 2021-08-01 -", 153),
        ("A safe_housing 2021-08-01 -", 153),
    ],
)
def test_only_a_meeting_without_word_of_danger_shows_safety(row: str, last_safe: int) -> None:
    """The 1st of August is day 153."""
    assert rate(row).value == pytest.approx(per_100_years(1, (last_safe + 200) / 2, 460))


@pytest.mark.parametrize(
    ("event", "last_safe"), [("compensation_ordered", 100), ("testified", 153)]
)
def test_what_a_court_decides_shows_nothing_and_a_day_in_court_does(
    event: str, last_safe: int
) -> None:
    part = f"case_id survivor_id event occurred_on\nC1 A {event} 2021-08-01"
    found = rate(participation=part, cases="case_id survivor_id\nC1 A")
    assert found.value == pytest.approx(per_100_years(1, (last_safe + 200) / 2, 460))


class TestFoundAfterDeath:
    """A died on day 111, and it was learned on day 200 that A had been exploited again."""

    def test_the_harm_lies_between_the_last_safe_contact_and_death(self) -> None:
        found = rate("A died 2021-06-20 -")
        assert found.parts["found"] == 1
        assert found.value == pytest.approx(per_100_years(1, (100 + 111) / 2, 460))
        assert any("after death" in note for note in found.about.notes)

    def test_it_is_among_those_exploited_again_within_the_year(self) -> None:
        known = records(milestones=f"{FOUND}\nA died 2021-06-20 -", contacts=SAFE)
        assert figure(known, "re_trafficked_12m").value == pytest.approx(1 / 2)
