"""Whether enough people stand behind a figure, on every side that it tells of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from recovery.disclosure.policy import Policy
from recovery.results import IndicatorResult

__all__ = [
    "BOUNDS",
    "COUNTED",
    "NOT_KNOWN",
    "SHARES",
    "are_bounds",
    "counts",
    "happened",
    "is_own_total",
    "is_public",
    "not_known",
    "people_of",
    "why_withheld",
]

NAN = math.nan
COUNTED = ("people", "events")
"""Units of plain counts."""
SHARES = ("share", "difference")
"""Units of figures that tell as much of those to whom it did not happen."""
BOUNDS = ("at least", "at most")
"""Shares beside a figure that bound it."""
NOT_KNOWN = "not yet known"
PEOPLE_BEHIND = "people"
"""The part that says of how many people a figure is whose denominator is something else."""
MEASURES = re.compile(r"\b(days|share|rate|hours|score|years|pairs)\b|\bin [A-Z]{3}$")
"""Words in the name of a part that is no count, even where it is a whole number, as of money."""


def is_public(result: IndicatorResult) -> bool:
    """Say whether a figure is on public record."""
    return getattr(result.card, "disclosure", "") == "public_record"


def is_own_total(result: IndicatorResult) -> bool:
    """Say whether a figure is a plain count that is published as it is."""
    public = getattr(result.card, "disclosure", "breakdown")
    plain = result.unit in COUNTED and result.denominator is None
    return plain and public in ("total", "public_record")


def people_of(result: IndicatorResult) -> int | None:
    """Return of how many people a figure is; one of something else tells them beside it."""
    if PEOPLE_BEHIND in result.parts:
        return int(result.parts[PEOPLE_BEHIND])
    return result.denominator


def happened(result: IndicatorResult) -> float | None:
    """Return how many the figure says it happened to, as far as that is known.

    A share that does not say how many says so itself.
    """
    if result.unit in COUNTED:
        return result.value
    if result.numerator is not None:
        return result.numerator
    if result.unit == "share" and result.denominator is not None:
        return result.value * result.denominator
    return None


def counts(label: str, value: float, of: int | None) -> bool:
    """Say whether a part counts somebody or something, and does not measure it."""
    if MEASURES.search(label):
        return False
    whole = math.isfinite(value) and float(value).is_integer() and value >= 0
    return whole and (of is None or value <= of)


def are_bounds(result: IndicatorResult) -> bool:
    """Say whether the interval is that of the bounds, as while a cohort is not mature.

    It then holds the value too, which lies outside where some came late.
    """
    least, most = (result.parts.get(name, NAN) for name in BOUNDS)
    ends = ((result.lower, min(least, result.value)), (result.upper, max(most, result.value)))
    return all(math.isclose(end, bound) for end, bound in ends)


def not_known(result: IndicatorResult) -> float:
    """Return of how many it is not known, as the bounds and the counts beside it tell."""
    told = [float(result.parts.get(NOT_KNOWN, math.inf))]
    if result.denominator is not None:
        least, most = (result.parts.get(name, NAN) for name in BOUNDS)
        told.append((most - least) * result.denominator)
    found = min((many for many in told if math.isfinite(many)), default=0.0)
    return round(found, 6)


def why_withheld(result: IndicatorResult, policy: Policy) -> str:
    """Say why a figure is not shown; nobody, few and not followed so long look alike."""
    of = people_of(result)
    if is_public(result):
        return "it cannot be told yet" if _is_unknown(result) else ""
    if of is not None and of >= policy.threshold and PEOPLE_BEHIND in result.parts:
        beside = (v for k, v in result.parts.items() if counts(k, v, of))
        few = any(many < policy.threshold for many in beside)
        return f"{policy.few} people, or nobody, stand behind a part of it" if few else ""
    if of is not None and of < policy.threshold:
        return f"{policy.few} stand behind it, or nobody"
    if happened(result) is None or _is_unknown(result):
        return f"it cannot be told yet, or {policy.few} stand behind it"
    few_unknown = are_bounds(result) and not_known(result) < policy.threshold
    if min(_sides(result)) < policy.threshold or few_unknown:  # which of them would tell
        return f"{policy.few} people to whom it happened, or to whom it did not"
    return ""


def _is_unknown(result: IndicatorResult) -> bool:
    """Say whether nothing is known; of a median, that it lies beyond a day is something."""
    bound = result.lower if result.unit == "days" else NAN
    return math.isnan(result.value) and math.isnan(bound)


def _sides(result: IndicatorResult) -> Iterator[float]:
    """Yield of how many a figure tells, each side apart: who had it, and who surely did not.

    Those of whom it is not known are on neither side, since the bounds set
    them apart. Of groups that are set against each other, both sides of each.
    """
    had, of = happened(result) or 0, people_of(result)
    yield had
    for sides in result.compared.values():
        yield from sides
    if result.unit not in SHARES or of is None:
        return
    yield of - had - result.parts.get(NOT_KNOWN, 0)
    least, most = (result.parts.get(name, NAN) for name in BOUNDS)
    for side in (least * of, (1 - most) * of):
        if math.isfinite(side):
            yield round(side, 6)
