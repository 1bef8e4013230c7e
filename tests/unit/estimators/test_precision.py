"""How many people a question takes: by hand, monotone, and what is refused."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.estimators import (
    events_for_hazard_ratio,
    exposure_for_rate,
    exposure_for_two_rates,
    people_for_medians,
    people_for_share,
    people_for_two_shares,
)
from recovery.estimators.proportion import proportion

Z = 1.959963984540054
POWER = 0.8416212335729143


def test_a_normal_interval_by_hand() -> None:
    """1.96 squared, times a quarter, over a hundredth: 96.04, so 97 people."""
    assert people_for_share(0.5, half_width=0.1, interval="normal").people == 97
    assert round(0.25 * Z**2 / 0.01, 2) == 96.04


@given(
    count=st.integers(0, 30),
    more=st.integers(0, 60),
    level=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
)
def test_wilson_is_as_narrow_as_asked_and_not_with_one_fewer(
    count: int, more: int, level: float
) -> None:
    """The interval of a share of n people, asked for its own half-width, takes n people."""
    n = count + more + 1
    found = proportion(count, n, level=level)
    half = (found.upper - found.lower) / 2
    if half < 0.5:
        asked = people_for_share(count / n, half_width=half * (1 + 1e-9), level=level)
        assert asked.people == n


def test_two_rates_by_hand() -> None:
    """(1.96 + 0.84) squared times 0.12 over 0.04 squared is 588.7 in each of two groups."""
    found = exposure_for_two_rates(0.04, 0.08)
    each = (Z + POWER) ** 2 * 0.12 / 0.04**2
    assert each == pytest.approx(588.7, abs=0.1)
    assert found.exposure == pytest.approx(2 * each)
    assert found.events == 71


def test_a_rate_by_hand() -> None:
    found = exposure_for_rate(0.04, half_width=0.01)
    assert found.exposure == pytest.approx(Z**2 * 0.04 / 0.0001)
    assert found.events == 62
    assert found.people is None


def test_events_by_hand() -> None:
    """(1.96 + 0.84) squared is 7.849; over a quarter of log(2) squared, 65.3."""
    assert (Z + POWER) ** 2 / (0.25 * log(2) ** 2) == pytest.approx(65.3, abs=0.1)
    assert events_for_hazard_ratio(2).events == 66
    assert events_for_hazard_ratio(0.5).events == 66
    assert events_for_hazard_ratio(2, share=0.25).events == 88


def test_medians_by_hand() -> None:
    """Followed for one median of the first and half of the second: shares 1/2 and 1 - 1/sqrt(2)."""
    found = people_for_medians(100, 200, followed=100)
    events = (Z + POWER) ** 2 / (0.25 * log(2) ** 2)
    people = events / ((0.5 + 1 - 2**-0.5) / 2)
    assert found.groups[0] == pytest.approx(people / 2, abs=1)
    assert found.groups[0] >= people / 2
    assert found.events == 66


def test_time_to_come_in_is_time_to_have_the_event() -> None:
    """Half of 200 days more on average, with the exact share of those who come in evenly."""
    hazard = log(2) / 100
    share = 1 - exp(-hazard * 100) * (1 - exp(-hazard * 200)) / (hazard * 200)
    assert share == pytest.approx(1 - 0.5 * 0.75 / (2 * log(2)))
    longer = people_for_medians(100, 150, followed=100, recruited=200).people
    shorter = people_for_medians(100, 150, followed=100).people
    assert longer is not None
    assert shorter is not None
    assert longer < shorter


@given(
    first=st.floats(0.05, 0.95),
    second=st.floats(0.05, 0.95),
    ratio=st.sampled_from([0.5, 1.0, 3.0]),
)
def test_two_shares_are_as_far_apart_whichever_comes_first(
    first: float, second: float, ratio: float
) -> None:
    if abs(first - second) > 0.01:
        one = people_for_two_shares(first, second, ratio=ratio).groups
        other = people_for_two_shares(second, first, ratio=1 / ratio).groups
        assert one == pytest.approx(other[::-1], abs=1)


def test_more_is_needed_for_less() -> None:
    def people(difference: float) -> int:
        return people_for_two_shares(0.4, 0.4 + difference).groups[0]

    assert people(0.05) > people(0.1) > people(0.2)


def test_it_says_that_it_is_a_plan() -> None:
    found = people_for_share(0.3, half_width=0.05)
    assert "a plan from assumed figures" in found.about.notes[0]
    assert found.columns()["people"].item() == found.people
    assert repr(found) in found._repr_html_()


@given(power=st.floats(0.03, 0.99), ratio=st.sampled_from([1.0, 2.0]))
def test_more_power_never_takes_fewer(power: float, ratio: float) -> None:
    more = power + 0.005

    def asked(power: float) -> tuple[float, ...]:
        shares = people_for_two_shares(0.5, 0.6, power=power, ratio=ratio).people
        medians = people_for_medians(100, 150, followed=100, power=power).people
        assert shares is not None
        assert medians is not None
        return shares, medians, exposure_for_two_rates(0.04, 0.08, power=power).exposure

    assert all(less <= most for less, most in zip(asked(power), asked(more), strict=True))


@pytest.mark.parametrize("power", [0.001, 0.01, 0.025])
@pytest.mark.parametrize(
    "ask",
    [
        lambda power: people_for_two_shares(0.5, 0.6, power=power),
        lambda power: exposure_for_two_rates(0.04, 0.08, power=power),
        lambda power: events_for_hazard_ratio(2, power=power),
        lambda power: people_for_medians(100, 150, followed=100, power=power),
    ],
)
def test_what_is_seen_by_chance_as_often_takes_nobody(ask: Any, power: float) -> None:
    """Two-sided at 0.05, one direction is seen in 0.025 of tests where there is none."""
    with pytest.raises(DefinitionError, match=r"power must be above 0\.025, but was"):
        ask(power)


def test_groups_so_unequal_that_little_power_takes_nobody() -> None:
    """Of 1 and 100, nearly all the pooled share is the second's, which hardly varies."""
    with pytest.raises(DefinitionError, match=r"power must be above 0\.317, but was 0\.1"):
        people_for_two_shares(0.5, 0.01, ratio=100, power=0.1)
    assert people_for_two_shares(0.5, 0.01, ratio=100, power=0.8).people is not None


@pytest.mark.parametrize(
    "ask",
    [
        lambda: people_for_medians(1e300, 2e300, followed=1),
        lambda: people_for_medians(10**400, 9, followed=1),
        lambda: people_for_share(0.5, half_width=1e-200),
        lambda: people_for_share(0.5, half_width=1e-9),
        lambda: exposure_for_rate(1e300, half_width=1e-5),
        lambda: exposure_for_two_rates(1e-200, 2e-200, ratio=1e-300),
    ],
)
def test_more_than_can_be_counted_is_refused_in_words(ask: Any) -> None:
    with pytest.raises(DefinitionError, match="more people or events than can be counted"):
        ask()


def test_numbers_far_apart_need_few() -> None:
    assert people_for_medians(1e-300, 1e300, followed=1).groups == (1, 1)
    assert people_for_share(0.5, half_width=0.1, level=1 - 1e-16).groups > (93,)


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (lambda: people_for_share("half", half_width=0.1), "share must be a number, but was 'half"),  # type: ignore[arg-type]  # on purpose
        (lambda: people_for_share(True, half_width=0.1), "share must be a number, but was True"),
        (lambda: people_for_two_shares(0.5, 0.6, level="9"), "level must be a number, but was '9'"),  # type: ignore[arg-type]  # on purpose
        (lambda: people_for_medians(9, 8, followed=1, recruited="x"), "recruited must be a number"),  # type: ignore[arg-type]  # on purpose
        (lambda: exposure_for_rate(0.1, half_width=None), "half_width must be a number"),  # type: ignore[arg-type]  # on purpose
        (lambda: people_for_share(1.2, half_width=0.1), "share must be from 0 to 1, but was 1.2"),
        (lambda: people_for_share(0.5, half_width=0), "half_width must be strictly between 0"),
        (lambda: people_for_share(0.5, half_width=0.1, level=1), "level must be strictly between"),
        (lambda: people_for_share(0.5, half_width=0.1, interval="exact"), "interval"),
        (lambda: people_for_two_shares(0.5, 0.5), "first and second must differ"),
        (lambda: people_for_two_shares(0.5, 0.6, ratio=0), "ratio must be above 0"),
        (lambda: people_for_two_shares(0.5, 0.6, power=1), "power must be strictly between"),
        (lambda: exposure_for_rate(0, half_width=1), "rate must be above 0"),
        (lambda: exposure_for_two_rates(0.1, 0.1), "first and second must differ"),
        (lambda: events_for_hazard_ratio(1), "a hazard ratio of 1 is no difference"),
        (lambda: events_for_hazard_ratio(-1), "hazard_ratio must be above 0"),
        (lambda: people_for_medians(100, 100, followed=1), "first and second must differ"),
        (lambda: people_for_medians(100, 90, followed=1, recruited=-1), "recruited must be 0"),
        (lambda: people_for_medians(100, float("nan"), followed=1), "second must be above 0"),
    ],
)
def test_what_cannot_be_planned_is_refused(ask: Any, fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        ask()
