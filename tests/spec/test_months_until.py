"""How many months until as many people have come: the inflow that is counted."""

from __future__ import annotations

import math

import pytest

from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.estimators import exposure_for_rate, people_for_share
from recovery.indicators import months_until
from timelines import known

NEEDED = people_for_share(0.5, half_width=0.1)
"""93 people."""
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
        months_until(exposure_for_rate(0.1, half_width=0.01), known(LIVES))


def test_a_period_that_has_not_ended_is_refused() -> None:
    with pytest.raises(DefinitionError, match="cannot be counted up to 2023-02-28"):
        months_until(NEEDED, known(LIVES), period=Period.year(2022))
