"""Sojourn: how many days subjects spend in each state on average, up to a horizon."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.horizons import mean_days
from recovery.estimators.move_growth import growths
from recovery.estimators.move_influence import covariances, first_influence
from recovery.estimators.moves import Moves, count_moves, stays_after
from recovery.estimators.state_occupation import held_by_one, shares_by_day
from recovery.results import Estimates
from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray

__all__ = ["sojourn"]


def sojourn(
    states: StateTable, *, days: int, landmark: int | None = None, level: float = 0.95
) -> Estimates[str]:
    r"""Estimate the mean number of days in each state, up to a horizon.

    It is the area under the curve of :func:`state_occupation` up to day
    :math:`\tau`; the days in all states make :math:`\tau`, or after a landmark
    :math:`s` they make :math:`\tau - s`.

    Parameters
    ----------
    states
        Stays of ``n`` subjects in whole days since the origin, with or
        without delayed entry, frequencies, weights and clusters.
    days
        The horizon :math:`\tau` in days, 1 or more, within follow-up.
    landmark
        Count only the days from here on to ``days``, among those followed
        beyond it; 0 or later. ``None``: from the origin on.
    level
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    Estimates
        In days, by state, each with the infinitesimal jackknife's standard
        error and a symmetric interval that is cut at 0 and at all the days
        that there are.

    Raises
    ------
    DefinitionError
        If ``days`` is not a day of follow-up after the origin, or the
        landmark, or ``level`` is not strictly between 0 and 1.

    References
    ----------
    .. [1] Beyersmann, J. and Putter, H. (2014). Demographic Research 30,
       1681-1696.

    Examples
    --------
    Two survivors leave the shelter, one of them comes back.

    >>> stays = StateTable(subject=[1, 1, 1, 2, 2, 3], start=[-1, 10, 30, -1, 20, -1],
    ...     stop=[10, 30, 80, 20, 60, 50],
    ...     state=["shelter", "community", "shelter", "shelter", "community", "shelter"],
    ...     to=["community", "shelter", None, "community", None, None],
    ...     states=("shelter", "community"))
    >>> sojourn(stays, days=60)
    Estimates(2)
      shelter: Estimate(40 days, 21.52 to 58.48, n=3)
      community: Estimate(20 days, 1.521 to 38.48, n=3)
    """
    begin = 0 if landmark is None else max(landmark, 0)
    if landmark is not None:
        states = stays_after(states, landmark, name="landmark")
    moves = _checked(states, days, begin)
    chances = moves.transitions()
    shares = shares_by_day(moves, chances)
    edges = np.concatenate([[begin], moves.days, [days]]).clip(max=days)
    value, span = np.diff(edges) @ shares, days - begin
    variance = _variance(moves, chances, shares, np.diff(edges) / span) * span**2
    after = "" if landmark is None else f"from day {landmark} "
    about = attrs.evolve(
        states.about.noting(*moves.subjects.notes),
        method=f"mean days {after}up to day {days}, {moves.subjects.variance}, plain interval",
        level=level,
    )
    found = {
        name: mean_days(
            value[k], variance[k], days=span, level=level, n=moves.subjects.n, about=about
        )
        for k, name in enumerate(states.states)
    }
    return Estimates(found, about=about)


def _checked(states: StateTable, days: int, begin: int) -> Moves:
    """Sum up the moves, if the days asked for were followed."""
    followed_to = int(states.stop.max(initial=-1))
    if followed_to <= begin:
        message = f"nobody was followed beyond day {begin}, so the days in each state are not known"
        raise DefinitionError(message)
    if days != int(days) or not begin < days <= followed_to:
        message = (
            f"days must be a whole number from {begin + 1} to {followed_to}, the last day on which "
            f"anyone was followed, but was {days!r}"
        )
        raise DefinitionError(message)
    return count_moves(states)


def _variance(
    moves: Moves, chances: FloatArray, shares: FloatArray, widths: FloatArray
) -> FloatArray:
    """Return the variance of each state's share of the days.

    The numbers that are followed are the shares of today and the share of the days until the next
    move; ``widths`` are of the days before the first move and after each.
    """
    k = shares.shape[1]
    some = int(np.count_nonzero(widths[1:]))
    after = widths[1 : some + 1, None, None]
    steps = np.zeros((some, 2 * k, 2 * k))
    steps[:, :k, :k] = chances[:some]
    steps[:, :k, k:] = chances[:some] * after
    steps[:, k:, k:] = np.eye(k)
    loadings = np.concatenate([np.eye(k) + 0 * after, np.eye(k) * after], axis=2)
    first = first_influence(moves)
    start = np.concatenate([first, first * widths[0]], axis=1)
    added = growths(moves, chances, held_by_one(moves, shares)[:some, None], loadings)
    *_, last = covariances(moves, steps, added, start)
    variance: FloatArray = last.diagonal()[k:]
    return variance
