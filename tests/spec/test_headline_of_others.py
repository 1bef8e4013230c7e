"""The headline figures of exploiters, professionals and vulnerable people, case by case."""

from __future__ import annotations

import polars as pl
import pytest

from headline_lines import AUTUMN, GUILTY, SPRING, YEAR, count, figure, known, left_out
from recovery.errors import DefinitionError
from recovery.indicators import EARLIER, HEADLINE, evaluate
from recovery.register import read_register
from recovery.results import IndicatorResult, NotMeasured

TEXTS = {"session_id": pl.String, "held_on": pl.String}


class TestExploitersConvicted:
    def test_found_guilty_of_a_related_offence_with_support_in_the_legal_process(self) -> None:
        rows = f"K1 X convicted 2022-05-01 {GUILTY}\nK1 Y pleaded_guilty 2022-05-01 {GUILTY}"
        assert count("exploiters_convicted", proceedings=rows) == 2

    def test_the_verdict_dates_it_and_not_the_sentence(self) -> None:
        rows = f"K1 X convicted 2022-08-31 {GUILTY}\nK1 X sentenced 2022-10-01 {GUILTY}"
        assert count("exploiters_convicted", SPRING, proceedings=rows) == 1
        assert count("exploiters_convicted", AUTUMN, proceedings=rows) == 0

    def test_the_number_of_victims_and_charges_is_of_no_matter(self) -> None:
        rows = f"K1 X convicted 2022-05-01 {GUILTY} C1\nK1 X convicted 2022-05-01 {GUILTY} C2"
        assert count("exploiters_convicted", proceedings=rows) == 1
        assert count("convictions", proceedings=rows) == 1

    def test_two_cases_are_two_convictions_of_one_person(self) -> None:
        rows = f"K1 X convicted 2022-05-01 {GUILTY}\nK2 X convicted 2022-06-01 {GUILTY}"
        result = figure("exploiters_convicted", proceedings=rows)
        assert (result.value, result.parts["convictions"]) == (1, 2)
        assert count("convictions", proceedings=rows) == 2

    def test_a_case_counts_once_on_its_first_verdict_or_plea(self) -> None:
        rows = f"K1 X pleaded_guilty 2022-05-01 {GUILTY}\nK1 X convicted 2022-10-01 {GUILTY}"
        assert count("exploiters_convicted", SPRING, proceedings=rows) == 1
        result = figure("exploiters_convicted", AUTUMN, proceedings=rows)
        assert (result.value, result.excluded["counted before"]) == (0, 1)

    def test_an_uncertain_plea_makes_the_day_of_the_conviction_uncertain(self) -> None:
        rows = f"K1 X pleaded_guilty 2022-08/2022-09 {GUILTY}\nK1 X convicted 2022-10-01 {GUILTY}"
        for half in (SPRING, AUTUMN):
            result = figure("exploiters_convicted", half, proceedings=rows)
            assert (result.value, result.excluded["unplaced"]) == (0, 1)
        assert count("exploiters_convicted", YEAR, proceedings=rows) == 1

    def test_an_offence_that_is_not_related_does_not_count(self) -> None:
        rows = "K1 X convicted 2022-05-01 no victim 2021-06-01 led documented 2022-06-01"
        assert count("exploiters_convicted", proceedings=f"{rows}\nK1 Y charged 2022-01-01") == 0

    def test_without_support_of_victim_or_prosecutor_it_is_not_the_teams(self) -> None:
        rows = "K1 X convicted 2022-05-01 yes none 2021-06-01 led documented 2022-06-01"
        assert left_out("exploiters_convicted", proceedings=rows) == {"unattributed": 1}

    def test_support_that_began_after_the_verdict(self) -> None:
        row = "K1 {} convicted 2022-05-01 yes both {} led documented 2022-06-01"
        rows = "\n".join(
            row.format(who, since)
            for who, since in {"X": "2022-05-01", "Y": "2022-05-02", "Z": "-"}.items()
        )
        result = figure("exploiters_convicted", proceedings=rows)
        assert (result.value, result.excluded["unattributed"]) == (2, 1)

    def test_companies_are_shown_apart(self) -> None:
        lines = {
            "proceedings": f"K1 X convicted 2022-05-01 {GUILTY}\n"
            f"K1 Y convicted 2022-05-01 {GUILTY}",
            "accused": "K1 X person\nK1 Y company",
        }
        assert count("exploiters_convicted", **lines) == 1
        assert count("companies_convicted", **lines) == 1

    def test_a_quashed_conviction_is_taken_off_the_period_of_its_verdict(self) -> None:
        rows = f"K1 X convicted 2022-05-01 {GUILTY}\nK1 X conviction_quashed 2022-12-01"
        assert left_out("exploiters_convicted", proceedings=rows) == {"quashed": 1}
        before = known("2022-11-30", proceedings=rows)
        assert evaluate(before, HEADLINE, SPRING)["exploiters_convicted"].value == 1

    def test_one_charge_quashed_leaves_the_others(self) -> None:
        quashed = "K1 X conviction_quashed 2022-12-01 - - - - - - C1"
        both = f"K1 X convicted 2022-05-01 {GUILTY} C1\nK1 X convicted 2022-05-01 {GUILTY} C2"
        assert count("exploiters_convicted", proceedings=f"{both}\n{quashed}") == 1
        one = f"K1 X convicted 2022-05-01 {GUILTY} C1"
        assert count("exploiters_convicted", proceedings=f"{one}\n{quashed}") == 0

    def test_convicted_again_at_a_retrial(self) -> None:
        rows = f"""
            K1 X convicted 2022-05-01 {GUILTY}
            K1 X conviction_quashed 2022-07-01
            K1 X retrial_ordered 2022-07-01
            K1 X convicted 2022-10-01 {GUILTY}
        """
        found = [count("exploiters_convicted", p, proceedings=rows) for p in (SPRING, AUTUMN)]
        assert found == [0, 1]

    def test_under_appeal_it_counts_and_is_flagged(self) -> None:
        rows = f"""
            K1 X convicted 2022-05-01 {GUILTY}
            K1 X appealed 2022-06-01
            K1 Y convicted 2022-05-01 {GUILTY}
            K1 Y appealed 2022-06-01
            K1 Y conviction_upheld 2022-09-01
        """
        result = figure("exploiters_convicted", proceedings=rows)
        assert (result.value, result.parts["appeal pending"]) == (2, 1)

    def test_the_earlier_version_counted_support_of_the_arrest_too(self) -> None:
        rows = f"""
            K1 X arrested 2021-05-01 - - - led documented 2021-06-01
            K1 X convicted 2022-05-01 yes none - none none -
            K1 Y convicted 2022-05-01 yes none - none none -
            K1 Z convicted 2022-05-01 {GUILTY}
        """
        before = evaluate(known(proceedings=rows), EARLIER, SPRING)["exploiters_convicted"]
        now = figure("exploiters_convicted", proceedings=rows)
        assert [(r.version, r.value) for r in (before, now)] == [(1, 2), (2, 1)]


class TestProfessionalsTrained:
    def test_in_contact_with_victims_trained_by_the_team_in_identification_or_care(self) -> None:
        rows = """
            T1 C1 2022-04-01 true  identification own_team
            T2 C1 2022-04-01 true  care           own_team
            T3 C1 2022-04-01 false care           own_team
            T4 C1 2022-04-01 -     care           own_team
            T5 C1 2022-04-01 true  other          own_team
            T6 C1 2022-04-01 true  care           cascade
            T7 C1 2022-04-01 true  care           partner
            T8 C1 -          true  care           own_team
        """
        assert count("professionals_trained", trainings=rows) == 2
        assert left_out("professionals_trained", trainings=rows) == {
            "no direct contact with victims, or not said": 2,
            "another subject, or not said": 1,
            "unattributed": 2,
        }

    def test_two_courses_are_one_person_and_two_attendances(self) -> None:
        rows = """
            T1 C1 2022-04-01 true care own_team
            T1 C2 2022-05-01 true care own_team
        """
        assert count("professionals_trained", trainings=rows) == 1
        assert count("training_attendances", trainings=rows) == 2

    def test_strictly_four_fifths_of_the_course_are_attended(self) -> None:
        rows = """
            T1 C1 2022-04-01 true care own_team 0.8
            T2 C1 2022-04-01 true care own_team 0.79
            T3 C1 2022-04-01 true care own_team
        """
        assert count("professionals_trained", trainings=rows) == 3
        assert count("professionals_trained_strict", trainings=rows) == 1

    def test_those_who_were_only_numbered_are_attendances_shown_apart(self) -> None:
        rows = "T1 C1 2022-04-01 true care own_team\n- C2 2022-05-01 true care own_team - 25"
        result = figure("professionals_trained", trainings=rows)
        assert (result.value, result.excluded["without an id"]) == (1, 1)
        assert count("training_headcounts", trainings=rows) == 25


class TestVulnerablePeopleEducated:
    def test_vulnerable_people_reached_by_targeted_work(self) -> None:
        rows = """
            E1 N1 2022-04-01 true  poverty in_person
            E2 N1 2022-04-01 true  poverty online_targeted
            E3 N1 2022-04-01 -     poverty holistic_support
            E4 N1 2022-04-01 true  poverty media
            E5 N1 2022-04-01 true  -       in_person
            E6 N1 2022-04-01 true  unknown in_person
            E7 N1 2022-04-01 false poverty in_person
            E1 N2 2022-05-01 true  poverty in_person
        """
        assert count("vulnerable_people_educated", prevention=rows) == 3
        assert count("prevention_attendances", prevention=rows) == 4
        assert left_out("vulnerable_people_educated", prevention=rows) == {
            "reached by media, or not said how": 1,
            "no vulnerability recorded": 2,
            "not targeted, or not said": 1,
        }

    def test_numbers_counted_and_estimated_are_apart_and_not_added(self) -> None:
        rows = """
            E1 N1 2022-04-01 true poverty in_person
            -  N2 2022-04-01 true poverty in_person 40  counted
            -  N3 2022-04-01 true poverty in_person 200 estimated
            -  N4 2022-04-01 true poverty media     900 estimated
            -  N5 2022-10-01 true poverty in_person 7   counted
        """
        assert count("vulnerable_people_educated", prevention=rows) == 1
        assert count("prevention_reach_counted", prevention=rows) == 40
        result = figure("prevention_reach_estimated", prevention=rows)
        assert (result.value, result.excluded["reached by media, or not said how"]) == (200, 900)

    def test_who_is_also_a_survivor_is_reported_and_not_subtracted(self) -> None:
        rows = "E1 N1 2022-04-01 true poverty in_person\nA N1 2022-04-01 true poverty in_person"
        result = figure("vulnerable_people_educated", prevention=rows)
        assert (result.value, result.parts["also survivors on record"]) == (2, 1)


class TestWhatIsRefused:
    def test_two_versions_of_a_definition_together(self) -> None:
        with pytest.raises(DefinitionError, match="choose one version"):
            evaluate(known(), (*HEADLINE, *EARLIER), SPRING)

    def test_a_purpose_that_is_none_of_consent(self) -> None:
        with pytest.raises(DefinitionError, match="no purpose of consent; allowed: 'internal"):
            evaluate(known(), HEADLINE, SPRING, purpose="publicity")


class TestWhatIsNotMeasured:
    def test_without_the_table(self) -> None:
        result = evaluate(known(), HEADLINE, SPRING)["professionals_trained"]
        assert isinstance(result, NotMeasured)
        assert "no table trainings" in result.reason

    def test_without_the_column_of_the_contribution(self) -> None:
        rescued = {"survivor_id": ["A"], "milestone": ["rescued"], "occurred_on": ["2022-03-10"]}
        source = {"survivors": {"survivor_id": ["A"]}, "milestones": rescued}
        register = read_register({name: pl.DataFrame(rows) for name, rows in source.items()})
        result = evaluate(register.as_of("2023-12-31"), HEADLINE, SPRING)["survivors_freed"]
        assert isinstance(result, NotMeasured)
        assert "milestones has no column" in result.reason
        assert "'contribution'" in result.reason

    def test_with_the_column_and_nothing_in_it(self) -> None:
        found = evaluate(known(milestones="A rescued 2022-03-10"), HEADLINE, SPRING)
        result = found["survivors_freed"]
        assert isinstance(result, IndicatorResult)
        assert (result.value, sum(result.excluded.values())) == (0, 1)

    def test_a_table_without_rows_and_without_the_column(self) -> None:
        sessions = pl.DataFrame({"session_id": [], "held_on": []}, schema_overrides=TEXTS)
        people = pl.DataFrame({"survivor_id": ["A"]})
        begun = {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2022-03-10"]}
        source = {"survivors": people, "milestones": pl.DataFrame(begun), "prevention": sessions}
        result = evaluate(read_register(source).as_of("2023-12-31"), HEADLINE, SPRING)
        assert isinstance(result["vulnerable_people_educated"], NotMeasured)
