"""Quadratic forms of scores, which are chi-squared when groups do not differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.results import Comparison
from recovery.tables import About
from recovery.tables.arrays import FloatArray

__all__ = ["NOT_COMPARABLE", "chance", "check_groups", "compare", "shared_about"]

K = TypeVar("K")
V = TypeVar("V")

NEGLIGIBLE = 1e-12
"""A variance this small against the scale of its terms is 0 but for rounding, which leaves 1e-16:
nothing can differ in that direction, as the scores of all groups always add up to 0."""
NOT_COMPARABLE = "no event happened while survivors of two groups were at risk: nothing to compare"


def check_groups(groups: Mapping[K, V]) -> list[V]:
    """Return the values of the groups, which must be two or more."""
    if not isinstance(groups, Mapping):
        message = (
            "the groups to compare are a mapping of labels to tables, such as "
            f"{{'women': women, 'men': men}}, not a {type(groups).__name__}"
        )
        raise DefinitionError(message)
    if len(groups) < 2:
        message = f"a comparison takes two groups or more, but there is {len(groups)}"
        raise DefinitionError(message)
    return list(groups.values())


def compare(
    labels: Sequence[object],
    observed: FloatArray,
    expected: FloatArray,
    covariance: FloatArray,
    *,
    scale: float,
    about: About,
    trend: Sequence[float] | None = None,
) -> Comparison:
    """Test whether observed and expected differ in any direction, or in that of the trend.

    ``scale`` is the size of the terms of which the covariance is made.
    """
    score, spread = observed - expected, covariance
    if trend is not None:
        contrast = np.asarray(trend, dtype=np.float64)
        contrast = (contrast - contrast.mean()) / np.ptp(contrast)
        score, spread = np.array([contrast @ score]), np.array([[contrast @ spread @ contrast]])
    elif len(score) == 2:  # what is true of one of two groups is true of both
        wider = int(spread.diagonal().argmax())
        score, spread = score[[wider]], spread[[[wider]], [[wider]]]
    variances = spread[0]
    if len(score) > 1:
        variances, directions = np.linalg.eigh(spread)
        score = directions.T @ score
    kept = variances > NEGLIGIBLE * scale
    df = int(kept.sum())
    statistic = float((score[kept] ** 2 / variances[kept]).sum())
    return Comparison(
        statistic=statistic if df else np.nan,
        df=df,
        p_value=chance(statistic, df) if df else np.nan,
        observed=dict(zip(labels, observed.tolist(), strict=True)),
        expected=dict(zip(labels, expected.tolist(), strict=True)),
        about=about if df else about.noting(NOT_COMPARABLE),
    )


def shared_about(
    abouts: Sequence[About], *, method: str, level: float | None = None, notes: Iterable[str] = ()
) -> About:
    """Return what all groups are about; where they differ, nothing, but every note of theirs."""
    first = abouts[0]
    shared = first
    if any(about != first for about in abouts):
        names = attrs.fields_dict(About)
        alike = {
            name: getattr(first, name)
            for name in names
            if all(getattr(about, name) == getattr(first, name) for about in abouts)
        }
        shared = About(**alike)
    every = dict.fromkeys([*(note for about in abouts for note in about.notes), *notes])
    return attrs.evolve(shared, method=method, level=level, notes=tuple(every))


def chance(statistic: float, df: int) -> float:
    """Return how often chi-squared is so large or larger."""
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))
