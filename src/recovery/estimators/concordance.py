"""Concordance: how often a score ranks two subjects as their waits did."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.estimators.choices import check_choice
from recovery.estimators.concordance_pairs import Numbers, pairs
from recovery.estimators.intervals import pointwise_interval
from recovery.estimators.sampled_rows import FEW_CLUSTERS, numbered
from recovery.results import Estimate
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray, as_numbers

__all__ = ["concordance"]


def concordance(
    events: EventTable,
    score: npt.ArrayLike,
    *,
    higher: Literal["later", "sooner"] = "later",
    level: float = 0.95,
) -> Estimate:
    r"""Estimate how often a score ranks two subjects as their waits did.

    Two subjects can be compared when one has the event on a day on which the
    other is at risk and goes on waiting after it: they are concordant when
    the one who waited longer has the higher score, and count half when the
    scores are equal.

    Parameters
    ----------
    events
        ``n`` rows, with or without delayed entry, frequencies, weights,
        clusters and strata; subjects are only compared with others of the
        same stratum. Any event other than 0 counts as the outcome.
    score
        Shape ``(n,)``; numbers.
    higher
        What a higher score stands for: a ``later`` event, or a ``sooner`` one,
        as of the linear predictor of a Cox model.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Estimate
        Its standard error is the infinitesimal jackknife of rows, or of
        clusters. NaN when no two subjects can be compared.

    Raises
    ------
    DefinitionError
        If an option is not among those allowed.
    TableError
        If the scores are not ``n`` finite numbers.

    Notes
    -----
    A subject censored on a day goes on waiting after the events of that day.
    Two events of one day are not compared. As ``concordance`` of the R package
    survival, whose ``reverse = TRUE`` is ``higher="sooner"``; the work is
    ``n log n``.

    References
    ----------
    .. [1] Harrell, F. E., Califf, R. M., Pryor, D. B. and others (1982). JAMA
       247, 2543-2546.
    .. [2] Therneau, T. M. and Watson, D. A. (2017). The concordance statistic
       and the Cox model. Technical report 85, Mayo Clinic.

    Examples
    --------
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> concordance(events, [1, 4, 2, 3, 6, 5])
    Estimate(0.8333 probability, 0.619 to 1, n=6)
    """
    check_choice("higher", higher, ("later", "sooner"))
    numbers = as_numbers(score)
    if numbers.dtype != np.float64 or numbers.shape != (len(events),):
        message = f"score must be {len(events)} numbers, one for each row"
        raise TableError(message)
    if not np.isfinite(numbers).all():
        place = int(np.flatnonzero(~np.isfinite(numbers))[0])
        message = f"score, position {place}: missing or infinite; leave the row out of both"
        raise TableError(message)
    mass = _mass(events)
    agreeing, compared = pairs(events, numbers, mass)
    value, std_error = np.nan, np.nan
    cluster, clusters = numbered(events.cluster)
    total = _sum(compared, mass) / 2  # every pair is there from both sides
    if total > 0:
        value = _sum(agreeing, mass) / 2 / total
        agreeing -= value * compared
        moved = agreeing if events.weight is None else agreeing * events.weight
        moved /= total
        std_error = float(np.sqrt(_spread(moved, events.frequency, cluster, clusters)))
        value = value if higher == "later" else 1 - value
    lower, upper = pointwise_interval(
        np.array([value]), np.array([std_error]), level=level, interval="plain"
    )
    by = f" by {clusters:,} clusters" if clusters else ""
    method = f"concordance, higher score {higher}, jackknife variance{by}, plain interval"
    about = attrs.evolve(events.about, method=method, level=level)
    if 0 < clusters < FEW_CLUSTERS:
        few = f"fewer than {FEW_CLUSTERS} clusters: the standard errors may be too small"
        about = about.noting(few)
    if not total > 0:
        about = about.noting("no two subjects can be compared")
    ends = float(lower[0]), float(upper[0])
    return Estimate(value, std_error, *ends, "probability", _many(events), about)


def _many(events: EventTable) -> int:
    return len(events) if events.frequency is None else int(events.frequency.sum())


def _mass(events: EventTable) -> FloatArray | None:
    """Return the weight of all subjects of each row, or ``None`` for 1 everywhere."""
    if events.weight is None:
        return None if events.frequency is None else events.frequency.astype(np.float64)
    return events.weight if events.frequency is None else events.weight * events.frequency


def _sum(numbers: Numbers, mass: FloatArray | None) -> float:
    return float(numbers.sum() if mass is None else mass @ numbers)


def _spread(
    moved: FloatArray, frequency: IntArray | None, cluster: IntArray, clusters: int
) -> float:
    """Return the sum of squares over subjects, or over clusters, of how far each moves it."""
    if clusters:
        every = moved if frequency is None else moved * frequency
        return float((np.bincount(cluster, every, minlength=clusters) ** 2).sum())
    return float(moved @ moved if frequency is None else frequency @ moved**2)
