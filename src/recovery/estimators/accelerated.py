"""Distributions of the logarithm of a time, and the likelihood of what is known of each time.

The logarithm of a time is ``x @ b + s * e``, with an error ``e`` of a standard distribution and the
scale ``s``. What is known of a time is that it lies between two others, or is one number; and of
those who entered late, that it lies beyond their entry.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["DISTRIBUTIONS", "Distribution", "Times", "likelihood"]

LOG_ROOT_TWO_PI = 0.5 * np.log(2 * np.pi)


@attrs.frozen
class Distribution:
    """A standard distribution of the error.

    Attributes
    ----------
    name
        Of the distribution of the time itself.
    fitter
        Name of the class of lifelines that fits it.
    log_density, slope, curve
        Logarithm of the density, and its first and second derivative.
    log_between
        Logarithm of the probability between two numbers, either of them infinite.
    """

    name: str
    fitter: str
    log_density: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    curve: Callable[[FloatArray], FloatArray]
    log_between: Callable[[FloatArray, FloatArray], FloatArray]


def _extreme_between(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return ``log(exp(-e^low) - exp(-e^high))``."""
    first = np.exp(low)
    with np.errstate(over="ignore"):
        found: FloatArray = -first + np.log(-np.expm1(first - np.exp(high)))
    return found


def _logistic(z: FloatArray) -> FloatArray:
    share: FloatArray = 0.5 * (1 + np.tanh(z / 2))
    return share


def _logistic_between(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return ``log(F(high) (1 - F(low)) (1 - e^(low - high)))``."""
    found: FloatArray = -np.logaddexp(0, low) - np.logaddexp(0, -high)
    return found + np.log(-np.expm1(low - high))


def _normal_between(low: FloatArray, high: FloatArray) -> FloatArray:
    """Turned round where both are high, so that small differences are taken of small numbers."""
    from scipy.special import log_ndtr

    turned = low + high > 0
    below, above = np.where(turned, -high, low), np.where(turned, -low, high)
    upper = log_ndtr(above)
    found: FloatArray = upper + np.log1p(-np.exp(log_ndtr(below) - upper))
    return found


DISTRIBUTIONS = {
    "weibull": Distribution(
        "Weibull",
        "WeibullAFTFitter",
        lambda z: z - np.exp(z),
        lambda z: 1 - np.exp(z),
        lambda z: -np.exp(z),
        _extreme_between,
    ),
    "log-normal": Distribution(
        "log-normal",
        "LogNormalAFTFitter",
        lambda z: -0.5 * z**2 - LOG_ROOT_TWO_PI,
        lambda z: -z,
        lambda z: -np.ones_like(z),
        _normal_between,
    ),
    "log-logistic": Distribution(
        "log-logistic",
        "LogLogisticAFTFitter",
        lambda z: -np.logaddexp(0, z) - np.logaddexp(0, -z),
        lambda z: -np.tanh(z / 2),
        lambda z: -2 * _logistic(z) * _logistic(-z),
        _logistic_between,
    ),
}


@attrs.frozen(eq=False)
class Times:
    """What is known of the logarithm of each time.

    Attributes
    ----------
    lower, upper
        Shape ``(n,)``; it lies between them, or is both when they are equal.
        Minus infinity and infinity where nothing is known on that side.
    entry
        Shape ``(n,)``; it is known only because it lies beyond this; minus
        infinity for those followed from the origin on.
    """

    lower: FloatArray
    upper: FloatArray
    entry: FloatArray

    @property
    def exact(self) -> npt.NDArray[np.bool_]:
        """Which times are known exactly."""
        exact: npt.NDArray[np.bool_] = self.lower == self.upper
        return exact

    @property
    def told(self) -> npt.NDArray[np.bool_]:
        """Of which times anything is known."""
        told: npt.NDArray[np.bool_] = np.isfinite(self.lower) | np.isfinite(self.upper)
        return told

    def of(self, rows: slice | IntArray, *, less: float) -> Times:
        """Return what is known of some of them, with all logarithms smaller by a number."""
        return Times(self.lower[rows] - less, self.upper[rows] - less, self.entry[rows] - less)


def likelihood(
    times: Times,
    mass: FloatArray,
    values: FloatArray,
    parameters: FloatArray,
    distribution: Distribution,
) -> tuple[float, FloatArray, FloatArray]:
    """Return the log-likelihood, its derivatives by row, and minus the second derivatives.

    Parameters
    ----------
    times
        What is known of ``n`` times.
    mass
        Shape ``(n,)``; for how many each row stands.
    values
        Shape ``(n, p)``; the covariates, a constant among them.
    parameters
        Shape ``(p + 1,)``; the coefficients, and the logarithm of the scale.
    distribution
        Of the error.

    Returns
    -------
    tuple
        The log-likelihood of the times themselves (not of their logarithms);
        shape ``(n, p + 1)``, the score of one subject of each row; and shape
        ``(p + 1, p + 1)``, the information.
    """
    location, scale = values @ parameters[:-1], float(np.exp(parameters[-1]))
    found = np.zeros((6, len(location)))
    exact = times.exact
    late = np.isfinite(times.entry)
    for rows, part, sign in (
        (np.flatnonzero(exact), _at, 1.0),
        (np.flatnonzero(times.told & ~exact), _between, 1.0),
        (np.flatnonzero(late), _beyond, -1.0),
    ):
        if len(rows):
            found[:, rows] += sign * part(times, rows, location, scale, distribution)
    value, by_location, by_scale, twice, mixed, twice_scale = found
    score = np.column_stack([values * by_location[:, None], by_scale])
    heavy = values * mass[:, None]
    information = np.empty((score.shape[1],) * 2)
    information[:-1, :-1] = heavy.T @ (values * -twice[:, None])
    information[:-1, -1] = information[-1, :-1] = heavy.T @ -mixed
    information[-1, -1] = mass @ -twice_scale
    return float(mass @ value), score, information


def _at(
    times: Times, rows: IntArray, location: FloatArray, scale: float, distribution: Distribution
) -> FloatArray:
    """Return the log density, its slopes and second derivatives, by location and log scale."""
    z = (times.lower[rows] - location[rows]) / scale
    slope, curve = distribution.slope(z), distribution.curve(z)
    value = distribution.log_density(z) - np.log(scale) - times.lower[rows]
    return np.array(
        [
            value,
            -slope / scale,
            -slope * z - 1,
            curve / scale**2,
            (curve * z + slope) / scale,
            (curve * z + slope) * z,
        ]
    )


def _between(
    times: Times, rows: IntArray, location: FloatArray, scale: float, distribution: Distribution
) -> FloatArray:
    return _probability(times.lower[rows], times.upper[rows], location[rows], scale, distribution)


def _beyond(
    times: Times, rows: IntArray, location: FloatArray, scale: float, distribution: Distribution
) -> FloatArray:
    entry = times.entry[rows]
    return _probability(entry, np.full_like(entry, np.inf), location[rows], scale, distribution)


def _probability(
    lower: FloatArray,
    upper: FloatArray,
    location: FloatArray,
    scale: float,
    distribution: Distribution,
) -> FloatArray:
    """Return the log probability between two times, its slopes and its second derivatives."""
    low, high = (lower - location) / scale, (upper - location) / scale
    value = distribution.log_between(low, high)
    ends = []
    for z, sign in ((low, -1.0), (high, 1.0)):
        finite = np.isfinite(z)
        at = np.where(finite, z, 0.0)
        share = np.where(finite, sign * np.exp(distribution.log_density(at) - value), 0.0)
        ends.append((at, share, share * distribution.slope(at)))
    (z0, a0, c0), (z1, a1, c1) = ends
    total, turned = a0 + a1, a0 * z0 + a1 * z1  # derivatives by z, and by z times z
    return np.array(
        [
            value,
            -total / scale,
            -turned,
            (c0 + c1 - total**2) / scale**2,
            (c0 * z0 + c1 * z1 + total - total * turned) / scale,
            c0 * z0**2 + c1 * z1**2 + turned - turned**2,
        ]
    )
