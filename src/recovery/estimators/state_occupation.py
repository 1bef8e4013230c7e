"""State occupation: the share of subjects in each state, day by day."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.intervals import Interval, pointwise_interval
from recovery.estimators.move_influence import covariances, first_influence
from recovery.estimators.moves import Moves, count_moves, lay_out_stays
from recovery.results import Curve, Curves
from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.timeline import subject_codes

__all__ = ["shares_by_day", "state_occupation"]


def state_occupation(
    states: StateTable, *, level: float = 0.95, interval: Interval = "log-log"
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
        without delayed entry.
    level
        Coverage of the pointwise intervals, strictly between 0 and 1.
    interval
        Scale of the intervals: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Curves
        One curve for each state, in the order of the table; all step on the
        first day of follow-up and then on each day on which anyone moved.
        ``at_risk`` counts who was seen in the state on the day, ``events``
        who moved into it. A table without rows gives curves that are NaN from
        day 0 on.

    Raises
    ------
    DefinitionError
        If ``level`` or ``interval`` is not among those allowed.

    Notes
    -----
    The shares at the start are those among the subjects who were followed on
    the first day on which anyone moved: until then nobody had.

    The standard error is the infinitesimal jackknife: the root of the sum of
    squares of each subject's influence, which takes subjects as independent
    but asks nothing of how their moves depend on each other. It includes that
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
    about = attrs.evolve(
        states.about,
        method=f"Aalen–Johansen state occupation, infinitesimal jackknife, {interval} interval",
        level=level,
    )
    n = subject_codes(states.subject)[1]
    present = _presence(states)
    days, value, std_error, entered = _steps(states)
    curves = {}
    for place, name in enumerate(states.states):
        share, error = value[:, place], std_error[:, place]
        lower, upper = pointwise_interval(share, error, level=level, interval=interval)
        risk_days, risk_counts = present[place]
        seen = np.searchsorted(risk_days, days, side="right")
        curves[name] = Curve(
            days=days,
            value=share,
            std_error=error,
            lower=lower,
            upper=upper,
            at_risk=np.append(0, risk_counts)[seen],
            events=entered[:, place],
            followed_to=int(states.stop.max(initial=-1)),
            n=n,
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


def _steps(states: StateTable) -> tuple[IntArray, FloatArray, FloatArray, IntArray]:
    """Return days, shares, standard errors and arrivals, the last three by day and state."""
    k = len(states.states)
    if not len(states):
        return np.empty(0, np.int64), *np.empty((2, 0, k)), np.empty((0, k), np.int64)
    moves = count_moves(states)
    chances = moves.transitions()
    shares = shares_by_day(moves, chances)
    start = first_influence(moves)
    loadings = np.broadcast_to(np.eye(k), chances.shape)
    found = covariances(moves, chances, shares[:-1], chances, loadings, start)
    variances = [(start**2).sum(axis=0), *(covariance.diagonal() for covariance in found)]
    std_error = np.sqrt(np.maximum(variances, 0))  # rounding may leave -1e-17
    first = int(states.start.min()) + 1
    begin = 0 if first < moves.days[0] else 1  # a move on the first day hides the shares before it
    days = np.concatenate([[first], moves.days])
    entered = np.concatenate([np.zeros((1, k), np.int64), moves.moved.sum(axis=1)])
    return days[begin:], shares[begin:], std_error[begin:], entered[begin:]


def _presence(states: StateTable) -> list[tuple[IntArray, IntArray]]:
    """Return, for each state, the days on which the number seen in it changes, and the number."""
    k = len(states.states)
    days, last, first = lay_out_stays(states)
    changes = np.bincount(first * k + states.state, minlength=len(days) * k)
    changes -= np.bincount((last + 1) * k + states.state, minlength=len(days) * k)
    found = []
    for change in changes.reshape(-1, k).T:
        changed = np.flatnonzero(change)
        found.append((days[changed], change.cumsum()[changed]))
    return found
