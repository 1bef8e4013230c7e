"""How far each subject moves the baseline of a Fine–Gray model, day by day.

Its influence on the cumulative hazard up to a risk set is a number, less a number times the sum of
a step of each risk set so far, less another times the same sum with the shares still followed. The
three numbers change only where one of its rows begins or ends. So the sum of their products over
all subjects, or clusters, changes only there too, and no influence is written out.
"""

from __future__ import annotations

from itertools import product

import attrs
import numpy as np

from recovery.estimators.cox_likelihood import Likelihood
from recovery.estimators.cox_rows import running
from recovery.estimators.fine_gray_rows import SubProblem
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Steps", "spread", "steps_of"]


@attrs.frozen(eq=False)
class Steps:
    """The baseline hazard of one stratum, and what changes the influences on it.

    Attributes
    ----------
    days, hazard
        Shape ``(k,)``; event days, and the steps of the hazard.
    means
        Shape ``(p, k)``; steps times the mean of the terms, less their mean in the stratum.
    sums
        Shape ``(3, k)``; what the three numbers of a subject are multiplied by.
    subject, place
        Shape ``(changes,)``; whose numbers change, and from which risk set on.
    by
        Shape ``(3, changes)``; by how much.
    """

    days: IntArray
    hazard: FloatArray
    means: FloatArray
    sums: FloatArray
    subject: IntArray
    place: IntArray
    by: FloatArray


def steps_of(made: SubProblem, now: Likelihood, number: int) -> Steps:
    """Return the steps of one stratum."""
    rows, sums = made.rows, now.sums
    sets = np.flatnonzero(rows.stratum == number)
    base = int(sets[0]) if len(sets) else 0
    square = sums.square[sets]
    plain = np.cumsum(square)
    shared = np.cumsum(rows.share[sets] * square)
    mine = made.stratum[rows.order] == number
    there, tails = np.flatnonzero(mine[: rows.end]), rows.end + np.flatnonzero(mine[rows.end :])
    first, last = rows.first[there] - base, rows.last[there] - base
    risk, died = now.risk[there], rows.died[there]
    before = np.append(0.0, plain)
    mass = np.ones(len(risk)) if rows.mass is None else rows.mass[there]
    gained = np.zeros(len(risk))
    own = rows.last[there][died] - 1
    gained[died] = mass[died] * (sums.hazard / rows.struck)[own] + risk[died] * sums.crossed[own]
    begun = rows.last[tails] - base
    fell = now.risk[tails]
    nothing, none = np.zeros_like(risk), np.zeros_like(fell)
    changes = [
        (rows.order[there], first, [risk * before[first], risk, nothing]),
        # Having left, it keeps what it had spent by then; the event itself is on its last day.
        (rows.order[there], last - died, [gained - risk * before[last], -risk, nothing]),
        (rows.order[tails], begun, [fell * np.append(0.0, shared)[begun], none, fell]),
    ]
    subject, place = (np.concatenate([change[i] for change in changes]) for i in (0, 1))
    return Steps(
        days=rows.day[sets],
        hazard=sums.hazard[sets],
        means=now.mean_steps[:, sets],
        sums=np.array([np.ones_like(plain), -plain, -shared]),
        subject=subject,
        place=place,
        by=np.concatenate([np.array(change[2]) for change in changes], axis=1),
    )


def spread(
    steps: Steps,
    moved: FloatArray,
    change: FloatArray,
    frequency: IntArray | None,
    cluster: IntArray,
) -> FloatArray:
    """Return the standard error of the cumulative hazard after each step, at relative hazard 1.

    Parameters
    ----------
    steps
        Of the stratum.
    moved
        Shape ``(n, p)``; how far one subject of each row of the table moves the effects.
    change
        Shape ``(p, k)``; the derivative of the cumulative hazard by the effects.
    frequency
        Shape ``(n,)``; for how many subjects a row stands.
    cluster
        Shape ``(n,)``; number of each row's cluster; empty when each subject is one.
    """
    n, many = len(moved), len(steps.days)
    units = cluster if len(cluster) else np.arange(n)
    size = int(units.max(initial=-1)) + 1
    every = moved if frequency is None else moved * frequency[:, None]
    by_effects = np.array([np.bincount(units, column, minlength=size) for column in every.T])
    alike = np.ones(size)
    if not len(cluster) and frequency is not None:
        alike = 1 / frequency  # a row is so many subjects, each with an equal part
    order = np.lexsort((steps.place, units[steps.subject]))
    unit, place, by = units[steps.subject[order]], steps.place[order], steps.by[:, order]

    def so_far(changes: FloatArray) -> FloatArray:
        counted = np.bincount(place, changes * alike[unit], minlength=many + 1)
        sums: FloatArray = counted[:many].cumsum()
        return sums

    after = running(by, unit)
    before = after - by
    variance = np.einsum("im,ij,jm->m", change, (by_effects * alike) @ by_effects.T, change)
    for first, second in product(range(len(by)), repeat=2):
        squares = so_far(after[first] * after[second] - before[first] * before[second])
        variance += steps.sums[first] * steps.sums[second] * squares
    for times, numbers in zip(steps.sums, by, strict=True):
        for effect, slope in zip(by_effects, change, strict=True):
            variance += 2 * times * slope * so_far(numbers * effect[unit])
    error: FloatArray = np.sqrt(np.maximum(variance, 0))  # rounding may leave -1e-17
    return error
