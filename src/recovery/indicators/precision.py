"""How many months until as many people, or as many years of contact, have come as it takes."""

from __future__ import annotations

import math

import attrs

from recovery.cohort import select_cohort
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.rate_rule import RateRule
from recovery.register import Snapshot
from recovery.results import Needed

__all__ = ["months_until"]

SOME_LATE = (
    "inflow from {start} to {end}: {count:,} people; those of whom records are still to come are "
    "not among them, so that it may take less time"
)
SOME_UNSEEN = (
    "contact from {start} to {end}: {years:,.1f} years; what lies after the last safe contact is "
    "not among it, so that it may take less time"
)
ALREADY = "there already, and not waited for: {already:,g}"
NO_PEOPLE = "{question} says nothing about people: ask for people, not for events"
NO_RATE = (
    "{question} is about exposure: name in rate=… the indicator whose years of contact are counted"
)
NOT_A_RATE = "{code!r} is no rate per years of contact"
NOT_EXPOSURE = "{question} is about people, who are counted by their origin: leave out rate="
NOT_THERE = "already must be a number from 0 on, but was {already!r}"


def months_until(
    needed: Needed,
    known: Snapshot,
    *,
    origin: str = "intake",
    subject: str = "survivor",
    period: Period | None = None,
    purpose: str | None = None,
    already: float = 0,
    rate: Indicator | None = None,
) -> Needed:
    r"""Say how many months the recent inflow takes to bring the people that a question takes.

    As many come a month as came on average in the period. The interval is
    that of a Poisson count: with :math:`k` people in it, its exact ends are
    half the chi-squared quantiles of :math:`2 k` and :math:`2 k + 2` degrees
    of freedom.

    A question about exposure takes years of contact instead, as many a month
    as were observed in the period, of everybody whose origin came by its end.
    There is no interval, since years of one person do not come independently.

    Parameters
    ----------
    needed
        How many people, or how many years of contact, from a function of
        :mod:`recovery.estimators`.
    known
        What was known on a day.
    origin, subject
        Who comes in, as for :func:`recovery.cohort.select_cohort`.
    period
        In which the inflow is counted; the twelve months up to the day of the
        snapshot when ``None``.
    purpose
        Only those who consent to it can be studied for it.
    already
        People, or years of contact, that are there already, such as the first
        group of two, which came before a change: only the others are waited for.
    rate
        For a question about exposure in years, the indicator of which it is,
        such as ``re_trafficking_rate``; ``origin`` and ``subject`` are its own.

    Returns
    -------
    Needed
        The same, with inflow and months; infinite where nobody came.

    Raises
    ------
    DefinitionError
        If the question says nothing about people and no ``rate`` is named
        for its exposure, ``already`` is no number from 0 on, or the period had
        not ended on the day of the snapshot.

    Examples
    --------
    Two people came in a year; the question takes 93.

    >>> import polars as pl
    >>> from recovery.estimators import people_for_share
    >>> from recovery.register import read_register
    >>> known = read_register({
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1", "S2"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1", "S2"], "milestone": ["intake", "intake"],
    ...         "occurred_on": ["2022-04-01", "2022-05-01"]})}).as_of("2022-12-31")
    >>> months_until(people_for_share(0.5, half_width=0.1), known).months
    558.0
    """
    recent = Period.ending(known.day) if period is None else period
    _check(needed, known, recent, already, rate)
    months = recent.days * 12 / 365
    span = {"start": iso_day(recent.start), "end": iso_day(recent.end)}
    fewest = most = math.nan
    if rate is not None and isinstance(rate.rule, RateRule):
        asked, came = needed.exposure, rate.rule.contact(known, recent, purpose)
        told = SOME_UNSEEN.format(years=came, **span)
    else:
        people = len(
            select_cohort(known, origin=origin, subject=subject, entered=recent, purpose=purpose)
        )
        asked, came = needed.people or 0, people
        told = SOME_LATE.format(count=people, **span)
        fewest, most = _poisson(people, needed.level)
    rest = max(asked - already, 0.0)
    notes = (told, ALREADY.format(already=already)) if already else (told,)
    about = attrs.evolve(needed.about, as_of=iso_day(known.day), purpose=purpose or "")
    return attrs.evolve(
        needed,
        inflow=came / months,
        months=_wait(rest, came / months),
        months_lower=_wait(rest, most / months),
        months_upper=_wait(rest, fewest / months),
        about=about.noting(*notes),
    )


def _check(
    needed: Needed, known: Snapshot, recent: Period, already: float, rate: Indicator | None
) -> None:
    faults = []
    if rate is not None:
        if not isinstance(rate.rule, RateRule) or rate.rule.figure != "rate":
            faults.append(NOT_A_RATE.format(code=rate.code))
        if math.isnan(needed.exposure):
            faults.append(NOT_EXPOSURE.format(question=needed.question))
    elif needed.people is None:
        why = NO_PEOPLE if math.isnan(needed.exposure) else NO_RATE
        faults.append(why.format(question=needed.question))
    if not isinstance(already, int | float) or not 0 <= already < math.inf:
        faults.append(NOT_THERE.format(already=already))
    if recent.end > known.day:
        faults.append(
            f"the inflow cannot be counted up to {iso_day(recent.end)}, after the day of the "
            f"snapshot, {iso_day(known.day)}"
        )
    if faults:
        message = "how long it takes cannot be told:"
        raise DefinitionError(message, faults=tuple(faults))


def _wait(rest: float, inflow: float) -> float:
    if not rest:
        return 0.0
    return rest / inflow if inflow else math.inf


def _poisson(count: int, level: float) -> tuple[float, float]:
    """Return the exact interval of the mean of a Poisson count."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    lower = float(gammaincinv(count, tail)) if count else 0.0
    return lower, float(gammaincinv(count + 1, 1 - tail))
