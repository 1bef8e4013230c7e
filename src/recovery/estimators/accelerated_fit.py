"""Where the likelihood of an accelerated failure time model is largest."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from recovery.estimators.accelerated import Distribution, Times, likelihood
from recovery.tables.arrays import FloatArray

__all__ = ["Maximum", "Start", "largest"]

MOST_STEPS = 60
HALVINGS = 30
SETTLED = 1e-9
"""The maximum is where no step would move the parameters by more than this of their standard
errors: the score is 0 there to rounding."""
ROUNDING = 1e-13
BOUNDED = 1e4
"""No effect of a covariate of size 1 on waits of size 1 has a larger standard error than this,
unless the likelihood rises for ever and never falls again."""

Start = Callable[[Times, FloatArray, FloatArray, Distribution], FloatArray | None]
"""Finds parameters to start from, for times, masses and values of size 1; or ``None``. Without them
the start is no effects, and waits as long as they are about."""


@attrs.frozen(eq=False)
class Maximum:
    """Where the likelihood is largest; all NaN where it is nowhere.

    Attributes
    ----------
    parameters
        Shape ``(p,)``; intercept, covariates, logarithm of the scale.
    covariance
        Shape ``(p, p)``; the inverse of the information.
    influence
        Shape ``(n, p)``; by how much one subject of each row, of weight 1,
        moves the parameters.
    log_likelihood
        Of the times.
    """

    parameters: FloatArray
    covariance: FloatArray
    influence: FloatArray
    log_likelihood: float


def largest(
    times: Times,
    mass: FloatArray,
    covariates: FloatArray,
    distribution: Distribution,
    start: Start | None = None,
) -> Maximum:
    """Find the maximum, with covariates of mean 0 and size 1, and waits of size 1; turn back."""
    n, many = len(covariates), covariates.shape[1] + 2
    told = times.told & (mass > 0)
    ends = np.concatenate([end[told & np.isfinite(end)] for end in (times.lower, times.upper)])
    if len(ends):
        middle = float(np.median(ends))
        centre, size = covariates[told].mean(axis=0), covariates[told].std(axis=0)
        size[size == 0] = 1.0
        values = np.column_stack([np.ones(n), (covariates - centre) / size])
        scaled = times.moved(middle)
        for begin in (start, None):
            first = None if begin is None else begin(scaled, mass, values, distribution)
            first = np.zeros(many) if first is None else first
            found = _climb(scaled, mass, values, distribution, first)
            if found is not None:
                shift = middle * float(mass[times.exact].sum())
                return _turned_back(found, centre, size, middle, shift)
    return Maximum(
        parameters=np.full(many, np.nan),
        covariance=np.full((many, many), np.nan),
        influence=np.full((n, many), np.nan),
        log_likelihood=np.nan,
    )


def _climb(
    times: Times,
    mass: FloatArray,
    values: FloatArray,
    distribution: Distribution,
    parameters: FloatArray,
) -> Maximum | None:
    """Take Newton's steps, halved where they would lead down; ``None`` if there is no maximum."""

    def at(place: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        with np.errstate(all="ignore"):
            value, score, information = likelihood(times, mass, values, place, distribution)
        return (value if np.isfinite(value) else -np.inf), score, information

    value, score, information = at(parameters)
    for _ in range(MOST_STEPS):
        slope = mass @ score
        step = _uphill(information, slope)
        if step is None:
            return None
        if step @ slope < SETTLED**2:
            covariance = _inverse(information)
            if covariance is None:
                return None
            return Maximum(parameters + step, covariance, score @ covariance, value)
        for halvings in range(HALVINGS):
            tried = at(parameters + step / 2**halvings)
            if tried[0] >= value - abs(value) * ROUNDING:
                break
        else:
            return None
        parameters = parameters + step / 2**halvings
        value, score, information = tried
    return None


def _inverse(information: FloatArray) -> FloatArray | None:
    """Return the covariance; ``None`` where the likelihood rises for ever."""
    try:
        covariance: FloatArray = np.linalg.inv(information).astype(np.float64)
    except np.linalg.LinAlgError:
        return None
    spread = covariance.diagonal()
    return covariance if ((spread > 0) & (spread < BOUNDED**2)).all() else None


def _uphill(information: FloatArray, slope: FloatArray) -> FloatArray | None:
    """Return Newton's step, shortened until it leads up where the likelihood is not yet concave."""
    if not (np.isfinite(information).all() and np.isfinite(slope).all()):
        return None
    values, vectors = np.linalg.eigh(information)
    floor = float(np.abs(values).max()) * 1e-12
    if floor == 0:
        return None
    step: FloatArray = vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), floor))
    return step


def _turned_back(
    found: Maximum, centre: FloatArray, size: FloatArray, middle: float, shift: float
) -> Maximum:
    """Return the same for covariates and waits as they were given."""
    many = len(found.parameters)
    turn = np.eye(many)
    turn[1:-1, 1:-1] = np.diag(1 / size)
    turn[0, 1:-1] = -centre / size
    parameters = turn @ found.parameters
    parameters[0] += middle
    return Maximum(
        parameters=parameters,
        covariance=turn @ found.covariance @ turn.T,
        influence=found.influence @ turn.T,
        log_likelihood=found.log_likelihood - shift,
    )
