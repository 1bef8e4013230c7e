"""Whether survivor and caseworker see the same: agreement of two ratings, never their average."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, TableError
from recovery.results import Estimate, Estimates
from recovery.tables import About

__all__ = ["agreement"]

FEWEST = 3
ROUNDING = 1e-14
"""Below this share of the differences between subjects, two raters do not differ."""


def agreement(
    one: npt.ArrayLike, other: npt.ArrayLike, *, level: float = 0.95, about: About | None = None
) -> Estimates[str]:
    r"""Return how far two ratings of the same subjects agree.

    Parameters
    ----------
    one, other
        Shape ``(n,)`` each; two ratings of ``n`` subjects on one scale, such
        as the survivor's own and the caseworker's. Pairs with a NaN are left
        out.
    level
        Coverage of the intervals, strictly between 0 and 1.
    about
        What the ratings are about.

    Returns
    -------
    Estimates
        - ``bias``: mean of ``one - other``, in points.
        - ``lower limit``, ``upper limit``: between which a share ``level`` of
          the differences lies, were they normal (Bland and Altman).
        - ``ICC``: intraclass correlation of single ratings for absolute
          agreement, two-way random effects (McGraw and Wong's ICC(A,1)):
          1 is full agreement; NaN when no rating differs from any other.

    Raises
    ------
    TableError
        If the ratings are not two arrays of the same length.
    DefinitionError
        If fewer than three subjects have both, or ``level`` makes no sense.

    References
    ----------
    .. [1] Bland, J. M. and Altman, D. G. (1986). Lancet 327, 307-310.
    .. [2] McGraw, K. O. and Wong, S. P. (1996). Psychological Methods 1, 30-46.

    Examples
    --------
    >>> found = agreement([9, 6, 8, 7, 10, 6], [8, 5, 7, 4, 10, 6])
    >>> found["bias"].value, round(found["ICC"].value, 3)
    (1.0, 0.754)
    """
    x, y = (np.asarray(ratings, dtype=np.float64) for ratings in (one, other))
    if x.ndim != 1 or x.shape != y.shape:
        message = f"the ratings must be two arrays of one length, but are {x.shape} and {y.shape}"
        raise TableError(message)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    if np.isinf(x).any() or np.isinf(y).any():
        message = "a rating is infinite; give NaN where there is none"
        raise TableError(message)
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    n = len(x)
    if n < FEWEST:
        message = f"agreement needs at least {FEWEST} subjects with both ratings"
        raise DefinitionError(message)
    about = About(level=level, method="Bland–Altman limits, ICC(A,1)") if about is None else about
    difference = x - y
    bias, spread = float(difference.mean()), float(difference.std(ddof=1))
    t = _t(1 - (1 - level) / 2, n - 1)
    z = NormalDist().inv_cdf(0.5 + level / 2)

    def points(value: float, error: float) -> Estimate:
        return Estimate(value, error, value - t * error, value + t * error, "points", n, about)

    # The variance of a limit, bias ± z s, is s²/n + z² s²/(2 (n - 1)).
    of_limit = spread * math.sqrt(1 / n + z * z / (2 * (n - 1)))
    value, lower, upper = _icc(np.stack([x, y], axis=1), level)
    found = {
        "bias": points(bias, spread / math.sqrt(n)),
        "lower limit": points(bias - z * spread, of_limit),
        "upper limit": points(bias + z * spread, of_limit),
        "ICC": Estimate(value, math.nan, lower, upper, "correlation", n, about),
    }
    return Estimates(found, about=about)


def _icc(ratings: npt.NDArray[np.float64], level: float) -> tuple[float, float, float]:
    """Return ICC(A,1) and its interval, from the mean squares of a two-way table."""
    n, k = ratings.shape
    mean = ratings.mean()
    rows = k * ((ratings.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    columns = n * ((ratings.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    total = ((ratings - mean) ** 2).sum()
    error = (total - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    error = max(float(error), 0.0)
    if rows > 0 and error + columns <= ROUNDING * rows:  # rounding leaves 1e-17 of what is 0
        return 1.0, 1.0, 1.0
    whole = rows + (k - 1) * error + k * (columns - error) / n
    if whole <= 0:
        return math.nan, math.nan, math.nan
    icc = float((rows - error) / whole)
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    if a * columns + b * error <= 0:
        return icc, math.nan, math.nan
    df = (a * columns + b * error) ** 2 / (
        (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    )
    tail = 1 - (1 - level) / 2
    up, down = _f(tail, n - 1, df), _f(tail, df, n - 1)
    rest = k * columns + (k * n - k - n) * error
    lower = n * (rows - up * error) / (up * rest + n * rows)
    upper = n * (down * rows - error) / (rest + n * down * rows)
    return icc, float(lower), float(upper)


def _t(p: float, df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, p))


def _f(p: float, first: float, second: float) -> float:
    """Return a quantile of the F distribution, also for parts of degrees of freedom."""
    from scipy.special import betaincinv

    x = float(betaincinv(first / 2, second / 2, p))
    return second * x / (first * (1 - x)) if x < 1 else math.inf
