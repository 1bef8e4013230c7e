"""Goal Attainment Scaling: the levels of a person's goals as one T score."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, TableError
from recovery.scoring.columns import unmasked, without_missing

__all__ = ["goal_attainment"]


def goal_attainment(
    form: npt.ArrayLike,
    level: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    correlation: float = 0.3,
) -> tuple[npt.NDArray[Any], npt.NDArray[np.float64]]:
    r"""Score reviews of goals, from -2 to 2 around what was expected.

    .. math:: T = 50 + \frac{10 \sum w x}{\sqrt{(1 - \rho) \sum w^2 + \rho (\sum w)^2}}

    T on the day of setting goals depends on how many there are, so it is the
    *change* in T from there that tells of attainment. A goal without a level
    is left out on that occasion.

    Parameters
    ----------
    form
        ``m`` labels: which goals belong together, that is, one person on one
        occasion.
    level
        ``m`` levels from -2 to 2; NaN or masked where a goal was not rated.
    weight
        ``m`` weights above 0; all equal when not given.
    correlation
        The correlation between goals that is assumed, from 0 to below 1.

    Returns
    -------
    forms, t
        The ``k`` different labels, ascending, and their T scores; NaN where no
        goal was rated.

    Raises
    ------
    TableError
        If the arrays differ in length, or a label is missing, or a level or
        weight is impossible; all such faults are listed.
    DefinitionError
        If ``correlation`` is not from 0 to below 1.

    References
    ----------
    .. [1] Kiresuk, T. J. and Sherman, R. E. (1968). Community Mental Health
       Journal 4, 443-453.
    .. [2] Turner-Stokes, L. (2009). Clinical Rehabilitation 23, 362-370, with its
       erratum.

    Examples
    --------
    Three goals, each a little better than expected; then one, just as expected.

    >>> forms, t = goal_attainment(["a", "a", "a", "b"], [1, 1, 1, 0])
    >>> forms.tolist(), t.round(2).tolist()
    (['a', 'b'], [63.69, 50.0])
    """
    if not 0 <= correlation < 1:
        message = f"correlation must be from 0 to below 1, but was {correlation!r}"
        raise DefinitionError(message)
    labels, x = without_missing(unmasked(form)), _numbers("level", level)
    w = np.ones(x.shape) if weight is None else _numbers("weight", weight)
    _check(labels, x, w)
    try:
        forms, at = np.unique(labels, return_inverse=True)
    except TypeError as error:
        message = "the labels in form must be all numbers or all text"
        raise TableError(message) from error
    rated = ~np.isnan(x)
    w = np.where(rated, w, 0)
    total = np.bincount(at, w, minlength=len(forms))
    squares = np.bincount(at, w**2, minlength=len(forms))
    attained = np.bincount(at, w * np.where(rated, x, 0), minlength=len(forms))
    spread = np.sqrt((1 - correlation) * squares + correlation * total**2)
    t = np.full(len(forms), math.nan)
    np.divide(10 * attained, spread, out=t, where=spread > 0)
    return forms, 50 + t


def _numbers(name: str, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    try:
        return unmasked(values).astype(np.float64)
    except (TypeError, ValueError) as error:
        message = f"{name} must hold numbers"
        raise TableError(message) from error


def _missing(labels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if labels.dtype == object:
        nothing = np.full(len(labels), None, dtype=object)
        return np.asarray((labels == nothing) | (labels != labels), dtype=bool)
    return np.isnan(labels) if labels.dtype.kind == "f" else np.zeros(len(labels), dtype=bool)


def _check(labels: npt.NDArray[Any], x: npt.NDArray[Any], w: npt.NDArray[Any]) -> None:
    if not labels.ndim == x.ndim == w.ndim == 1:
        message = "form, level and weight must each be a list or an array of one dimension"
        raise TableError(message)
    if not len(labels) == len(x) == len(w):
        message = f"form, level and weight must be equally long: {len(labels)}, {len(x)}, {len(w)}"
        raise TableError(message)
    unlabelled = _missing(labels)
    faults = [
        f"{name} at position {np.flatnonzero(bad)[0]} and {np.count_nonzero(bad) - 1} more: {must}"
        for name, bad, must in (
            ("form", unlabelled, "must be a label"),
            ("level", ~(np.isnan(x) | ((x >= -2) & (x <= 2))), "must be from -2 to 2"),
            ("weight", ~(np.isfinite(w) & (w > 0)), "must be above 0"),
        )
        if bad.any()
    ]
    if faults:
        message = "these goals cannot be scored: mend them"
        raise TableError(message, faults=faults)
