"""Indicators over several periods, each counted by the version that was in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from recovery.days import Period, iso_day
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.evaluate import evaluate
from recovery.indicators.versions import by_code, in_force, not_in_force
from recovery.register import Snapshot
from recovery.results import NotMeasured, Results, Series
from recovery.tables import About

__all__ = ["of_period", "series"]

BROKEN = (
    "{code} was counted by another definition in some of these periods: figures of different "
    "versions are not comparable"
)


def series(
    known: Snapshot,
    indicators: Iterable[Indicator],
    periods: Iterable[Period],
    *,
    purpose: str | None = None,
) -> Series:
    """Return indicators over several periods, from what was known on one day.

    Every period is answered by the version of the definition that was in force
    on all its days; of several, by the latest. Where none was, the figure is
    not measured and the reason says which versions there are and when. Figures
    of different versions are never joined.

    Parameters
    ----------
    known
        What was known.
    indicators
        Cards; of one code there may be several versions.
    periods
        In the order in which they are to stand.
    purpose
        As for :func:`evaluate`.

    Returns
    -------
    Series
        The results of each period; ``breaks`` says where the version changes.

    Raises
    ------
    DefinitionError
        If there is no period, one stands twice or had not ended on the day of
        the snapshot, or one version of a code is given twice.

    Examples
    --------
    >>> import polars as pl
    >>> from recovery.register import read_register
    >>> known = read_register({
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1"], "milestone": ["intake"], "occurred_on": ["2022-04-01"]}),
    ... }).as_of("2023-06-30")
    >>> series(known, (), Period.year(2022).half_years())
    Series of 0 indicators over 2 periods
      Results from 2022-03-01 to 2022-08-31, as of 2023-06-30
      Results from 2022-09-01 to 2023-02-28, as of 2023-06-30
    """
    asked = tuple(periods)
    cards = by_code(indicators)
    _check(known, asked)
    parts = {_key(period): of_period(known, cards, period, purpose) for period in asked}
    found = Series(parts, about=About(as_of=iso_day(known.day), purpose=purpose or ""))
    broken = dict.fromkeys(code for code, _ in found.breaks)
    notes = (BROKEN.format(code=code) for code in broken)
    return Series(parts, about=found.about.noting(*notes))


def _key(period: Period) -> str:
    return f"{iso_day(period.start)}/{iso_day(period.end)}"


def _check(known: Snapshot, periods: Sequence[Period]) -> None:
    faults = [] if periods else ["there is no period"]
    twice = sorted({_key(period) for period in periods if periods.count(period) > 1})
    faults += [f"{period} stands more than once" for period in twice]
    faults += [
        f"{_key(period)} ends after the day of the snapshot, {iso_day(known.day)}"
        for period in periods
        if period.end > known.day
    ]
    if faults:
        message = "these periods make no series:"
        raise DefinitionError(message, faults=faults)


def of_period(
    known: Snapshot,
    cards: Mapping[str, Sequence[Indicator]],
    period: Period,
    purpose: str | None,
) -> Results:
    """Return indicators of a period, each by the version in force on all its days.

    Parameters
    ----------
    known, period, purpose
        As for :func:`evaluate`.
    cards
        The versions of each code, as from :func:`recovery.indicators.versions.by_code`.

    Returns
    -------
    Results
        By code; where no version was in force, not measured, with all there are.
    """
    chosen = {
        code: in_force(versions, period.start, period.end) or versions[-1]
        for code, versions in cards.items()
    }
    found = evaluate(known, chosen.values(), period, purpose=purpose)
    parts = dict(found)
    for code, versions in cards.items():
        figure, reason = found[code], not_in_force(versions, period.start, period.end)
        if reason and isinstance(figure, NotMeasured):
            parts[code] = attrs.evolve(figure, version=0, reason=reason)
    return Results(parts, period=found.period, about=found.about)
