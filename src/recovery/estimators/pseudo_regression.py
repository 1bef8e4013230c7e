"""Regression on pseudo-values: covariates of a share, an incidence or a mean on chosen days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.estimators.choices import check_choice
from recovery.estimators.covariates import design
from recovery.estimators.sampled_rows import few_clusters_note, numbered
from recovery.estimators.sandwich import few_events, sandwich
from recovery.estimators.wald import check_level, wald_effects
from recovery.results import Effects
from recovery.tables import About, EventTable
from recovery.tables.arrays import FloatArray, IntArray, as_labels

__all__ = ["pseudo_regression"]

MOST_STEPS, HALVINGS = 200, 40
SETTLED = 1e-10
"""The estimates are found when a step would move none of them by more of its standard error."""
ROUNDING = 1e-13
FLAT = 1e-12
"""Below this share of what it can be, the slope of the means says nothing any more."""
NOT_FOUND = (
    "no estimates fit these values best, so that nothing is estimated: a mean lies outside of what "
    "the link allows; take link='identity' or another day"
)


@attrs.frozen
class Link:
    """How the mean follows from the linear predictor, its slope, and what an effect then is."""

    mean: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    predictor: Callable[[FloatArray], FloatArray]
    ratio_of: str


def _logistic(eta: FloatArray) -> FloatArray:
    share: FloatArray = 0.5 * (1 + np.tanh(eta / 2))
    return share


LINKS = {
    "identity": Link(lambda eta: eta, np.ones_like, lambda mean: mean, ""),
    "log": Link(np.exp, np.exp, lambda mean: np.log(np.maximum(mean, 1e-3)), "ratio of means"),
    "logit": Link(
        _logistic,
        lambda eta: _logistic(eta) * _logistic(-eta),
        lambda mean: np.log(mean.clip(0.01, 0.99) / (1 - mean.clip(0.01, 0.99))),
        "odds ratio",
    ),
    "cloglog": Link(
        lambda eta: -np.expm1(-np.exp(eta)),
        lambda eta: np.exp(eta - np.exp(eta)),
        lambda mean: np.log(-np.log1p(-mean.clip(0.01, 0.99))),
        "hazard ratio",
    ),
}


def pseudo_regression(
    pseudo: npt.ArrayLike,
    covariates: Any,
    *,
    link: Literal["identity", "log", "logit", "cloglog"] = "identity",
    days: Iterable[int] | None = None,
    events: EventTable | None = None,
    cluster: Sequence[object] | npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Effects:
    r"""Estimate how covariates change a share, an incidence or a mean on chosen days.

    The pseudo-values :math:`y_{ij}` of subject :math:`i` on day :math:`j` have
    the mean :math:`g^{-1}(\alpha_j + x_i^\top\beta)`: each day has its own
    level, and the effects are the same on all of them. The estimates solve
    the generalised estimating equation that takes the days as independent;
    the sandwich then allows for each subject's days going together.

    Parameters
    ----------
    pseudo
        Shape ``(n, k)``, ``k`` days, as :func:`pseudo_values` returns them, or
        shape ``(n,)`` for one day.
    covariates
        A mapping or data frame of columns by name, or an array of shape
        ``(n, p)``; texts are compared with the first in sorted order.
    link
        ``identity``: effects are differences of shares or of days; ``log``:
        ratios of them; ``logit``: odds ratios; ``cloglog``,
        :math:`\log(-\log(1 - \mu))`: hazard ratios, of the subdistribution
        when the values are of an incidence. For shares that still wait give
        ``1 - pseudo`` with this link.
    days
        The ``k`` days, by which their levels are named.
    events
        The table from which the values were made. Its frequencies and
        clusters are then used, and what it is about is copied along.
    cluster
        Shape ``(n,)``; any labels; in place of those of ``events``.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Effects
        One term for the level of each day, ``(day 365)``, or ``(intercept)``;
        then one for each covariate. The robust sandwich is its standard error;
        ``events`` is 0 unless the table was given.

    Raises
    ------
    DefinitionError
        If a choice is not among those offered.
    TableError
        If the values are not numbers, some are missing as on days past the
        end of follow-up, or the covariates cannot be used.

    Notes
    -----
    The same as ``geese`` of the R package geepack with ``corstr="independence"``
    and constant variance, and for one day and the identity link as least
    squares with the sandwich ``HC0``. That pseudo-values depend on each other
    is left out of account, which makes the errors a little too large.

    References
    ----------
    .. [1] Andersen, P. K., Klein, J. P. and Rosthøj, S. (2003). Biometrika
       90, 15-27.
    .. [2] Klein, J. P. and Andersen, P. K. (2005). Biometrics 61, 223-229.

    Examples
    --------
    By how much does a caseworker raise the share that is housed by day 60?

    >>> from recovery.estimators import pseudo_values
    >>> events = EventTable(exit=[8, 15, 15, 40, 61, 90], event=[1, 1, 1, 0, 1, 0])
    >>> housed = 1 - pseudo_values(events, days=[60])
    >>> effects = pseudo_regression(housed, {"caseworker": [1, 1, 0, 1, 0, 0]}, days=[60])
    >>> effects.terms, effects.estimate.round(3)
    (('(day 60)', 'caseworker'), array([0.333, 0.333]))
    """
    check_choice("link", link, LINKS)
    check_level(level)
    values, levels = _values(pseudo, days)
    made = design(covariates, rows=len(values))
    rows = _Rows.of(values, events, cluster)
    covariance = np.full((len(levels) + len(made.terms),) * 2, np.nan)
    estimate, model = covariance[0], covariance
    with np.errstate(all="ignore"):  # of steps that go too far, and are then halved
        found = _solve(values, made.values, rows.mass, LINKS[link])
    if found is not None:
        estimate, model, influence = found
        covariance = sandwich(influence, rows.frequency, rows.clusters)
    by = "" if rows.clusters is None else f" by {rows.many_clusters:,} clusters"
    notes = [*few_clusters_note(rows.many_clusters), *(() if found is not None else (NOT_FOUND,))]
    if events is not None:
        notes += few_events(rows.events, len(made.terms))
    method = f"regression on pseudo-values, {link} link, robust variance{by}"
    return wald_effects(
        (*levels, *made.terms),
        estimate,
        covariance,
        model,
        ratio_of=LINKS[link].ratio_of,
        n=rows.n,
        events=rows.events,
        about=attrs.evolve(rows.about, method=method, level=level).noting(*notes),
    )


@attrs.frozen(eq=False)
class _Rows:
    """For how many each row stands, and whom it belongs to."""

    frequency: IntArray | None
    mass: FloatArray
    clusters: IntArray | None
    many_clusters: int
    n: int
    events: int
    about: About

    @classmethod
    def of(cls, values: FloatArray, events: EventTable | None, cluster: Any) -> _Rows:
        """Read them from the table, if there is one."""
        if events is not None:
            events.refuse("weight", "stratum")
            _same_length("events", len(events), len(values))
        given = as_labels(cluster) if cluster is not None else getattr(events, "cluster", None)
        if given is not None:
            _same_length("cluster", len(given), len(values))
        frequency = None if events is None else events.frequency
        many = np.ones(len(values), dtype=np.int64) if frequency is None else frequency
        codes, many_clusters = numbered(given)
        return cls(
            frequency=frequency,
            mass=many.astype(float),
            clusters=None if given is None else codes,
            many_clusters=many_clusters,
            n=int(many.sum()),
            events=0 if events is None else int(many[events.event > 0].sum()),
            about=About() if events is None else events.about,
        )


def _same_length(name: str, length: int, rows: int) -> None:
    if length != rows:
        message = f"{name}: must have one row for each of the {rows} of pseudo, but has {length}"
        raise TableError(message)


def _values(
    pseudo: npt.ArrayLike, days: Iterable[int] | None
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the values as ``(n, k)``, and the names of the levels."""
    values = np.asarray(pseudo)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or values.dtype.kind not in "biuf" or not values.shape[1]:
        message = "pseudo: must be numbers, one row for each subject and one column for each day"
        raise TableError(message)
    asked = None if days is None else [int(day) for day in days]
    if asked is not None and len(asked) != values.shape[1]:
        message = f"days: must name the {values.shape[1]} columns of pseudo, but are {len(asked)}"
        raise TableError(message)
    missing = ~np.isfinite(values)
    if missing.any():
        column = int(missing.any(axis=0).argmax())
        message = (
            f"pseudo: missing or infinite in column {column}, as on days past the end of "
            "follow-up; leave such days out"
        )
        raise TableError(message)
    if asked is not None:
        return values.astype(float), tuple(f"(day {day})" for day in asked)
    if values.shape[1] == 1:
        return values.astype(float), ("(intercept)",)
    return values.astype(float), tuple(f"(column {k})" for k in range(values.shape[1]))


def _solve(
    values: FloatArray, covariates: FloatArray, mass: FloatArray, link: Link
) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Return the estimates, the model's covariance, and how each row moves the estimates.

    Steps of Gauss and Newton to the least squares, whose slope the equation is.
    """
    many = values.shape[1]
    if not len(values):
        return None
    levels = link.predictor(mass @ values / mass.sum())
    place = np.concatenate([levels, np.zeros(covariates.shape[1])])
    whole = float(mass @ (values**2).sum(axis=1))
    for _ in range(MOST_STEPS):
        rest, slopes = _at(values, covariates, place, link)
        squares = float(mass @ (rest**2).sum(axis=1))
        information = _information(slopes, covariates, mass)
        score = np.column_stack([slopes * rest, covariates * (slopes * rest).sum(1)[:, None]])
        inverse = _inverse(information, many, float(mass.sum()))
        if inverse is None:
            return None
        step = inverse @ (mass @ score)
        spread = squares / max(float(mass.sum()) * many - len(place), 1.0)
        model = inverse * spread
        errors = np.sqrt(np.maximum(model.diagonal(), 0.0))
        exact = ROUNDING * np.sqrt(inverse.diagonal() * whole)  # all that is left of a perfect fit
        if (np.abs(step) <= SETTLED * errors + exact).all():
            return place, model, score @ inverse
        for _ in range(HALVINGS):
            ahead = _at(values, covariates, place + step, link)[0]
            if float(mass @ (ahead**2).sum(axis=1)) <= squares + ROUNDING * whole:
                break
            step = step / 2
        place = place + step
    return None


def _inverse(information: FloatArray, levels: int, subjects: float) -> FloatArray | None:
    """Return the inverse; ``None`` where the means no longer change with a level or an effect."""
    scale = np.sqrt(information.diagonal())
    flat = (scale[:levels] ** 2 < FLAT * subjects).any() or (scale == 0).any()
    if flat or not np.isfinite(information).all():
        return None
    alike = information / np.outer(scale, scale)
    if np.linalg.eigvalsh(alike)[0] < FLAT:
        return None
    inverse: FloatArray = np.linalg.inv(alike) / np.outer(scale, scale)
    return inverse


def _at(
    values: FloatArray, covariates: FloatArray, place: FloatArray, link: Link
) -> tuple[FloatArray, FloatArray]:
    """Return what the means leave of the values, and the slopes of the means."""
    many = values.shape[1]
    predictor = place[:many] + (covariates @ place[many:])[:, None]
    return values - link.mean(predictor), link.slope(predictor)


def _information(slopes: FloatArray, covariates: FloatArray, mass: FloatArray) -> FloatArray:
    many = slopes.shape[1]
    heavy = slopes**2 * mass[:, None]
    information = np.empty((many + covariates.shape[1],) * 2)
    information[:many, :many] = np.diag(heavy.sum(axis=0))
    information[:many, many:] = heavy.T @ covariates
    information[many:, :many] = information[:many, many:].T
    information[many:, many:] = covariates.T @ (covariates * heavy.sum(axis=1)[:, None])
    return information
