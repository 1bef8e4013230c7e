"""Concordance: how often a score ranks two subjects as their waits did."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.estimators.choices import check_choice
from recovery.estimators.dominance import heights
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
    weight = np.ones(len(events)) if events.weight is None else events.weight
    many = np.ones(len(events)) if events.frequency is None else events.frequency.astype(float)
    agreeing, compared = _pairs(events, numbers, weight * many)
    value, std_error = np.nan, np.nan
    cluster, clusters = numbered(events.cluster)
    total = float(weight * many @ compared) / 2  # every pair is there from both sides
    if total > 0:
        value = float(weight * many @ agreeing) / 2 / total
        moved = weight * (agreeing - value * compared) / total
        spread = many @ moved**2
        if clusters:
            spread = (np.bincount(cluster, moved * many, minlength=clusters) ** 2).sum()
        std_error = float(np.sqrt(spread))
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
    return Estimate(value, std_error, *ends, "probability", int(many.sum()), about)


def _pairs(
    events: EventTable, score: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the weight of the subjects each agrees with, and of those it is compared with."""
    leaving, entering = _places(events)
    ranks, height = np.unique(score, return_inverse=True)
    height = height.reshape(-1)

    def before(
        rows: IntArray, places: IntArray, who: IntArray, asked: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the weight of the rows before the place asked for: with a lower score, of all."""
        order = rows[np.argsort(places[rows], kind="stable")]
        held = heights(height[order], weight[order], len(ranks))
        first = np.searchsorted(places[order], asked)
        lower, equal = held.below_and_at(first, height[who])
        return lower + equal / 2, np.concatenate([[0.0], np.cumsum(weight[order])])[first]

    everyone = np.arange(len(events))
    died = np.flatnonzero(events.event > 0)
    # Each has waited longer than those who had the event while it was at risk.
    agreeing, compared = before(died, leaving, everyone, leaving)
    # Who has the event has waited less than those who had entered and have not left.
    left = before(everyone, leaving, died, leaving[died] + 1)
    if events.entry is None and events.stratum is None:
        at = np.bincount(height, weight, minlength=len(ranks))
        entered = (np.cumsum(at) - at / 2)[height[died]], np.full(len(died), weight.sum())
    else:
        early = before(died, leaving, everyone, entering)
        agreeing, compared = agreeing - early[0], compared - early[1]
        entered = before(everyone, entering, died, leaving[died] + 1)
    longer = entered[1] - left[1]
    agreeing[died] += longer - (entered[0] - left[0])
    compared[died] += longer
    return agreeing, compared


def _places(events: EventTable) -> tuple[IntArray, IntArray]:
    """Return where each leaves and enters: strata one after another, the censored after events."""
    begun = np.zeros(len(events), dtype=np.int64)
    if events.stratum is not None:
        number, _ = numbered(events.stratum)
        begun = number * (2 * int(events.exit.max(initial=0)) + 4)
    leaving = begun + 2 * events.exit + (events.event == 0) + 2
    entry = -1 if events.entry is None else events.entry
    return leaving, begun + 2 * entry + 3
