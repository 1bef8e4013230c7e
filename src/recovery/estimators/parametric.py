"""Accelerated failure time: how many times longer each covariate makes the wait.

The only module that imports lifelines, and with it pandas, and only when it is asked for a fit.
"""

from __future__ import annotations

import warnings
from typing import Any, Literal

import attrs
import numpy as np

from recovery.estimators.accelerated import DISTRIBUTIONS, Distribution, Times
from recovery.estimators.accelerated_fit import Maximum, largest
from recovery.estimators.accelerated_times import TimedRows, timed_rows
from recovery.estimators.choices import check_choice
from recovery.estimators.covariates import design
from recovery.estimators.sampled_rows import few_clusters_note
from recovery.estimators.sandwich import few_events, sandwich
from recovery.estimators.wald import check_level, wald_effects
from recovery.results import Effects
from recovery.tables import EventTable, IntervalTable
from recovery.tables.arrays import FloatArray

__all__ = ["parametric"]

INTERCEPT, LOG_SCALE = "(intercept)", "(log scale)"
GIVEN_UP = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""How lifelines ends where it finds nothing, as of one row, which it takes for a number."""
NO_MAXIMUM = (
    "the likelihood has no finite maximum, so that nothing is estimated: there are no events, all "
    "came on one day, or a covariate tells exactly who has one"
)


def parametric(
    table: EventTable | IntervalTable,
    covariates: Any = None,
    *,
    distribution: Literal["weibull", "log-normal", "log-logistic"] = "weibull",
    cause: str | None = None,
    days: Literal["exact", "within"] = "exact",
    variance: Literal["model", "robust"] | None = None,
    level: float = 0.95,
) -> Effects:
    r"""Fit an accelerated failure time model: covariates that stretch or shorten the wait.

    The logarithm of the wait is :math:`x^\top\beta + \sigma\epsilon`. A unit
    more of a covariate makes every wait :math:`e^{\beta}` times as long, the
    *time ratio*. The error :math:`\epsilon` gives the wait its distribution:
    Weibull, log-normal or log-logistic.

    Parameters
    ----------
    table
        ``n`` subjects in whole days since the origin, with or without delayed
        entry, frequencies, weights and clusters; or between which days the
        event of each lies.
    covariates
        A mapping or data frame of columns by name, or an array of shape
        ``(n, p)``; texts are compared with the first in sorted order.
        ``None``: the distribution alone.
    distribution
        ``weibull``, ``log-normal`` or ``log-logistic``.
    cause
        The event; other events then censor. ``None``: any event counts.
    days
        ``exact``: an event on day ``t`` came at the time ``t``, as R takes it,
        but one on day 0 came within one day; an interval of one day, whose
        event is known to the day, likewise. ``within``: an event on day ``t``
        came between ``t`` and ``t + 1`` days after the start of day 0, and
        who is censored on day ``t`` waits longer than ``t + 1``; best where
        many events fall in the first few days.
    variance
        ``model``: the inverse of the information. ``robust``: the sandwich,
        by clusters where there are any. ``None``: robust if the table has
        weights or clusters.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Effects
        The first term is ``(intercept)``, the last ``(log scale)``; between
        them one for each covariate, whose exponential is a time ratio. With
        the Weibull distribution :math:`e^{-\beta/\sigma}` is the hazard ratio,
        :math:`1/\sigma` the shape, and the exponential of the intercept the
        time by which 63 % had the event, of those with all covariates 0; with
        the others it is their median.

    Raises
    ------
    DefinitionError
        If a choice is not among those offered, the table has strata, or it
        does not know the cause.
    TableError
        If covariates cannot be used; all that cannot are named.

    Notes
    -----
    lifelines finds the maximum as far as its optimiser goes, of many rows for
    a part of them. Newton's steps on the same likelihood of all rows then end
    where the score is 0 to rounding; only what has passed that test is given.
    Who is censored on day 0 tells nothing.

    The same as ``survreg`` of the R package survival, which knows no delayed
    entry, refuses day 0, and leaves weights out of its robust variance.

    References
    ----------
    .. [1] Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical
       Analysis of Failure Time Data, 2nd ed., chapters 3 and 7.

    Examples
    --------
    Do survivors with a caseworker wait longer or shorter for safe housing?

    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> effects = parametric(events, {"caseworker": [1, 1, 0, 1, 0, 0]})
    >>> effects.terms
    ('(intercept)', 'caseworker', '(log scale)')
    >>> effects.ratio.round(2)
    array([80.75,  0.38,  0.87])
    """
    check_level(level)
    rows = timed_rows(table, cause=cause, days=days)
    check_choice("distribution", distribution, DISTRIBUTIONS)
    chosen = DISTRIBUTIONS[distribution]
    made = design({} if covariates is None else covariates, rows=len(table))
    alone = np.empty((len(table), 0))
    best = largest(rows.times, rows.mass, made.values, chosen, _by_lifelines)
    null = best if not made.terms else largest(rows.times, rows.mass, alone, chosen)
    covariance, words = _variance(best, rows, variance)
    method = f"{chosen.name} accelerated failure time, {words}"
    notes = (
        *rows.notes,
        *few_events(rows.events, len(made.terms)),
        *(() if words == "model variance" else few_clusters_note(rows.many_clusters)),
        *(() if np.isfinite(best.log_likelihood) else (NO_MAXIMUM,)),
    )
    return wald_effects(
        (INTERCEPT, *made.terms, LOG_SCALE),
        best.parameters,
        covariance,
        best.covariance,
        ratio_of="time ratio",
        n=rows.n,
        events=rows.events,
        log_likelihood=best.log_likelihood,
        null_log_likelihood=null.log_likelihood,
        about=attrs.evolve(table.about, method=method, level=level).noting(*notes),
    )


def _variance(best: Maximum, rows: TimedRows, variance: str | None) -> tuple[FloatArray, str]:
    """Return the covariance of the parameters, and what kind it is."""
    check_choice("variance", variance or "model", ("model", "robust"))
    sampled = rows.weight is not None or rows.clusters is not None
    if variance == "model" or (variance is None and not sampled):
        return best.covariance, "model variance"
    moved = best.influence()
    if rows.weight is not None:
        moved *= rows.weight[:, None]
    by = "" if rows.clusters is None else f" by {rows.many_clusters:,} clusters"
    return sandwich(moved, rows.frequency, rows.clusters), f"robust variance{by}"


def _by_lifelines(
    times: Times, mass: FloatArray, values: FloatArray, distribution: Distribution
) -> FloatArray | None:
    """Return the parameters at which lifelines arrives, or ``None`` when it gives up."""
    with warnings.catch_warnings():
        # Of what it warns, only what is still so at the maximum is told, as a note of the result.
        warnings.simplefilter("ignore")
        import lifelines
        import pandas as pd

        exact = times.exact
        names = [f"x{place}" for place in range(1, values.shape[1])]
        frame = pd.DataFrame(values[:, 1:], columns=names)
        frame["mass"], frame["entry"] = mass, np.exp(times.entry)
        frame["lower"], frame["upper"] = np.exp(times.lower), np.exp(times.upper)
        frame["had"] = exact
        known = {"weights_col": "mass", "entry_col": "entry", "event_col": "had"}
        fitter = getattr(lifelines, distribution.fitter)()
        try:
            if (exact | np.isposinf(times.upper)).all():
                fitter.fit(frame.drop(columns="upper"), "lower", **known)
            else:
                fitter.fit_interval_censoring(frame, "lower", "upper", **known)
        except (lifelines.exceptions.ConvergenceError, *GIVEN_UP):
            return None
        location, scale = fitter._primary_parameter_name, fitter._ancillary_parameter_name
        found = [fitter.params_[location][name] for name in ("Intercept", *names)]
        log_scale = fitter.params_[scale]["Intercept"]
    start = np.array([*found, log_scale if distribution.name == "log-normal" else -log_scale])
    return start if np.isfinite(start).all() else None
