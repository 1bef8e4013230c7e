"""Gray's test: is an event equally frequent in all groups, when others compete with it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.chi_squared import check_groups, compare, shared_about
from recovery.estimators.risk_sets import RiskSets, risk_sets
from recovery.results import Comparison
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["gray"]

K = TypeVar("K")


def gray(groups: Mapping[K, EventTable | CountTable], *, cause: str) -> Comparison:
    r"""Test whether the incidence of one of several competing events is the same in all groups.

    As in the log-rank test the events of each group are compared with its
    share of all of them; but who had a competing event stays among those who
    could be counted, in the number in which they would still be followed.
    That number is :math:`R_g = n_g (1 - F_g(t-)) / S_g(t-)`, with the
    incidence :math:`F_g` of the cause and the share :math:`S_g` without any
    event in group :math:`g`.

    Parameters
    ----------
    groups
        ``k`` tables of subjects or of counts, two or more, with or without
        frequencies, all with the cause among their causes. Where the tables have a ``stratum``,
        subjects are only compared with others of the same stratum.
    cause
        Name of the event.

    Returns
    -------
    Comparison
        On ``k - 1`` degrees of freedom, fewer when some groups were never at
        risk. ``observed`` and ``expected`` are numbers of events.

    Raises
    ------
    DefinitionError
        If there are fewer than two groups, a table does not know the cause,
        has delayed entry (for which the test is not defined), or has other
        arrays that the test cannot use.

    Notes
    -----
    The test with :math:`\rho = 0`, as ``cuminc`` in the R package cmprsk. Of
    a difference in incidence it does not tell whether the event itself or its
    competitors came faster: compare both, and the cause-specific hazards.

    Let :math:`h_g = n_g / S_g(t-)`, :math:`h` their sum, :math:`F` the
    incidence that grows by :math:`d / h` with each day's :math:`d` events,
    and :math:`a_{gk} = h_g (1_{g=k} - h_k / h)`. The score of group :math:`g`
    depends on the hazards of group :math:`k` through

    .. math::

        C_{gk}(t) = \sum_{s > t} a_{gk}(s) \frac{dF(s)}{1 - F(s-)},

    and the covariance of two scores is the sum over days and groups
    :math:`k` of products of :math:`a_{gk} + (1 - \frac{1 - F}{S_k}) C_{gk}`
    for the cause, and of :math:`\frac{1 - F}{S_k} C_{gk}` for the others,
    each times the variance of that group's share of events on the day.

    References
    ----------
    .. [1] Gray, R. J. (1988). Annals of Statistics 16, 1141-1154.

    Examples
    --------
    Are women and men equally often housed, when some are deported first?

    >>> causes = ("housed", "deported")
    >>> women = EventTable(exit=[8, 15, 15, 40, 61], event=[1, 1, 2, 0, 1], causes=causes)
    >>> men = EventTable(exit=[30, 61, 75, 90, 90], event=[2, 1, 0, 2, 0], causes=causes)
    >>> gray({"women": women, "men": men}, cause="housed")
    Comparison(chi-squared 3.222 on 1 df, p = 0.07266)
    """
    tables = check_groups(groups)
    if any(_enters_late(table) for table in tables):
        message = "the test is not defined for delayed entry; compare hazards with log_rank instead"
        raise DefinitionError(message)
    observed, expected = np.zeros((2, len(tables)))
    covariance = np.zeros((len(tables), len(tables)))
    for sets in risk_sets(tables, cause=cause):
        share, spread = _score(sets)
        observed += sets.own.sum(axis=1)
        expected += share @ sets.own.sum(axis=0)
        covariance += spread
    method = "Gray test" + ("" if tables[0].stratum is None else ", stratified")
    about = shared_about([table.about for table in tables], method=method)
    scale = float(observed.sum())
    return compare(list(groups), observed, expected, covariance, scale=scale, about=about)


def _enters_late(table: EventTable | CountTable) -> bool:
    if isinstance(table, CountTable):
        return bool((table.entered[table.day > 0] > 0).any())
    return table.entry is not None and bool((table.entry >= 0).any())


def _score(sets: RiskSets) -> tuple[FloatArray, FloatArray]:
    """Return each group's share of the events of each day, and the covariance of the scores."""
    at_risk = np.maximum(sets.at_risk, 1)
    had = sets.own.sum(axis=0)
    survival = (1 - (sets.own + sets.other) / at_risk).cumprod(axis=1)
    before = _shifted(survival, 1.0)
    incidence = _shifted((before * sets.own / at_risk).cumsum(axis=1), 0.0)
    present = sets.at_risk > 0
    held = np.divide(sets.at_risk, before, out=np.zeros_like(before), where=present)
    all_held = held.sum(axis=0)
    could = held * (1 - incidence)
    share = could / could.sum(axis=0)

    steps = had / all_held
    total = steps.cumsum()
    own_part = held * (np.eye(len(held))[:, :, None] - (held / all_held)[:, None])
    waiting = 1 - total + steps  # none of it is left where all groups together have run out
    moved = (
        own_part * np.divide(steps, waiting, out=np.zeros_like(steps), where=waiting != 0)
    ).cumsum(axis=2)
    ahead = moved[:, :, -1:] - moved
    left = np.divide(1 - total, survival, out=np.zeros_like(survival), where=survival > 0)

    by_other = left * ahead
    by_own = own_part + (ahead - by_other)
    per_head = before / at_risk
    own_spread = steps * per_head * _tied(had, all_held * before) * present
    other_spread = sets.other * per_head**2 * _tied(sets.other, at_risk)
    spread: FloatArray = np.einsum("gkm,hkm,km->gh", by_own, by_own, own_spread)
    spread += np.einsum("gkm,hkm,km->gh", by_other, by_other, other_spread)
    return share, spread


def _shifted(steps: FloatArray, first: float) -> FloatArray:
    """Return the value of each group just before each step."""
    before = np.empty_like(steps)
    before[:, :1], before[:, 1:] = first, steps[:, :-1]
    return before


def _tied(had: IntArray, at_risk: IntArray | FloatArray) -> FloatArray:
    """Return what ties leave of a day's variance: all of it for one event."""
    return 1 - np.maximum(had - 1, 0) / np.where(at_risk > 1, at_risk - 1, 1)
