"""Protect what became of the people whom headline figures count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.days import day_number, iso_day
from recovery.disclosure.attrition import plain_notes
from recovery.disclosure.beside import at_least, beside, no_few_between, tens
from recovery.disclosure.indicators import round_figure
from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_impact import ShownAfterwards, ShownLater
from recovery.results import NotMeasured
from recovery.results.afterwards import Afterwards
from recovery.tables import CONSENT_NOT_RECORDED

__all__ = ["protect_afterwards"]

NAN = math.nan
NO_CONSENT, UNKNOWN = "no consent to be followed", ("lost", "not yet known")
TWENTIETH = 0.05


def protect_afterwards(
    found: Afterwards | NotMeasured, as_of: str, policy: Policy, *, exact: bool
) -> ShownAfterwards:
    """Protect what became of people; how many they are is exact if their figure is.

    Counts are rounded down to multiples of the threshold, and left out where
    few would follow from them. A share is shown if enough people had what it
    is of, enough surely did not, and it differs by enough people from the
    share of the day before it that is shown. Beside an exact number of people
    it is told to five per cent, and without an interval, where consent is asked
    and not enough of them withheld it: else it would tell how few these are.
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
        later=tuple(_later(found, reached, policy, exact=exact)),
        on_record=tuple(
            beside(int(found.on_record[place]), found.people if exact else None, policy)
            for place in reached
        ),
        known_on=tuple(
            iso_day(last + days[place]) if last + days[place] > today else "" for place in reached
        ),
        ahead=tuple((day, iso_day(last + day)) for day in days if first + day > today),
        notes=plain_notes(found.about.notes, policy),
    )


def _later(
    found: Afterwards, reached: Sequence[int], policy: Policy, *, exact: bool
) -> Iterator[ShownLater]:
    counted = _counted(found, reached, policy, exact=exact)
    for what in (*found.fates, *found.states):
        yield from _of(found, what, reached, counted, policy, exact=exact)


def _counted(
    found: Afterwards, reached: Sequence[int], policy: Policy, *, exact: bool
) -> dict[tuple[str, int], int | None]:
    """Return about how many had what on each day; none that are few follow from the others.

    Fates divide the people counted, and a state divides those of whom it can
    be told.
    """
    counted: dict[tuple[str, int], int | None] = {}
    least, whole = at_least(found.people, policy, exact=exact), found.people if exact else None
    for place in reached:
        fates = {
            what: beside(int(many[place]), whole, policy) for what, many in found.fates.items()
        }
        of_day = dict(no_few_between(fates, least, policy))
        for what, many in found.states.items():
            count, known = int(many[place]), int(found.known[what][place])
            enough = known - count >= policy.threshold
            of_day[what] = beside(count, whole, policy) if enough else None
        counted |= {(what, place): many for what, many in of_day.items()}
    return counted


def _of(
    found: Afterwards,
    what: str,
    reached: Sequence[int],
    counted: Mapping[tuple[str, int], int | None],
    policy: Policy,
    *,
    exact: bool,
) -> Iterator[ShownLater]:
    exclusive = what in found.fates
    counts = (found.fates if exclusive else found.states)[what].tolist()
    told: int | None = None
    for place in reached:
        count, shares = counts[place], (NAN, NAN, NAN)
        if _may_be_read(found, what, place, told, policy):
            shares = _shares(found, what, place)
            if exact and _tells_of_silent(found, place, policy):
                shares = _coarse(found, what, place, counted, policy)
        if not math.isnan(shares[0]):
            told = count
        yield ShownLater(
            what=what,
            exclusive=exclusive,
            days=int(found.days[place]),
            count=counted[what, place],
            known=None
            if exclusive
            else beside(int(found.known[what][place]), found.people if exact else None, policy),
            value=shares[0],
            lower=shares[1],
            upper=shares[2],
        )


def _may_be_read(
    found: Afterwards, what: str, place: int, told: int | None, policy: Policy
) -> bool:
    """Say whether a share tells of enough who had it, and of enough who surely had not."""
    count = int((found.fates if what in found.fates else found.states)[what][place])
    most = found.at_most.get(what)
    if most is None:
        return False
    surely_not = round((1 - float(most[place])) * found.people)
    enough = min(count, surely_not) >= policy.threshold
    return enough and (told is None or abs(count - told) >= policy.threshold)


def _tells_of_silent(found: Afterwards, place: int, policy: Policy) -> bool:
    """Say whether shares of those who consented could tell that a few of all did not."""
    silent = int(found.fates[NO_CONSENT][place]) if NO_CONSENT in found.fates else 0
    return _asked(found) and silent < policy.threshold


def _coarse(
    found: Afterwards,
    what: str,
    place: int,
    counted: Mapping[tuple[str, int], int | None],
    policy: Policy,
) -> tuple[float, float, float]:
    """Return a share so coarse that everybody may have consented; else nothing.

    To the nearest twentieth every share can be that of any 20 people or more.
    It must also agree with the counts beside it, if they were of all.
    """
    share, few = found.share.get(what), policy.threshold - 1
    if share is None or math.isnan(share[place]):
        return NAN, NAN, NAN
    value = round(float(share[place]) / TWENTIETH) * TWENTIETH
    least = counted[what, place] or 0
    most = least + few + sum((counted[name, place] or 0) + few for name in UNKNOWN)
    could_be = least <= (value + TWENTIETH / 2) * found.people
    could_be &= most >= (value - TWENTIETH / 2) * found.people
    return (round(value, 2), NAN, NAN) if could_be else (NAN, NAN, NAN)


def _asked(found: Afterwards) -> bool:
    """Say whether only those are followed who consented, as far as consents are on record."""
    notes = found.about.notes
    return CONSENT_NOT_APPLIED not in notes and CONSENT_NOT_RECORDED not in notes


def _shares(found: Afterwards, what: str, place: int) -> tuple[float, float, float]:
    value, lower, upper = (
        round_figure(float(shares[what][place]), "share") if what in shares else NAN
        for shares in (found.share, found.lower, found.upper)
    )
    return value, lower, upper
