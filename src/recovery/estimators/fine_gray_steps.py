"""How far each subject moves the baseline of a Fine–Gray model, day by day.

Its influence on the cumulative hazard up to a risk set is a number, less a number times the sum of
a step of each risk set so far, less another times the same sum with the shares still followed. The
three numbers change only where one of its rows begins or ends. So what is kept of each are its
changes; influences are written out for a block of subjects, or clusters, at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from recovery.estimators.cox_likelihood import Likelihood
from recovery.estimators.fine_gray_rows import SubProblem
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Steps", "spread", "steps_of"]

NUMBERS = 1 << 20
"""So many influences are written out at once."""


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
    order = np.argsort(units[steps.subject], kind="stable")
    owner = units[steps.subject][order]
    variance = np.zeros(many)
    for begin, end in _blocks(size, many):
        part = order[slice(*np.searchsorted(owner, [begin, end]))]
        keys = (units[steps.subject[part]] - begin) * (many + 1) + steps.place[part]
        found = (change.T @ by_effects[:, begin:end]).T
        for numbers, times in zip(steps.by, steps.sums, strict=True):
            changes = np.bincount(keys, numbers[part], minlength=(end - begin) * (many + 1))
            found += changes.reshape(end - begin, many + 1)[:, :many].cumsum(axis=1) * times
        variance += alike[begin:end] @ found**2
    return np.sqrt(variance)


def _blocks(size: int, many: int) -> Iterator[tuple[int, int]]:
    width = max(1, NUMBERS // (many + 1))
    for begin in range(0, size, width):
        yield begin, min(begin + width, size)
