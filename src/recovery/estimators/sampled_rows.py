"""Subjects as rows: what each weighs, whom it belongs to, and the weighted risk sets."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, TableError
from recovery.estimators.choices import check_table
from recovery.estimators.day_counts import DayCounts, count_places
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import lay_out

__all__ = ["FEW_CLUSTERS", "SampledRows", "few_clusters_note", "numbered", "sampled_rows"]

UNWEIGHED = (
    "on some days with an event everyone at risk has weight 0: these days tell nothing, and the "
    "curve stays as it was"
)
FEW_CLUSTERS = 40
"""With fewer clusters than this a robust standard error tends to be too small."""


@attrs.frozen(eq=False)
class SampledRows:
    """The rows of a table, laid out by the places of its day counts.

    Attributes
    ----------
    counts
        Counts of subjects, whatever they weigh.
    exit, event, first
        Shape ``(n,)``; place of the last day, kind of event, and place of the
        first day at risk (``None``: the first place for all).
    frequency, weight
        Shape ``(n,)``, or ``None`` for 1 everywhere.
    numbered
        Shape ``(n,)``; which of the clusters; empty when each subject is one.
    clusters
        How many clusters there are; 0 when each subject is one.
    at_risk
        Shape ``(m,)``; weight at risk on the day.
    events
        Shape ``(causes, m)``; weight that had each event on the day.
    """

    counts: DayCounts
    exit: IntArray
    event: IntArray
    first: IntArray | None
    frequency: IntArray | None
    weight: FloatArray | None
    numbered: IntArray
    clusters: int
    at_risk: FloatArray
    events: FloatArray

    @property
    def variance(self) -> str:
        """The variance in words."""
        weighted = "" if self.weight is None else "weighted, "
        by = f" by {self.clusters:,} clusters" if self.clusters else ""
        return f"{weighted}robust variance{by}"

    @property
    def notes(self) -> tuple[str, ...]:
        """A warning when there are few clusters, or days on which nothing that counts happened."""
        unweighed = (self.counts.any_event > 0) & (self.at_risk <= 0)
        return (*few_clusters_note(self.clusters), *([UNWEIGHED] if unweighed.any() else []))

    def mass(self, power: int) -> FloatArray | None:
        """Return frequency times a power of the weight for each row; ``None`` for 1 everywhere."""
        if self.weight is None:
            return None if self.frequency is None else self.frequency.astype(float)
        mass: FloatArray = self.weight**power
        return mass if self.frequency is None else mass * self.frequency

    def by_exit(self, mass: FloatArray | None) -> FloatArray:
        """Sum a number of each row by event and last day: shape ``(causes + 1, m)``."""
        return _by_exit(self.exit, self.event, mass, len(self.events) + 1, len(self.counts.days))


def sampled_rows(events: EventTable | CountTable) -> SampledRows:
    """Lay out the rows of a table for a robust variance.

    Raises
    ------
    DefinitionError
        If the table is of counts, which tell no rows apart, or has strata.
    TableError
        If the labels of clusters cannot be compared.
    """
    if isinstance(events, CountTable):
        message = "a robust variance is made from each subject's row: give the EventTable itself"
        raise DefinitionError(message)
    check_table(events, EventTable)
    events.refuse("stratum")
    days, places, first = lay_out(events.exit, None if events.entry is None else events.entry + 1)
    counts = count_places(events, days, places, first)
    cluster, clusters = numbered(events.cluster)
    at_risk, had = counts.at_risk.astype(float), counts.events.astype(float)
    if events.weight is not None:
        at_risk, had = _weighed(events, counts, places, first, events.weight)
    return SampledRows(
        counts=counts,
        exit=places,
        event=events.event,
        first=first,
        frequency=events.frequency,
        weight=events.weight,
        numbered=cluster,
        clusters=clusters,
        at_risk=at_risk,
        events=had,
    )


def few_clusters_note(clusters: int) -> tuple[str, ...]:
    """Return a warning when there are few clusters; 0 stands for none at all."""
    if not 0 < clusters < FEW_CLUSTERS:
        return ()
    return (f"fewer than {FEW_CLUSTERS} clusters: the standard errors may be too small",)


def _by_exit(
    places: IntArray, event: IntArray, mass: FloatArray | None, kinds: int, many: int
) -> FloatArray:
    keys = event * many + places
    sums: FloatArray = np.bincount(keys, mass, minlength=kinds * many).astype(float)
    return sums.reshape(kinds, many)


def _weighed(
    events: EventTable,
    counts: DayCounts,
    places: IntArray,
    first: IntArray | None,
    weight: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return the weight at risk, and the weight that had each event.

    Summed from the end, so that no rounding is left over once most have left;
    where everyone at risk had an event, their weight is the same to the bit.
    """
    mass = weight if events.frequency is None else weight * events.frequency
    many = len(counts.days)
    left = _by_exit(places, events.event, mass, len(events.causes) + 1, many)
    had = left[1:]
    at_risk = _from_here_on(left.sum(axis=0))
    if first is not None:
        entered = np.bincount(first, mass, minlength=many).astype(float)
        at_risk = at_risk - np.append(_from_here_on(entered)[1:], 0.0)
    everyone = counts.events.sum(axis=0) == counts.at_risk
    return np.where(everyone, had.sum(axis=0), at_risk), had


def _from_here_on(sums: FloatArray) -> FloatArray:
    running: FloatArray = sums[::-1].cumsum()[::-1]
    return running


def numbered(labels: npt.NDArray[Any] | None) -> tuple[IntArray, int]:
    """Number labels 0, 1, 2 …: the number of each row's, and how many there are."""
    if labels is None:
        return np.empty(0, dtype=np.int64), 0
    if labels.dtype.kind in "iu" and len(labels):
        low = labels.min()
        if int(labels.max()) - int(low) < 4 * len(labels):  # without sorting
            codes = labels.astype(np.int64) - low.astype(np.int64)
            occurs = np.bincount(codes) > 0
            if occurs.all():
                return codes, len(occurs)
            order = occurs.cumsum() - 1
            return order[codes], int(order[-1]) + 1
    message = "cluster: labels must be of one kind, and none of them missing"
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise TableError(message)
    try:
        known, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        raise TableError(message) from None
    return codes.reshape(-1), len(known)
