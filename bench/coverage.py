"""See how often nominal 95 % intervals hold the truth, at 200 subjects.

    nice python bench/coverage.py [TIMES] [PART ...]      (default: 1000, all parts)

Prints the rows of the tables in docs/coverage.md, which are of 10,000 times. Parts are named in
``PARTS``; each has its own random numbers, so that parts may be run one by one.

Waits are exponential with a mean of 500 days, rounded up to whole days, and two of three end in the
first of two causes whatever their length. Follow-up ends on a day between 1 and 1825, all alike.
Clusters are 50 of 4 subjects, whose waits hang together by a positive stable frailty: it leaves the
waits of all subjects together, and the ratio of hazards between groups, as they are without it.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators import (
    aalen_johansen,
    cox,
    fine_gray,
    kaplan_meier,
    mean_count,
    nelson_aalen,
    restricted_mean,
    restricted_time_lost,
    simultaneous_band,
    state_occupation,
)
from recovery.results import Estimate
from recovery.tables import EventTable, RecurrentTable, StateTable

Floats = npt.NDArray[np.float64]
Found = Iterator[tuple[str, float, Estimate]]
"""What was estimated, its true value, and the estimate."""

SUBJECTS, CLUSTERS, FEW_CLUSTERS, SEED = 200, 50, 10, 3
MEAN_WAIT, FOLLOW_UP, OF_FIRST = 500.0, 5 * 365, 2 / 3
DAYS = (183, 365, 730)
EARLY, LATE = 14, 1460
"""When 5.5 events are expected so far, and 2 subjects are expected to be at risk."""
ALIKE = 0.7
"""Exponent of the frailty: 1 for independent waits; Kendall's tau within clusters is 0.3."""
EFFECTS = (0.5, -0.3)
"""Logarithms of the hazard ratios: of a group of half the subjects, and of a normal covariate."""
LEAVING, GOING = np.array([1 / 200, 1 / 400]), np.array([0.9, 0.7])
"""Shelter and community: the chance to leave on a day, and to go to the other then, not away."""
EVENT_RATE, END_RATE, SPREAD = 1 / 300, 1 / 1500, 0.5
"""Events and ends of courses a day, and how much subjects differ in both (variance of a gamma)."""


def share_waiting(days: npt.ArrayLike) -> Floats:
    return np.exp(-np.asarray(days) / MEAN_WAIT)


def invented(
    rng: np.random.Generator, *, clusters: int = 0, effect: npt.ArrayLike = 0.0, **given: Any
) -> EventTable:
    """Invent waits whose hazards are ``exp(effect)`` times that of the others."""
    wait = rng.exponential(size=SUBJECTS)
    if clusters:
        angle, size = np.pi * rng.random(clusters), rng.exponential(size=clusters)
        frailty = np.sin(ALIKE * angle) / np.sin(angle) ** (1 / ALIKE)
        frailty *= (np.sin((1 - ALIKE) * angle) / size) ** (1 / ALIKE - 1)
        given["cluster"] = np.arange(SUBJECTS) % clusters
        wait = (wait / frailty[given["cluster"]]) ** ALIKE
    day = np.ceil(MEAN_WAIT * wait * np.exp(-np.asarray(effect))).astype(np.int64)
    end = rng.integers(1, FOLLOW_UP + 1, SUBJECTS)
    event = np.where(day <= end, np.where(rng.random(SUBJECTS) < OF_FIRST, 1, 2), 0)
    return EventTable(exit=np.minimum(day, end), event=event, causes=("first", "second"), **given)


def survival(rng: np.random.Generator) -> Found:
    table = invented(rng)
    for interval in ("log-log", "log", "plain", "logit", "arcsine"):
        found = kaplan_meier(table, interval=interval).estimate(DAYS)
        for day, estimate in found.items():
            yield f"Kaplan–Meier, {interval}|day {day}", float(share_waiting(day)), estimate
    median = np.ceil(MEAN_WAIT * np.log(2))
    yield "Kaplan–Meier, log-log|median", float(median), kaplan_meier(table).median
    hazard = nelson_aalen(table).estimate(DAYS)
    for day, estimate in hazard.items():  # of whole days: the hazard of one, day times
        truth = day * -np.expm1(-1 / MEAN_WAIT)
        yield f"Nelson–Aalen, log|day {day}", float(truth), estimate


def bands(rng: np.random.Generator) -> Found:
    """Look at a band on every day of its range: on the first that it misses, if there is one."""
    curve = kaplan_meier(invented(rng))
    within = np.arange(30, 731)
    for band in ("equal-precision", "hall-wellner"):
        held = simultaneous_band(curve, band=band, days=(30, 730))
        place = np.searchsorted(held.days, within, side="right") - 1
        low, high, true = held.lower[place], held.upper[place], share_waiting(within)
        outside = np.flatnonzero(~((low <= true) & (true <= high)))
        at = int(outside[0]) if len(outside) else 0
        side = Estimate(0.0, 0.0, float(low[at]), float(high[at]), "probability", curve.n)
        yield f"Kaplan–Meier, {band} band|days 30 to 730", float(true[at]), side


def late(rng: np.random.Generator) -> Found:
    """Follow half of the subjects from a later day on, when still waiting then."""
    many = 4 * SUBJECTS
    day = np.ceil(rng.exponential(MEAN_WAIT, many)).astype(np.int64)
    entry = np.where(np.arange(many) % 2, rng.integers(0, 366, many), -1)
    taken = np.flatnonzero(day > entry)[:SUBJECTS]
    day, entry = day[taken], entry[taken]
    end = np.maximum(entry, 0) + rng.integers(1, FOLLOW_UP + 1, SUBJECTS)
    table = EventTable(exit=np.minimum(day, end), event=(day <= end).astype(int), entry=entry)
    for at, estimate in kaplan_meier(table).estimate(DAYS).items():
        name = f"Kaplan–Meier, half enter late, log-log|day {at}"
        yield name, float(share_waiting(at)), estimate


def weighted(rng: np.random.Generator) -> Found:
    """Sample a fifth of a population, whose waits are shorter, as often as the others."""
    some = np.arange(SUBJECTS) % 2 == 1
    table = invented(rng, effect=0.7 * some, weight=np.where(some, 0.4, 1.6))
    found = kaplan_meier(table, variance="robust").estimate(DAYS)
    for day, estimate in found.items():
        truth = 0.8 * share_waiting(day) + 0.2 * share_waiting(day * np.exp(0.7))
        yield f"Kaplan–Meier, weighted, robust, log-log|day {day}", float(truth), estimate


def incidence(rng: np.random.Generator) -> Found:
    table = invented(rng)
    for interval in ("log-log", "plain"):
        for day, estimate in (
            aalen_johansen(table, interval=interval)["first"].estimate(DAYS).items()
        ):
            truth = OF_FIRST * (1 - share_waiting(day))
            yield f"Aalen–Johansen, {interval}|day {day}", float(truth), estimate
    for day in DAYS[1:]:
        lost = OF_FIRST * (1 - share_waiting(np.arange(day))).sum()
        found = restricted_time_lost(table, days=day)["first"]
        yield f"restricted time lost, plain|to day {day}", float(lost), found


def clustered(rng: np.random.Generator) -> Found:
    table = invented(rng, clusters=CLUSTERS)
    alone = EventTable(exit=table.exit, event=table.event, causes=table.causes)
    robust = aalen_johansen(table, variance="robust", days=DAYS)["first"].estimate(DAYS)
    curves = {
        "clusters, robust": kaplan_meier(table, variance="robust", days=DAYS),
        "clusters not told": kaplan_meier(alone),
    }
    for how, curve in curves.items():
        for day, estimate in curve.estimate(DAYS).items():
            name = f"Kaplan–Meier, {how}, log-log|day {day}"
            yield name, float(share_waiting(day)), estimate
    for day, estimate in robust.items():
        truth = OF_FIRST * (1 - share_waiting(day))
        yield f"Aalen–Johansen, clusters, robust, log-log|day {day}", float(truth), estimate
    for day in DAYS[1:]:
        name = f"restricted mean, clusters, robust, plain|to day {day}"
        yield name, mean_wait(day), restricted_mean(table, days=day, variance="robust")


def mean_wait(day: int) -> float:
    return float(share_waiting(np.arange(day)).sum())


def means(rng: np.random.Generator) -> Found:
    table = invented(rng)
    for day in DAYS:
        name = f"restricted mean, plain|to day {day}"
        yield name, mean_wait(day), restricted_mean(table, days=day)


def occupation(rng: np.random.Generator) -> Found:
    table = moving(rng)
    share = np.array([1.0, 0.0])
    move = np.diag(1 - LEAVING) + np.diag(LEAVING * GOING)[:, ::-1]
    truth = {day: share @ np.linalg.matrix_power(move, day) for day in DAYS}
    curves = state_occupation(table)
    for place, state in enumerate(("shelter", "community")):
        for day, estimate in curves[state].estimate(DAYS).items():
            name = f"occupation of the {state}, log-log|day {day}"
            yield name, float(truth[day][place]), estimate
            reach = NormalDist().inv_cdf(0.975) * estimate.std_error
            lower, upper = max(estimate.value - reach, 0.0), min(estimate.value + reach, 1.0)
            plain = attrs.evolve(estimate, lower=lower, upper=upper)
            yield f"occupation of the {state}, plain|day {day}", float(truth[day][place]), plain


def moving(rng: np.random.Generator) -> StateTable:
    """Invent courses between a shelter, the community and a place from which nobody returns."""
    end = rng.integers(1, FOLLOW_UP + 1, SUBJECTS)
    subject, state = np.arange(SUBJECTS), np.zeros(SUBJECTS, dtype=np.int64)
    start, stays = np.zeros(SUBJECTS, dtype=np.int64), []
    while len(subject):
        stop = start + rng.geometric(LEAVING[state])
        to = np.where(rng.random(len(subject)) < GOING[state], 1 - state, 2)
        to[stop > end[subject]] = -1
        stop = np.minimum(stop, end[subject])
        stays.append((subject, start, stop, state, to))
        goes_on = (to >= 0) & (to < 2) & (stop < end[subject])
        subject, start, state = subject[goes_on], stop[goes_on], to[goes_on]
    columns = map(np.concatenate, zip(*stays, strict=True))
    names = ("subject", "start", "stop", "state", "to")
    given: dict[str, Any] = dict(zip(names, columns, strict=True))
    return StateTable(**given, states=("shelter", "community", "away"))


def recurring(rng: np.random.Generator) -> Found:
    frailty = rng.gamma(1 / SPREAD, SPREAD, SUBJECTS)
    final = np.ceil(rng.exponential(1 / END_RATE, SUBJECTS) / frailty).astype(np.int64)
    censored = rng.integers(1, FOLLOW_UP + 1, SUBJECTS)
    end = np.minimum(final, censored)
    whose = np.repeat(np.arange(SUBJECTS), rng.poisson(EVENT_RATE * frailty * end))
    table = RecurrentTable.from_events(
        subject=np.arange(SUBJECTS),
        end=end,
        end_event=np.where(final <= censored, 2, 0),
        entry=np.zeros(SUBJECTS, dtype=np.int64),
        event_subject=whose,
        event_day=1 + (rng.random(len(whose)) * end[whose]).astype(np.int64),
    )
    for interval in ("log", "plain"):
        for day, estimate in mean_count(table, interval=interval).estimate(DAYS).items():
            alive = (1 + SPREAD * END_RATE * np.arange(day)) ** (-1 / SPREAD - 1)
            truth = EVENT_RATE * alive.sum()
            yield f"mean count with an end, {interval}|day {day}", float(truth), estimate


def regression(rng: np.random.Generator) -> Found:
    group = np.arange(SUBJECTS) // CLUSTERS % 2  # two of each cluster
    number = rng.normal(size=SUBJECTS)
    table = invented(rng, effect=EFFECTS[0] * group + EFFECTS[1] * number)
    covariates = {"group": group, "number": number}
    variances: tuple[Literal["model", "robust"], ...] = ("model", "robust")
    for variance in variances:
        effects = cox(table, covariates, variance=variance)
        for term, truth in zip(covariates, EFFECTS, strict=True):
            yield f"Cox, {variance} variance|{term}", truth, effects[term]
    whole = np.arange(SUBJECTS) % CLUSTERS % 2  # half of the clusters
    table = invented(rng, clusters=CLUSTERS, effect=EFFECTS[0] * whole)
    effects = cox(table, {"group": whole})
    yield "Cox, clusters, robust variance|group of clusters", EFFECTS[0], effects["group"]
    effects = cox(table, {"group": whole}, variance="model")
    yield "Cox, clusters, model variance|group of clusters", EFFECTS[0], effects["group"]


def subdistribution(rng: np.random.Generator) -> Found:
    """Invent a first cause with Fine and Gray's model: incidence 1 − (1 − p(1 − S))^ratio."""
    group = np.arange(SUBJECTS) % 2
    ratio = np.exp(EFFECTS[0] * group)
    never = (1 - OF_FIRST) ** ratio
    first = rng.random(SUBJECTS) >= never
    drawn = rng.random(SUBJECTS) * (1 - never)  # the incidence by the day of the first cause
    share = (1 - (1 - drawn) ** (1 / ratio)) / OF_FIRST
    wait = np.where(first, -np.log1p(-share), rng.exponential(size=SUBJECTS))
    day = np.ceil(MEAN_WAIT * wait).astype(np.int64)
    end = rng.integers(1, FOLLOW_UP + 1, SUBJECTS)
    event = np.where(day <= end, np.where(first, 1, 2), 0)
    table = EventTable(exit=np.minimum(day, end), event=event, causes=("first", "second"))
    for convention in ("finegray", "crr"):
        effects = fine_gray(table, {"group": group}, convention=convention)
        yield f"Fine–Gray, {convention}|group", EFFECTS[0], effects["group"]


def edges(rng: np.random.Generator) -> Found:
    """Look where there is little to go by: few events, few at risk, few clusters."""
    table = invented(rng)
    for interval in ("log-log", "log", "plain", "logit", "arcsine"):
        curve = kaplan_meier(table, interval=interval)
        for day, estimate in curve.estimate([EARLY, LATE]).items():
            yield f"Kaplan–Meier, {interval}|day {day}", float(share_waiting(day)), estimate
        early = aalen_johansen(table, interval=interval)["second"].estimate([EARLY])[EARLY]
        truth = (1 - OF_FIRST) * (1 - share_waiting(EARLY))
        yield f"Aalen–Johansen, {interval}|rarer cause, day {EARLY}", float(truth), early
    few = invented(rng, clusters=FEW_CLUSTERS)
    robust = kaplan_meier(few, variance="robust", days=DAYS).estimate(DAYS)
    for day, estimate in robust.items():
        name = f"Kaplan–Meier, {FEW_CLUSTERS} clusters, robust, log-log|day {day}"
        yield name, float(share_waiting(day)), estimate


PARTS: dict[str, Callable[[np.random.Generator], Found]] = {
    "survival": survival,
    "bands": bands,
    "late": late,
    "weighted": weighted,
    "clustered": clustered,
    "incidence": incidence,
    "means": means,
    "occupation": occupation,
    "recurring": recurring,
    "regression": regression,
    "subdistribution": subdistribution,
    "edges": edges,
}


def cover(part: str, times: int) -> None:
    """Print how often each interval of a part held the truth, and on which side it missed."""
    rng = np.random.default_rng([SEED, list(PARTS).index(part)])
    held: Counter[str] = Counter()
    above: Counter[str] = Counter()
    none: Counter[str] = Counter()
    begin = time.perf_counter()
    for _ in range(times):
        for name, truth, found in PARTS[part](rng):
            held[name] += found.lower <= truth <= found.upper
            above[name] += found.lower > truth
            none[name] += np.isnan(found.lower) or np.isnan(found.upper)
    for name in held | none | above:
        below = times - held[name] - above[name] - none[name]
        what, where = name.split("|")
        shown = [f"{100 * n / times:.1f}" for n in (held[name], below, above[name], none[name])]
        print("|", " | ".join([what, where, *shown]), "|", flush=True)
    print(f"{part}: {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    asked = sys.argv[1:]
    numbers = [int(word) for word in asked if word.isdigit()]
    print("| interval | of | held | too low | too high | none |")
    print("| --- | --- | --- | --- | --- | --- |")
    for chosen in [word for word in asked if not word.isdigit()] or list(PARTS):
        cover(chosen, numbers[0] if numbers else 1000)
