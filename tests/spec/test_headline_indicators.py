"""The headline figures of survivors: each rule, and each case that its words leave open."""

from __future__ import annotations

from headline_lines import AUTUMN, HOME, OURS, SPRING, YEAR, count, figure, known, left_out
from recovery.indicators import HEADLINE, evaluate
from recovery.results import IndicatorResult


class TestSurvivorsFreed:
    def test_whoever_was_rescued_with_a_clear_part_of_the_team(self) -> None:
        rescued = f"A rescued 2022-03-01 1 {OURS}\nB rescued 2022-08-31 1 {OURS}"
        assert count("survivors_freed", milestones=rescued) == 2

    def test_a_period_has_both_its_days_within(self) -> None:
        rescued = f"A rescued 2022-02-28 1 {OURS}\nB rescued 2022-09-01 1 {OURS}"
        assert count("survivors_freed", milestones=rescued) == 0

    def test_tactical_advice_and_direct_help_are_parts_in_the_intervention_too(self) -> None:
        rescued = """
            A rescued 2022-03-10 1 led tactical_advice partner_confirmed 2022-03-20
            B rescued 2022-03-10 1 led oversight;direct_assistance documented 2022-03-20
        """
        assert count("survivors_freed", milestones=rescued) == 2

    def test_a_part_of_another_kind_is_none_in_the_intervention(self) -> None:
        rescued = "A rescued 2022-03-10 1 led oversight documented 2022-03-20"
        assert left_out("survivors_freed", milestones=rescued) == {"unattributed": 1}

    def test_intelligence_that_was_given_and_not_used_is_no_clear_part(self) -> None:
        rescued = "A rescued 2022-03-10 1 informed intelligence documented 2022-03-20"
        assert left_out("survivors_freed", milestones=rescued) == {"unattributed": 1}

    def test_a_part_without_evidence_or_without_its_day_is_not_shown(self) -> None:
        rescued = f"""
            A rescued 2022-03-10 1 led intelligence none 2022-03-20
            B rescued 2022-03-10 1 led intelligence documented -
            C rescued 2022-03-10 1 led intelligence - -
            D rescued 2022-03-10 1 {OURS}
        """
        result = figure("survivors_freed", milestones=rescued)
        assert (result.value, result.excluded["unevidenced"]) == (1, 3)

    def test_evidence_that_came_after_the_day_of_the_snapshot_is_not_known(self) -> None:
        late = "A rescued 2022-03-10 1 led intelligence documented 2023-01-01"
        more = f"B rescued 2022-03-10 1 {OURS}"
        for day, freed in (("2022-12-31", 1), ("2023-01-01", 2)):
            then = known(day, milestones=f"{late}\n{more}")
            assert evaluate(then, HEADLINE, SPRING)["survivors_freed"].value == freed

    def test_whoever_left_by_themselves_was_not_freed(self) -> None:
        left = f"A escaped 2022-03-10 1 {OURS}"
        assert count("survivors_freed", milestones=left) == 0

    def test_two_teams_at_one_rescue_free_one_person(self) -> None:
        twice = f"A rescued 2022-03-10 1 {OURS}\nA rescued 2022-03-11 1 {OURS}"
        result = figure("survivors_freed", milestones=twice)
        assert (result.value, result.parts["rescue_episodes"]) == (1, 1)
        assert count("rescue_episodes", milestones=twice) == 1

    def test_a_record_of_another_team_on_the_same_day_changes_nothing(self) -> None:
        ours = f"A rescued 2022-03-10 1 {OURS}"
        theirs = "A rescued 2022-03-10 1 none - none -"
        assert count("survivors_freed", milestones=f"{ours}\n{theirs}") == 1
        assert count("survivors_freed", milestones=f"{theirs}\n{ours}") == 1

    def test_freed_again_is_another_episode_of_the_same_person(self) -> None:
        again = f"A rescued 2022-03-10 1 {OURS}\nA rescued 2022-10-10 2 {OURS}"
        assert [count("survivors_freed", p, milestones=again) for p in (SPRING, AUTUMN)] == [1, 1]
        assert count("survivors_freed", YEAR, milestones=again) == 1
        assert count("rescue_episodes", YEAR, milestones=again) == 2

    def test_found_later_not_to_be_a_victim(self) -> None:
        found = f"A rescued 2022-03-10 1 {OURS}\nA not_a_victim 2022-12-01 1"
        assert left_out("survivors_freed", milestones=found) == {"found not to be a victim": 1}
        before = known("2022-11-30", milestones=found)
        assert evaluate(before, HEADLINE, SPRING)["survivors_freed"].value == 1

    def test_found_not_to_be_a_victim_of_another_episode_or_before(self) -> None:
        found = f"""
            A not_a_victim 2021-03-10 1
            A rescued 2022-03-10 2 {OURS}
            B rescued 2022-03-10 1 {OURS}
            B not_a_victim 2022-12-01 2
        """
        assert count("survivors_freed", milestones=found) == 2

    def test_a_finding_that_was_reversed_undoes_nothing(self) -> None:
        reversed_ = f"""
            A rescued 2022-03-10 1 {OURS}
            A not_a_victim 2022-06-01 1
            A victim_status_granted 2022-12-01 1
        """
        assert count("survivors_freed", milestones=reversed_) == 1

    def test_people_whose_identity_is_not_known_are_shown_apart_and_not_added(self) -> None:
        raid = {
            "milestones": f"A rescued 2022-03-10 1 {OURS}",
            "operations": "O1 2022-03-10 12\nO2 2022-10-10 5\nO3 2022-04-01 -",
        }
        assert count("survivors_freed", **raid) == 1
        assert count("people_freed_unidentified", **raid) == 12

    def test_an_uncertain_day_counts_where_all_its_days_lie_in_the_period(self) -> None:
        rescued = f"""
            A rescued 2022-03 1 {OURS}
            B rescued 2022-08/2022-09 1 {OURS}
            C rescued 2022 1 {OURS}
            D rescued unknown 1 {OURS}
        """
        result = figure("survivors_freed", milestones=rescued)
        assert (result.value, result.excluded["unplaced"]) == (1, 3)
        assert count("survivors_freed", YEAR, milestones=rescued) == 2

    def test_whoever_is_counted_is_not_left_out_as_well(self) -> None:
        rescued = (
            f"A rescued 2022-03-10 1 {OURS}\nA rescued 2022 1 {OURS}\nA rescued 2022-04 1 none"
        )
        assert left_out("survivors_freed", milestones=rescued) == {}


class TestSurvivorsSupported:
    def test_two_instances_by_the_end_and_one_within(self) -> None:
        support = """
            A legal 2021-12-01 P1 true own_team
            A legal 2022-03-01 P1 true own_team
            B legal 2022-03-01 P1 true own_team
            C legal 2021-12-01 P1 true own_team
            C legal 2022-01-01 P1 true own_team
        """
        assert count("survivors_supported", support=support) == 1
        assert left_out("survivors_supported", support=support) == {"fewer than 2": 1}

    def test_a_year_is_not_the_sum_of_its_halves(self) -> None:
        support = """
            A legal 2022-03-01 P1 true own_team
            A legal 2022-04-01 P1 true own_team
            A legal 2022-10-01 P1 true own_team
            B legal 2022-03-01 P1 true own_team
            B legal 2022-10-01 P1 true own_team
        """
        halves = [count("survivors_supported", p, support=support) for p in (SPRING, AUTUMN)]
        assert (halves, count("survivors_supported", YEAR, support=support)) == ([1, 2], 2)

    def test_newly_supported_is_whose_second_instance_lies_in_the_period(self) -> None:
        support = """
            A legal 2022-03-01 P1 true own_team
            A legal 2022-04-01 P1 true own_team
            A legal 2022-10-01 P1 true own_team
            B legal 2022-03-01 P1 true own_team
            B legal 2022-10-01 P1 true own_team
        """
        new = [count("newly_supported", p, support=support) for p in (SPRING, AUTUMN, YEAR)]
        assert new == [1, 1, 2]
        assert figure("survivors_supported", AUTUMN, support=support).parts["newly_supported"] == 1

    def test_instances_differ_by_day_service_or_professional(self) -> None:
        support = """
            A legal   2022-03-01 P1 true own_team
            A legal   2022-03-01 P1 true own_team attended 30
            B legal   2022-03-01 P1 true own_team
            B medical 2022-03-01 P1 true own_team
            C legal   2022-03-01 P1 true own_team
            C legal   2022-03-01 P2 true own_team
        """
        assert count("survivors_supported", support=support) == 2
        assert count("support_instances", support=support) == 5

    def test_partners_and_missed_appointments_and_what_is_not_specialist_do_not_count(self) -> None:
        support = """
            A legal 2022-03-01 P1 true  own_team
            A legal 2022-03-02 P1 true  partner
            B legal 2022-03-01 P1 true  own_team attended
            B legal 2022-03-02 P1 true  own_team no_show
            C legal 2022-03-01 P1 true  own_team
            C legal 2022-03-02 P1 false own_team
            D legal 2022-03-02 P1 true  partner
        """
        result = figure("survivors_supported", support=support)
        assert (result.value, result.excluded["fewer than 2"]) == (0, 3)
        assert result.excluded["unattributed"] == 1

    def test_strictly_an_instance_lasts_15_minutes_or_delivers_goods(self) -> None:
        support = """
            A legal       2022-03-01 P1 true own_team attended 15
            A legal       2022-03-02 P1 true own_team attended 20
            B legal       2022-03-01 P1 true own_team attended 15
            B legal       2022-03-02 P1 true own_team attended 14
            C legal       2022-03-01 P1 true own_team attended 15
            C basic_needs 2022-03-02 P1 true own_team
        """
        assert count("survivors_supported", support=support) == 3
        assert count("survivors_supported_strict", support=support) == 2

    def test_a_family_member_who_is_not_a_victim_is_not_counted(self) -> None:
        lines = {
            "milestones": "A not_a_victim 2022-01-01\nB not_a_victim 2022-05-01\n"
            "C not_a_victim 2021-01-01\nC identified 2022-01-01 2",
            "support": "\n".join(
                f"{who} legal 2022-0{month}-01 P1 true own_team"
                for who in "ABC"
                for month in (3, 4)
            ),
        }
        result = figure("survivors_supported", **lines)
        assert (result.value, result.excluded["found not to be a victim"]) == (1, 2)

    def test_two_ids_with_one_instance_each_are_one_supported_person(self) -> None:
        lines = {
            "support": "A legal 2022-03-01 P1 true own_team\nB legal 2022-04-01 P1 true own_team",
            "merges": "B A 2022-10-01",
        }
        apart, together = known("2022-09-30", **lines), known("2022-10-01", **lines)
        assert evaluate(apart, HEADLINE, SPRING)["survivors_supported"].value == 0
        assert evaluate(together, HEADLINE, SPRING)["survivors_supported"].value == 1

    def test_of_two_ids_one_may_have_been_recognised_later(self) -> None:
        """The other case in which people who become one are more than they were apart."""
        lines = {
            "milestones": "A not_a_victim 2022-01-01\nB identified 2022-02-01",
            "support": "A legal 2022-03-01 P1 true own_team\nA legal 2022-04-01 P1 true own_team",
            "merges": "B A 2022-10-01",
        }
        found = [
            evaluate(known(day, **lines), HEADLINE, SPRING)["survivors_supported"].value
            for day in ("2022-09-30", "2022-10-01")
        ]
        assert found == [0, 1]

    def test_uncertain_days(self) -> None:
        """A: surely. B: the second may come after the period. C: neither surely within."""
        support = """
            A legal 2022-01/2022-04 P1 true own_team
            A legal 2022-06 P1 true own_team
            B legal 2022-03-01 P1 true own_team
            B legal 2022-08/2022-09 P1 true own_team
            C legal 2022-01/2022-04 P1 true own_team
            C legal 2022-02/2022-04 P1 true own_team
        """
        result = figure("survivors_supported", support=support)
        assert (result.value, result.excluded["unplaced"]) == (1, 2)


class TestSurvivorsBroughtHome:
    def test_home_in_another_country_under_oversight_and_with_assistance(self) -> None:
        home = f"A arrived_home 2022-04-10 1 {HOME} BD"
        assert count("survivors_brought_home", milestones=home) == 1

    def test_oversight_alone_or_assistance_alone_is_not_enough(self) -> None:
        home = """
            A arrived_home 2022-04-10 1 led oversight  documented 2022-04-20 BD
            B arrived_home 2022-04-10 1 led assistance documented 2022-04-20 BD
        """
        assert left_out("survivors_brought_home", milestones=home) == {"unattributed": 2}

    def test_to_have_left_or_crossed_the_border_is_not_to_be_home(self) -> None:
        away = f"A departed 2022-04-10 1 {HOME} BD\nA arrived_in_country 2022-04-11 1 {HOME} BD"
        assert count("survivors_brought_home", milestones=away) == 0

    def test_returns_within_the_country_are_shown_apart(self) -> None:
        home = f"""
            A arrived_home 2022-04-10 1 {HOME} IN
            B arrived_home 2022-04-10 1 {HOME} BD
            C arrived_home 2022-04-10 1 {HOME} -
        """
        assert count("survivors_brought_home", milestones=home) == 2
        assert left_out("survivors_brought_home", milestones=home) == {
            "returned within the country": 1
        }
        assert count("survivors_returned_domestically", milestones=home) == 1

    def test_deportation_and_refusal_are_no_safe_return(self) -> None:
        home = f"""
            A deported 2022-04-01 1
            A arrived_home 2022-04-10 1 {HOME} BD
            B consented_to_return 2022-03-01 1
            B refused_return 2022-04-01 1
            B arrived_home 2022-04-10 1 {HOME} BD
            C refused_return 2022-03-01 1
            C consented_to_return 2022-04-01 1
            C arrived_home 2022-04-10 1 {HOME} BD
        """
        result = figure("survivors_brought_home", milestones=home)
        assert (result.value, result.excluded["deported"], result.excluded["return refused"]) == (
            1,
            1,
            1,
        )

    def test_found_not_safe_before_and_not_cleared(self) -> None:
        home = f"""
            A return_risk_failed 2022-03-01 1
            A arrived_home 2022-04-10 1 {HOME} BD
            B return_risk_failed 2022-03-01 1
            B return_risk_cleared 2022-04-01 1
            B arrived_home 2022-04-10 1 {HOME} BD
        """
        assert count("survivors_brought_home", milestones=home) == 1
        assert left_out("survivors_brought_home", milestones=home) == {"found not safe": 1}

    def test_strictly_safe_is_cleared_consented_and_safe_at_the_first_follow_up(self) -> None:
        before = "{0} return_risk_cleared 2022-03-01 1\n{0} consented_to_return 2022-03-02 1"
        home = "\n".join(
            f"{before.format(who)}\n{who} arrived_home 2022-04-10 1 {HOME} BD" for who in "ABC"
        )
        followed = """
            A follow_up_3m 2022-07-10 1 - - - - - safe
            B follow_up_3m 2022-07-10 1 - - - - - unsafe
            B follow_up_6m 2022-10-10 1 - - - - - safe
        """
        bare = f"D arrived_home 2022-04-10 1 {HOME} BD\nD follow_up_3m 2022-07-10 1 - - - - - safe"
        lines = f"{home}{followed}{bare}"
        assert count("survivors_brought_home", milestones=lines) == 4
        assert count("survivors_brought_home_strict", milestones=lines) == 1
        assert left_out("survivors_brought_home_strict", milestones=lines) == {
            "no risk assessment": 1,
            "not yet found safe at the first follow-up": 2,
        }

    def test_a_return_that_fails_within_90_days_is_flagged(self) -> None:
        home = f"""
            A arrived_home 2022-04-10 1 {HOME} BD
            A return_failed 2022-07-09 1
            B arrived_home 2022-04-10 1 {HOME} BD
            B return_failed 2022-07-10 1
        """
        result = figure("survivors_brought_home", milestones=home)
        assert (result.value, result.parts["failed within 90 days"]) == (2, 1)

    def test_two_moves_of_one_person(self) -> None:
        home = f"A arrived_home 2022-03-10 1 {HOME} BD\nA arrived_home 2022-08-10 2 {HOME} BD"
        assert count("survivors_brought_home", milestones=home) == 1
        assert count("completed_returns", milestones=home) == 2


WITHDRAWN = {
    "milestones": f"A rescued 2022-03-10 1 {OURS}\nB rescued 2022-03-10 1 {OURS}\n"
    f"C rescued 2022-03-10 1 {OURS}",
    "consents": "A publication 2022-03-11 2022-10-01\nB publication 2022-03-11 2022-10-01\n"
    "B publication 2022-11-01",
}
"""Three were freed; two withdrew consent, and one of them gave it again."""


class TestConsent:
    def test_whoever_withdrew_is_left_out_of_every_later_cut(self) -> None:
        for day, freed in (("2022-09-30", 3), ("2022-10-01", 1), ("2022-11-01", 2)):
            then = known(day, **WITHDRAWN)
            result = evaluate(then, HEADLINE, SPRING, purpose="publication")["survivors_freed"]
            assert isinstance(result, IndicatorResult)
            assert (result.value, result.excluded["consent withdrawn"]) == (freed, 3 - freed)

    def test_for_internal_work_consent_is_not_applied(self) -> None:
        result = figure("survivors_freed", **WITHDRAWN)
        assert result.value == 3
        assert "consent withdrawn" not in result.excluded
