"""Protect the recovery score sheet.

Counts are shown as if each were a multiple of the threshold. Shares are read
exactly where no set of a few people follows from them, and else not at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from recovery.disclosure.attrition import protect_attrition
from recovery.disclosure.curves import kept_groups, protect_curves, protect_groups
from recovery.disclosure.policy import Policy
from recovery.disclosure.score_cells import cells_of, figures_to_show
from recovery.disclosure.shown import ShownCurves, ShownEstimate
from recovery.disclosure.shown_scores import ShownScoreSheet
from recovery.disclosure.tens import about
from recovery.results import Curves, Estimate, Groups, ScoreSheet

__all__ = ["protect_scores"]

NOT_JUDGED = "not assessable"
"""The status whose people are counted by reason."""
MODELLED = ("weighted", "mixed model")
"""Shares that are no counts; they are read where both bounds are."""
LAST = "last observation"
BOUNDS = ("none of the unseen", "all of the unseen")
POINT_DECIMALS = 1
Readable = frozenset[tuple[str, str]]
"""Where shares stand that may be read: section and label."""


def protect_scores(sheet: ScoreSheet, policy: Policy) -> ShownScoreSheet:
    """Protect a sheet and those of its groups, so that none follows from the whole and the rest."""
    readable = _readable([sheet], policy)
    whole = _sheet(sheet, policy, readable, _curves(sheet, policy))
    if sheet.groups is None:
        return whole
    sizes = {label: _size(group) for label, group in sheet.groups.items()}
    kept, withheld = kept_groups(sizes, policy)
    followed = {k: g.sustained for k, g in sheet.groups.items() if g.sustained}
    curves = protect_groups(Groups(followed), policy).groups if followed else {}
    readable, members = _best_figures(sheet.groups, kept, policy)
    nothing: Readable = frozenset()
    groups = {
        str(label): _sheet(
            sheet.groups[label],
            policy,
            readable if label in members else nothing,
            curves.get(str(label)),
        )
        for label in kept
    }
    return attrs.evolve(whole, by=sheet.groups.by, groups=groups, withheld=withheld)


def _best_figures(
    groups: Mapping[str, ScoreSheet], kept: Sequence[str], policy: Policy
) -> tuple[Readable, Sequence[str]]:
    """Choose the groups whose shares are read, and which shares: as many as may be.

    The groups in which fewest recovered are withheld together, as far as that
    lets the share recovered be read of more of the others, or else more shares.
    """
    ranked = sorted(kept, key=lambda label: (-groups[label].counts["recovered"], str(label)))
    best: tuple[tuple[int, int], Readable, Sequence[str]] = ((0, 0), frozenset(), ())
    for members in (ranked[:many] for many in range(len(ranked), 0, -1)):
        hidden = [group for label, group in groups.items() if label not in members]
        found = _readable([groups[label] for label in members], policy, hidden=hidden)
        of_recovery = any("recovered" in figure for figure in found)
        score = (len(members) * of_recovery, len(members) * len(found))
        if score > best[0]:
            best = (score, found, members)
    return best[1], best[2]


def _readable(
    shown: Sequence[ScoreSheet], policy: Policy, hidden: Sequence[ScoreSheet] = ()
) -> Readable:
    """Return the shares that may be read of all of these sheets."""
    cells = [cells_of(sheet) for sheet in shown]
    rest = [cells_of(sheet) for sheet in hidden]
    known = [row for row in (*cells, *rest) if row is not None]
    if not shown or len(known) < len(cells) + len(rest):
        return frozenset()
    rows = known[: len(cells)]
    if rest:
        rows.append(np.sum(known[len(cells) :], axis=0))
    figures = set(figures_to_show(rows, policy.threshold, shown=len(cells)))
    for outcome in shown[0].assuming:
        if all((outcome, bound) in figures for bound in BOUNDS):
            figures |= {(outcome, name) for name in MODELLED}
            parts = [_carried(sheet.assuming[outcome]) for sheet in (*shown, *hidden)]
            if all(part == 0 or part >= policy.threshold for pair in parts for part in pair):
                figures.add((outcome, LAST))
    return frozenset(figures)


def _carried(found: Mapping[str, Estimate]) -> tuple[float, float]:
    """Return how many of the unseen have the outcome as last seen, and how many have not.

    NaN where it is not known, as where a group has nobody.
    """
    none, last, everyone = (
        float(np.round(found[name].value * found[name].n))
        for name in ("none of the unseen", LAST, "all of the unseen")
    )
    return last - none, everyone - last


def _curves(sheet: ScoreSheet, policy: Policy) -> ShownCurves | None:
    curves: Curves | None = sheet.sustained
    if not curves or next(iter(curves.values())).n < policy.threshold:
        return None
    return protect_curves(curves, policy)


def _size(sheet: ScoreSheet) -> int:
    return sum(sheet.counts.values())


def _sheet(
    sheet: ScoreSheet, policy: Policy, readable: Readable, sustained: ShownCurves | None
) -> ShownScoreSheet:
    everyone = _size(sheet)
    judged = {status: many for status, many in sheet.counts.items() if status != NOT_JUDGED}
    parts = _parts({**judged, **sheet.missing}, policy)
    enough = everyone >= policy.threshold
    sections = {"share": sheet.shares, **sheet.assuming} if enough else {}
    shares = {
        section: {
            name: _share(estimate, policy, read=(section, name) in readable)
            for name, estimate in found.items()
        }
        for section, found in sections.items()
    }
    return ShownScoreSheet(
        n=everyone // policy.threshold * policy.threshold or None,
        counts={status: parts[status] for status in judged} if enough else {},
        missing={reason: parts[reason] for reason in sheet.missing if enough and parts[reason]},
        shares=shares.pop("share", {}),
        assuming=shares,
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


def _share(estimate: Estimate, policy: Policy, *, read: bool) -> ShownEstimate:
    """Return the share, rounded, where it may be read."""
    if not read or math.isnan(estimate.value):
        why = f"{policy.few} people would follow from it" if not read else "not known"
        return ShownEstimate(unit=estimate.unit, withheld=why)
    return _rounded(estimate, policy.decimals, policy)


def _points(estimate: Estimate, policy: Policy) -> ShownEstimate:
    """Round a mean of enough people."""
    if estimate.n < policy.threshold:
        return ShownEstimate(unit=estimate.unit, withheld=f"{policy.few} people")
    return _rounded(estimate, POINT_DECIMALS, policy)


def _rounded(estimate: Estimate, decimals: int, policy: Policy) -> ShownEstimate:
    value, error, lower, upper = (
        float(np.round(number, decimals))
        for number in (estimate.value, estimate.std_error, estimate.lower, estimate.upper)
    )
    return ShownEstimate(
        value=value,
        std_error=error,
        lower=lower,
        upper=upper,
        unit=estimate.unit,
        n=estimate.n // policy.threshold * policy.threshold,
    )
