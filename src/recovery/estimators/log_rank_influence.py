"""How far each subject moves the scores of a log-rank test, for its robust variance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.readings import Reading
from recovery.estimators.sampled_rows import SampledRows, numbered, sampled_rows
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import BLOCK

__all__ = ["Scores", "robust_scores"]

Weigh = Callable[[Any, Any], FloatArray]


@attrs.frozen(eq=False)
class Scores:
    """Observed and expected of each of ``g`` groups, and the robust covariance of their difference.

    Attributes
    ----------
    observed, expected
        Shape ``(g,)``.
    covariance
        Shape ``(g, g)``.
    scale
        The size of the terms of which the covariance is made.
    clusters
        How many clusters there are; 0 when each subject is one.
    weighted
        Whether subjects have sampling weights.
    """

    observed: FloatArray
    expected: FloatArray
    covariance: FloatArray
    scale: float
    clusters: int
    weighted: bool

    @property
    def variance(self) -> str:
        """The variance in words."""
        by = f" by {self.clusters:,} clusters" if self.clusters else ""
        return f"{'weighted, ' if self.weighted else ''}robust variance{by}"


def robust_scores(tables: Sequence[EventTable | CountTable], weigh: Weigh) -> Scores:
    """Compare each group with its share of all outcomes, in weight; spread over clusters.

    Clusters are those of all groups together: one label is one cluster, wherever it occurs.

    Raises
    ------
    DefinitionError
        If a table is of counts, or some tables have clusters or strata and others have none.
    TableError
        If the labels of clusters cannot be compared.
    """
    rows = [table for table in tables if isinstance(table, EventTable)]
    if len(rows) < len(tables):
        message = "a robust variance is made from each subject's row: give the EventTables"
        raise DefinitionError(message)
    for name in ("cluster", "stratum"):
        if len({getattr(table, name) is None for table in rows}) > 1:
            message = f"some groups have a {name} and others have none; give all of them, or none"
            raise DefinitionError(message)
    labels, clusters = _clusters(rows)
    observed, expected = np.zeros((2, len(rows)))
    scores = len(rows) + 1  # the last one tells the size of the terms of which the others are made
    sums, squares = np.zeros((scores, clusters)), np.zeros((scores, scores))
    for parts, cluster in _by_stratum(rows, labels):
        days, had, at_risk = _struck(parts)
        total = at_risk.sum(axis=0)
        weights, share = weigh(had.sum(axis=0), total), at_risk / total
        observed += had @ weights
        expected += share @ (weights * had.sum(axis=0))
        hazard = had.sum(axis=0) / total
        for group, part in enumerate(parts):
            gain = weights * (np.eye(len(rows))[group][:, None] - share)
            readings = [
                *_readings(part, days, gain, hazard),
                *_readings(part, days, weights[None], -hazard),
            ]
            _add_spread(readings, part, cluster[group], sums, squares)
    weighted = any(table.weight is not None for table in rows)
    covariance = squares + sums @ sums.T
    scale = float(covariance[-1, -1])
    return Scores(observed, expected, covariance[:-1, :-1], scale, clusters, weighted)


def _clusters(tables: Sequence[EventTable]) -> tuple[list[IntArray], int]:
    """Number the clusters of all groups together, and return how many there are."""
    labels = [table.cluster for table in tables if table.cluster is not None]
    if not labels:
        return [np.zeros(len(table), dtype=np.int64) for table in tables], 0
    codes, clusters = numbered(np.concatenate(labels))
    return np.split(codes, np.cumsum([len(label) for label in labels])[:-1]), clusters


def _by_stratum(
    tables: Sequence[EventTable], labels: list[IntArray]
) -> Iterator[tuple[list[SampledRows], list[IntArray]]]:
    """Yield each stratum's rows of each group, and the clusters of these rows."""
    bare = [attrs.evolve(table, cluster=None, stratum=None) for table in tables]
    strata = [table.stratum for table in tables if table.stratum is not None]
    if not strata:
        yield [sampled_rows(table) for table in bare], labels
        return
    for stratum in np.unique(np.concatenate(strata)):
        kept = [np.flatnonzero(own == stratum) for own in strata]
        yield (
            [sampled_rows(_taken(table, rows)) for table, rows in zip(bare, kept, strict=True)],
            [own[rows] for own, rows in zip(labels, kept, strict=True)],
        )


def _taken(table: EventTable, rows: IntArray) -> EventTable:
    columns = {name: column[rows] for name, column in table.columns().items()}
    return EventTable(**columns, causes=table.causes, about=table.about)


def _struck(parts: Sequence[SampledRows]) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the days with an event of some weight, and each group's events and numbers at risk."""
    had = [part.events.sum(axis=0) for part in parts]
    struck = [part.counts.days[own > 0] for part, own in zip(parts, had, strict=True)]
    days = np.unique(np.concatenate(struck))
    events, at_risk = np.zeros((2, len(parts), len(days)))
    for group, (part, own) in enumerate(zip(parts, had, strict=True)):
        place = np.searchsorted(part.counts.days, days, side="right") - 1
        at_risk[group] = part.at_risk[place]
        events[group] = np.where(part.counts.days[place] == days, own[place], 0.0)
    return days, events, at_risk


def _readings(
    part: SampledRows, days: IntArray, gain: FloatArray, hazard: FloatArray
) -> Iterator[Reading]:
    """Yield how the rows of a group move the score of each group.

    An event on a day moves it by ``gain``, shape ``(g, m)``; being at risk by ``gain`` times the
    hazard less.
    """
    upto = np.searchsorted(days, part.counts.days, side="right")
    before = np.searchsorted(days, part.counts.days, side="left")
    for own in gain:
        ran = np.concatenate([[0.0], np.cumsum(own * hazard)])
        struck = np.where(upto > before, np.append(own, 0.0)[before], 0.0)
        left = [-ran[upto]] + len(part.events) * [struck - ran[upto]]
        yield Reading(0.0, ran[before], np.array(left))


def _add_spread(
    readings: Sequence[Reading],
    part: SampledRows,
    cluster: IntArray,
    sums: FloatArray,
    squares: FloatArray,
) -> None:
    """Add what rows move the scores by to the sums of clusters, or without them to the squares."""
    clusters = sums.shape[1]
    mass = part.mass(1 if clusters else 2)
    at_once = max(BLOCK, clusters)
    for start in range(0, len(part.exit), at_once):
        some = slice(start, start + at_once)
        moved = np.array([reading.by_row(part, some) for reading in readings])
        weighed = moved if mass is None else moved * mass[some]
        if clusters:
            for group, number in enumerate(weighed):
                sums[group] += np.bincount(cluster[some], number, minlength=clusters)
        else:
            squares += weighed @ moved.T
