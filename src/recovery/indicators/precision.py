"""How many months until as many people have come as a question takes."""

from __future__ import annotations

import attrs

from recovery.cohort import select_cohort
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError
from recovery.register import Snapshot
from recovery.results import Needed

__all__ = ["months_until"]

SOME_LATE = (
    "inflow from {start} to {end}: {count:,} people; those of whom records are still to come are "
    "not among them, so that it may take less time"
)


def months_until(
    needed: Needed,
    known: Snapshot,
    *,
    origin: str = "intake",
    subject: str = "survivor",
    period: Period | None = None,
    purpose: str | None = None,
) -> Needed:
    r"""Say how many months the recent inflow takes to bring the people that a question takes.

    As many come a month as came on average in the period. The interval is
    that of a Poisson count: with :math:`k` people in it, its exact ends are
    half the chi-squared quantiles of :math:`2 k` and :math:`2 k + 2` degrees
    of freedom.

    Parameters
    ----------
    needed
        How many people, from a function of :mod:`recovery.estimators`.
    known
        What was known on a day.
    origin, subject
        Who comes in, as for :func:`recovery.cohort.select_cohort`.
    period
        In which the inflow is counted; the twelve months up to the day of the
        snapshot when ``None``.
    purpose
        Only those who consent to it can be studied for it.

    Returns
    -------
    Needed
        The same, with inflow and months; infinite where nobody came.

    Raises
    ------
    DefinitionError
        If the question says nothing about people, or the period had not ended
        on the day of the snapshot.

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
    if needed.people is None:
        message = f"{needed.question} says nothing about people: ask for people, not for events"
        raise DefinitionError(message)
    if recent.end > known.day:
        message = (
            f"the inflow cannot be counted up to {iso_day(recent.end)}, after the day of the "
            f"snapshot, {iso_day(known.day)}"
        )
        raise DefinitionError(message)
    came = len(
        select_cohort(known, origin=origin, subject=subject, entered=recent, purpose=purpose)
    )
    months = recent.days * 12 / 365
    fewest, most = _poisson(came, needed.level)
    told = SOME_LATE.format(start=iso_day(recent.start), end=iso_day(recent.end), count=came)
    return attrs.evolve(
        needed,
        inflow=came / months,
        months=_wait(needed.people, came / months),
        months_lower=_wait(needed.people, most / months),
        months_upper=_wait(needed.people, fewest / months),
        about=attrs.evolve(needed.about, as_of=iso_day(known.day), purpose=purpose or "").noting(
            told
        ),
    )


def _wait(people: int, inflow: float) -> float:
    return people / inflow if inflow else float("inf")


def _poisson(count: int, level: float) -> tuple[float, float]:
    """Return the exact interval of the mean of a Poisson count."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    lower = float(gammaincinv(count, tail)) if count else 0.0
    return lower, float(gammaincinv(count + 1, 1 - tail))
