"""Protect groups that are compared with what chance alone would make of them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from recovery.disclosure.indicators import round_figure, tens
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_funnels import ShownFunnel, ShownFunnelGroup
from recovery.estimators.funnel import funnel
from recovery.indicators.compare_groups import OVERLAP
from recovery.results import Funnel, NotMeasured
from recovery.tables.arrays import FloatArray

__all__ = ["protect_funnel"]

PLACES = 2
"""Places of shares, of their target and of its limits: whole per cents, as on the page."""
DIFFER = 0.05
"""How rarely chance alone makes groups differ so much, all together, for it to be called more."""

NOT_COMPARED = (
    "these records give no counted share for two groups or more: it is not measured or cannot be "
    "told yet, is estimated with people still followed, or has too few behind it"
)
"""One sentence for all reasons, since which of them it is may tell that somebody is there."""
WITHHELD = (
    "in all of these groups, or in all but one, it happened to few people, or did not happen to few"
)
OVERLAPPING = (
    "people may belong to several of these groups, and some groups are of few people, who might "
    "follow by subtraction"
)
HIDDEN = (
    "groups of few people, or in which it happened to few or did not happen to few, are not shown, "
    "nor are those from which they would follow by subtraction"
)


def protect_funnel(found: Funnel | NotMeasured, policy: Policy) -> ShownFunnel:
    """Protect groups that are compared; those that may not be shown are not named.

    In each group that is shown it happened to enough people, and a share also
    did not happen to enough. Of those that are not shown the same holds taken
    together, so that nothing follows by taking the others from the whole; the
    smallest of the others are withheld with them until it does. Where people
    belong to several groups that does not hold, and all are withheld with one.
    Nothing that is shown but the target depends on those that are not.
    """
    if isinstance(found, NotMeasured):
        return ShownFunnel(title=found.name, reason=NOT_COMPARED)
    bare = ShownFunnel(title=found.about.clock, kind=found.kind, levels=found.levels)
    chosen, all_shown = _kept(found, policy)
    if len(chosen) < 2:
        return attrs.evolve(bare, withheld=WITHHELD)
    if OVERLAP in found.about.notes and not all_shown:
        return attrs.evolve(bare, withheld=OVERLAPPING)
    exact = _of(found, chosen, found.count[chosen], found.size[chosen])
    size = np.array([tens(int(n), policy) for n in exact.size], dtype=np.float64)
    value = np.array([round_figure(float(v), "share") for v in exact.value])
    drawn = attrs.evolve(
        _of(found, chosen, np.round(value * size), size, decimals=PLACES),
        dispersion=exact.dispersion,
        z=exact.z,
    )
    lower, upper = (np.round(ends, PLACES) for ends in (drawn.wide_lower, drawn.wide_upper))
    far = {
        widened: set(exact.outside(widened=widened)) & _beyond(drawn, value, widened=widened)
        for widened in (True, False)
    }
    return attrs.evolve(
        bare,
        target=drawn.target,
        dispersion=round(exact.dispersion, 1),
        differ=exact.homogeneity < DIFFER,
        groups=tuple(
            ShownFunnelGroup(
                name=name,
                size=int(size[place]),
                value=float(value[place]),
                lower=tuple(lower[:, place].tolist()),
                upper=tuple(upper[:, place].tolist()),
                outside=name in far[True],
                beyond_chance=name in far[False],
            )
            for place, name in enumerate(exact.groups)
        ),
        hidden="" if all_shown else HIDDEN,
    )


def _beyond(drawn: Funnel, value: FloatArray, *, widened: bool) -> set[str]:
    """Return the groups that lie beyond the widest limits by what is shown."""
    ends = (drawn.wide_lower, drawn.wide_upper) if widened else (drawn.lower, drawn.upper)
    widest = int(np.argmax(drawn.levels))
    lower, upper = (np.round(end[widest], PLACES) for end in ends)
    beyond = (value < lower) | (value > upper)
    return {name for name, far in zip(drawn.groups, beyond, strict=True) if far}


def _of(
    found: Funnel,
    chosen: Sequence[int],
    count: FloatArray,
    size: FloatArray,
    *,
    decimals: int | None = None,
) -> Funnel:
    """Return the funnel of some groups about the target of all."""
    pairs = zip(count.tolist(), size.tolist(), strict=True)
    target = found.target if decimals is None else round(found.target, decimals)
    names = (found.groups[place] for place in chosen)
    return funnel(
        dict(zip(names, pairs, strict=True)), kind=found.kind, target=target, levels=found.levels
    )


def _kept(found: Funnel, policy: Policy) -> tuple[list[int], bool]:
    """Return the places of the groups that may be shown, and whether these are all."""
    cells = [found.count, found.size]
    if found.kind == "share":
        cells.append(found.size - found.count)
    people = np.stack(cells, axis=1)
    there = [place for place, size in enumerate(found.size) if size > 0]
    enough = np.all(people >= policy.threshold, axis=1)
    largest_last = sorted((p for p in there if enough[p]), key=lambda p: (found.size[p], -p))
    hidden = [place for place in there if not enough[place]]
    while hidden and largest_last and not _together(people[hidden], policy):
        hidden.append(largest_last.pop(0))
    return sorted(largest_last), not hidden


def _together(people: FloatArray, policy: Policy) -> bool:
    """Say whether groups are hidden by one another: two or more, and enough in every way."""
    return len(people) > 1 and bool((people.sum(axis=0) >= policy.threshold).all())
