"""Protect who was left out, and the notes that travel with a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import Row
from recovery.tables import About

__all__ = ["plain_notes", "protect_about", "protect_attrition"]

FIGURE = re.compile(r"\d[\d,]*")
DAY = re.compile(r"\bday \d")


def protect_attrition(rows: Sequence[tuple[str, int]], policy: Policy) -> tuple[Row, ...]:
    """Pool the reasons for which few were left out.

    The first row says how many there were. When few were left out in all, it
    goes too, since their number would follow from it.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> protect_attrition([("survivors", 90), ("no consent", 30), ("no date", 4)], POLICY)
    (('survivors', 90), ('no consent; or no date', 34))
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
    reasons = "; or ".join(reason for reason, _ in left_out if reason in dict(pooled))
    other = [(reasons, sum(count for _, count in pooled))] if pooled else []
    return (first, *kept, *other)


def protect_about(about: About, policy: Policy) -> About:
    """Leave out the attrition, which is protected by itself, and notes that tell of few."""
    return attrs.evolve(about, attrition=(), notes=plain_notes(about.notes, policy))


def plain_notes(notes: Iterable[str], policy: Policy) -> tuple[str, ...]:
    """Leave out notes with a count below the threshold, and those that name days.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> plain_notes(["806 came late", "3 came late", "nobody from day 40 to day 61"], POLICY)
    ('806 came late',)
    """
    return tuple(dict.fromkeys(note for note in notes if not _tells(note, policy)))


def _tells(note: str, policy: Policy) -> bool:
    figures = [int(found.replace(",", "")) for found in FIGURE.findall(note)]
    return any(f < policy.threshold for f in figures) or DAY.search(note) is not None
