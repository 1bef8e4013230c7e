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
    waiting_after,
)
from recovery.disclosure.tens import about
from recovery.errors import ReleaseError
from recovery.results import Curve, Curves, Groups
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["kept_groups", "protect_curves", "protect_groups"]

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
    """Protect each group, so that nothing follows by taking the groups from the whole."""
    sizes = {label: _size(curves) for label, curves in groups.items()}
    shown, withheld = kept_groups(sizes, policy)
    hidden = [label for label, size in sizes.items() if size and label not in shown]
    ordered = [groups[label] for label in (*shown, *hidden)]
    together = _protect_together(ordered, policy, kept=len(shown)) if shown else []
    named = dict(zip(map(str, shown), together, strict=True))
    return ShownGroups(by=groups.by, groups=named, withheld=withheld)


def kept_groups(sizes: Mapping[str, int], policy: Policy) -> tuple[list[str], str]:
    """Return the groups that may be shown, and why others are not.

    Empty groups are no groups. Of the others those that are too small are
    withheld, with as many of the next smallest as it takes for at least two
    of them, and enough people, to be withheld together.
    """
    labels = sorted((k for k, n in sizes.items() if n), key=lambda k: (-sizes[k], str(k)))
    kept = sum(sizes[label] >= policy.threshold for label in labels)
    while 0 < kept < len(labels) and (
        len(labels) - kept == 1 or sum(sizes[k] for k in labels[kept:]) < policy.threshold
    ):
        kept -= 1
    withheld = ""
    if kept < len(labels):
        withheld = (
            f"groups of {policy.few} people are not shown, nor are those from which their size "
            "would follow by subtraction"
        )
    return [label for label in sizes if label in labels[:kept]], withheld


def _size(curves: Curves) -> int:
    return next(iter(curves.values())).n


def _protect_together(groups: Sequence[Curves], policy: Policy, *, kept: int) -> list[ShownCurves]:
    """Protect the first ``kept`` groups; of the others only the sum could be worked out."""
    followed_to = max(curve.followed_to for curves in groups for curve in curves.values())
    candidates = candidate_days(followed_to, policy)
    waiting = np.array([waiting_after(curves, candidates) for curves in groups])
    sizes = [int(n) or None for n in about([_size(g) for g in groups[:kept]], policy.threshold)]
    by_group: list[dict[str, ShownCurve]] = [{} for _ in range(kept)]
    for cause in groups[0]:
        own = [curves[cause] for curves in groups]
        events = np.array([events_by(curve, candidates) for curve in own])
        days, members = _best_days(candidates, events, waiting, policy, kept=kept)
        for place in range(kept):
            read = days if place in members else candidates[:0]
            by_group[place][cause] = _read(own[place], read, policy, n=sizes[place])
    at_risk = _at_risk(groups[:kept], policy)
    return [
        ShownCurves(n=n, curves=shown, at_risk=risk)
        for n, shown, risk in zip(sizes, by_group, at_risk, strict=True)
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


def _read(curve: Curve, days: IntArray, policy: Policy, *, n: int | None) -> ShownCurve:
    """Return the exact curve on these days, rounded."""
    if curve.since is not None:
        message = (
            "a curve made from intervals cannot be protected: how many events lie between two days "
            "is not known, nor whether they are enough. Protect the time to an outcome that is "
            "known to the day instead, as in protect(kaplan_meier(events))"
        )
        raise ReleaseError(message)
    if curve.kind not in ("survival", "incidence"):
        message = (
            f"protect can judge the time to a first event, and not yet a curve of kind "
            f"{curve.kind!r} (here of {curve.cause!r}): protect kaplan_meier(events) or "
            "aalen_johansen(events) instead"
        )
        raise ReleaseError(message)
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
        median=_median(curve.kind, days, numbers, n),
    )


def _median(
    kind: str, days: IntArray, numbers: Mapping[str, tuple[float, ...]], n: int | None
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


def _at_risk(groups: Sequence[Curves], policy: Policy) -> list[tuple[tuple[int, int | None], ...]]:
    """Return the figures at risk of each group on the horizons, rounded as its size is."""
    horizons = (0, *policy.horizons)
    exact = [next(iter(curves.values())).at_risk_on(horizons) for curves in groups]
    rounded = about(exact, policy.threshold).tolist()
    return [
        tuple((day, left or None) for day, left in zip(horizons, row, strict=True))
        for row in rounded
    ]
