"""Slow, literal twins of the estimators, in exact fractions.

They follow the formulas of the textbooks subject by subject and day by day. A
row is ``(entry, exit, event, frequency)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from recovery.tables import EventTable

Row = tuple[int, int, int, int]
Step = tuple[Fraction, Fraction | None]


def rows_of(table: EventTable) -> list[Row]:
    """Return a table's subjects as rows."""
    n = len(table)
    entry = [-1] * n if table.entry is None else table.entry.tolist()
    frequency = [1] * n if table.frequency is None else table.frequency.tolist()
    return list(zip(entry, table.exit.tolist(), table.event.tolist(), frequency, strict=True))


def at_risk(rows: Iterable[Row], day: int) -> int:
    """Count who is at risk on a day."""
    return sum(f for entry, exit_, _, f in rows if entry < day <= exit_)


def had(rows: Iterable[Row], day: int, causes: Iterable[int]) -> int:
    """Count who has one of the events on a day."""
    wanted = set(causes)
    return sum(f for _, exit_, event, f in rows if exit_ == day and event in wanted)


def event_days(rows: Iterable[Row]) -> list[int]:
    """Return the days with an event, ascending."""
    return sorted({exit_ for _, exit_, event, _ in rows if event})


def kaplan_meier(rows: list[Row]) -> dict[int, Step]:
    """Return survival and Greenwood's variance on each event day; ``None`` where it has none."""
    survival, hazard_variance = Fraction(1), Fraction(0)
    steps: dict[int, Step] = {}
    for day in event_days(rows):
        n = at_risk(rows, day)
        d = had(rows, day, range(1, 100))
        survival *= 1 - Fraction(d, n)
        if survival:
            hazard_variance += Fraction(d, n * (n - d))
        steps[day] = (survival, survival**2 * hazard_variance if survival else None)
    return steps


def aalen_johansen(rows: list[Row], cause: int, causes: int) -> dict[int, Step]:
    """Return incidence and Aalen's variance on each day with an event of the cause."""
    others = [k for k in range(1, causes + 1) if k != cause]
    past: list[tuple[int, Fraction, Fraction, Fraction]] = []  # day, S before, S, F
    survival, incidence = Fraction(1), Fraction(0)
    steps: dict[int, Step] = {}
    for day in event_days(rows):
        n, own = at_risk(rows, day), had(rows, day, [cause])
        before = survival
        incidence += before * Fraction(own, n)
        survival *= 1 - Fraction(own + had(rows, day, others), n)
        past.append((day, before, survival, incidence))
        if own:
            steps[day] = (incidence, _aalen_variance(rows, past, cause, others))
    return steps


def _aalen_variance(
    rows: list[Row],
    past: list[tuple[int, Fraction, Fraction, Fraction]],
    cause: int,
    others: list[int],
) -> Fraction:
    now = past[-1][3]
    total = Fraction(0)
    for day, before, survival, incidence in past:
        n = at_risk(rows, day)
        ahead = (now - incidence) / survival if survival else Fraction(0)
        scale = before**2 / n**2
        total += scale * _tied(had(rows, day, [cause]), n) * (1 - ahead) ** 2
        total += scale * _tied(had(rows, day, others), n) * ahead**2
    return total


def _tied(d: int, n: int) -> Fraction:
    return Fraction(d) if d <= 1 else d * (1 - Fraction(d - 1, n - 1))


def influences(
    rows: list[Row], weights: list[Fraction], cause: int | None, causes: int
) -> dict[int, tuple[Fraction, list[Fraction]]]:
    """Return the curve and its derivative by each row's weight, on each event day.

    The curve is the incidence of a cause, or with ``None`` the survival. The
    derivatives follow the product and the sum day by day, subject by subject.
    """
    survival, incidence = Fraction(1), Fraction(0)
    of_survival, of_incidence = [Fraction(0)] * len(rows), [Fraction(0)] * len(rows)
    steps: dict[int, tuple[Fraction, list[Fraction]]] = {}
    for day in event_days(rows):
        risk = [Fraction(entry < day <= exit_) for entry, exit_, _, _ in rows]
        any_event = [Fraction(exit_ == day and event > 0) for _, exit_, event, _ in rows]
        own = [Fraction(exit_ == day and event == cause) for _, exit_, event, _ in rows]
        n, d, d_own = (_total(rows, weights, what) for what in (risk, any_event, own))
        if n:
            step = [(e - y * d_own / n) / n for e, y in zip(own, risk, strict=True)]
            of_incidence = [
                f + s * d_own / n + survival * h
                for f, s, h in zip(of_incidence, of_survival, step, strict=True)
            ]
            incidence += survival * d_own / n
            step = [(e - y * d / n) / n for e, y in zip(any_event, risk, strict=True)]
            of_survival = [
                s * (1 - d / n) - survival * h for s, h in zip(of_survival, step, strict=True)
            ]
            survival *= 1 - d / n
        steps[day] = (survival, of_survival) if cause is None else (incidence, of_incidence)
    return steps


def _total(rows: list[Row], weights: list[Fraction], what: list[Fraction]) -> Fraction:
    return sum(
        (row[3] * w * x for row, w, x in zip(rows, weights, what, strict=True)), start=Fraction(0)
    )


def robust_variance(
    influence: list[Fraction], rows: list[Row], weights: list[Fraction], clusters: list[str] | None
) -> Fraction:
    """Return the sum over clusters of the squared weighted influence; subjects are their own."""
    if clusters is None:
        parts = zip(rows, weights, influence, strict=True)
        return sum((row[3] * (w * u) ** 2 for row, w, u in parts), start=Fraction(0))
    sums = dict.fromkeys(clusters, Fraction(0))
    for row, w, u, label in zip(rows, weights, influence, clusters, strict=True):
        sums[label] += row[3] * w * u
    return sum((total**2 for total in sums.values()), start=Fraction(0))
