"""How far each subject moves a curve: its influence, in a few numbers a subject.

The influence of a subject on a curve is the derivative of the curve by that
subject's weight. Written out it is a number for each subject and day. But it
changes shape only when the subject enters or leaves, so that it is a sum of
``r`` products: functions of the day, the same for all, times numbers of the
subject, the same for all days before, between and after its two days.
"""

from __future__ import annotations

import attrs
import numpy as np

from recovery.tables.arrays import FloatArray

__all__ = ["Influence", "incidence_influence", "survival_influence"]


@attrs.frozen(eq=False)
class Influence:
    """The influence of a subject of weight 1, as functions of the place of a day.

    On a day of place ``t`` it is ``reach[:, t] @ x``. The ``r`` numbers ``x``
    are 0 before the first day at risk, of place ``f``; ``entering[:, f]``
    from that day on; and ``leaving[event, :, e]`` more from the day of exit,
    of place ``e``, on.

    Attributes
    ----------
    value
        Shape ``(m,)``; the curve.
    reach, entering
        Shape ``(r, m)``.
    leaving
        Shape ``(causes + 1, r, m)``.
    """

    value: FloatArray
    reach: FloatArray
    entering: FloatArray
    leaving: FloatArray


def survival_influence(at_risk: FloatArray, events: FloatArray) -> Influence:
    r"""Return the influence on the share still waiting.

    Its derivative is :math:`-S(t) \sum_{s \le t} (dN(s) - Y(s) h_s) / (n_s - d_s)`
    with the hazard :math:`h_s = d_s / n_s`. From the day on which everyone at
    risk had an event it is 0.
    """
    hazard, rest, value = _survival(at_risk, events.sum(axis=0))
    spent = np.cumsum(hazard * rest)
    ones = np.ones_like(spent)
    left = [np.array([rest * had - spent, -ones]) for had in _any_event(len(events))]
    return Influence(
        value=value,
        reach=np.array([-value, value * spent]),
        entering=np.array([_before(spent), ones]),
        leaving=np.array(left),
    )


def incidence_influence(at_risk: FloatArray, events: FloatArray, cause: int) -> Influence:
    r"""Return the influence on the incidence of one cause, counted from 0.

    Its derivative is the sum over :math:`s \le t` of
    :math:`S(s-)\,(dN_k(s) - Y(s) h_{k,s}) / n_s`, less
    :math:`(F(t) - F(s))\,(dN(s) - Y(s) h_s) / (n_s - d_s)`.
    """
    hazard, rest, survival = _survival(at_risk, events.sum(axis=0))
    before = np.concatenate([[1.0], survival[:-1]])
    share = np.divide(before, at_risk, out=np.zeros_like(rest), where=at_risk > 0)
    own = np.divide(events[cause], at_risk, out=np.zeros_like(rest), where=at_risk > 0)
    value = np.cumsum(before * own)
    spent = np.cumsum(hazard * rest)
    gained = np.cumsum(share * own + value * hazard * rest)
    ones = np.ones_like(spent)
    left = []
    for kind, had in enumerate(_any_event(len(events))):
        mine = share if kind == cause + 1 else 0.0
        left.append(np.array([mine + had * rest * value - gained, spent - had * rest, -ones]))
    return Influence(
        value=value,
        reach=np.array([ones, value, value * spent - gained]),
        entering=np.array([_before(gained), -_before(spent), ones]),
        leaving=np.array(left),
    )


def _survival(at_risk: FloatArray, had: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the hazard, one over the weight that goes on waiting (or 0), and the survival."""
    waiting = at_risk - had
    nobody = np.zeros_like(waiting)
    hazard = np.divide(had, at_risk, out=nobody.copy(), where=at_risk > 0)
    rest = np.divide(1.0, waiting, out=nobody, where=waiting > 0)
    stay = np.divide(waiting, at_risk, out=np.ones_like(waiting), where=at_risk > 0)
    survival: FloatArray = stay.cumprod()
    return hazard, rest, survival


def _any_event(causes: int) -> list[float]:
    """Return 0 for censored, and 1 for each cause."""
    return [0.0] + causes * [1.0]


def _before(running: FloatArray) -> FloatArray:
    """Return the value just before each place, 0 before the first."""
    return np.concatenate([[0.0], running[:-1]])
