"""Protect curves, of everyone and by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from recovery.disclosure.attrition import protect_attrition
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import ShownCurve, ShownCurves, ShownEstimate, ShownGroups
from recovery.disclosure.steps import (
    candidate_days,
    days_to_show,
    events_by,
    risk_to_show,
    waiting_after,
)
from recovery.results import Curve, Curves, Groups
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["protect_curves", "protect_groups"]

WEEK = 7
HALF = 0.5


def protect_curves(curves: Curves, policy: Policy) -> ShownCurves:
    """Read the curves on the days on which they may be read."""
    (shown,) = _protect_together([curves], policy, kept=1)
    return ShownCurves(
        n=shown.n,
        curves=shown.curves,
        at_risk=shown.at_risk,
        attrition=protect_attrition(curves.about.attrition, policy),
    )


def protect_groups(groups: Groups[str, Curves], policy: Policy) -> ShownGroups:
    """Protect each group, so that nothing follows by taking the groups from the whole.

    Groups that are too small are withheld, with as many of the next smallest
    as it takes for at least two of them, and enough people, to be withheld
    together.
    """
    peopled = [label for label, curves in groups.items() if _size(curves)]
    labels = sorted(peopled, key=lambda label: (-_size(groups[label]), str(label)))
    sizes = [_size(groups[label]) for label in labels]
    kept = sum(size >= policy.threshold for size in sizes)
    while 0 < kept < len(sizes) and (
        len(sizes) - kept == 1 or sum(sizes[kept:]) < policy.threshold
    ):
        kept -= 1
    ordered = [groups[label] for label in labels]
    together = _protect_together(ordered, policy, kept=kept) if kept else []
    shown = dict(zip(labels, together, strict=False))
    withheld = ""
    if kept < len(labels):
        withheld = (
            f"groups of {policy.few} people are not shown, nor are those from which their size "
            "would follow by subtraction"
        )
    named = {str(label): shown[label] for label in groups if label in shown}
    return ShownGroups(by=groups.by, groups=named, withheld=withheld)


def _size(curves: Curves) -> int:
    return next(iter(curves.values())).n


def _protect_together(groups: Sequence[Curves], policy: Policy, *, kept: int) -> list[ShownCurves]:
    """Protect the first ``kept`` groups; of the others only the sum could be worked out."""
    followed_to = max(curve.followed_to for curves in groups for curve in curves.values())
    candidates = candidate_days(followed_to, policy)
    horizons = np.array([0, *policy.horizons], dtype=np.int64)
    waiting = np.array([waiting_after(curves, candidates) for curves in groups])
    accounted = np.zeros((len(groups), len(horizons)), dtype=np.int64)
    by_group: list[dict[str, ShownCurve]] = [{} for _ in range(kept)]
    for cause in groups[0]:
        own = [curves[cause] for curves in groups]
        events = np.array([events_by(curve, candidates) for curve in own])
        days, members = _best_days(candidates, events, waiting, policy, kept=kept)
        for place in range(kept):
            read = days if place in members else candidates[:0]
            shown = _read(own[place], read, policy)
            by_group[place][cause] = shown
            accounted[place] += _accounted(own[place], shown, horizons)
    at_risk = _at_risk(groups, horizons, accounted, policy, kept=kept)
    return [
        ShownCurves(n=_size(curves), curves=shown, at_risk=risk)
        for curves, shown, risk in zip(groups[:kept], by_group, at_risk, strict=True)
    ]


def _best_days(
    candidates: IntArray, events: IntArray, waiting: IntArray, policy: Policy, *, kept: int
) -> tuple[IntArray, list[int]]:
    """Choose the groups whose curve of one cause is shown, and their common days.

    The groups with the fewest events are withheld together as far as that
    lets the others be read on more horizons, or on more days.
    """
    most = events.max(axis=1, initial=0)
    ranked = sorted(range(kept), key=lambda place: -most[place])
    best: tuple[tuple[int, int], IntArray, list[int]] = ((0, 0), candidates[:0], [])
    for members in (ranked[:many] for many in range(len(ranked), 0, -1)):
        rest = np.delete(events, members, axis=0).sum(axis=0)
        places = days_to_show(
            candidates, events[members], waiting[members], rest, threshold=policy.threshold
        )
        days = candidates[places]
        at_horizons = int(np.isin(days, policy.horizons).sum())
        score = (len(members) * at_horizons, len(members) * len(days))
        if score > best[0]:
            best = (score, days, members)
    return best[1], best[2]


def _read(curve: Curve, days: IntArray, policy: Policy) -> ShownCurve:
    """Return the exact curve on these days, rounded."""
    if not len(days):
        return ShownCurve(
            cause=curve.cause,
            kind=curve.kind,
            withheld=f"{policy.few} people to whom this happened, or left to follow",
        )
    read = curve.estimate(days.tolist()).columns()
    numbers = {
        name: tuple(np.round(read[name], policy.decimals).tolist())
        for name in ("value", "std_error", "lower", "upper")
    }
    return ShownCurve(
        cause=curve.cause,
        kind=curve.kind,
        days=tuple(days.tolist()),
        value=numbers["value"],
        std_error=numbers["std_error"],
        lower=numbers["lower"],
        upper=numbers["upper"],
        followed_to=int(days[-1]),
        median=_median(curve.kind, days, numbers, curve.n),
    )


def _median(
    kind: str, days: IntArray, numbers: Mapping[str, tuple[float, ...]], n: int
) -> ShownEstimate:
    """Return the first of the days by which half had the event, in whole weeks.

    The interval goes from the last of the days before its lower end can have
    been crossed to the first by which its upper end has been.
    """
    survival = kind == "survival"
    shares = {
        side: 1 - np.array(numbers[side]) if survival else np.array(numbers[side])
        for side in ("value", "lower", "upper")
    }
    high, low = ("lower", "upper") if survival else ("upper", "lower")
    value, upper = (_first_day(days, shares[side]) for side in ("value", low))
    passed = np.flatnonzero(shares[high] >= HALF)
    before = days[passed[0] - 1] if len(passed) and passed[0] else 0
    lower = float(np.floor(before / WEEK) * WEEK) if len(passed) else np.nan
    return ShownEstimate(value=value, lower=lower, upper=upper, unit="days", n=n)


def _first_day(days: IntArray, shares: FloatArray) -> float:
    """Return the first day with a share of half or more, in weeks rounded up; else NaN."""
    reached = np.flatnonzero(shares >= HALF)
    return float(np.ceil(days[reached[0]] / WEEK) * WEEK) if len(reached) else np.nan


def _accounted(curve: Curve, shown: ShownCurve, horizons: IntArray) -> IntArray:
    """Return the events by each horizon that the shown days of a curve give away."""
    days = np.array([-1, *shown.days], dtype=np.int64)
    return events_by(curve, days)[np.searchsorted(days, horizons, side="right") - 1]


def _at_risk(
    groups: Sequence[Curves],
    horizons: IntArray,
    accounted: IntArray,
    policy: Policy,
    *,
    kept: int,
) -> list[tuple[tuple[int, int | None], ...]]:
    """Return the figures at risk of each shown group on the horizons."""
    at_risk = np.array([next(iter(g.values())).at_risk_on(horizons) for g in groups])
    sizes = np.array([[_size(curves)] for curves in groups])
    gone = sizes - at_risk
    may = np.zeros(at_risk.shape, dtype=bool)
    ranked = sorted(range(kept), key=lambda place: -sizes[place, 0])
    for members in (ranked[:many] for many in range(len(ranked), 0, -1)):
        show = risk_to_show(
            *(_with_rest(counts, members) for counts in (at_risk, gone, accounted)),
            threshold=policy.threshold,
        )
        if len(members) * show.sum() > may.sum():
            may[:] = False
            may[members] = show
    return [
        tuple(
            (int(day), int(count) if seen else None)
            for day, count, seen in zip(horizons, at_risk[place], may[place], strict=True)
        )
        for place in range(kept)
    ]


def _with_rest(counts: IntArray, members: Sequence[int]) -> IntArray:
    """Return the rows of the members, and the sum of all others as one more row."""
    others = np.delete(counts, members, axis=0)
    return np.vstack([counts[members], others.sum(axis=0)]) if len(others) else counts[members]
