"""Protect what became of the people whom headline figures count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from recovery.days import day_number, iso_day
from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.indicators import round_figure, tens
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_impact import ShownAfterwards, ShownLater
from recovery.results import NotMeasured
from recovery.results.afterwards import Afterwards

__all__ = ["protect_afterwards"]

NAN = math.nan


def protect_afterwards(
    found: Afterwards | NotMeasured, as_of: str, policy: Policy, *, exact: bool
) -> ShownAfterwards:
    """Protect what became of people; how many they are is exact if their figure is.

    Counts are rounded down to multiples of the threshold. A share is shown if
    enough people had what it is of, enough did not, and it differs by enough
    people from the share of the day before it that is shown.
    """
    if isinstance(found, NotMeasured):
        return ShownAfterwards(code=found.code, name=found.name, reason=found.reason)
    if found.people < policy.threshold:
        return ShownAfterwards(
            code=found.code,
            name=found.name,
            withheld=f"{policy.few} people are counted, or nobody",
        )
    days = tuple(int(day) for day in found.days)
    first, last = (day_number(day) for day in found.period)
    today = day_number(as_of)
    reached = [place for place, day in enumerate(days) if first + day <= today]
    return ShownAfterwards(
        code=found.code,
        name=found.name,
        people=found.people if exact else tens(found.people, policy),
        exact=exact,
        days=tuple(days[place] for place in reached),
        within=found.within,
        later=tuple(_later(found, reached, policy)),
        on_record=tuple(tens(int(found.on_record[place]), policy) for place in reached),
        known_on=tuple(
            iso_day(last + days[place]) if last + days[place] > today else "" for place in reached
        ),
        ahead=tuple((day, iso_day(last + day)) for day in days if first + day > today),
        notes=plain_notes(found.about.notes, policy),
    )


def _later(found: Afterwards, reached: Sequence[int], policy: Policy) -> Iterator[ShownLater]:
    for exclusive, counts in ((True, found.fates), (False, found.states)):
        for what in counts:
            yield from _of(found, what, reached, policy, exclusive=exclusive)


def _of(
    found: Afterwards, what: str, reached: Sequence[int], policy: Policy, *, exclusive: bool
) -> Iterator[ShownLater]:
    counts = (found.fates if exclusive else found.states)[what].tolist()
    told: int | None = None
    for place in reached:
        count, shares = counts[place], (NAN, NAN, NAN)
        if _may_be_read(count, found.people, told, policy):
            shares = _shares(found, what, place)
        if not math.isnan(shares[0]):
            told = count
        yield ShownLater(
            what=what,
            exclusive=exclusive,
            days=int(found.days[place]),
            count=tens(count, policy),
            known=None if exclusive else tens(int(found.known[what][place]), policy),
            value=shares[0],
            lower=shares[1],
            upper=shares[2],
        )


def _may_be_read(count: int, people: int, told: int | None, policy: Policy) -> bool:
    enough = min(count, people - count) >= policy.threshold
    return enough and (told is None or abs(count - told) >= policy.threshold)


def _shares(found: Afterwards, what: str, place: int) -> tuple[float, float, float]:
    value, lower, upper = (
        round_figure(float(shares[what][place]), "share") if what in shares else NAN
        for shares in (found.share, found.lower, found.upper)
    )
    return value, lower, upper
