"""Who is in a cohort, and who was left out and why."""

from __future__ import annotations

import pytest

from recovery.cohort import Cohort, select_cohort
from recovery.days import Period, day_number
from recovery.errors import DefinitionError
from recovery.tables import CONSENT_NOT_RECORDED
from timelines import known


def days(cohort: Cohort, column: str = "origin") -> list[int]:
    return cohort.members[column].to_list()


def steps(cohort: Cohort) -> dict[str, int]:
    return dict(cohort.attrition)


class TestOrigin:
    def test_the_first_time_counts(self) -> None:
        cohort = select_cohort(
            known("A intake 2021-05-01\nA intake 2021-03-01\nB intake 2021-06-01"), origin="intake"
        )
        assert days(cohort) == [day_number("2021-03-01"), day_number("2021-06-01")]

    def test_whoever_has_no_origin_is_left_out(self) -> None:
        cohort = select_cohort(known("A intake 2021-05-01\nB rescued 2021-06-01"), origin="intake")
        assert steps(cohort) == {"survivors on record": 2, "no intake recorded": 1}
        assert len(cohort) == cohort.attrition.remaining == 1

    def test_an_uncertain_origin_stays_as_a_span(self) -> None:
        cohort = select_cohort(known("A intake 2021-05"), origin="intake")
        assert days(cohort) == [day_number("2021-05-01")]
        assert days(cohort, "origin_latest") == [day_number("2021-05-31")]

    def test_a_return_begins_in_its_own_episode(self) -> None:
        timeline = """
            A consented_to_return 2021-01-01 1
            A refused_return      2021-02-01 1
            A consented_to_return 2021-06-01 2
            A family_traced       2021-06-01 3
            A safe_housing        2021-06-01 4
        """
        cohort = select_cohort(known(timeline), origin="consented_to_return", subject="return")
        assert cohort.members["episode"].to_list() == [1, 2]
        assert steps(cohort) == {"returns on record": 3, "no consented_to_return recorded": 1}

    def test_an_episode_counts_only_its_own_milestones(self) -> None:
        timeline = "A intake 2021-01-01 1\nA intake 2021-06-01 2\nA rescued 2021-09-01 3"
        cohort = select_cohort(known(timeline), origin="intake", subject="episode")
        assert days(cohort) == [day_number("2021-01-01"), day_number("2021-06-01")]
        assert steps(cohort) == {"episodes on record": 3, "no intake recorded": 1}

    @pytest.mark.parametrize("subject", ["accused × case", "accused", "accused x case"])
    def test_an_accused_counts_once_in_each_case(self, subject: str) -> None:
        snapshot = known(
            cases="C1 A\nC1 B\nC2 A",
            accused="C1 X\nC2 X\nC2 Y",
            proceedings="C1 charged 2021-01-01 X\nC2 charged 2021-03-01 X",
            milestones="A intake 2021-01-01",
        )
        cohort = select_cohort(snapshot, origin="charged", subject=subject)
        assert cohort.subject == "accused × case"
        assert steps(cohort) == {"accused people in cases on record": 3, "no charged recorded": 1}

    @pytest.mark.parametrize("kind", ["person", "-", "unknown", "not_asked"])
    def test_a_company_is_no_accused_person(self, kind: str) -> None:
        snapshot = known(
            "A intake 2021-01-01",
            cases="C1 A\nC2 A",
            accused=f"C1 X {kind}\nC1 Y company\nC2 Y -",
            proceedings="C1 charged 2021-01-01 X\nC1 charged 2021-01-01 Y",
        )
        cohort = select_cohort(snapshot, origin="charged", subject="accused")
        assert cohort.members["accused_id"].to_list() == ["X"]
        assert steps(cohort) == {
            "accused people in cases on record": 3,
            "companies, which are not people": 2,
        }

    def test_an_event_of_a_case_belongs_to_everybody_in_it(self) -> None:
        snapshot = known(
            cases="C1 A\nC1 B\nC2 A",
            accused="C1 X\nC1 Y\nC2 X",
            proceedings="C1 reported 2021-01-01",
            milestones="A intake 2021-01-01",
        )
        accused = select_cohort(snapshot, origin="reported", subject="accused × case")
        assert accused.members["accused_id"].to_list() == ["X", "Y"]
        survivors = select_cohort(snapshot, origin="reported", subject="survivor × case")
        assert survivors.members["survivor_id"].to_list() == ["A", "B"]


class TestEntered:
    TIMELINE = """
        A intake 2021-01-31
        B intake 2021-02-01
        C intake 2021-02-28
        D intake 2021-03-01
        E intake 2021-02
        F intake 2021-01/2021-02
        G intake unknown
    """

    @pytest.mark.parametrize(
        "entered", [("2021-02-01", "2021-02-28"), Period("2021-02-01", "2021-02-28")]
    )
    def test_both_days_are_within(self, entered: tuple[str, str] | Period) -> None:
        cohort = select_cohort(known(self.TIMELINE), origin="intake", entered=entered)
        assert cohort.members["survivor_id"].to_list() == ["B", "C", "E"]
        assert steps(cohort) == {
            "survivors on record": 7,
            "entered outside the period": 2,
            "day of origin uncertain, not placed in the period": 2,
        }


class TestConsent:
    REASON = "no consent for research on the day of the data"

    def consenting(self, consents: str, *, born: str = "1990") -> bool:
        snapshot = known(
            "A intake 2021-01-01", survivors=f"A {born}", columns="birth_year", consents=consents
        )
        cohort = select_cohort(snapshot, origin="intake", purpose="research")
        assert steps(cohort)[self.REASON] == 1 - len(cohort)
        return len(cohort) == 1

    def test_granted_and_not_withdrawn(self) -> None:
        assert self.consenting("A research 2021-01-01 - self")

    @pytest.mark.parametrize("consents", ["A service 2021-01-01 - self", ""])
    def test_for_another_purpose_or_not_at_all(self, consents: str) -> None:
        assert not self.consenting(consents)

    @pytest.mark.parametrize(
        ("withdrawn", "counts"),
        [("2022-12-31", False), ("2022-12", False), ("unknown", False), ("2023-01-01", True)],
    )
    def test_withdrawn_by_the_day_of_the_data(self, withdrawn: str, counts: bool) -> None:
        assert self.consenting(f"A research 2021-01-01 {withdrawn} self") is counts

    def test_given_again_after_it_was_withdrawn(self) -> None:
        assert self.consenting(
            "A research 2021-01-01 2021-06-01 self\nA research 2022-01-01 - self"
        )

    def test_a_withdrawal_ends_every_consent_given_up_to_its_day(self) -> None:
        assert not self.consenting(
            "A research 2020-01-01 - guardian\nA research 2021-01-01 2021-06-01 self"
        )

    @pytest.mark.parametrize(("born", "counts"), [("2005", True), ("2004", False), ("-", False)])
    def test_a_guardians_ends_when_the_survivor_becomes_an_adult(
        self, born: str, counts: bool
    ) -> None:
        assert self.consenting("A research 2021-01-01 - guardian", born=born) is counts

    def test_own_consent_goes_on_when_a_guardians_ends(self) -> None:
        consents = "A research 2018-01-01 - guardian\nA research 2022-02-01 - self"
        assert self.consenting(consents, born="2004")

    def test_no_purpose_is_said(self) -> None:
        cohort = select_cohort(known("A intake 2021-01-01", consents=""), origin="intake")
        assert cohort.notes == ("no purpose named: consent not applied",)

    def test_no_table_is_said(self) -> None:
        snapshot = known("A intake 2021-01-01")
        assert select_cohort(snapshot, origin="intake", purpose="research").notes == (
            CONSENT_NOT_RECORDED,
        )
        assert CONSENT_NOT_RECORDED in select_cohort(snapshot, origin="intake").notes

    def test_it_is_not_asked_of_the_accused(self) -> None:
        snapshot = known(
            "A intake 2021-01-01",
            cases="C1 A",
            accused="C1 X",
            proceedings="C1 charged 2021-01-01 X",
        )
        cohort = select_cohort(snapshot, origin="charged", subject="accused", purpose="research")
        assert len(cohort) == 1
        assert cohort.notes == ("consent concerns survivors and is not applied to accused people",)


class TestRefused:
    def test_an_unknown_subject(self) -> None:
        with pytest.raises(DefinitionError, match="'accused × case', 'episode', 'return'"):
            select_cohort(known("A intake 2021-01-01"), origin="intake", subject="family")

    def test_every_fault_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            select_cohort(known("A intake 2021-01-01"), origin="intaek", purpose="fun")
        milestone, purpose = caught.value.faults
        assert milestone.startswith("'intaek' is no milestone of the vocabulary; allowed: ")
        assert purpose.startswith("'fun' is no purpose of consent; allowed: 'internal_learning'")

    def test_a_conviction_is_of_an_accused_person(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            select_cohort(known("A intake 2021-01-01"), origin="convicted")
        assert caught.value.faults == (
            "'convicted' is not counted per survivor: ask it with subject='accused × case'",
        )

    def test_a_table_that_is_not_there(self) -> None:
        with pytest.raises(DefinitionError, match="table proceedings, which is not among"):
            select_cohort(known("A intake 2021-01-01"), origin="charged", subject="accused")
