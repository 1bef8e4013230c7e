"""Whether the effects of a Cox model stay the same over time."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.chi_squared import chance
from recovery.estimators.choices import check_choice
from recovery.estimators.cox_fitted import Fitted, fitted
from recovery.estimators.cox_likelihood import curvature
from recovery.estimators.day_counts import count_days
from recovery.results import Comparison, Effects, Groups
from recovery.tables import About, EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["changing_effects", "proportionality"]

Transform = Literal["km", "identity", "rank", "log"]
ALL = "all together"
DOUBTFUL = 0.05
CHANGES = (
    "the effects seem to change over time (p < 0.05): one hazard ratio is then an average over it; "
    "see which in proportionality(), let them differ by stretches of days, or stratify"
)
FEW_ENOUGH = 20_000
"""Of more rows than this an effect that changes a little is always found to change."""
SINGULAR = 1e12
"""Beyond this condition number a matrix has no inverse but for rounding."""


def proportionality(
    events: EventTable,
    covariates: Any,
    effects: Effects,
    *,
    transform: Transform = "km",
    cause: str | None = None,
) -> Groups[str, Comparison]:
    r"""Test whether the hazard ratios of a Cox model stay the same over time.

    The score test of the model to which, for every term :math:`x`, the term
    :math:`x\,(g(t) - \bar g)` has been added, at the estimate of the model
    without. It is made of the sums over events of the term less its mean among
    those at risk (Schoenfeld's residual), times a function :math:`g` of time.

    Parameters
    ----------
    events, covariates
        What the effects were estimated from.
    effects
        What :func:`cox` made of them.
    transform
        The function of time: ``km``, one less the Kaplan–Meier curve of all
        just before the day; ``identity``, the day; ``rank``, its rank among
        the last days of all rows; ``log``, the logarithm of the day.
    cause
        That of the model.

    Returns
    -------
    Groups
        The test of each covariate, on as many degrees of freedom as it has
        terms, and under ``all together`` that of all. What is ``observed`` is
        the sum of the residuals times the function, term by term; 0 would be
        ``expected``.

    Raises
    ------
    DefinitionError
        If the effects were not estimated from these events and covariates, or
        an option is not among those allowed.

    Notes
    -----
    As ``cox.zph`` of the R package survival from version 3 on. Older ones, and
    tests that take the information of each event day as the same, give other
    numbers. Weights count in the sums; a robust variance is not used. The
    Kaplan–Meier curve takes neither weights nor strata into account.

    References
    ----------
    .. [1] Grambsch, P. M. and Therneau, T. M. (1994). Biometrika 81, 515-526.

    Examples
    --------
    >>> from recovery.estimators import cox
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> covariates = {"shelter": [1, 1, 0, 0, 1, 0]}
    >>> proportionality(events, covariates, cox(events, covariates))["shelter"]
    Comparison(chi-squared 0.05473 on 1 df, p = 0.815)
    """
    check_choice("transform", transform, ("km", "identity", "rank", "log"))
    fit = fitted(events, covariates, effects, cause=cause)
    scale = _time(events, fit, transform)
    added, information = _extended(fit, scale)
    terms = len(effects.terms)
    about = attrs.evolve(
        effects.about,
        method=f"score test of proportional hazards, {fit.ties} ties, time as {transform}",
        level=None,
    )
    tests: dict[str, Comparison] = {}
    begin = 0
    for column in fit.made.design.columns:
        own = list(range(begin, begin + len(column.terms)))
        tests[column.name] = _tested(own, added, information, effects.terms, about)
        begin += len(own)
    tests[ALL] = _tested(list(range(terms)), added, information, effects.terms, about)
    return Groups(tests, by=("covariate",))


def changing_effects(events: EventTable, fit: Fitted) -> tuple[str, ...]:
    """Return a note when the effects of a model, taken together, seem to change over time."""
    terms = fit.made.design.terms
    if len(events) > FEW_ENOUGH or not terms or not len(fit.made.rows.deaths):
        return ()
    added, information = _extended(fit, _time(events, fit, "km"))
    tested = _tested(list(range(len(terms))), added, information, terms, events.about)
    return (CHANGES,) if tested.p_value < DOUBTFUL else ()


def _time(events: EventTable, fit: Fitted, transform: Transform) -> FloatArray:
    """Return the function of time on the day of each risk set, less its mean over the events."""
    rows, days = fit.made.rows, fit.made.rows.day.astype(float)
    if transform == "km":
        died = np.zeros(len(events), dtype=bool)
        died[rows.order[rows.died]] = True
        scale = _gone_before(events, died, rows.day)
    elif transform == "rank":
        counts = np.ones(len(events)) if events.frequency is None else events.frequency
        last, which = np.unique(events.exit, return_inverse=True)
        many = np.bincount(which.reshape(-1), counts)
        scale = (np.cumsum(many) - (many - 1) / 2)[np.searchsorted(last, rows.day)]
    elif transform == "log":
        if (days <= 0).any():
            message = "an event on day 0 has no logarithm; choose another transform"
            raise DefinitionError(message)
        scale = np.log(days)
    else:
        scale = days
    mean: FloatArray = scale - rows.deaths @ scale / rows.deaths.sum()
    return mean


def _gone_before(events: EventTable, died: npt.NDArray[np.bool_], days: IntArray) -> FloatArray:
    """Return one less the Kaplan–Meier curve of all just before some days."""
    table = EventTable(exit=events.exit, event=died, entry=events.entry, frequency=events.frequency)
    counts = count_days(table)
    survival = np.cumprod(1 - counts.events[0] / np.maximum(counts.at_risk, 1))
    gone: FloatArray = 1 - np.append(survival, 1.0)[np.searchsorted(counts.days, days) - 1]
    return gone


def _extended(fit: Fitted, scale: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and information of the terms added to the model, these after its own."""
    rows, values, at = fit.made.rows, fit.made.values, fit.at
    dying = np.flatnonzero(rows.died)
    places = rows.last[dying] - 1
    mass = scale[places] if rows.mass is None else rows.mass[dying] * scale[places]
    expected = at.sums.hazard * at.moments - at.sums.shared * at.tied_moments
    added = values[:, dying] @ mass - expected @ scale
    crossed = curvature(rows, values, at, scale)
    information = np.block(
        [[at.information, crossed], [crossed, curvature(rows, values, at, scale**2)]]
    )
    return added, information


def _tested(
    own: list[int],
    added: FloatArray,
    information: FloatArray,
    terms: tuple[str, ...],
    about: About,
) -> Comparison:
    """Test the added terms of one covariate, beside the model as it was."""
    many = len(terms)
    kept = np.array([*range(many), *(many + place for place in own)])
    part = information[np.ix_(kept, kept)]
    slope = np.concatenate([np.zeros(many), added[own]])
    scale = np.sqrt(part.diagonal())
    statistic = np.nan
    if (scale > 0).all() and np.linalg.cond(part / np.outer(scale, scale)) < SINGULAR:
        solved = np.linalg.solve(part / np.outer(scale, scale), slope / scale)
        statistic = float(solved @ (slope / scale))
    told = np.isfinite(statistic)
    p_value = chance(statistic, len(own)) if told else np.nan
    if not told:
        about = about.noting("too few event days to tell whether effects change over time")
    elif p_value < DOUBTFUL:
        about = about.noting(CHANGES)
    return Comparison(
        statistic=statistic,
        df=len(own) if told else 0,
        p_value=p_value,
        observed={terms[place]: float(added[place]) for place in own},
        expected=dict.fromkeys([terms[place] for place in own], 0.0),
        about=about,
    )
