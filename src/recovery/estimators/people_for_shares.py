"""How many people it takes until a share is known well, or two are seen to differ."""

from __future__ import annotations

import math

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.planning import (
    chance,
    check_numbers,
    countable,
    critical,
    planned,
    quantile,
    whole,
)
from recovery.results import Needed

__all__ = ["people_for_share", "people_for_two_shares"]

SEEN_BY_CHANCE = (
    "power must be above {least:.3g}, but was {power!r}: with groups so unequal the test sees this "
    "difference that often from few people as well, so no number of them is needed for less"
)


@countable()
def people_for_share(
    share: float, *, half_width: float, level: float = 0.95, interval: str = "wilson"
) -> Needed:
    r"""Return how many people it takes until a share is known to within a half-width.

    Wilson's interval of a share :math:`p` of :math:`n` people has the
    half-width :math:`z \sqrt{p (1 - p) n + z^2 / 4} / (n + z^2)`, which falls
    with :math:`n`; the normal one :math:`z \sqrt{p (1 - p) / n}`.

    Parameters
    ----------
    share
        The share that is expected; 0.5 takes the most people.
    half_width
        Half the length of the interval, below 0.5.
    level
        Coverage of the interval.
    interval
        ``wilson`` or ``normal``.

    Returns
    -------
    Needed
        ``people`` in one group.

    Raises
    ------
    DefinitionError
        If a number is out of its range.

    References
    ----------
    .. [1] Wilson, E. B. (1927). JASA 22, 209-212.

    Examples
    --------
    >>> people_for_share(0.5, half_width=0.1)
    Needed(a share of 0.5 to within 0.1: 93 people)
    >>> people_for_share(0.5, half_width=0.1, interval="normal").people
    97
    """
    check_numbers(
        share=(share, 0, 1), half_width=(half_width, 0, 0.5), level=(level, 0, 1), closed=("share",)
    )
    check_choice("interval", interval, ("wilson", "normal"))
    squared, variance = critical(level) ** 2, share * (1 - share)
    if interval == "normal":
        people = squared * variance / half_width**2
    else:
        half = squared * (1 - variance / (2 * half_width**2))
        root = math.sqrt(max(half**2 - squared**2 * (1 - 1 / (4 * half_width**2)), 0.0))
        people = root - half
    return Needed(
        question=f"a share of {share:g} to within {half_width:g}",
        groups=(max(whole(people), 1),),
        level=level,
        about=planned(f"{interval} interval"),
    )


@countable()
def people_for_two_shares(
    first: float,
    second: float,
    *,
    power: float = 0.8,
    level: float = 0.95,
    ratio: float = 1.0,
) -> Needed:
    r"""Return how many people it takes until two shares are seen to differ.

    Of :math:`n` people in the first group and :math:`r n` in the second, a
    two-sided test with the pooled share :math:`\bar p` sees the difference
    with the power asked for when

    .. math:: n = \left(\frac{z_{1-\alpha/2} \sqrt{(1 + 1/r) \bar p (1 - \bar p)}
        + z_{power} \sqrt{p_1 (1 - p_1) + p_2 (1 - p_2) / r}}{p_1 - p_2}\right)^2 .

    Parameters
    ----------
    first, second
        The shares that are expected.
    power
        How often the difference is to be seen, above half the error of the
        first kind: so often it is seen in this direction where there is none.
    level
        One less the error of the first kind.
    ratio
        People in the second group for each in the first.

    Returns
    -------
    Needed
        The people of both groups, each rounded up.

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the shares are equal.

    References
    ----------
    .. [1] Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical Methods
       for Rates and Proportions, 3rd edition. Wiley.

    Examples
    --------
    >>> people_for_two_shares(0.5, 0.75, power=0.9)
    Needed(a share of 0.5 beside one of 0.75: 154 people (77 + 77))
    """
    check_numbers(
        first=(first, 0, 1),
        second=(second, 0, 1),
        power=(power, 0, 1),
        level=(level, 0, 1),
        ratio=(ratio, 0, math.inf),
        closed=("first", "second"),
        differ=("first", "second"),
    )
    pooled = (first + ratio * second) / (1 + ratio)
    by_chance = critical(level) * math.sqrt((1 + 1 / ratio) * pooled * (1 - pooled))
    spread = math.sqrt(first * (1 - first) + second * (1 - second) / ratio)
    reach = by_chance + quantile(power) * spread
    if reach <= 0:
        least = chance(-by_chance / spread)
        message = SEEN_BY_CHANCE.format(least=least, power=power)
        raise DefinitionError(message)
    people = (reach / (first - second)) ** 2
    return Needed(
        question=f"a share of {first:g} beside one of {second:g}",
        groups=(whole(people), whole(ratio * people)),
        level=level,
        power=power,
        about=planned("test of two shares, pooled"),
    )
