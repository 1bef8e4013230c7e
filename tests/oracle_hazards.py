"""Slow, literal twins of the cumulative hazard, in exact fractions."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from oracle import Row

Steps = dict[int, tuple[Fraction, Fraction, Fraction]]


def nelson_aalen(rows: list[Row], causes: Collection[int], *, one_by_one: bool) -> Steps:
    """Return the hazard with Aalen's and Greenwood's variance on each day with such an event.

    Events of a day come together, or one by one: after each of them one
    subject fewer is at risk.
    """
    hazard = aalen = greenwood = Fraction(0)
    steps: Steps = {}
    for day in sorted({exit_ for _, exit_, event, _ in rows if event in causes}):
        n = sum(f for entry, exit_, _, f in rows if entry < day <= exit_)
        d = sum(f for _, exit_, event, f in rows if exit_ == day and event in causes)
        for had, risk in [(1, n - k) for k in range(d)] if one_by_one else [(d, n)]:
            hazard += Fraction(had, risk)
            aalen += Fraction(had, risk**2)
            greenwood += Fraction(had * (risk - had), risk**3)
        steps[day] = (hazard, aalen, greenwood)
    return steps


def hazard_influences(
    rows: list[Row], weights: list[Fraction], causes: Collection[int]
) -> dict[int, tuple[Fraction, list[Fraction]]]:
    """Return the hazard, ties together, and its derivative by each row's weight."""
    hazard, influence = Fraction(0), [Fraction(0)] * len(rows)
    steps: dict[int, tuple[Fraction, list[Fraction]]] = {}
    for day in sorted({exit_ for _, exit_, event, _ in rows if event in causes}):
        masses = [f * w for (_, _, _, f), w in zip(rows, weights, strict=True)]
        risk = [entry < day <= exit_ for entry, exit_, _, _ in rows]
        own = [exit_ == day and event in causes for _, exit_, event, _ in rows]
        n = sum((m for m, y in zip(masses, risk, strict=True) if y), start=Fraction(0))
        d = sum((m for m, e in zip(masses, own, strict=True) if e), start=Fraction(0))
        if n:
            hazard += d / n
            influence = [
                u + e / n - y * d / n**2 for u, e, y in zip(influence, own, risk, strict=True)
            ]
        steps[day] = (hazard, influence)
    return steps
