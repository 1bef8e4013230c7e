"""Where the likelihood of an accelerated failure time model is largest.

Rows are taken in blocks, so that what is made of each is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.accelerated import Distribution, Times, likelihood
from recovery.tables.arrays import FloatArray, IntArray

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

BLOCK = 1 << 14
"""Rows taken at once."""
BEGINNING = 5_000
"""Of more rows than this, the start is found from each second, third …: Newton's steps take all."""

Start = Callable[[Times, FloatArray, FloatArray, Distribution], FloatArray | None]
"""Finds parameters to start from, for times, masses and values of size 1; or ``None``. Without them
the start is no effects, and waits as long as they are about."""
Evaluated = tuple[float, FloatArray, FloatArray]
"""The log-likelihood, its slope, and minus its second derivatives."""


@attrs.frozen(eq=False)
class Maximum:
    """Where the likelihood is largest; all NaN where it is nowhere.

    Attributes
    ----------
    parameters
        Shape ``(p,)``; intercept, covariates, logarithm of the scale.
    covariance
        Shape ``(p, p)``; the inverse of the information.
    log_likelihood
        Of the times.
    influence
        Makes an array of shape ``(n, p)``: by how much one subject of each
        row, of weight 1, moves the parameters.
    """

    parameters: FloatArray
    covariance: FloatArray
    log_likelihood: float
    influence: Callable[[], FloatArray]


@attrs.frozen(eq=False)
class _Scaled:
    """Rows, of which each block is made to have covariates of mean 0, and all of size 1.

    Attributes
    ----------
    times, mass, covariates
        Of ``n`` rows, as they were given.
    distribution
        Of the error.
    centre, size
        Shape ``(p,)``; of the covariates.
    middle
        Logarithm of a wait of size 1.
    """

    times: Times
    mass: FloatArray
    covariates: FloatArray
    distribution: Distribution
    centre: FloatArray
    size: FloatArray
    middle: float

    @classmethod
    def of(
        cls,
        times: Times,
        mass: FloatArray,
        covariates: FloatArray,
        distribution: Distribution,
        told: npt.NDArray[np.bool_],
    ) -> _Scaled | None:
        """Take the sizes from the rows of which anything is told; ``None`` where nothing is."""
        ends = np.concatenate([end[told & np.isfinite(end)] for end in (times.lower, times.upper)])
        if not len(ends):
            return None
        middle = float(np.median(ends, overwrite_input=True))
        centre = np.array([term[told].mean() for term in covariates.T])
        size = np.array([term[told].std() for term in covariates.T])
        size[size == 0] = 1.0
        return cls(times, mass, covariates, distribution, centre, size, middle)

    def taken(self, rows: slice | IntArray) -> tuple[Times, FloatArray, FloatArray]:
        """Return times, masses, and values with a constant, of some rows."""
        values = (self.covariates[rows] - self.centre) / self.size
        values = np.column_stack([np.ones(len(values)), values])
        return self.times.of(rows, less=self.middle), self.mass[rows], values

    def evaluated(self, place: FloatArray) -> Iterator[tuple[FloatArray, Evaluated]]:
        """Yield the masses of each block, and its likelihood with the scores of its rows."""
        with np.errstate(all="ignore"):
            for start in range(0, len(self.mass), BLOCK):
                times, mass, values = self.taken(slice(start, start + BLOCK))
                yield mass, likelihood(times, mass, values, place, self.distribution)

    def at(self, place: FloatArray) -> Evaluated:
        """Return the likelihood of all rows."""
        value, slope = 0.0, np.zeros(len(place))
        information = np.zeros((len(place), len(place)))
        for mass, part in self.evaluated(place):
            value += part[0]
            slope += mass @ part[1]
            information += part[2]
        return (value if np.isfinite(value) else -np.inf), slope, information

    def score(self, place: FloatArray) -> FloatArray:
        """Return the score of one subject of each row."""
        return np.concatenate([part[1] for _, part in self.evaluated(place)])


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
    scaled = _Scaled.of(times, mass, covariates, distribution, told)
    if scaled is not None:
        thinned = np.flatnonzero(told)
        thinned = thinned[:: 1 + len(thinned) // BEGINNING].copy()
        for begin in (start, None):
            first = None if begin is None else begin(*scaled.taken(thinned), distribution)
            found = _climb(scaled, np.zeros(many) if first is None else first)
            if found is not None:
                return found
    return Maximum(
        parameters=np.full(many, np.nan),
        covariance=np.full((many, many), np.nan),
        log_likelihood=np.nan,
        influence=lambda: np.full((n, many), np.nan),
    )


def _climb(scaled: _Scaled, parameters: FloatArray) -> Maximum | None:
    """Take Newton's steps, halved where they would lead down; ``None`` if there is no maximum."""
    value, slope, information = scaled.at(parameters)
    for _ in range(MOST_STEPS):
        step = _uphill(information, slope)
        if step is None:
            return None
        if step @ slope < SETTLED**2:
            covariance = _inverse(information)
            if covariance is None:
                return None
            return _turned_back(scaled, parameters, step, covariance, value)
        for halvings in range(HALVINGS):
            tried = scaled.at(parameters + step / 2**halvings)
            if tried[0] >= value - abs(value) * ROUNDING:
                break
        else:
            return None
        parameters = parameters + step / 2**halvings
        value, slope, information = tried
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
    scaled: _Scaled, place: FloatArray, step: FloatArray, covariance: FloatArray, value: float
) -> Maximum:
    """Return the maximum, one last step from a place, for what was given before it was scaled."""
    turn = np.eye(len(place))
    turn[1:-1, 1:-1] = np.diag(1 / scaled.size)
    turn[0, 1:-1] = -scaled.centre / scaled.size
    parameters = turn @ (place + step)
    parameters[0] += scaled.middle
    exact = float(np.sum(scaled.mass, where=scaled.times.exact))
    return Maximum(
        parameters=parameters,
        covariance=turn @ covariance @ turn.T,
        log_likelihood=value - scaled.middle * exact,
        influence=lambda: scaled.score(place) @ (covariance @ turn.T),
    )
