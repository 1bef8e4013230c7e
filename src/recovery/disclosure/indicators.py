"""Protect indicators: the organisation's own totals are exact, all else is about enough people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_indicators import (
    ShownIndicator,
    ShownPart,
    ShownResults,
    ShownRule,
)
from recovery.indicators.courses import Course, course_of
from recovery.results import IndicatorResult, NotMeasured, Results

__all__ = ["is_own_total", "protect_indicator", "protect_results", "round_figure", "tens"]

NAN = math.nan
COUNTED = ("people", "events")
"""Units of plain counts."""
WHOLE_PER_CENT = 2
"""Places to which shares are rounded: whole per cents."""
ONE_PLACE = 1
WEEK = 7
MEASURES = re.compile(r"\b(days|share|rate|hours|score|years)\b|\bin [A-Z]{3}$")
"""Words in the name of a part that is no count, even where it is a whole number, as of money."""
PEOPLE_BEHIND = "people"
"""The part that says of how many people a figure is whose denominator is something else."""
WITHOUT = ("not yet known", "followed that far without it", "still waiting")
"""Parts of those to whom nothing is known to have happened."""
PEOPLE = re.compile(r"(?:fewer than |only )?\b(\d[\d,]*) (people|survivors|returns|accused)\b")
SHARES = ("share", "difference")
"""Units of figures that tell as much of those to whom it did not happen."""
BOUNDS = ("at least", "at most")
"""Shares beside a figure that bound it."""


def protect_results(results: Results, policy: Policy) -> ShownResults:
    """Protect each indicator of a period, so that no two of them tell of few by subtraction."""
    close = _close_to_another(results, policy)
    shown = (protect_indicator(each, policy) for each in results.values())
    return ShownResults(
        period=results.period,
        as_of=results.about.as_of,
        indicators=tuple(
            _without_figure(each, close[_which(each)]) if _which(each) in close else each
            for each in shown
        ),
    )


def _without_figure(shown: ShownIndicator, why: str) -> ShownIndicator:
    return attrs.evolve(
        shown, value=NAN, lower=NAN, upper=NAN, naive=NAN, naive_reason="", parts=(), withheld=why
    )


def _which(figure: IndicatorResult | ShownIndicator) -> tuple[str, int]:
    return figure.code, figure.version


def _close_to_another(results: Results, policy: Policy) -> dict[tuple[str, int], str]:
    """Return why a figure is withheld that differs by few from another one of the same people.

    Figures of the same people, by other days, or by another rule for what ends
    the wait, are points of one course: between any two that are shown it
    happened to enough people. The earliest is shown.
    """
    points = sorted(
        (point for result in results.values() for point in _points(result)),
        key=lambda point: (point[0].days, *_which(point[1])),
    )
    seen: list[tuple[Course, float]] = []
    close = {}
    for course, result in points:
        if _why_withheld(result, policy):
            continue
        had = _happened(result) or 0
        near = (abs(had - many) for other, many in seen if course.tells_of(other))
        if min(near, default=math.inf) < policy.threshold:
            close[_which(result)] = f"{policy.few} away from another figure of the same people"
        else:
            seen.append((course, had))
    return close


def _points(
    result: IndicatorResult | NotMeasured,
) -> Iterator[tuple[Course, IndicatorResult]]:
    """Yield a figure with its course, if it is a share by a day of people who are protected."""
    if not isinstance(result, IndicatorResult) or result.unit != "share" or _is_public(result):
        return
    course = course_of(getattr(result.card, "rule", None))
    if course is not None:
        yield course, result


def protect_indicator(result: IndicatorResult | NotMeasured, policy: Policy) -> ShownIndicator:
    """Protect one figure.

    A plain count that is the organisation's own total, or on public record,
    stays exact. Any other figure is shown when it rests on enough people to
    whom it happened, and a share also on enough to whom it did not; a count
    as the range of ten numbers in which it lies.
    """
    if isinstance(result, NotMeasured):
        return ShownIndicator(
            code=result.code,
            version=result.version or getattr(result.card, "version", 0),
            name=result.name,
            unit=getattr(result.card, "unit", ""),
            reason=_without_few(result.reason, policy),
            rule=_rule(result.card),
        )
    exact = is_own_total(result)
    withheld = "" if exact else _why_withheld(result, policy)
    value, lower, upper = _rounded(result, policy, exact=exact)
    naive, naive_reason = _naive(result, policy)
    hidden = bool(withheld)
    return ShownIndicator(
        code=result.code,
        version=result.version,
        name=result.name,
        unit=result.unit,
        value=NAN if hidden else value,
        lower=NAN if hidden else lower,
        upper=NAN if hidden else upper,
        bounds=not hidden and _are_bounds(result),
        numerator=None if hidden else _numerator(result, policy),
        denominator=_people(result) if _is_public(result) else tens(_people(result), policy),
        missing=tens(result.missing, policy),
        censored=None if hidden else _beside(result, result.censored, policy),
        parts=() if hidden else _parts(result, policy),
        excluded=_excluded(result, policy),
        naive=NAN if hidden else naive,
        naive_reason="" if hidden else naive_reason,
        rule=_rule(result.card),
        withheld=withheld,
        notes=plain_notes(result.about.notes, policy),
        level=result.about.level,
        method=result.about.method,
    )


def _is_public(result: IndicatorResult) -> bool:
    return getattr(result.card, "disclosure", "") == "public_record"


def _people(result: IndicatorResult) -> int | None:
    """Return of how many people a figure is; one of something else tells them beside it."""
    if PEOPLE_BEHIND in result.parts:
        return int(result.parts[PEOPLE_BEHIND])
    return result.denominator


def _without_few(reason: str, policy: Policy) -> str:
    """Say of a reason that names few people only that they are few."""

    def told(found: re.Match[str]) -> str:
        few = int(found[1].replace(",", "")) < policy.threshold
        return f"{policy.few} {found[2]}" if few else found[0]

    return PEOPLE.sub(told, reason)


def is_own_total(result: IndicatorResult) -> bool:
    """Say whether a figure is a plain count that is published as it is."""
    public = getattr(result.card, "disclosure", "breakdown")
    plain = result.unit in COUNTED and result.denominator is None
    return plain and public in ("total", "public_record")


def _why_withheld(result: IndicatorResult, policy: Policy) -> str:
    """Say why a figure is not shown; nobody, few and not followed so long look alike."""
    of, had = _people(result), _happened(result)
    if _is_public(result):
        return "it cannot be told yet" if _is_unknown(result) else ""
    if of is not None and of >= policy.threshold and PEOPLE_BEHIND in result.parts:
        counts = (v for k, v in result.parts.items() if _counts(k, v, of))
        some_few = any(0 < many < policy.threshold for many in counts)
        return f"{policy.few} people stand behind a part of it" if some_few else ""
    if of is not None and of < policy.threshold:
        return f"{policy.few} stand behind it, or nobody"
    if had is None or _is_unknown(result):
        return f"it cannot be told yet, or {policy.few} stand behind it"
    left = math.inf if of is None or result.unit not in SHARES else of - had
    if min(had, left) < policy.threshold:
        return f"{policy.few} people to whom it happened, or to whom it did not"
    return ""


def _is_unknown(result: IndicatorResult) -> bool:
    """Say whether nothing is known; of a median, that it lies beyond a day is something."""
    bound = result.lower if result.unit == "days" else NAN
    return math.isnan(result.value) and math.isnan(bound)


def _happened(result: IndicatorResult) -> float | None:
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


def _counts(label: str, value: float, of: int | None) -> bool:
    """Say whether a part counts somebody or something, and does not measure it."""
    if MEASURES.search(label):
        return False
    whole = math.isfinite(value) and float(value).is_integer() and value >= 0
    return whole and (of is None or value <= of)


def _rounded(result: IndicatorResult, policy: Policy, *, exact: bool) -> tuple[float, float, float]:
    """Return a figure with its interval; a count that is no own total as a range of tens."""
    if not exact and result.unit in COUNTED and math.isfinite(result.value):
        least = tens(int(result.value), policy) or 0
        return float(least), float(least), float(least + policy.threshold - 1)
    return tuple(  # type: ignore[return-value]  # of three
        round_figure(each, result.unit, up=place != 1) if not exact else float(each)
        for place, each in enumerate((result.value, result.lower, result.upper))
    )


def round_figure(value: float, unit: str, *, up: bool = True) -> float:
    """Round a number that is not a plain total; days to whole weeks, outwards."""
    if not math.isfinite(value):
        return NAN if math.isnan(value) else value
    if unit == "days":
        weeks = math.ceil(value / WEEK) if up else math.floor(value / WEEK)
        return float(weeks * WEEK)
    places = WHOLE_PER_CENT if unit in (*SHARES, "points") else ONE_PLACE
    return float(np.round(value, places))


def _are_bounds(result: IndicatorResult) -> bool:
    """Say whether the interval is that of the bounds, as while a cohort is not mature.

    It then holds the value too, which lies outside where some came late.
    """
    least, most = (result.parts.get(name, NAN) for name in BOUNDS)
    ends = ((result.lower, min(least, result.value)), (result.upper, max(most, result.value)))
    return all(math.isclose(end, bound) for end, bound in ends)


def tens(number: int | None, policy: Policy) -> int | None:
    """Round a count down to a multiple of the threshold; none and few look alike."""
    if number is None:
        return None
    return number // policy.threshold * policy.threshold or None


def _parts(result: IndicatorResult, policy: Policy) -> tuple[ShownPart, ...]:
    """Return the counts beside a figure in tens, and the bounds of a share.

    Other numbers beside a figure, such as the share of each group, are left
    out: nothing says how many they are of. What is on public record is exact.
    """
    if _is_public(result):
        whole_numbers = ((k, v) for k, v in result.parts.items() if _counts(k, v, None))
        return tuple(
            ShownPart(label=label, value=float(v), unit=_unit(result, label), exact=True)
            for label, v in whole_numbers
        )
    whole = result.value if result.unit in COUNTED else _people(result)
    shown = []
    for label, value in result.parts.items():
        if label in BOUNDS and result.unit == "share":
            shown.append(ShownPart(label=label, value=round_figure(value, "share"), unit="share"))
        elif _counts(label, value, None):
            many = _part(int(value), whole, policy)
            shown.append(ShownPart(label=label, value=many, unit=_unit(result, label)))
    return tuple(shown)


def _unit(result: IndicatorResult, label: str) -> str:
    return result.units.get(label, "people")


def _part(value: int, whole: float | None, policy: Policy) -> float | None:
    """Return a part in tens, or nothing where it or what is left of an exact whole is few."""
    rest = None if whole is None or value > whole else int(whole) - value
    if rest is not None and 0 < rest < policy.threshold:
        return None
    return tens(value, policy)


def _numerator(result: IndicatorResult, policy: Policy) -> int | None:
    """Return how many it happened to, as exactly as the figure is told; a plain count is itself."""
    if result.numerator is None or is_own_total(result) or _is_public(result):
        return result.numerator
    if result.unit in COUNTED:
        return tens(result.numerator, policy)
    return _beside(result, result.numerator, policy)


def _beside(result: IndicatorResult, many: int | None, policy: Policy) -> int | None:
    """Return a count beside a figure like any other part of it."""
    if many is None or _is_public(result):
        return many
    shown = _part(many, _people(result), policy)
    return None if shown is None else int(shown)


def _excluded(result: IndicatorResult, policy: Policy) -> tuple[ShownPart, ...]:
    """Return about how many were left out for each reason; a reason for nobody looks like few."""
    return tuple(
        ShownPart(label=reason, value=tens(many, policy), unit=_unit(result, reason))
        for reason, many in result.excluded.items()
    )


def _naive(result: IndicatorResult, policy: Policy) -> tuple[float, str]:
    """Return the careless figure, unless it told of a few by what it leaves out."""
    value = result.naive
    if not math.isfinite(value):
        return NAN, ""
    if result.unit == "share":
        had = _happened(result) or 0
        others = had * (1 - value) / value if value > 0 else 0
        if others < policy.threshold or 0 < _otherwise(result) < policy.threshold:
            return NAN, ""
    return round_figure(value, result.unit), result.naive_reason


def _otherwise(result: IndicatorResult) -> float:
    """Return to how many something else happened; a careless figure takes them otherwise."""
    parts = result.parts.items()
    counts = {k: v for k, v in parts if _counts(k, v, result.denominator) and k not in BOUNDS}
    had = _happened(result)
    if counts and had is not None and math.isclose(next(iter(counts.values())), had):
        counts.pop(next(iter(counts)))
    return sum(v for k, v in counts.items() if k not in WITHOUT)


def _rule(card: Any) -> ShownRule:
    """Return the card in words; a result without a card has no rule to show."""
    if card is None:
        return ShownRule()
    return ShownRule(
        how_we_count=card.how_we_count,
        population=card.population,
        numerator=card.numerator,
        denominator=card.denominator,
        dated_by=card.dated_by,
        period_rule=card.period_rule,
        key=card.key,
        contribution=card.contribution,
        evidence=card.evidence,
        includes=tuple(card.includes),
        excludes=tuple(card.excludes),
        limitations=tuple(card.limitations),
        direction=card.direction,
        shaped_by=card.shaped_by,
        valid_from=card.valid_from or "",
        valid_to=card.valid_to or "",
        supersedes=card.supersedes,
        restated=card.restated,
        source=card.source,
    )
