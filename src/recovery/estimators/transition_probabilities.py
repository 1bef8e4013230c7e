"""Transition probabilities: where those in one state are some days later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.intervals import Interval, pointwise_interval, settled
from recovery.estimators.move_growth import Growth, growths
from recovery.estimators.move_influence import covariances
from recovery.estimators.moves import Moves, count_moves, per_weight, presence, stays_after
from recovery.estimators.sampled_subjects import sampled_subjects
from recovery.results import Transitions
from recovery.tables import StateTable
from recovery.tables.arrays import FIRST_DAY, FloatArray, IntArray, as_whole

__all__ = ["transition_probabilities"]


def transition_probabilities(
    states: StateTable,
    *,
    start: int = FIRST_DAY,
    days: Iterable[int] | None = None,
    variance: Literal["greenwood", "robust"] = "greenwood",
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Transitions:
    r"""Estimate the chances to be in each state, given the state on an earlier day.

    It is the product of the chances to move on the days after :math:`s`, the
    Aalen–Johansen estimator,

    .. math:: P(s, t) = \prod_{s < u \le t} A_u,

    so that what happens on day :math:`s` itself lies before it. It takes the
    moves as Markov: to depend on the state of today, not on the past; see
    :func:`markov_check`, and :func:`landmark_aalen_johansen`, which does not.

    Parameters
    ----------
    states
        Stays of ``n`` subjects in whole days since the origin, with or
        without delayed entry and frequencies; the robust variance also takes
        weights and clusters.
    start
        The day :math:`s`, from whose end on; -1 (from the origin on) or later.
    days
        The days :math:`t` that are wanted, ``start`` or later, each of them
        once; ``None``: ``start`` and every day on which anyone moved.
    variance
        ``greenwood``: of Greenwood's kind, from the counting process, as in the R
        package etm by default; ``robust``: the infinitesimal jackknife, which
        asks nothing of how the moves of one subject depend on each other.
    level
        Coverage of the pointwise intervals, strictly between 0 and 1.
    interval
        Scale of the intervals: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Transitions
        ``value`` of shape ``(m, k, k)`` with ``covariance`` of shape ``(m, k,
        k, k, k)``, NaN after the end of follow-up. A row of a state from which
        nobody was seen to move stays in that state, as in R.

    Raises
    ------
    DefinitionError
        If a choice is not among those allowed, or Greenwood variance is asked of
        a table with weights or clusters.

    References
    ----------
    .. [1] Aalen, O. O. and Johansen, S. (1978). Scand. J. Statist. 5, 141-150.
    .. [2] Andersen, P. K., Borgan, Ø., Gill, R. D. and Keiding, N. (1993).
       Statistical Models Based on Counting Processes. Springer, IV.4.

    Examples
    --------
    Two survivors leave the shelter, one of them comes back.

    >>> stays = StateTable(subject=[1, 1, 1, 2, 2, 3], start=[-1, 10, 30, -1, 20, -1],
    ...     stop=[10, 30, 80, 20, 60, 50],
    ...     state=["shelter", "community", "shelter", "shelter", "community", "shelter"],
    ...     to=["community", "shelter", None, "community", None, None],
    ...     states=("shelter", "community"))
    >>> after = transition_probabilities(stays, start=10)
    >>> after.at(30)
    array([[0.75, 0.25],
           [0.5 , 0.5 ]])
    >>> after.curve("shelter", "community").estimate([30])[30]
    Estimate(0.25 probability, 0.003346 to 0.7138, n=3)
    """
    check_choice("variance", variance, ("greenwood", "robust"))
    if variance == "greenwood":
        states.refuse("weight", "cluster")
    after = stays_after(states, start, name="start")
    subjects = sampled_subjects(after)
    asked = None if days is None else _asked(days, start)
    kept, value, covariance, arrived = _probabilities(after, start, asked, variance)
    variances = np.einsum("mghgh->mgh", covariance)  # a view
    value, std_error = settled(value, np.sqrt(np.maximum(variances, 0)))
    variances[std_error == 0] = 0
    lower, upper = pointwise_interval(value, std_error, level=level, interval=interval)
    risk_days, risk_counts = _seen(after)
    seen = np.searchsorted(risk_days, np.maximum(kept, start + 1), side="right")
    spread = "Greenwood variance" if variance == "greenwood" else subjects.variance
    return Transitions(
        start=int(start),
        states=states.states,
        days=kept,
        every_step=asked is None,
        value=value,
        lower=lower,
        upper=upper,
        covariance=covariance,
        at_risk=np.concatenate([np.zeros((1, len(states.states)), np.int64), risk_counts])[seen],
        events=arrived,
        followed_to=int(after.stop.max(initial=-1)),
        n=subjects.n,
        risk_days=risk_days,
        risk_counts=risk_counts,
        about=attrs.evolve(
            states.about.noting(*subjects.notes),
            method=f"Aalen–Johansen transition probabilities, {spread}, {interval} interval",
            level=level,
        ),
    )


def _asked(days: Iterable[int], start: int) -> IntArray:
    asked = as_whole(list(days))
    if asked.dtype != np.int64 or (asked < start).any():
        message = f"days must be whole numbers, {start} or later, where the probabilities start"
        raise DefinitionError(message)
    return np.unique(asked)


def _seen(states: StateTable) -> tuple[IntArray, IntArray]:
    """Return the days on which the number seen in any state changes, and all the numbers."""
    found = presence(states) if len(states) else []
    days = np.unique(np.concatenate([np.empty(0, np.int64), *(changed for changed, _ in found)]))
    counts = np.zeros((len(days), len(states.states)), dtype=np.int64)
    for state, (changed, number) in enumerate(found):
        counts[:, state] = np.append(0, number)[np.searchsorted(changed, days, side="right")]
    return days, counts


Found = tuple[IntArray, FloatArray, FloatArray, IntArray]


def _probabilities(states: StateTable, start: int, asked: IntArray | None, variance: str) -> Found:
    """Return days, probabilities, their covariance, and arrivals."""
    k = len(states.states)
    if not len(states):
        days = np.array([start]) if asked is None else asked
        value, covariance = (
            np.full((len(days), k, k), np.nan),
            np.full((len(days), *[k] * 4), np.nan),
        )
        return days, value, covariance, np.zeros((len(days), k), dtype=np.int64)
    moves = count_moves(states)
    chances = moves.transitions()
    steps = [np.eye(k)]
    for chance in chances:
        steps.append(steps[-1] @ chance)
    products = np.array(steps)
    changes = np.append(start, moves.days)
    days = changes if asked is None else asked
    place = np.searchsorted(changes, days, side="right") - 1
    wanted = np.isin(np.arange(len(products)), place)
    every = _covariances(moves, chances, products, variance)
    kept = np.array([each for each, is_wanted in zip(every, wanted, strict=True) if is_wanted])
    value, covariance = products[place], kept[wanted.cumsum()[place] - 1]
    known = days <= moves.followed_to
    value[~known], covariance[~known] = np.nan, np.nan
    arrived = np.concatenate([np.zeros((1, k), np.int64), moves.arrived])[place]
    arrived[~np.isin(days, moves.days)] = 0
    return days, value, covariance.reshape(-1, *[k] * 4), arrived


def _covariances(
    moves: Moves, chances: FloatArray, products: FloatArray, variance: str
) -> Iterator[FloatArray]:
    """Yield the covariance of all probabilities, row by row, at the start and after each move."""
    k = chances.shape[1]
    unit = np.eye(k)
    held = per_weight(products[:-1], moves.at_risk[:, None, :])
    added = growths(moves, chances, held, np.broadcast_to(unit, chances.shape))
    carry = (np.kron(unit, chance) for chance in chances)
    if variance == "greenwood":
        return _greenwood(carry, added, k * k)
    nothing = np.broadcast_to(0.0, (moves.subjects.rows, k * k))  # held once
    return covariances(moves, carry, added, nothing)


def _greenwood(
    steps: Iterable[FloatArray], added: Iterable[Growth], q: int
) -> Iterator[FloatArray]:
    """Yield the covariance of those whose moves on different days have nothing in common."""
    covariance = np.zeros((q, q))
    yield covariance
    for step, growth in zip(steps, added, strict=True):
        covariance = step.T @ covariance @ step + growth.own
        yield covariance
