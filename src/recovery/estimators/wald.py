"""Effects from estimates that are about normal."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from recovery.errors import DefinitionError
from recovery.results import Effects
from recovery.tables import About
from recovery.tables.arrays import FloatArray

__all__ = ["check_level", "wald_effects"]


def check_level(level: float) -> None:
    """Raise an error unless the level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)


def wald_effects(
    terms: tuple[str, ...],
    estimate: FloatArray,
    covariance: FloatArray,
    model_covariance: FloatArray,
    *,
    ratio_of: str,
    n: int,
    events: int,
    about: About,
    log_likelihood: float = np.nan,
    null_log_likelihood: float = np.nan,
) -> Effects:
    """Return effects with the intervals and p-values of a normal estimate.

    Parameters
    ----------
    terms, estimate
        Shape ``(p,)``.
    covariance, model_covariance
        Shape ``(p, p)``; that to be used, and that of the model.
    ratio_of
        What the exponential of an estimate is; empty when it is nothing.
    n, events
        How many rows and how many events it was made from.
    about
        What it is about, with the level of the intervals.
    log_likelihood, null_log_likelihood
        At the estimate, and with all effects 0.
    """
    from scipy.special import ndtr

    std_error = np.sqrt(np.maximum(covariance.diagonal(), 0))
    reach = NormalDist().inv_cdf((1 + (about.level or 0.95)) / 2) * std_error
    size = np.full(len(terms), np.nan)
    np.divide(np.abs(estimate), std_error, out=size, where=std_error > 0)
    return Effects(
        terms=terms,
        estimate=estimate,
        std_error=std_error,
        model_error=np.sqrt(model_covariance.diagonal()),
        lower=estimate - reach,
        upper=estimate + reach,
        p_value=2 * ndtr(-size),
        covariance=covariance,
        ratio_of=ratio_of,
        n=n,
        events=events,
        log_likelihood=log_likelihood,
        null_log_likelihood=null_log_likelihood,
        about=about,
    )
