"""How many months until as many people have come: the inflow that is counted."""

from __future__ import annotations

import math
from typing import Any

import pytest

from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.estimators import (
    events_for_hazard_ratio,
    exposure_for_rate,
    people_for_share,
    people_for_two_shares,
)
from recovery.indicators import OUTCOMES, months_until
from recovery.register import Snapshot
from small_cards import People, card
from timelines import known

NEEDED = people_for_share(0.5, half_width=0.1)
"""93 people."""
(RATE,) = (each for each in OUTCOMES if each.code == "re_trafficking_rate")
LIVES = """
    A intake 2021-06-01
    B intake 2022-02-01
    C intake 2022-05-01
    C rescued 2022-04-01
    D intake 2022-09-01
    E rescued 2022-03-01
"""


def test_the_inflow_of_the_last_twelve_months() -> None:
    found = months_until(NEEDED, known(LIVES))
    assert found.inflow == pytest.approx(3 / 12)
    assert found.months == pytest.approx(93 * 4)
    assert "inflow from 2022-01-01 to 2022-12-31: 3 people" in found.about.notes[-1]
    assert found.about.as_of == "2022-12-31"


def test_the_interval_is_that_of_a_count() -> None:
    """The exact interval of a count of 3 is 0.6187 to 8.7673."""
    found = months_until(NEEDED, known(LIVES))
    assert found.months_lower == pytest.approx(93 * 12 / 8.76727, rel=1e-5)
    assert found.months_upper == pytest.approx(93 * 12 / 0.61867, rel=1e-5)


def test_another_origin_and_period() -> None:
    half = Period.months("2022-03/2022-08")
    found = months_until(NEEDED, known(LIVES), origin="rescued", period=half)
    assert found.inflow == pytest.approx(2 / (184 * 12 / 365))


def test_nobody_who_did_not_consent() -> None:
    asked = known(LIVES, consents="B research 2022-02-01")
    assert months_until(NEEDED, asked, purpose="research").inflow == pytest.approx(1 / 12)


def test_where_nobody_came_it_takes_for_ever() -> None:
    found = months_until(NEEDED, known("A rescued 2022-03-01"))
    assert found.inflow == 0
    assert math.isinf(found.months)
    assert math.isinf(found.months_upper)
    assert found.months_lower == pytest.approx(93 * 12 / 3.6889, rel=1e-4)


def test_it_shows_itself() -> None:
    shown = repr(months_until(NEEDED, known(LIVES)))
    assert "about 372 months at the recent inflow (127.3 to 1,803.9)" in shown


def test_a_question_about_events_has_no_people_to_wait_for() -> None:
    with pytest.raises(DefinitionError, match="says nothing about people"):
        months_until(events_for_hazard_ratio(2), known(LIVES))


def test_who_is_there_already_is_not_waited_for() -> None:
    """Of 93 people, 33 are there: 60 come at 3 a year in 240 months."""
    found = months_until(NEEDED, known(LIVES), already=33)
    assert found.months == pytest.approx(60 * 4)
    assert found.people == 93
    assert "there already, and not waited for: 33" in found.about.notes
    assert months_until(NEEDED, known(LIVES), already=100).months == 0
    assert months_until(NEEDED, known("A rescued 2022-03-01"), already=93).months == 0


def test_of_two_groups_only_that_after_a_change_is_waited_for() -> None:
    plan = people_for_two_shares(0.5, 0.6)
    found = months_until(plan, known(LIVES), already=plan.groups[0])
    assert found.months == pytest.approx(plan.groups[1] * 4)
    assert found.months == pytest.approx(months_until(plan, known(LIVES)).months / 2)


FREED = """
    A rescued 2021-07-01
    B rescued 2022-03-01
    C rescued 2022-05-01
    D rescued 2022-02-01
    D re_trafficked 2022-02-11
"""
RARE = exposure_for_rate(0.1, half_width=0.05)
"""153.7 years."""


def in_contact() -> Snapshot:
    return known(FREED, contacts="A 2022-06-30 reached\nB 2022-03-31 reached")


def test_years_of_contact_are_those_within_the_period() -> None:
    """A from 1 January on, 180 days; B 30; C none after that day; D the middle of 10 days."""
    found = months_until(RARE, in_contact(), rate=RATE)
    years = (180 + 30 + 5) / 365.25
    assert found.inflow == pytest.approx(years / 12)
    assert found.months == pytest.approx(RARE.exposure / (years / 12))
    assert "contact from 2022-01-01 to 2022-12-31: 0.6 years" in found.about.notes[-1]
    assert repr(found).endswith("months at the recent inflow)")


def test_years_of_contact_of_another_period_and_of_those_who_consent() -> None:
    first = Period("2022-01-01", "2022-03-10")
    found = months_until(RARE, in_contact(), rate=RATE, period=first)
    years = (69 + 10 + 5) / 365.25
    assert found.inflow == pytest.approx(years / (69 * 12 / 365))
    asked = known(FREED, contacts="A 2022-06-30 reached", consents="D research 2022-01-01")
    found = months_until(RARE, asked, rate=RATE, purpose="research")
    assert found.inflow * 12 == pytest.approx(5 / 365.25)


def test_years_that_are_there_already_are_not_waited_for() -> None:
    whole, half = (
        months_until(RARE, in_contact(), rate=RATE, already=years).months
        for years in (0, RARE.exposure / 2)
    )
    assert half == pytest.approx(whole / 2)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"needed": RARE}, "is about exposure: name in rate="),
        ({"needed": NEEDED, "rate": RATE}, "is about people, who are counted by their origin"),
        ({"needed": RARE, "rate": card(People(), code="met")}, "'met' is no rate per years"),
        ({"needed": NEEDED, "already": -1}, "already must be a number from 0 on, but was -1"),
        ({"needed": NEEDED, "already": "all"}, "already must be a number from 0 on"),
    ],
)
def test_what_cannot_be_told_is_refused(asked: dict[str, Any], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        months_until(known=known(LIVES), **asked)


def test_a_period_that_has_not_ended_is_refused() -> None:
    with pytest.raises(DefinitionError, match="cannot be counted up to 2023-02-28"):
        months_until(NEEDED, known(LIVES), period=Period.year(2022))
