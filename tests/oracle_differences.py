"""Slow, literal twins of summaries and tests, in exact fractions.

A row is ``(entry, exit, event, frequency)``, as in :mod:`oracle`.
"""

from __future__ import annotations

from fractions import Fraction

from oracle import Row, at_risk, event_days, had

Hazards = dict[tuple[int, int], Fraction]


def hazards_of(rows: list[Row], causes: int) -> Hazards:
    """Return the share of those at risk that have each event, by event day and cause."""
    return {
        (day, cause): Fraction(had(rows, day, [cause]), at_risk(rows, day))
        for day in event_days(rows)
        for cause in range(1, causes + 1)
    }


def time_lost(hazards: Hazards, cause: int, horizon: int) -> Fraction:
    """Add up the incidence of a cause over each whole day up to the horizon."""
    waiting, incidence, area = Fraction(1), Fraction(0), Fraction(0)
    for day in range(horizon):
        today = {k: hazard for (when, k), hazard in hazards.items() if when == day}
        incidence += waiting * today.get(cause, Fraction(0))
        waiting *= 1 - sum(today.values())
        area += incidence
    return area


def time_lost_variance(rows: list[Row], causes: int, cause: int, horizon: int) -> Fraction:
    """Carry the multinomial variance of each day's hazards over to the time lost.

    The time lost is linear in each single hazard, so that its slope is the change for a hazard
    that is 1 larger.
    """
    hazards = hazards_of(rows, causes)
    here = time_lost(hazards, cause, horizon)
    slope = {
        key: time_lost({**hazards, key: hazard + 1}, cause, horizon) - here
        for key, hazard in hazards.items()
    }
    variance = Fraction(0)
    for day in event_days(rows):
        own = range(1, causes + 1)
        mean = sum((hazards[day, k] * slope[day, k] for k in own), Fraction(0))
        square = sum((hazards[day, k] * slope[day, k] ** 2 for k in own), Fraction(0))
        variance += (square - mean**2) / at_risk(rows, day)
    return variance
