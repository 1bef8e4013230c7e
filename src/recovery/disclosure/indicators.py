"""Protect indicators: the organisation's own totals are exact, all else is about enough people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.beside import at_least, beside, no_few_between, tens
from recovery.disclosure.enough import (
    BOUNDS,
    COUNTED,
    NOT_KNOWN,
    SHARES,
    are_bounds,
    counts,
    happened,
    is_own_total,
    is_public,
    not_known,
    people_of,
    why_withheld,
)
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
WHOLE_PER_CENT = 2
"""Places to which shares are rounded: whole per cents."""
ONE_PLACE = 1
WEEK = 7
REMAINDER, WAITING = "followed that far without it", "still waiting"
WITHOUT = (NOT_KNOWN, REMAINDER, WAITING)
"""Parts of those to whom nothing is known to have happened."""
PEOPLE = re.compile(r"(?:fewer than |only )?\b(\d[\d,]*) (people|survivors|returns|accused)\b")
METHODS = {
    "share": "share of all, estimated from those not followed to the end as far as they were",
    "difference": "difference of two shares of all, each estimated from all as far as followed",
    "days": "estimated from all, those who still wait among them, as far as they were followed",
}
"""How figures are made, by unit, in words that do not depend on anybody's records."""


def protect_results(results: Results, policy: Policy) -> ShownResults:
    """Protect each indicator of a period, so that no two of them tell of few by subtraction."""
    close = _close_to_another(results, policy)
    shares = [course for result in results.values() for course, _ in _points(result)]
    shown = (_beside_shares(each, shares, policy) for each in results.values())
    return ShownResults(
        period=results.period,
        as_of=results.about.as_of,
        indicators=tuple(
            _without_figure(each, close[_which(each)]) if _which(each) in close else each
            for each in shown
        ),
    )


def _beside_shares(
    result: IndicatorResult | NotMeasured, shares: Sequence[Course], policy: Policy
) -> ShownIndicator:
    """Protect one figure; a time to what shares tell of has no counts, which they would sharpen."""
    shown = protect_indicator(result, policy)
    course = course_of(getattr(result.card, "rule", None))
    if shown.unit != "days" or course is None or not any(map(course.tells_of, shares)):
        return shown
    return attrs.evolve(shown, numerator=None, censored=None, parts=())


def _without_figure(shown: ShownIndicator, why: str) -> ShownIndicator:
    return attrs.evolve(
        shown,
        value=NAN,
        lower=NAN,
        upper=NAN,
        bounds=False,
        numerator=None,
        censored=None,
        parts=(),
        naive=NAN,
        naive_reason="",
        notes=(),
        withheld=why,
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
        if why_withheld(result, policy):
            continue
        had = happened(result) or 0
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
    if not isinstance(result, IndicatorResult) or result.unit != "share" or is_public(result):
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
    value, lower, upper = _rounded(result, policy, exact=exact)
    naive, naive_reason = _naive(result, policy)
    parts = _parts(result, policy)
    shown = ShownIndicator(
        code=result.code,
        version=result.version,
        name=result.name,
        unit=result.unit,
        value=value,
        lower=lower,
        upper=upper,
        bounds=are_bounds(result),
        numerator=_told(result, _had(result), result.numerator, policy),
        denominator=people_of(result) if is_public(result) else tens(people_of(result), policy),
        missing=tens(result.missing, policy),
        censored=_told(result, NOT_KNOWN, result.censored, policy),
        parts=parts,
        excluded=_excluded(result, policy),
        naive=naive,
        naive_reason=naive_reason,
        rule=_rule(result.card),
        notes=plain_notes(result.about.notes, policy),
        level=result.about.level,
        method=METHODS.get(result.unit, ""),
    )
    withheld = "" if exact else why_withheld(result, policy)
    return _without_figure(shown, withheld) if withheld else shown


def _without_few(reason: str, policy: Policy) -> str:
    """Say of a reason that names few people only that they are few."""

    def told(found: re.Match[str]) -> str:
        few = int(found[1].replace(",", "")) < policy.threshold
        return f"{policy.few} {found[2]}" if few else found[0]

    return PEOPLE.sub(told, reason)


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


def _parts(result: IndicatorResult, policy: Policy) -> tuple[ShownPart, ...]:
    """Return the counts beside a figure in tens, and the bounds of a share.

    Counts that are none or few are left out, since some rules name only what
    somebody had. So are the bounds where it is known of nearly everybody, and
    other numbers, such as the share of each group: nothing says how many they
    are of. What is on public record is exact.
    """
    if is_public(result):
        whole_numbers = ((k, v) for k, v in result.parts.items() if counts(k, v, None))
        return tuple(
            ShownPart(label=label, value=float(v), unit=_unit(result, label), exact=True)
            for label, v in whole_numbers
            if label not in BOUNDS
        )
    bounds = result.unit == "share" and not_known(result) >= policy.threshold
    many = _many(result, policy)
    shown = []
    for label, value in result.parts.items():
        if label in BOUNDS and bounds:
            shown.append(ShownPart(label=label, value=round_figure(value, "share"), unit="share"))
        elif (number := many.get(label)) is not None:
            shown.append(ShownPart(label=label, value=float(number), unit=_unit(result, label)))
    return tuple(shown)


def _many(result: IndicatorResult, policy: Policy) -> Mapping[str, int | None]:
    """Return the counts beside a figure in tens, such that none tells of few."""
    exact = is_own_total(result)
    whole = result.value if result.unit in COUNTED else people_of(result)
    found = {
        label: beside(int(value), _exact_whole(result), policy)
        for label, value in result.parts.items()
        if _may_stand_beside(label, result, policy) and counts(label, value, None)
    }
    return no_few_between(found, at_least(whole, policy, exact=exact), policy)


def _unit(result: IndicatorResult, label: str) -> str:
    return result.units.get(label, "people")


def _may_stand_beside(label: str, result: IndicatorResult, policy: Policy) -> bool:
    """Say whether a count may stand beside a figure, whatever it is.

    A share and its bounds say rather exactly how many had it, and how many
    surely had not. One part of these is never told, so that the others do not
    tell of it: who was followed without it, else all that ended otherwise. Nor
    is how many had it where it is not known of few: the share, which is not
    quite theirs of all, would tell that there are any.
    """
    if label in BOUNDS or label == REMAINDER:
        return False
    if result.unit != "share" or REMAINDER in result.parts or BOUNDS[0] not in result.parts:
        return True
    return label == NOT_KNOWN or (label == _had(result) and not_known(result) >= policy.threshold)


def _told(result: IndicatorResult, label: str, many: int | None, policy: Policy) -> int | None:
    """Return how many it happened to, or is not known of, as exactly as the part of that name."""
    if many is None or is_public(result) or (is_own_total(result) and many == result.value):
        return many
    if not _may_stand_beside(label, result, policy):
        return None
    beside_it = _many(result, policy)
    hidden = label in beside_it and beside_it[label] is None
    return None if hidden else beside(many, _exact_whole(result), policy)


def _exact_whole(result: IndicatorResult) -> float | None:
    return result.value if is_own_total(result) else None


def _had(result: IndicatorResult) -> str:
    """Return the name of the part that says how many had it; empty where there is none."""
    return WAITING if WAITING in result.parts else next(iter(result.parts), "")


def _excluded(result: IndicatorResult, policy: Policy) -> tuple[ShownPart, ...]:
    """Return about how many were left out for each reason that is not of few, or of nobody."""
    found = ((reason, tens(many, policy)) for reason, many in result.excluded.items())
    return tuple(
        ShownPart(label=reason, value=many, unit=_unit(result, reason))
        for reason, many in found
        if many
    )


def _naive(result: IndicatorResult, policy: Policy) -> tuple[float, str]:
    """Return the careless figure, unless it told of a few by what it leaves out."""
    value = result.naive
    if not math.isfinite(value) or result.compared:
        return NAN, ""
    if result.unit == "share":
        had = happened(result) or 0
        others = had * (1 - value) / value if value > 0 else 0
        few = 0 < _otherwise(result) < policy.threshold or _only_known(result, policy)
        if others < policy.threshold or few:
            return NAN, ""
    return round_figure(value, result.unit), result.naive_reason


def _only_known(result: IndicatorResult, policy: Policy) -> bool:
    """Say whether a careless figure leaves out those of whom it is not known, and they are few."""
    of, had, unknown = people_of(result), happened(result), not_known(result)
    if of is None or had is None or not 0 < unknown < min(policy.threshold, of):
        return False
    return math.isclose(result.naive, had / (of - unknown))


def _otherwise(result: IndicatorResult) -> float:
    """Return to how many something else happened; a careless figure takes them otherwise."""
    parts = result.parts.items()
    many = {k: v for k, v in parts if counts(k, v, result.denominator) and k not in BOUNDS}
    had = happened(result)
    if many and had is not None and math.isclose(next(iter(many.values())), had):
        many.pop(next(iter(many)))
    return sum(v for k, v in many.items() if k not in WITHOUT)


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
