"""The partial likelihood of a Cox model, its slope and its curvature.

Every sum over risk sets of a sum over rows is turned round into a sum over
rows, with the cumulative hazard over the days that a row was at risk. So one
evaluation is two passes over the rows, whatever the number of days.
"""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.cox_rows import BLOCK, RiskRows
from recovery.estimators.cox_ties import Ties, TieSums, tie_sums
from recovery.tables.arrays import FloatArray

__all__ = ["Likelihood", "curvature", "likelihood"]


@attrs.frozen(eq=False)
class Likelihood:
    """The partial likelihood at some coefficients.

    Attributes
    ----------
    risk
        Shape ``(n,)``; mass times relative hazard of each row.
    sums
        Sums over the events of each risk set.
    total, tied
        Shape ``(m,)``; sum of risks of each risk set, and of who has the event.
    moments, tied_moments
        Shape ``(p, m)``; the same of the risks times the terms.
    log
        The logarithm of the likelihood.
    slope
        Shape ``(p,)``; its derivative.
    information
        Shape ``(p, p)``; its curvature, with the sign turned.
    size
        Shape ``(p,)``; what its diagonal was before the means were taken off.
    reach
        The largest logarithm of a relative hazard, in size.
    """

    risk: FloatArray
    sums: TieSums
    total: FloatArray
    tied: FloatArray
    moments: FloatArray
    tied_moments: FloatArray
    log: float
    slope: FloatArray
    information: FloatArray
    size: FloatArray
    reach: float

    @property
    def mean_steps(self) -> FloatArray:
        """Shape ``(p, m)``; hazard times mean of the terms, summed over the events."""
        steps: FloatArray = self.sums.square * self.moments - self.sums.crossed * self.tied_moments
        return steps

    @property
    def spared_means(self) -> FloatArray:
        """Shape ``(p, m)``; of these, what those who have the event are spared."""
        spared: FloatArray = (
            self.sums.crossed * self.moments - self.sums.doubled * self.tied_moments
        )
        return spared


def likelihood(
    rows: RiskRows,
    values: FloatArray,
    struck: FloatArray,
    coefficients: FloatArray,
    *,
    ties: Ties,
) -> Likelihood:
    """Evaluate the partial likelihood.

    Parameters
    ----------
    rows
        ``n`` rows by risk set.
    values
        Shape ``(p, n)``; their terms, about 0.
    struck
        Shape ``(p,)``; the sum of the terms of those who have the event, by mass.
    coefficients
        Shape ``(p,)``.
    ties
        How events of one day are treated.
    """
    linear = coefficients @ values
    reach = max(float(linear.max(initial=0)), -float(linear.min(initial=0)))
    risk = np.exp(linear, out=linear)
    if rows.mass is not None:
        risk *= rows.mass
    total, tied = rows.in_risk_sets(np.add.reduceat(risk, rows.starts), rows.entering(risk))
    lost = rows.lost(total)
    if lost:
        total = rows.spanning(risk)
    total = np.maximum(total, tied)  # but for rounding it is
    sums = tie_sums(total, tied, rows.deaths, rows.struck, ties)
    spent = _spent(rows, sums, np.ones_like(total))
    pieces, gram, slope = _second_pass(rows, values, risk, spent)
    late = np.array([rows.entering(risk * term) for term in values]) if len(rows.late) else 0.0
    moments, tied_moments = rows.in_risk_sets(
        pieces, np.broadcast_to(late, (len(values), len(total)))
    )
    if lost:
        moments = np.array([rows.spanning(risk * term) for term in values])
    return Likelihood(
        risk=risk,
        sums=sums,
        total=total,
        tied=tied,
        moments=moments,
        tied_moments=tied_moments,
        log=float(coefficients @ struck - sums.log.sum()),
        slope=struck - slope,
        information=gram - _outer(sums, moments, tied_moments, np.ones_like(total)),
        size=gram.diagonal(),
        reach=reach,
    )


def curvature(rows: RiskRows, values: FloatArray, at: Likelihood, scale: FloatArray) -> FloatArray:
    """Return the information with each risk set multiplied by a number: ``(p, p)``."""
    gram = np.zeros((len(values), len(values)))
    weight = at.risk * _spent(rows, at.sums, scale)
    for block, _, _ in rows.blocks():
        gram += (values[:, block] * weight[block]) @ values[:, block].T
    return gram - _outer(at.sums, at.moments, at.tied_moments, scale)


def _spent(rows: RiskRows, sums: TieSums, scale: FloatArray) -> FloatArray:
    """Return the cumulative hazard while each row was at risk, at relative hazard 1: ``(n,)``."""
    return rows.over_follow_up(scale * sums.hazard, scale * sums.shared)


def _second_pass(
    rows: RiskRows, values: FloatArray, risk: FloatArray, spent: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return risks times terms summed by piece, and their products and sums with the hazard."""
    many = len(values)
    pieces = np.zeros((many, len(rows.starts)))
    gram, slope = np.zeros((many, many)), np.zeros(many)
    room = np.empty((many, min(BLOCK, len(risk))))
    for block, touched, inside in rows.blocks():
        terms = values[:, block]
        risks = np.multiply(terms, risk[block], out=room[:, : terms.shape[1]])
        pieces[:, touched] += np.add.reduceat(risks, inside, axis=1)
        slope += risks @ spent[block]
        risks *= spent[block]
        gram += risks @ terms.T
    return pieces, gram, slope


def _outer(
    sums: TieSums, moments: FloatArray, tied_moments: FloatArray, scale: FloatArray
) -> FloatArray:
    """Return the products of the mean terms of each risk set, summed: ``(p, p)``."""
    crossed = (moments * (scale * sums.crossed)) @ tied_moments.T
    outer: FloatArray = (moments * (scale * sums.square)) @ moments.T - crossed - crossed.T
    return outer + (tied_moments * (scale * sums.doubled)) @ tied_moments.T
