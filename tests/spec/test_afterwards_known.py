"""When something is known of somebody on a day: lost or not, safe or not, in work or not."""

from __future__ import annotations

import polars as pl
import pytest

from outcome_cards import records
from recovery.days import Period, day_number
from recovery.errors import DefinitionError
from recovery.indicators import HEADLINE, CountRule, afterwards, afterwards_of
from recovery.indicators.tally import people_of
from recovery.results import Afterwards

COLUMNS = (
    "survivor_id milestone occurred_on contribution contribution_kind evidence evidence_on result"
)
HALF = Period("2020-03-01", "2020-08-31")
FREED = HEADLINE[:1]
RESCUED = "rescued 2020-03-01 led direct_assistance documented 2020-03-01"


def lives(lines: str, *, as_of: str = "2022-12-31", within: int = 91, **more: str) -> Afterwards:
    """Follow those freed on 1 March 2020; the first year after it ends on 1 March 2021."""
    who = sorted({line.split()[0] for line in lines.strip().splitlines()})
    rows = [f"{each} {RESCUED} -" for each in who]
    rows += [
        f"{name} {milestone} {day} - - - - {result[0] if result else '-'}"
        for name, milestone, day, *result in map(str.split, lines.strip().splitlines())
    ]
    snapshot = records(milestones="\n".join([COLUMNS, *rows]), as_of=as_of, **more)
    found = afterwards(snapshot, FREED, HALF, within=within)["survivors_freed"]
    assert isinstance(found, Afterwards)
    return found


def on(found: Afterwards, place: int) -> dict[str, int]:
    counts = {**found.fates, **found.states}
    return {name: int(count[place]) for name, count in counts.items() if count[place]}


class TestLost:
    def test_who_was_seen_in_the_three_months_before_is_in_touch(self) -> None:
        found = lives("A legal_aid 2020-11-30\nB legal_aid 2020-11-29")
        # 91 days before 1 March 2021 lies 30 November
        assert on(found, 0) == {"in touch": 1, "lost": 1}
        assert found.on_record.tolist() == [0, 0, 0, 0]

    def test_how_long_a_contact_tells_can_be_said(self) -> None:
        lines = "A legal_aid 2020-11-30\nB legal_aid 2020-11-29"
        assert on(lives(lines, within=90), 0) == {"lost": 2}
        assert on(lives(lines, within=92), 0) == {"in touch": 2}

    def test_who_is_on_record_as_lost_is_lost_at_once(self) -> None:
        found = lives(
            """A lost_contact 2021-02-26
            B unplanned_exit 2021-02-26
            C lost_contact 2020-06-01
            C legal_aid 2021-02-26
            D lost_contact 2021-02-26
            D recontacted 2022-06-01
            E legal_aid 2020-06-01"""
        )
        # C came back, D was found again and is known to live; of E there is no news
        assert on(found, 0) == {"in touch": 2, "lost": 3}
        assert found.on_record[0] == 2

    def test_a_mark_on_the_day_of_the_data_has_passed(self) -> None:
        line = "A legal_aid 2021-02-26"
        assert on(lives(line, as_of="2021-03-01"), 0) == {"in touch": 1}
        assert on(lives(line, as_of="2021-02-28"), 0) == {"not yet known": 1}

    def test_years_are_days_so_that_a_leap_day_shortens_one(self) -> None:
        people = pl.DataFrame({"survivor_id": ["A"], "day": [day_number("2020-02-29")]})
        rows = """survivor_id milestone occurred_on
            A safe_housing 2020-02-29
            A housing_lost 2021-02-28"""
        found = afterwards_of(records(milestones=rows, as_of="2021-02-28"), people, days=(364, 365))
        assert [int(many) for many in found.states["safely housed"]] == [1, 0]


class TestSafety:
    def test_an_unsafe_word_ends_it_until_a_safe_one(self) -> None:
        contacts = """survivor_id contacted_on result safety
            A 2020-09-01 reached unsafe
            B 2020-09-01 reached unsafe
            B 2020-12-01 reached safe
            C 2020-04-01 reached unsafe
            D 2020-09-01 reached unsafe
            D 2020-12-01 not_reached safe
            E 2020-09-01 reached safe
            E 2020-09-01 reached unsafe"""
        for milestone, state in (
            ("safe_housing", "safely housed"),
            ("arrived_home", "home and safe"),
        ):
            lines = "\n".join(
                f"{who} {milestone} 2020-06-01\n{who} legal_aid 2022-06-01" for who in "ABCDE"
            )
            found = lives(lines, contacts=contacts)
            # B was found safe again; of C it was said before; E was both on one day
            assert on(found, 0) == {"in touch": 5, state: 2}

    def test_a_follow_up_that_did_not_find_them_safe_ends_it(self) -> None:
        found = lives(
            """A arrived_home 2020-06-01
            A follow_up_3m 2020-09-01 unsafe
            A legal_aid 2022-06-01
            B arrived_home 2020-06-01
            B follow_up_3m 2020-09-01 unsafe
            B follow_up_6m 2020-12-01 safe
            B legal_aid 2022-06-01
            C arrived_home 2020-06-01
            C follow_up_3m 2020-09-01 unknown
            C legal_aid 2022-06-01
            D arrived_home 2020-06-01
            D follow_up_3m 2020-09-01 moved_on
            D legal_aid 2022-06-01
            E arrived_home 2020-06-01
            E follow_up_3m 2020-09-01
            E follow_up_12m 2021-06-01 unsafe
            E legal_aid 2022-06-01"""
        )
        assert found.states["home and safe"].tolist() == [3, 2, 0, 0]

    def test_a_contact_that_finds_them_exploited_is_a_harm(self) -> None:
        contacts = """survivor_id contacted_on result safety
            A 2020-09-01 not_reached re_exploited
            B 2020-03-01 reached re_exploited"""
        lines = "A safe_housing 2020-06-01\nB safe_housing 2020-06-01\nB legal_aid 2022-06-01"
        # B was found on the day on which she was freed: that is what she was freed from
        assert on(lives(lines, contacts=contacts), 0) == {
            "re-trafficked": 1,
            "in touch": 1,
            "safely housed": 1,
        }


class TestUncertainDays:
    def test_a_loss_that_may_have_come_after_is_in_doubt(self) -> None:
        found = lives(
            """A safe_housing 2020-06-01
            A housing_lost 2020
            A legal_aid 2022-06-01
            B safe_housing 2020
            B housing_lost 2020-09-01
            B legal_aid 2022-06-01
            C safe_housing 2020
            C legal_aid 2022-06-01"""
        )
        assert on(found, 0) == {"in touch": 3, "safely housed": 1}
        assert found.known["safely housed"][0] == 1
        assert (found.at_least["safely housed"][0], found.at_most["safely housed"][0]) == (1 / 3, 1)

    def test_who_may_have_died_is_not_in_touch_for_a_contact_before(self) -> None:
        found = lives("A legal_aid 2021-02-01\nA died 2021-02-01/2021-03-31")
        assert on(found, 0) == {"lost": 1}
        assert on(found, 1) == {"died": 1}


class TestWork:
    def test_work_is_known_up_to_half_a_year_after_a_check_and_up_to_a_later_one(self) -> None:
        found = lives(
            """A employed 2020-08-30
            B employed 2020-08-29
            C employed 2020-04-01
            C employment_confirmed 2022-03-01
            D employed 2020-04-01
            D employment_lost 2021-03-02
            E employment_confirmed 2021-01-01
            F school_enrolled 2020-04-01
            G school_enrolled 2020-04-01
            G school_left 2021-03-01
            """
            + "\n".join(f"{who} legal_aid 2022-06-01" for who in "ABCDEFG")
        )
        # 183 days before 1 March 2021 lies 30 August; B is in doubt, and G had left that day
        assert on(found, 0) == {"in touch": 7, "in work or school": 5}
        assert found.known["in work or school"][0] == 6
        assert found.at_most["in work or school"][0] == pytest.approx(6 / 7)


class TestHarms:
    def test_a_death_is_counted_whatever_came_before(self) -> None:
        found = lives("A re_trafficked 2020-09-01\nA died 2021-09-01\nB legal_aid 2022-12-31")
        assert [on(found, place) for place in (0, 1)] == [
            {"in touch": 1, "re-trafficked": 1},
            {"in touch": 1, "died": 1},
        ]
        assert found.share["re-trafficked"][:2].tolist() == [0.5, 0]
        assert found.share["died"][:2].tolist() == [0, 0.5]

    def test_an_earlier_episode_is_not_a_later_harm(self) -> None:
        found = lives("A re_trafficked 2020-02-01\nA legal_aid 2022-06-01")
        assert on(found, 0) == {"in touch": 1}

    def test_where_all_have_died_it_is_known_of_all(self) -> None:
        found = lives("A died 2020-09-01\nB died 2021-09-01")
        assert found.share["died"].tolist() == [0.5, 1, 1, 1]
        assert found.share["safely housed"].tolist() == [0, 0, 0, 0]


class TestPeople:
    def test_somebody_named_twice_is_one_person_from_the_first_day(self) -> None:
        days = [day_number("2021-03-01"), day_number("2020-03-01")]
        people = pl.DataFrame({"survivor_id": ["A", "A"], "day": days})
        rows = (
            "survivor_id milestone occurred_on\nA safe_housing 2020-06-01\nA legal_aid 2022-06-01"
        )
        found = afterwards_of(records(milestones=rows), people, days=(365,))
        assert (found.people, found.period) == (1, ("2020-03-01", "2020-03-01"))
        assert on(found, 0) == {"in touch": 1, "safely housed": 1}

    def test_two_ids_of_one_person_are_one_life(self) -> None:
        merges = "old_id kept_id merged_on\nB A 2020-07-01"
        lines = "A legal_aid 2022-06-01\nB safe_housing 2020-06-01"
        found = lives(lines, merges=merges)
        assert (found.people, on(found, 0)) == (1, {"in touch": 1, "safely housed": 1})

    def test_all_faults_of_a_question_are_told_and_nobody_is_named(self) -> None:
        people = pl.DataFrame({"survivor_id": ["A", "Z-17"], "day": [day_number("2030-01-01"), 0]})
        snapshot = records(milestones="survivor_id milestone occurred_on\nA rescued 2020-03-01")
        with pytest.raises(DefinitionError) as told:
            afterwards_of(snapshot, people, days=(0,), within=-1)
        message = str(told.value)
        for fault in ("days must be 1", "within must be 0", "1 of 2 rows", "after the day"):
            assert fault in message
        assert "Z-17" not in message

    def test_who_needs_two_instances_is_followed_from_the_second(self) -> None:
        support = """survivor_id service delivered_on attendance specialist delivered_by
            A counselling 2020-03-01 attended true own_team
            A counselling 2020-08-01 attended true own_team
            B counselling 2019-11-01 attended true own_team
            B counselling 2020-04-01 attended true own_team
            B counselling 2020-08-01 attended true own_team"""
        snapshot = records(support=support, as_of="2022-12-31")
        rule = HEADLINE[1].rule
        assert isinstance(rule, CountRule)
        people = people_of(rule, snapshot, HALF, None)
        days = [day_number("2020-08-01"), day_number("2020-04-01")]
        assert people["day"].to_list() == days

    def test_who_withdrew_consent_is_counted_and_not_followed(self) -> None:
        consents = """survivor_id purpose granted_on withdrawn_on
            A research 2020-03-01 -
            B research 2020-03-01 2021-01-01"""
        rows = "survivor_id milestone occurred_on\nA died 2020-09-01\nB died 2020-09-01"
        people = pl.DataFrame({"survivor_id": ["A", "B"], "day": [day_number("2020-03-01")] * 2})
        snapshot = records(milestones=rows, consents=consents)
        asked = afterwards_of(snapshot, people, days=(365,), purpose="research")
        assert on(asked, 0) == {"died": 1, "no consent to be followed": 1}
        assert (asked.at_least["died"][0], asked.at_most["died"][0]) == (1 / 2, 1)
        assert on(afterwards_of(snapshot, people, days=(365,)), 0) == {"died": 2}
