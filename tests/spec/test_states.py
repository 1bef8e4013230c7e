"""Where survivors, returns and accused people stood, and when they moved on."""

from __future__ import annotations

import pytest

from recovery.cohort import select_cohort
from recovery.errors import DefinitionError
from recovery.tables import StateTable
from timelines import known

Stay = tuple[int, int, int, str, str]


def support(milestones: str, *, origin: str = "intake", **more: str) -> StateTable:
    return select_cohort(known(milestones, **more), origin=origin).states("support")


def stays(table: StateTable) -> list[Stay]:
    """List subject, start, stop, state and where to; "" where following ended."""
    names = (*table.states, "")
    columns = (table.subject, table.start, table.stop, table.state, table.to)
    return [
        (s, a, b, names[state], names[to])
        for s, a, b, state, to in zip(*(c.tolist() for c in columns), strict=True)
    ]


def test_a_stay_lasts_until_the_next_move_or_the_last_contact() -> None:
    table = support(
        """
        A intake          2021-01-01
        A shelter_entered 2021-01-11
        A safe_housing    2021-01-31
        B intake          2021-05-01
        """,
        contacts="A 2021-02-10 reached\nB 2021-05-04 reached",
    )
    assert stays(table) == [
        (0, -1, 10, "in_support", "in_shelter"),
        (0, 10, 30, "in_shelter", "safely_housed"),
        (0, 30, 40, "safely_housed", ""),
        (1, -1, 3, "in_support", ""),
    ]


def test_a_move_on_the_last_day_has_no_stay_of_its_own() -> None:
    assert stays(support("A intake 2021-01-01\nA died 2021-01-11")) == [
        (0, -1, 10, "in_support", "died")
    ]


def test_everything_up_to_the_origin_makes_the_first_state() -> None:
    timeline = """
        A intake          2020-12-01
        A shelter_entered 2021-01-01
        A victim_status_granted 2021-01-01
        A shelter_left    2021-01-11
    """
    assert stays(support(timeline, origin="victim_status_granted")) == [
        (0, -1, 10, "in_shelter", "in_support")
    ]


def test_before_any_milestone_everyone_is_in_the_first_state() -> None:
    timeline = "A legal_aid 2021-01-01\nA intake 2021-01-11"
    table = support(timeline, origin="legal_aid", contacts="A 2021-01-21 reached")
    assert stays(table) == [  # observed from day 10 on
        (0, 9, 10, "known", "in_support"),
        (0, 10, 20, "in_support", ""),
    ]
    timeline = "A first_contact 2020-12-01\nA legal_aid 2021-01-01\nA intake 2021-01-11"
    assert stays(support(timeline, origin="legal_aid")) == [(0, -1, 10, "known", "in_support")]


def test_observation_that_began_on_an_uncertain_day_begins_on_its_latest() -> None:
    snapshot = known(
        "A first_contact 2021-01\nB first_contact unknown",
        contacts="A 2021-02-10 reached",
        cases="C1 A\nC1 B",
        participation="""
            C1 A engaged_with_justice 2021-01-01
            C1 B engaged_with_justice 2021-01-01
        """,
        proceedings="",
    )
    cohort = select_cohort(snapshot, origin="engaged_with_justice", subject="survivor × case")
    table = cohort.states("justice")
    assert stays(table) == [(0, 29, 40, "engaged", "")]  # 31 January is day 30
    assert table.about.attrition[1:] == (("day on which observation began uncertain", 1),)
    assert "observation began on an uncertain day, taken as the latest: 1" in table.about.notes


def test_what_a_state_keeps_changes_nothing() -> None:
    timeline = """
        A intake             2021-01-01
        A independent_living 2021-01-11
        A safe_housing       2021-01-21
        A shelter_left       2021-01-31
    """
    assert stays(support(timeline)) == [
        (0, -1, 10, "in_support", "independent"),
        (0, 10, 30, "independent", ""),
    ]


def test_a_return_to_the_same_state_is_one_stay() -> None:
    timeline = "A intake 2021-01-01\nA consented_to_service 2021-01-11\nA lost_contact 2021-01-21"
    assert stays(support(timeline)) == [(0, -1, 20, "in_support", "lost")]


def test_on_one_day_the_order_of_the_vocabulary_decides() -> None:
    timeline = "A intake 2021-01-01\nA lost_contact 2021-01-11\nA safe_housing 2021-01-11"
    table = support(timeline, contacts="A 2021-01-21 reached")
    assert stays(table) == [
        (0, -1, 10, "in_support", "lost"),
        (0, 10, 20, "lost", ""),
    ]
    assert "several moves on one day: 1; the order of the vocabulary decides" in table.about.notes


def test_a_move_that_is_not_permitted_is_followed() -> None:
    timeline = """
        A intake          2021-01-01
        A planned_closure 2021-01-11
        A safe_housing    2021-01-21
        A housing_lost    2021-01-31
    """
    table = support(timeline)
    assert stays(table)[1] == (0, 10, 20, "closed", "safely_housed")
    assert (
        "moves that the pathway does not permit: 1; they are followed as recorded"
        in table.about.notes
    )


def test_uncertain_days_leave_out() -> None:
    table = support(
        """
        A intake       2021-01
        B intake       2021-01-01
        B safe_housing 2021-02
        C intake       2021-01-01
        C legal_aid    2021-02
        C died         2021-01-11
        """
    )
    assert table.about.attrition == (
        ("survivors on record", 3),
        ("day of origin uncertain", 1),
        ("day of safe_housing uncertain", 1),
    )
    assert stays(table) == [(0, -1, 10, "in_support", "died")]


def test_a_return_ends_with_death_whatever_the_episode() -> None:
    timeline = """
        A consented_to_return   2021-01-01 2
        A nationality_confirmed 2021-01-11 2
        A nationality_confirmed 2021-01-06 3
        A died                  2021-01-21
    """
    cohort = select_cohort(known(timeline), origin="consented_to_return", subject="return")
    assert stays(cohort.states("repatriation")) == [
        (0, -1, 10, "consented", "nationality_confirmed"),
        (0, 10, 20, "nationality_confirmed", "died"),
    ]


def test_an_accused_is_followed_to_the_day_of_the_data() -> None:
    snapshot = known(
        "A intake 2021-01-01",
        as_of="2021-02-10",
        cases="C1 A",
        accused="C1 X\nC1 Y",
        proceedings="""
            C1 reported  2020-12-01
            C1 charged   2021-01-01 X
            C1 arrested  2021-01-06 X
            C1 convicted 2021-01-11 X
            C1 charged   2021-02-01 Y
        """,
    )
    table = select_cohort(snapshot, origin="charged", subject="accused").states("prosecution")
    assert stays(table) == [
        (0, -1, 10, "charged", "convicted"),
        (0, 10, 40, "convicted", ""),
        (1, -1, 9, "charged", ""),
    ]
    assert table.about.clock == "accused × case: prosecution from charged; followed to as_of"


def test_a_survivors_way_through_a_case() -> None:
    snapshot = known(
        "A intake 2021-01-01",
        cases="C1 A",
        participation="""
            C1 A engaged_with_justice 2021-01-01
            C1 A statement_given      2021-01-11
            C1 A withdrew_from_case   2021-01-21
        """,
        contacts="A 2021-01-16 reached",
    )
    cohort = select_cohort(snapshot, origin="engaged_with_justice", subject="survivor × case")
    assert stays(cohort.states("justice")) == [
        (0, -1, 10, "engaged", "statement_given"),
        (0, 10, 20, "statement_given", "withdrew"),
    ]


def test_nobody_to_follow() -> None:
    assert len(support("A intake unknown")) == 0


@pytest.mark.parametrize("pathway", ["repatriation", "happiness"])
def test_a_pathway_of_another_subject_is_refused(pathway: str) -> None:
    cohort = select_cohort(known("A intake 2021-01-01"), origin="intake")
    with pytest.raises(DefinitionError, match=f"'{pathway}' .*allowed: 'support'"):
        cohort.states(pathway)


def test_an_episode_has_no_pathway() -> None:
    cohort = select_cohort(known("A intake 2021-01-01"), origin="intake", subject="episode")
    with pytest.raises(DefinitionError, match="it has no pathway"):
        cohort.states("support")
