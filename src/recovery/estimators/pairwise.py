"""Every two of several groups compared, with p-values that allow for how many pairs there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Literal, TypeVar

import attrs
import numpy as np

from recovery.estimators.chi_squared import check_groups
from recovery.estimators.choices import check_choice
from recovery.results import Comparison, Groups

__all__ = ["pairwise"]

K = TypeVar("K")
V = TypeVar("V")


def pairwise(
    groups: Mapping[K, V],
    test: Callable[[Mapping[K, V]], Comparison],
    *,
    adjust: Literal["holm", "none"] = "holm",
) -> Groups[tuple[K, K], Comparison]:
    """Compare every two of several groups.

    Parameters
    ----------
    groups
        ``k`` values that ``test`` compares, two or more.
    test
        What compares two groups, such as :func:`log_rank`.
    adjust
        ``holm``: the smallest of ``m`` p-values counts ``m`` times, the next
        ``m - 1`` times, and so on, none less than the one before it, so that
        the chance of any false alarm stays below the level that each is held
        against. ``none``: as they are. Pairs that the data cannot tell apart
        (NaN) are not counted.

    Returns
    -------
    Groups
        The comparison of each pair, by both labels.

    Raises
    ------
    DefinitionError
        If there are fewer than two groups or the adjustment is not offered.

    References
    ----------
    .. [1] Holm, S. (1979). Scand. J. Statist. 6, 65-70.

    Examples
    --------
    >>> from recovery.estimators import log_rank
    >>> from recovery.tables import EventTable
    >>> waits = {name: EventTable(exit=days, event=[1] * 4) for name, days in
    ...     {"a": [1, 2, 3, 4], "b": [5, 6, 7, 8], "c": [2, 3, 5, 6]}.items()}
    >>> {pair: round(test.p_value, 3) for pair, test in pairwise(waits, log_rank).items()}
    {('a', 'b'): 0.02, ('a', 'c'): 0.175, ('b', 'c'): 0.139}
    """
    check_groups(groups)
    check_choice("adjust", adjust, ("holm", "none"))
    pairs = list(combinations(groups, 2))
    found = [test({first: groups[first], second: groups[second]}) for first, second in pairs]
    if adjust == "holm":
        chances = _holm(np.array([comparison.p_value for comparison in found]))
        note = f"p-value adjusted for {len(pairs)} pairs (Holm)"
        found = [
            attrs.evolve(comparison, p_value=p, about=comparison.about.noting(note))
            for comparison, p in zip(found, chances, strict=True)
        ]
    return Groups(dict(zip(pairs, found, strict=True)), by=("pair",))


def _holm(chances: np.typing.NDArray[np.float64]) -> list[float]:
    order = chances.argsort()  # NaN comes last
    known = np.count_nonzero(~np.isnan(chances))
    times = np.maximum(known - np.arange(len(chances)), 1)
    adjusted = np.empty_like(chances)
    adjusted[order] = np.minimum(np.maximum.accumulate(chances[order] * times), 1)
    found: list[float] = adjusted.tolist()
    return found
