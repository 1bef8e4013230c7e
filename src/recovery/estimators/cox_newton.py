"""The coefficients at which the partial likelihood is largest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.cox_likelihood import Likelihood, likelihood
from recovery.estimators.cox_rows import RiskRows
from recovery.estimators.cox_ties import Ties
from recovery.estimators.dependent import dependent
from recovery.tables.arrays import FloatArray

__all__ = ["Fit", "maximise"]

CLOSE = 1e-11
"""A step below this, in standard deviations of the terms, is the last: what is left of the way is
its square."""
NEAR = 1e-12
"""As near as rounding allows, where a further step brings nothing."""
FLAT = 1e-5
"""Where the likelihood is this much flatter than at 0, along a step that brings next to nothing,
it rises for ever."""
GROWING = 1e-10
"""The square of a step, in standard errors, from which on flatness is looked for."""
FAR = 150.0
"""Hazards that differ by more than this, as logarithms, are those of a likelihood that rises for
ever; the squares of twice as much are no longer numbers."""
MOST = 100
SHARE = 1e-3
"""A term takes part in an endless step when its part is this share of the largest."""


@attrs.frozen(eq=False)
class Fit:
    """Where the partial likelihood is largest.

    Attributes
    ----------
    coefficients
        Shape ``(p,)``; finite, also where the likelihood rises for ever.
    endless
        Shape ``(p,)``; whether the likelihood rises for ever with the term.
    at
        The likelihood there.
    null_log
        The logarithm of the likelihood at 0.
    """

    coefficients: FloatArray
    endless: npt.NDArray[np.bool_]
    at: Likelihood
    null_log: float

    @property
    def estimate(self) -> FloatArray:
        """Shape ``(p,)``; the coefficients, infinite where the likelihood rises for ever."""
        estimate: FloatArray = np.where(
            self.endless, np.copysign(np.inf, self.coefficients), self.coefficients
        )
        return estimate

    @property
    def covariance(self) -> FloatArray:
        """Shape ``(p, p)``; the inverse of the information, NaN for endless terms."""
        information = self.at.information
        covariance = np.full(information.shape, np.nan)
        kept = np.flatnonzero(~self.endless)
        part = information[np.ix_(kept, kept)]
        if self.endless.any() and dependent(part, size=self.at.size[kept]).any():
            return covariance  # where the endless terms lead, nothing is left to tell of the others
        scale = np.sqrt(part.diagonal())
        inverse = np.linalg.inv(part / np.outer(scale, scale)) / np.outer(scale, scale)
        covariance[np.ix_(kept, kept)] = (inverse + inverse.T) / 2
        return covariance


def maximise(
    rows: RiskRows, values: FloatArray, terms: Sequence[str], *, ties: Ties = "efron"
) -> Fit:
    """Find the largest partial likelihood by Newton's steps, halved where they go too far.

    Parameters
    ----------
    rows
        ``n`` rows by risk set; there is at least one risk set.
    values
        Shape ``(p, n)``; their terms, about 0.
    terms
        Their names, for errors.
    ties
        How events of one day are treated.

    Raises
    ------
    DefinitionError
        If the terms cannot be told apart among those at risk together, or the
        likelihood has no maximum that can be found.
    """
    coefficients = np.zeros(len(values))
    struck = values[:, rows.died] @ (
        np.ones(int(rows.died.sum())) if rows.mass is None else rows.mass[rows.died]
    )

    def at(tried: FloatArray) -> Likelihood:
        return likelihood(rows, values, struck, tried, ties=ties)

    now = null = at(coefficients)
    _check_told_apart(null, terms)
    spread = np.sqrt(null.information.diagonal() / rows.struck.sum())
    before = np.inf
    for _ in range(MOST):
        step = _solved(now.information, now.slope)
        size = float(step @ now.slope)
        endless = 0 < size < GROWING and size < FLAT * float(step @ null.information @ step)
        parts = np.abs(step) * spread
        if endless or (parts < CLOSE).all() or (size < NEAR and size >= before / 2):
            growing = parts > SHARE * parts.max() if endless else np.zeros(len(step), dtype=bool)
            return Fit(coefficients + step, growing, now, null.log)
        before = size
        then = _stepped(at, coefficients, step, now) if size > 0 else None  # else all is rounding
        if then is None:
            break
        coefficients, now = then
    named = [term for term, part in zip(terms, parts, strict=True) if part > parts.max() / 10]
    raise DefinitionError(NO_MAXIMUM, faults=named)


NO_MAXIMUM = (
    "no largest partial likelihood can be found. It may rise for ever with a term that orders "
    "nearly all events, or two terms may nearly determine each other; look at these terms, and "
    "leave out or change those at fault:"
)


def _stepped(
    at: Callable[[FloatArray], Likelihood],
    coefficients: FloatArray,
    step: FloatArray,
    now: Likelihood,
) -> tuple[FloatArray, Likelihood] | None:
    """Return the coefficients after a step, halved until the likelihood does not fall, if so."""
    slack = 1e-10 * (1 + abs(now.log))  # rounding
    for halvings in range(40):
        tried = coefficients + step / 2**halvings
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            then = at(tried)
        if then.log > now.log - slack and np.isfinite(then.information).all():
            return (tried, then) if then.reach < FAR else None
    return None


def _solved(information: FloatArray, slope: FloatArray) -> FloatArray:
    scale = np.sqrt(np.maximum(information.diagonal(), 1e-300))
    scaled = information / np.outer(scale, scale)
    try:
        step: FloatArray = np.linalg.solve(scaled, slope / scale)
    except np.linalg.LinAlgError:
        step = np.linalg.lstsq(scaled, slope / scale)[0]
    return step / scale


def _check_told_apart(null: Likelihood, terms: Sequence[str]) -> None:
    given = dependent(null.information, size=null.size)
    if given.any():
        named = [term for term, left_out in zip(terms, given, strict=True) if left_out]
        message = (
            "these terms differ among none of those at risk together on an event day, or are "
            "determined there by the terms before them, so that their effects cannot be told; "
            "leave them out:"
        )
        raise DefinitionError(message, faults=named)
