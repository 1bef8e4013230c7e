"""Figures of what scores say: who stayed recovered, and how soon half were better."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from recovery.estimators import aalen_johansen
from recovery.indicators.card import Indicator
from recovery.indicators.outcome_parts import LEVEL, NAN, result_of
from recovery.indicators.score_parts import Passed
from recovery.results import IndicatorResult
from recovery.tables import EventTable

__all__ = ["improvement", "relapse_free"]

Excluded = Mapping[str, int]


def relapse_free(
    card: Indicator,
    events: EventTable,
    latest: int,
    passed: Passed,
    days: int,
    excluded: Excluded,
) -> IndicatorResult:
    """Return the share that neither relapsed nor met another end within some days."""
    ended = attrs.evolve(events, event=(events.event > 0).astype(np.int64), causes=("ended",))
    found = passed.share_by(ended, days, since=latest, ends=events)
    relapsed = int(((events.event == 1) & (events.exit <= days)).sum())
    last = len(events) - int((events.event == 1).sum())
    return result_of(
        card,
        found.about,
        1 - found.value,
        interval=(1 - found.upper, 1 - found.lower),
        numerator=found.waiting,
        denominator=found.n,
        censored=found.censored,
        parts={
            "relapsed": relapsed,
            "ended otherwise": found.had - relapsed,
            "followed that far without it": found.waiting,
            "not yet known": found.unknown,
            "at least": 1 - found.at_most,
            "at most": 1 - found.at_least,
        },
        excluded=excluded,
        naive=(
            last / len(events) if len(events) else NAN,
            "everyone not known to have relapsed, however short they were followed",
        ),
    )


def improvement(
    card: Indicator,
    events: EventTable,
    latest: int,
    passed: Passed,
    days: int,
    excluded: Excluded,
) -> IndicatorResult:
    """Return the day by which half were better, and the share that was within some days."""
    middle = aalen_johansen(events, level=LEVEL)["improved"].median
    found = passed.share_by(events, days, since=latest)
    had = events.exit[events.event == 1]
    return result_of(
        card,
        middle.about,
        middle.value,
        interval=(middle.lower, middle.upper),
        numerator=len(had),
        denominator=len(events),
        censored=int((events.event == 0).sum()),
        parts={f"share within {days} days": found.value, **found.parts("improved")},
        excluded=excluded,
        naive=(
            float(np.median(had)) if len(had) else NAN,
            "the middle of those who have improved: whoever has not is left out",
        ),
    )
