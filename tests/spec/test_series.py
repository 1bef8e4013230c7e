"""Indicators over several periods: which version answers, and where a series breaks."""

from __future__ import annotations

import pytest

from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.indicators import Indicator, evaluate, series
from recovery.results import IndicatorResult, NotMeasured
from small_cards import People, Share, card
from timelines import known

TIMELINES = """
    A rescued 2021-04-01
    B rescued 2021-10-01
    B intake  2021-10-02
    C intake  2022-04-01
    D rescued 2022-05-01
    A rescued 2022-05-01 2
"""
SPRING_21, AUTUMN_21, SPRING_22 = (
    "2021-03-01/2021-08-31",
    "2021-09-01/2022-02-28",
    "2022-03-01/2022-08-31",
)
HALVES = Period("2021-03-01", "2022-08-31").half_years()
OLD = card(valid_to="2022-02-28")
NEW = card(People(("rescued", "intake")), version=2, supersedes=1, valid_from="2022-03-01")


def values(*cards: Indicator, periods: tuple[Period, ...] = HALVES) -> list[float | None]:
    return [results["freed"].value for results in series(known(TIMELINES), cards, periods).values()]


def test_one_definition_answers_every_period() -> None:
    assert values(card()) == [1, 1, 2]


def test_a_year_is_not_the_sum_of_its_halves() -> None:
    twice = known("A rescued 2021-04-01\nA rescued 2021-10-01 2")
    halves = series(twice, (card(),), HALVES[:2])
    year = series(twice, (card(),), (Period.year(2021),))
    assert [results["freed"].value for results in halves.values()] == [1, 1]
    assert [results["freed"].value for results in year.values()] == [1]


def test_each_period_is_answered_by_the_version_in_force() -> None:
    assert values(OLD, NEW) == values(NEW, OLD) == [1, 1, 3]


def test_the_break_is_marked_and_nothing_is_joined_over_it() -> None:
    found = series(known(TIMELINES), (NEW, OLD), HALVES)
    assert found.breaks == (("freed", SPRING_22),)
    before, after = found.stretches("freed")
    assert list(before) == [SPRING_21, AUTUMN_21]
    assert list(after) == [SPRING_22]
    assert found.columns()["stretch"].tolist() == [1, 1, 2]
    assert found.columns()["version"].tolist() == [1, 1, 2]
    assert "figures of different versions are not comparable" in found.about.notes[0]
    assert "not comparable with before: freed from 2022-03-01/2022-08-31 on" in repr(found)


def test_a_period_in_which_no_version_was_in_force_throughout_is_not_measured() -> None:
    found = series(known(TIMELINES), (OLD, NEW), (Period("2021-12-01", "2022-05-31"),))
    result = next(iter(found.values()))["freed"]
    assert isinstance(result, NotMeasured)
    assert result.reason == (
        "no version of the definition was in force on all days of the period: version 1, until "
        "2022-02-28; version 2, from 2022-03-01 on"
    )
    assert found.columns()["stretch"].tolist() == [0]


def test_a_card_by_itself_counts_no_period_over_which_it_was_not_in_force() -> None:
    """The rule is that of a series, also where one version is asked for one period."""
    late = evaluate(known(TIMELINES), (NEW,), HALVES[1])["freed"]
    assert isinstance(late, NotMeasured)
    assert late.reason == (
        "no version of the definition was in force on all days of the period: version 2, from "
        "2022-03-01 on"
    )
    assert evaluate(known(TIMELINES), (NEW,), HALVES[2])["freed"].value == 3


def test_a_period_before_the_only_version_is_not_measured() -> None:
    found = series(known(TIMELINES), (NEW,), HALVES)
    assert [type(r["freed"]) for r in found.values()] == [NotMeasured, NotMeasured, IndicatorResult]
    assert found.breaks == (("freed", SPRING_22),)
    assert [list(stretch) for stretch in found.stretches("freed")] == [[SPRING_22]]


def test_a_version_that_returns_is_a_stretch_of_its_own() -> None:
    gone = card(valid_from="2021-09-01", valid_to="2022-02-28", version=2, supersedes=1)
    found = series(known(TIMELINES), (card(), gone), HALVES)
    assert found.columns()["version"].tolist() == [1, 2, 1]
    assert found.columns()["stretch"].tolist() == [1, 2, 3]


def test_of_two_versions_in_force_the_latest_answers() -> None:
    assert values(card(), card(People(("intake",)), version=2, supersedes=1)) == [0, 1, 1]


def test_several_indicators_stand_in_the_order_in_which_they_were_asked_for() -> None:
    share = card(Share(), code="housed", unit="share")
    found = series(known(TIMELINES), (share, card()), HALVES)
    assert found.codes == ("housed", "freed")
    columns = found.columns()
    assert columns["code"].tolist() == ["housed"] * 3 + ["freed"] * 3
    assert columns["denominator"].tolist()[1:3] == [1, 1]
    assert columns["start"].tolist()[:3] == ["2021-03-01", "2021-09-01", "2022-03-01"]


@pytest.mark.parametrize(
    ("periods", "fault"),
    [
        ((), "there is no period"),
        ((HALVES[0], HALVES[0]), "2021-03-01/2021-08-31 stands more than once"),
        ((Period("2022-09-01", "2023-02-28"),), "ends after the day of the snapshot, 2022-12-31"),
    ],
)
def test_periods_that_make_no_series_are_refused(periods: tuple[Period, ...], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        series(known(TIMELINES), (card(),), periods)


def test_half_years_years_and_rolling_years() -> None:
    assert Period.year(2023) == Period("2023-03-01", "2024-02-29")
    assert Period("9999-01-01", "9999-12-31").half_years() == (Period("9999-03-01", "9999-08-31"),)
    assert Period.year(2023).half_years() == (
        Period("2023-03-01", "2023-08-31"),
        Period("2023-09-01", "2024-02-29"),
    )
    assert Period.year(2022, first_month=1) == Period("2022-01-01", "2022-12-31")
    assert Period.ending("2022-05-31") == Period("2021-06-01", "2022-05-31")
    assert Period.ending("2024-02-29") == Period("2023-03-01", "2024-02-29")
    assert Period.ending("2022-05-14") == Period("2021-05-15", "2022-05-14")
    assert Period.ending("2022-03-30", months=1) == Period("2022-03-01", "2022-03-30")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2022-03/2022-08", "2021-09/2022-02"),
        ("2022-09/2023-02", "2022-03/2022-08"),
        ("2023-03/2024-02", "2022-03/2023-02"),
        ("2022", "2021"),
        ("2022-03", "2022-02"),
    ],
)
def test_the_period_before_is_of_the_same_kind(text: str, before: str) -> None:
    assert Period.months(text).before() == Period.months(before)


def test_days_are_preceded_by_as_many_days() -> None:
    assert Period("2022-03-02", "2022-03-31").before() == Period("2022-01-31", "2022-03-01")


@pytest.mark.parametrize("months", ["0001-01/0001-02", "0001-02/0001-12"])
def test_before_the_first_days_there_are_no_others(months: str) -> None:
    with pytest.raises(DefinitionError, match="before 0001-01-01 or end after 9999-12-31"):
        Period.months(months).before()


def test_the_last_days_there_are_make_periods() -> None:
    assert Period.months("9999-03/9999-12").before() == Period.months("9998-05/9999-02")
    assert Period.ending("9999-12-31", months=1) == Period.months("9999-12")
    with pytest.raises(DefinitionError, match="where there are no days"):
        Period.year(9999)
    with pytest.raises(DefinitionError, match="where there are no days"):
        Period("9999-12-31", 10**7)


def test_months_that_make_no_sense_are_refused() -> None:
    with pytest.raises(DefinitionError, match="first_month must be from 1 to 12, but was 13"):
        Period.year(2022, first_month=13)
    with pytest.raises(DefinitionError, match="months must be 1 or more, but was 0"):
        Period.ending("2022-08-31", months=0)
