"""Pseudo-values: one number a subject and day, to be used where a complete answer is wanted."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.influence import Influence, incidence_influence, survival_influence
from recovery.estimators.sampled_rows import SampledRows, sampled_rows
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray, as_whole

__all__ = ["pseudo_values"]

SURVIVAL, MEAN = "survival", "restricted mean"


def pseudo_values(events: EventTable, *, days: Iterable[int], of: str = SURVIVAL) -> FloatArray:
    r"""Return a number for each subject and day that stands for what censoring hides.

    Of a subject followed throughout, one can say on each day whether it still
    waits, had an event, or how long it has waited so far. Pseudo-values say it
    of everyone, on average rightly: :math:`\hat\theta(t) + n\,U_i(t)`, with the
    estimate :math:`\hat\theta`, the number of subjects :math:`n`, and the
    influence :math:`U_i`, the derivative of the estimate by the weight of
    subject :math:`i`. They may be averaged in groups or be the response of a
    regression.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry and frequencies; clusters are not looked at.
    days
        Whole days, 0 or later.
    of
        ``survival``: the share still waiting for any event; the name of a
        cause: its incidence; ``restricted mean``: the mean days of waiting up
        to the day.

    Returns
    -------
    array
        Shape ``(n, len(days))``, the rows in the order of the table. They
        average to the estimate. NaN after the end of follow-up.

    Raises
    ------
    DefinitionError
        If ``days`` or ``of`` is not among those allowed, or the table has
        weights or strata.

    Notes
    -----
    This is the infinitesimal jackknife, as in ``pseudo`` of the R package
    survival. The older way leaves out each subject in turn,
    :math:`n\hat\theta - (n - 1)\hat\theta_{(-i)}`. The two agree when nobody
    is censored, and otherwise differ by an amount that falls as :math:`1 / n`.

    References
    ----------
    .. [1] Andersen, P. K., Klein, J. P. and Rosthøj, S. (2003). Biometrika
       90, 15-27.
    .. [2] Parner, E. T., Andersen, P. K. and Overgaard, M. (2023). Lifetime
       Data Analysis 29, 654-671.

    Examples
    --------
    Four survivors wait for safe housing; the second was last seen on day 15.

    >>> events = EventTable(exit=[8, 15, 40, 90], event=[1, 0, 1, 0])
    >>> pseudo_values(events, days=[10, 60])
    array([[ 0.  ,  0.  ],
           [ 1.  ,  0.5 ],
           [ 1.  , -0.25],
           [ 1.  ,  1.25]])
    """
    check_choice("of", of, (SURVIVAL, MEAN, *events.causes))
    events.refuse("weight", "stratum")
    asked = _asked(days)
    rows = sampled_rows(attrs.evolve(events, cluster=None))
    if of in (SURVIVAL, MEAN):
        influence = survival_influence(rows.at_risk, rows.events)
    else:
        influence = incidence_influence(rows.at_risk, rows.events, events.causes.index(of))
    found = np.empty((len(events), len(asked)))
    for column, day in zip(found.T, asked.tolist(), strict=True):
        column[:] = _on_day(influence, rows, day, area=of == MEAN)
    found[:, asked > rows.counts.followed_to] = np.nan
    return found


def _asked(days: Iterable[int]) -> IntArray:
    asked = as_whole(list(days))
    if asked.dtype != np.int64 or (asked < 0).any():
        message = "days must be whole numbers, 0 or later"
        raise DefinitionError(message)
    return asked


def _on_day(influence: Influence, rows: SampledRows, day: int, *, area: bool) -> FloatArray:
    """Return the estimate and ``n`` times the influence of each row, on one day."""
    days, many = rows.counts.days, len(rows.counts.days)
    until = int(np.searchsorted(days, day, side="right"))
    if area:  # what is gained on a day then reaches as far as the area from it on
        width = np.diff(np.append(days[:until], day))
        reach = (influence.reach[:, :until] * width)[:, ::-1].cumsum(axis=1)[:, ::-1]
        estimate = float(influence.value[:until] @ width)
    else:
        reach = influence.reach[:, until - 1 : until]
        estimate = float(influence.value[until - 1])
    entered, left = np.zeros(many), np.zeros((len(rows.events) + 1, many))
    entered[:until] = (reach * influence.entering[:, :until]).sum(axis=0)
    left[:, :until] = (reach * influence.leaving[:, :, :until]).sum(axis=1)
    first = 0 if rows.first is None else rows.first
    moved: FloatArray = entered[first] + left.reshape(-1)[rows.event * many + rows.exit]
    return estimate + rows.counts.n * moved
