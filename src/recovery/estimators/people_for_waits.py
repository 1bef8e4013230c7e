"""How many events, or people, it takes until waits are seen to differ."""

from __future__ import annotations

import math

from recovery.errors import DefinitionError
from recovery.estimators.planning import (
    check_numbers,
    countable,
    critical,
    planned,
    quantile,
    whole,
)
from recovery.results import Needed

__all__ = ["events_for_hazard_ratio", "people_for_medians"]


@countable()
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

    Returns
    -------
    Needed
        ``events`` of both groups together; nothing is said about people.

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
    check_numbers(
        hazard_ratio=(hazard_ratio, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        share=(share, 0, 1),
    )
    if hazard_ratio == 1:
        message = "a hazard ratio of 1 is no difference: no number of events shows it"
        raise DefinitionError(message)
    return Needed(
        question=f"a hazard ratio of {hazard_ratio:g}",
        events=whole(_schoenfeld(math.log(hazard_ratio), power, level, share)),
        level=level,
        power=power,
        about=planned("log-rank test, Schoenfeld's events"),
    )


@countable()
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

    Returns
    -------
    Needed
        The people of both groups, each rounded up, and the events they must bring.

    Raises
    ------
    DefinitionError
        If a number is out of its range, or the medians are equal.

    References
    ----------
    .. [1] Schoenfeld, D. A. and Richter, J. R. (1982). Nomograms for calculating
       the number of patients needed for a clinical trial with survival as an
       endpoint. Biometrics 38, 163-170.

    Examples
    --------
    >>> people_for_medians(120, 180, followed=365)
    Needed(a median of 120 days beside one of 180: 234 people (117 + 117); 191 events)
    """
    check_numbers(
        first=(first, 0, math.inf),
        second=(second, 0, math.inf),
        followed=(followed, 0, math.inf),
        recruited=(recruited, 0, math.inf),
        power=(power, 0, 1),
        level=(level, 0, 1),
        share=(share, 0, 1),
        closed=("recruited",),
        differ=("first", "second"),
    )
    events = _schoenfeld(math.log(first) - math.log(second), power, level, share)
    over = [_share_over(math.log(2) / median, followed, recruited) for median in (first, second)]
    people = events / (share * over[0] + (1 - share) * over[1])
    return Needed(
        question=f"a median of {first:g} days beside one of {second:g}",
        groups=(whole(share * people), whole((1 - share) * people)),
        events=whole(events),
        level=level,
        power=power,
        about=planned("log-rank test, Schoenfeld's events, constant hazards"),
    )


def _schoenfeld(log_ratio: float, power: float, level: float, share: float) -> float:
    reach = (critical(level) + quantile(power)) ** 2
    return reach / (share * (1 - share) * log_ratio**2)


def _share_over(hazard: float, followed: float, recruited: float) -> float:
    """Return the share of the people whose wait is over at the end of follow-up."""
    spread = -math.expm1(-hazard * recruited) / (hazard * recruited) if recruited else 1.0
    return 1 - math.exp(-hazard * followed) * spread
