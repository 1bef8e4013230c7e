"""An uncertain day that lies wholly by the day asked about, or after it, answers: on paper."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest

from outcome_cards import CARDS, HALF, figure, records
from recovery.indicators.time_rule import TimeRule
from recovery.results import IndicatorResult

HEAD = "survivor_id milestone occurred_on\nA intake 2021-03-01\nB intake 2021-03-01\n"
HOUSED = "B safe_housing 2021-04-01\n"
FOLLOWED = "B legal_aid 2022-06-01\n"


def by_a_year(lines: str) -> IndicatorResult:
    """Ask who was housed within 12 months of an intake on 1 March 2021."""
    return figure(records(milestones=HEAD + lines), "safe_housing_12m")


def told(found: IndicatorResult) -> tuple[float, int | None, float, float]:
    """Return the share, of how many it is, and its bounds."""
    return found.value, found.denominator, found.parts["at least"], found.parts["at most"]


class TestAnswered:
    def test_wholly_after_is_not_by_then(self) -> None:
        found = by_a_year(f"{HOUSED}A safe_housing 2023-05")
        assert told(found) == (1 / 2, 2, 1 / 2, 1 / 2)
        assert any("wholly after it: 1" in note for note in found.about.notes)
        assert found.excluded == {}

    def test_wholly_by_then_is_by_then(self) -> None:
        assert told(by_a_year(f"{FOLLOWED}A safe_housing 2021-05")) == (1 / 2, 2, 1 / 2, 1 / 2)

    def test_a_death_in_some_month_ends_the_wait(self) -> None:
        three = f"{HOUSED}C intake 2021-03-01\nC legal_aid 2022-06-01\nA died 2021-06"
        found = by_a_year(three)
        assert told(found) == (1 / 3, 3, 1 / 3, 1 / 3)
        assert found.parts["died"] == 1

    @pytest.mark.parametrize("died", ["2021-04/2021-06", "2021-05", "2021-04-01/2021-04-02"])
    def test_what_surely_came_first_counts(self, died: str) -> None:
        found = by_a_year(f"{FOLLOWED}A safe_housing 2021-04-01\nA died {died}")
        assert told(found) == (1 / 2, 2, 1 / 2, 1 / 2)

    def test_the_last_day_of_the_year_is_by_then(self) -> None:
        for span, had in (("2022-02-01/2022-03-01", 1), ("2022-03-02/2022-04-01", 0)):
            assert by_a_year(f"{FOLLOWED}A safe_housing {span}").value == had / 2, span

    def test_who_still_waits_is_told_alike(self) -> None:
        lines = """survivor_id milestone occurred_on
            A consented_to_return 2021-03-01
            A arrived_home 2021-05
            B consented_to_return 2021-03-01
            B arrived_home 2022-05"""
        found = figure(records(milestones=lines), "waiting_for_home_21w")
        assert (found.value, found.denominator) == (1 / 2, 2)


class TestNotAnswered:
    @pytest.mark.parametrize(
        "lines",
        [
            "A safe_housing 2022-02/2022-03",  # before the year was over, or after
            "A safe_housing 2021-02/2021-04",  # perhaps before the intake
            "A safe_housing 2021-05\nA died 2021-05",  # either first
            "A safe_housing 2021-05-01\nA died 2021-04-30/2021-06-01",
        ],
    )
    def test_it_is_left_out_and_bounded(self, lines: str) -> None:
        found = by_a_year(FOLLOWED + lines)
        assert told(found) == (0, 1, 0, 1 / 2)
        assert found.missing == 1

    @pytest.mark.parametrize("seen", ["2021-05-31", "2021-04-15"])
    def test_it_is_left_out_where_others_were_last_seen_on_its_days(self, seen: str) -> None:
        """Whether C was still at risk when A was housed decides the share: 1/3, or 1/2."""
        lines = f"{FOLLOWED}A safe_housing 2021-04-15/2021-06-30\nC intake 2021-03-01\n"
        found = by_a_year(f"{lines}C legal_aid {seen}")
        assert told(found) == (0, 2, 0, 2 / 3)
        assert found.missing == 1
        before = by_a_year(f"{lines}C legal_aid 2021-04-14")
        assert before.value == 1 / 2

    def test_it_ends_no_later_than_the_data(self) -> None:
        """On 31 March, C has been watched for 30 days, and A for at most 90 was not housed."""
        lines = "A intake 2021-03-01\nA safe_housing 2021-03-20/2021-09-30\nC intake 2021-03-01\n"
        head = "survivor_id milestone occurred_on\n"
        known = records(milestones=head + lines, as_of="2021-03-31")
        rule = TimeRule(origin="intake", outcome="safe_housing", days=365)
        events = rule.grouped(rule.cohort(known, HALF, None))(np.array([True, True]))
        assert events.exit.max() <= 30

    def test_a_median_takes_certain_days_only(self) -> None:
        lines = f"{HOUSED}A safe_housing 2021-05"
        days = figure(records(milestones=HEAD + lines), "safe_housing_days")
        assert (days.value, days.denominator) == (31, 1)
        assert by_a_year(lines).parts["median days"] == 31

    def test_the_plain_question_is_as_before(self) -> None:
        cohort = TimeRule(origin="intake", outcome="safe_housing").cohort(
            records(milestones=f"{HEAD}{HOUSED}A safe_housing 2021-05"), HALF, None
        )
        assert len(cohort.time_to("safe_housing")) == 1


def test_the_card_says_it() -> None:
    assert "wholly by then" in CARDS["safe_housing_12m"].rule.in_words
    assert "wholly by then" not in CARDS["safe_housing_days"].rule.in_words


def test_it_is_told_of_exactly_those_of_whom_every_reading_says_the_same() -> None:
    """Every way of placing the uncertain days of a thousand people, one by one."""
    rng, start, horizon = np.random.default_rng(7), dt.date(2021, 3, 1), 6
    codes = ("safe_housing", "died", "deported")
    lines, answers = ["survivor_id milestone occurred_on"], []
    for place in range(1000):
        lines.append(f"P{place} intake {start}")
        spans = []
        for cause in rng.integers(3, size=rng.integers(1, 4)):
            first = int(rng.integers(10))
            last = first + int(rng.integers(4))
            spans.append([(day, int(cause)) for day in range(first, last + 1)])
            ends = "/".join(str(start + dt.timedelta(day)) for day in (first, last))
            lines.append(f"P{place} {codes[cause]} {ends}")
        firsts = (min(reading) for reading in itertools.product(*spans))
        answers.append({cause + 1 if day <= horizon else 0 for day, cause in firsts})
    known = records(milestones="\n".join(lines))
    rule = TimeRule(origin="intake", outcome=codes[0], competing=codes[1:], days=horizon)
    cohort = rule.cohort(known, HALF, None)
    ids = cohort.members["survivor_id"].cast(str).to_list()
    of = rule.grouped(cohort)
    for place, person in enumerate(ids):
        found = of(np.arange(len(ids)) == place)
        answer = answers[int(person[1:])]
        assert len(found) == (len(answer) == 1), person
        if len(found):
            by = int(found.event[0]) if found.exit[0] <= horizon else 0
            assert {by} == answer, person
