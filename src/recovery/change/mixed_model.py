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
STARTS = ((1.0, 0.0, 1.0), (0.5, 0.5, 0.3), (0.5, -0.5, 0.3), (0.1, 0.0, 0.1), (2.0, 0.0, 0.5))
"""Where to begin the search, in units of the residuals' and the months' spread."""
TOLERATED = 1e-9
"""How much the deviance may rise in a step towards a flatter place: its last digits."""
GRADIENT = 1e-4
"""How steep the deviance may be at what is called its minimum, per unit of a parameter."""


@attrs.frozen(eq=False)
class Sums:
    """What the subjects' scores come to, for ``p`` fixed terms, the first two of them random too.

    The columns are the terms and then the scores.

    Attributes
    ----------
    own
        Shape ``(2, p + 1, s)``; for each subject the products of each random
        term with each column.
    all
        Shape ``(p + 1, p + 1)``; products of the columns over all subjects.
    n
        How many scores.
    """

    own: FloatArray
    all: FloatArray
    n: int

    @property
    def terms(self) -> int:
        """How many fixed terms there are."""
        return len(self.all) - 1


def sums(subject: IntArray, many: int, x: FloatArray, y: FloatArray) -> Sums:
    """Add up each subject's scores; the first two columns of ``x`` are the random terms."""
    columns = np.column_stack([x, y])
    own = np.empty((2, columns.shape[1], many))
    for term, column in np.ndindex(own.shape[:2]):
        own[term, column] = np.bincount(
            subject, columns[:, term] * columns[:, column], minlength=many
        )
    return Sums(own, columns.T @ columns, len(y))


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
    """The model at given relative covariances.

    ``left`` has the shape of ``Sums.own``: the same products with the inverse
    covariance of the subject's scores between them.
    """

    deviance: float
    gradient: FloatArray
    beta: FloatArray
    precision: FloatArray
    squares: float
    left: FloatArray
    residual: FloatArray


def fit(given: Sums) -> Fit:
    """Fit the model; the terms should be of about unit size, and the second one centred.

    The relative covariance is the square of a triangle of three numbers of any
    sign. Its deviance is flat at 0 by symmetry and may have several minima, so
    that the search begins at several places and goes on from the best.

    Raises
    ------
    ArithmeticError
        If no minimum of the deviance was found.
    """
    from scipy.optimize import minimize

    def deviance(theta: FloatArray) -> tuple[float, FloatArray]:
        at = _at(given, _triangle(theta))
        return at.deviance, at.gradient

    def search(start: FloatArray, **options: float) -> FloatArray:
        found = minimize(deviance, start, jac=True, method="L-BFGS-B", options=options)
        theta: FloatArray = found.x
        return theta

    rough = [search(np.array(start), ftol=1e-7, maxiter=25) for start in STARTS]
    best = min(rough, key=lambda theta: deviance(theta)[0])
    theta = _polished(deviance, search(best, ftol=1e-15, gtol=1e-9, maxiter=500, maxcor=20))
    steepness = float(np.abs(deviance(theta)[1]).max())
    if not steepness < GRADIENT * max(1.0, given.n**0.5):
        message = "the likelihood of the mixed model has no maximum that could be found"
        raise ArithmeticError(message)
    return _fitted(given, _triangle(theta), steepness)


def _triangle(theta: FloatArray) -> FloatArray:
    return np.array([[theta[0], 0.0], [theta[1], theta[2]]])


Deviance = Callable[[FloatArray], tuple[float, FloatArray]]


def _polished(deviance: Deviance, theta: FloatArray) -> FloatArray:
    """Take Newton steps, with differences of the gradient, while they lead to a flatter place."""
    for _ in range(5):
        value, gradient = deviance(theta)
        steps = 1e-5 * np.maximum(np.abs(theta), 1.0)
        hessian = np.empty((3, 3))
        for place, step in enumerate(steps):
            move = np.zeros(3)
            move[place] = step
            hessian[:, place] = (deviance(theta + move)[1] - deviance(theta - move)[1]) / (2 * step)
        free = np.abs(theta) > BOUNDARY  # what is 0 stays so: the deviance is flat there
        inner = np.ix_(free, free)
        try:
            change = np.linalg.solve(hessian[inner], gradient[free])
        except np.linalg.LinAlgError:
            return theta
        better = theta.copy()
        better[free] -= change
        if not np.isfinite(better).all():
            return theta
        there, slope = deviance(better)
        if np.abs(slope).max() >= np.abs(gradient).max() or there > value + TOLERATED:
            return theta
        theta = better
    return theta


def _at(given: Sums, triangle: FloatArray) -> _At:
    """Return the profiled restricted deviance and its gradient, and what the fit is made of."""
    own, p = given.own, given.terms
    determinant, shrunk = _shrunk(own, triangle)
    products = given.all - np.einsum("tcs,tds->cd", own, shrunk, optimize=True)
    left = own - np.stack([own[term, 0] * shrunk[0] + own[term, 1] * shrunk[1] for term in (0, 1)])
    precision = np.linalg.inv(products[:p, :p])
    beta = precision @ products[:p, p]
    squares = float(products[p, p] - beta @ products[:p, p])
    residual = left[:, p] - np.tensordot(beta, left[:, :p], (0, 1))
    df = given.n - p
    deviance = (
        float(np.log(determinant).sum())
        - float(np.linalg.slogdet(precision)[1])
        + df * (1 + np.log(2 * np.pi * squares / df))
    )
    seen = np.einsum("aps,bqs->abpq", left[:, :p], left[:, :p], optimize=True)
    pull = (
        left[:, :2].sum(axis=2)
        - np.einsum("abpq,pq->ab", seen, precision)
        - df / squares * (residual @ residual.T)
    )
    slope = 2 * pull @ triangle
    gradient = np.array([slope[0, 0], slope[1, 0], slope[1, 1]])
    return _At(deviance, gradient, beta, precision, squares, left, residual)


def _shrunk(own: FloatArray, triangle: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Return what the deviations take out of each product, subject by subject.

    With the relative covariance :math:`D = \Lambda \Lambda'` it is
    :math:`\Lambda (I + \Lambda' Z'Z \Lambda)^{-1} \Lambda'` times the
    products, all of it written out for two random terms; the determinant is
    that of the matrix inverted.
    """
    (a, _), (b, c) = triangle
    one, time, square = own[0, 0], own[0, 1], own[1, 1]
    m00 = 1 + a * a * one + 2 * a * b * time + b * b * square
    m01 = a * c * time + b * c * square
    m11 = 1 + c * c * square
    determinant = m00 * m11 - m01 * m01
    i00, i01, i11 = m11 / determinant, -m01 / determinant, m00 / determinant
    row = b * i00 + c * i01
    w00, w01, w11 = a * a * i00, a * row, b * row + c * (b * i01 + c * i11)
    shrunk = np.stack([w00 * own[0] + w01 * own[1], w01 * own[0] + w11 * own[1]])
    return determinant, shrunk


def _fitted(given: Sums, triangle: FloatArray, steepness: float) -> Fit:
    at, p = _at(given, triangle), given.terms
    relative = triangle @ triangle.T
    variance = at.squares / (given.n - p)
    pulled = np.einsum("ab,bcs->sac", relative, at.left[:, :p])  # moved by the fixed effects
    total = np.eye(2, p) - pulled
    error = relative - pulled[:, :, :2] @ relative + total @ at.precision @ total.transpose(0, 2, 1)
    return Fit(
        beta=at.beta,
        covariance=variance * at.precision,
        sigma=float(np.sqrt(variance)),
        relative=relative,
        log_likelihood=-at.deviance / 2,
        random=at.residual.T @ relative,
        error=variance * error,
        steepness=steepness,
        at_boundary=bool(np.abs(triangle.diagonal()).min() < BOUNDARY),
    )
