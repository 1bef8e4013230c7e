"""State occupation: the share of subjects in each state, day by day."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.intervals import Interval, pointwise_interval, settled
from recovery.estimators.move_growth import growths
from recovery.estimators.move_influence import covariances, first_influence
from recovery.estimators.moves import Moves, count_moves, per_weight, presence, stays_after
from recovery.estimators.sampled_subjects import sampled_subjects
from recovery.results import Curve, Curves
from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["held_by_one", "shares_by_day", "state_occupation"]


def state_occupation(
    states: StateTable,
    *,
    landmark: int | None = None,
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Curves:
    r"""Estimate the share of subjects in each state, day by day.

    On each day :math:`t` the shares are multiplied by the chances to move,
    :math:`p(t) = p(t-)\, A_t`, where the chance to go from :math:`h` to
    :math:`j` is that of those seen in :math:`h` on that day. States may be
    left and entered again in any way.

    Parameters
    ----------
    states
        Stays of ``n`` subjects in whole days since the origin, with or
        without delayed entry, frequencies, weights and clusters.
    landmark
        Follow only what comes after this day, -1 or later: the shares among
        those who are followed beyond it. ``None``: from the beginning.
    level
        Coverage of the pointwise intervals, strictly between 0 and 1.
    interval
        Scale of the intervals: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Curves
        One curve for each state, in the order of the table; all step on the
        first day of follow-up, or the landmark, and then on each day on which
        anyone moved. ``at_risk`` counts who was seen in the state on the day,
        ``events`` who moved into it. Where nobody was followed the curves are
        NaN.

    Raises
    ------
    DefinitionError
        If ``landmark``, ``level`` or ``interval`` is not among those allowed.

    Notes
    -----
    The shares at the start are those among the subjects who were followed on
    the first day on which anyone moved: until then nobody had. After a
    landmark :math:`s` it is the first day :math:`t > s` on which anyone moved;
    what happens on the landmark itself lies before it. ``survfit`` of the R
    package survival counts what happens on its ``start.time`` as after it, and
    needs ``istate``: without it everyone is there in one and the same state.

    The standard error is the infinitesimal jackknife: the root of the sum of
    squares of each subject's, or each cluster's, influence, which takes them
    as independent but asks nothing of how their moves depend on each other. A
    sampling weight multiplies the influence, a frequency says how many have
    the same. It includes that
    the first shares are estimated. It is that of ``survfit(influence = TRUE)``
    in the R package survival; without that argument survival 3.5 takes the
    first shares as known. The estimate itself is right for any course when
    censoring does not depend on it (Datta and Satten), also where moves
    depend on the past.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). Scand. J. Statist. 5, 141-150.
    .. [2] Datta, S. and Satten, G. A. (2001). Statistics and Probability
       Letters 55, 403-411.

    Examples
    --------
    Two survivors leave the shelter, one of them comes back.

    >>> stays = StateTable(subject=[1, 1, 1, 2, 2, 3], start=[-1, 10, 30, -1, 20, -1],
    ...     stop=[10, 30, 80, 20, 60, 50],
    ...     state=["shelter", "community", "shelter", "shelter", "community", "shelter"],
    ...     to=["community", "shelter", None, "community", None, None],
    ...     states=("shelter", "community"))
    >>> state_occupation(stays)["shelter"].at([0, 15, 25, 70]).round(2)
    array([1.  , 0.67, 0.33, 0.67])
    """
    if landmark is not None:
        states = stays_after(states, landmark, name="landmark")
    subjects = sampled_subjects(states)
    after = "" if landmark is None else f" after day {landmark}"
    about = attrs.evolve(
        states.about.noting(*subjects.notes),
        method=f"Aalen–Johansen state occupation{after}, {subjects.variance}, {interval} interval",
        level=level,
    )
    present = presence(states)
    days, value, std_error, arrived = _steps(states, landmark)
    curves = {}
    for place, name in enumerate(states.states):
        share, error = settled(value[:, place], std_error[:, place])
        lower, upper = pointwise_interval(share, error, level=level, interval=interval)
        risk_days, risk_counts = present[place]
        seen = np.searchsorted(
            risk_days, days if landmark is None else np.maximum(days, landmark + 1), side="right"
        )
        curves[name] = Curve(
            days=days,
            value=share,
            std_error=error,
            lower=lower,
            upper=upper,
            at_risk=np.append(0, risk_counts)[seen],
            events=arrived[:, place],
            followed_to=int(states.stop.max(initial=-1)),
            n=subjects.n,
            risk_days=risk_days,
            risk_counts=risk_counts,
            kind="occupation",
            cause=name,
            about=about,
        )
    return Curves(curves, about=about)


def shares_by_day(moves: Moves, chances: FloatArray) -> FloatArray:
    """Return the first shares and those after each day with a move, shape ``(m + 1, k)``."""
    shares = [moves.first_shares()]
    for chance in chances:
        shares.append(shares[-1] @ chance)
    return np.array(shares)


def held_by_one(moves: Moves, shares: FloatArray) -> FloatArray:
    """Return the share that one of unit weight holds in each state before each day."""
    return per_weight(shares[:-1], moves.at_risk[: len(shares) - 1])


def _steps(
    states: StateTable, landmark: int | None
) -> tuple[IntArray, FloatArray, FloatArray, IntArray]:
    """Return days, shares, standard errors and arrivals, the last three by day and state."""
    k = len(states.states)
    if not len(states):
        return np.empty(0, np.int64), *np.empty((2, 0, k)), np.empty((0, k), np.int64)
    moves = count_moves(states)
    chances = moves.transitions()
    shares = shares_by_day(moves, chances)
    held = held_by_one(moves, shares)[:, None]
    added = growths(moves, chances, held, np.broadcast_to(np.eye(k), chances.shape))
    found = covariances(moves, chances, added, first_influence(moves))
    std_error = np.sqrt(np.maximum([each.diagonal() for each in found], 0))  # rounding: -1e-17
    first = int(states.start.min()) + 1 if landmark is None else landmark
    begin = 0 if first < moves.days[0] else 1  # a move on the first day hides the shares before it
    days = np.concatenate([[first], moves.days])
    arrived = np.concatenate([np.zeros((1, k), np.int64), moves.arrived])
    return days[begin:], shares[begin:], std_error[begin:], arrived[begin:]
