"""The recovery score sheet as it may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from recovery.disclosure.shown import Row, ShownCurves, ShownEstimate

__all__ = ["ShownScoreSheet"]


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


def _frozen_twice(mapping: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return _frozen({key: _frozen(inner) for key, inner in mapping.items()})


@attrs.frozen(kw_only=True)
class ShownScoreSheet:
    """A protected recovery score sheet.

    Attributes
    ----------
    n
        About how many people it is of: a multiple of the threshold, as all
        counts are; ``None`` for none or few.
    counts, missing
        How many have each status (``None`` for none, few, or all but few),
        and how many cannot be judged, by reason. A reason of none or few is
        not listed.
    shares, assuming, change
        As ``shares``, ``assuming`` and ``regression`` in
        :class:`recovery.results.ScoreSheet`. A share is withheld where a set of
        few people would follow from it and the others.
    sustained
        The curves of sustained recovery; ``None`` without a rule, or when too
        few were a case.
    by, groups, withheld
        The sheets of groups; those that may not be shown are not named.
    attrition
        As in :class:`ShownCurves`.
    """

    n: int | None
    counts: Mapping[str, int | None] = attrs.field(converter=_frozen)
    missing: Mapping[str, int | None] = attrs.field(converter=_frozen)
    shares: Mapping[str, ShownEstimate] = attrs.field(converter=_frozen)
    assuming: Mapping[str, Mapping[str, ShownEstimate]] = attrs.field(converter=_frozen_twice)
    change: Mapping[str, ShownEstimate] = attrs.field(converter=_frozen)
    sustained: ShownCurves | None
    by: tuple[str, ...] = ()
    groups: Mapping[str, ShownScoreSheet] = attrs.field(factory=dict, converter=_frozen)
    withheld: str = ""
    attrition: tuple[Row, ...] = ()
