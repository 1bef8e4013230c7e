"""Assessments that were due, and what became of them: answers worked out on paper."""

from __future__ import annotations

import math

import polars as pl
import pytest

from outcome_cards import figure, records
from recovery.cohort import select_cohort
from recovery.cohort.observed import last_contact
from recovery.days import iso_day
from recovery.errors import RecordError
from recovery.register import Snapshot, read_register
from recovery.results import IndicatorResult

IN_TAKE = "survivor_id milestone occurred_on\n" + "\n".join(
    f"{who} intake 2021-03-01" for who in "ABCD"
)
HEAD = "survivor_id instrument assessed_on status due_on"
DUE = f"""{HEAD}
    A phq9 2021-06-01 done 2021-06-01
    A phq9 - missed 2021-07-01
    A phq9 - missed 2021-08-01
    B phq9 - declined 2021-06-01
    C phq9 - unsafe 2021-06-01
    D phq9 - - 2021-06-01"""


def known(assessments: str = DUE, *, as_of: str = "2023-12-31") -> Snapshot:
    return records(milestones=IN_TAKE, assessments=assessments, as_of=as_of)


def done(assessments: str = DUE, *, as_of: str = "2023-12-31") -> IndicatorResult:
    return figure(known(assessments, as_of=as_of), "assessments_done")


class TestShare:
    def test_what_was_due_and_not_done_needs_no_day_of_its_own(self) -> None:
        found = done()
        assert (found.value, found.numerator, found.denominator) == (1 / 6, 1, 6)
        assert found.excluded == {}
        assert found.parts == {
            "done in time": 1,
            "done too early or late": 0,
            "missed": 2,
            "declined": 1,
            "unsafe": 1,
            "nothing said of it": 1,
            "share without declined and unsafe": 1 / 4,
        }

    def test_that_nobody_could_be_asked_leaves_no_share_without_them(self) -> None:
        found = done(f"{HEAD}\nB phq9 - declined 2021-06-01")
        assert found.value == 0
        assert math.isnan(found.parts["share without declined and unsafe"])

    def test_done_without_a_day_or_not_done_without_any_is_a_fault(self) -> None:
        found = done(
            f"""{HEAD}
            A phq9 2021-06-01 done 2021-06-01
            B phq9 - done 2021-06-01
            C phq9 - missed -"""
        )
        assert (found.value, found.denominator) == (1, 1)
        assert found.excluded == {"rows set aside when read, of any period": 2}

    def test_what_was_missed_and_done_later_is_one_assessment(self) -> None:
        found = done(
            f"""{HEAD} respondent
            A phq9 - missed 2021-06-01 -
            A phq9 2021-06-11 done 2021-06-01 survivor
            B phq9 - missed 2021-06-01 -
            B phq9 2021-08-01 done 2021-06-01 survivor
            C phq9 2021-06-01 done 2021-06-01 survivor
            C phq9 - missed 2021-06-01 caseworker"""
        )
        # A in time, B two months late; of C the survivor was asked, and the caseworker was not
        assert (found.value, found.denominator) == (2 / 4, 4)
        assert (found.parts["done too early or late"], found.parts["missed"]) == (1, 1)

    def test_the_scales_of_a_form_are_one_assessment(self) -> None:
        found = done(
            f"""{HEAD} subscale score
            A bsi18 2021-06-01 done 2021-06-01 depression 3
            A bsi18 2021-06-01 done 2021-06-01 anxiety 4
            B bsi18 - missed 2021-06-01"""
        )
        assert (found.value, found.denominator) == (1 / 2, 2)

    def test_a_form_with_a_day_and_no_status_was_done(self) -> None:
        found = done(f"{HEAD}\nA phq9 2021-06-01 - 2021-06-01\nB phq9 - - 2021-06-01")
        assert (found.value, found.parts["nothing said of it"]) == (1 / 2, 1)

    def test_within_30_days_before_or_after_counts_and_the_31st_does_not(self) -> None:
        found = done(
            f"""{HEAD}
            A phq9 2021-07-01 done 2021-06-01
            B phq9 2021-07-02 done 2021-06-01
            C phq9 2021-05-02 done 2021-06-01
            D phq9 2021-05-01 done 2021-06-01"""
        )
        assert (found.value, found.naive) == (2 / 4, 1)

    def test_an_uncertain_day_counts_if_all_of_it_is_in_time(self) -> None:
        found = done(
            f"""{HEAD}
            A phq9 2021-06 done 2021-06-10
            B phq9 2021-06 done 2021-07-10
            C phq9 2021-06-01 done 2021-06
            D phq9 - missed 2021-09-01"""
        )
        # B may have been 39 days early; C was due on no day that is known; D was due later
        assert (found.value, found.denominator) == (1 / 2, 2)
        assert found.excluded == {"day on which it was due uncertain": 1}

    def test_whose_time_is_not_over_is_not_judged(self) -> None:
        late = DUE.replace("missed 2021-08-01", "missed 2021-08-02")
        found = done(late, as_of="2021-08-31")
        assert (found.value, found.denominator, found.censored) == (1 / 5, 5, 1)
        assert found.excluded == {"the time for it is not over": 1}
        assert done(late, as_of="2021-09-01").denominator == 6


class TestRegister:
    """A form that was never done is on record, and nothing but O8 counts it."""

    def test_is_known_from_when_it_was_due_or_recorded(self) -> None:
        for head, day, height in (
            (HEAD, "2021-05-31", 0),
            (HEAD, "2021-06-01", 1),
            (f"{HEAD} recorded_on", "2021-04-30", 0),
            (f"{HEAD} recorded_on", "2021-05-01", 1),
        ):
            form = f"{head}\nA phq9 - missed 2021-06-01 {'2021-05-01' if 'rec' in head else ''}"
            assert known(form, as_of=day).tables["assessments"].height == height

    def test_two_of_them_are_no_copies_and_the_same_twice_is(self) -> None:
        twice = f"{DUE}\n    A phq9 - missed 2021-08-01"
        assert known(twice).tables["assessments"].height == 6

    def test_is_no_contact_and_no_score(self) -> None:
        snapshot = known()
        ids = snapshot.tables["survivors"].sort(pl.col("survivor_id").cast(pl.String))
        days = [iso_day(int(day)) for day in last_contact(snapshot, ids["survivor_id"])]
        assert days == ["2021-06-01", "2021-03-01", "2021-03-01", "2021-03-01"]
        with_total = known(
            DUE.replace(HEAD, f"{HEAD} total").replace("done 2021-06-01", "done 2021-06-01 9")
        )
        scores = select_cohort(with_total, origin="intake").scores("phq9")
        assert (scores.days.tolist(), scores.value.tolist()) == ([92], [9])

    def test_a_journey_and_the_list_of_alerts_can_be_shown(self) -> None:
        snapshot = known()
        assert len(snapshot.journey("A").assessments) == 1
        assert snapshot.journey("B").assessments == ()
        assert snapshot.safety_alerts().rows.height == 0

    def test_words_in_place_of_the_day_are_no_day(self) -> None:
        found = done(DUE.replace("phq9 - declined", "phq9 not_applicable declined"))
        assert (found.denominator, found.excluded) == (6, {})

    def test_a_source_of_what_was_due_alone_needs_no_column_of_days(self) -> None:
        forms = pl.DataFrame(
            {
                "survivor_id": ["A"],
                "instrument": ["phq9"],
                "status": ["missed"],
                "due_on": ["2021-06-01"],
            }
        )
        people = {
            "survivors": pl.DataFrame({"survivor_id": ["A"]}),
            "milestones": pl.DataFrame(
                {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2021-03-01"]}
            ),
        }
        read = read_register({**people, "assessments": forms}).as_of("2021-12-31")
        assert figure(read, "assessments_done").value == 0
        with pytest.raises(RecordError, match="assessed_on"):
            read_register({**people, "assessments": forms.drop("due_on")})
