"""Curves from counts by day: the steps, their intervals, and the notes they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import attrs
import numpy as np

from recovery.estimators.cautions import curve_notes
from recovery.estimators.day_counts import DayCounts
from recovery.estimators.hazards import HazardInterval, hazard_interval
from recovery.estimators.intervals import Interval, pointwise_interval
from recovery.results import Curve
from recovery.tables import About
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["curve_of", "day_curve", "described", "greenwood", "on_report_days"]


def day_curve(
    counts: DayCounts,
    steps: IntArray,
    events: IntArray,
    value: FloatArray,
    std_error: FloatArray,
    *,
    kind: Literal["survival", "incidence", "hazard"],
    cause: str,
    interval: Interval | HazardInterval,
    level: float,
    about: About,
) -> Curve:
    """Return a curve that steps at these places of the counts, with its intervals."""
    ends = hazard_interval if kind == "hazard" else pointwise_interval
    numbers = (value, std_error, *ends(value, std_error, level=level, interval=interval))
    return curve_of(counts, steps, events, numbers, kind=kind, cause=cause, about=about)


def curve_of(
    counts: DayCounts,
    steps: IntArray,
    events: IntArray,
    numbers: Sequence[FloatArray],
    *,
    kind: Literal["survival", "incidence", "hazard"],
    cause: str,
    about: About,
) -> Curve:
    """Return a curve of these values, standard errors, lower and upper ends of intervals."""
    value, std_error, lower, upper = numbers
    changed = counts.risk_changes
    return Curve(
        days=counts.days[steps],
        value=value,
        std_error=std_error,
        lower=lower,
        upper=upper,
        at_risk=counts.at_risk[steps],
        events=events,
        followed_to=counts.followed_to,
        n=counts.n,
        risk_days=counts.days[changed],
        risk_counts=counts.at_risk[changed],
        kind=kind,
        cause=cause,
        about=about,
    )


def on_report_days(curve: Curve, asked: IntArray) -> Curve:
    """Return a curve with a step on each of some days, and with errors on those days only."""
    asked = np.unique(asked[asked <= curve.followed_to])
    days = np.union1d(curve.days, asked)
    place = np.searchsorted(curve.days, days, side="right")
    unasked = ~np.isin(days, asked)

    def carried(steps: FloatArray, initial: float) -> FloatArray:
        return np.concatenate([[initial], steps])[place]

    def reported(steps: FloatArray, initial: float) -> FloatArray:
        return np.where(unasked, np.nan, carried(steps, initial))

    events = np.zeros(len(days), dtype=np.int64)
    events[np.searchsorted(days, curve.days)] = curve.events
    note = f"standard errors and intervals are for days {', '.join(map(str, asked.tolist()))} only"
    return attrs.evolve(
        curve,
        days=days,
        value=carried(curve.value, curve.initial),
        std_error=reported(curve.std_error, 0.0),
        lower=reported(curve.lower, curve.initial),
        upper=reported(curve.upper, curve.initial),
        at_risk=curve.at_risk_on(days),
        events=events,
        about=curve.about.noting(note),
    )


def greenwood(had: IntArray, at_risk: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the survival at each step, and its standard error: NaN from where nobody waits."""
    waiting = at_risk - had
    value: FloatArray = (waiting / at_risk).cumprod()
    with np.errstate(divide="ignore", invalid="ignore"):
        return value, value * np.sqrt(np.cumsum(had / (at_risk * waiting.astype(float))))


def described(
    about: About,
    counts: DayCounts,
    *,
    method: str,
    level: float,
    recurring: IntArray | None = None,
    of_events: bool = True,
) -> About:
    """Return what the table is about, with the method, the level and the notes of its curves.

    ``recurring`` are the events of the curve on each day, where they do not end being at risk. A
    curve that is not ``of_events`` is not rough for want of them.
    """
    happened = counts if recurring is None else attrs.evolve(counts, events=recurring[None])
    cautions = curve_notes(happened) if of_events else ()
    notes = dict.fromkeys([*about.notes, *_notes(counts), *cautions])
    return attrs.evolve(about, method=method, level=level, notes=tuple(notes))


def _notes(counts: DayCounts) -> Iterator[str]:
    """Say on which days nobody was followed, and whether the curve ended before follow-up did."""
    empty = counts.at_risk == 0
    gaps = empty[:-1].nonzero()[0]  # the last of the days is past the end of follow-up
    if len(gaps):
        first, last = counts.days[gaps[0]], counts.days[gaps[-1] + 1] - 1
        unknown = np.diff(counts.days)[gaps].sum()
        many = "" if unknown == last - first + 1 else f"on {unknown} of the days "
        if last > 0:  # followed from after day 0 on is the usual delayed entry
            yield (
                f"nobody was followed {many}from day {first} to day {last}: "
                "the curve is flat there for want of knowledge"
            )
    emptied = counts.days[(counts.any_event == counts.at_risk) & ~empty]
    if len(emptied) and emptied[0] < counts.followed_to:
        yield (
            f"on day {emptied[0]} everyone at risk had an event, before others were followed: "
            "the curve does not change after it"
        )
