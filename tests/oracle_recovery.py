"""The slow twin of sustained recovery: one subject at a time, as the rule reads."""

from __future__ import annotations

import math

import attrs

from recovery.change import Sustained

Visits = list[tuple[int, float]]


@attrs.frozen
class Course:
    """What became of one subject who was a case at first.

    ``states`` holds the day and the name of each change of state, the first
    one at the first assessment.
    """

    onset: int | None
    before_onset: int | None
    confirmed: int | None
    relapsed: int | None
    last_not_good: int
    first: int
    last: int
    states: tuple[tuple[int, str], ...]


def course(visits: Visits, rule: Sustained) -> Course | None:
    """Follow one subject; ``None`` for who has no score or was no case at first."""
    scored = sorted((day, value) for day, value in visits if not math.isnan(value))
    if not scored or not is_case(scored[0][1], rule):
        return None
    baseline = scored[0][1]
    onset = before = confirmed = relapsed = None
    run: Visits = []
    states = [(scored[0][0], "case")]
    best = None
    last_not_good = scored[0][0]
    for place, (day, value) in enumerate(scored):
        good = not is_case(value, rule) and reliably(value, baseline, rule)
        run = [*run, (day, value)] if good else []
        if not good:
            last_not_good = day
        state = states[-1][1]
        if state == "recovered":
            assert best is not None
            if is_case(value, rule) and reliably(best, value, rule):
                states.append((day, "relapsed"))
                relapsed = day if relapsed is None else relapsed
            else:
                best = better_of([best, value], rule)
        elif len(run) >= rule.visits and day - run[0][0] >= rule.span_days:
            states.append((day, "recovered"))
            best = better_of([v for _, v in run], rule)
            if confirmed is None:
                confirmed, onset = day, run[0][0]
                before = scored[place - len(run)][0]
    return Course(
        onset,
        before,
        confirmed,
        relapsed,
        last_not_good,
        scored[0][0],
        scored[-1][0],
        tuple(states),
    )


def is_case(value: float, rule: Sustained) -> bool:
    worse = rule.bound - value if rule.norms.better == "higher" else value - rule.bound
    return worse >= 0 if rule.norms.case_at_cutoff else worse > 0


def reliably(value: float, than: float, rule: Sustained) -> bool:
    gained = value - than if rule.norms.better == "higher" else than - value
    if rule.reliable == "none":
        return True
    return gained >= rule.points if rule.reliable == "points" else gained > rule.points


def better_of(values: list[float], rule: Sustained) -> float:
    return max(values) if rule.norms.better == "higher" else min(values)
