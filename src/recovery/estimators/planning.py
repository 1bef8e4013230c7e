"""What plans of precision share: quantiles, rounding up, and numbers that make sense."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import NormalDist

import numpy as np

from recovery.errors import DefinitionError
from recovery.tables import About

__all__ = ["chance", "check_numbers", "countable", "critical", "planned", "quantile", "whole"]

PLANNED = "a plan from assumed figures: what is found may need more people, and loss must be added"
DUST = 1e-9
"""Relative excess over a whole number that is rounding, and takes no further person."""
MOST = 2**53
"""More people than this are not counted one by one in a float, nor found anywhere."""
UNCOUNTABLE = (
    "these numbers ask for more people or events than can be counted: choose a wider interval, a "
    "larger difference or a longer follow-up"
)
BY_CHANCE = (
    "power must be above {least:g}, but was {power!r}: a test of the level {level:g} sees a "
    "difference in the right direction that often where there is none, so no number of people is "
    "needed for less"
)


def quantile(chance: float) -> float:
    """Return the value below which a standard normal number lies with a chance."""
    return NormalDist().inv_cdf(chance)


def critical(level: float) -> float:
    """Return how many standard errors off either way a test of a level takes for a difference."""
    return -quantile((1 - level) / 2)


def chance(value: float) -> float:
    """Return the chance with which a standard normal number lies below a value."""
    return NormalDist().cdf(value)


def whole(people: float) -> int:
    """Round up to whole people or events.

    Raises
    ------
    DefinitionError
        If they are more than can be counted.
    """
    if not people < MOST:
        raise DefinitionError(UNCOUNTABLE)
    return math.ceil(people * (1 - DUST))


@contextmanager
def countable() -> Iterator[None]:
    """Refuse numbers so small or large that no float holds what is made of them.

    Raises
    ------
    DefinitionError
        Instead of an error of arithmetic.
    """
    try:
        yield
    except ArithmeticError as error:
        raise DefinitionError(UNCOUNTABLE) from error


def planned(method: str) -> About:
    """Say how it was planned, and that it is a plan."""
    return About(method=method, notes=(PLANNED,))


def check_numbers(
    closed: tuple[str, ...] = (),
    differ: tuple[str, ...] = (),
    **ranges: tuple[float, float, float],
) -> None:
    """Refuse numbers out of their ranges, all at once, and a power that takes nobody.

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
    numbers = {name: value for name, (value, _, _) in ranges.items() if _is_number(value)}
    faults = []
    for name, (value, low, high) in ranges.items():
        if name not in numbers:
            faults.append(f"{name} must be a number, but was {value!r}")
        elif not _within(value, low, high, closed=name in closed):
            wanted = _wanted(low, high, closed=name in closed)
            faults.append(f"{name} must be {wanted}, but was {value!r}")
    if not faults and {"power", "level"} <= numbers.keys():
        power, level = numbers["power"], numbers["level"]
        if power <= (1 - level) / 2 + DUST:
            least = (1 - level) / 2
            faults.append(BY_CHANCE.format(least=least, power=power, level=level))
    if differ and len({ranges[name][0] for name in differ}) == 1:
        faults.append(
            f"{' and '.join(differ)} must differ: no number of people shows a difference of none"
        )
    yield from faults


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _within(value: float, low: float, high: float, *, closed: bool) -> bool:
    if high == math.inf:
        return (low <= value if closed else low < value) and value < high
    return low <= value <= high if closed else low < value < high


def _wanted(low: float, high: float, *, closed: bool) -> str:
    if high == math.inf:
        return f"{low:g} or more" if closed else f"above {low:g}"
    return f"from {low:g} to {high:g}" if closed else f"strictly between {low:g} and {high:g}"
