"""From a result to the lines that are drawn of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from recovery.disclosure import (
    Protected,
    ShownClock,
    ShownCurve,
    ShownCurves,
    ShownGroups,
)
from recovery.errors import DefinitionError
from recovery.results import Curve, Curves, Groups

__all__ = ["COLOURS", "DASHES", "Line", "in_words", "lines_of", "ticks"]

COLOURS = ("#0072B2", "#D55E00", "#00795A", "#AA4499", "#5B5B5B", "#8A6D00", "#332288", "#117799")
"""Told apart by readers with any colour vision, and dark enough on white; dashes help in print."""
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 5", "1 3", "12 4", "4 2 1 2")
"""Lengths of stroke and gap for each line, in the same order."""


@attrs.frozen(kw_only=True)
class Line:
    """One curve: its name, and the points from which it is drawn.

    Attributes
    ----------
    label
        What stands beside it.
    days, value, lower, upper
        Shape ``(k,)``; the first point is the origin.
    end
        The day on which the line ends.
    joined
        Whether the points are joined by straight lines, as those of a
        protected curve are; otherwise they are the steps of an exact one.
    unit
        What the value is.
    colour, dash
        How it is drawn.
    """

    label: str
    days: tuple[int, ...]
    value: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    end: int
    joined: bool
    unit: str = "probability"
    colour: str = COLOURS[0]
    dash: str = DASHES[0]


def in_words(code: str) -> str:
    """Return a code as words.

    Examples
    --------
    >>> in_words("safe_housing"), in_words("re_trafficked")
    ('safe housing', 're-trafficked')
    """
    return re.sub(r"\bre_", "re-", code).replace("_", " ")


def lines_of(result: object, *, cause: str | None = None) -> list[Line]:
    """Return the lines of a result: one for each cause, or of one cause for each group.

    Raises
    ------
    DefinitionError
        If the result has no curves.
    """
    value = result.value if isinstance(result, Protected) else result
    if isinstance(value, ShownClock):
        value = value.curves
    if isinstance(value, ShownGroups | Groups):
        groups = value.groups if isinstance(value, ShownGroups) else value
        curves = {in_words(str(label)): _of_cause(each, cause) for label, each in groups.items()}
    elif isinstance(value, ShownCurves | Curves):
        found = value.curves if isinstance(value, ShownCurves) else value
        curves = {in_words(name): curve for name, curve in found.items()}
    elif isinstance(value, ShownCurve | Curve):
        curves = {in_words(value.cause): value}
    else:
        message = (
            f"a value of type {type(value).__name__} has no curve to draw; allowed: Curve, Curves, "
            "Groups of these, and what protect() makes of them"
        )
        raise DefinitionError(message)
    return _styled(curves)


def _of_cause(value: Any, cause: str | None) -> Curve | ShownCurve:
    if isinstance(value, Curve):
        return value
    curves: Mapping[str, Curve | ShownCurve]
    curves = value.curves if isinstance(value, ShownCurves) else value
    return curves[cause or next(iter(curves))]


def _styled(curves: Mapping[str, Curve | ShownCurve]) -> list[Line]:
    """Draw each curve that shows anything; its style goes with its place, shown or not."""
    return [
        Line(
            label=label,
            days=(0, *_numbers(curve.days)),
            value=(curve.initial, *_numbers(curve.value)),
            lower=(curve.initial, *_numbers(curve.lower)),
            upper=(curve.initial, *_numbers(curve.upper)),
            end=curve.followed_to,
            joined=isinstance(curve, ShownCurve),
            unit=curve.unit if isinstance(curve, Curve) else "probability",
            colour=COLOURS[place % len(COLOURS)],
            dash=DASHES[place % len(DASHES)],
        )
        for place, (label, curve) in enumerate(curves.items())
        if curve.followed_to >= 0
    ]


def _numbers(values: Any) -> Sequence[Any]:
    numbers: list[Any] = np.asarray(values).tolist()
    return numbers


def ticks(last_day: int) -> list[int]:
    """Return the months to write below an axis that ends on a day.

    Examples
    --------
    >>> ticks(730)
    [0, 6, 12, 18, 24]
    """
    months = last_day * 12 / 365
    apart = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 6.1), 120)
    return list(range(0, int(months + 0.1) + 1, apart))
