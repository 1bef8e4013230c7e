"""Slow, literal twins of summaries and tests, in exact fractions.

A row is ``(entry, exit, event, frequency)``, as in :mod:`oracle`.
"""

from __future__ import annotations

from collections.abc import Callable
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


Weigh = Callable[[Fraction, int, int], Fraction]
"""A day's weight, from survival just before it, events, and at risk."""


def log_rank(
    groups: list[list[Row]], weigh: Weigh
) -> tuple[list[Fraction], list[Fraction], list[list[Fraction]]]:
    """Return observed and expected of each group, and the hypergeometric covariance."""
    many = range(len(groups))
    everyone = [row for rows in groups for row in rows]
    observed, expected = ([Fraction(0) for _ in many] for _ in range(2))
    covariance = [[Fraction(0) for _ in many] for _ in many]
    survival = Fraction(1)
    for day in event_days(everyone):
        n, d = at_risk(everyone, day), had(everyone, day, range(1, 100))
        weight = weigh(survival, d, n)
        survival *= 1 - Fraction(d, n)
        own = [at_risk(rows, day) for rows in groups]
        spread = Fraction(d * (n - d), n - 1) if n > 1 else Fraction(0)
        for g in many:
            observed[g] += weight * had(groups[g], day, range(1, 100))
            expected[g] += weight * Fraction(own[g] * d, n)
            for h in many:
                share = Fraction(own[g] * n * (g == h) - own[g] * own[h], n**2)
                covariance[g][h] += weight**2 * spread * share
    return observed, expected, covariance


def quadratic_form(score: list[Fraction], covariance: list[list[Fraction]]) -> tuple[Fraction, int]:
    """Return ``score' V^- score`` and the rank of ``V``, by elimination; the score lies in it."""
    rows = [[*line, value] for line, value in zip(covariance, score, strict=True)]
    pivots: list[tuple[int, int]] = []
    for column in range(len(score)):
        row = len(pivots)
        found = next((i for i in range(row, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[row], rows[found] = rows[found], rows[row]
        rows[row] = [value / rows[row][column] for value in rows[row]]
        for other in range(len(rows)):
            if other != row:
                times = rows[other][column]
                rows[other] = [a - times * b for a, b in zip(rows[other], rows[row], strict=True)]
        pivots.append((row, column))
    total = sum((score[column] * rows[row][-1] for row, column in pivots), Fraction(0))
    return total, len(pivots)


def area_influence(
    steps: dict[int, tuple[Fraction, list[Fraction]]], initial: Fraction, rows: int, horizon: int
) -> tuple[Fraction, list[Fraction]]:
    """Add up a curve and its derivatives over each whole day up to the horizon."""
    value, influence = initial, [Fraction(0)] * rows
    area, moved = Fraction(0), [Fraction(0)] * rows
    for day in range(horizon):
        value, influence = steps.get(day, (value, influence))
        area += value
        moved = [total + u for total, u in zip(moved, influence, strict=True)]
    return area, moved


Subject = tuple[int, Row, Fraction, str]
"""One person: group, row, sampling weight, cluster."""


def subjects_of(
    groups: list[list[Row]], masses: list[list[Fraction]], clusters: list[list[str]] | None
) -> list[Subject]:
    """Write out each person, by default in a cluster of their own."""
    return [
        (g, row, masses[g][i], f"{g} {i} {j}" if clusters is None else clusters[g][i])
        for g, rows in enumerate(groups)
        for i, row in enumerate(rows)
        for j in range(row[3])
    ]


def log_rank_influence(
    subjects: list[Subject], many: int, weigh: Weigh
) -> list[dict[int, Fraction]]:
    """Return by how much each person of weight 1 moves the score of each group."""
    moved = [dict.fromkeys(range(many), Fraction(0)) for _ in subjects]
    survival = Fraction(1)
    for day in event_days(row for _, row, mass, _ in subjects if mass):
        risk = [Fraction(row[0] < day <= row[1]) for _, row, _, _ in subjects]
        struck = [Fraction(row[1] == day and row[2] > 0) for _, row, _, _ in subjects]
        n = _weighed(subjects, risk)
        d = _weighed(subjects, struck)
        weight = weigh(survival, d, n)  # type: ignore[arg-type]  # weights in place of numbers
        survival *= 1 - d / n
        for g in range(many):
            own = [y * (s[0] == g) for y, s in zip(risk, subjects, strict=True)]
            share = _weighed(subjects, own) / n
            for u, s, y, e in zip(moved, subjects, risk, struck, strict=True):
                u[g] += weight * ((s[0] == g) - share) * (e - y * d / n)
    return moved


def _weighed(subjects: list[Subject], what: list[Fraction]) -> Fraction:
    return sum((s[2] * x for s, x in zip(subjects, what, strict=True)), Fraction(0))


def robust_log_rank(
    subjects: list[Subject], many: int, weigh: Weigh
) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Return the weighted scores, and their covariance over clusters, person by person."""
    moved = log_rank_influence(subjects, many, weigh)
    groups = range(many)
    sums: dict[str, list[Fraction]] = {}
    for (_, _, mass, label), u in zip(subjects, moved, strict=True):
        total = sums.setdefault(label, [Fraction(0)] * many)
        sums[label] = [total[g] + mass * u[g] for g in groups]
    score = [sum((total[g] for total in sums.values()), Fraction(0)) for g in groups]
    covariance = [
        [sum((total[g] * total[h] for total in sums.values()), Fraction(0)) for h in groups]
        for g in groups
    ]
    return score, covariance
