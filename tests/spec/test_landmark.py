"""What is learned after the origin makes no groups from the origin on."""

from __future__ import annotations

import pytest

from recovery.cohort import Cohort, select_cohort
from recovery.errors import DefinitionError
from recovery.estimators import kaplan_meier, log_rank
from timelines import known

# Legal aid on day 10 (A), 50 (B), at some time in January (C), never (D, E), before intake (F).
TIMELINES = """
    A intake 2021-01-01
    A legal_aid 2021-01-11
    A safe_housing 2021-05-01
    B intake 2021-01-01
    B legal_aid 2021-02-20
    B safe_housing 2021-04-01
    C intake 2021-01-01
    C legal_aid 2021-01
    C lost_contact 2021-09-01
    D intake 2021-01-01
    D safe_housing 2021-01-06
    E intake 2021-01-01
    E safe_housing 2021-07-01
    F legal_aid 2020-12-01
    F intake 2021-01-01
    F safe_housing 2021-03-01
"""


@pytest.fixture
def cohort() -> Cohort:
    return select_cohort(known(TIMELINES), origin="intake")


class TestSplit:
    """Groups from the origin on are refused, with what to do instead."""

    def test_by_a_milestone(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match="immortal time") as caught:
            cohort.split("legal_aid")
        (fault,) = caught.value.faults
        assert "cohort.landmark(outcome, by='legal_aid', day=91)" in fault
        assert "cox" in fault

    def test_by_a_service(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match=r"'counselling' is a service.*immortal time"):
            cohort.split("counselling")

    def test_by_a_column_that_is_named_like_a_milestone(self) -> None:
        snapshot = known(
            "A intake 2021-01-01\nB intake 2021-01-01", survivors="A yes\nB no", columns="legal_aid"
        )
        cohort = select_cohort(snapshot, origin="intake")
        with pytest.raises(DefinitionError, match="immortal time"):
            cohort.split("legal_aid")
        with pytest.raises(DefinitionError, match="immortal time"):
            cohort.where(legal_aid="yes", because="they had a lawyer")

    def test_by_a_column_that_is_named_like_a_service(self) -> None:
        snapshot = known(
            "A intake 2021-01-01\nB intake 2021-01-01",
            survivors="A none\nB some",
            columns="education",
        )
        groups = select_cohort(snapshot, origin="intake").split("education")
        assert list(groups) == ["none", "some"]

    def test_every_fault_at_once(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError) as caught:
            cohort.split("legal_aid", "colour", "survivor_id")
        assert [fault.split(",")[0] for fault in caught.value.faults] == [
            "'legal_aid' is a milestone",
            "'colour' is no attribute",
            "'survivor_id' is an id and no group",
        ]


class TestLandmark:
    """Those who still wait on a day are grouped by what they had reached by then."""

    def test_groups(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by="legal_aid", day=20)
        assert list(groups) == ["legal_aid", "no legal_aid"]
        assert groups.by == ("legal_aid by day 20",)
        # A and F had it; B had not yet, and E never; D was housed before, and of C nobody knows.
        assert sorted(groups["legal_aid"].exit.tolist()) == [59, 120]
        assert sorted(groups["no legal_aid"].exit.tolist()) == [90, 181]
        assert {day for group in groups.values() for day in group.columns()["entry"]} == {20}

    def test_who_was_left_out(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by="legal_aid", day=20)
        assert groups["no legal_aid"].about.attrition == (
            ("survivors on record", 6),
            ("not known whether legal_aid came by day 20", 1),
            ("in the other group on day 20", 2),
            ("event by day 20", 1),
        )

    def test_a_later_day(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by="legal_aid", day=60)
        assert sorted(groups["legal_aid"].exit.tolist()) == [90, 120, 243]  # of C it is known now
        assert groups["no legal_aid"].exit.tolist() == [181]

    def test_on_the_origin_itself(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by="legal_aid", day=0)
        assert groups["legal_aid"].exit.tolist() == [59]

    def test_any_of_several(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by=("legal_aid", "therapy_started"), day=20)
        assert list(groups) == ["legal_aid or therapy_started", "no legal_aid or therapy_started"]

    def test_is_ready_to_be_compared(self, cohort: Cohort) -> None:
        groups = cohort.landmark("safe_housing", by="legal_aid", day=20)
        assert log_rank(groups).df == 1
        assert groups.each(kaplan_meier)["legal_aid"].at(100) == 0.5

    def test_what_makes_no_groups(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError) as caught:
            cohort.landmark("safe_housing", by=("safe_housing", "freedom"), day=20)
        first, second = caught.value.faults
        assert "'freedom' is no milestone" in first
        assert second.startswith("'safe_housing' ends the wait")
        with pytest.raises(DefinitionError, match="name in by="):
            cohort.landmark("safe_housing", by=(), day=20)
        with pytest.raises(DefinitionError, match="day must be a whole number, 0 or more"):
            cohort.landmark("safe_housing", by="legal_aid", day=-1)
