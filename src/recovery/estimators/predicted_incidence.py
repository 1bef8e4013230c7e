"""Incidence of competing events predicted by a Cox model of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.covariates import terms_of
from recovery.estimators.cox_fitted import Fitted, fitted, stratum_counts
from recovery.estimators.day_counts import DayCounts
from recovery.estimators.day_curves import day_curve, described
from recovery.estimators.intervals import Interval
from recovery.estimators.predicted_survival import BASELINE, is_robust
from recovery.results import Curve, Curves, Effects, Groups
from recovery.tables import About, EventTable
from recovery.tables.arrays import FloatArray

__all__ = ["predicted_incidence"]

K = TypeVar("K")


def predicted_incidence(
    events: EventTable,
    covariates: Any,
    effects: Mapping[str, Effects],
    *,
    at: Mapping[K, Mapping[str, Any]],
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Groups[Any, Curves]:
    r"""Predict the incidence of each competing event, for people with given covariates.

    The hazard of each cause has its own Cox model. On a day on which the
    hazards of all causes rise by :math:`\lambda` together and that of the
    cause by :math:`\lambda_k`, the incidence rises by
    :math:`S\,(1 - e^{-\lambda})\,\lambda_k / \lambda`, with :math:`S` the share
    without any event before.

    Parameters
    ----------
    events, covariates
        What the effects were estimated from.
    effects
        For each cause of the table what :func:`cox` with this ``cause`` made
        of them.
    at
        Under a label for each, the covariates of the people: a value of each
        covariate by name, a text where it was one.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Groups
        Curves by cause under each label, and with strata under each pair of
        label and stratum.

    Raises
    ------
    DefinitionError
        If a cause has no effects, these were not estimated from these events
        and covariates, or an option is not among those allowed.
    TableError
        If somebody's covariates are not those of the model.

    Notes
    -----
    The values are those of the R package survival for a multi-state model
    with Breslow ties, which it takes whatever it is told; with models of
    Efron ties, the default of :func:`cox`, ours have these. It gives no
    standard error. Here it comes from the derivatives of
    the incidence by every step of every hazard and by all effects, with the
    variances that :func:`predicted_survival` uses too. The models of two
    causes are taken as independent, which they are, in large samples, where
    the models hold.

    References
    ----------
    .. [1] Cheng, S. C., Fine, J. P. and Wei, L. J. (1998). Biometrics 54,
       219-228.

    Examples
    --------
    >>> from recovery.estimators import cox
    >>> events = EventTable(
    ...     exit=[8, 15, 15, 40, 61, 70, 82, 90],
    ...     event=[1, 2, 1, 0, 1, 2, 1, 2],
    ...     causes=("housed", "left"),
    ... )
    >>> covariates = {"shelter": [1, 0, 0, 1, 0, 1, 1, 0]}
    >>> effects = {cause: cox(events, covariates, cause=cause) for cause in events.causes}
    >>> people = {"without": {"shelter": 0}}
    >>> curves = predicted_incidence(events, covariates, effects, at=people)
    >>> curves["without"]["housed"].at([61]).round(3)
    array([0.361])
    """
    missing = [cause for cause in events.causes if cause not in effects]
    if missing:
        message = f"the incidence of one cause takes the hazards of all: none of {missing} is there"
        raise DefinitionError(message)
    fits = {
        cause: fitted(events, covariates, effects[cause], cause=cause) for cause in events.causes
    }
    first = next(iter(fits.values()))
    people = terms_of(first.made.design, at)
    notes = tuple(note for cause in events.causes for note in effects[cause].about.notes)
    robust = any(is_robust(effects[cause]) for cause in events.causes)
    about = attrs.evolve(events.about, notes=()).noting(*events.about.notes, *notes)
    about = about.noting(*([BASELINE] if robust else []))
    method = f"prediction by Cox models of all causes, delta-method variance, {interval} interval"
    found: dict[Any, Curves] = {}
    for label, number, _ in first.strata():
        counts = stratum_counts(events, first.made, number)
        stands = described(about, counts, method=method, level=level)
        for name, person in zip(at, people, strict=True):
            parts = [
                _hazard(fits[cause], effects[cause], number, person, counts)
                for cause in events.causes
            ]
            curves = {
                cause: _curve(place, parts, counts, cause, interval, level, stands)
                for place, cause in enumerate(events.causes)
            }
            found[name if label is None else (name, label)] = Curves(curves, about=stands)
    return Groups(found, by=("at",) if first.made.strata is None else ("at", "stratum"))


@attrs.frozen(eq=False)
class Hazard:
    """The hazard of one cause for one person, on every day of the counts.

    Attributes
    ----------
    steps, variance
        Shape ``(m,)``; how it rises, and the variance of that.
    change
        Shape ``(p, m)``; its derivative by the effects.
    covariance
        Shape ``(p, p)``; of the effects.
    """

    steps: FloatArray
    variance: FloatArray
    change: FloatArray
    covariance: FloatArray


def _hazard(
    fit: Fitted, effects: Effects, number: int, person: FloatArray, counts: DayCounts
) -> Hazard:
    sets = np.flatnonzero(fit.made.rows.stratum == number)
    places = np.searchsorted(counts.days, fit.made.rows.day[sets])
    centred = person - fit.made.means[:, number]
    relative = float(np.exp(effects.estimate @ centred))
    hazard, sums = fit.at.sums.hazard[sets], fit.at.sums
    many = len(counts.days)
    steps, variance, change = np.zeros(many), np.zeros(many), np.zeros((len(person), many))
    steps[places] = relative * hazard
    variance[places] = relative**2 * sums.square[sets]
    change[:, places] = relative * (centred[:, None] * hazard - fit.at.mean_steps[:, sets])
    return Hazard(steps, variance, change, effects.covariance)


def _curve(
    place: int,
    parts: list[Hazard],
    counts: DayCounts,
    cause: str,
    interval: Interval,
    level: float,
    about: About,
) -> Curve:
    value, std_error = _incidence(place, parts)
    steps = np.flatnonzero(parts[place].steps)
    return day_curve(
        counts,
        steps,
        counts.events[place][steps],
        value[steps],
        std_error[steps],
        kind="incidence",
        cause=cause,
        interval=interval,
        level=level,
        about=about,
    )


def _incidence(place: int, parts: list[Hazard]) -> tuple[FloatArray, FloatArray]:
    """Return the incidence of a cause after every day, and its standard error."""
    own, total = parts[place].steps, np.sum([part.steps for part in parts], axis=0)
    after = np.exp(-np.cumsum(total))
    before = np.concatenate([[1.0], after[:-1]])
    nothing = np.ones_like(total)
    gone = np.divide(-np.expm1(-total), total, out=nothing, where=total > 0)
    share = np.divide(own, total, out=np.zeros_like(total), where=total > 0)
    value = np.cumsum(before * gone * own)
    # The incidence at t changes with a step of a hazard at s by `gain` less the incidence at t.
    common = before * (np.exp(-total) - gone) * share + value
    variance = np.zeros_like(value)
    for number, part in enumerate(parts):
        gain = common + (before * gone if number == place else 0.0)
        variance += (
            np.cumsum(gain**2 * part.variance)
            - 2 * value * np.cumsum(gain * part.variance)
            + value**2 * np.cumsum(part.variance)
        )
        slope = np.cumsum(gain * part.change, axis=1) - value * np.cumsum(part.change, axis=1)
        variance += np.einsum("im,ij,jm->m", slope, part.covariance, slope)
    return value, np.sqrt(np.maximum(variance, 0))  # rounding may leave -1e-17
