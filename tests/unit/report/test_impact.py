"""From a register to the impact report: periods, cuts, decisions, and what is asked wrongly."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from recovery.days import Period, iso_day
from recovery.disclosure import ShownImpact, protect
from recovery.errors import DefinitionError, ReleaseError
from recovery.indicators import HEADLINE, OUTCOMES, evaluate
from recovery.indicators.headline_beside import APART
from recovery.register import Register, read_register
from recovery.report import impact_report
from recovery.report.impact import last_recorded
from recovery.synthetic import invented_register
from small_register import sound_tables, with_rows

HALF = Period.months("2022-03/2022-08")
DAY = "2024-12-31"


@pytest.fixture(scope="module")
def invented() -> Register:
    return read_register(dict(invented_register(400, seed=4).tables))


def small(**tables: pl.DataFrame) -> Register:
    return read_register({**sound_tables(), **tables})


def test_every_figure_is_that_of_evaluate(invented: Register) -> None:
    report = impact_report(invented, HALF, as_of=DAY)
    known = invented.as_of(DAY)
    for found, cards, period in (
        (report.headline, HEADLINE, HALF),
        (report.headline_before, HEADLINE, HALF.before()),
        (report.outcomes, OUTCOMES[:3], HALF),
    ):
        expected = evaluate(known, cards, period, purpose="internal_learning")
        told = {code: repr(found[code]) for code in expected}
        assert told == {code: repr(figure) for code, figure in expected.items()}
    assert (report.period, report.before) == (
        ("2022-03-01", "2022-08-31"),
        ("2021-09-01", "2022-02-28"),
    )
    assert list(report.afterwards or ()) == [card.code for card in HEADLINE]
    assert isinstance(protect(report).value, ShownImpact)


@pytest.mark.parametrize("day", ["2022-08-31", "2022-09-30", "2023-03-31", "2024-02-29"])
def test_a_report_can_be_made_soon_after_the_period(invented: Register, day: str) -> None:
    """Much cannot be told yet then, of the sites beside each other least of all."""
    report = impact_report(invented, HALF, as_of=day)
    assert isinstance(protect(report).value, ShownImpact)
    reasons = [getattr(found, "reason", "") for found in (report.compared or {}).values()]
    assert (day > "2023") or any("cannot be told yet" in reason for reason in reasons)


def test_the_day_of_the_data_is_the_last_on_which_anything_was_recorded() -> None:
    late = with_rows(
        sound_tables(),
        "contacts",
        {"survivor_id": "S2", "contacted_on": "2022-11-30", "recorded_on": "2023-02-03"},
    )
    register = read_register(late)
    assert iso_day(last_recorded(register)) == "2023-02-03"
    assert impact_report(register, HALF, headline=(), outcomes=()).as_of == "2023-02-03"


def test_records_without_days_of_recording_need_a_day() -> None:
    tables = {
        name: frame.drop("recorded_on") for name, frame in sound_tables().items()
        if name in ("survivors", "milestones")
    }  # fmt: skip
    register = read_register(tables)
    with pytest.raises(DefinitionError, match="name the day as of which"):
        impact_report(register, HALF)
    assert impact_report(register, HALF, as_of=DAY, outcomes=()).as_of == DAY


@pytest.mark.parametrize(
    ("published", "first"), [(None, "2022-03-30"), ("2022-06-30", "2022-06-30")]
)
def test_the_period_before_is_restated_from_its_cut(
    invented: Register, published: str | None, first: str
) -> None:
    report = impact_report(invented, HALF, as_of=DAY, published=published, outcomes=())
    assert report.restated is not None
    assert {figure.days for figure in report.restated.values()} == {(first, DAY)}


def test_without_an_earlier_cut_nothing_is_restated(invented: Register) -> None:
    report = impact_report(invented, HALF.before(), as_of="2022-02-28", outcomes=())
    assert report.restated is not None
    month = Period.months("2022-02")
    assert impact_report(invented, month, as_of="2022-03-01", outcomes=()).restated is None


@pytest.mark.parametrize("published", ["2022-02-27", DAY, "2030-01-01"])
def test_a_cut_that_cannot_have_been_is_refused(invented: Register, published: str) -> None:
    possible = "name a day from 2022-02-28 to 2024-12-30"
    with pytest.raises(DefinitionError, match=possible):
        impact_report(invented, HALF, as_of=DAY, published=published, outcomes=())


@pytest.mark.parametrize(("day", "missing"), [("2024-08-30", False), ("2024-08-29", True)])
def test_the_calendar_names_what_cannot_be_complete(
    invented: Register, day: str, missing: bool
) -> None:
    housed = [card for card in OUTCOMES if card.code == "safe_housing_24m"]
    report = impact_report(invented, HALF, as_of=day, headline=(), outcomes=housed)
    assert [row.full for row in report.calendar] == (["2024-08-30"] if missing else [])


def decided(*rows: Mapping[str, str | None], period: Period = HALF) -> list[tuple[str, str]]:
    register = read_register(with_rows(sound_tables(), "decisions", *rows))
    report = impact_report(register, period, as_of=DAY, outcomes=())
    return [(each.decided_on, each.change) for each in report.decisions]


def test_decisions_of_the_period_and_the_one_before_are_told() -> None:
    rows = [
        {"decided_on": day, "indicator": "survivors_freed", "change": "more"}
        for day in ("2021-08-31", "2021-09-01", "2022-08-31", "2022-09-01", "2022-08/2022-09")
    ]
    assert decided(*rows) == [("2021-09-01", "more"), ("2022-08-31", "more")]


@pytest.mark.parametrize(
    ("months", "later"),
    [
        ("2022-03/2022-08", "2022-09-01/2023-02-28"),
        ("2023-03/2023-08", "2023-09-01/2024-02-29"),
        ("2022-03/2023-02", "2023-03-01/2024-02-29"),
        ("2021-12/2022-01", "2022-02-01/2022-03-31"),
    ],
)
def test_a_decision_is_looked_at_in_the_period_after(months: str, later: str) -> None:
    period = Period.months(months)
    row = {
        "decided_on": iso_day(period.end),
        "indicator": "survivors_freed",
        "recorded_on": "2024-03-01",
        "change": "more",
    }
    register = read_register(with_rows(sound_tables(), "decisions", row))
    report = impact_report(register, period, as_of=DAY, outcomes=())
    told = [each for each in report.decisions if each.change == "more"]
    assert [list(each.after) for each in told] == [[later]]


def test_a_table_that_is_absent_is_not_measured() -> None:
    register = read_register({k: v for k, v in sound_tables().items() if k != "trainings"})
    report = impact_report(register, HALF, as_of=DAY, outcomes=())
    value = protect(report).value
    assert isinstance(value, ShownImpact)
    trained = next(e for e in value.headline.indicators if e.code == "professionals_trained")
    assert trained.reason == "these records have no table trainings"


def test_consent_is_asked_for() -> None:
    register = read_register({k: v for k, v in sound_tables().items() if k != "consents"})
    inside = impact_report(register, HALF, as_of=DAY, outcomes=())
    assert "not for release" in protect(inside).internal
    outside = impact_report(register, HALF, as_of=DAY, outcomes=(), purpose="publication")
    with pytest.raises(ReleaseError, match="consent is not recorded"):
        protect(outside)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'fun' is no purpose of consent"):
        impact_report(small(), HALF, as_of=DAY, purpose="fun")
    with pytest.raises(DefinitionError, match="ends on 2022-08-31, after the day"):
        impact_report(small(), HALF, as_of="2022-08-30", outcomes=())


def test_who_is_counted_apart_is_told_of_the_figures_that_are_asked_for(invented: Register) -> None:
    asked = [card for card in HEADLINE if card.code in ("survivors_freed", "professionals_trained")]
    report = impact_report(invented, HALF, as_of=DAY, headline=asked, outcomes=())
    assert list(report.apart or ()) == ["people_freed_unidentified", "training_headcounts"]
    bare = impact_report(invented, HALF, as_of=DAY, headline=(), outcomes=())
    assert list(bare.apart or ()) == []


def test_every_card_that_promises_a_figure_apart_has_one() -> None:
    promised = {card.code for card in HEADLINE if "shown apart" in " ".join(card.excludes)}
    assert promised == set(APART)
    assert all(APART.values())
