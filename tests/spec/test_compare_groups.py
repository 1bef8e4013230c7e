"""Sites beside what chance would make of them: whom each is asked of, and what is refused."""

from __future__ import annotations

import pytest

from recovery.days import Period
from recovery.disclosure import protect
from recovery.errors import DefinitionError, ReleaseError, TableError
from recovery.indicators import CountRule, compare_groups
from recovery.indicators.compare_groups import OVERLAP
from recovery.plots import plot
from recovery.register import Snapshot
from small_cards import People, Share, card
from timelines import known

YEAR = Period("2022-01-01", "2022-12-31")
PEOPLE = "A1 north\nA2 north\nA3 north\nB1 south\nB2 south\nC1 -\nD1 west"
LIVES = """
    A1 intake 2022-01-10
    A1 safe_housing 2022-02-10
    A2 intake 2022-01-10
    A2 safe_housing 2022-05-10
    A3 intake 2022-03-10
    B1 intake 2022-03-10
    B2 intake 2022-04-10
    B2 safe_housing 2022-06-10
    C1 intake 2022-04-10
    D1 intake 2021-04-10
"""
HOUSED = card(Share(), code="housed", unit="share")
FREED = card(People(("safe_housing",)), code="found_homes")
MET = card(People(("intake",)), code="met")


def records() -> Snapshot:
    return known(LIVES, survivors=PEOPLE, columns="site")


def test_each_group_is_asked_alone() -> None:
    found = compare_groups(records(), HOUSED, YEAR, by="site")
    assert found.groups == ("north", "not recorded", "south")
    assert found.count.tolist() == [2, 0, 1]
    assert found.size.tolist() == [3, 1, 2]
    assert found.target == pytest.approx(3 / 6)
    assert found.kind == "share"


def test_groups_of_nobody_are_left_out_and_counted() -> None:
    found = compare_groups(records(), HOUSED, YEAR, by="site")
    assert "groups in which nobody could be counted: 1" in found.about.notes
    assert found.about.clock == "housed, by site"
    assert found.about.as_of == "2022-12-31"


def test_a_count_is_compared_per_another() -> None:
    found = compare_groups(records(), FREED, YEAR, by="site", per=MET)
    assert found.kind == "rate"
    assert dict(zip(found.groups, found.value, strict=True)) == pytest.approx(
        {"north": 2 / 3, "not recorded": 0, "south": 1 / 2}
    )
    assert found.about.clock == "found homes per met, by site"


def test_consent_is_asked_in_each_group() -> None:
    consents = "A1 research 2022-01-01\nB2 research 2022-01-01"
    asked = known(LIVES, survivors=PEOPLE, columns="site", consents=consents)
    found = compare_groups(asked, FREED, YEAR, by="site", per=MET, purpose="research")
    assert found.groups == ("north", "south")
    assert found.size.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("by", "fault"),
    [
        ("town", "'town' is no attribute of survivors"),
        ("exploitation", "its groups would overlap"),
        ("survivor_id", "'survivor_id' is no attribute"),
    ],
)
def test_groups_that_are_none_are_refused(by: str, fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        compare_groups(records(), HOUSED, YEAR, by=by)


def test_groups_by_what_came_of_people_are_refused() -> None:
    later = known(LIVES, survivors=PEOPLE, columns="safe_housing")
    with pytest.raises(DefinitionError, match="'safe_housing' says what came of people"):
        compare_groups(later, HOUSED, YEAR, by="safe_housing")


def test_what_happened_where_nothing_could_is_refused() -> None:
    lives = "A1 safe_housing 2022-02-01\nB1 intake 2022-02-01"
    people = "A1 north\nB1 south"
    odd = known(lives, survivors=people, columns="site")
    with pytest.raises(TableError, match="where nothing was exposed, nothing can have happened"):
        compare_groups(odd, FREED, YEAR, by="site", per=MET)


def test_a_count_alone_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'met' is no share: name in per="):
        compare_groups(records(), MET, YEAR, by="site")


def test_a_share_per_a_count_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'housed' is no count of people or events"):
        compare_groups(records(), HOUSED, YEAR, by="site", per=MET)


CASES = "K1 A1\nK1 B1\nK2 B1\nK3 A2"
ACCUSED = "K1 X1\nK1 X2\nK2 X3\nK3 X4"
CONVICTED = "K1 convicted 2022-03-01 X1\nK1 convicted 2022-03-01 X2\nK2 convicted 2022-04-01 X3"
GUILTY = card(CountRule(table="proceedings", unit=("accused_id",)), code="guilty", unit="people")
TAUGHT = card(CountRule(table="trainings", unit=("course_id",)), code="taught", unit="events")


def in_court() -> Snapshot:
    return known(
        LIVES,
        survivors=PEOPLE,
        columns="site",
        cases=CASES,
        accused=ACCUSED,
        proceedings=CONVICTED,
    )


def test_groups_that_overlap_are_compared_with_the_whole_in_which_each_counts_once() -> None:
    """Two accused had victims in north and south: 2 and 3 are convicted, of 3 in all."""
    found = compare_groups(in_court(), GUILTY, YEAR, by="site", per=MET)
    counted = dict(zip(found.groups, found.count, strict=True))
    assert (counted["north"], counted["south"]) == (2, 3)
    assert found.target == pytest.approx(3 / 6)
    assert OVERLAP in found.about.notes


def test_groups_that_do_not_overlap_say_nothing_of_it() -> None:
    found = compare_groups(records(), FREED, YEAR, by="site", per=MET)
    assert OVERLAP not in found.about.notes
    assert found.target == pytest.approx(found.count.sum() / found.size.sum())


def test_what_belongs_to_no_survivor_has_no_group() -> None:
    asked = known(LIVES, survivors=PEOPLE, columns="site", trainings="C1 2022-05-01\nC2 2022-05-02")
    with pytest.raises(DefinitionError, match="'taught' counts rows of trainings, which belong to"):
        compare_groups(asked, TAUGHT, YEAR, by="site", per=MET)
    with pytest.raises(DefinitionError, match="'taught' counts rows of trainings, which belong to"):
        compare_groups(asked, MET, YEAR, by="site", per=TAUGHT)


def test_groups_too_small_to_be_told_of_are_refused_together() -> None:
    """Without the one group the others would give it away, by what is left of the whole."""
    with pytest.raises(ReleaseError, match="2 of 3 groups by site are of fewer than 3"):
        compare_groups(records(), HOUSED, YEAR, by="site", least=3)


def test_a_funnel_that_is_not_protected_is_drawn_as_internal() -> None:
    ax = plot(compare_groups(records(), HOUSED, YEAR, by="site")).axes[0]
    assert ax.get_title(loc="left") == "internal, not for publication"
    assert {text.get_text() for text in ax.texts} == {"north", "south", "not recorded"}
    assert ax.get_ylabel() == "share"


def test_a_funnel_of_people_who_were_not_asked_is_not_protected() -> None:
    with pytest.raises(ReleaseError, match="no purpose was named"):
        protect(compare_groups(records(), HOUSED, YEAR, by="site"))


def test_a_funnel_of_rates_is_drawn() -> None:
    found = compare_groups(records(), FREED, YEAR, by="site", per=MET, target=0.01)
    ax = plot(found).axes[0]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()][:2] == ["95 % limits", "99.8 % limits"]
