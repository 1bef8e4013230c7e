"""Parts of a cohort: chosen by values, with a reason, or divided into groups."""

from __future__ import annotations

import pytest

from recovery.cohort import Cohort, select_cohort
from recovery.errors import DefinitionError
from timelines import known

SURVIVORS = """
    A female  labour        BD 1990    none
    B male    labour;sexual BD 1985    -
    C female  sexual        NP unknown low
    D unknown -             -  -       -
    E -       labour        NP 1990    -
"""


@pytest.fixture
def cohort() -> Cohort:
    milestones = "\n".join(f"{who} intake 2021-01-0{day}" for day, who in enumerate("ABCDE", 1))
    columns = "gender exploitation nationality birth_year sight"
    snapshot = known(milestones, survivors=SURVIVORS, columns=columns)
    return select_cohort(snapshot, origin="intake")


def who(cohort: Cohort) -> str:
    return "".join(cohort.members["survivor_id"])


class TestWhere:
    def test_keeps_a_value(self, cohort: Cohort) -> None:
        women = cohort.where(gender="female", because="the programme is for women")
        assert who(women) == "AC"
        assert list(women.attrition)[1:] == [("not gender female (the programme is for women)", 3)]

    def test_keeps_any_of_several_values(self, cohort: Cohort) -> None:
        part = cohort.where(nationality=("BD", "NP"), because="x")
        assert who(part) == "ABCE"
        assert list(part.attrition)[1:] == [("not nationality BD or NP (x)", 1)]

    def test_asks_for_every_column(self, cohort: Cohort) -> None:
        part = cohort.where(nationality="BD", gender="female", because="x")
        assert who(part) == "A"
        assert list(part.attrition)[1:] == [("not nationality BD and gender female (x)", 4)]

    def test_a_cell_of_several_values_matches_by_any(self, cohort: Cohort) -> None:
        assert who(cohort.where(exploitation="sexual", because="x")) == "BC"

    def test_a_number(self, cohort: Cohort) -> None:
        assert who(cohort.where(birth_year=1990, because="x")) == "AE"

    def test_unknown_is_a_value_and_an_empty_cell_is_none(self, cohort: Cohort) -> None:
        assert who(cohort.where(gender="unknown", because="x")) == "D"
        assert who(cohort.where(birth_year="unknown", because="x")) == "C"

    def test_a_column_of_ones_own(self, cohort: Cohort) -> None:
        assert who(cohort.where(sight="low", because="x")) == "C"

    def test_goes_on_to_the_answer(self, cohort: Cohort) -> None:
        part = cohort.where(sight="low", because="x")
        assert part.time_to("safe_housing").about.attrition == (
            ("survivors on record", 5),
            ("not sight low (x)", 4),
        )

    def test_wants_a_reason(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match="because"):
            cohort.where(gender="female", because=" ")

    def test_an_unknown_column(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match="'exploitation', 'gender'") as caught:
            cohort.where(colour="red", household_id="H1", because="x")
        assert caught.value.faults == (
            "'colour' is no attribute",
            "'household_id' is an id and no group",
        )

    def test_a_value_that_nobody_has(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError) as caught:
            cohort.where(gender=("woman", "female"), exploitation="organs", because="x")
        assert caught.value.faults == (
            "gender='woman'; different values in use: 3",
            "exploitation='organs'; different values in use: 2",
        )

    def fault(self, cells: list[str]) -> str:
        """Ask for a value that nobody has of a column with some cells."""
        lines = "\n".join(f"P{place} {cell}" for place, cell in enumerate(cells))
        milestones = "\n".join(f"P{place} intake 2021-01-01" for place in range(len(cells)))
        snapshot = known(milestones, survivors=lines, columns="exploitation")
        with pytest.raises(DefinitionError) as caught:
            select_cohort(snapshot, origin="intake").where(exploitation="x", because="y")
        (fault,) = caught.value.faults
        return fault

    def test_values_of_few_are_not_listed(self) -> None:
        cells = ["labour"] * 9 + ["labour;sexual"] + ["sexual"] * 8
        assert self.fault(cells) == (
            "exploitation='x'; allowed: 'labour'; different values in use: 2"
        )

    def test_a_column_of_many_values_is_not_listed(self) -> None:
        cells = ["labour"] * 10 + [f"told{place}" for place in range(99)]
        assert "'labour'; different values in use: 100" in self.fault(cells)
        assert self.fault([*cells, "more"]) == "exploitation='x'; different values in use: 101"

    def test_nothing_chosen(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match="name attributes"):
            cohort.where(because="x")


class TestSplit:
    def test_by_one_column(self, cohort: Cohort) -> None:
        groups = cohort.split("gender")
        assert groups.by == ("gender",)
        assert {label: who(group) for label, group in groups.items()} == {
            "female": "AC",
            "male": "B",
            "unknown": "D",
            "not recorded": "E",
        }
        assert list(groups) == ["female", "male", "unknown", "not recorded"]

    def test_by_several(self, cohort: Cohort) -> None:
        groups = cohort.split("nationality", "gender").each(who)
        assert dict(groups) == {
            "BD, female": "A",
            "BD, male": "B",
            "NP, female": "C",
            "NP, not recorded": "E",
            "not recorded, unknown": "D",
        }

    def test_a_number_may_be_missing_in_words(self, cohort: Cohort) -> None:
        assert dict(cohort.split("birth_year").each(len)) == {
            "1985": 1,
            "1990": 2,
            "unknown": 1,
            "not recorded": 1,
        }

    def test_the_others_are_counted(self, cohort: Cohort) -> None:
        group = cohort.split("gender")["female"]
        assert list(group.attrition)[1:] == [("in another group by gender", 3)]
        assert group.attrition.remaining == len(group) == 2

    def test_an_id_is_no_group(self, cohort: Cohort) -> None:
        with pytest.raises(DefinitionError, match="is an id and no group"):
            cohort.split("survivor_id")

    def test_the_accused_by_what_is_known_of_them(self) -> None:
        snapshot = known(
            survivors="A female\nB male",
            columns="gender",
            milestones="A intake 2021-01-01",
            cases="C1 A IN\nC1 B IN\nC2 A NP",
            accused="C1 X person\nC1 Y -\nC2 X person",
            proceedings="C1 charged 2021-01-01 X\nC1 charged 2021-01-01 Y\nC2 charged 2021-01-01 X",
        )
        cohort = select_cohort(snapshot, origin="charged", subject="accused")
        assert dict(cohort.split("kind", "jurisdiction").each(len)) == {
            "person, IN": 1,
            "person, NP": 1,
            "not recorded, IN": 1,
        }
        with pytest.raises(DefinitionError, match="allowed: 'jurisdiction', 'kind'"):
            cohort.split("gender")

    def test_the_returns_by_their_survivor(self) -> None:
        snapshot = known(
            "A consented_to_return 2021-01-01 1\nA consented_to_return 2021-05-01 2",
            survivors="A female",
            columns="gender",
        )
        cohort = select_cohort(snapshot, origin="consented_to_return", subject="return")
        assert dict(cohort.split("gender").each(len)) == {"female": 2}
