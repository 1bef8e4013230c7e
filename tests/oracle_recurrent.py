"""Slow, literal twins of mean counts of recurrent events, in exact fractions.

A stretch is ``(subject, start, stop, event)``: event 1 recurs, any higher one
ends the course. Derivatives by the weight of each subject follow the product
and the sum day by day, with no step left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from recovery.tables import RecurrentTable

Stretch = tuple[int, int, int, int]
Numbers = dict[int, Fraction]
"""A number of each subject."""


def stretches_of(table: RecurrentTable) -> list[Stretch]:
    """Return the rows of a table."""
    columns = (table.subject, table.start, table.stop, table.event)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def by_subject(table: RecurrentTable, name: str) -> dict[int, Fraction]:
    """Return a number of each subject, 1 where the table has none."""
    array = getattr(table, name)
    values = [1] * len(table) if array is None else array.tolist()
    return dict(zip(table.subject.tolist(), map(Fraction, values), strict=True))


def at_risk(rows: Sequence[Stretch], day: int) -> set[int]:
    """Return who is watched on a day."""
    return {subject for subject, start, stop, _ in rows if start < day <= stop}


def had(rows: Sequence[Stretch], day: int, subject: int) -> int:
    """Count the events of a subject on a day."""
    return sum(s == subject and stop == day and event == 1 for s, _, stop, event in rows)


def ended(rows: Sequence[Stretch], day: int, subject: int) -> int:
    """Say whether the course of a subject ended on a day."""
    return sum(s == subject and stop == day and event > 1 for s, _, stop, event in rows)


def changes(rows: Sequence[Stretch], mass: Numbers) -> dict[int, tuple[Fraction, Numbers]]:
    """Return, for each day, how much the mean count grows, and the derivatives of that."""
    subjects = sorted({row[0] for row in rows})
    survival, of_survival = Fraction(1), dict.fromkeys(subjects, Fraction(0))
    found: dict[int, tuple[Fraction, Numbers]] = {}
    for day in sorted({row[2] for row in rows}):
        risk = at_risk(rows, day)
        n = sum((mass[s] for s in risk), Fraction(0))
        if not n:
            continue
        d = sum((mass[s] * had(rows, day, s) for s in subjects), Fraction(0))
        e = sum((mass[s] * ended(rows, day, s) for s in subjects), Fraction(0))
        growth = {
            s: of_survival[s] * d / n + survival * (had(rows, day, s) * n - (s in risk) * d) / n**2
            for s in subjects
        }
        found[day] = (survival * d / n, growth)
        of_survival = {
            s: of_survival[s] * (1 - e / n)
            - survival * (ended(rows, day, s) * n - (s in risk) * e) / n**2
            for s in subjects
        }
        survival *= 1 - e / n
    return found


def mean_count(
    rows: Sequence[Stretch], weight: Numbers, frequency: Numbers, cluster: Mapping[int, str] | None
) -> dict[int, tuple[Fraction, Fraction]]:
    """Return the mean count and its robust variance after each day."""
    mass = {s: weight[s] * frequency[s] for s in weight}
    value, influence = Fraction(0), dict.fromkeys(weight, Fraction(0))
    found = {}
    for day, (grows, derivative) in changes(rows, mass).items():
        value += grows
        influence = {s: influence[s] + derivative[s] for s in influence}
        found[day] = (value, spread(influence, influence, weight, frequency, cluster))
    return found


def spread(
    one: Numbers,
    other: Numbers,
    weight: Numbers,
    frequency: Numbers,
    cluster: Mapping[int, str] | None,
) -> Fraction:
    """Return the sum of products of weighted influences, of subjects or of clusters."""
    if cluster is None:
        return sum((frequency[s] * weight[s] ** 2 * one[s] * other[s] for s in one), Fraction(0))
    sums = {label: [Fraction(0), Fraction(0)] for label in cluster.values()}
    for s, label in cluster.items():
        for place, influence in enumerate((one, other)):
            sums[label][place] += frequency[s] * weight[s] * influence[s]
    return sum((a * b for a, b in sums.values()), Fraction(0))


def scores(
    groups: Sequence[Sequence[Stretch]], masses: Sequence[Numbers], *, ends: bool
) -> list[tuple[Fraction, Fraction, list[Numbers]]]:
    """Return, for each group, what was observed, what expected, and everyone's part by group.

    The part of a subject is the derivative of the difference, with the numbers
    at risk held fixed; without ends, with the rate of all groups together.
    """
    grows = [changes(rows, mass) for rows, mass in zip(groups, masses, strict=True)]
    days = sorted({row[2] for rows in groups for row in rows})
    found = []
    for this in range(len(groups)):
        observed = expected = Fraction(0)
        parts = [dict.fromkeys(mass, Fraction(0)) for mass in masses]
        for day in days:
            risk = [at_risk(rows, day) for rows in groups]
            n = [sum((m[s] for s in r), Fraction(0)) for m, r in zip(masses, risk, strict=True)]
            if not sum(n):
                continue
            growth = [g.get(day, (Fraction(0), {})) for g in grows]
            pooled = sum((a * g for a, (g, _) in zip(n, growth, strict=True)), Fraction(0)) / sum(n)
            observed += n[this] * growth[this][0]
            expected += n[this] * pooled
            for k, part in enumerate(parts):
                load = (k == this) - n[this] / sum(n)
                for s in part:
                    if ends:
                        part[s] += load * n[k] * growth[k][1].get(s, Fraction(0))
                    else:
                        part[s] += load * (had(groups[k], day, s) - (s in risk[k]) * pooled)
        found.append((observed, expected, parts))
    return found
