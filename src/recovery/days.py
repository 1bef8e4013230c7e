"""Whole-day time: days as integers, uncertain days as spans, periods.

A day is the number of days since 1 January 1970. There is no implicit today:
every function that needs a day is given one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

import attrs

from recovery.errors import DefinitionError

__all__ = ["EARLIEST", "LATEST", "MONTHS", "Day", "Period", "day_number", "iso_day", "span_of"]

Day = str | dt.date | int
"""A day as it may be given: ``"2023-06-30"``, a ``datetime.date``, or days since 1970-01-01."""

EPOCH = dt.date(1970, 1, 1).toordinal()
EARLIEST = 1 - EPOCH
"""0001-01-01 as a day number: the open beginning of an unknown day."""
LATEST = dt.date.max.toordinal() - EPOCH
"""9999-12-31 as a day number: the open end of an unknown day."""

MONTHS = {6: 183, 12: 365, 24: 730}
"""Report months and the days they stand for."""

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


def day_number(day: Day) -> int:
    """Return a day as the number of days since 1 January 1970.

    Raises
    ------
    DefinitionError
        If ``day`` is not one whole day.

    Examples
    --------
    >>> day_number("1970-01-02"), day_number(dt.date(2023, 6, 30))
    (1, 19538)
    """
    if isinstance(day, dt.datetime | bool):
        raise _not_a_day(type(day).__name__)
    if isinstance(day, dt.date):
        return day.toordinal() - EPOCH
    if isinstance(day, int):
        return day
    if not isinstance(day, str):
        raise _not_a_day(type(day).__name__)
    span = span_of(day)
    if span is None or span[0] != span[1]:
        raise _not_a_day(repr(day))
    return span[0]


def _not_a_day(what: str) -> DefinitionError:
    return DefinitionError(f"{what} is no whole day: write it as '2023-06-30' or a datetime.date")


def iso_day(day: int) -> str:
    """Return a day number as ISO 8601 text.

    Examples
    --------
    >>> iso_day(19538)
    '2023-06-30'
    """
    return dt.date.fromordinal(day + EPOCH).isoformat()


def span_of(text: str) -> tuple[int, int] | None:
    """Read a written day, month, year or span as its earliest and latest day.

    Returns
    -------
    tuple of int, or None
        Both ends within; ``None`` when the text is no such thing. ``unknown``
        is the longest span there is.

    Examples
    --------
    >>> span_of("2021-02") == (day_number("2021-02-01"), day_number("2021-02-28"))
    True
    >>> span_of("2021-03-01/2021-04-15") == (day_number("2021-03-01"), day_number("2021-04-15"))
    True
    >>> span_of("31.12.2021") is None
    True
    """
    if text == "unknown":
        return EARLIEST, LATEST
    first, slash, last = text.partition("/")
    begin, end = _written(first), _written(last if slash else first)
    if begin is None or end is None or end[1] < begin[0]:
        return None
    return begin[0], end[1]


def _written(text: str) -> tuple[int, int] | None:
    found = _WRITTEN.match(text)
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
        last_day = day or calendar.monthrange(first.year, int(month or 12))[1]
        last = dt.date(first.year, int(month or 12), int(last_day))
    except ValueError:  # no such day, as 30 February
        return None
    return first.toordinal() - EPOCH, last.toordinal() - EPOCH


@attrs.frozen
class Period:
    """A stretch of time with both its days within.

    Attributes
    ----------
    start, end
        First and last day; given as text or dates, kept as day numbers.

    Raises
    ------
    DefinitionError
        If the end lies before the start, or a day before the year 1 or after
        the year 9999: there are no such days.

    Examples
    --------
    >>> half = Period("2022-03-01", "2022-08-31")
    >>> half, half.days, half.half_years()[0] == half
    (Period('2022-03-01', '2022-08-31'), 184, True)
    """

    start: int = attrs.field(converter=day_number)
    end: int = attrs.field(converter=day_number)

    def __attrs_post_init__(self) -> None:
        if self.start < EARLIEST or self.end > LATEST:
            raise _no_such_day()
        if self.end < self.start:
            message = f"a period from {iso_day(self.start)} must not end on {iso_day(self.end)}"
            raise DefinitionError(message)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return self.end - self.start + 1

    @classmethod
    def months(cls, text: str) -> Period:
        """Read ``"2022-03/2022-08"``: from the first day of the one to the last of the other.

        Examples
        --------
        >>> Period.months("2022-03/2022-08")
        Period('2022-03-01', '2022-08-31')
        """
        span = span_of(text)
        if span is None or text == "unknown":
            message = f"{text!r} is not a period: write it as '2022-03/2022-08'"
            raise DefinitionError(message)
        return cls(*span)

    @classmethod
    def year(cls, year: int, *, first_month: int = 3) -> Period:
        """Return twelve months: by default two half-years, from March to February.

        Parameters
        ----------
        year
            The calendar year in which the twelve months begin.
        first_month
            The month they begin with: 9 for September to August, 1 for a
            calendar year.

        Raises
        ------
        DefinitionError
            If there is no such month.

        Examples
        --------
        >>> Period.year(2022), Period.year(2022, first_month=9)
        (Period('2022-03-01', '2023-02-28'), Period('2022-09-01', '2023-08-31'))
        """
        if first_month not in range(1, 13):
            message = f"first_month must be from 1 to 12, but was {first_month!r}"
            raise DefinitionError(message)
        month = 12 * year + first_month - 1
        return cls(_first_of(month), _first_of(month + 12) - 1)

    @classmethod
    def ending(cls, day: Day, *, months: int = 12) -> Period:
        """Return the months up to a day: the rolling year, unless told otherwise.

        Parameters
        ----------
        day
            The last day, within.
        months
            How many months, 1 or more. They begin on the day after the same
            day of that month, or after the last there is of it.

        Examples
        --------
        >>> Period.ending("2022-08-31"), Period.ending("2022-05-15", months=3)
        (Period('2021-09-01', '2022-08-31'), Period('2022-02-16', '2022-05-15'))
        """
        if months < 1:
            message = f"months must be 1 or more, but was {months!r}"
            raise DefinitionError(message)
        end = day_number(day)
        last = dt.date.fromordinal(end + EPOCH)
        month = 12 * last.year + last.month - 1 - months
        ends_a_month = _ends_a_month(end)
        days = _first_of(month + 1) - _first_of(month)
        return cls(_first_of(month) + (days if ends_a_month else min(last.day, days)), end)

    def before(self) -> Period:
        """Return the period of equal length that ends on the day before this one.

        Whole months are preceded by as many whole months, other periods by as
        many days.

        Raises
        ------
        DefinitionError
            If it would begin before the year 1.

        Examples
        --------
        >>> Period.months("2022-03/2022-08").before()
        Period('2021-09-01', '2022-02-28')
        >>> Period("2022-03-10", "2022-03-19").before()
        Period('2022-02-28', '2022-03-09')
        """
        first, last = (dt.date.fromordinal(d + EPOCH) for d in (self.start, self.end))
        if first.day == 1 and _ends_a_month(self.end):
            month = 12 * first.year + first.month - 1
            months = 12 * last.year + last.month - month
            return Period(_first_of(month - months), self.start - 1)
        return Period(self.start - self.days, self.start - 1)

    def half_years(self) -> tuple[Period, ...]:
        """Return the half-years (March–August, September–February) that lie within the period.

        Examples
        --------
        >>> Period("2021-01-01", "2022-03-01").half_years()
        (Period('2021-03-01', '2021-08-31'), Period('2021-09-01', '2022-02-28'))
        """
        first = max(dt.date.fromordinal(self.start + EPOCH).year - 1, dt.MINYEAR)
        last = dt.date.fromordinal(self.end + EPOCH).year
        months = range(12 * first + 2, 12 * last + 9, 6)  # each March and September
        halves = [Period(_first_of(m), _first_of(m + 6) - 1) for m in months if m + 6 < _NO_MONTH]
        return tuple(h for h in halves if self.start <= h.start and h.end <= self.end)

    def __repr__(self) -> str:
        return f"Period({iso_day(self.start)!r}, {iso_day(self.end)!r})"


_NO_MONTH = 12 * (dt.MAXYEAR + 1)
"""The first month, counted as :func:`_first_of` does, that lies after the calendar's end."""


def _first_of(month: int) -> int:
    """Return the first day of a month that is counted from January of the year 0."""
    if not 12 <= month < 12 * 10_000:
        raise _no_such_day()
    return dt.date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH


def _ends_a_month(day: int) -> bool:
    date = dt.date.fromordinal(day + EPOCH)
    return date.day == calendar.monthrange(date.year, date.month)[1]


def _no_such_day() -> DefinitionError:
    return DefinitionError(
        "this would begin before 0001-01-01 or end after 9999-12-31, where there are no days: "
        "choose other days"
    )
