"""How many people, events or how much exposure it takes to see something."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.results import Needed
from recovery.tables import About

__all__ = [
    "events_for_hazard_ratio",
    "exposure_for_rate",
    "exposure_for_two_rates",
    "people_for_medians",
    "people_for_share",
    "people_for_two_shares",
]

PLANNED = "a plan from assumed figures: what is found may need more people, and loss must be added"
DUST = 1e-9
"""Relative excess over a whole number that is rounding, and takes no further person."""


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

    Raises
    ------
    DefinitionError
        If a number is out of its range.

    Examples
    --------
    >>> people_for_share(0.5, half_width=0.1)
    Needed(a share of 0.5 to within 0.1: 93 people)
    >>> people_for_share(0.5, half_width=0.1, interval="normal").people
    97
    """
    _check(
        share=(share, 0, 1), half_width=(half_width, 0, 0.5), level=(level, 0, 1), closed=("share",)
    )
    check_choice("interval", interval, ("wilson", "normal"))
    squared, variance = _z(0.5 + level / 2) ** 2, share * (1 - share)
    if interval == "normal":
        people = squared * variance / half_width**2
    else:
        half = squared * (1 - variance / (2 * half_width**2))
        root = math.sqrt(max(half**2 - squared**2 * (1 - 1 / (4 * half_width**2)), 0.0))
        people = root - half
    return Needed(
        question=f"a share of {share:g} to within {half_width:g}",
        groups=(max(_up(people), 1),),
        level=level,
        about=_about(f"{interval} interval"),
    )


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
        How often the difference is to be seen.
    level
        One less the error of the first kind.
    ratio
        People in the second group for each in the first.

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the shares are equal.

    Examples
    --------
    >>> people_for_two_shares(0.5, 0.75, power=0.9)
    Needed(a share of 0.5 beside one of 0.75: 154 people (77 + 77))
    """
    _check(
        first=(first, 0, 1),
        second=(second, 0, 1),
        power=(power, 0, 1),
        level=(level, 0, 1),
        ratio=(ratio, 0, math.inf),
        closed=("first", "second"),
        differ=("first", "second"),
    )
    pooled = (first + ratio * second) / (1 + ratio)
    by_chance = _z(0.5 + level / 2) * math.sqrt((1 + 1 / ratio) * pooled * (1 - pooled))
    spread = math.sqrt(first * (1 - first) + second * (1 - second) / ratio)
    people = ((by_chance + _z(power) * spread) / (first - second)) ** 2
    return Needed(
        question=f"a share of {first:g} beside one of {second:g}",
        groups=(_up(people), _up(ratio * people)),
        level=level,
        power=power,
        about=_about("test of two shares, pooled"),
    )


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

    Raises
    ------
    DefinitionError
        If a number is out of its range.

    Examples
    --------
    >>> exposure_for_rate(0.04, half_width=0.01)
    Needed(a rate of 0.04 to within 0.01: 62 events; an exposure of 1,536.6)
    """
    _check(rate=(rate, 0, math.inf), half_width=(half_width, 0, math.inf), level=(level, 0, 1))
    exposure = _z(0.5 + level / 2) ** 2 * rate / half_width**2
    return Needed(
        question=f"a rate of {rate:g} to within {half_width:g}",
        events=_up(rate * exposure),
        exposure=exposure,
        level=level,
        about=_about("normal interval of a Poisson rate"),
    )


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

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the rates are equal.

    Examples
    --------
    >>> exposure_for_two_rates(0.04, 0.08)
    Needed(a rate of 0.04 beside one of 0.08: 71 events; an exposure of 1,177.3)
    """
    _check(
        first=(first, 0, math.inf),
        second=(second, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        ratio=(ratio, 0, math.inf),
        differ=("first", "second"),
    )
    reach = (_z(0.5 + level / 2) + _z(power)) ** 2
    exposure = reach * (first + second / ratio) / (first - second) ** 2
    return Needed(
        question=f"a rate of {first:g} beside one of {second:g}",
        events=_up(exposure * (first + ratio * second)),
        exposure=exposure * (1 + ratio),
        level=level,
        power=power,
        about=_about("test of two Poisson rates"),
    )


def events_for_hazard_ratio(
    hazard_ratio: float, *, power: float = 0.8, level: float = 0.95, share: float = 0.5
) -> Needed:
    r"""Return how many events it takes until a log-rank test sees a hazard ratio.

    With a share :math:`\pi` of the people in one group,
    :math:`d = (z_{1-\alpha/2} + z_{power})^2 / (\pi (1 - \pi) \log^2 \theta)`.

    Parameters
    ----------
    hazard_ratio
        Above 0, and not 1.
    power, level
        As for :func:`people_for_two_shares`.
    share
        Share of the people who are in one of the two groups.

    Raises
    ------
    DefinitionError
        If a number is out of its range.

    References
    ----------
    .. [1] Schoenfeld, D. A. (1983). Sample-size formula for the
       proportional-hazards regression model. Biometrics 39, 499-503.

    Examples
    --------
    >>> events_for_hazard_ratio(2)
    Needed(a hazard ratio of 2: 66 events)
    """
    _check(
        hazard_ratio=(hazard_ratio, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        share=(share, 0, 1),
    )
    return Needed(
        question=f"a hazard ratio of {hazard_ratio:g}",
        events=_up(_schoenfeld(hazard_ratio, power, level, share)),
        level=level,
        power=power,
        about=_about("log-rank test, Schoenfeld's events"),
    )


def people_for_medians(
    first: float,
    second: float,
    *,
    followed: float,
    recruited: float = 0,
    power: float = 0.8,
    level: float = 0.95,
    share: float = 0.5,
) -> Needed:
    r"""Return how many people it takes until two median waits are seen to differ.

    Waits are taken to end at constant rates :math:`\lambda = \log 2 /` median,
    so that the hazard ratio is that of the medians. Of people who come in
    evenly over :math:`a` days and are followed :math:`f` days more, a share
    :math:`1 - e^{-\lambda f} (1 - e^{-\lambda a}) / (\lambda a)` will have had
    the event; they must bring Schoenfeld's number of events.

    Parameters
    ----------
    first, second
        The medians that are expected, in days.
    followed
        Days for which everybody is followed.
    recruited
        Days over which they come in before that.
    power, level
        As for :func:`people_for_two_shares`.
    share
        Share of the people who are in the first group.

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the medians are equal.

    Examples
    --------
    >>> people_for_medians(120, 180, followed=365)
    Needed(a median of 120 days beside one of 180: 234 people (117 + 117); 191 events)
    """
    _check(
        first=(first, 0, math.inf),
        second=(second, 0, math.inf),
        followed=(followed, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        share=(share, 0, 1),
        differ=("first", "second"),
    )
    if not 0 <= recruited < math.inf:
        message = f"recruited must be 0 or more days, but was {recruited!r}"
        raise DefinitionError(message)
    events = _schoenfeld(first / second, power, level, share)
    over = [_share_over(math.log(2) / median, followed, recruited) for median in (first, second)]
    people = events / (share * over[0] + (1 - share) * over[1])
    return Needed(
        question=f"a median of {first:g} days beside one of {second:g}",
        groups=(_up(share * people), _up((1 - share) * people)),
        events=_up(events),
        level=level,
        power=power,
        about=_about("log-rank test, Schoenfeld's events, constant hazards"),
    )


def _schoenfeld(hazard_ratio: float, power: float, level: float, share: float) -> float:
    if hazard_ratio == 1:
        message = "a hazard ratio of 1 is no difference: no number of events shows it"
        raise DefinitionError(message)
    reach = (_z(0.5 + level / 2) + _z(power)) ** 2
    return reach / (share * (1 - share) * math.log(hazard_ratio) ** 2)


def _share_over(hazard: float, followed: float, recruited: float) -> float:
    """Return the share of the people whose wait is over at the end of follow-up."""
    spread = -math.expm1(-hazard * recruited) / (hazard * recruited) if recruited else 1.0
    return 1 - math.exp(-hazard * followed) * spread


def _z(chance: float) -> float:
    return NormalDist().inv_cdf(chance)


def _up(people: float) -> int:
    return math.ceil(people * (1 - DUST))


def _about(method: str) -> About:
    return About(method=method, notes=(PLANNED,))


def _check(
    closed: tuple[str, ...] = (),
    differ: tuple[str, ...] = (),
    **ranges: tuple[float, float, float],
) -> None:
    if faults := tuple(_faults(closed, differ, ranges)):
        message = "this cannot be planned with these numbers:"
        raise DefinitionError(message, faults=faults)


def _faults(
    closed: tuple[str, ...],
    differ: tuple[str, ...],
    ranges: dict[str, tuple[float, float, float]],
) -> Iterator[str]:
    for name, (value, low, high) in ranges.items():
        within = low <= value <= high if name in closed else low < value < high
        if not within:
            words = "from" if name in closed else "strictly between"
            joined = "to" if name in closed else "and"
            wanted = f"above {low:g}" if high == math.inf else f"{words} {low:g} {joined} {high:g}"
            yield f"{name} must be {wanted}, but was {value!r}"
    if differ and len({ranges[name][0] for name in differ}) == 1:
        yield f"{' and '.join(differ)} must differ: no number of people shows a difference of none"
