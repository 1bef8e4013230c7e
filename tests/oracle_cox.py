"""Slow, literal twin of Cox's partial likelihood, in exact fractions.

Relative hazards are powers of 2, so that everything but the logarithm is a
fraction. Every risk set is looked up subject by subject, and every tied event
is compared with its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

Vector = list[Fraction]
Matrix = list[list[Fraction]]


@attrs.frozen
class Subject:
    """One subject; relative hazard 2 to the power of ``exponents`` times ``terms``."""

    entry: int
    exit: int
    died: bool
    weight: Fraction
    stratum: object
    cluster: object
    terms: tuple[int, ...]
    hazard: Fraction


@attrs.frozen
class Comparison:
    """An event compared with those at risk: who each counts for how much."""

    day: int
    weight: Fraction
    total: Fraction
    mean: Vector
    second: Matrix
    shares: dict[int, Fraction]
    died: Fraction


def hazard(terms: Sequence[int], exponents: Sequence[int]) -> Fraction:
    """Return 2 to the power of the linear predictor."""
    return Fraction(2) ** sum(x * b for x, b in zip(terms, exponents, strict=True))


def comparisons(subjects: list[Subject], ties: str) -> list[Comparison]:
    """Return each event's comparison, of every stratum and day."""
    found = []
    days = sorted({(str(s.stratum), s.exit) for s in subjects if s.died})
    for stratum, day in days:
        here = [i for i, s in enumerate(subjects) if str(s.stratum) == stratum]
        risk = [i for i in here if subjects[i].entry < day <= subjects[i].exit]
        dead = [i for i in risk if subjects[i].died and subjects[i].exit == day]
        mean_weight = sum((subjects[i].weight for i in dead), Fraction(0)) / len(dead)
        for order in range(len(dead)):
            leave = Fraction(order, len(dead)) if ties == "efron" else Fraction(0)
            shares = {i: (1 - leave if i in dead else Fraction(1)) for i in risk}
            found.append(_comparison(subjects, day, mean_weight, shares, Fraction(1, len(dead))))
    return found


def _comparison(
    subjects: list[Subject], day: int, weight: Fraction, shares: dict[int, Fraction], died: Fraction
) -> Comparison:
    many = range(len(subjects[0].terms))
    risks = {i: share * subjects[i].weight * subjects[i].hazard for i, share in shares.items()}
    total = sum(risks.values(), Fraction(0))
    mean = [sum(r * subjects[i].terms[j] for i, r in risks.items()) / total for j in many]
    second = [
        [
            sum(r * subjects[i].terms[j] * subjects[i].terms[k] for i, r in risks.items()) / total
            for k in many
        ]
        for j in many
    ]
    return Comparison(day, weight, total, mean, second, shares, died)


def slope(subjects: list[Subject], ties: str) -> Vector:
    """Return the derivative of the logarithm of the likelihood."""
    made = comparisons(subjects, ties)
    return [
        sum((s.weight * s.terms[j] for s in subjects if s.died), Fraction(0))
        - sum((c.weight * c.mean[j] for c in made), Fraction(0))
        for j in range(len(subjects[0].terms))
    ]


def information(subjects: list[Subject], ties: str) -> Matrix:
    """Return its second derivative, with the sign turned."""
    made = comparisons(subjects, ties)
    many = range(len(subjects[0].terms))
    return [
        [
            sum((c.weight * (c.second[j][k] - c.mean[j] * c.mean[k]) for c in made), Fraction(0))
            for k in many
        ]
        for j in many
    ]


def products(subjects: list[Subject], ties: str) -> Matrix:
    """Return the sum over clusters of the products of their scores."""
    many = range(len(subjects[0].terms))
    sums: dict[object, Vector] = {s.cluster: [Fraction(0) for _ in many] for s in subjects}
    for c in comparisons(subjects, ties):
        for i, share in c.shares.items():
            s = subjects[i]
            had = c.died if s.died and s.exit == c.day else Fraction(0)
            moved = had - share * s.hazard * c.weight / c.total
            for j in many:
                sums[s.cluster][j] += s.weight * moved * (s.terms[j] - c.mean[j])
    return [[sum((u[j] * u[k] for u in sums.values()), Fraction(0)) for k in many] for j in many]
