"""Groups that are compared, protected: nothing of few follows, and nothing is ranked."""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plain_values import plain
from recovery.disclosure import POLICY, Protected, ShownFunnel, protect
from recovery.disclosure.funnels import NOT_COMPARED, protect_funnel
from recovery.errors import ReleaseError
from recovery.estimators import funnel
from recovery.indicators.compare_groups import OVERLAP
from recovery.results import NotMeasured
from recovery.tables import CONSENT_NOT_RECORDED, About

ABOUT = About(clock="housed, by site", purpose="internal_learning")
SITES = {"west": (40, 100), "north": (75, 300), "east": (93, 155), "south": (31, 62)}


def shown(groups: Mapping[str, tuple[float, float]], kind: str = "share") -> ShownFunnel:
    value = protect(funnel(groups, kind=kind, about=ABOUT)).value
    assert isinstance(value, ShownFunnel)
    return value


def test_groups_stand_by_name_with_people_in_tens_and_whole_per_cents() -> None:
    told = [(group.name, group.size, group.value) for group in shown(SITES).groups]
    assert told == [
        ("east", 150, 0.6),
        ("north", 300, 0.25),
        ("south", 60, 0.5),
        ("west", 100, 0.4),
    ]


def test_limits_are_those_of_the_sizes_that_are_shown() -> None:
    found = shown({**SITES, "east": (60, 155), "south": (24, 62), "north": (117, 300)})
    again = funnel(
        {g.name: (round(g.value * g.size), g.size) for g in found.groups}, target=found.target
    )
    assert [g.lower for g in found.groups] == [
        pytest.approx(ends, abs=0.0051) for ends in again.lower.T.tolist()
    ]
    assert [g.upper for g in found.groups] == [
        pytest.approx(ends, abs=0.0051) for ends in again.upper.T.tolist()
    ]


def test_what_lies_far_off_is_pointed_out() -> None:
    """One of eight sites has half as many; the others are alike, so that little is widened."""
    sites = {f"site {place}": (100 + place, 250) for place in range(7)}
    found = shown({**sites, "far": (50, 250)})
    assert found.outside == ("far",)
    assert shown(sites).outside == ()


def test_of_few_groups_the_limits_are_those_of_chance_alone() -> None:
    found = shown({"east": (450, 500), "north": (440, 500), "west": (50, 500)})
    assert found.few
    assert found.outside == found.beyond_chance == ("east", "north", "west")
    assert found.differ
    assert not shown({"east": (225, 500), "north": (220, 500), "west": (230, 500)}).differ


def test_what_is_beyond_chance_may_be_within_what_groups_vary() -> None:
    sites = {f"site {place}": (100.0 + 50 * (place % 2), 250.0) for place in range(12)}
    found = shown({**sites, "site 0": (80, 250)})
    assert not found.few
    assert found.outside == ()
    assert "site 0" in found.beyond_chance


def test_one_small_group_takes_the_smallest_other_with_it() -> None:
    found = shown({**SITES, "hill": (3, 40)})
    assert [group.name for group in found.groups] == ["east", "north", "west"]
    assert "by subtraction" in found.hidden
    assert "hill" not in json.dumps(plain(found))
    assert shown(SITES).hidden == ""


def test_of_groups_that_overlap_all_are_shown_or_none() -> None:
    """What is left of the whole is not the sum of those that are not named."""
    sites = {**SITES, "hill": (3, 40), "dale": (8, 50)}
    about = ABOUT.noting(OVERLAP)
    assert protect_funnel(funnel(SITES, about=about), POLICY).groups
    found = protect_funnel(funnel(sites, about=about), POLICY)
    assert found.groups == ()
    assert "may belong to several of these groups" in found.withheld
    assert protect_funnel(funnel(sites, about=ABOUT), POLICY).groups


def test_a_group_of_nobody_is_none() -> None:
    assert shown({**SITES, "hill": (0, 0)}) == shown(SITES)


def test_where_less_than_two_groups_are_left_nothing_is_shown() -> None:
    found = shown({"west": (40, 100), "hill": (3, 40), "east": (50, 120)})
    assert found.groups == ()
    assert found.target != found.target
    assert found.withheld


def test_a_rate_asks_for_enough_events_and_enough_exposure() -> None:
    found = shown({"a": (12, 40), "b": (30, 55), "c": (44, 200), "d": (5, 200)}, "rate")
    assert [group.name for group in found.groups] == ["b", "c"]
    assert found.groups[0].value == 0.55


def test_nothing_that_is_shown_depends_on_who_is_hidden_but_the_whole() -> None:
    one = shown({**SITES, "hill": (3, 40), "dale": (8, 50)})
    other = shown({**SITES, "hill": (9, 30), "dale": (2, 60)})
    assert one == other


@pytest.mark.parametrize("reason", ["there is no table", "it takes two groups, but there is 1"])
def test_of_what_was_not_compared_the_reason_tells_nothing_of_people(reason: str) -> None:
    none = NotMeasured(code="a", version=1, name="A", reason=reason)
    found = protect_funnel(none, POLICY)
    assert (found.title, found.reason, found.groups) == ("A", NOT_COMPARED, ())


def test_consent_is_asked_for() -> None:
    with pytest.raises(ReleaseError, match="no purpose was named"):
        protect(funnel(SITES))
    noted = funnel(SITES, about=ABOUT.noting(CONSENT_NOT_RECORDED))
    safe = protect(noted)
    assert isinstance(safe, Protected)
    assert "not for release" in safe.internal
    with pytest.raises(ReleaseError, match="consent is not recorded"):
        protect(attrs.evolve(noted, about=attrs.evolve(noted.about, purpose="publication")))


counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda c: (c[0], sum(c)))
tables = st.dictionaries(st.sampled_from("abcdefgh"), counts, min_size=2).filter(
    lambda groups: any(size for _, size in groups.values())
)


@given(tables)
def test_nothing_in_1_to_9_follows_by_subtraction_from_the_published_total(
    groups: dict[str, tuple[int, int]],
) -> None:
    """Even who knew the exact numbers of each group that is named, and of all together.

    Whatever can be worked out of a register is a sum of groups that are named
    and of the rest as a whole, so these are all that must be looked at.
    """
    found = shown(groups)
    named = {group.name for group in found.groups}
    rest = [groups[name] for name in groups if name not in named and groups[name][1]]
    cells = [groups[name] for name in named]
    if named and rest:
        assert len(rest) > 1
        cells.append((sum(had for had, _ in rest), sum(size for _, size in rest)))
    for had, size in cells:
        assert min(had, size - had) >= POLICY.threshold
    assert len(named) != 1
    assert all(group.size % POLICY.threshold == 0 for group in found.groups)
    assert [group.name for group in found.groups] == sorted(named)


@given(tables)
def test_a_group_that_is_pointed_out_is_one_by_the_exact_numbers(
    groups: dict[str, tuple[int, int]],
) -> None:
    whole, found = funnel(groups), shown(groups)
    if found.groups:
        named = {group.name: groups[group.name] for group in found.groups}
        assert set(found.outside) <= set(funnel(named, target=whole.target).outside())
