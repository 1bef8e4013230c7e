"""Log-rank tests: do groups wait equally long?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.cautions import crossing_notes
from recovery.estimators.chi_squared import check_groups, compare, shared_about
from recovery.estimators.choices import check_choice
from recovery.estimators.log_rank_influence import robust_scores
from recovery.estimators.risk_sets import RiskSets, risk_sets
from recovery.estimators.sampled_rows import few_clusters_note
from recovery.results import Comparison
from recovery.tables import CountTable, EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["log_rank"]

DIFFERENT_CAUSES = "the groups have different causes, and any of them counts as the outcome"
K = TypeVar("K")
Named = Literal["log-rank", "gehan", "tarone-ware", "peto"]
AnyCount = IntArray | FloatArray
Weigh = Callable[[AnyCount, AnyCount], FloatArray]
Weight = Named | tuple[Literal["fleming-harrington"], float, float]

WEIGHTS: dict[str, Weigh] = {
    "log-rank": lambda had, _: np.ones(len(had)),
    "gehan": lambda _, at_risk: at_risk.astype(float),
    "tarone-ware": lambda _, at_risk: np.sqrt(at_risk),
    "peto": lambda had, at_risk: (1 - had / (at_risk + 1)).cumprod(),
}
"""What an event day counts for, from the events and the numbers at risk of all groups."""


def log_rank(
    groups: Mapping[K, EventTable | CountTable],
    *,
    weight: Weight = "log-rank",
    trend: Sequence[float] | None = None,
    variance: Literal["hypergeometric", "robust"] = "hypergeometric",
    cause: str | None = None,
) -> Comparison:
    r"""Test whether the outcome comes equally fast in all groups.

    On each event day the outcomes of a group are compared with its share of
    all outcomes, :math:`n_g d / n`, when :math:`d` of :math:`n` at risk have
    it and :math:`n_g` of these are of the group. The differences are added up
    over the days, with a weight.

    Parameters
    ----------
    groups
        ``k`` tables of subjects or of counts, two or more, with or without
        delayed entry and frequencies. Any event other than 0 counts as the outcome. Where the
        tables have a ``stratum``, subjects are only compared with others of
        the same stratum.
    weight
        What a day counts for: ``log-rank`` 1; ``gehan`` :math:`n`;
        ``tarone-ware`` :math:`\sqrt n`; ``peto`` the product of
        :math:`1 - d / (n + 1)` up to and with the day;
        ``("fleming-harrington", p, q)`` :math:`S^p (1 - S)^q`, with
        :math:`S` the Kaplan–Meier curve of all groups together just before
        the day. All are taken within strata.
    trend
        A score for each group, in their order. The test is then on one
        degree of freedom, for a rise or fall with the score.
    variance
        ``hypergeometric``, exact for ties, which takes subjects as independent
        and equal; or ``robust``, which holds for sampling weights and for
        subjects who are alike within clusters, and needs rows rather than
        counts.
    cause
        The event that is compared, whoever had another counting as censored
        then (cause-specific hazards); ``None``: any event. Compare incidences
        with :func:`gray`.

    Returns
    -------
    Comparison
        On ``k - 1`` degrees of freedom, fewer when some groups were never at
        risk on an event day together with others. ``observed`` and
        ``expected`` are numbers of outcomes times the weight of their day;
        with the robust variance of sampling weights, weight takes the place
        of numbers.

    Raises
    ------
    DefinitionError
        If there are fewer than two groups, the weight or the variance is not
        offered, the scores do not fit, or a table has arrays that the test
        cannot use.

    Notes
    -----
    More than one weight goes by the name of Peto and Peto. The one here is
    Prentice's form of their test; the test of ``survdiff(rho = 1)`` in the R
    package survival is ``("fleming-harrington", 1, 0)``.

    The robust variance is that of Lin and Wei's score test: with
    :math:`w_t` the weight of a day, :math:`p_{gt}` the share of group
    :math:`g` among those at risk, and :math:`h_t = d_t / n_t`, a subject moves
    the score of group :math:`g` by its sampling weight times
    :math:`\sum_t w_t (1_g - p_{gt}) (dN(t) - Y(t) h_t)`, and the covariance
    is the sum over clusters (of subjects, where there are none) of products
    of what each moves. It is the robust score test of
    ``coxph(ties = "breslow")`` in R. One label of a cluster is one cluster in
    whichever group it occurs.

    A note says when the curves of two groups cross, each of them far above the
    other on some day: differences that are added up then cancel out.

    References
    ----------
    .. [1] Mantel, N. (1966). Cancer Chemotherapy Reports 50, 163-170.
    .. [2] Prentice, R. L. (1978). Biometrika 65, 167-179.
    .. [3] Lin, D. Y. and Wei, L. J. (1989). JASA 84, 1074-1078.
    .. [4] Harrington, D. P. and Fleming, T. R. (1982). Biometrika 69, 553-566.

    Examples
    --------
    Do women and men wait equally long for safe housing?

    >>> women = EventTable(exit=[8, 15, 15, 40, 61], event=[1, 1, 1, 0, 1])
    >>> men = EventTable(exit=[30, 61, 75, 90, 90], event=[1, 1, 0, 1, 0])
    >>> test = log_rank({"women": women, "men": men})
    >>> test
    Comparison(chi-squared 3.292 on 1 df, p = 0.06963)
    >>> round(test.expected["women"], 2)
    2.07
    """
    tables = _of_cause(check_groups(groups), cause)
    weigh = _weigher(weight)
    _check_trend(trend, len(tables))
    check_choice("variance", variance, ("hypergeometric", "robust"))
    method = f"{_name(weight)} test" + (", for trend" if trend is not None else "")
    if tables[0].stratum is not None:
        method += ", stratified"
    if variance == "robust":
        found = robust_scores(tables, weigh)
        method = f"{method}, {found.variance}"
        observed, expected, covariance = found.observed, found.expected, found.covariance
        scale, notes = found.scale, few_clusters_note(found.clusters)
    else:
        strata = risk_sets(tables)
        observed, expected, covariance, scale = _hypergeometric(strata, weigh, len(tables))
        notes = crossing_notes(strata)
    if len({table.causes for table in tables}) > 1:
        notes = (*notes, DIFFERENT_CAUSES)
    about = shared_about([table.about for table in tables], method=method, notes=notes)
    return compare(
        list(groups), observed, expected, covariance, scale=scale, about=about, trend=trend
    )


def _of_cause(
    tables: Sequence[EventTable | CountTable], cause: str | None
) -> list[EventTable | CountTable]:
    """Return the tables with one cause only, whoever had another censored then."""
    if cause is None:
        return list(tables)
    for table in tables:
        check_choice("cause", cause, table.causes)
    return [_alone(table, cause) for table in tables]


def _alone(table: EventTable | CountTable, cause: str) -> EventTable | CountTable:
    if isinstance(table, EventTable):
        own = table.event == table.causes.index(cause) + 1
        return attrs.evolve(table, event=own.astype(np.int64), causes=(cause,))
    others = sum(count for name, count in table.events.items() if name != cause)
    return attrs.evolve(
        table, events={cause: table.events[cause]}, censored=table.censored + others
    )


def _hypergeometric(
    strata: Sequence[RiskSets], weigh: Weigh, groups: int
) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Return observed, expected, the covariance of their difference, and the size of its terms."""
    observed, expected = np.zeros((2, groups))
    covariance, scale = np.zeros((groups, groups)), 0.0
    for sets in strata:
        had, at_risk = sets.own.sum(axis=0), sets.at_risk.sum(axis=0)
        weights, share = weigh(had, at_risk), sets.at_risk / at_risk
        observed += sets.own @ weights
        expected += share @ (weights * had)
        squared = weights**2
        scale += float(squared @ had)
        spread = squared * had * (at_risk - had) / np.maximum(at_risk - 1, 1)
        covariance += np.diag(share @ spread) - (share * spread) @ share.T
    return observed, expected, covariance, scale


def _weigher(weight: Weight) -> Weigh:
    if isinstance(weight, str):
        check_choice("weight", weight, [*WEIGHTS, "('fleming-harrington', p, q)"])
        return WEIGHTS[weight]
    if len(weight) != 3 or weight[0] != "fleming-harrington" or min(weight[1:]) < 0:
        message = f"weight={weight!r} must be ('fleming-harrington', p, q) with p and q 0 or more"
        raise DefinitionError(message)
    _, p, q = weight

    def fleming_harrington(had: AnyCount, at_risk: AnyCount) -> FloatArray:
        before = np.concatenate([[1.0], np.cumprod(1 - had / at_risk)])[:-1]
        weights: FloatArray = before**p * (1 - before) ** q
        return weights

    return fleming_harrington


def _name(weight: Weight) -> str:
    return weight if isinstance(weight, str) else f"{weight[0]} {weight[1:]}"


def _check_trend(trend: Sequence[float] | None, groups: int) -> None:
    if trend is None:
        return
    scores = np.empty(0) if isinstance(trend, Mapping) else np.asarray(trend, dtype=np.float64)
    if scores.shape != (groups,) or not np.isfinite(scores).all() or np.ptp(scores) == 0:
        message = (
            f"trend must be {groups} numbers, one for each group in their order, not all equal"
        )
        raise DefinitionError(message)
