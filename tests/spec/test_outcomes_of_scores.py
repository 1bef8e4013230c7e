"""Recovery, relapse, harm and goals: answers worked out on paper."""

from __future__ import annotations

import math

import attrs
import pytest

from outcome_cards import CARDS, HALF, figure, records, unanswered
from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.errors import DefinitionError
from recovery.indicators import days_to_gain, evaluate, judged_by
from recovery.indicators.score_rule import NO_NORMS, ScoreRule
from recovery.results import NotMeasured
from recovery.tables import CONSENT_NOT_RECORDED

HEADER = "survivor_id instrument assessed_on status respondent total"
IN_TAKE = """survivor_id milestone occurred_on
A intake 2021-03-01
B intake 2021-03-01
C intake 2021-03-01
D intake 2021-03-01
C died 2021-07-01"""
SCORES = f"""{HEADER}
A phq9 2021-03-01 done survivor 18
A phq9 2021-06-01 done survivor 8
A phq9 2021-09-15 done survivor 7
A phq9 2022-03-01 done survivor 6
A phq9 2023-03-01 done survivor 6
B phq9 2021-03-01 done survivor 16
B phq9 2021-06-01 done survivor 15
B phq9 2022-03-01 done survivor 22
B phq9 2023-03-01 done survivor 22
C phq9 2021-03-01 done survivor 14
C phq9 2021-06-01 done survivor 14
D phq9 2021-03-01 done survivor 9
D phq9 2022-03-01 done survivor 9"""
"""A recovers after 92 days and lastingly after 198; B gets worse; C dies; D was no case."""


class TestRecovered:
    def test_of_those_who_were_a_case(self) -> None:
        found = figure(records(milestones=IN_TAKE, assessments=SCORES), "recovered_12m")
        assert found.value == pytest.approx(1 / 3)
        assert found.denominator == 3
        assert found.excluded == {"not a case at baseline": 1}
        assert (found.parts["recovered"], found.parts["died"]) == (1, 1)

    def test_for_good_takes_two_assessments_three_months_apart(self) -> None:
        known = records(milestones=IN_TAKE, assessments=SCORES)
        assert figure(known, "sustained_recovery_24m").parts["recovered"] == 1
        once = SCORES.replace(
            "A phq9 2021-09-15 done survivor 7", "A phq9 2021-07-15 done survivor 7"
        )
        twice = records(milestones=IN_TAKE, assessments=once)
        assert figure(twice, "recovered_6m").parts["recovered"] == 1
        # 91 days after June first: reached on 1 March 2022 only
        assert figure(twice, "sustained_recovery_24m").value == pytest.approx(1 / 3)

    def test_exactly_six_points_and_below_ten_counts(self) -> None:
        for last, recovered in ((9, 1), (10, 0)):
            known = records(
                milestones="survivor_id milestone occurred_on\nA intake 2021-03-01",
                assessments=f"{HEADER}\nA phq9 2021-03-01 done survivor 15\n"
                f"A phq9 2022-03-01 done survivor {last}",
            )
            assert figure(known, "recovered_12m").value == recovered
        known = records(
            milestones="survivor_id milestone occurred_on\nA intake 2021-03-01",
            assessments=f"{HEADER}\nA phq9 2021-03-01 done survivor 14\n"
            "A phq9 2022-03-01 done survivor 9",
        )
        assert figure(known, "recovered_12m").value == 0  # five points may be chance

    def test_a_visit_a_little_early_counts_for_the_year(self) -> None:
        for day, known_to in (("2022-02-10", 0.0), ("2022-01-10", math.nan)):
            known = records(
                milestones="survivor_id milestone occurred_on\nA intake 2021-03-01",
                assessments=f"{HEADER}\nA phq9 2021-03-01 done survivor 15\n"
                f"A phq9 {day} done survivor 15",
            )
            assert figure(known, "recovered_12m").value == pytest.approx(known_to, nan_ok=True)

    def test_the_clock_starts_with_the_first_assessment(self) -> None:
        known = records(
            milestones="survivor_id milestone occurred_on\nA intake 2021-03-01",
            assessments=f"{HEADER}\nA phq9 2021-05-01 done survivor 15\n"
            "A phq9 2022-04-20 done survivor 5",
        )
        assert figure(known, "recovered_12m").value == 1

    def test_caseworkers_ratings_are_never_mixed_in(self) -> None:
        more = f"{SCORES}\nB phq9 2021-08-01 done caseworker 2"
        found = figure(records(milestones=IN_TAKE, assessments=more), "recovered_12m")
        assert found.parts["recovered"] == 1


class TestHarm:
    def test_of_all_who_were_assessed_at_first(self) -> None:
        known = records(milestones=IN_TAKE.replace("C died", "E died"), assessments=f"{SCORES}\n"
                        "C phq9 2022-03-01 done survivor 14")  # fmt: skip
        found = figure(known, "reliably_deteriorated_12m")
        assert (found.value, found.denominator) == (1 / 4, 4)  # B, from 16 to 22

    def test_those_who_did_not_come_back_stay_in_the_bounds(self) -> None:
        alive = IN_TAKE.replace("C died 2021-07-01", "C legal_aid 2021-07-01")
        found = figure(records(milestones=alive, assessments=SCORES), "reliably_deteriorated_12m")
        assert found.parts["not yet known"] == 1
        assert (found.parts["at least"], found.parts["at most"]) == (1 / 4, 2 / 4)
        assert found.naive == pytest.approx(1 / 3)


def test_relapse_is_a_case_again_and_reliably_worse() -> None:
    found = figure(records(milestones=IN_TAKE, assessments=SCORES), "relapse_free_12m")
    assert (found.value, found.denominator) == (1, 1)
    worse = SCORES.replace(
        "A phq9 2022-03-01 done survivor 6", "A phq9 2022-03-01 done survivor 14"
    )
    found = figure(records(milestones=IN_TAKE, assessments=worse), "relapse_free_12m")
    assert (found.value, found.parts["relapsed"]) == (0, 1)


def test_improvement_is_timed_for_all_and_not_only_for_those_who_improved() -> None:
    rows = "\n".join(
        f"{who} phq9 {day} done survivor {score}"
        for who, pairs in {
            "A": (("2021-03-01", 18), ("2021-06-01", 12)),
            "B": (("2021-03-01", 18), ("2021-06-01", 13), ("2021-09-01", 12)),
            "C": (("2021-03-01", 18), ("2022-09-01", 18)),
            "D": (("2021-03-01", 18), ("2022-09-01", 18)),
        }.items()
        for day, score in pairs
    )
    alive = IN_TAKE.replace("C died 2021-07-01", "C legal_aid 2021-07-01")
    found = figure(
        records(milestones=alive, assessments=f"{HEADER}\n{rows}"), "days_to_improvement"
    )
    assert (found.value, found.naive) == (184, (92 + 184) / 2)


class TestNorms:
    def test_without_norms_nothing_is_measured(self) -> None:
        cards = judged_by((CARDS["recovered_12m"],), instrument="phq9", norms=None)
        known = records(milestones=IN_TAKE, assessments=SCORES)
        found = evaluate(known, cards, HALF)["recovered_12m"]
        assert isinstance(found, NotMeasured)
        assert found.reason == NO_NORMS

    def test_the_shipped_cards_say_whose_norms_they_use(self) -> None:
        for card in CARDS.values():
            rule = getattr(card.rule, "of", card.rule)
            if isinstance(rule, ScoreRule):
                assert rule.norms is not None
                assert rule.norms.population in rule.in_words

    def test_other_norms_give_another_answer(self) -> None:
        rule = CARDS["recovered_12m"].rule
        assert isinstance(rule, ScoreRule)
        assert rule.norms is not None
        strict = attrs.evolve(rule.norms, cutoff=5, population="stricter", source="invented")
        (card,) = judged_by((CARDS["recovered_12m"],), instrument="phq9", norms=strict)
        known = records(milestones=IN_TAKE, assessments=SCORES)
        found = evaluate(known, [card], HALF)["recovered_12m"]
        assert found.value == 0

    def test_no_assessments_are_no_zero(self) -> None:
        assert "no table assessments" in unanswered(records(milestones=IN_TAKE), "recovered_12m")


class TestGoals:
    GOALS = """survivor_id goal_id reviewed_on scale level baseline set_by
        A G1 2021-03-01 gbo 2 2 survivor
        A G1 2021-09-01 gbo 8 2 survivor
        A G2 2021-09-01 gbo 4 2 survivor
        B G3 2021-03-01 gbo 2 2 survivor
        B G3 2021-09-01 gbo 2 2 survivor
        C G4 2021-09-01 gbo 9 0 caseworker"""

    def test_mean_change_of_the_goals_that_they_set_themselves(self) -> None:
        found = figure(records(milestones=IN_TAKE, goals=self.GOALS), "goals_gbo")
        assert (found.value, found.denominator) == (2, 2)  # A by (6 + 2) / 2, B by 0
        assert (found.parts["came nearer"], found.parts["stayed"]) == (1, 1)

    def test_goal_attainment_is_a_change_of_t(self) -> None:
        goals = """survivor_id goal_id reviewed_on scale level baseline set_by
            A G1 2021-09-01 gas 1 -1 survivor"""
        found = figure(records(milestones=IN_TAKE, goals=goals), "goals_gas")
        assert found.value == pytest.approx(20)  # one goal: ten points for each level


class TestAgreement:
    def test_of_the_first_pair_within_two_weeks(self) -> None:
        pairs = {"A": (9, 8), "B": (6, 5), "C": (8, 7), "D": (7, 4), "E": (10, 10), "F": (6, 6)}
        rows = [HEADER]
        for who, (own, other) in pairs.items():
            rows.append(f"{who} phq9 2021-04-01 done survivor {own}")
            rows.append(f"{who} phq9 2021-04-15 done caseworker {other}")
            rows.append(f"{who} phq9 2021-09-01 done caseworker 27")  # nobody else then
        milestones = "survivor_id milestone occurred_on\n" + "\n".join(
            f"{who} intake 2021-03-01" for who in pairs
        )
        found = figure(records(milestones=milestones, assessments="\n".join(rows)), "raters_agree")
        assert found.value == pytest.approx(0.754, abs=5e-4)  # as in the example of agreement()
        assert (found.parts["bias"], found.denominator) == (1, 6)

    def test_two_people_are_too_few(self) -> None:
        known = records(milestones=IN_TAKE, assessments=SCORES)
        assert "fewer than 3" in unanswered(known, "raters_agree")


class TestQuality:
    def test_assessments_done_in_time(self) -> None:
        known = records(
            milestones=IN_TAKE,
            assessments="""survivor_id instrument assessed_on status due_on respondent total
            A phq9 2021-06-30 done 2021-06-01 survivor 5
            A phq9 2021-08-30 done 2021-07-01 survivor 5
            B phq9 2021-06-01 missed 2021-06-01 survivor -
            C phq9 2021-06-01 declined 2021-06-01 survivor -
            D phq9 2021-09-02 done 2021-09-02 survivor 5""",
        )
        found = figure(known, "assessments_done")
        assert (found.value, found.denominator) == (1 / 4, 4)
        assert found.parts["done too early or late"] == 1
        assert (found.parts["missed"], found.parts["declined"]) == (1, 1)
        assert found.naive == 2 / 4
        assert found.about.notes == (CONSENT_NOT_APPLIED, CONSENT_NOT_RECORDED)

    EARLY = """survivor_id instrument assessed_on status due_on respondent total
        A phq9 2021-08-20 done 2021-08-25 survivor 5
        B phq9 2021-08-21 done 2021-08-26 survivor 5
        C phq9 2021-08-27 missed 2021-08-27 survivor -
        D phq9 - missed 2021-08-28 survivor -"""

    def test_what_was_done_early_counts_once_the_time_for_all_is_over(self) -> None:
        early = records(milestones=IN_TAKE, assessments=self.EARLY, as_of="2021-09-01")
        found = figure(early, "assessments_done")
        assert (math.isnan(found.value), found.denominator) == (True, 0)
        assert found.excluded["the time for it is not over"] == 4
        found = figure(records(milestones=IN_TAKE, assessments=self.EARLY), "assessments_done")
        assert (found.value, found.denominator) == (2 / 4, 4)

    def test_core_outcomes_on_record(self) -> None:
        more = f"{IN_TAKE}\nA safe_housing 2021-05-01\nB therapy_started 2021-05-01"
        found = figure(records(milestones=more), "core_outcomes_covered")
        assert found.value == pytest.approx(2 / 7)
        assert found.denominator == 7
        assert found.parts["secure and suitable housing"] == 1

    COSTS = """programme spent_on amount currency
        P 2021-09-15 300 GBP
        P 2021-10 100 GBP
        P 2021-02 999 GBP"""

    def test_cost_of_a_recovery_of_the_same_months(self) -> None:
        half = type(HALF)("2021-09-01", "2022-02-28")
        known = records(milestones=IN_TAKE, assessments=SCORES, costs=self.COSTS)
        found = figure(known, "cost_per_sustained_recovery", period=half)  # A, on 15 September
        assert (found.value, found.denominator) == (400, 1)
        assert "no cost" in unanswered(known, "cost_per_sustained_recovery", period=HALF)

    def test_currencies_are_not_added_up(self) -> None:
        two = f"{self.COSTS}\nP 2021-05-01 5 INR\nP 2021-05-01 5 GBP"
        known = records(milestones=IN_TAKE, assessments=SCORES, costs=two)
        assert "several currencies (GBP, INR)" in unanswered(known, "cost_per_sustained_recovery")


class TestGainsByDomain:
    """Four needs rated by caseworkers from 0 to 4: half a point is measurable, one substantial."""

    NEEDS = """survivor_id instrument assessed_on respondent coding item_1 item_2 item_3 item_4
        A cast_needs 2021-03-01 caseworker 0-4 1 2 2 2
        A cast_needs 2021-06-01 caseworker 0-4 1.5 2 2 2
        A cast_needs 2021-09-01 caseworker 0-4 2 2 2 2
        B cast_needs 2021-03-01 caseworker 0-4 2 2 2 2
        B cast_needs 2021-09-01 caseworker 0-4 3 2.4 2 2
        B cast_needs 2021-06-01 survivor 0-4 4 4 4 4"""
    PEOPLE = """survivor_id milestone occurred_on
        A intake 2021-03-01
        B intake 2021-03-01"""

    def test_each_domain_has_its_own_day(self) -> None:
        known = records(milestones=self.PEOPLE, assessments=self.NEEDS)
        found = figure(known, "days_to_measurable_emotional")
        assert (found.value, found.denominator) == (92, 2)  # A on 1 June; half are better
        assert found.numerator == 2
        assert figure(known, "days_to_substantial_emotional").value == 184
        medical = figure(known, "days_to_measurable_medical")
        assert (math.isnan(medical.value), medical.numerator, medical.censored) == (True, 0, 2)

    def test_an_instrument_of_which_there_is_no_form_is_not_measured(self) -> None:
        known = records(milestones=IN_TAKE, assessments=SCORES)
        assert "no form of cast_needs" in unanswered(known, "days_to_measurable_housing")

    def test_another_instrument_for_the_others_leaves_a_domain_its_own(self) -> None:
        code = "days_to_measurable_housing"
        (card,) = judged_by((CARDS[code],), instrument="gad7", norms=None)
        assert card == CARDS[code]

    def test_a_gain_needs_what_the_norms_publish(self) -> None:
        rule = CARDS["days_to_improvement"].rule
        assert isinstance(rule, ScoreRule)
        with pytest.raises(DefinitionError, match="lack smallest_change"):
            attrs.evolve(rule, gain="smallest important")
        with pytest.raises(DefinitionError, match="figure was 'recovered'"):
            days_to_gain(code="a", name="A", rule=ScoreRule())


def test_groups_are_compared_by_improvement_too() -> None:
    """Of 10 women 8 improved in the year, of 10 men 4."""
    people = [(f"{sex}{place}", sex, place) for sex in "FM" for place in range(10)]
    names = {"F": "female", "M": "male"}
    lines = "\n".join(f"{who} {names[sex]}" for who, sex, _ in people)
    intake = "\n".join(f"{who} intake 2021-03-01" for who, *_ in people)
    better = {"F": 8, "M": 4}
    forms = "\n".join(
        f"{who} phq9 2021-03-01 20\n{who} phq9 2022-03-01 {10 if place < better[sex] else 20}"
        for who, sex, place in people
    )
    known = records(
        survivors=f"survivor_id gender\n{lines}",
        milestones=f"survivor_id milestone occurred_on\n{intake}",
        assessments=f"survivor_id instrument assessed_on total\n{forms}",
    )
    found = figure(known, "equity_improved_12m")
    assert found.value == pytest.approx(0.4 / math.sqrt((0.8 * 0.2 + 0.4 * 0.6) / 2))
    assert (found.numerator, found.denominator) == (12, 20)


def test_relapse_is_waited_for_from_the_confirmation_and_not_from_the_last_visit() -> None:
    """Confirmed on 15 September 2021; two years later everyone was followed for a year."""
    people = "survivor_id milestone occurred_on\nA intake 2021-03-01\nB intake 2021-03-01"
    visits = ("2021-03-01 18", "2021-06-01 8", "2021-09-15 7", "2022-10-15 6", "2023-11-01 6")
    forms = [f"A phq9 {visit}" for visit in visits] + [f"B phq9 {visit}" for visit in visits[:3]]
    lines = "\n".join(forms)
    known = records(
        milestones=people, assessments=f"survivor_id instrument assessed_on total\n{lines}"
    )
    found = figure(known, "relapse_free_12m")
    assert (found.value, found.numerator, found.censored) == (1, 1, 1)
    assert not any("not everyone can have been followed" in note for note in found.about.notes)


def test_what_nothing_can_change_has_the_interval_of_chance() -> None:
    people = "survivor_id milestone occurred_on\nA intake 2021-08-01\nA safe_housing 2021-08-11"
    found = figure(records(milestones=people, as_of="2021-09-30"), "safe_housing_12m")
    # z = 1.959964, 1 of 1: Wilson's lower end is 1 / (1 + z²)
    assert (found.lower, found.upper) == pytest.approx((1 / (1 + 1.959964**2), 1))
