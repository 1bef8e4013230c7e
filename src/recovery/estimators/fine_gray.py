"""Fine–Gray regression: how covariates change the incidence of one of several competing events."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.cox_newton import Fit, maximise
from recovery.estimators.cox_ties import Ties
from recovery.estimators.fine_gray_rows import SubProblem, sub_problem
from recovery.estimators.fine_gray_variance import scores
from recovery.estimators.fine_gray_weights import Convention
from recovery.estimators.sampled_rows import few_clusters_note, numbered
from recovery.estimators.sandwich import few_events, sandwich
from recovery.estimators.wald import check_level, wald_effects
from recovery.results import Effects
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray

__all__ = ["Variance", "fine_gray", "influence", "number_of"]

BLOCK = 1 << 14
"""Rows whose scores are turned at once into how far they move the effects."""
RATIO = "subdistribution hazard ratio"
NO_EVENTS = "the event happened to nobody at risk: no effect can be told"
CONVENTIONS = ("finegray", "crr")
Variance = Literal["robust", "estimated", "model"]
VARIANCES = {
    "robust": "robust variance, weights taken as known",
    "estimated": "robust variance that allows for the estimated weights",
    "model": "model variance",
}


def fine_gray(
    events: EventTable,
    covariates: Any,
    *,
    cause: str | int = 1,
    convention: Convention = "finegray",
    ties: Ties | None = None,
    variance: Variance | None = None,
    level: float = 0.95,
) -> Effects:
    r"""Estimate how covariates change the incidence of one of several competing events.

    The incidence :math:`F` of the event has the subdistribution hazard
    :math:`-d\log(1 - F(t))`, which a subject with terms :math:`x` has
    :math:`\exp(\beta x)` times. Who had a competing event stays in the risk
    sets, for as much as the share of those who would still be followed.
    A ratio above 1 means more of the events by any day; how the hazard among
    those still waiting changes is told by :func:`cox` with this ``cause``.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry, frequencies, weights, clusters and strata. Subjects are only
        compared with others of the same stratum, and the shares still followed
        are estimated in each. They count subjects, whatever these weigh. Each
        subject is one row: a covariate that changes has no place here, since
        nobody knows how it would go on after a competing event.
    covariates
        A mapping or a data frame of ``n`` values by name, or an array of
        shape ``(n, p)``. Texts are compared with the first in sorted order.
    cause
        Name or number of the event; the others compete with it.
    convention
        What happens when somebody is censored and another has an event on one
        day. ``finegray``, as the R package survival: events come first, so
        that only those without can be censored. ``crr``, as the R package
        cmprsk: those with an event can too. With no such day both agree.
    ties
        How events of one day are treated: by ``efron``'s or ``breslow``'s
        approximation. By default as the package does that gave the convention
        its name: ``efron`` for ``finegray``, ``breslow`` for ``crr``.
    variance
        ``robust``: the sandwich by clusters (by subjects where there are
        none), with the weights taken as known, as ``coxph`` after
        ``finegray``. ``estimated``: it also allows for the shares still
        followed being estimated, as ``crr``. By default ``estimated`` for
        ``crr`` and ``robust`` for ``finegray``. ``model``: the inverse of the
        information, which is not right here and only offered to compare.
    level
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    Effects
        Estimates are logarithms of subdistribution hazard ratios. Where the
        likelihood rises for ever an estimate is infinite, its errors are NaN,
        and a note names the term. Without any event all are NaN.

    Raises
    ------
    DefinitionError
        If an option is not among those allowed; if subjects enter late and
        the convention or the variance is not made for it; if nobody was
        followed for a while after a competing event; or if terms do not
        differ among those at risk together.
    TableError
        If a covariate cannot be used; all such are named.

    Notes
    -----
    With delayed entry the weights allow for entry as well as for censoring.
    Nothing is expanded: there are at most two rows a subject.

    References
    ----------
    .. [1] Fine, J. P. and Gray, R. J. (1999). JASA 94, 496-509.
    .. [2] Geskus, R. B. (2011). Biometrics 67, 39-49.
    .. [3] Zhou, B., Fine, J., Latouche, A. and Labopin, M. (2012).
       Biostatistics 13, 371-383.

    Examples
    --------
    Is a place in a shelter followed by more returns home, when others leave?

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 2, 1, 0, 1, 2],
    ...                     causes=("home", "left"))
    >>> effects = fine_gray(events, {"shelter": [1, 1, 0, 0, 0, 1]}, cause="home")
    >>> effects["shelter"]
    Estimate(-0.7512 log subdistribution hazard ratio, -3.034 to 1.532, n=6)
    """
    number = number_of(cause, events)
    kind = _checked(events, convention, ties, variance)
    check_level(level)
    how: Ties = ties or ("efron" if convention == "finegray" else "breslow")
    made = sub_problem(events, covariates, cause=number, convention=convention)
    cluster, clusters = numbered(events.cluster)
    by = f" by {clusters:,} clusters" if clusters and kind != "model" else ""
    method = (
        f"Fine–Gray regression of {events.causes[number - 1]}, {convention} weights, {how} ties, "
        + ("stratified, " if events.stratum is not None else "")
        + ("weighted, " if events.weight is not None else "")
        + VARIANCES[kind]
        + by
    )
    about = attrs.evolve(events.about, method=method, level=level)
    if kind != "model":
        about = about.noting(*few_clusters_note(clusters))
    n = len(events) if events.frequency is None else int(events.frequency.sum())
    terms = made.design.terms
    happened = int(made.rows.deaths.sum())
    if not happened:
        nothing = np.full((len(terms), len(terms)), np.nan)
        about = about.noting(NO_EVENTS)
        unknown = np.full(len(terms), np.nan)
        return wald_effects(
            terms, unknown, nothing, nothing, ratio_of=RATIO, n=n, events=0, about=about
        )
    fit = maximise(made.rows, made.values, terms, ties=how)
    model = fit.covariance
    covariance = model
    if kind != "model":
        moved = influence(events, made, fit, estimated=kind == "estimated")
        covariance = sandwich(moved, events.frequency, cluster if clusters else None)
    notes = (*_endless(terms, fit), *few_events(happened, len(terms)))
    return wald_effects(
        terms,
        fit.estimate,
        covariance,
        model,
        ratio_of=RATIO,
        n=n,
        events=happened,
        log_likelihood=fit.at.log,
        null_log_likelihood=fit.null_log,
        about=about.noting(*notes),
    )


def influence(
    events: EventTable, made: SubProblem, fit: Fit, *, estimated: bool = False
) -> FloatArray:
    """Return how far one subject of each row moves the effects, NaN for endless ones: (n, p)."""
    moved = scores(events, made, fit.at, estimated=estimated)
    kept = np.flatnonzero(~fit.endless)
    covariance = fit.covariance[np.ix_(kept, kept)]
    for start in range(0, len(moved), BLOCK):
        block = moved[start : start + BLOCK]
        if events.frequency is not None:
            block /= events.frequency[start : start + BLOCK, None]
        block[:, kept] = block[:, kept] @ covariance
    moved[:, fit.endless] = np.nan
    return moved


def number_of(cause: str | int, events: EventTable) -> int:
    """Return the number of a cause."""
    if isinstance(cause, str):
        check_choice("cause", cause, events.causes)
        return events.causes.index(cause) + 1
    if not 1 <= cause <= len(events.causes):
        message = f"cause must be one of {', '.join(events.causes)}, or its number from 1 on"
        raise DefinitionError(message)
    return int(cause)


def _checked(
    events: EventTable, convention: Convention, ties: str | None, variance: Variance | None
) -> Variance:
    """Return the kind of variance, after a look at all choices."""
    check_choice("convention", convention, CONVENTIONS)
    check_choice("ties", ties or "efron", ("efron", "breslow"))
    kind: Variance = variance or ("estimated" if convention == "crr" else "robust")
    check_choice("variance", kind, VARIANCES)
    late = events.entry is not None and len(events) and events.entry.max() >= events.exit.min()
    if late and (convention == "crr" or kind == "estimated"):
        message = (
            "convention='crr' and variance='estimated' are not made for subjects who enter late; "
            "take convention='finegray' with variance='robust'"
        )
        raise DefinitionError(message)
    return kind


def _endless(terms: tuple[str, ...], fit: Fit) -> tuple[str, ...]:
    named = [term for term, never in zip(terms, fit.endless, strict=True) if never]
    if not named:
        return ()
    note = (
        f"the likelihood rises for ever with {', '.join(named)}, so that no finite effect fits "
        "best; the other effects are as they are then"
    )
    return (note,)
