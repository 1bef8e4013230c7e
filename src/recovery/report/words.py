"""Numbers and codes in plain words, for readers who are new to all of this."""

from __future__ import annotations

from math import isnan

from recovery.disclosure import Policy, ShownClock, ShownCurve, ShownEstimate
from recovery.plots.lines import in_words

__all__ = [
    "HIDDEN",
    "PURPOSES",
    "SUBJECTS",
    "clock_words",
    "count",
    "duration",
    "in_months",
    "interval",
    "main_answer",
    "median_words",
    "percent",
]

HIDDEN = "not shown"
"""What stands in place of a number that is withheld."""

PURPOSES = {
    "service": "running the service",
    "internal_learning": "learning inside the organisation",
    "research": "research",
    "publication": "publication",
    "sharing": "sharing with others",
}
SUBJECTS = {
    "survivor": "survivors",
    "return": "returns",
    "episode": "episodes",
    "accused × case": "accused people (once for each case)",
    "survivor × case": "survivors (once for each case)",
}
WEEKS_A_MONTH = 365 / 12 / 7
FEW_WEEKS = 9
"""Up to here a wait is told in weeks, beyond in months."""
NEAR_DAYS = 45
"""Two days shown as close as this tell the time by which half had got there well enough."""


TURNS = {
    "competing ": "what can come first instead: ",
    "censored at last_contact": "followed up to the last contact",
    "censored at as_of": "followed up to the day of the data",
}
"""Words of a clock that only its makers use, and what a reader is told."""


def clock_words(clock: str) -> str:
    """Write a clock for readers.

    Examples
    --------
    >>> clock_words("return: from departed to arrived_home; competing died; censored at as_of")
    'return: from departed to arrived home; what can come first instead: died; followed up to ...'
    """
    for made, told in TURNS.items():
        clock = clock.replace(made, told)
    return in_words(clock)


def count(number: int | None, few: str = HIDDEN) -> str:
    """Write a count; ``few`` where it is withheld.

    Examples
    --------
    >>> count(12345), count(None)
    ('12,345', 'not shown')
    """
    return few if number is None else f"{number:,}"


def percent(share: float, places: int = 1) -> str:
    r"""Write a share in per cent.

    Examples
    --------
    >>> percent(0.473), percent(0.473, 0)
    ('47.3\u202f%', '47\u202f%')
    """
    return "–" if isnan(share) else f"{100 * share:.{places}f}\u202f%"


def interval(estimate: ShownEstimate, places: int = 1) -> str:
    r"""Write the interval of a share.

    Examples
    --------
    >>> interval(ShownEstimate(value=0.47, lower=0.43, upper=0.514), 0)
    '43–51\u202f%'
    """
    if isnan(estimate.lower) or isnan(estimate.upper):
        return ""
    return f"{100 * estimate.lower:.{places}f}–{percent(estimate.upper, places)}"


def in_months(day: int) -> str:
    """Write a horizon in months.

    Examples
    --------
    >>> [in_months(day) for day in (0, 183, 365, 730)]
    ['start', '6 months', '12 months', '24 months']
    """
    return f"{round(day * 12 / 365)} months" if day else "start"


def duration(days: float) -> str:
    """Write a wait of whole weeks, in weeks or months.

    Examples
    --------
    >>> duration(35), duration(427)
    ('5 weeks', '14 months')
    """
    weeks = round(days / 7)
    if weeks <= FEW_WEEKS:
        return f"{weeks} week" if weeks == 1 else f"{weeks} weeks"
    return f"{round(weeks / WEEKS_A_MONTH)} months"


def median_words(curve: ShownCurve) -> tuple[str, str]:
    """Say by when half had the event, and the interval of that time.

    Examples
    --------
    >>> median_words(ShownCurve(cause="housed", kind="incidence", days=(183,), value=(0.3,)))
    ('fewer than half', '')
    """
    if curve.withheld:
        return HIDDEN, ""
    median = curve.median
    if isnan(median.value):
        return "fewer than half", ""
    if isnan(median.upper):
        return duration(median.value), f"at least {duration(median.lower)}"
    lower, upper = duration(median.lower), duration(median.upper)
    if lower.split()[1] == upper.split()[1]:
        lower = lower.split()[0]
    return duration(median.value), f"{lower} to {upper}"


def main_answer(clock: ShownClock, policy: Policy) -> str:
    """Answer the clock's question in one or two sentences."""
    if clock.curves is None:
        return f"Not measured: {clock.reason}."
    curve = clock.curves.curves[clock.outcome]
    of_whom = f"about {count(clock.curves.n)} {SUBJECTS.get(clock.subject, clock.subject)}"
    name = in_words(clock.outcome).capitalize()
    if curve.withheld:
        return f"{name}: {of_whom} were followed. No share can be shown: {curve.withheld}."
    day = _telling_day(curve, policy)
    shown = curve.at(day)
    when = in_months(day) if day in policy.horizons else duration(day)
    first = f"{name}: {percent(shown.value, 0)} of {of_whom} within {when}"
    sure = interval(shown, 0).replace("–", " and ")
    likely = f" (likely between {sure})" if sure else ""
    return f"{first}{likely}. {_half(curve)}"


def _telling_day(curve: ShownCurve, policy: Policy) -> int:
    """Return the middle horizon if it may be shown, else the nearest thing to it."""
    middle = policy.horizons[len(policy.horizons) // 2]
    shown = [day for day in curve.days if day in policy.horizons] or list(curve.days)
    return min(shown, key=lambda day: abs(day - middle))


def _half(curve: ShownCurve) -> str:
    """Say when half had got there: between two of the days shown, if these lie far apart."""
    by = curve.median.value
    if isnan(by):
        last = duration(curve.followed_to)
        return f"By the last day shown ({last}), fewer than half of them."
    before = max((day for day in curve.days if day < by - 6), default=0)
    if by - before > NEAR_DAYS:
        return f"Half of them between {duration(before)} and {duration(by)}."
    return f"Half of them within about {duration(by)}."
