"""The impact report where a definition changes, and where counts stand as ranges."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import polars as pl
import pytest

from recovery.days import Period
from recovery.disclosure import ShownImpact, protect
from recovery.indicators import CountRule, adopt
from recovery.register import Register, read_register
from recovery.report import impact_report, write_report
from recovery.results import NotMeasured
from small_cards import card

HALF = Period.months("2022-03/2022-08")
DAY = "2024-12-31"
SUPPORTED = card(
    CountRule(table="support", unit=("survivor_id",)), code="had_support", disclosure="breakdown"
)


@pytest.fixture(scope="module")
def register() -> Register:
    """59 people supported in the half-year from March 2022, and 40 in the one before."""
    days = ["2022-05-01"] * 59 + ["2021-10-01"] * 40
    people = [f"S{number}" for number, _ in enumerate(days)]
    return read_register(
        {
            "survivors": pl.DataFrame({"survivor_id": people}),
            "milestones": pl.DataFrame(
                {"survivor_id": people, "milestone": ["intake"] * 99, "occurred_on": days}
            ),
            "support": pl.DataFrame(
                {"survivor_id": people, "service": ["counselling"] * 99, "delivered_on": days}
            ),
        }
    )


def test_each_period_is_counted_by_the_version_in_force_over_it(register: Register) -> None:
    first = attrs.evolve(SUPPORTED, valid_to="2022-02-28", disclosure="total")
    second = attrs.evolve(first, version=2, supersedes=1, valid_from="2022-03-01", valid_to=None)
    headline, _ = adopt([second, first], only=True)
    report = impact_report(register, HALF, as_of=DAY, headline=headline, outcomes=())
    now, before = report.headline["had_support"], report.headline_before["had_support"]
    assert [(each.version, each.value) for each in (now, before)] == [(2, 59), (1, 40)]
    assert list(report.afterwards or ()) == ["had_support"]
    shown = protect(report).value
    assert isinstance(shown, ShownImpact)
    (change,) = shown.headline_changes
    assert change.difference != change.difference
    assert change.reason == "this version of the definition was not used for the period before"


def test_a_period_over_which_no_version_was_in_force_is_not_measured(register: Register) -> None:
    late = attrs.evolve(SUPPORTED, valid_from="2022-03-02")
    report = impact_report(register, HALF, as_of=DAY, headline=[late], outcomes=())
    assert report.afterwards is not None
    for figure in (report.headline["had_support"], report.afterwards["had_support"]):
        assert isinstance(figure, NotMeasured)
        assert figure.reason.endswith("of the period: version 1, from 2022-03-02 on")


def test_a_count_that_is_not_published_exactly_is_a_range_everywhere(
    register: Register, tmp_path: Path
) -> None:
    report = impact_report(register, HALF, as_of=DAY, headline=[SUPPORTED], outcomes=())
    page, data, markdown = write_report(protect(report), tmp_path / "impact.html")
    told = json.loads(data.read_text("utf-8"))["report"]
    (group,), (change,) = told["afterwards"], told["headline_changes"]
    assert (group["people"], group["exact"]) == (50, False)
    assert (change["now"], change["before"], change["exact"]) == (50, 40, False)
    assert "50 to 59 people are counted." in markdown.read_text("utf-8")
    assert "| had support | 40 to 49 | 50 to 59 | – |" in markdown.read_text("utf-8")
    for words in ("50 to 59 people are counted.", '<td class="number">40 to 49</td>'):
        assert words in page.read_text("utf-8")


def test_an_own_total_is_exact_everywhere(register: Register) -> None:
    total = attrs.evolve(SUPPORTED, disclosure="total")
    report = impact_report(register, HALF, as_of=DAY, headline=[total], outcomes=())
    shown = protect(report).value
    assert isinstance(shown, ShownImpact)
    assert (shown.afterwards[0].people, shown.afterwards[0].exact) == (59, True)
    assert (shown.headline_changes[0].difference, shown.headline_changes[0].exact) == (19, True)


def test_a_period_before_the_records_begin_says_so(register: Register) -> None:
    """The first record is of October 2021: the half-year before it is said to lie before them."""
    total = attrs.evolve(SUPPORTED, disclosure="total")

    def notes(months: str) -> tuple[str, ...]:
        period = Period.months(months)
        return impact_report(register, period, as_of=DAY, headline=[total], outcomes=()).notes

    assert notes("2022-03/2022-08") == ()
    (note,) = notes("2021-09/2022-02")
    assert note == (
        "These records begin after March–August 2021: support in 2021. A 0 of that time does not "
        "say that nothing was done: had support."
    )
    assert [note[:50] for note in notes("1990-03/1990-08")] == [
        "These records begin after March–August 1990: suppo",
        "These records begin after September 1989–February ",
    ]


@pytest.mark.parametrize("as_of", [DAY, "9999-12-31"])
def test_the_last_months_there_are_have_none_after_them(register: Register, as_of: str) -> None:
    last = Period.months("9999-03/9999-12")
    if as_of == DAY:
        with pytest.raises(ValueError, match="ends on 9999-12-31, after the day of the snapshot"):
            impact_report(register, last, as_of=as_of, headline=[], outcomes=())
    else:
        assert impact_report(register, last, as_of=as_of, headline=[], outcomes=()).decisions == ()
