"""Many domains: by hand, and what a floor must never let through."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.change import Domains
from recovery.errors import DefinitionError, TableError

LEVELS: dict[str, list[float]] = {
    "safety": [4, 1, 3, np.nan],
    "housing": [3, 4, np.nan, 1],
    "parenting": [0, 3, 4, 2],
}
ENOUGH = {"safety": 3, "housing": 3, "parenting": 3}
FOUR = Domains(levels=LEVELS, enough=ENOUGH, applies={"parenting": [False, True, True, False]})


def shares(found: Any) -> list[tuple[int, int]]:
    return [(round(share.value * share.n), share.n) for share in found.values()]


def test_profile_has_bounds() -> None:
    assert shares(FOUR.reached("safety")) == [(2, 3), (2, 4), (3, 4)]
    assert shares(FOUR.reached("parenting")) == [(2, 2), (2, 2), (2, 2)]
    assert list(FOUR.profile()) == ["safety", "housing", "parenting"]


def test_all_reached_by_hand() -> None:
    # The first has; the second missed safety; the third is open; the fourth missed housing.
    assert shares(FOUR.all_reached()) == [(1, 3), (1, 4), (2, 4)]


def test_count_is_open_where_a_domain_is() -> None:
    np.testing.assert_array_equal(FOUR.count(), [2, 2, np.nan, np.nan])


def test_a_lower_level_may_be_the_better() -> None:
    risk = Domains(levels={"risk": [0, 3]}, enough={"risk": 1}, better="lower")
    assert shares(risk.reached("risk"))[0] == (1, 2)
    np.testing.assert_array_equal(risk.index(worst=3, best=0, floors={"risk": 1}), [1, 0])


def test_own_priorities_weigh() -> None:
    two = Domains(levels={"safety": [4, 4], "housing": [1, 1]}, enough={"safety": 3, "housing": 3})
    index = two.index(worst=1, best=4, weights={"housing": [3, 0]})
    np.testing.assert_allclose(index, [0.25, 1])


def test_what_weighs_nothing_may_be_unknown() -> None:
    two = Domains(
        levels={"safety": [4, 4], "housing": [np.nan, np.nan]},
        enough={"safety": 3, "housing": 3},
    )
    np.testing.assert_array_equal(
        two.index(worst=1, best=4, weights={"housing": [1, 0]}), [np.nan, 1]
    )


def test_unknown_safety_leaves_the_index_open() -> None:
    two = Domains(levels={"safety": [np.nan], "housing": [4]}, enough={"safety": 3, "housing": 3})
    index = two.index(worst=1, best=4, floors={"safety": 3}, weights={"safety": 0})
    assert np.isnan(index).all()


def test_nothing_applies() -> None:
    one = Domains(levels={"work": [3]}, enough={"work": 3}, applies={"work": [False]})
    assert np.isnan(one.index(worst=1, best=4)).all()
    assert one.all_reached()["reached"].n == 0


PEOPLE = st.lists(st.tuples(*[st.integers(1, 4)] * 3), min_size=1, max_size=20)


@given(PEOPLE)
def test_nothing_offsets_danger(people: list[tuple[int, int, int]]) -> None:
    columns = np.array(people, dtype=float).T
    names = ("safety", "housing", "work")
    many = Domains(levels=dict(zip(names, columns, strict=True)), enough=dict.fromkeys(names, 3.0))
    index = many.index(worst=1, best=4, floors={"safety": 3})
    danger = columns[0] < 3
    assert (index[danger] <= ((columns[0] - 1) / 3)[danger]).all()
    plain = many.index(worst=1, best=4)
    np.testing.assert_allclose(index[~danger], plain[~danger])
    everything = shares(many.all_reached())[0][0]
    assert everything <= min(shares(many.reached(name))[0][0] for name in names)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"levels": {}, "enough": {}}, "one domain or more"),
        ({"levels": {"a": [1, 2], "b": [1]}, "enough": {"a": 1, "b": 1}}, "equally long"),
        ({"levels": {"a": [1]}, "enough": {}}, "enough: has no level for 'a'"),
        ({"levels": {"a": [1]}, "enough": {"a": 1, "b": 1}}, "levels: has no domain 'b'"),
        ({"levels": {"a": ["x"]}, "enough": {"a": 1}}, "levels: must be numbers"),
        ({"levels": {"a": [1]}, "enough": {"a": 1}, "better": "more"}, "better: must be"),
        ({"levels": {"a": [1]}, "enough": {"a": 1}, "better": {}}, "better: says nothing of 'a'"),
        (
            {"levels": {"a": [1]}, "enough": {"a": 1}, "better": {"a": "up"}},
            "better of 'a': must be 'higher' or 'lower', not 'up'",
        ),
        (
            {"levels": {"a": [1]}, "enough": {"a": 1}, "better": {"a": "lower", "b": "lower"}},
            "levels: has no domain 'b'",
        ),
    ],
)
def test_names_the_fault(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(TableError, match=said):
        Domains(**asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"worst": 4, "best": 1}, "best must be the better end"),
        ({"worst": 1, "best": 3}, "safety: a level lies outside the scale from 1 to 3"),
        ({"worst": 1, "best": 4, "floors": {"x": 1}}, "there is no domain 'x'"),
        ({"worst": 4, "best": 4}, "safety: best must be the better end"),
        ({"worst": {"safety": 1}, "best": 4}, "housing: best must be the better end"),
        ({"worst": 1, "best": 4, "floors": {"safety": 30}}, "floors: that of safety lies outside"),
        ({"worst": 1, "best": 4, "weights": {"safety": -1}}, "weights: safety must be 0 or more"),
    ],
)
def test_refuses_an_index_that_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        FOUR.index(**asked)


def test_domains_of_two_directions_stand_together() -> None:
    both = Domains(
        levels={"phq9": [4, 20, 9, 12], "who5": [80, 20, 40, 100]},
        enough={"phq9": 9, "who5": 50},
        better={"phq9": "lower", "who5": "higher"},
    )
    np.testing.assert_array_equal(both.count(), [2, 0, 1, 1])
    assert shares(both.all_reached())[0] == (1, 4)
    ends: dict[str, Any] = {"worst": {"phq9": 27, "who5": 0}, "best": {"phq9": 0, "who5": 100}}
    index = both.index(**ends)
    by_hand = [(23 / 27 + 0.8) / 2, (7 / 27 + 0.2) / 2, (2 / 3 + 0.4) / 2, (15 / 27 + 1) / 2]
    np.testing.assert_allclose(index, by_hand)
    held = both.index(**ends, floors={"phq9": 9})
    np.testing.assert_allclose(held, [*by_hand[:3], 15 / 27])  # 0.2 is the lower one already


def test_no_such_domain() -> None:
    with pytest.raises(DefinitionError, match="there is no domain 'work'; there are: safety"):
        FOUR.reached("work")
