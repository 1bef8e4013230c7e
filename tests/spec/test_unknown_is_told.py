"""What is not known is told, and is in the bounds: answers worked out on paper."""

from __future__ import annotations

import polars as pl
import pytest

from outcome_cards import CARDS, figure, records, unanswered
from recovery.days import Period, day_number
from recovery.indicators import maturity
from recovery.indicators.afterwards import afterwards_of
from recovery.results import Afterwards, IndicatorResult

WORK = "survivor_id milestone occurred_on\nA employed 2021-03-01\nA employment_confirmed 2021-09-01"


class TestWork:
    def held(self, more: str, *, as_of: str = "2023-12-31") -> IndicatorResult:
        return figure(records(milestones=f"{WORK}\n{more}", as_of=as_of), "employment_held_6m")

    def test_whoever_started_on_an_uncertain_day_is_in_the_bounds(self) -> None:
        found = self.held("B employed 2021-04")
        assert (found.value, found.denominator, found.missing) == (1, 1, 1)
        assert (found.parts["at least"], found.parts["at most"]) == (1 / 2, 1)

    def test_whose_time_is_not_over_may_still_keep_it_or_not(self) -> None:
        """B has lost it and C has it still, on 1 October, four months after they started."""
        found = self.held(
            "B employed 2021-06-01\nB employment_lost 2021-07-01\nC employed 2021-06-01",
            as_of="2021-10-01",
        )
        assert (found.value, found.denominator) == (1, 1)
        assert (found.parts["at least"], found.parts["at most"]) == (1 / 3, 2 / 3)
        assert (found.lower, found.upper) == (1 / 3, 1)
        assert any("not everyone can have kept it" in note for note in found.about.notes)

    def test_on_the_183rd_day_it_had_lasted_as_the_rule_says(self) -> None:
        found = self.held("B employed 2021-03-01\nB employment_lost 2021-08-31")
        assert found.parts["confirmed"] == 2
        assert "employment_lost on or after that day" in CARDS["employment_held_6m"].rule.in_words


class TestHoursOfSupport:
    """A and B had two hours, C and D none, and of E nobody wrote how many; A was housed."""

    ROWS = (
        "survivor_id milestone occurred_on",
        *(f"{who} intake 2021-03-01" for who in "ABCDE"),
        "A safe_housing 2021-09-01",
        *(f"{who} legal_aid 2022-06-01" for who in "ABCDE"),
    )
    VISITS = """survivor_id service delivered_on minutes
        A counselling 2021-04-01 120
        B counselling 2021-04-01 120
        E counselling 2021-04-01 -"""

    def test_of_unknown_length_are_not_none(self) -> None:
        known = records(milestones="\n".join(self.ROWS), support=self.VISITS)
        found = figure(known, "support_and_housing")
        assert found.value == pytest.approx(1 / 2)
        assert (found.parts["people with as many or fewer"], found.parts["middle hours"]) == (2, 1)
        assert found.excluded == {"hours of attended support not known": 1}
        assert found.missing == 1


class TestGoals:
    def test_set_and_not_reviewed_is_noted_and_without_goals_told_as_such(self) -> None:
        known = records(
            milestones="survivor_id milestone occurred_on\n"
            + "\n".join(f"{who} intake 2021-03-01" for who in "ABC"),
            goals="""survivor_id goal_id reviewed_on scale level baseline set_by
                A G1 2021-03-01 gas -1 -1 survivor
                B G2 2021-03-01 gas -1 -1 survivor
                B G2 2021-09-01 gas -1 -1 survivor""",
        )
        found = figure(known, "goals_gas")
        assert found.parts["stayed"] == 2
        assert any("on one day only" in note and note.endswith(": 1") for note in found.about.notes)
        assert found.excluded == {"goals not known: none on record on a certain day": 1}
        assert found.missing == 1


def test_the_calendar_allows_for_the_confirmation_of_a_recovery() -> None:
    """Two good assessments 91 days apart, and a year since then: not before 456 days."""
    last = Period("2021-08-31", "2021-08-31")
    cards = [CARDS["relapse_free_12m"], CARDS["safe_housing_12m"]]
    found = maturity(cards, [last], on="2022-08-31")
    assert [(row.days, row.mature) for row in found.rows] == [(456, False), (365, True)]
    (note,) = found.about.notes
    assert note.startswith("Still recovered 12 months later: the clock starts with")


def test_no_word_on_any_conviction_is_0_with_the_bounds_open_and_no_column_is_no_figure() -> None:
    tables = {"cases": "case_id survivor_id\nC S", "accused": "case_id accused_id kind\nC X person"}
    lines = """case_id event occurred_on accused_id exploitation_related
        C reported 2021-03-01 - -
        C charged 2021-04-01 X -
        C convicted 2021-07-01 X -"""
    found = figure(records(**tables, proceedings=lines), "convicted_24m")
    assert (found.value, found.parts["convicted, relation not said"]) == (0, 1)
    assert (found.parts["at least"], found.parts["at most"]) == (0, 1)
    without = lines.replace(" exploitation_related", "").replace(" -\n", "\n").removesuffix(" -")
    assert "exploitation_related" in unanswered(
        records(**tables, proceedings=without), "convicted_24m"
    )


class TestRecoveredAfterwards:
    """A was freed on 1 March 2021, and seen two years later."""

    def later(self, **tables: str) -> Afterwards:
        known = records(
            milestones="survivor_id milestone occurred_on\nA rescued 2021-03-01",
            contacts="survivor_id contacted_on result safety\nA 2022-03-01 reached safe",
            **tables,
        )
        people = pl.DataFrame({"survivor_id": ["A"], "day": [day_number("2021-03-01")]})
        return afterwards_of(known, people, days=(365,))

    def test_without_assessments_is_not_measured(self) -> None:
        other = "survivor_id instrument assessed_on total\nA gad7 2021-03-01 9"
        for tables in ({}, {"assessments": other}):
            found = self.later(**tables)
            assert "recovered" not in {**found.states, **found.at_least, **found.at_most}
            (note,) = [note for note in found.about.notes if "recovered" in note]
            assert note.startswith("recovered is not measured: ")
            assert "recovered" not in repr(found)

    def test_with_them_it_is(self) -> None:
        forms = (
            "survivor_id instrument assessed_on total\nA phq9 2021-03-01 20\nA phq9 2022-02-01 4"
        )
        assert self.later(assessments=forms).states["recovered"].tolist() == [1]
