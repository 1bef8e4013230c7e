"""Parts of the rule of scores: what may still change, who was seen, and harm."""

from __future__ import annotations

import math
from collections.abc import Mapping

import attrs
import numpy as np

from recovery.change.courses import RECOVERED, courses
from recovery.change.sustained import Sustained
from recovery.change.unseen import Asked, group
from recovery.change.weighted_share import weighted_share
from recovery.estimators.proportion import proportion
from recovery.indicators.card import Indicator
from recovery.indicators.outcome_parts import LEVEL, NAN, Share, result_of, share_by
from recovery.results import IndicatorResult
from recovery.tables import EventTable, ScoreTable

__all__ = [
    "NOT_ASSESSED",
    "Passed",
    "completers",
    "deteriorated",
    "latest_confirmation",
    "latest_start",
]

NOT_ASSESSED = "of those only of whom it is known: whoever was not assessed is left out"


@attrs.frozen
class Passed:
    """How many days have passed since the end of the period, and what may still be undone."""

    days: int
    undoable: tuple[str, ...]

    def share_by(
        self, events: EventTable, days: int, *, since: int = 0, ends: EventTable | None = None
    ) -> Share:
        """Estimate a share by a day, of clocks that start so many days after the origin at most."""
        mature = self.days >= days + since
        ends = events if ends is None else ends
        places = [ends.causes.index(code) + 1 for code in self.undoable if code in ends.causes]
        open_ends = np.isin(ends.event, places) & (not mature)
        return share_by(events, days, mature=mature, open_ends=open_ends)


def latest_start(scores: ScoreTable) -> int:
    """Return how long after the origin the last first assessment was."""
    if not len(scores):
        return 0
    first = scores.days[scores.order][scores.first]
    return int(max(first.max(), 0))


def latest_confirmation(scores: ScoreTable, rule: Sustained) -> int:
    """Return how long after the origin the last recovery was confirmed."""
    found = courses(scores, rule)
    confirmed = found.first_where(found.state == RECOVERED)
    return int(found.day[confirmed[confirmed >= 0]].max(initial=0))


def completers(events: EventTable, days: int) -> float:
    """Return the share of those only of whom it is known by a day."""
    known = (events.exit >= days) | (events.event > 0)
    had = (events.event == 1) & (events.exit <= days)
    return float(had.sum() / known.sum()) if known.any() else NAN


def deteriorated(
    card: Indicator, scores: ScoreTable, asked: Asked, excluded: Mapping[str, int]
) -> IndicatorResult:
    """Return the share that was worse, those seen standing for others with the same last score."""
    members = group(scores, asked)
    worse, many, everyone = int(members.has.sum()), int(members.seen.sum()), len(members)
    about = attrs.evolve(scores.about, level=LEVEL, method="share of all, Wilson interval")
    seen = proportion(worse, many, level=LEVEL, about=about)
    value = seen
    if many < everyone:
        method = "those seen stand for others with the same last score"
        value = weighted_share(members, level=LEVEL, about=attrs.evolve(about, method=method))
    unseen = int(members.unseen.sum())
    bounds = (worse / everyone, (worse + unseen) / everyone) if everyone else (NAN, NAN)
    interval = (value.lower, value.upper)
    if math.isnan(value.value):
        interval = bounds
    return result_of(
        card,
        value.about,
        value.value,
        interval=interval,
        numerator=worse,
        denominator=everyone,
        censored=unseen,
        parts={
            "deteriorated": worse,
            "seen in the window": many,
            "not yet known": unseen,
            "at least": bounds[0],
            "at most": bounds[1],
        },
        excluded=excluded,
        naive=(
            seen.value,
            "of those only who came back: whoever is worse off may be the one who stays away",
        ),
    )
