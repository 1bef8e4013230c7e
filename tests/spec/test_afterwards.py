"""What became of the people of a figure: each has one fate, and they add up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outcome_cards import records
from recovery.days import Period, day_number
from recovery.errors import DefinitionError
from recovery.indicators import HEADLINE, OUTCOMES, afterwards, afterwards_of, maturity
from recovery.register import Snapshot
from recovery.results import Afterwards, NotMeasured

COLUMNS = "survivor_id milestone occurred_on contribution contribution_kind evidence evidence_on\n"
MILESTONES = f"""{COLUMNS}A rescued 2020-03-01 led direct_assistance documented 2020-03-01
A safe_housing 2020-06-01 - - - -
A employed 2021-01-15 - - - -
A legal_aid 2022-06-01 - - - -
B rescued 2020-03-01 led direct_assistance documented 2020-03-01
B safe_housing 2020-06-01 - - - -
B housing_lost 2020-12-01 - - - -
B re_trafficked 2021-09-01 - - - -
C rescued 2020-03-01 led direct_assistance documented 2020-03-01
C died 2020-09-01 - - - -
D rescued 2020-03-01 led direct_assistance documented 2020-03-01
D safe_housing 2020-06-01 - - - -
E rescued 2020-03-01 led direct_assistance documented 2020-03-01
E arrived_home 2020-05-01 - - - -
E legal_aid 2022-06-01 - - - -
F rescued 2020-03-01 none - - -"""
CONTACTS = """survivor_id contacted_on result safety
E 2020-06-01 reached safe
E 2022-01-01 reached unsafe"""
HALF = Period("2020-03-01", "2020-08-31")


def known(as_of: str = "2022-06-30", **more: str) -> Snapshot:
    return records(milestones=MILESTONES, contacts=CONTACTS, as_of=as_of, **more)


def freed(snapshot: Snapshot, *, purpose: str | None = None) -> Afterwards:
    found = afterwards(snapshot, HEADLINE, HALF, purpose=purpose)["survivors_freed"]
    assert isinstance(found, Afterwards)
    return found


def on(found: Afterwards, place: int) -> dict[str, int]:
    counts = {**found.fates, **found.states}
    return {name: int(count[place]) for name, count in counts.items() if count[place]}


class TestFates:
    def test_after_a_year(self) -> None:
        found = freed(known())
        assert found.people == 5  # not F, in whose rescue the organisation had no part
        assert on(found, 0) == {
            "in touch": 3,  # A, B and E are heard of later
            "died": 1,
            "lost": 1,  # nothing was heard of D since June 2020
            "safely housed": 1,  # A; B had lost it again
            "in work or school": 1,
            "home and safe": 1,
        }

    def test_after_two_years(self) -> None:
        assert on(freed(known()), 1) == {
            "in touch": 2,
            "re-trafficked": 1,
            "died": 1,
            "lost": 1,
            "safely housed": 1,
            # A was not confirmed to be in work since, and E was unsafe when last asked
        }

    def test_a_day_that_lies_ahead_is_not_yet_known(self) -> None:
        found = freed(known())
        assert on(found, 2) == {"re-trafficked": 1, "died": 1, "not yet known": 3}

    @pytest.mark.parametrize("as_of", ["2020-08-31", "2021-03-01", "2022-06-30"])
    def test_fates_add_up_on_every_day(self, as_of: str) -> None:
        found = freed(known(as_of))
        assert (np.sum(list(found.fates.values()), axis=0) == found.people).all()
        for count in found.states.values():
            assert (count <= found.fates["in touch"]).all()

    def test_bounds_hold_all_of_whom_it_is_not_known(self) -> None:
        found = freed(known())
        assert (found.at_least["safely housed"][0], found.at_most["safely housed"][0]) == (
            1 / 5,
            2 / 5,
        )
        assert (found.at_least["died"][2], found.at_most["died"][2]) == (1 / 5, 4 / 5)

    def test_who_did_not_consent_is_not_followed_and_still_counted(self) -> None:
        consents = """survivor_id purpose granted_on
            A publication 2020-03-01
            B publication 2020-03-01"""
        found = freed(known(consents=consents), purpose="publication")
        assert found.people == 5
        assert found.fates["no consent to be followed"].tolist() == [3] * 4
        assert (np.sum(list(found.fates.values()), axis=0) == 5).all()


class TestShares:
    def test_harms_compete_and_those_lost_are_censored(self) -> None:
        found = freed(known())
        # day 184: C dies, 1 of 4 still followed, as D was last seen on day 92
        assert found.share["died"][:2] == pytest.approx([1 / 4, 1 / 4])
        # day 549: B is found, 1 of 3
        assert found.share["re-trafficked"][:2] == pytest.approx([0, 3 / 4 * 1 / 3])

    def test_a_state_may_be_left_again(self) -> None:
        found = freed(known())
        # 3 of 5 housed on day 92, which is D's last; B loses it on day 275
        assert found.share["safely housed"][0] == pytest.approx(3 / 5 * 1 / 2)


def test_recovery_is_told_of_those_assessed() -> None:
    scores = """survivor_id instrument assessed_on status respondent total
        A phq9 2020-03-10 done survivor 18
        A phq9 2021-02-20 done survivor 8
        E phq9 2020-03-10 done survivor 18
        E phq9 2021-02-20 done survivor 17"""
    found = freed(known(assessments=scores))
    assert found.states["recovered"].tolist() == [1, 0, 0, 0]
    # B was in touch, and not assessed
    assert found.at_most["recovered"][0] == pytest.approx((1 + 1 + 1) / 5)


def test_other_figures_do_not_count_survivors() -> None:
    found = afterwards(known(), HEADLINE, HALF)
    assert isinstance(found["professionals_trained"], NotMeasured)
    assert "survivors" in found["professionals_trained"].reason


def test_what_the_records_cannot_count_is_not_followed() -> None:
    rows = "survivor_id milestone occurred_on\nA rescued 2020-03-01"
    snapshot = records(milestones=rows, contacts=CONTACTS, as_of="2022-06-30")
    found = afterwards(snapshot, HEADLINE, HALF)["survivors_freed"]
    assert isinstance(found, NotMeasured)
    assert "no column" in found.reason


def test_asks_as_indicators_are_asked() -> None:
    with pytest.raises(DefinitionError, match="after the day of the snapshot"):
        afterwards(known(as_of="2020-06-30"), HEADLINE, HALF)
    with pytest.raises(DefinitionError, match="no purpose of consent"):
        afterwards(known(), HEADLINE, HALF, purpose="publicity")


def test_any_people_can_be_followed() -> None:
    people = pl.DataFrame({"survivor_id": ["A", "C"], "day": [day_number("2020-03-01")] * 2})
    snapshot = known()
    ids = snapshot.tables["survivors"]["survivor_id"].dtype
    found = afterwards_of(
        snapshot, people.with_columns(pl.col("survivor_id").cast(ids)), days=(365,)
    )
    assert on(found, 0) == {"in touch": 1, "died": 1, "safely housed": 1, "in work or school": 1}


def test_nobody_is_no_share() -> None:
    found = afterwards(known(), HEADLINE, Period("2019-03-01", "2019-08-31"))["survivors_freed"]
    assert isinstance(found, Afterwards)
    assert found.people == 0
    assert not found.share


def test_days_must_lie_ahead() -> None:
    with pytest.raises(DefinitionError, match="days must be 1 or more"):
        afterwards(known(), HEADLINE, HALF, days=(0,))


def test_columns_have_a_row_for_each_day_and_fate() -> None:
    columns = freed(known()).columns()
    # without assessments nothing is told of recovery
    assert {len(column) for column in columns.values()} == {9 * 4}
    assert columns["people"].tolist() == [5] * 36


def test_the_calendar_says_when_a_cohort_can_answer() -> None:
    cards = [c for c in OUTCOMES if c.code in ("recovered_12m", "sustained_recovery_24m")]
    calendar = maturity([*HEADLINE[:1], *cards], [HALF], on="2021-08-31")
    assert calendar.columns()["in full"].tolist() == ["2020-08-31", "2021-08-31", "2022-08-31"]
    assert calendar.columns()["mature"].tolist() == [True, True, False]
    assert (
        "Sustained recovery within 24 months, 2020-03-01 to 2020-08-31: in full from 2022"
        in repr(calendar)
    )


def test_a_death_or_harm_on_an_uncertain_day_is_not_hidden_in_lost() -> None:
    ours = "led direct_assistance documented 2020-03-01"
    milestones = f"""{COLUMNS}A rescued 2020-03-01 {ours}
A died 2020 - - - -
B rescued 2020-03-01 {ours}
B died unknown - - - -
C rescued 2020-03-01 {ours}
C re_trafficked 2020-06 - - - -
D rescued 2020-03-01 {ours}
D safe_housing 2020-06 - - - -
D legal_aid 2022-06-01 - - - -"""
    found = freed(records(milestones=milestones, contacts=CONTACTS, as_of="2022-12-31"))
    # The first had died by the end of 2020; of the second it is only known by the day of the data.
    assert on(found, 0) == {
        "in touch": 1,
        "died": 1,
        "re-trafficked": 1,
        "lost": 1,
        "safely housed": 1,
    }


def test_what_was_found_and_lost_on_one_day_does_not_last() -> None:
    ours = "led direct_assistance documented 2020-03-01"
    milestones = f"""{COLUMNS}A rescued 2020-03-01 {ours}
A safe_housing 2020-06-01 - - - -
A housing_lost 2020-06-01 - - - -
A legal_aid 2022-06-01 - - - -"""
    found = freed(records(milestones=milestones, contacts=CONTACTS, as_of="2022-12-31"))
    assert on(found, 0) == {"in touch": 1}
