"""What the rules of outcome indicators share: cohorts of a period, shares by a day, answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort import Cohort, select_cohort
from recovery.cohort.attrition import BoolArray
from recovery.days import Period, iso_day
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.estimators.proportion import proportion
from recovery.indicators.card import Indicator, Needs
from recovery.results import Estimate, IndicatorResult, NotMeasured
from recovery.tables import About, EventTable
from recovery.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = [
    "NAN",
    "Share",
    "censored_by",
    "cohort_of",
    "estimated",
    "had_by",
    "left_out",
    "needs_of",
    "not_measured",
    "result_of",
    "share_by",
    "sides_by",
    "undone_words",
]

NAN = math.nan
LEVEL = 0.95
UNCERTAIN = "uncertain"
"""Stands in every reason of the attrition of whom the days cannot tell, but who did belong."""
CANNOT_TELL = re.compile(
    rf"{UNCERTAIN}|not known|no assessment|no form|no amount|last assessed before"
)
"""Stands in every reason of those who belonged, and of whom the records cannot tell."""
ROUNDING = 1e-9
LATE = (
    "the estimate lies outside the shares at least and at most, which count those who were seen: "
    "some came under observation late, and it makes up for whoever was not there to be seen before"
)
_NOT_OF_THEM = ("entered outside the period", "companies, which are not people")


def needs_of(*codes: str, tables: Needs = ()) -> Needs:
    """Return the tables in which some milestones are recorded, and what else is needed."""
    found = (VOCABULARY.milestones[code].table for code in codes if code in VOCABULARY.milestones)
    named = dict(tables)
    own = ((table, ("occurred_on",)) for table in dict.fromkeys(found) if table not in named)
    return (*own, *tables)


def undone_words(ends: tuple[str, ...]) -> str:
    """Say what becomes of a wait whose end was undone; empty where no end can be."""
    milestones = VOCABULARY.milestones
    undone = [
        f"{code} by {milestones[code].undone_by}"
        for code in ends
        if code in milestones and milestones[code].undone_by
    ]
    if not undone:
        return ""
    return (
        f" What was undone by the day of the data ({', '.join(undone)}) does not end it. What has "
        "not been undone does, and while there is still time for it the bounds hold both."
    )


def cohort_of(
    known: Snapshot, origin: str, period: Period, purpose: str | None, *, subject: str = "survivor"
) -> Cohort:
    """Return the cohort of a period: those whose origin lies in it."""
    return known.remember(
        ("cohort", subject, origin, period, purpose),
        lambda: select_cohort(
            known, origin=origin, subject=subject, entered=period, purpose=purpose
        ),
    )


def left_out(about: About, origin: str) -> dict[str, int]:
    """Return who belonged to the cohort and was left out, by reason."""
    not_of_them = (*_NOT_OF_THEM, f"no {origin} recorded")
    rows = about.attrition[1:]
    return {reason: count for reason, count in rows if count and reason not in not_of_them}


def result_of(
    card: Indicator,
    about: About,
    value: float,
    *,
    interval: tuple[float, float] = (NAN, NAN),
    numerator: int | None = None,
    denominator: int | None = None,
    censored: int | None = None,
    parts: Mapping[str, float] | None = None,
    compared: Mapping[str, tuple[int, int]] | None = None,
    excluded: Mapping[str, int] | None = None,
    naive: tuple[float, str] = (NAN, ""),
) -> IndicatorResult:
    """Return an answer in the words of its card; a careless figure that is the same is not told.

    Missing are those among the excluded of whom the records cannot tell.
    """
    left = dict(excluded or {})
    careless, reason = naive
    misleads = not math.isnan(careless) and not math.isclose(careless, value, abs_tol=1e-9)
    return IndicatorResult(
        code=card.code,
        version=card.version,
        name=card.name,
        value=value,
        lower=interval[0],
        upper=interval[1],
        unit=card.unit,
        numerator=numerator,
        denominator=denominator,
        missing=sum(many for why, many in left.items() if CANNOT_TELL.search(why)),
        censored=censored,
        parts=dict(parts or {}),
        compared=dict(compared or {}),
        excluded=left,
        naive=careless if misleads else NAN,
        naive_reason=reason if misleads else "",
        card=card,
        about=about,
    )


def not_measured(card: Indicator, known: Snapshot, purpose: str | None, reason: str) -> NotMeasured:
    """Return why there is no answer."""
    return NotMeasured(
        code=card.code,
        version=card.version,
        name=card.name,
        reason=reason,
        card=card,
        about=About(as_of=iso_day(known.day), purpose=purpose or ""),
    )


@attrs.frozen(kw_only=True)
class Share:
    """What is known, on some day, of the share of a cohort that had an outcome by a day.

    Attributes
    ----------
    value, lower, upper
        The share with its interval; NaN where nobody was followed that far.
        While the cohort is not mature, and anything may still change, the
        interval is that of the bounds.
    n
        How many they are.
    had, ended
        How many had the outcome by the day, and each competing event.
    waiting, unknown
        How many were followed to the day without any of them, and of how many
        it is not known.
    censored
        How many of the unknown were last seen before the day; the others had
        something on an uncertain day, and are not among the ``n``.
    at_least, at_most
        The bounds: nobody, and everybody, of whom it is not known had it. They
        count those who were seen. Where some came under observation late the
        value, which is of all, can lie outside.
    mature
        Whether all could have been followed that far.
    naive, naive_reason
        The careless figure.
    about
        What the share is about.
    """

    value: float
    lower: float
    upper: float
    n: int
    had: int
    ended: Mapping[str, int]
    waiting: int
    unknown: int
    censored: int
    at_least: float
    at_most: float
    mature: bool
    naive: float
    naive_reason: str
    about: About

    def parts(self, outcome: str) -> dict[str, float]:
        """Return the counts and bounds by name."""
        return {
            outcome: self.had,
            **{name: count for name, count in self.ended.items() if count},
            "followed that far without it": self.waiting,
            "not yet known": self.unknown,
            "at least": self.at_least,
            "at most": self.at_most,
        }


def share_by(
    events: EventTable,
    days: int,
    *,
    mature: bool,
    decided: bool = False,
    open_ends: BoolArray | None = None,
) -> Share:
    """Estimate the share with the first cause by a day, and bound it.

    Parameters
    ----------
    events
        Those who wait.
    days
        By which day since the origin.
    mature
        Whether all could have been followed that far.
    decided
        Whether the careless figure is the share among those whose wait has
        ended, rather than one less Kaplan–Meier.
    open_ends
        Whose end may still turn out otherwise, as an exit may be undone; the
        bounds hold both.
    """
    n, over = len(events), (events.event > 0) & (events.exit <= days)
    had = had_by(events, days)
    ended = {
        cause: int((over & (events.event == place)).sum())
        for place, cause in enumerate(events.causes[1:], start=2)
    }
    unknown = censored_by(events, days)
    doubtful = sum(count for why, count in events.about.attrition if UNCERTAIN in why)
    may_change = over & (False if open_ends is None else open_ends)
    less = int((may_change & (events.event == 1)).sum())
    more = int(may_change.sum()) - less
    at_least, at_most = _bounds(had - less, less + more + unknown + doubtful, n + doubtful)
    share = estimated(events, days)
    value, lower, upper = share.value, share.lower, share.upper
    naive, naive_reason = _careless(
        events, days, had, sum(ended.values()), decided=decided or not mature
    )
    notes = []
    if value > at_most + ROUNDING or value < at_least - ROUNDING:
        notes.append(LATE)
    if not mature and unknown + less + more:  # else nothing can come to change it
        lower, upper = min(at_least, value), max(at_most, value)
        notes.append(
            f"not everyone can have been followed for {days:,} days yet: the interval holds every "
            "way in which their stories may go on"
        )
    return Share(
        value=value,
        lower=lower,
        upper=upper,
        n=n,
        had=had,
        ended=ended,
        waiting=n - had - sum(ended.values()) - unknown,
        unknown=unknown + doubtful,
        censored=unknown,
        at_least=at_least,
        at_most=at_most,
        mature=mature,
        naive=naive,
        naive_reason=naive_reason,
        about=attrs.evolve(events.about, method=share.about.method, level=LEVEL).noting(*notes),
    )


def had_by(events: EventTable, days: int) -> int:
    """Count who had the first cause by a day."""
    return int(((events.event == 1) & (events.exit <= days)).sum())


def sides_by(events: EventTable, days: int) -> tuple[int, int]:
    """Count who had the first cause by a day, and who surely had not."""
    had = had_by(events, days)
    return had, len(events) - had - censored_by(events, days)


def censored_by(events: EventTable, days: int) -> int:
    """Count who was last seen before a day, and had nothing that ended the wait."""
    return int(((events.event == 0) & (events.exit < days)).sum())


def _bounds(had: int, unknown: int, n: int) -> tuple[float, float]:
    return (had / n, (had + unknown) / n) if n else (NAN, NAN)


def estimated(events: EventTable, days: int) -> Estimate:
    """Estimate the share with the first cause by a day: a plain one where everyone was followed.

    Everyone was followed who is known to the day or to what ended the wait: a
    group of which all are known has a share although the last of them was seen
    before the day.
    """
    unknown = censored_by(events, days)
    if not unknown and _from_the_start(events):
        about = attrs.evolve(events.about, method="share of all, Wilson interval")
        return proportion(had_by(events, days), len(events), level=LEVEL, about=about)
    found = aalen_johansen(events, level=LEVEL)[events.causes[0]].estimate([days])[days]
    if found.value == 0:  # the interval of a curve that has no step yet has no width
        upper = proportion(0, max(len(events) - unknown, 1), level=LEVEL).upper
        method = "Aalen–Johansen; Wilson interval of those known to the end"
        return attrs.evolve(
            found, lower=0.0, upper=upper, about=attrs.evolve(found.about, method=method)
        )
    return found


def _from_the_start(events: EventTable) -> bool:
    """Say whether all came under observation at once."""
    return events.entry is None or np.unique(np.maximum(events.entry, -1)).size <= 1


def _careless(
    events: EventTable, days: int, had: int, ended: int, *, decided: bool
) -> tuple[float, str]:
    """Return the figure that a careless reader would take."""
    if decided:
        share = had / (had + ended) if had + ended else NAN
        reason = "of those whose wait has ended only: whoever still waits is not counted"
    else:
        alone = attrs.evolve(
            events, event=np.where(events.event == 1, 1, 0), causes=events.causes[:1]
        )
        share = 1 - float(kaplan_meier(alone).at(days)) if ended else NAN
        reason = (
            "one less Kaplan–Meier: whoever died, was exploited again or left is taken as if the "
            "outcome could still come"
        )
    return share, reason
