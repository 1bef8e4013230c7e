"""Incidence predicted by a Fine–Gray model for people with given covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.covariates import terms_of
from recovery.estimators.cox_likelihood import Likelihood, likelihood
from recovery.estimators.cox_newton import Fit
from recovery.estimators.cox_ties import Ties
from recovery.estimators.day_curves import day_curve, described
from recovery.estimators.fine_gray import influence, number_of
from recovery.estimators.fine_gray_rows import SubProblem, sub_problem
from recovery.estimators.fine_gray_steps import Steps, spread, steps_of
from recovery.estimators.fine_gray_weights import Convention
from recovery.estimators.intervals import Interval
from recovery.estimators.sampled_rows import numbered
from recovery.results import Curve, Effects, Groups
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray

__all__ = ["fine_gray_curve"]

K = TypeVar("K")
SAME = 1e-9
"""Two likelihoods of the same model, rows and covariates are as near as this, relatively."""


def fine_gray_curve(
    events: EventTable,
    covariates: Any,
    effects: Effects,
    *,
    at: Mapping[K, Mapping[str, Any]],
    cause: str | int = 1,
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Groups[Any, Curve]:
    r"""Predict the incidence of an event, for people with given covariates.

    It is :math:`1 - \exp(-\Lambda(t)\,e^{\beta x})`. The cumulative
    subdistribution hazard :math:`\Lambda` rises on each event day by the
    number of events over the sum of the relative hazards of all who then
    count as at risk, with the weights and ties of the model.

    Parameters
    ----------
    events, covariates
        What the effects were estimated from.
    effects
        What :func:`fine_gray` made of them.
    at
        Under a label for each, the covariates of the people: a value of each
        covariate by name, a text where it was one.
    cause
        That of the model.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Groups
        A curve under each label, and with strata under each pair of label and
        stratum. ``at_risk`` and ``events`` count the subjects of the stratum
        without any event, whatever their covariates.

    Raises
    ------
    DefinitionError
        If the effects were not estimated from these events and covariates, or
        are not all finite, or an option is not among those allowed.
    TableError
        If somebody's covariates are not those of the model.

    Notes
    -----
    The values are those of ``survfit`` after ``finegray`` in the R package
    survival, and of ``predict`` after ``crr`` in cmprsk, which gives no error.
    The standard error is robust: the squared influence on the curve, of each
    subject or cluster, summed, with the shares still followed taken as known.

    References
    ----------
    .. [1] Fine, J. P. and Gray, R. J. (1999). JASA 94, 496-509.

    Examples
    --------
    >>> from recovery.estimators.fine_gray import fine_gray
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 2, 1, 0, 1, 2],
    ...                     causes=("home", "left"))
    >>> covariates = {"shelter": [1, 1, 0, 0, 0, 1]}
    >>> effects = fine_gray(events, covariates, cause="home")
    >>> people = {"with": {"shelter": 1}, "without": {"shelter": 0}}
    >>> curves = fine_gray_curve(events, covariates, effects, at=people, cause="home")
    >>> curves["with"].at([15, 61]).round(3), curves["without"].at([15, 61]).round(3)
    (array([0.203, 0.388]), array([0.381, 0.647]))
    """
    number = number_of(cause, events)
    made, now = _fitted(events, covariates, effects, number)
    people = terms_of(made.design, at)
    never = np.zeros(len(effects.terms), dtype=bool)
    moved = influence(events, made, Fit(effects.estimate, never, now, np.nan))
    cluster, clusters = numbered(events.cluster)
    robust = f"robust variance by {clusters:,} clusters" if clusters else "robust variance"
    method = f"Fine–Gray prediction, {robust}, weights taken as known, {interval} interval"
    about = attrs.evolve(events.about, notes=effects.about.notes)
    curves: dict[Any, Curve] = {}
    for label, stratum, steps in _strata(made, now):
        counts = made.followed[stratum].counts
        places = np.searchsorted(counts.days, steps.days)
        stands = described(about, counts, method=method, level=level)
        for name, person in zip(at, people, strict=True):
            centred = person - made.means[:, stratum]
            change = np.cumsum(centred[:, None] * steps.hazard - steps.means, axis=1)
            error = spread(steps, moved, change, events.frequency, cluster)
            with np.errstate(over="ignore", invalid="ignore"):  # covariates far from all others
                relative = float(np.exp(effects.estimate @ centred))
                hazard = relative * np.cumsum(steps.hazard)
                std_error = np.exp(-hazard) * relative * error
            curves[name if label is None else (name, label)] = day_curve(
                counts,
                places,
                counts.events[number - 1][places],
                -np.expm1(-hazard),
                std_error,
                kind="incidence",
                cause=events.causes[number - 1],
                interval=interval,
                level=level,
                about=stands,
            )
    return Groups(curves, by=("at",) if made.strata is None else ("at", "stratum"))


def _strata(made: SubProblem, now: Likelihood) -> Iterator[tuple[object, int, Steps]]:
    labels = [None] if made.strata is None else made.strata.tolist()
    for number, label in enumerate(labels):
        yield label, number, steps_of(made, now, number)


def _fitted(
    events: EventTable, covariates: Any, effects: Effects, cause: int
) -> tuple[SubProblem, Likelihood]:
    """Evaluate the likelihood of a model at its estimate, with the weights and ties it had."""
    if not np.isfinite(effects.estimate).all():
        message = (
            "an effect is not finite, so that nothing can be predicted; leave out the terms that "
            "its notes name"
        )
        raise DefinitionError(message)
    conventions: tuple[Convention, ...] = ("finegray", "crr")
    choices: tuple[Ties, ...] = ("efron", "breslow")
    for convention in conventions:
        made = sub_problem(events, covariates, cause=cause, convention=convention)
        if made.design.terms != effects.terms:
            break
        for ties in choices:
            now = _at(made, effects.estimate, ties)
            if abs(now.log - effects.log_likelihood) <= SAME * (1 + abs(now.log)):
                return made, now
    message = (
        "the effects were not estimated from these events and covariates: give the same table, "
        "the same covariates and the same cause as to fine_gray"
    )
    raise DefinitionError(message)


def _at(made: SubProblem, estimate: FloatArray, ties: Ties) -> Likelihood:
    rows = made.rows
    dying = made.values[:, rows.died]
    struck = dying.sum(axis=1) if rows.mass is None else dying @ rows.mass[rows.died]
    return likelihood(rows, made.values, struck, estimate, ties=ties)
