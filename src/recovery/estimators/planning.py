"""What plans of precision share: quantiles, rounding up, and numbers that make sense."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from recovery.errors import DefinitionError
from recovery.tables import About

__all__ = ["check_numbers", "planned", "quantile", "whole"]

PLANNED = "a plan from assumed figures: what is found may need more people, and loss must be added"
DUST = 1e-9
"""Relative excess over a whole number that is rounding, and takes no further person."""


def quantile(chance: float) -> float:
    """Return the value below which a standard normal number lies with a chance."""
    return NormalDist().inv_cdf(chance)


def whole(people: float) -> int:
    """Round up to whole people or events."""
    return math.ceil(people * (1 - DUST))


def planned(method: str) -> About:
    """Say how it was planned, and that it is a plan."""
    return About(method=method, notes=(PLANNED,))


def check_numbers(
    closed: tuple[str, ...] = (),
    differ: tuple[str, ...] = (),
    **ranges: tuple[float, float, float],
) -> None:
    """Refuse numbers out of their ranges, all at once.

    Parameters
    ----------
    closed
        Names of the numbers that may be at the ends of their range.
    differ
        Names of two numbers that must not be equal.
    **ranges
        For each name the number, and the ends between which it lies.

    Raises
    ------
    DefinitionError
        If any is out of its range.
    """
    if faults := tuple(_faults(closed, differ, ranges)):
        message = "this cannot be planned with these numbers:"
        raise DefinitionError(message, faults=faults)


def _faults(
    closed: tuple[str, ...],
    differ: tuple[str, ...],
    ranges: dict[str, tuple[float, float, float]],
) -> Iterator[str]:
    for name, (value, low, high) in ranges.items():
        within = low <= value <= high if name in closed else low < value < high
        if not within:
            words = "from" if name in closed else "strictly between"
            joined = "to" if name in closed else "and"
            wanted = f"above {low:g}" if high == math.inf else f"{words} {low:g} {joined} {high:g}"
            yield f"{name} must be {wanted}, but was {value!r}"
    if differ and len({ranges[name][0] for name in differ}) == 1:
        yield f"{' and '.join(differ)} must differ: no number of people shows a difference of none"
