"""The robust variance of a Cox model: how far each row, or cluster, moves the coefficients."""

from __future__ import annotations

import numpy as np

from recovery.estimators.cox_likelihood import Likelihood
from recovery.estimators.cox_rows import LOST, RiskRows, running
from recovery.estimators.spans import over_spans
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["score_products"]

PART = 1 << 14
"""Rows whose scores are held at once."""


def score_products(
    rows: RiskRows,
    values: FloatArray,
    at: Likelihood,
    *,
    frequency: IntArray | None,
    cluster: IntArray | None,
    clusters: int,
) -> FloatArray:
    r"""Sum the products of the scores of rows, or of clusters.

    The score of a row of weight :math:`w` and relative hazard :math:`r` is
    the derivative of the logarithm of the likelihood, row by row: what its
    own event adds, less what its time at risk takes,
    :math:`w \sum (x - \bar x)(dN - r\, d\Lambda)`. Of those who have an event
    together, each is compared with the mean over Efron's comparisons.

    Parameters
    ----------
    rows, values, at
        The rows, their terms, and the likelihood at the estimate.
    frequency, cluster
        Shape ``(n,)``, in the order of ``rows``; ``None`` for 1 everywhere,
        and for each subject by itself.
    clusters
        How many there are.

    Returns
    -------
    ndarray
        Shape ``(p, p)``.
    """
    many = len(values)
    products = np.zeros((many, many))
    sums = np.zeros((many, clusters))
    tables = _by_risk_set(rows, at)
    for begin in range(0, len(rows.order), PART):
        part = slice(begin, begin + PART)
        scores = _scores(rows, values, at, tables, part)
        if cluster is None:
            # The score is of all subjects for whom the row stands; each has an equal part of it.
            alike = scores if frequency is None else scores / frequency[part]
            products += alike @ scores.T
        else:
            for place, score in enumerate(scores):
                sums[place] += np.bincount(cluster[part], score, minlength=clusters)
    return products if cluster is None else sums @ sums.T


def _by_risk_set(rows: RiskRows, at: Likelihood) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what rows need of each risk set: by itself, summed so far, and when they die in it."""
    sums = at.sums
    steps = np.vstack([sums.hazard, at.mean_steps])
    spared = np.vstack([sums.shared, at.spared_means])
    compared = (sums.hazard * at.moments - sums.shared * at.tied_moments) / rows.struck
    return steps, running(steps, rows.stratum), np.vstack([spared, compared])


def _scores(
    rows: RiskRows,
    values: FloatArray,
    at: Likelihood,
    tables: tuple[FloatArray, FloatArray, FloatArray],
    part: slice,
) -> FloatArray:
    """Return the scores of some rows, weighted, for all subjects of each: ``(p, rows)``."""
    steps, so_far, on_day = tables
    terms, many = values[:, part], len(values)
    last, first = rows.last[part] - 1, rows.first[part] - 1
    spent = so_far[:, last]
    begin, end = np.searchsorted(rows.late, [part.start, part.stop])
    late = rows.late[begin:end] - part.start
    spent[:, late] -= so_far[:, first[late]]
    lost = late[spent[0, late] < LOST * so_far[0, first[late]]]
    if len(lost):
        spent[:, lost] = [over_spans(step, first[lost] + 1, last[lost] + 1) for step in steps]
    died = np.flatnonzero(rows.died[part])
    dying = on_day[:, last[died]]
    spent[:, died] -= dying[: many + 1]
    scores: FloatArray = at.risk[part] * (spent[1:] - terms * spent[0])
    mass = 1.0 if rows.mass is None else rows.mass[part][died]
    scores[:, died] += mass * (terms[:, died] - dying[many + 1 :])
    return scores
