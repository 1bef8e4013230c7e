"""The share still waiting, as predicted by an accelerated failure time model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.accelerated import DISTRIBUTIONS, Distribution, likelihood
from recovery.estimators.accelerated_times import DAYS, timed_rows
from recovery.estimators.covariates import Design, design, terms_of
from recovery.estimators.day_counts import DayCounts, count_places
from recovery.estimators.intervals import Interval, pointwise_interval
from recovery.estimators.wald import check_level
from recovery.results import Curve, Effects, Groups
from recovery.tables import EventTable, IntervalTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.by_day import lay_out

__all__ = ["parametric_curve"]

K = TypeVar("K")
SAME = 1e-9
"""Two likelihoods of the same model, rows and covariates are as near as this, relatively."""


def parametric_curve(
    table: EventTable | IntervalTable,
    covariates: Any,
    effects: Effects,
    *,
    at: Mapping[K, Mapping[str, Any]],
    cause: str | None = None,
    until: int | None = None,
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Groups[K, Curve]:
    """Predict the share still waiting, for people with given covariates.

    Parameters
    ----------
    table, covariates
        What the effects were estimated from.
    effects
        What :func:`parametric` made of them.
    at
        Under a label for each, the covariates of the people: a value of each
        covariate by name, a text where it was one; ``{}`` without covariates.
    cause
        That of the model.
    until
        The last day of the curve, by default the last day that is known of
        anyone. What lies beyond that day rests on the distribution alone, and
        a note says so.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        Scale of the interval: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Groups
        A curve under each label, with a step on every day. ``at_risk`` and
        ``events`` count all subjects, whatever their covariates; of intervals
        those who were seen to wait, and the events known to the day.

    Raises
    ------
    DefinitionError
        If the effects were not estimated from this table and these
        covariates, or are not known, or an option is not among those allowed.
    TableError
        If somebody's covariates are not those of the model.

    Notes
    -----
    The standard error is that of the distribution at the day, from the
    covariance of the effects (the delta method).

    References
    ----------
    .. [1] Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis
       of Failure Time Data, 2nd ed., chapter 3. Wiley.

    Examples
    --------
    >>> from recovery.estimators.parametric import parametric
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> effects = parametric(events)
    >>> curves = parametric_curve(events, None, effects, at={"all": {}}, until=365)
    >>> curves["all"].at([30, 365]).round(3)
    array([0.588, 0.002])
    """
    check_level(level)
    made = design({} if covariates is None else covariates, rows=len(table))
    distribution, days = _model(table, made, effects, cause)
    counts = _counted(table, cause)
    last = counts.followed_to if until is None else int(until)
    asked = np.arange(0 if days == "within" else 1, last + 1)
    times = np.log(asked + (days == "within"))
    about = attrs.evolve(
        effects.about,
        method=f"prediction by {effects.about.method}, {interval} interval",
        level=level,
    )
    if last > counts.followed_to:
        beyond = f"beyond day {counts.followed_to} nobody was followed: the {distribution.name} "
        about = about.noting(beyond + "distribution alone says how the curve goes on")
    curves: dict[K, Curve] = {}
    for name, person in zip(at, terms_of(made, at), strict=True):
        value, std_error = _survival(effects, distribution, person, times)
        lower, upper = pointwise_interval(value, std_error, level=level, interval=interval)
        curves[name] = Curve(
            days=asked,
            value=value,
            std_error=std_error,
            lower=lower,
            upper=upper,
            at_risk=_on(asked, counts, counts.at_risk),
            events=np.where(
                np.isin(asked, counts.days), _on(asked, counts, counts.events.sum(axis=0)), 0
            ),
            followed_to=last,
            n=counts.n,
            risk_days=counts.days,
            risk_counts=counts.at_risk,
            cause=cause
            or ("outcome" if isinstance(table, IntervalTable) else " or ".join(table.causes)),
            about=about,
        )
    return Groups(curves, by=("at",))


def _survival(
    effects: Effects, distribution: Distribution, person: FloatArray, times: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the share beyond each logarithm of a time, and its standard error."""
    terms = np.append(1.0, person)
    scale = float(np.exp(effects.estimate[-1]))
    z = (times - effects.estimate[:-1] @ terms) / scale
    density = np.exp(distribution.log_density(z))
    change = np.vstack([np.outer(terms / scale, density), density * z])
    spread = np.einsum("im,ij,jm->m", change, effects.covariance, change)
    value = np.exp(distribution.log_between(z, np.full_like(z, np.inf)))
    return value, np.sqrt(np.maximum(spread, 0))  # rounding may leave -1e-17


def _model(
    table: EventTable | IntervalTable, made: Design, effects: Effects, cause: str | None
) -> tuple[Distribution, str]:
    """Return the distribution, and how days were taken, with which the likelihood is theirs."""
    if not np.isfinite(effects.estimate).all():
        message = "the effects are not known, so that nothing can be predicted from them"
        raise DefinitionError(message)
    if effects.terms[1:-1] == made.terms:
        values = np.column_stack([np.ones(len(table)), made.values])
        for days in DAYS:
            rows = timed_rows(table, cause=cause, days=days)
            for distribution in DISTRIBUTIONS.values():
                with np.errstate(all="ignore"):
                    log = likelihood(rows.times, rows.mass, values, effects.estimate, distribution)[
                        0
                    ]
                if abs(log - effects.log_likelihood) <= SAME * (1 + abs(log)):
                    return distribution, days
    message = (
        "the effects were not estimated from this table and these covariates: give the same "
        "table, the same covariates and the same cause as to parametric"
    )
    raise DefinitionError(message)


def _counted(table: EventTable | IntervalTable, cause: str | None) -> DayCounts:
    """Count the subjects by day; of intervals until they were last seen to wait."""
    if isinstance(table, IntervalTable):
        known = table.right == table.left + 1
        part = EventTable(
            exit=np.where(known, table.left + 1, np.maximum(table.left, 0)),
            event=known.astype(np.int64),
            frequency=table.frequency,
        )
        seen = table.right[np.isfinite(table.right)]
        last = int(max(seen.max(initial=-1), table.left.max(initial=-1)))
    else:
        had = table.event > 0 if cause is None else table.event == table.causes.index(cause) + 1
        part = EventTable(
            exit=table.exit,
            event=had.astype(np.int64),
            entry=table.entry,
            frequency=table.frequency,
        )
        last = int(part.exit.max(initial=-1))
    days, places, first = lay_out(part.exit, None if part.entry is None else part.entry + 1)
    return attrs.evolve(count_places(part, days, places, first), followed_to=last)


def _on(asked: IntArray, counts: DayCounts, numbers: IntArray) -> IntArray:
    """Return a number of each day of the counts on the days asked for."""
    return numbers[np.searchsorted(counts.days, asked, side="right") - 1]
