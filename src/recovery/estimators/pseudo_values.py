"""Pseudo-values: one number a subject and day, to be used where a complete answer is wanted."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.influence import incidence_influence, survival_influence
from recovery.estimators.readings import area_up_to, value_on
from recovery.estimators.sampled_rows import sampled_rows
from recovery.estimators.state_pseudo_values import state_pseudo_values
from recovery.tables import EventTable, StateTable
from recovery.tables.arrays import FloatArray
from recovery.tables.asked_days import asked_days

__all__ = ["pseudo_values"]

SURVIVAL, MEAN = "survival", "restricted mean"


def pseudo_values(
    events: EventTable | StateTable, *, days: int | Iterable[int], of: str = SURVIVAL
) -> FloatArray:
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
        entry, frequencies and sampling weights; clusters are not looked at.
        Or the stays of ``n`` subjects in states.
    days
        Whole days, 0 or later.
    of
        ``survival``: the share still waiting for any event; the name of a
        cause: its incidence; ``restricted mean``: the mean days of waiting up
        to the day. Of stays: the name of a state, for the share in it, or
        ``days in`` before the name, for the mean days in it up to the day.

    Returns
    -------
    array
        Shape ``(n, len(days))``, the rows in the order of the table; of stays,
        one row a subject, in the order of their sorted labels. Their mean,
        weighted as the rows are, is the estimate. NaN after the end of
        follow-up.

    Raises
    ------
    DefinitionError
        If ``days`` or ``of`` is not among those allowed, or the table has
        strata.

    Notes
    -----
    This is the infinitesimal jackknife, as in ``pseudo`` of the R package
    survival. The older way leaves out each subject in turn,
    :math:`n\hat\theta - (n - 1)\hat\theta_{(-i)}`. The two agree when nobody
    is censored, and otherwise differ by an amount that falls as :math:`1 / n`.

    :math:`n` counts subjects, whatever they weigh, also as in R: weights that
    average 1 keep pseudo-values on the scale of the estimate.

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
    asked = asked_days(days)
    if isinstance(events, StateTable):
        return state_pseudo_values(events, asked, of)
    check_choice("of", of, (SURVIVAL, MEAN, *events.causes))
    events.refuse("stratum")
    rows = sampled_rows(attrs.evolve(events, cluster=None))
    if of in (SURVIVAL, MEAN):
        influence = survival_influence(rows.at_risk, rows.events)
    else:
        influence = incidence_influence(rows.at_risk, rows.events, events.causes.index(of))
    found = np.empty((len(events), len(asked)))
    read = area_up_to if of == MEAN else value_on
    for column, day in zip(found.T, asked.tolist(), strict=True):
        reading = read(influence, rows.counts.days, day)
        column[:] = reading.value + rows.counts.n * reading.by_row(rows)
    found[:, asked > rows.counts.followed_to] = np.nan
    return found
