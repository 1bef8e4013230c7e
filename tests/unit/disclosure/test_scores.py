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
from hypothesis import given
from hypothesis import strategies as st

from recovery.change import Norms, Sustained, individual_change, score_sheet, trajectories
from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.disclosure import Policy, ShownEstimate, ShownScoreSheet, protect
from recovery.errors import ReleaseError
from recovery.estimators.proportion import proportion
from recovery.report.plain import plain
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


def counted(statuses: list[int], missing: dict[str, int], unseen: int) -> ScoreSheet:
    """Return a sheet of which only the counts are known; the first four statuses were a case."""
    counts = dict(zip(STATUSES, [*statuses, sum(missing.values())], strict=True))
    recovered, improved, same, worse, _ = statuses
    judged, cases = sum(statuses), sum(statuses[:4])
    ratios = {
        "recovered": (recovered, cases),
        "reliably improved": (recovered + improved, judged),
        "no reliable change": (same, judged),
        "reliably deteriorated": (worse, judged),
    }
    bounds = {
        "completers": (recovered, cases),
        "none of the unseen": (recovered, cases + unseen),
        "all of the unseen": (recovered + unseen, cases + unseen),
    }

    def shares(pairs: dict[str, tuple[int, int]]) -> Estimates[str]:
        return Estimates({k: proportion(c, n, about=ABOUT) for k, (c, n) in pairs.items()})

    return ScoreSheet(
        counts=counts,
        missing=missing,
        shares=shares(ratios),
        assuming={"recovered": shares(bounds)},
        regression=Estimates({}),
        sustained=None,
        sustained_by=Estimates({}),
        about=ABOUT,
    )


def test_counts_are_in_tens_and_shares_lie_in_their_intervals() -> None:
    sheet = sheet_of(437)
    value = shown(sheet)
    assert value.n == 430
    for status, many in value.counts.items():
        assert many is None or abs(many - sheet.counts[status]) < 10
    for label in ("recovered", "reliably improved"):
        exact, told = sheet.shares[label], value.shares[label]
        assert abs(told.value - exact.value) < 0.03
        assert told.lower <= exact.lower < exact.upper <= told.upper
        assert told.n == exact.n // 10 * 10
    weighted, told = (
        sheet.assuming["recovered"]["weighted"],
        value.assuming["recovered"]["weighted"],
    )
    assert told.lower <= weighted.lower < weighted.upper <= told.upper
    assert math.isnan(value.assuming["recovered"]["mixed model"].lower)
    assert value.change["mean change"].value == round(sheet.regression["mean change"].value, 1)
    assert value.sustained is not None
    assert value.sustained.n == 420


def test_few_who_deteriorated_are_not_told_from_nobody() -> None:
    few, none = counted([40, 20, 30, 3, 0], {}, 0), counted([40, 20, 30, 0, 3], {}, 0)
    assert plain(shown(few)) == plain(shown(none))
    assert shown(few).shares["reliably deteriorated"].withheld.startswith("fewer than 10")


def test_that_everyone_recovered_is_not_told() -> None:
    value = shown(counted([40, 0, 0, 0, 0], {}, 0))
    assert value.counts["recovered"] is None
    assert value.shares["recovered"].withheld


def test_a_reason_of_few_people_is_not_named() -> None:
    value = shown(
        counted([40, 20, 30, 20, 10], {"died before it was due": 4, "no baseline": 26}, 0)
    )
    assert list(value.missing) == ["no baseline"]


def test_a_sheet_of_few_people_shows_nothing() -> None:
    value = shown(counted([2, 3, 1, 1, 0], {"no baseline": 2}, 1))
    empty = shown(counted([0, 0, 0, 0, 0], {}, 0))
    assert plain(value) == plain(empty)


def test_small_groups_are_withheld_with_another() -> None:
    value = shown(sheet_of(160, north=90, south=40, east=24, west=6))
    assert list(value.groups) == ["north", "south"]
    assert value.by == ("site",)
    assert "fewer than 10" in value.withheld
    assert value.groups["north"].n == 90


parts = st.lists(st.integers(0, 45), min_size=5, max_size=5)


@given(parts, st.integers(0, 30), st.integers(0, 30))
def test_every_figure_is_that_of_whole_tens(drawn: list[int], lost: int, unseen: int) -> None:
    """The counts that a reader sees could all be true as they stand."""
    t = 10
    value = shown(counted(drawn, {"out of window": lost}, unseen))
    told = [*value.counts.values(), *value.missing.values()]
    assert all(many is None or (many > 0 and many % t == 0) for many in told)
    estimates = [*value.shares.values(), *value.assuming.get("recovered", {}).values()]
    for share in estimates:
        assert bool(share.withheld) != (share.n is not None)
        if share.n is not None:
            assert share.n % t == 0
            assert 0 < share.value < 1
            assert share.lower <= share.value <= share.upper


@given(parts, st.integers(0, 9))
def test_one_more_person_is_seen_only_where_a_ten_is_full(drawn: list[int], more: int) -> None:
    """Those who did not change move no figure as long as no sum passes a ten."""
    recovered, improved, same, worse, no_case = drawn
    base = [10 * recovered, 10 * improved, 10 * same, 10 * worse, 10 * no_case]
    moved = [*base[:4], base[4] + more]
    assert plain(shown(counted(base, {}, 0))) == plain(shown(counted(moved, {}, 0)))


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


def test_an_estimate_without_figure_is_withheld() -> None:
    sheet = counted([20, 20, 20, 20, 20], {}, 0)
    unknown = Estimate(math.nan, math.nan, math.nan, math.nan, "probability", 100)
    shares = Estimates({**sheet.shares, "weighted": unknown})
    assert isinstance(shown(attrs.evolve(sheet, shares=shares)).shares["weighted"], ShownEstimate)
    assert shown(attrs.evolve(sheet, shares=shares)).shares["weighted"].withheld


def test_another_threshold_rounds_to_its_multiples() -> None:
    value = protect(sheet_of(160), policy=Policy(threshold=20)).value
    assert isinstance(value, ShownScoreSheet)
    assert value.n == 160
    assert all(many is None or many % 20 == 0 for many in value.counts.values())
