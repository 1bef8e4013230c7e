"""Figures of the impact report in plain words, the same on the page and in Markdown."""

from __future__ import annotations

from math import isnan

from attrs import evolve

from recovery.days import iso_day, span_of
from recovery.disclosure import (
    Policy,
    ShownDecision,
    ShownIndicator,
    ShownPart,
)
from recovery.plots.lines import in_words
from recovery.report.words import duration, percent

__all__ = [
    "COUNTED",
    "MINUS",
    "bounds_words",
    "came_of",
    "cited",
    "count_words",
    "few_words",
    "figure",
    "interval_words",
    "listed",
    "number_words",
    "of_whom",
    "period_words",
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
    "at least": "bounds, at least: the share of those seen if nobody not known had it",
    "at most": "bounds, at most: the share of those seen if everyone not known had it",
}
"""What readers are told for words that only makers of indicators use."""
COUNTED = ("people", "events")
DEVIATIONS = "standard deviations"
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
        points = f"{abs(100 * value):.0f}"
        sign = "" if points == "0" else MINUS if value < 0 else "+"
        return f"{sign}{points} point{'s' * (points != '1')}"
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
    >>> interval_words(evolve(figure, bounds=True))
    'bounds: 40 to 50\u202f%'
    """
    if shown.unit in COUNTED or (isnan(shown.lower) and isnan(shown.upper)):
        return ""
    return f"{'bounds: ' * shown.bounds}{_between(shown)}"


def bounds_words(shown: ShownIndicator) -> str:
    r"""Write the bounds of a share that reach beyond its interval, or nothing.

    Examples
    --------
    >>> least, most = (ShownPart(label=label, value=value, unit="share")
    ...     for label, value in (("at least", 0.09), ("at most", 0.93)))
    >>> bounds_words(ShownIndicator(code="a", version=1, name="A", unit="share", value=0.09,
    ...     lower=0.05, upper=0.15, parts=(least, most)))
    'bounds: 9 to 93\u202f%'
    """
    ends = {part.label: part.value for part in shown.parts if part.unit == "share"}
    least, most = ends.get("at least"), ends.get("at most")
    if shown.bounds or shown.unit != "share" or least is None or most is None:
        return ""
    if most - least <= shown.upper - shown.lower:
        return ""
    return interval_words(evolve(shown, lower=least, upper=most, bounds=True))


def _between(shown: ShownIndicator) -> str:
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
    words = number_words(shown.value, shown.unit)
    return f"{words} {DEVIATIONS}" if DEVIATIONS[:-1] in shown.rule.denominator else words


def told(shown: ShownIndicator) -> str:
    """Say why there is no figure; empty where there is one."""
    if shown.reason:
        return f"Not measured: {in_words(shown.reason)}."
    return f"Not shown: {shown.withheld}." if shown.withheld else ""


def of_whom(shown: ShownIndicator, policy: Policy) -> str:
    """Say about how many a figure is of; a plain count is of none but itself."""
    if shown.reason or shown.unit in COUNTED:
        return "–"
    if shown.denominator is None:
        return policy.few
    return f"{shown.denominator:,}" if _is_exact(shown) else f"about {shown.denominator:,}"


def unseen(shown: ShownIndicator) -> tuple[str, ...]:
    """Say about how many are not known to the end, and of how many records are missing.

    Examples
    --------
    >>> unseen(ShownIndicator(code="a", version=1, name="A", unit="share", censored=20))
    ('about 20 not known to the end',)
    """
    told = (
        (shown.censored, _is_exact(shown), "not known to the end"),
        (shown.missing, False, "more without such records"),
    )
    return tuple(
        f"{'' if exact else 'about '}{many:,} {words}" for many, exact, words in told if many
    )


def _is_exact(shown: ShownIndicator) -> bool:
    """Say whether the counts beside a figure are on public record, and so not rounded."""
    return any(part.exact for part in shown.parts)


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
    told = [
        (_label(part), count_words(part.value, part.unit, policy, exact=part.exact))
        for part in parts
        if part.value is not None
    ]
    few = [_label(part) for part in parts if part.value is None]
    if few:
        each = " each" if len(few) > 1 else ""
        told.append(("; ".join(few), f"{few_words(policy)}{each}"))
    return tuple(told)


def count_words(least: float, unit: str, policy: Policy, *, exact: bool) -> str:
    """Write a number, or between which two it is: more events than people must not look fewer.

    Examples
    --------
    >>> count_words(50, "people", Policy(), exact=False), count_words(53, "people", Policy(),
    ...     exact=True), count_words(0.5, "difference", Policy(), exact=False)
    ('50 to 59', '53', '+50 points')
    """
    words = number_words(least, unit)
    if exact or isnan(least) or unit not in COUNTED:
        return words
    return f"{words} to {number_words(least + policy.threshold - 1, unit)}"


def _label(part: ShownPart) -> str:
    return LABELS.get(part.label, in_words(part.label))


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
