"""Do groups have equally many events, when events may recur?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.chi_squared import check_groups, compare, shared_about
from recovery.estimators.mean_steps import MeanSteps, mean_steps
from recovery.estimators.recurrent_rows import (
    RecurrentRows,
    Stretches,
    recurrence_notes,
    recurrent_rows,
)
from recovery.estimators.sampled_rows import numbered
from recovery.results import Comparison
from recovery.tables import RecurrentTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.timeline import subject_codes

__all__ = ["compare_mean_counts"]

K = TypeVar("K")


def compare_mean_counts(groups: Mapping[K, RecurrentTable]) -> Comparison:
    r"""Test whether the mean count of events is the same in all groups.

    On each day the growth of a group's mean count is compared with that of
    all groups together; the difference is weighted by how many of the group
    are at risk and added up over the days. How the events of one subject hang
    together does not matter: the variance is robust.

    Parameters
    ----------
    groups
        ``k`` tables, two or more, with or without delayed entry, gaps,
        frequencies, weights and clusters. Where the tables have a ``stratum``,
        subjects are only compared with others of the same stratum. Clusters
        of the same label in two groups are one cluster.

    Returns
    -------
    Comparison
        On ``k - 1`` degrees of freedom, fewer when some groups were never at
        risk together with others. ``observed`` and ``expected`` are numbers of
        events (weighted, if there are weights); where courses end, each counts
        for the share of its group whose course has not ended before the day.

    Raises
    ------
    DefinitionError
        If there are fewer than two groups, or some have strata, or clusters,
        and others none.

    Notes
    -----
    With :math:`n_g` of the group at risk and :math:`n` of all, and
    :math:`d\mu_g` for the growth of the mean count on a day, the score is

    .. math::

        U_g = \sum_t n_g \Bigl(d\mu_g - \sum_j \frac{n_j}{n} d\mu_j\Bigr).

    Where nothing ends a course, :math:`d\mu_g = d_g / n_g` and the score is
    that of the log-rank test: events less the share of all events that falls
    to the group. Its variance is the sum over subjects of squares, taken with
    the rate of all groups together (Lawless and Nadeau; Cook, Lawless and
    Nadeau). It is the robust score test of ``coxph`` with ``ties = "breslow"``
    and ``cluster(id)`` in the R package survival.

    Where courses end, for two groups :math:`U_1` is the statistic of Ghosh and
    Lin with the weight of the log-rank test, :math:`n_1 n_2 / n`. Its variance
    is made of the influences of each subject on the mean count of its own
    group. A difference then may come from how fast events come or from how
    long courses last: compare the ends with
    :func:`~recovery.estimators.log_rank` too, or let ends be censored.

    References
    ----------
    .. [1] Lawless, J. F. and Nadeau, C. (1995). Technometrics 37, 158-168.
    .. [2] Cook, R. J., Lawless, J. F. and Nadeau, C. (1996). Biometrics 52,
       557-571.
    .. [3] Ghosh, D. and Lin, D. Y. (2000). Biometrics 56, 554-562.

    Examples
    --------
    Are women and men equally often exploited again?

    >>> women = RecurrentTable.from_events(subject=range(5), end=[90, 80, 75, 60, 40],
    ...     event_subject=[0, 0, 1, 3], event_day=[10, 30, 20, 50])
    >>> men = RecurrentTable.from_events(subject=range(5), end=[95, 85, 70, 65, 30],
    ...     event_subject=[2], event_day=[60])
    >>> compare_mean_counts({"women": women, "men": men})
    Comparison(chi-squared 2.195 on 1 df, p = 0.1384)
    """
    tables = check_groups(groups)
    _check_alike(tables)
    rows = recurrent_rows(_together(tables))
    many = len(tables)
    cell = rows.taken(np.repeat(np.arange(many), [len(table) for table in tables]))
    stratum, strata = _numbered(rows, tables, "stratum")
    if stratum is not None:
        cell += many * stratum
    cluster, clusters = _numbered(rows, tables, "cluster")
    parts = mean_steps(rows, cell, max(strata, 1) * many)
    ends = bool(rows.final.any())
    days = [(_ending if ends else _endless)(parts, place, many) for place in range(many)]
    method = "Ghosh–Lin" if ends else "Cook–Lawless–Nadeau"
    by = f" by {clusters:,} clusters" if clusters else ""
    method = f"{method} test{', stratified' * (strata > 0)}, robust variance{by}"
    about = shared_about([table.about for table in tables], method=method)
    return compare(
        list(groups),
        np.array([day.observed for day in days]),
        np.array([day.expected for day in days]),
        _covariance(days, rows, cell, cluster if clusters else None),
        scale=float(rows.sums(rows.recurs, rows.mass(2)).sum()),
        about=about.noting(*recurrence_notes(rows, clusters)),
    )


def _check_alike(tables: Sequence[RecurrentTable]) -> None:
    """Refuse groups that count different events, or of which only some have an array."""
    if len({table.causes[0] for table in tables}) > 1:
        message = "the groups count different events: the first of the causes must be the same"
        raise DefinitionError(message)
    for name in ("stratum", "cluster"):
        if len({getattr(table, name) is None for table in tables}) > 1:
            message = f"some groups have a {name} and others have none; give all of them, or none"
            raise DefinitionError(message)


def _together(tables: Sequence[RecurrentTable]) -> Stretches:
    """Put the groups below each other, nobody in two of them; each has been checked by itself."""
    subjects: list[IntArray] = []
    offset = 0
    for table in tables:
        code, many = subject_codes(table.subject)
        subjects.append(code + offset)
        offset += many

    def stacked(name: str, kind: type) -> npt.NDArray[Any] | None:
        given = [getattr(table, name) for table in tables]
        if all(array is None for array in given):
            return None
        pairs = zip(given, tables, strict=True)
        return np.concatenate([np.ones(len(t), dtype=kind) if a is None else a for a, t in pairs])

    return Stretches(
        subject=np.concatenate(subjects),
        start=np.concatenate([table.start for table in tables]),
        stop=np.concatenate([table.stop for table in tables]),
        event=np.concatenate([table.event for table in tables]),
        frequency=stacked("frequency", np.int64),
        weight=stacked("weight", np.float64),
    )


def _numbered(
    rows: RecurrentRows, tables: Sequence[RecurrentTable], name: str
) -> tuple[IntArray | None, int]:
    """Number the labels of all groups: the number of each row's, and how many there are, if any."""
    given = [getattr(table, name) for table in tables]
    if given[0] is None:
        return None, 0
    codes, many = numbered(np.concatenate(given))
    return rows.taken(codes), many


@attrs.frozen(eq=False)
class _ByDay:
    """The score of one group, and what moves it on each day, by stratum and group: ``(cells, m)``.

    Attributes
    ----------
    observed, expected
        The score is their difference.
    event, end
        What a subject adds that has an event, or whose course ends.
    watched
        What it takes away to be watched up to the day.
    """

    observed: float
    expected: float
    event: FloatArray
    end: FloatArray
    watched: FloatArray


def _endless(parts: MeanSteps, place: int, groups: int) -> _ByDay:
    """Return the score of the group at a place, by the rate of all groups together."""
    at_risk, had = (_apart(a, groups) for a in (parts.at_risk, parts.at_risk * parts.rate))
    share = _shares(at_risk)[:, place]
    total = at_risk.sum(axis=1)
    rate = np.divide(had.sum(axis=1), total, out=np.zeros_like(total), where=total > 0)
    event = -np.repeat(share[:, None], groups, axis=1)
    event[:, place] += 1
    watched = (event * rate[:, None]).cumsum(axis=2)
    return _ByDay(
        observed=float(had[:, place].sum()),
        expected=float((at_risk[:, place] * rate).sum()),
        event=_joined(event),
        end=np.zeros_like(parts.rate),
        watched=_joined(watched),
    )


def _ending(parts: MeanSteps, place: int, groups: int) -> _ByDay:
    """Return the score of the group at a place, by the mean count of each group."""
    at_risk, growth = (_apart(a, groups) for a in (parts.at_risk, parts.growth))
    own, pooled = at_risk[:, place], (_shares(at_risk) * growth).sum(axis=1)
    load = -own[:, None] * _shares(at_risk)
    load[:, place] += own
    running = (load * growth).cumsum(axis=2)
    ahead = _joined(running[:, :, -1:] - running)
    event = _joined(load) * parts.share
    return _ByDay(
        observed=float((own * growth[:, place]).sum()),
        expected=float((own * pooled).sum()),
        event=event,
        end=-parts.rest * ahead,
        watched=(event * parts.rate - parts.ending * ahead).cumsum(axis=1),
    )


def _apart(cells: FloatArray, groups: int) -> FloatArray:
    """Lay cells out by stratum and group."""
    return cells.reshape(-1, groups, cells.shape[1])


def _joined(cells: FloatArray) -> FloatArray:
    return cells.reshape(-1, cells.shape[2])


def _shares(at_risk: FloatArray) -> FloatArray:
    """Return each group's share of those at risk in its stratum."""
    total = at_risk.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(at_risk, total, out=np.zeros_like(at_risk), where=total > 0)
    return shares


def _scores(day: _ByDay, rows: RecurrentRows, cell: IntArray) -> FloatArray:
    """Return what each row adds to the score of a group, shape ``(n,)``."""
    scores = np.zeros(len(cell))
    for some, numbers in ((rows.recurs, day.event), (rows.final, day.end)):
        scores[some] = numbers[cell[some], rows.stop[some]]  # a row is one of them at most
    scores[rows.ends] -= day.watched[cell[rows.ends], rows.stop[rows.ends]]
    before = np.concatenate([np.zeros((len(day.watched), 1)), day.watched], axis=1)
    scores[rows.begins] += before[cell[rows.begins], rows.first]
    return scores


def _covariance(
    days: Sequence[_ByDay], rows: RecurrentRows, cell: IntArray, cluster: IntArray | None
) -> FloatArray:
    """Return the sum over subjects, or clusters, of the products of their scores."""
    whose = rows.subject if cluster is None else cluster
    mass = rows.weight if cluster is None else rows.mass()

    def summed(day: _ByDay) -> npt.NDArray[Any]:
        scores = _scores(day, rows, cell)
        return np.bincount(whose, scores if mass is None else scores * mass)

    sums = np.array([summed(day) for day in days])
    several = sums
    if cluster is None and rows.frequency is not None:
        several = sums * rows.frequency[np.diff(rows.subject, prepend=-1) > 0]
    covariance: FloatArray = several @ sums.T
    return covariance
