"""Indicators over several periods, each counted by the version that was in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recovery.days import EARLIEST, LATEST, Period, day_number, iso_day
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.evaluate import evaluate
from recovery.register import Snapshot
from recovery.results import IndicatorResult, NotMeasured, Results, Series
from recovery.tables import About

__all__ = ["by_code", "in_force", "series", "validity"]

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
    parts = {_key(period): _of_period(known, cards, period, purpose) for period in asked}
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


def by_code(indicators: Iterable[Indicator]) -> dict[str, tuple[Indicator, ...]]:
    """Gather the versions of each indicator, the latest last.

    Raises
    ------
    DefinitionError
        If one version of a code is given twice.
    """
    found: dict[str, dict[int, Indicator]] = {}
    faults = []
    for card in indicators:
        versions = found.setdefault(card.code, {})
        if card.version in versions:
            faults.append(f"version {card.version} of {card.code!r} is given twice")
        versions[card.version] = card
    if faults:
        message = "these indicators cannot be told apart:"
        raise DefinitionError(message, faults=tuple(dict.fromkeys(faults)))
    return {code: tuple(found[code][v] for v in sorted(found[code])) for code in found}


def in_force(versions: Sequence[Indicator], first: int, last: int) -> Indicator | None:
    """Return the latest version that was in force from one day to another, both within."""
    valid = (card for card in reversed(versions) if _covers(card, first, last))
    return next(valid, None)


def _covers(card: Indicator, first: int, last: int) -> bool:
    since = EARLIEST if card.valid_from is None else day_number(card.valid_from)
    until = LATEST if card.valid_to is None else day_number(card.valid_to)
    return since <= first and last <= until


def validity(card: Indicator) -> str:
    """Say when a version was in force.

    Returns
    -------
    str
        Such as ``"version 2, from 2021-09-01 on"``.
    """
    words = {
        (False, False): "always",
        (True, False): f"from {card.valid_from} on",
        (False, True): f"until {card.valid_to}",
        (True, True): f"from {card.valid_from} to {card.valid_to}",
    }
    return (
        f"version {card.version}, {words[card.valid_from is not None, card.valid_to is not None]}"
    )


def _of_period(
    known: Snapshot,
    cards: dict[str, tuple[Indicator, ...]],
    period: Period,
    purpose: str | None,
) -> Results:
    chosen = {
        code: in_force(versions, period.start, period.end) for code, versions in cards.items()
    }
    found = evaluate(known, [card for card in chosen.values() if card], period, purpose=purpose)
    parts = dict(_answered(found, cards))
    return Results(parts, period=found.period, about=found.about)


def _answered(
    found: Results, cards: dict[str, tuple[Indicator, ...]]
) -> Iterator[tuple[str, IndicatorResult | NotMeasured]]:
    """Go through the indicators in their order; where no version was in force, say so."""
    for code, versions in cards.items():
        if code in found:
            yield code, found[code]
            continue
        there_are = "; ".join(map(validity, versions))
        reason = f"no version of the definition was in force on all days of the period: {there_are}"
        last = versions[-1]
        yield (
            code,
            NotMeasured(
                code=code, version=0, name=last.name, reason=reason, card=last, about=found.about
            ),
        )
