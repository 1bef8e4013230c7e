"""Protect who was left out, and the notes that travel with a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import Row
from recovery.tables import About

__all__ = ["protect_about", "protect_attrition"]


def protect_attrition(rows: Sequence[tuple[str, int]], policy: Policy) -> tuple[Row, ...]:
    """Pool the reasons for which few were left out.

    The first row says how many there were. When few were left out in all, it
    goes too, since their number would follow from it.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> protect_attrition([("survivors", 90), ("no consent", 30), ("no date", 4)], POLICY)
    (('survivors', 90), ('other reasons', 34))
    >>> protect_attrition([("survivors", 90), ("no date", 4)], POLICY)
    (('left out, for any reason', None),)
    """
    if not rows:
        return ()
    first, left_out = rows[0], [row for row in rows[1:] if row[1]]
    if not left_out:
        return (first,)
    if sum(count for _, count in left_out) < policy.threshold:
        return (("left out, for any reason", None),)
    ranked = sorted(left_out, key=lambda row: row[1])
    pooled = [row for row in ranked if row[1] < policy.threshold]
    while pooled and sum(count for _, count in pooled) < policy.threshold:
        pooled.append(ranked[len(pooled)])
    kept = [row for row in left_out if row not in pooled]
    other = [("other reasons", sum(count for _, count in pooled))] if pooled else []
    return (first, *kept, *other)


def protect_about(about: About) -> About:
    """Leave out the attrition, which is protected by itself, and notes that hold figures."""
    return attrs.evolve(about, attrition=(), notes=plain_notes(about.notes))


def plain_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """Keep the notes without figures: a day or a count in a text may be about one person."""
    kept = {n: None for n in notes if not any(letter.isdigit() for letter in n)}
    return tuple(kept)
