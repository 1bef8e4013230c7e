"""Housing, work, safety from exploitation and staying in touch: answers worked out on paper."""

from __future__ import annotations

import math

import pytest

from outcome_cards import figure, records, unanswered
from recovery.days import Period

FIVE = """survivor_id milestone occurred_on
A intake 2021-03-01
A safe_housing 2021-04-10
B intake 2021-03-01
B safe_housing 2021-06-09
C intake 2021-03-01
C died 2021-05-30
D intake 2021-03-01
D legal_aid 2022-04-01
E intake 2021-02-28
E safe_housing 2021-03-05"""
"""Housed after 40 and 100 days, died after 90, still waiting after 396; E came before."""


class TestShareWithinAYear:
    def test_is_of_all_also_of_those_whose_wait_ended_otherwise(self) -> None:
        found = figure(records(milestones=FIVE), "safe_housing_12m")
        assert (found.value, found.denominator) == (0.5, 4)
        assert found.parts["safe_housing"] == 2
        assert found.parts["died"] == 1
        assert found.parts["followed that far without it"] == 1
        assert found.parts["not yet known"] == 0

    def test_has_wilsons_interval_where_everyone_was_followed(self) -> None:
        found = figure(records(milestones=FIVE), "safe_housing_12m")
        # z = 1.959964, 2 of 4: 0.5 -+ (z / 4) sqrt(1 + z²/4) / (1 + z²/4)
        assert (found.lower, found.upper) == pytest.approx((0.150039, 0.849961), abs=1e-6)

    def test_says_what_kaplan_meier_would_have_said(self) -> None:
        found = figure(records(milestones=FIVE), "safe_housing_12m")
        # the dead taken as if still to be housed: 1 - 3/4 * 1/2
        assert found.naive == pytest.approx(1 - 3 / 4 * 1 / 2)
        assert "died" in found.naive_reason

    def test_is_aalen_johansens_where_somebody_was_lost(self) -> None:
        lost = FIVE.replace("D legal_aid 2022-04-01", "D legal_aid 2021-05-01")
        more = f"{lost}\nF intake 2021-03-01\nF legal_aid 2022-04-01"
        found = figure(records(milestones=more), "safe_housing_12m")
        # day 40: 1/5. D is last seen on day 61. Day 90: C dies, 4/5 * 2/3 wait. Day 100: 1 of 2
        assert found.value == pytest.approx(1 / 5 + 8 / 15 * 1 / 2)
        assert found.parts["not yet known"] == 1
        assert (found.parts["at least"], found.parts["at most"]) == (2 / 5, 3 / 5)

    def test_leaves_out_and_counts_who_was_housed_before_or_on_an_uncertain_day(self) -> None:
        more = f"""{FIVE}
            F intake 2021-04-01
            F safe_housing 2021-03-20
            G intake 2021-04-01
            G safe_housing 2022-03/2022-04"""
        found = figure(records(milestones=more), "safe_housing_12m")
        assert found.value == 0.5
        assert found.excluded == {
            "outcome before the origin": 1,
            "day of safe_housing uncertain": 1,
        }
        # G was housed before her year was over or after: it may count, or not
        assert (found.parts["at least"], found.parts["at most"]) == (2 / 5, 3 / 5)

    def test_an_immature_cohort_shows_bounds_and_no_share_of_the_decided(self) -> None:
        found = figure(records(milestones=FIVE, as_of="2021-08-31"), "safe_housing_12m")
        assert math.isnan(found.value)
        assert (found.lower, found.upper) == (0.5, 0.75)
        assert found.naive == pytest.approx(2 / 3)
        assert any("not everyone" in note for note in found.about.notes)


class TestHowLong:
    def test_the_median_is_of_all_and_not_of_those_housed(self) -> None:
        found = figure(records(milestones=FIVE), "safe_housing_days")
        assert found.value == 100
        assert found.naive == 70

    def test_fewer_than_half_have_no_median(self) -> None:
        without = FIVE.replace("B safe_housing 2021-06-09", "B legal_aid 2023-06-09")
        found = figure(records(milestones=without), "safe_housing_days")
        assert math.isnan(found.value)
        assert found.naive == 40

    def test_mean_days_without_housing_in_the_first_year(self) -> None:
        found = figure(records(milestones=FIVE), "safe_housing_wait")
        assert found.value == pytest.approx((40 + 100 + 365 + 365) / 4)
        assert found.naive == 70

    def test_identified_to_freed(self) -> None:
        known = records(
            milestones="""survivor_id milestone occurred_on
            A identified 2021-03-01
            A rescued 2021-03-31
            B identified 2021-03-01
            B escaped 2021-04-10
            C identified 2021-03-01
            D identified 2021-05-01
            D rescued 2021-04-01"""
        )
        found = figure(known, "identified_to_freed_days")
        assert (found.value, found.denominator) == (40, 3)
        assert found.excluded == {"outcome before the origin": 1}


class TestReached:
    @pytest.mark.parametrize(
        ("code", "milestone"),
        [
            ("medical_12m", "medical_assessed"),
            ("medical_12m", "medical_treated"),
            ("counselling_12m", "therapy_started"),
            ("skills_12m", "skills_started"),
            ("schooling_12m", "school_enrolled"),
            ("employed_12m", "employed"),
            ("employed_12m", "own_business"),
        ],
    )
    def test_share_and_time(self, code: str, milestone: str) -> None:
        known = records(
            milestones=f"""survivor_id milestone occurred_on
            A intake 2021-03-01
            A {milestone} 2021-03-11
            B intake 2021-03-01
            B legal_aid 2022-06-01"""
        )
        found = figure(known, code)
        assert (found.value, found.parts["median days"]) == (0.5, 10)


class TestWorkThatLasts:
    WORK = """survivor_id milestone occurred_on
        A employed 2021-03-01
        A employment_confirmed 2021-09-01
        B employed 2021-03-01
        B employment_confirmed 2021-06-01
        C employed 2021-03-01
        C employment_lost 2021-05-01
        D employed 2021-03-01
        D employment_lost 2021-12-01
        E employed 2021-03-01"""

    def test_only_what_is_confirmed_counts(self) -> None:
        found = figure(records(milestones=self.WORK), "employment_held_6m")
        assert (found.value, found.denominator) == (2 / 5, 5)  # A, and D who lost it only later
        assert (found.parts["lost"], found.parts["not confirmed"]) == (1, 2)

    def test_silence_would_have_made_it_look_better(self) -> None:
        found = figure(records(milestones=self.WORK), "employment_held_6m")
        assert found.naive == 4 / 5
        assert "silence" in found.naive_reason

    def test_the_183rd_day_counts_and_the_day_before_does_not(self) -> None:
        for day, held in (("2021-08-31", 1), ("2021-08-30", 0)):
            known = records(
                milestones=f"""survivor_id milestone occurred_on
                A employed 2021-03-01
                A employment_confirmed {day}"""
            )
            assert figure(known, "employment_held_6m").value == held

    def test_who_started_too_recently_is_not_judged(self) -> None:
        found = figure(records(milestones=self.WORK, as_of="2021-08-31"), "employment_held_6m")
        assert found.denominator == 5
        early = figure(
            records(milestones=self.WORK.replace("E employed 2021-03-01", "E employed 2021-08-30"),
                    as_of="2021-10-31"),
            "employment_held_6m",
        )  # fmt: skip
        assert early.excluded == {"started too recently": 1}


class TestLost:
    def test_share_and_how_they_were_when_last_seen(self) -> None:
        known = records(
            milestones="""survivor_id milestone occurred_on
            A intake 2021-03-01
            A lost_contact 2021-06-01
            B intake 2021-03-01
            B legal_aid 2022-06-01""",
            assessments="""survivor_id instrument assessed_on status respondent total
            A phq9 2021-03-01 done survivor 11
            A phq9 2021-05-01 done survivor 20
            B phq9 2021-03-01 done survivor 18
            B phq9 2021-06-01 done survivor 8""",
        )
        found = figure(known, "lost_12m")
        assert found.value == 0.5
        assert found.parts["mean last score of those lost"] == 20
        assert found.parts["mean last score of the others"] == 8

    def test_no_scores_leave_the_share(self) -> None:
        known = records(milestones="survivor_id milestone occurred_on\nA intake 2021-03-01")
        found = figure(known, "lost_12m")
        assert found.value == 1
        assert "mean last score of those lost" not in found.parts


def test_champions_count_once_in_the_period_of_the_first_time() -> None:
    known = records(
        milestones="""survivor_id milestone occurred_on
        A champion 2021-03-01
        A champion 2021-05-01
        B champion 2020-03-01
        B champion 2021-05-01
        C champion 2021-08-31"""
    )
    assert figure(known, "champions").value == 2


class TestHoursOfSupport:
    def test_groups_are_made_on_the_landmark_only(self) -> None:
        rows = ["survivor_id milestone occurred_on"]
        visits = ["survivor_id service delivered_on minutes attendance"]
        for place in range(8):
            rows += [f"S{place} intake 2021-03-01", f"S{place} legal_aid 2022-06-01"]
            if place < 4:  # four with two hours by day 91
                visits.append(f"S{place} counselling 2021-04-01 120 attended")
            visits.append(f"S{place} counselling 2021-12-01 600 attended")  # too late to count
            visits.append(f"S{place} counselling 2021-04-02 600 no_show")
        rows += [f"S{place} safe_housing 2021-09-01" for place in (0, 1, 2, 4)]
        known = records(milestones="\n".join(rows), support="\n".join(visits))
        found = figure(known, "support_and_housing")
        assert found.parts["share with more"] == pytest.approx(3 / 4)
        assert found.parts["share with as many or fewer"] == pytest.approx(1 / 4)
        assert found.value == pytest.approx(1 / 2)
        assert found.parts["people with more"] == 4
        assert found.compared == {"more": (3, 1), "as many or fewer": (1, 3)}

    def test_without_any_difference_there_is_nothing_to_compare(self) -> None:
        known = records(
            milestones="""survivor_id milestone occurred_on
            A intake 2021-03-01
            A legal_aid 2022-03-01""",
            support="survivor_id service delivered_on minutes\nA legal 2021-03-01 60",
        )
        assert "nobody to compare" in unanswered(known, "support_and_housing")


class TestGapsBetweenGroups:
    def rows(self, women: int, men: int, *, others: int = 0) -> tuple[str, str]:
        people, rows = ["survivor_id gender"], ["survivor_id milestone occurred_on"]
        for gender, housed, many in (
            ("female", women, 10),
            ("male", men, 10),
            ("other", 0, others),
        ):
            for place in range(many):
                name = f"{gender}{place}"
                people.append(f"{name} {gender}")
                rows += [f"{name} intake 2021-03-01", f"{name} legal_aid 2022-06-01"]
                if place < housed:
                    rows.append(f"{name} safe_housing 2021-05-01")
        return "\n".join(people), "\n".join(rows)

    def test_largest_standardised_difference(self) -> None:
        people, rows = self.rows(8, 5)
        found = figure(records(survivors=people, milestones=rows), "equity_safe_housing_12m")
        spread = math.sqrt((0.8 * 0.2 + 0.5 * 0.5) / 2)
        assert found.value == pytest.approx(0.3 / spread)
        assert found.parts["share by gender: female"] == pytest.approx(0.8)
        assert found.parts["share by gender: male"] == pytest.approx(0.5)
        assert found.lower == 0

    def test_groups_of_few_are_left_out(self) -> None:
        people, rows = self.rows(8, 5, others=9)
        found = figure(records(survivors=people, milestones=rows), "equity_safe_housing_12m")
        assert "share by gender: other" not in found.parts
        assert found.excluded == {"groups of fewer than 10 people": 1}

    def test_without_two_groups_it_is_not_measured(self) -> None:
        known = records(milestones=FIVE)
        assert "no two groups" in unanswered(known, "equity_safe_housing_12m")


def test_a_purpose_leaves_out_who_has_not_consented() -> None:
    known = records(
        milestones=FIVE,
        consents="""survivor_id purpose granted_on
        A research 2021-03-01
        B research 2021-03-01""",
    )
    found = figure(known, "safe_housing_12m", purpose="research")
    assert (found.value, found.denominator) == (1, 2)
    assert found.excluded == {"no consent for research on the day of the data": 2}


def test_nobody_in_the_period_is_nan_and_not_0() -> None:
    found = figure(records(milestones=FIVE), "safe_housing_12m",
                   period=Period("2019-03-01", "2019-08-31"))  # fmt: skip
    assert math.isnan(found.value)
    assert found.denominator == 0


class TestWorkThatMayHaveLasted:
    """Started on 1 March: six months are over on 31 August."""

    def held(self, line: str) -> tuple[float, float, float]:
        lines = f"survivor_id milestone occurred_on\nA employed 2021-03-01\n{line}"
        found = figure(records(milestones=lines), "employment_held_6m")
        return found.value, found.parts["at least"], found.parts["at most"]

    def test_a_death_before_is_no_silence(self) -> None:
        assert self.held("A died 2021-05-01") == (0, 0, 0)
        assert self.held("A died 2021-10-01") == (0, 0, 1)

    def test_a_loss_on_an_uncertain_day_may_have_come_after(self) -> None:
        assert self.held("A employment_lost 2021-08-01/2021-10-30") == (0, 0, 1)
        assert self.held("A employment_lost 2021-08") == (0, 0, 1)  # on the 31st it had lasted
        assert self.held("A employment_lost 2021-07") == (0, 0, 0)
        assert self.held("A employment_lost 2021-09") == (1, 1, 1)
