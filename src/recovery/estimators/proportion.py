"""A share of some subjects, with an interval that holds for few of them too."""

from __future__ import annotations

import math
from statistics import NormalDist

from recovery.errors import DefinitionError
from recovery.results import Estimate
from recovery.tables import About

__all__ = ["proportion", "wilson_interval"]


def proportion(count: int, n: int, *, level: float = 0.95, about: About | None = None) -> Estimate:
    r"""Return the share ``count / n`` with Wilson's score interval.

    The interval holds the shares :math:`p` for which the count lies within
    :math:`z` standard errors :math:`\sqrt{p (1 - p) / n}`, taken at that very
    :math:`p`; it stays between 0 and 1 and is never empty.

    Parameters
    ----------
    count, n
        How many of how many subjects.
    level
        Coverage of the interval, strictly between 0 and 1.
    about
        What the share is about.

    Returns
    -------
    Estimate
        All NaN when there is nobody.

    Raises
    ------
    DefinitionError
        If ``count`` is not from 0 to ``n``, or ``level`` not between 0 and 1.

    References
    ----------
    .. [1] Wilson, E. B. (1927). JASA 22, 209-212.

    Examples
    --------
    >>> proportion(8, 10)
    Estimate(0.8 probability, 0.4902 to 0.9433, n=10)
    """
    if not 0 <= count <= n:
        message = f"count must lie from 0 to n, but was {count!r} of {n!r}"
        raise DefinitionError(message)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    about = About() if about is None else about
    if not n:
        return Estimate(math.nan, math.nan, math.nan, math.nan, "probability", 0, about)
    share = count / n
    lower, upper = wilson_interval(share, n, level=level)
    std_error = math.sqrt(share * (1 - share) / n)
    return Estimate(share, std_error, lower, upper, "probability", n, about)


def wilson_interval(share: float, n: float, *, level: float) -> tuple[float, float]:
    """Return Wilson's interval of a share of ``n``, which may be an effective number."""
    squared = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = math.sqrt(squared * (share * (1 - share) / n + squared / (4 * n * n)))
    half /= 1 + squared / n
    lower = 0.0 if share == 0 else max(middle - half, 0.0)
    upper = 1.0 if share == 1 else min(middle + half, 1.0)
    return lower, upper
