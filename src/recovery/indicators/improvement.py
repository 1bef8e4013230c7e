"""From a first assessment on: how long until a score was better."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.norms import Norms
from recovery.tables import EventTable, ScoreTable

__all__ = ["from_baseline", "time_to_improvement"]


def from_baseline(scores: ScoreTable) -> ScoreTable:
    """Count days from each subject's first assessment with a score; others have none and stay."""
    days = scores.days[scores.order]
    known = ~np.isnan(scores.value[scores.order])
    if not len(days):
        return scores
    never = np.iinfo(np.int64).max
    first = np.minimum.reduceat(np.where(known, days, never), scores.first)
    since = np.empty(len(days), dtype=np.int64)
    since[scores.order] = scores.per_row(np.where(first == never, 0, first))
    end = None if scores.end is None else scores.end - since
    return attrs.evolve(scores, days=scores.days - since, end=end)


def time_to_improvement(scores: ScoreTable, norms: Norms, points: float) -> EventTable:
    """Return how long each with a score waited until one was better by some points.

    Whoever had not improved waited until the last assessment with a score, or
    until what ended the following.
    """
    scored = ~np.isnan(scores.value[scores.order])
    rows = scores.order[scored]
    subject = scores.per_row(np.arange(scores.subjects))[scored]
    first = np.flatnonzero(np.diff(subject, prepend=-1))
    better = norms.direction * scores.value[rows]
    baseline = np.repeat(better[first], np.diff(first, append=len(rows)))
    gained = better - baseline >= points - 1e-9
    day = scores.days[rows]
    many = len(first)
    place = np.repeat(np.arange(many), np.diff(first, append=len(rows)))
    when = np.full(many, np.iinfo(np.int64).max)
    np.minimum.at(when, place[gained], day[gained])
    last = day[np.append(first[1:], len(rows))[:many] - 1] if many else day
    head = rows[first]
    event = np.zeros(many, dtype=np.int64)
    if scores.end is not None and scores.end_event is not None:
        event = np.where(scores.end_event[head] > 0, scores.end_event[head] + 1, 0)
        last = np.where(event > 0, scores.end[head], last)
    improved = when <= last
    about = scores.about
    without = scores.subjects - many
    if without:
        about = attrs.evolve(about, attrition=(*about.attrition, ("no form with a score", without)))
    return EventTable(
        exit=np.where(improved, when, last),
        event=np.where(improved, 1, event),
        causes=("improved", *scores.causes),
        about=about,
    )
