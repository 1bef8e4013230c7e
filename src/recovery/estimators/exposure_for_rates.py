"""How much exposure it takes until a rate is known well, or two are seen to differ."""

from __future__ import annotations

import math

from recovery.estimators.planning import (
    check_numbers,
    countable,
    critical,
    planned,
    quantile,
    whole,
)
from recovery.results import Needed

__all__ = ["exposure_for_rate", "exposure_for_two_rates"]


@countable()
def exposure_for_rate(rate: float, *, half_width: float, level: float = 0.95) -> Needed:
    r"""Return how much exposure it takes until a rate is known to within a half-width.

    A Poisson rate :math:`\lambda` seen in an exposure :math:`T` has the
    standard error :math:`\sqrt{\lambda / T}`, so :math:`T = z^2 \lambda / w^2`.

    Parameters
    ----------
    rate
        Events per unit of exposure, such as re-trafficking per person-year.
    half_width
        Half the length of the interval, in the same unit.
    level
        Coverage of the interval.

    Returns
    -------
    Needed
        ``exposure``, and the events that it is expected to bring.

    Raises
    ------
    DefinitionError
        If a number is out of its range.

    References
    ----------
    .. [1] Machin, D., Campbell, M. J., Tan, S. B. and Tan, S. H. (2009). Sample
       Size Tables for Clinical Studies, 3rd edition. Wiley-Blackwell.

    Examples
    --------
    >>> exposure_for_rate(0.04, half_width=0.01)
    Needed(a rate of 0.04 to within 0.01: 62 events; an exposure of 1,536.6)
    """
    check_numbers(
        rate=(rate, 0, math.inf), half_width=(half_width, 0, math.inf), level=(level, 0, 1)
    )
    exposure = critical(level) ** 2 * rate / half_width**2
    return Needed(
        question=f"a rate of {rate:g} to within {half_width:g}",
        events=whole(rate * exposure),
        exposure=exposure,
        level=level,
        about=planned("normal interval of a Poisson rate"),
    )


@countable()
def exposure_for_two_rates(
    first: float, second: float, *, power: float = 0.8, level: float = 0.95, ratio: float = 1.0
) -> Needed:
    r"""Return how much exposure it takes until two rates are seen to differ.

    With exposures :math:`T` and :math:`r T`, the difference of two Poisson
    rates has the variance :math:`(\lambda_1 + \lambda_2 / r) / T`, so
    :math:`T = (z_{1-\alpha/2} + z_{power})^2 (\lambda_1 + \lambda_2 / r) /
    (\lambda_1 - \lambda_2)^2`.

    Parameters
    ----------
    first, second
        Events per unit of exposure.
    power, level, ratio
        As for :func:`people_for_two_shares`, of exposure instead of people.

    Returns
    -------
    Needed
        ``exposure`` of both groups together, and the events expected in it.

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the rates are equal.

    References
    ----------
    .. [1] Machin, D., Campbell, M. J., Tan, S. B. and Tan, S. H. (2009). Sample
       Size Tables for Clinical Studies, 3rd edition. Wiley-Blackwell.

    Examples
    --------
    >>> exposure_for_two_rates(0.04, 0.08)
    Needed(a rate of 0.04 beside one of 0.08: 71 events; an exposure of 1,177.3)
    """
    check_numbers(
        first=(first, 0, math.inf),
        second=(second, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        ratio=(ratio, 0, math.inf),
        differ=("first", "second"),
    )
    reach = (critical(level) + quantile(power)) ** 2
    exposure = reach * (first + second / ratio) / (first - second) ** 2
    return Needed(
        question=f"a rate of {first:g} beside one of {second:g}",
        events=whole(exposure * (first + ratio * second)),
        exposure=exposure * (1 + ratio),
        level=level,
        power=power,
        about=planned("test of two Poisson rates"),
    )
