"""Figures of the impact report in plain words, the same on the page and in Markdown."""

from __future__ import annotations

from math import isnan

from recovery.days import iso_day, span_of
from recovery.disclosure import (
    Policy,
    ShownChange,
    ShownDecision,
    ShownIndicator,
    ShownPart,
    ShownRestated,
)
from recovery.plots.lines import in_words
from recovery.report.words import duration, percent

__all__ = [
    "came_of",
    "changed",
    "cited",
    "few_words",
    "figure",
    "interval_words",
    "listed",
    "number_words",
    "of_whom",
    "period_words",
    "reason_words",
    "restated_words",
    "told",
    "unseen",
]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
LABELS = {
    "unattributed": "no clear part of the organisation is shown",
    "unevidenced": "no dated evidence",
    "unplaced": "day too uncertain",
    "fewer than 2": "only one instance of support",
    "at least": "share at least, if nobody else had it",
    "at most": "share at most, if everyone not yet known had it",
}
"""What readers are told for words that only makers of indicators use."""
COUNTED = ("people", "events")
MINUS = "\u2212"


def period_words(period: tuple[str, str]) -> str:
    """Write a period of whole months by their names, any other by its days.

    Examples
    --------
    >>> period_words(("2022-03-01", "2022-08-31")), period_words(("2021-09-01", "2022-02-28"))
    ('March–August 2022', 'September 2021–February 2022')
    >>> period_words(("2022-03-01", "2022-08-30"))
    '2022-03-01 to 2022-08-30'
    """
    first, last = period
    span = span_of(f"{first[:7]}/{last[:7]}")
    if span is None or (iso_day(span[0]), iso_day(span[1])) != period:
        return f"{first} to {last}"
    one, other = (MONTHS[int(day[5:7]) - 1] for day in period)
    if first[:7] == last[:7]:
        return f"{one} {first[:4]}"
    year = "" if first[:4] == last[:4] else f" {first[:4]}"
    return f"{one}{year}–{other} {last[:4]}"


def number_words(value: float, unit: str) -> str:
    r"""Write a number with its unit; a count of people or events stands alone.

    Examples
    --------
    >>> number_words(1234, "people"), number_words(0.44, "share"), number_words(427, "days")
    ('1,234', '44\u202f%', '14 months')
    >>> number_words(float("nan"), "share"), number_words(float("inf"), "days")
    ('–', 'no end')
    >>> number_words(-0.01, "difference"), number_words(0.1, "difference")
    ('−1 point', '+10 points')
    """
    if isnan(value):
        return "–"
    if abs(value) == float("inf"):
        return "no end"
    if unit == "share":
        return percent(value, 0).replace("-", MINUS)
    if unit == "difference":
        return _signed(value, "share points")
    if unit == "days":
        return duration(value)
    return f"{value:,.0f}" if unit in ("people", "events") else f"{value:,.4g}"


def interval_words(shown: ShownIndicator) -> str:
    r"""Write the interval of a figure, or nothing.

    Examples
    --------
    >>> figure = ShownIndicator(code="a", version=1, name="A", unit="share", lower=0.4, upper=0.5)
    >>> interval_words(figure)
    '40 to 50\u202f%'
    """
    if shown.unit in COUNTED or (isnan(shown.lower) and isnan(shown.upper)):
        return ""
    lower, upper = (number_words(v, shown.unit) for v in (shown.lower, shown.upper))
    if isnan(shown.upper):
        return f"at least {lower}"
    if isnan(shown.lower):
        return f"at most {upper}"
    one, other = lower.split(), upper.split()
    if shown.unit in ("days", "difference") and one[-1] == other[-1]:
        lower = one[0]
    if shown.unit == "share":
        lower = lower.removesuffix("\u202f%")
    return f"{lower} to {upper}"


def figure(shown: ShownIndicator) -> str:
    """Write the figure, or that there is none."""
    if shown.reason:
        return "not measured"
    if shown.withheld:
        return "not shown"
    if shown.unit == "days" and isnan(shown.value):
        return "fewer than half yet"
    if shown.unit in COUNTED and shown.lower < shown.upper:
        return " to ".join(number_words(end, shown.unit) for end in (shown.lower, shown.upper))
    return number_words(shown.value, shown.unit)


def told(shown: ShownIndicator) -> str:
    """Say why there is no figure; empty where there is one."""
    if shown.reason:
        return f"Not measured: {shown.reason}."
    return f"Not shown: {shown.withheld}." if shown.withheld else ""


def of_whom(shown: ShownIndicator, policy: Policy) -> str:
    """Say about how many a figure is of; a plain count is of none but itself."""
    if shown.reason or shown.unit in COUNTED:
        return "–"
    if shown.denominator is None:
        return policy.few
    exact = any(part.exact for part in shown.parts)
    return f"{shown.denominator:,}" if exact else f"about {shown.denominator:,}"


def unseen(shown: ShownIndicator) -> tuple[str, ...]:
    """Say about how many are not known to the end, and of how many records are missing.

    Examples
    --------
    >>> unseen(ShownIndicator(code="a", version=1, name="A", unit="share", censored=20))
    ('about 20 not known to the end',)
    """
    told = ((shown.censored, "not known to the end"), (shown.missing, "more without such records"))
    return tuple(f"about {many:,} {words}" for many, words in told if many)


def few_words(policy: Policy) -> str:
    """Say that a number is none or few; which of them is not told.

    Examples
    --------
    >>> few_words(Policy())
    'under 10'
    """
    return f"under {policy.threshold}"


def listed(parts: tuple[ShownPart, ...], policy: Policy) -> tuple[tuple[str, str], ...]:
    """Name each part with its number; those that are none or few stand together at the end.

    Examples
    --------
    >>> parts = [ShownPart(label="unplaced", value=None), ShownPart(label="unevidenced", value=20)]
    >>> for label, number in listed(parts, Policy()):
    ...     print(label, "->", number)
    no dated evidence -> 20 to 29
    day too uncertain -> under 10
    """
    told = [(_label(part), _rounded(part, policy)) for part in parts if part.value is not None]
    few = [_label(part) for part in parts if part.value is None]
    if few:
        each = " each" if len(few) > 1 else ""
        told.append(("; ".join(few), f"{few_words(policy)}{each}"))
    return tuple(told)


def _rounded(part: ShownPart, policy: Policy) -> str:
    """Write a number, or between which two it is: more events than people must not look fewer."""
    least = float("nan") if part.value is None else part.value
    words = number_words(least, part.unit)
    if part.exact or part.unit not in COUNTED:
        return words
    return f"{words} to {number_words(least + policy.threshold - 1, part.unit)}"


def _label(part: ShownPart) -> str:
    return LABELS.get(part.label, in_words(part.label))


def changed(change: ShownChange) -> str:
    r"""Write a difference with its interval.

    Examples
    --------
    >>> changed(ShownChange(code="a", version=1, name="A", unit="share", direction="higher",
    ...     difference=0.1, lower=-0.02, upper=0.22, verdict="no clear difference"))
    '+10 points (−2 to +22)'
    """
    if isnan(change.difference):
        return "–"
    unit = "share points" if change.unit in ("share", "difference") else change.unit
    main = _signed(change.difference, unit)
    if isnan(change.lower) or isnan(change.upper):
        return main
    bare = (_signed(each, unit).split()[0] for each in (change.lower, change.upper))
    return f"{main} ({' to '.join(bare)})"


def _signed(value: float, unit: str) -> str:
    words, rest = number_words(abs(value), unit), ""
    if unit == "share points":
        words, rest = f"{abs(100 * value):.0f}", " points"
    elif unit == "days":
        words, rest = f"{abs(value):,.0f}", " days"
    sign = "" if words == "0" else MINUS if value < 0 else "+"
    return f"{sign}{words}{rest.removesuffix('s') if words == '1' else rest}"


def restated_words(figure: ShownRestated) -> str:
    """Say how a figure changed since it was first known.

    Examples
    --------
    >>> restated_words(ShownRestated(code="a", versions=(1, 1), name="A", unit="people",
    ...     period=("2022-03-01", "2022-08-31"), first_day="2022-09-30", first=10.0,
    ...     last_day="2024-12-31", last=12.0))
    '+2'
    """
    if isnan(figure.first) or isnan(figure.last):
        return "–"
    change = figure.last - figure.first
    return _signed(change, figure.unit) if change else "unchanged"


def reason_words(figure: ShownRestated) -> str:
    """Say why a figure changed, and by how much where no number of them tells of few.

    Examples
    --------
    >>> reason_words(ShownRestated(code="a", versions=(1, 1), name="A", unit="people",
    ...     period=("2022-03-01", "2022-08-31"), first_day="2022-09-30", first=10.0,
    ...     last_day="2024-12-31", last=21.0, reasons=(ShownPart(label="late_entry", value=None),
    ...     ShownPart(label="duplicate_merged", value=None))))
    'late entry; duplicate merged (by how much each is not told, since some are few)'
    """
    if figure.withheld:
        return f"not told, since {figure.withheld}"
    if not figure.reasons:
        return "–"
    if any(part.value is None for part in figure.reasons):
        names = "; ".join(in_words(part.label) for part in figure.reasons)
        return f"{names} (by how much each is not told, since some are few)"
    return "; ".join(
        f"{in_words(part.label)} {_signed(part.value, figure.unit)}"
        for part in figure.reasons
        if part.value is not None
    )


def cited(decision: ShownDecision) -> tuple[tuple[str, str], ...]:
    """Say what the figure that a decision cites was before, during and after it."""
    told: dict[str, list[str]] = {}
    for each in decision.cited:
        sure = interval_words(each.figure)
        words = f"{figure(each.figure)}{f' ({sure})' if sure else ''}"
        told.setdefault(each.place, []).append(f"{words} in {period_words(each.period)}")
    return tuple((place, ", then ".join(words)) for place, words in told.items())


def came_of(decision: ShownDecision) -> str:
    """Say what came of a decision, or that its review is due."""
    if decision.result:
        return in_words(decision.result)
    due = f"not said; the review of {decision.review_on} is due"
    return due if decision.review_due else "not said yet"
