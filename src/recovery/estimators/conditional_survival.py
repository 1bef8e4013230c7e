"""Conditional survival: the share that still waits, of those who were waiting on some day."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.intervals import Interval
from recovery.estimators.kaplan_meier import kaplan_meier
from recovery.results import Curve
from recovery.tables import EventTable

__all__ = ["conditional_survival"]


def conditional_survival(
    events: EventTable,
    *,
    after: int,
    level: float = 0.95,
    interval: Interval = "log-log",
    variance: Literal["greenwood", "robust"] = "greenwood",
) -> Curve:
    r"""Estimate the share still waiting, of those still waiting at the end of a day.

    It is :math:`S(t) / S(s)` for the days :math:`t > s`, where :math:`s` is
    the day of the landmark: the Kaplan–Meier curve of those followed beyond
    it, and of those who enter later.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry, frequencies and, for the robust variance, weights and clusters.
    after
        The landmark :math:`s`, day 0 or later.
    level, interval, variance
        As in :func:`kaplan_meier`.

    Returns
    -------
    Curve
        By days since the origin, not since the landmark; 1 up to the landmark.
        Its error is that of the share among those who were waiting, and ``n``
        counts only those who were followed beyond it.

    Raises
    ------
    DefinitionError
        If ``after`` is not a whole number, 0 or more, or :func:`kaplan_meier`
        refuses the table or a choice.

    References
    ----------
    .. [1] van Houwelingen, H. C. (2007). Scand. J. Statist. 34, 70-85.

    Examples
    --------
    Six survivors wait for safe housing. Of those who still wait after a month,
    how many wait at day 70?

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> curve = conditional_survival(events, after=30)
    >>> curve.n, curve.at([30, 70])
    (3, array([1. , 0.5]))
    """
    if after != int(after) or after < 0:
        message = f"after must be a whole number, 0 or more, but was {after!r}"
        raise DefinitionError(message)
    beyond = events.exit > after
    columns = {name: column[beyond] for name, column in events.columns().items()}
    entry = np.maximum(columns.get("entry", np.int64(-1)), np.int64(after))
    columns["entry"] = np.broadcast_to(entry, columns["exit"].shape)
    landmark = EventTable(**columns, causes=events.causes, about=events.about)
    curve = kaplan_meier(landmark, level=level, interval=interval, variance=variance)
    by_design = f"nobody was followed from day 0 to day {after}:"
    notes = tuple(note for note in curve.about.notes if not note.startswith(by_design))
    method = curve.about.method.replace("Kaplan–Meier", f"Kaplan–Meier after day {after}", 1)
    return attrs.evolve(curve, about=attrs.evolve(curve.about, method=method, notes=notes))
