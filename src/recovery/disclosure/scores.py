"""Protect the recovery score sheet.

What is counted is shown as if every count were a multiple of the threshold, so
that no difference of a few people can be worked out from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from recovery.disclosure.attrition import protect_attrition
from recovery.disclosure.curves import kept_groups, protect_curves, protect_groups
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import ShownCurves, ShownEstimate
from recovery.disclosure.shown_scores import ShownScoreSheet
from recovery.disclosure.tens import about
from recovery.estimators.proportion import proportion
from recovery.results import Curves, Estimate, Groups, ScoreSheet

__all__ = ["protect_scores"]

NOT_JUDGED = "not assessable"
"""The status whose people are counted by reason."""
MODELLED = ("weighted", "mixed model")
"""Shares that are no counts."""
SHARE_DECIMALS, POINT_DECIMALS = 2, 1
LEVEL = 0.95
ROUNDING = 1e-9


def protect_scores(sheet: ScoreSheet, policy: Policy) -> ShownScoreSheet:
    """Protect a sheet and those of its groups, so that none follows from the whole and the rest."""
    whole = _sheet(sheet, policy, _curves(sheet, policy))
    if sheet.groups is None:
        return whole
    sizes = {label: _size(group) for label, group in sheet.groups.items()}
    kept, withheld = kept_groups(sizes, policy)
    followed = {k: g.sustained for k, g in sheet.groups.items() if g.sustained}
    curves = protect_groups(Groups(followed), policy).groups if followed else {}
    groups = {
        str(label): _sheet(sheet.groups[label], policy, curves.get(str(label))) for label in kept
    }
    return attrs.evolve(whole, by=sheet.groups.by, groups=groups, withheld=withheld)


def _curves(sheet: ScoreSheet, policy: Policy) -> ShownCurves | None:
    curves: Curves | None = sheet.sustained
    if not curves or next(iter(curves.values())).n < policy.threshold:
        return None
    return protect_curves(curves, policy)


def _size(sheet: ScoreSheet) -> int:
    return sum(sheet.counts.values())


def _sheet(sheet: ScoreSheet, policy: Policy, sustained: ShownCurves | None) -> ShownScoreSheet:
    everyone = _size(sheet)
    judged = {status: many for status, many in sheet.counts.items() if status != NOT_JUDGED}
    parts = _parts({**judged, **sheet.missing}, policy)
    enough = everyone >= policy.threshold
    return ShownScoreSheet(
        n=everyone // policy.threshold * policy.threshold or None,
        counts={status: parts[status] for status in judged} if enough else {},
        missing={reason: parts[reason] for reason in sheet.missing if enough and parts[reason]},
        shares=_shares(sheet.shares, policy) if enough else {},
        assuming={
            outcome: _shares(found, policy) for outcome, found in sheet.assuming.items() if enough
        },
        change={label: _points(each, policy) for label, each in sheet.regression.items() if enough},
        sustained=sustained if enough else None,
        attrition=protect_attrition(sheet.about.attrition, policy) if enough else (),
    )


def _parts(counts: Mapping[str, int], policy: Policy) -> dict[str, int | None]:
    """Round the parts of a whole; one of few people, or of all but few, is withheld."""
    t = policy.threshold
    rounded = about(list(counts.values()), t).tolist()
    whole = sum(counts.values()) // t * t
    return {
        label: many if t <= many <= whole - t else None
        for label, many in zip(counts, rounded, strict=True)
    }


def _shares(found: Mapping[Any, Estimate], policy: Policy) -> dict[str, ShownEstimate]:
    return {str(label): _share(str(label), each, policy) for label, each in found.items()}


def _share(label: str, estimate: Estimate, policy: Policy) -> ShownEstimate:
    """Return the share in the middle of those that the rounded counts allow."""
    t, of = policy.threshold, estimate.n // policy.threshold * policy.threshold
    people = 0.0 if math.isnan(estimate.value) else estimate.value * estimate.n
    many = math.floor(people / t + ROUNDING) * t
    if not t <= many <= of - t:
        few = f"{policy.few} people, or all but so few"
        return ShownEstimate(unit=estimate.unit, withheld=few)
    ends = _modelled if label in MODELLED else _counted
    lower, upper = ends(estimate, many, of, t)
    return ShownEstimate(
        value=round((many + t / 2) / (of + t / 2), SHARE_DECIMALS),
        lower=_outward(lower, math.floor),
        upper=_outward(upper, math.ceil),
        unit=estimate.unit,
        n=of,
    )


def _counted(estimate: Estimate, many: int, of: int, t: int) -> tuple[float, float]:
    """Return the ends of the widest interval of any counts that round to these."""
    level = estimate.about.level or LEVEL
    lower = proportion(many, of + t - 1, level=level).lower
    return lower, proportion(min(many + t - 1, of), of, level=level).upper


def _modelled(estimate: Estimate, many: int, of: int, t: int) -> tuple[float, float]:  # noqa: ARG001  # as for counts
    """Round the ends of an interval outwards, to multiples of the threshold among all people."""
    lower, upper = (end * estimate.n / t for end in (estimate.lower, estimate.upper))
    if math.isnan(lower) or math.isnan(upper):
        return math.nan, math.nan
    return math.floor(lower) * t / (of + t), min(math.ceil(upper) * t / of, 1.0)


def _outward(end: float, way: Callable[[float], int]) -> float:
    scale = 10**SHARE_DECIMALS
    return end if math.isnan(end) else way(round(end * scale, 6)) / scale


def _points(estimate: Estimate, policy: Policy) -> ShownEstimate:
    """Round a mean of enough people."""
    if estimate.n < policy.threshold:
        return ShownEstimate(unit=estimate.unit, withheld=f"{policy.few} people")
    value, error, lower, upper = (
        float(np.round(number, POINT_DECIMALS))
        for number in (estimate.value, estimate.std_error, estimate.lower, estimate.upper)
    )
    of = estimate.n // policy.threshold * policy.threshold
    return ShownEstimate(
        value=value, std_error=error, lower=lower, upper=upper, unit=estimate.unit, n=of
    )
