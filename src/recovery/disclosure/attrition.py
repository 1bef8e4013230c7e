"""Protect who was left out, and the notes that travel with a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import Row
from recovery.disclosure.tens import about
from recovery.tables import About

__all__ = ["plain_notes", "protect_about", "protect_attrition"]

FIGURE = re.compile(r"\d[\d,]*")
MEASURE = r"\d[\d,]* (?:days?|weeks?|months?|years?|per cent|%)(?!\w)"
LABEL = r"\b(?:\d+ to \d+|\d+ and over|under \d+)\b"
NO_COUNT = re.compile(f"{MEASURE}|{LABEL}")
"""Lengths of time, shares and groups by age, which are told as they are."""
COUNT = re.compile(rf"(?:^|(?<=: ))(?!{MEASURE}|{LABEL})\d[\d,]*(?= (?!and\b)[a-z]|$)")
"""A count opens a note, or follows a colon; of any other number nothing says what it is."""
DAY = re.compile(r"\bday \d")


def protect_attrition(rows: Sequence[tuple[str, int]], policy: Policy) -> tuple[Row, ...]:
    """Round how many there were, and for each reason how many of them were left out.

    Those who stay are rounded down after each reason, and a reason tells of
    the difference. Reasons that make none are not listed, whether they were
    for nobody or for a few.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> rows = [("survivors", 95), ("no consent", 30), ("no date", 4), ("no place", 12)]
    >>> protect_attrition(rows, POLICY)
    (('survivors', 90), ('no consent', 30), ('no place', 20))
    """
    steps = [count if place == 0 else -count for place, (_, count) in enumerate(rows)]
    rounded = np.abs(about(steps, policy.threshold)).tolist() if rows else []
    return tuple((name, many) for (name, _), many in zip(rows, rounded, strict=True) if many)


def protect_about(told: About, policy: Policy) -> About:
    """Leave out the attrition, which is protected by itself, and notes that tell of few."""
    return attrs.evolve(told, attrition=(), notes=plain_notes(told.notes, policy))


def plain_notes(notes: Iterable[str], policy: Policy) -> tuple[str, ...]:
    """Leave out notes with a count below the threshold, and those that name days; round others.

    Only what is known to be a count is rounded: a number that opens a note, or
    follows a colon. A note with another number that is no length of
    time, share or group by age is left out.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> plain_notes(["806 came late", "3 came late", "nobody from day 40 to day 61"], POLICY)
    ('about 800 came late',)
    >>> told = "the largest gap is by age: 18 to 24 and 25 and over"
    >>> plain_notes([told, "not seen for 365 days: 27", "7 came within 90 days"], POLICY)
    ('the largest gap is by age: 18 to 24 and 25 and over', 'not seen for 365 days: about 20')
    """

    def rounded(found: re.Match[str]) -> str:
        figure = int(found[0].replace(",", ""))
        return f"about {figure // policy.threshold * policy.threshold:,}"

    kept = (COUNT.sub(rounded, note) for note in notes if not _tells(note, policy))
    return tuple(dict.fromkeys(kept))


def _tells(note: str, policy: Policy) -> bool:
    counts = [int(found.replace(",", "")) for found in COUNT.findall(note)]
    unclear = FIGURE.search(NO_COUNT.sub("", COUNT.sub("", note))) is not None
    few = any(many < policy.threshold for many in counts)
    return few or unclear or DAY.search(note) is not None
