"""What was decided, and what the figure that it cites did before and after."""

from __future__ import annotations

import math

import pytest

from recovery.days import Period
from recovery.indicators import HEADLINE, OUTCOMES, Indicator, decisions
from recovery.register import read_register
from recovery.results import Decisions, NotMeasured
from recovery.synthetic import invented_register
from small_cards import People, Share, card
from timelines import table

LIVES = """
    A rescued 2021-10-01
    B rescued 2022-04-01
    C rescued 2022-10-01
    D rescued 2022-11-01
    E rescued 2023-05-01
"""
AUTUMN_21, SPRING_22 = "2021-09-01/2022-02-28", "2022-03-01/2022-08-31"
AUTUMN_22, SPRING_23 = "2022-09-01/2023-02-28", "2023-03-01/2023-08-31"
COLUMNS = "decided_on indicator change review_on result"


def found(lines: str, *cards: Indicator, periods: tuple[Period, ...] | None = None) -> Decisions:
    people = "\n".join(line.split()[0] for line in LIVES.splitlines() if line.strip())
    tables = {
        "survivors": table(people, "survivor_id"),
        "milestones": table(LIVES, "survivor_id milestone occurred_on"),
    }
    if lines:
        tables["decisions"] = table(lines, COLUMNS)
    return decisions(read_register(tables).as_of("2023-12-31"), cards or (card(),), periods)


def test_the_figure_before_and_after() -> None:
    (decision,) = found("2022-05-10 freed raids_by_day")
    assert list(decision.before) == [AUTUMN_21]
    assert list(decision.during) == [SPRING_22]
    assert list(decision.after) == [AUTUMN_22, SPRING_23]
    assert [figure.value for figure in decision.after.values()] == [2, 1]
    assert decision.difference(AUTUMN_22) == 1
    assert decision.difference(SPRING_23) == 0
    assert decision.name == "freed"
    assert repr(decision) == "2022-05-10: raids_by_day (cites freed); before 1, after 2, 1"


def test_it_is_descriptive_and_says_so() -> None:
    told = found("2022-05-10 freed raids_by_day")
    assert told.about.notes[0].startswith("descriptive: what a figure did after a decision is not")
    assert repr(told).startswith("Decisions(1), descriptive")
    assert "descriptive" in told._repr_html_()


def test_columns_hold_one_row_a_decision_and_period() -> None:
    columns = found("2022-05-10 freed raids_by_day").columns()
    assert columns["place"].tolist() == ["before", "during", "after", "after"]
    assert columns["value"].tolist() == [1, 1, 2, 1]
    assert columns["difference"].tolist()[1:] == [0, 1, 0]
    assert math.isnan(columns["difference"][0])
    assert columns["start"].tolist()[-1] == "2023-03-01"


def test_periods_may_be_given() -> None:
    years = (Period.year(2021), Period.year(2022))
    (decision,) = found("2022-03-01 freed raids_by_day", periods=years)
    assert list(decision.before) == ["2021-03-01/2022-02-28"]
    assert list(decision.during) == ["2022-03-01/2023-02-28"]
    assert decision.difference("2022-03-01/2023-02-28") == 2


def test_no_difference_across_versions_of_a_definition() -> None:
    old = card(valid_to="2022-08-31")
    new = card(People(("rescued", "intake")), version=2, supersedes=1, valid_from="2022-09-01")
    told = found("2022-05-10 freed raids_by_day", old, new)
    assert told[0].difference(SPRING_22) == 0
    assert math.isnan(told[0].difference(AUTUMN_22))
    assert "figures of different versions are not comparable" in told.about.notes[1]


def test_an_uncertain_day_is_during_every_period_it_may_lie_in() -> None:
    (decision,) = found("2022-08/2022-09 freed raids_by_day")
    assert list(decision.before) == [AUTUMN_21]
    assert list(decision.during) == [SPRING_22, AUTUMN_22]
    assert list(decision.after) == [SPRING_23]
    assert (decision.decided_on, decision.latest) == ("2022-08-01", "2022-09-30")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2022-05-10 housed flats", "no indicator of this code was asked for"),
        ("unknown freed flats", "the day of the decision is not known"),
    ],
)
def test_decisions_without_figures_say_why(line: str, reason: str) -> None:
    (decision,) = found(line)
    assert decision.reason == reason
    assert reason in repr(decision)
    assert list(decision.rows()) == []


def test_no_period_before_or_after() -> None:
    (decision,) = found("2022-05-10 freed flats", periods=(Period.months("2022-03/2022-08"),))
    assert decision.reason == "no period lies before or after it"


def test_reviews_that_are_due() -> None:
    told = found(
        """
        2022-05-10 freed a 2022-11-10
        2022-05-11 freed b 2022-11-10 done
        2022-05-12 freed c 2024-05-10
        """
    )
    assert [decision.change for decision in told.reviews_due] == ["a"]
    assert told[1].result == "done"
    assert told[2].review_on == "2024-05-10"


def test_a_figure_that_is_not_measured_has_no_difference() -> None:
    late = card(valid_from="2022-09-01")
    (decision,) = found("2022-05-10 freed flats", late)
    assert isinstance(decision.before[AUTUMN_21], NotMeasured)
    assert math.isnan(decision.difference(AUTUMN_22))


def test_without_a_table_there_are_none() -> None:
    told = found("")
    assert len(told) == 0
    assert told.about.notes[-1] == "these records have no table decisions"
    assert len(told.columns()["value"]) == 0


def test_each_decision_cites_its_own_indicator() -> None:
    share = card(Share("rescued", "rescued"), code="all", unit="share")
    told = found("2022-05-11 freed b\n2022-05-10 all a", card(), share)
    assert [(each.indicator, each.after[AUTUMN_22].value) for each in told] == [
        ("all", 1.0),
        ("freed", 2),
    ]


def test_what_an_invented_register_decided_cites_indicators_that_there_are() -> None:
    cited = set(invented_register(200, seed=1).tables["decisions"]["indicator"])
    assert cited <= {each.code for each in (*HEADLINE, *OUTCOMES)}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Freed", ", perhaps 'freed' was meant"),
        ("freeed", ", perhaps 'freed' was meant"),
        ("freed;", ", perhaps 'freed' was meant"),
        ("freed;housed", ": a decision cites one, so write a row for each of 'freed', 'housed'"),
        ("freed,Housed", ": a decision cites one, so write a row for each of 'freed', 'housed'"),
        ("rent", ""),
    ],
)
def test_a_slip_of_the_pen_is_told_with_the_code_that_was_meant(written: str, told: str) -> None:
    (decision,) = found(f"2022-05-10 {written} flats", card(code="freed"), card(code="housed"))
    assert decision.reason == f"no indicator of this code was asked for{told}"
