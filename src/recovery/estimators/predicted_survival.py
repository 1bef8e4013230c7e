"""Survival predicted by a Cox model for people with given covariates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from recovery.estimators.covariates import terms_of
from recovery.estimators.cox_fitted import Fitted, fitted, stratum_counts
from recovery.estimators.day_curves import day_curve, described
from recovery.estimators.intervals import Interval
from recovery.results import Curve, Effects, Groups
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["BASELINE", "is_robust", "predicted_survival"]

BASELINE = (
    "the baseline's part of the standard error takes rows as independent and weights as numbers "
    "of subjects: with clusters or sampling weights it is too small"
)

K = TypeVar("K")


def predicted_survival(
    events: EventTable,
    covariates: Any,
    effects: Effects,
    *,
    at: Mapping[K, Mapping[str, Any]],
    cause: str | None = None,
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Groups[Any, Curve]:
    r"""Predict the share still waiting, for people with given covariates.

    The cumulative hazard rises on each event day by the number of events
    over the sum of the relative hazards of those then at risk, entries
    counted, taken with the ties of the model; the share is the exponential of
    what it has then risen to for such a person, with the sign turned.

    Parameters
    ----------
    events, covariates
        What the effects were estimated from.
    effects
        What :func:`cox` made of them.
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
        stratum. ``at_risk`` and ``events`` count the subjects of the stratum,
        whatever their covariates.

    Raises
    ------
    DefinitionError
        If the effects were not estimated from these events and covariates, or
        are not finite, or an option is not among those allowed.
    TableError
        If somebody's covariates are not those of the model.

    Notes
    -----
    The standard error is that of the exponential of the hazard, from the
    variance of its steps and that of the effects (model or robust, whichever
    theirs is), as in the R package survival. The steps' own variance takes
    rows as independent and weights as numbers of equal subjects also where
    the effects are robust: with large weights or clusters it is then too
    small, which a note says. The curve is of a person whose covariates never
    change.

    References
    ----------
    .. [1] Tsiatis, A. A. (1981). Annals of Statistics 9, 93-108.
    .. [2] Therneau, T. M. and Grambsch, P. M. (2000). Modeling Survival Data,
       section 10.2. Springer.

    Examples
    --------
    >>> from recovery.estimators import cox
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> covariates = {"shelter": [1, 1, 0, 0, 1, 0]}
    >>> effects = cox(events, covariates)
    >>> people = {"with": {"shelter": 1}, "without": {"shelter": 0}}
    >>> curves = predicted_survival(events, covariates, effects, at=people)
    >>> curves["with"].at([15, 61]).round(3), curves["without"].at([15, 61]).round(3)
    (array([0.337, 0.153]), array([0.752, 0.612]))
    """
    fit = fitted(events, covariates, effects, cause=cause)
    people = terms_of(fit.made.design, at)
    variance = "model variance" + (", that of the effects robust" if is_robust(effects) else "")
    method = f"Cox prediction, {fit.ties} ties, {variance}, {interval} interval"
    about = attrs.evolve(events.about, notes=effects.about.notes)
    about = about.noting(*([BASELINE] if is_robust(effects) else []))
    curves: dict[Any, Curve] = {}
    for label, number, sets in fit.strata():
        counts = stratum_counts(events, fit.made, number)
        steps = np.searchsorted(counts.days, fit.made.rows.day[sets])
        happened = _happened(counts.events, events.causes, cause)[steps]
        for name, person in zip(at, people, strict=True):
            centred = person - fit.made.means[:, number]
            value, std_error = _survival(fit, sets, centred, effects)
            curves[name if label is None else (name, label)] = day_curve(
                counts,
                steps,
                happened,
                value,
                std_error,
                kind="survival",
                cause=fit.made.outcome,
                interval=interval,
                level=level,
                about=described(about, counts, method=method, level=level),
            )
    return Groups(curves, by=("at",) if fit.made.strata is None else ("at", "stratum"))


def is_robust(effects: Effects) -> bool:
    """Return whether the errors of the effects hold for weights and clusters."""
    return "robust variance" in effects.about.method


def _happened(counts: IntArray, causes: tuple[str, ...], cause: str | None) -> IntArray:
    happened: IntArray = counts.sum(axis=0) if cause is None else counts[causes.index(cause)]
    return happened


def _survival(
    fit: Fitted, sets: IntArray, person: FloatArray, effects: Effects
) -> tuple[FloatArray, FloatArray]:
    """Return the share still waiting after each event day, and its standard error."""
    sums = fit.at.sums
    relative = float(np.exp(effects.estimate @ person))
    hazard = np.cumsum(sums.hazard[sets]) * relative
    change = np.cumsum(person[:, None] * sums.hazard[sets] - fit.at.mean_steps[:, sets], axis=1)
    by_effects = np.einsum("im,ij,jm->m", change, effects.covariance, change)
    variance = (np.cumsum(sums.square[sets]) + by_effects) * relative**2
    value = np.exp(-hazard)
    return value, value * np.sqrt(variance)
