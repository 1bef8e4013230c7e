"""What went better and what went worse than in the period before, by what may be seen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from recovery.disclosure.shown_indicators import (
    ShownChange,
    ShownIndicator,
    ShownResults,
    Verdict,
)

__all__ = ["changes"]

NAN = math.nan
COUNTED = ("people", "events")
PLACES = {"share": 2, "difference": 2, "points": 2, "rate": 1}


def changes(now: ShownResults, before: ShownResults) -> tuple[ShownChange, ...]:
    """Compare each figure with the same one of the period before.

    Only protected figures are compared, so nothing follows from a difference
    that did not follow from the two figures.
    """
    earlier = {(each.code, each.version): each for each in before.indicators}
    return tuple(_change(each, earlier.get((each.code, each.version))) for each in now.indicators)


def _change(now: ShownIndicator, before: ShownIndicator | None) -> ShownChange:
    old = NAN if before is None else before.value
    difference, lower, upper = NAN, NAN, NAN
    reason = "; ".join(_reasons(now, before))
    if before is not None and not reason:
        difference = _tidy(now.value - old, now.unit)
        lower, upper = _interval(now, before)
    verdict: Verdict = "cannot be told" if reason else _verdict(now, difference, lower, upper)
    if verdict == "cannot be told" and not reason:
        reason = "a figure has no interval"
    return ShownChange(
        code=now.code,
        version=now.version,
        name=now.name,
        unit=now.unit,
        direction=now.rule.direction,
        now=now.value,
        before=old,
        exact=_is_exact(now, before),
        difference=difference,
        lower=_tidy(lower, now.unit),
        upper=_tidy(upper, now.unit),
        verdict=verdict,
        reason=reason,
    )


def _reasons(now: ShownIndicator, before: ShownIndicator | None) -> Iterator[str]:
    if before is None:
        yield "this version of the definition was not used for the period before"
        return
    for when, figure in (("this period", now), ("the period before", before)):
        if figure.reason:
            yield f"{when} is not measured"
        elif figure.withheld:
            yield f"{when} is not shown"
        elif _is_range(figure):
            yield f"about how many it were in {when} is all that is shown"
        elif figure.bounds:
            yield f"not everybody can have been followed long enough in {when}"


def _is_exact(now: ShownIndicator, before: ShownIndicator | None) -> bool:
    """Say whether what is shown of two counts is exact."""
    told = [each for each in (now, before) if each is not None and not math.isnan(each.value)]
    return now.unit in COUNTED and bool(told) and not any(map(_is_range, told))


def _is_range(figure: ShownIndicator) -> bool:
    """Say whether all that is shown of a count is between which numbers it lies."""
    return figure.unit in COUNTED and figure.lower < figure.upper


def _interval(now: ShownIndicator, before: ShownIndicator) -> tuple[float, float]:
    """Return the interval of the difference of two independent figures.

    The squared distances of each figure to the ends of its interval are added
    up, as in Newcombe's tenth method for proportions.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890.
    .. [2] Zou, G. Y. and Donner, A. (2008). Statistics in Medicine 27, 1693-1702.
    """
    difference = now.value - before.value
    below = math.hypot(now.value - now.lower, before.upper - before.value)
    above = math.hypot(now.upper - now.value, before.value - before.lower)
    return difference - below, difference + above


def _verdict(now: ShownIndicator, difference: float, lower: float, upper: float) -> Verdict:
    if now.rule.direction == "neither":
        return "not judged"
    if math.isnan(difference) or math.isnan(lower) or math.isnan(upper):
        return "cannot be told"
    if lower <= 0 <= upper:
        return "no clear difference"
    return "better" if (difference > 0) == (now.rule.direction == "higher") else "worse"


def _tidy(value: float, unit: str) -> float:
    """Round off what subtraction adds beyond the places shown."""
    return round(value, PLACES.get(unit, 0)) if math.isfinite(value) else value
