"""The maturity calendar: which cohort can answer which question, and from when on."""

from __future__ import annotations

from collections.abc import Iterable

from recovery.days import Day, Period, day_number, iso_day
from recovery.indicators.card import Indicator
from recovery.indicators.score_rule import ScoreRule
from recovery.results import Maturity, MaturityRow
from recovery.tables import About

__all__ = ["horizon", "maturity"]

LATER = (
    "{name}: the clock starts with a first assessment, or with the confirmation of a recovery; the "
    "days given are the soonest"
)


def horizon(card: Indicator) -> int:
    """Return for how many days each person must be followed for a figure to be whole.

    0 for counts, which are whole when the period has ended.

    Examples
    --------
    >>> from recovery.indicators import HEADLINE, OUTCOMES
    >>> horizon(HEADLINE[0])
    0
    >>> {card.code: horizon(card) for card in OUTCOMES}["sustained_recovery_24m"]
    730
    """
    return int(getattr(card.rule, "follows_for", 0))


def maturity(indicators: Iterable[Indicator], periods: Iterable[Period], *, on: Day) -> Maturity:
    """Say for each indicator and period from when on its cohort can answer.

    Before, the figure is NaN or rests on those who entered first, and its
    interval holds every way in which the stories of the others may go on. A
    clock that starts with a first assessment, or with a recovery that was
    confirmed, may start later than the calendar can know: the day is then the
    soonest, which is noted, and the figure itself says whether it is in full.

    Parameters
    ----------
    indicators
        Cards.
    periods
        Both days of each within.
    on
        The day of the data.

    Returns
    -------
    Maturity
        One row for each indicator and period.

    Examples
    --------
    >>> from recovery.indicators import OUTCOMES
    >>> housed = [card for card in OUTCOMES if card.code == "safe_housing_12m"]
    >>> maturity(housed, [Period.months("2022-03/2022-08")], on="2023-01-31")
    Maturity on 2023-01-31
      Safely housed within 12 months, 2022-03-01 to 2022-08-31: in full from 2023-08-31 on
    """
    day = day_number(on)
    spans, cards = tuple(periods), tuple(indicators)
    rows = tuple(
        MaturityRow(
            code=card.code,
            name=card.name,
            period=(iso_day(period.start), iso_day(period.end)),
            days=horizon(card),
            first=iso_day(period.start + horizon(card)),
            full=iso_day(period.end + horizon(card)),
            mature=period.end + horizon(card) <= day,
        )
        for card in cards
        for period in spans
    )
    notes = tuple(LATER.format(name=card.name) for card in cards if _starts_later(card.rule))
    return Maturity(rows=rows, about=About(as_of=iso_day(day), notes=notes))


def _starts_later(rule: object) -> bool:
    """Say whether the clock of a rule starts with an assessment, and not with the origin."""
    rule = getattr(rule, "of", rule)
    return isinstance(rule, ScoreRule) and rule.norms is not None and rule.figure != "deteriorated"
