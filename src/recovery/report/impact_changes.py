"""What changed from one period, or one day, to another in plain words."""

from __future__ import annotations

from math import isinf, isnan

from recovery.disclosure import ShownChange, ShownRestated
from recovery.plots.lines import in_words
from recovery.report.impact_words import MINUS, number_words

__all__ = ["changed", "now_and_before", "reason_words", "restated_words"]

DAYS_IN = {"weeks": 7, "months": 365 / 12}
PLACES = {"weeks": 0, "months": 1}
LONGEST_IN_WEEKS = 63


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
    if change.unit == "days":
        unit = _unit_of_days(change.now, change.before, change.difference)
    main = _signed(change.difference, unit)
    if isnan(change.lower) or isnan(change.upper):
        return main
    bare = (_signed(each, unit).split()[0] for each in (change.lower, change.upper))
    return f"{main} ({' to '.join(bare)})"


def now_and_before(change: ShownChange) -> str:
    """Write both figures; two waits in one unit, that of their difference.

    Examples
    --------
    >>> change = ShownChange(code="a", version=1, name="A", unit="days", direction="lower",
    ...     now=637, before=56, difference=581, verdict="worse")
    >>> now_and_before(change), changed(change)
    ('20.9 months after 1.8 months', '+19.1 months')
    """
    both = change.now, change.before
    if change.unit != "days" or any(isnan(value) or isinf(value) for value in both):
        return " after ".join(number_words(value, change.unit) for value in both)
    unit = _unit_of_days(change.now, change.before, change.difference)
    now, before = (_signed(value, unit).removeprefix("+") for value in both)
    return f"{now} after {before}"


def _unit_of_days(*days: float) -> str:
    """Return in what all of some waits are told: months where the longest of them is."""
    longest = max((abs(each) for each in days if not (isnan(each) or isinf(each))), default=0)
    return "months" if longest > LONGEST_IN_WEEKS else "weeks"


def _signed(value: float, unit: str) -> str:
    words, rest = number_words(abs(value), unit), ""
    if unit == "share points":
        words, rest = f"{abs(100 * value):.0f}", " points"
    elif unit in DAYS_IN and not isinf(value):
        words, rest = f"{abs(value) / DAYS_IN[unit]:.{PLACES[unit]}f}", f" {unit}"
    sign = "" if not words.strip("0.") else MINUS if value < 0 else "+"
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
    unit = _unit_of_days(figure.first, figure.last) if figure.unit == "days" else figure.unit
    return _signed(change, unit) if change else "unchanged"


def reason_words(figure: ShownRestated) -> str:
    """Say why a figure changed, and by how much where no number of them tells of few.

    Examples
    --------
    >>> from recovery.disclosure import ShownPart
    >>> reason_words(ShownRestated(code="a", versions=(1, 1), name="A", unit="people",
    ...     period=("2022-03-01", "2022-08-31"), first_day="2022-09-30", first=10.0,
    ...     last_day="2024-12-31", last=21.0, reasons=(ShownPart(label="late_entry", value=11),)))
    'late entry +11'
    >>> from recovery.disclosure import ShownPart
    >>> reason_words(ShownRestated(code="a", versions=(1, 1), name="A", unit="people",
    ...     period=("2022-03-01", "2022-08-31"), first_day="2022-09-30", first=10.0,
    ...     last_day="2024-12-31", last=11.0, withheld="some may stand for fewer than 10 people"))
    'not told, since some may stand for fewer than 10 people'
    """
    if figure.withheld:
        return f"not told, since {figure.withheld}"
    if not figure.reasons:
        return "–"
    return "; ".join(
        f"{in_words(part.label)} {_signed(part.value, figure.unit)}"
        for part in figure.reasons
        if part.value is not None
    )
