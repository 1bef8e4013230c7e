"""Of a recovery score sheet nothing follows about one person or a few."""

from __future__ import annotations

import gc
import math
import types
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plain_values import plain
from recovery.change import Norms, Sustained, individual_change, score_sheet, trajectories
from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.disclosure import Policy, ShownScoreSheet, protect
from recovery.errors import ReleaseError
from recovery.estimators.proportion import proportion
from recovery.results import STATUSES, Curves, Estimate, Estimates, Groups, ScoreSheet
from recovery.tables import About, ScoreTable

NORMS = Norms(
    better="lower", cutoff=10, reliable_change=6, population="invented", source="invented here"
)
RULE = Sustained(NORMS, visits=2, span_days=60, reliable="points")
WINDOW = (150, 210)
ABOUT = About(purpose="publication", level=0.95)


def invented(seed: int, n: int) -> ScoreTable:
    rng = np.random.default_rng(seed)
    days = np.array([0, 60, 120, 180])
    value = 18 + rng.normal(0, 3, (n, 1)) - days / 20 + rng.normal(0, 2, (n, 4))
    value[rng.random(n) < 0.3, 3] = np.nan
    return ScoreTable(
        subject=np.repeat(np.arange(n), 4), days=np.tile(days, n), value=value.ravel(), about=ABOUT
    )


def sheet_of(n: int, **groups: int) -> ScoreSheet:
    by = {label: invented(place, size) for place, (label, size) in enumerate(groups.items())}
    parts: dict[str, Any] = {"by": Groups(by, by=("site",))} if by else {}
    return score_sheet(invented(9, n), NORMS, last=WINDOW, rule=RULE, method="points", **parts)


def shown(sheet: ScoreSheet) -> ShownScoreSheet:
    value = protect(sheet).value
    assert isinstance(value, ShownScoreSheet)
    return value


def counted(
    statuses: list[int],
    *,
    no_case: tuple[int, int, int] = (0, 0, 0),
    unseen: int = 0,
    lost: int = 0,
) -> ScoreSheet:
    """Return a sheet of which only counts are known.

    ``statuses`` and ``unseen`` are of cases; ``no_case`` improved, did not
    change or deteriorated; ``lost`` have no first score.
    """
    recovered, improved, same, worse = statuses
    cases = sum(statuses)
    judged, due = cases + sum(no_case), cases + unseen
    missing = {"out of window": unseen, "no baseline": lost}
    counts = [*statuses, sum(no_case), unseen + lost]
    bad = worse + no_case[2]
    ratios = {
        "recovered": (recovered, cases),
        "reliably improved": (recovered + improved + no_case[0], judged),
        "no reliable change": (same + no_case[1], judged),
        "reliably deteriorated": (bad, judged),
    }

    def assuming(has: int, seen: int, everyone: int) -> Estimates[str]:
        none, all_ = (has, everyone), (has + unseen, everyone)
        return shares(
            {
                "completers": (has, seen),
                "none of the unseen": none,
                "all of the unseen": all_,
                "last observation": none,
            }
        )

    def shares(pairs: dict[str, tuple[int, int]]) -> Estimates[str]:
        return Estimates({k: proportion(c, n, about=ABOUT) for k, (c, n) in pairs.items()})

    return ScoreSheet(
        counts=dict(zip(STATUSES, counts, strict=True)),
        missing={reason: many for reason, many in missing.items() if many},
        shares=shares(ratios),
        assuming={
            "recovered": assuming(recovered, cases, due),
            "reliably deteriorated": assuming(bad, judged, judged + unseen),
        },
        regression=Estimates({}),
        sustained=None,
        sustained_by=Estimates({}),
        about=ABOUT,
    )


def test_counts_are_in_tens_and_shares_are_read_exactly() -> None:
    sheet = sheet_of(437)
    value = shown(sheet)
    assert value.n == 430
    for status, many in value.counts.items():
        assert many is None or abs(many - sheet.counts[status]) < 10
    recovered, found = value.assuming["recovered"], sheet.assuming["recovered"]
    for name in ("completers", "none of the unseen", "all of the unseen", "weighted"):
        told = (recovered[name].value, recovered[name].lower, recovered[name].upper)
        exact = (found[name].value, found[name].lower, found[name].upper)
        assert told == tuple(round(end, 3) for end in exact)
        assert recovered[name].n == found[name].n // 10 * 10
    assert recovered["mixed model"].value == round(found["mixed model"].value, 3)
    assert math.isnan(recovered["mixed model"].lower)
    assert value.change["mean change"].value == round(sheet.regression["mean change"].value, 1)
    assert value.sustained is not None
    assert value.sustained.n == 420


def test_who_died_may_have_deteriorated_and_the_bounds_can_be_read() -> None:
    table = invented(9, 437)
    dead = np.isnan(table.value[3::4]).repeat(4) & (table.subject < 200)
    value = table.value + np.where((table.days == 180) & (table.subject % 4 == 0), 30, 0)
    value = np.where(table.days == 0, np.maximum(value, 11), value)  # everyone is a case
    table = ScoreTable(
        subject=table.subject,
        days=table.days,
        value=value,
        end=np.where(dead, 190, 400),
        end_event=dead.astype(np.int64),
        causes="died",
        about=ABOUT,
    )
    sheet = score_sheet(table, NORMS, last=WINDOW, method="points")
    found = shown(sheet).assuming
    for outcome in ("recovered", "reliably deteriorated"):
        for name in ("none of the unseen", "all of the unseen"):
            assert not found[outcome][name].withheld, (outcome, name)


def test_few_who_deteriorated_are_not_told_from_nobody() -> None:
    few = shown(counted([40, 20, 30, 3])).shares["reliably deteriorated"]
    none = shown(counted([40, 20, 33, 0])).shares["reliably deteriorated"]
    assert str(few) == str(none)
    assert few.withheld == "fewer than 10 people would follow from it"


def test_that_everyone_recovered_is_not_told() -> None:
    value = shown(counted([40, 0, 0, 0]))
    assert value.counts["recovered"] is None
    assert value.shares["recovered"].withheld


def test_two_shares_do_not_tell_how_many_lie_between_them() -> None:
    """Of 100 cases 40 recovered and 43 improved: three improved and are cases still."""
    between = shown(counted([40, 3, 40, 17])).shares
    assert not between["recovered"].withheld
    assert between["reliably improved"].withheld
    apart = shown(counted([40, 13, 30, 17])).shares
    assert not apart["reliably improved"].withheld


def test_who_was_no_case_does_not_follow_from_two_denominators() -> None:
    value = shown(counted([40, 15, 30, 15], no_case=(0, 4, 0))).shares
    assert not value["recovered"].withheld
    assert value["reliably deteriorated"].withheld


def test_few_unseen_do_not_follow_from_the_bounds() -> None:
    value = shown(counted([40, 20, 20, 20], unseen=4))
    assert not value.shares["recovered"].withheld
    assert value.assuming["recovered"]["none of the unseen"].withheld
    assert value.assuming["recovered"]["all of the unseen"].withheld


def test_few_who_died_do_not_follow_from_completers_beside_the_bounds() -> None:
    """Of 100 due 80 were seen and 14 were not, so that six have died: the bounds go first."""
    sheet = counted([40, 20, 10, 10], unseen=14)
    found = {
        outcome: Estimates(
            {
                **sheet.assuming[outcome],
                "none of the unseen": proportion(has, 100, about=ABOUT),
                "all of the unseen": proportion(has + 14, 100, about=ABOUT),
            }
        )
        for outcome, has in (("recovered", 40), ("reliably deteriorated", 10))
    }
    value = shown(attrs.evolve(sheet, assuming=found))
    assert not value.assuming["recovered"]["all of the unseen"].withheld
    assert value.shares["recovered"].withheld


def test_no_model_is_shown_without_its_bounds() -> None:
    sheet = counted([40, 20, 20, 5], unseen=12)
    model = proportion(45, 97)
    found = {name: Estimates({**each, "weighted": model}) for name, each in sheet.assuming.items()}
    both = shown(attrs.evolve(sheet, assuming=found)).assuming
    assert not both["recovered"]["all of the unseen"].withheld
    assert both["recovered"]["weighted"].value == round(45 / 97, 3)
    assert both["reliably deteriorated"]["all of the unseen"].withheld
    assert both["reliably deteriorated"]["weighted"].withheld


def test_a_reason_of_few_people_is_not_named() -> None:
    value = shown(counted([40, 20, 30, 20], unseen=4, lost=26))
    assert list(value.missing) == ["no baseline"]


def test_a_sheet_of_few_people_shows_nothing() -> None:
    value = shown(counted([2, 3, 1, 1], unseen=1))
    empty = shown(counted([0, 0, 0, 0]))
    assert plain(value) == plain(empty)


def test_a_group_that_is_withheld_does_not_follow_from_the_others() -> None:
    """Four recovered in the two small groups: one of the others is withheld with them."""
    groups = {
        "north": counted([30, 20, 30, 20]),
        "south": counted([40, 20, 20, 20]),
        "east": counted([2, 2, 2, 18]),
        "west": counted([2, 2, 1, 1]),
    }
    whole = counted([74, 44, 53, 59])
    value = shown(attrs.evolve(whole, groups=Groups(groups, by=("site",))))
    assert list(value.groups) == ["north", "south"]
    assert not value.shares["recovered"].withheld
    withheld = [bool(group.shares["recovered"].withheld) for group in value.groups.values()]
    assert withheld == [True, False]


def test_small_groups_are_withheld_with_another() -> None:
    value = shown(sheet_of(160, north=90, south=40, east=24, west=6))
    assert list(value.groups) == ["north", "south"]
    assert value.by == ("site",)
    assert "fewer than 10" in value.withheld
    assert value.groups["north"].n == 90


def test_groups_with_few_are_withheld_together_so_that_others_can_be_read() -> None:
    """In the east and the west 6 and 7 recovered: 13 together, who follow from the others."""
    groups = {
        "north": counted([30, 20, 30, 20]),
        "south": counted([40, 20, 20, 20]),
        "east": counted([6, 14, 20, 20]),
        "west": counted([7, 13, 20, 20]),
    }
    whole = counted([83, 67, 90, 80])
    value = shown(attrs.evolve(whole, groups=Groups(groups, by=("site",))))
    withheld = [bool(group.shares["recovered"].withheld) for group in value.groups.values()]
    assert withheld == [False, False, True, True]


def sets_told(value: ShownScoreSheet) -> list[frozenset[str]]:
    """Return the sets of people whose sizes a reader knows, as the names of their cells."""
    cases = {"recovered", "improved", "same", "worse"}
    judged = cases | {"improved, no case", "same, no case", "worse, no case"}
    worse, unseen = {"worse", "worse, no case"}, {"unseen"}
    told: list[set[str]] = []
    for name, counted_, of in (
        ("recovered", {"recovered"}, cases),
        ("reliably improved", {"recovered", "improved", "improved, no case"}, judged),
        ("no reliable change", {"same", "same, no case"}, judged),
        ("reliably deteriorated", worse, judged),
    ):
        told += [counted_, of] * (not value.shares[name].withheld)
    for outcome, has, seen in (
        ("recovered", {"recovered"}, cases),
        ("reliably deteriorated", worse, judged),
    ):
        found = value.assuming[outcome]
        told += [has, seen] * (not found["completers"].withheld)
        told += [has, seen | unseen] * (not found["none of the unseen"].withheld)
        told += [has | unseen, seen | unseen] * (not found["all of the unseen"].withheld)
    return [frozenset(each) for each in told]


def sizes_of(statuses: list[int], no_case: tuple[int, int, int], unseen: int) -> dict[str, int]:
    names = ("recovered", "improved", "same", "worse")
    sizes = dict(zip(names, statuses, strict=True)) | {"unseen": unseen}
    return sizes | dict(zip((f"{name}, no case" for name in names[1:]), no_case, strict=True))


def following(told: list[frozenset[str]]) -> set[frozenset[str]]:
    """Return the sets that follow by taking away and joining, again and again."""
    known = set(told)
    for _ in range(3):
        pairs = [(a, b) for a in known for b in known]
        known |= {a - b for a, b in pairs if b < a} | {a | b for a, b in pairs if not a & b}
    return known


parts = st.lists(st.integers(0, 45), min_size=4, max_size=4)
others = st.tuples(*[st.integers(0, 30)] * 3)


@given(parts, others, st.integers(0, 30), st.integers(0, 30))
def test_no_few_people_follow_from_a_sheet(
    drawn: list[int], no_case: tuple[int, int, int], unseen: int, lost: int
) -> None:
    """Taking and joining what two shares tell, again and again, leads to no set of 1 to 9."""
    sheet = counted(drawn, no_case=no_case, unseen=unseen, lost=lost)
    value = shown(sheet)
    told = [*value.counts.values(), *value.missing.values()]
    assert all(many is None or (many > 0 and many % 10 == 0) for many in told)
    if not value.shares:
        return
    sizes = sizes_of(drawn, no_case, unseen)
    for each in following(sets_told(value)):
        size = sum(sizes[cell] for cell in each)
        assert size == 0 or size >= 10, sorted(each)


people = st.tuples(parts, others, st.integers(0, 30))


@given(st.lists(people, min_size=2, max_size=4))
@example([([0, 0, 0, 0], (0, 0, 0), 0), ([0, 0, 0, 0], (0, 10, 10), 0)])  # a group of nobody
def test_no_few_people_follow_of_groups_that_are_not_read(
    drawn: list[tuple[list[int], tuple[int, int, int], int]],
) -> None:
    """Those of whom no share is told are what is left of the whole, and are none or enough."""
    groups = {
        str(place): counted(statuses, no_case=no_case, unseen=unseen)
        for place, (statuses, no_case, unseen) in enumerate(drawn)
    }
    statuses = np.sum([each[0] for each in drawn], axis=0).tolist()
    no_case = tuple(np.sum([each[1] for each in drawn], axis=0).tolist())
    whole = counted(statuses, no_case=no_case, unseen=sum(each[2] for each in drawn))
    value = shown(attrs.evolve(whole, groups=Groups(groups, by=("site",))))
    told = {label: sets_told(group) for label, group in value.groups.items() if group.shares}
    read = {label: sets for label, sets in told.items() if sets}
    rest = [sizes_of(*each) for place, each in enumerate(drawn) if str(place) not in read]
    for each in following(next(iter(read.values()), [])):
        size = sum(sizes[cell] for sizes in rest for cell in each)
        assert size == 0 or size >= 10, sorted(each)


def reachable(value: object) -> Iterator[object]:
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if id(here) in seen or isinstance(here, type | types.ModuleType | types.FunctionType):
            continue
        seen.add(id(here))
        yield here
        waiting.extend(gc.get_referents(here))


def test_nothing_unprotected_stays_reachable() -> None:
    raw = (ScoreSheet, Curves, Estimate, ScoreTable, np.ndarray)
    found = [v for v in reachable(protect(sheet_of(160, north=90, south=70))) if isinstance(v, raw)]
    assert found == []


def test_what_holds_persons_is_refused_and_says_what_may_leave() -> None:
    table = invented(1, 30)
    changes = individual_change(table, NORMS, last=WINDOW, method="points")
    for personal in (table, changes, trajectories(table)):
        with pytest.raises(ReleaseError, match=r"a row for each person.*protect\(score_sheet"):
            protect(personal)


def test_without_a_purpose_nothing_is_released() -> None:
    sheet = sheet_of(60)
    with pytest.raises(ReleaseError, match="purpose="):
        protect(attrs.evolve(sheet, about=About(notes=(CONSENT_NOT_APPLIED,))))


def test_another_threshold_rounds_to_its_multiples() -> None:
    value = protect(sheet_of(160), policy=Policy(threshold=20)).value
    assert isinstance(value, ShownScoreSheet)
    assert value.n == 160
    assert all(many is None or many % 20 == 0 for many in value.counts.values())
