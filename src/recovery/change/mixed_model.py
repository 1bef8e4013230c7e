r"""A mixed model with a random intercept and slope, by restricted maximum likelihood.

Scores :math:`y = X \beta + Z u + \varepsilon` of each subject, with
:math:`u \sim N(0, \sigma^2 D)` and :math:`\varepsilon \sim N(0, \sigma^2 I)`.
Everything a subject contributes goes through five small sums
(:math:`Z'Z, Z'X, Z'y, X'X, X'y`), so that one evaluation of the likelihood
and its gradient is a few array operations over all subjects at once.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Fit", "Sums", "fit", "sums"]

BOUNDARY = 1e-6
"""A standard deviation, relative to that of the residuals and in units of the spread of the
months, below which a variance counts as 0."""
GRADIENT = 1e-4
"""How steep the deviance may be at what is called its minimum, per unit of a parameter."""


@attrs.frozen(eq=False)
class Sums:
    """What the subjects' scores come to, with ``q = 2`` random and ``p`` fixed terms.

    Attributes
    ----------
    zz, zx, zy
        Shapes ``(s, q, q)``, ``(s, q, p)`` and ``(s, q)``.
    xx, xy, yy
        Shapes ``(p, p)``, ``(p,)`` and a number; over all subjects.
    n
        How many scores.
    """

    zz: FloatArray
    zx: FloatArray
    zy: FloatArray
    xx: FloatArray
    xy: FloatArray
    yy: float
    n: int


def sums(subject: IntArray, many: int, x: FloatArray, y: FloatArray) -> Sums:
    """Add up each subject's scores; the first two fixed terms are the random ones."""
    z = x[:, :2]

    def by_subject(values: FloatArray) -> FloatArray:
        return np.bincount(subject, values, minlength=many).astype(np.float64)

    p = x.shape[1]
    zx = np.empty((many, 2, p))
    for row in range(2):
        for column in range(p):
            zx[:, row, column] = by_subject(z[:, row] * x[:, column])
    zy = np.stack([by_subject(z[:, row] * y) for row in range(2)], axis=1)
    return Sums(zx[:, :, :2].copy(), zx, zy, x.T @ x, x.T @ y, float(y @ y), len(y))


@attrs.frozen(eq=False)
class Fit:
    """The fitted model.

    Attributes
    ----------
    beta, covariance
        Shapes ``(p,)`` and ``(p, p)``; fixed effects.
    sigma
        Standard deviation of the residuals.
    relative
        Shape ``(q, q)``; covariance of the random effects over ``sigma``
        squared.
    log_likelihood
        Restricted.
    random
        Shape ``(s, q)``; predicted deviations of the subjects.
    error
        Shape ``(s, q, q)``; covariance of the error with which each subject's
        own intercept and slope, fixed and random together, are predicted.
    steepness
        The largest slope of the deviance at the fit; 0 at a minimum inside.
    at_boundary
        Whether a variance is 0, or the correlation 1.
    """

    beta: FloatArray
    covariance: FloatArray
    sigma: float
    relative: FloatArray
    log_likelihood: float
    random: FloatArray
    error: FloatArray
    steepness: float
    at_boundary: bool


@attrs.frozen(eq=False)
class _At:
    """The model at given relative covariances."""

    deviance: float
    gradient: FloatArray
    beta: FloatArray
    precision: FloatArray
    squares: float
    zvz: FloatArray
    zvx: FloatArray
    residual: FloatArray


def fit(given: Sums) -> Fit:
    """Fit the model; the terms should be of about unit size.

    Raises
    ------
    ArithmeticError
        If no minimum of the deviance was found.
    """
    from scipy.optimize import minimize

    def deviance(theta: FloatArray) -> tuple[float, FloatArray]:
        at = _at(given, _triangle(theta))
        return at.deviance, at.gradient

    bounds = [(0, None), (None, None), (0, None)]
    best = None
    for start in ((1.0, 0.0, 1.0), (0.5, 0.0, 0.1), (2.0, 0.0, 0.0)):
        found = minimize(
            deviance,
            np.array(start),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500, "maxcor": 20},
        )
        theta = _polished(deviance, found.x)
        steepness = _steepness(theta, deviance(theta)[1])
        if best is None or deviance(theta)[0] < deviance(best[0])[0]:
            best = theta, steepness
        if best[1] < GRADIENT * max(1.0, given.n**0.5):
            break
    theta, steepness = best if best is not None else (np.ones(3), np.inf)
    if not steepness < GRADIENT * max(1.0, given.n**0.5):
        message = "the likelihood of the mixed model has no maximum that could be found"
        raise ArithmeticError(message)
    return _fitted(given, _triangle(theta), steepness)


def _triangle(theta: FloatArray) -> FloatArray:
    return np.array([[theta[0], 0.0], [theta[1], theta[2]]])


def _steepness(theta: FloatArray, gradient: FloatArray) -> float:
    """Return the largest slope that could still be followed downhill."""
    blocked = np.array([theta[0] <= 0, False, theta[2] <= 0]) & (gradient > 0)
    return float(np.abs(np.where(blocked, 0.0, gradient)).max())


Deviance = Callable[[FloatArray], tuple[float, FloatArray]]


def _polished(deviance: Deviance, theta: FloatArray) -> FloatArray:
    """Take Newton steps, with differences of the gradient, while they lead to a flatter place."""
    for _ in range(5):
        gradient = deviance(theta)[1]
        free = np.array([theta[0] > BOUNDARY, True, theta[2] > BOUNDARY])
        steps = 1e-5 * np.maximum(np.abs(theta), 1.0)
        hessian = np.empty((3, 3))
        for place, step in enumerate(steps):
            move = np.zeros(3)
            move[place] = step
            hessian[:, place] = (deviance(theta + move)[1] - deviance(theta - move)[1]) / (2 * step)
        inner = np.ix_(free, free)
        try:
            change = np.linalg.solve(hessian[inner], gradient[free])
        except np.linalg.LinAlgError:
            return theta
        better = theta.copy()
        better[free] -= change
        better[[0, 2]] = np.maximum(better[[0, 2]], 0)
        flatter = _steepness(better, deviance(better)[1]) < _steepness(theta, gradient)
        if not flatter or not np.isfinite(better).all():
            return theta
        theta = better
    return theta


def _at(given: Sums, triangle: FloatArray) -> _At:
    """Return the profiled restricted deviance and its gradient, and what the fit is made of."""
    inner = np.eye(2) + np.einsum("ab,sac,cd->sbd", triangle, given.zz, triangle)
    determinant = inner[:, 0, 0] * inner[:, 1, 1] - inner[:, 0, 1] ** 2
    inverse = np.empty_like(inner)
    inverse[:, 0, 0], inverse[:, 1, 1] = inner[:, 1, 1], inner[:, 0, 0]
    inverse[:, 0, 1] = inverse[:, 1, 0] = -inner[:, 0, 1]
    inverse /= determinant[:, None, None]
    shrink = np.einsum("ab,sbc,dc->sad", triangle, inverse, triangle)  # of the deviations
    shrunk = given.zz @ shrink
    zvz = given.zz - shrunk @ given.zz
    zvx = given.zx - shrunk @ given.zx
    zvy = given.zy - np.einsum("sab,sb->sa", shrunk, given.zy)
    weighed = np.einsum("sab,sbp->sap", shrink, given.zx)
    xvx = given.xx - np.einsum("sap,saq->pq", given.zx, weighed)
    xvy = given.xy - np.einsum("sap,sa->p", weighed, given.zy)
    yvy = given.yy - float(np.einsum("sa,sab,sb->", given.zy, shrink, given.zy))
    precision = np.linalg.inv(xvx)
    beta = precision @ xvy
    squares = yvy - float(beta @ xvy)
    residual = zvy - zvx @ beta
    df = given.n - len(beta)
    deviance = (
        float(np.log(determinant).sum())
        + float(np.linalg.slogdet(xvx)[1])
        + df * (1 + np.log(2 * np.pi * squares / df))
    )
    pull = (
        zvz.sum(axis=0)
        - np.einsum("sap,pq,sbq->ab", zvx, precision, zvx)
        - df / squares * (residual.T @ residual)
    )
    slope = 2 * pull @ triangle
    gradient = np.array([slope[0, 0], slope[1, 0], slope[1, 1]])
    return _At(deviance, gradient, beta, precision, squares, zvz, zvx, residual)


def _fitted(given: Sums, triangle: FloatArray, steepness: float) -> Fit:
    at = _at(given, triangle)
    relative = triangle @ triangle.T
    variance = at.squares / (given.n - len(at.beta))
    random = at.residual @ relative
    own = relative - relative @ at.zvz @ relative
    pulled = relative @ at.zvx  # how the predicted deviation moves with the fixed effects
    total = np.eye(2, len(at.beta)) - pulled
    error = variance * (own + total @ at.precision @ total.transpose(0, 2, 1))
    return Fit(
        beta=at.beta,
        covariance=variance * at.precision,
        sigma=float(np.sqrt(variance)),
        relative=relative,
        log_likelihood=-at.deviance / 2,
        random=random,
        error=error,
        steepness=steepness,
        at_boundary=bool(min(triangle[0, 0], triangle[1, 1]) < BOUNDARY),
    )
