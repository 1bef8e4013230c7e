"""Cox regression: how covariates change the hazard of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import attrs
import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.cox_fitted import Fitted
from recovery.estimators.cox_newton import Fit, maximise
from recovery.estimators.cox_problem import Problem, problem
from recovery.estimators.cox_ties import Ties
from recovery.estimators.cox_variance import score_products
from recovery.estimators.proportionality import changing_effects
from recovery.estimators.sampled_rows import few_clusters_note, numbered
from recovery.estimators.sandwich import few_events
from recovery.estimators.wald import check_level, wald_effects
from recovery.results import Effects
from recovery.tables import About, EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["cox"]

RATIO = "hazard ratio"
NO_EVENTS = "no event happened to anyone at risk: no effect can be told"


def cox(
    events: EventTable,
    covariates: Any,
    *,
    ties: Ties = "efron",
    variance: Literal["model", "robust"] | None = None,
    level: float = 0.95,
    cause: str | None = None,
) -> Effects:
    r"""Estimate how covariates change the hazard of an event.

    The hazard of a subject with terms :math:`x` is
    :math:`h_0(t) \exp(\beta x)`, with a baseline :math:`h_0` that may be
    anything. The coefficients :math:`\beta` maximise the partial likelihood:
    on each event day, those who have the event are compared with all who are
    then at risk.

    Parameters
    ----------
    events
        ``n`` rows in whole days since the origin, with or without delayed
        entry, frequencies, weights, clusters and strata. Subjects are only
        compared with others of the same stratum. A subject whose covariates
        change has a row for each stretch of days, with ``entry`` and
        ``exit``; its last may end in an event.
    covariates
        A mapping or a data frame of ``n`` values by name, or an array of
        shape ``(n, p)``. Texts are compared with the first in sorted order.
    ties
        How events of one day are treated: by ``efron``'s or by ``breslow``'s
        approximation.
    variance
        ``model``, the inverse of the information, which takes rows as equal
        and independent; ``robust``, the sum over clusters (of subjects, where
        there are none) of their squared influence. By default robust where
        the table has weights or clusters, else that of the model. Rows of
        one subject are independent in the sense needed, unless the subject
        can have several events.
    level
        Coverage of the intervals, strictly between 0 and 1.
    cause
        The event whose hazard is modelled; others are as if censored, which
        makes it a cause-specific hazard. By default any event.

    Returns
    -------
    Effects
        Estimates are logarithms of hazard ratios; both standard errors are
        there. Where the likelihood rises for ever, as when all with the
        event have the same value, the estimate is infinite, its errors and
        interval are NaN, and a note names the term. Without any event all
        are NaN.

    Raises
    ------
    DefinitionError
        If an option is not among those allowed, terms do not differ among
        those at risk together, or no maximum can be found.
    TableError
        If a covariate cannot be used; all such are named.

    Notes
    -----
    A weight multiplies what its row adds to the logarithm of the likelihood;
    of tied events Efron's approximation takes the mean weight. Both are as in
    the R package survival.

    Notes of the result say when there are few events for each term, when the
    likelihood rises for ever with one, and, up to 20,000 rows, when the score
    test of :func:`proportionality` doubts that hazards are proportional.

    References
    ----------
    .. [1] Cox, D. R. (1972). Journal of the Royal Statistical Society B 34,
       187-220.
    .. [2] Efron, B. (1977). JASA 72, 557-565.
    .. [3] Lin, D. Y. and Wei, L. J. (1989). JASA 84, 1074-1078.
    .. [4] Binder, D. A. (1992). Biometrika 79, 139-147.

    Examples
    --------
    Do those with a place in a shelter wait less for safe housing?

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> effects = cox(events, {"shelter": [1, 1, 0, 0, 1, 0]})
    >>> effects["shelter"]
    Estimate(1.341 log hazard ratio, -0.9335 to 3.616, n=6)
    >>> effects.ratio.round(2)
    array([3.82])
    """
    check_choice("ties", ties, ("efron", "breslow"))
    if variance is not None:
        check_choice("variance", variance, ("model", "robust"))
    check_level(level)
    made = problem(events, covariates, cause=cause)
    sampled = events.weight is not None or events.cluster is not None
    robust = variance == "robust" or (variance is None and sampled)
    cluster, clusters = numbered(events.cluster)
    by = f" by {clusters:,} clusters" if clusters else ""
    method = (
        f"Cox regression of {made.outcome}, {ties} ties, "
        + ("stratified, " if events.stratum is not None else "")
        + ("weighted, " if events.weight is not None else "")
        + (f"robust variance{by}" if robust else "model variance")
    )
    about = attrs.evolve(events.about, method=method, level=level)
    about = about.noting(*few_clusters_note(clusters if robust else 0))
    n = len(events) if events.frequency is None else int(events.frequency.sum())
    if not len(made.rows.deaths):
        return _nothing(made.design.terms, n=n, about=about.noting(NO_EVENTS))
    fit = maximise(made.rows, made.values, made.design.terms, ties=ties)
    model = fit.covariance
    covariance = _sandwich(events, made, fit, cluster, clusters) if robust else model
    happened = int(made.rows.deaths.sum())
    return wald_effects(
        made.design.terms,
        fit.estimate,
        covariance,
        model,
        ratio_of=RATIO,
        n=n,
        events=happened,
        log_likelihood=fit.at.log,
        null_log_likelihood=fit.null_log,
        about=about.noting(*_notes(events, made, fit, happened, ties)),
    )


def _sandwich(
    events: EventTable, made: Problem, fit: Fit, cluster: IntArray, clusters: int
) -> FloatArray:
    order = made.rows.order
    products = score_products(
        made.rows,
        made.values,
        fit.at,
        frequency=None if events.frequency is None else events.frequency[order],
        cluster=cluster[order] if clusters else None,
        clusters=clusters,
    )
    kept = np.flatnonzero(~fit.endless)
    bread, covariance = fit.covariance, np.full_like(fit.covariance, np.nan)
    part = np.ix_(kept, kept)
    covariance[part] = bread[part] @ products[part] @ bread[part]
    return covariance


def _notes(events: EventTable, made: Problem, fit: Fit, happened: int, ties: Ties) -> Iterator[str]:
    terms = made.design.terms
    endless = [term for term, never in zip(terms, fit.endless, strict=True) if never]
    if endless:
        yield (
            f"the likelihood rises for ever with {', '.join(endless)}: on every event day those "
            "with the event have the largest, or the smallest, value of all at risk, so that no "
            "finite effect fits best; the other effects are as they are then"
        )
    else:
        yield from changing_effects(events, Fitted(made, fit.at, ties))
    yield from few_events(happened, len(terms))


def _nothing(terms: tuple[str, ...], *, n: int, about: About) -> Effects:
    """Return effects of which nothing is known."""
    unknown = np.full(len(terms), np.nan)
    square = np.full((len(terms), len(terms)), np.nan)
    return wald_effects(terms, unknown, square, square, ratio_of=RATIO, n=n, events=0, about=about)
