"""Whether those with more support did better: only among those who still wait on some day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.days import Period
from recovery.estimators import difference
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    censored_by,
    estimated,
    had_by,
    left_out,
    not_measured,
    result_of,
    sides_by,
)
from recovery.indicators.time_rule import TimeRule
from recovery.results import Estimate, IndicatorResult, NotMeasured
from recovery.tables import EventTable, landmark
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["DoseRule"]

IMMORTAL = (
    "groups by all support ever received: whoever waits long, or is reached at all, has more time "
    "to receive it"
)


@attrs.frozen(kw_only=True)
class DoseRule:
    """The difference in a share between those with more and with fewer hours of support.

    Attributes
    ----------
    of
        What is waited for, and until when.
    by_day
        The landmark, in days since the origin: hours up to it make the groups,
        among those who still wait then.
    """

    of: TimeRule
    by_day: int = 91

    @property
    def needs(self) -> Needs:
        """What the wait needs, and minutes of support."""
        return (*self.of.needs, ("support", ("minutes", "delivered_on")))

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.of.follows_for

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        outcome = " or ".join(self.of.outcome)
        return (
            f"The cohort of a period is every {self.of.subject} whose {self.of.origin} lies in it. "
            f"Those who still wait for {outcome} after {self.by_day} days are divided by their "
            "hours of attended support up to that day, at the middle of the cohort: above it, and "
            "the others. Who attended support of which nobody wrote how long it took is in "
            f"neither group, and told. The share with {outcome} by day {self.of.days:,} of the one "
            "less that of the other. It describes; more support may go to those who need it more."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the difference."""
        cohort = self.of.cohort(known, period, purpose)
        at_landmark = self._hours(cohort, self.by_day)
        middle = _middle(at_landmark)
        groups = [_part(cohort, at_landmark > middle), _part(cohort, at_landmark <= middle)]
        tables = [landmark(self.of.ask(group), self.by_day) for group in groups]
        if not all(len(table) for table in tables):
            reason = f"nobody to compare with: all who wait on day {self.by_day} had as many hours"
            return not_measured(card, known, purpose, reason)
        more, fewer = (self._share(table) for table in tables)
        found = difference(more, fewer, level=LEVEL)
        whole = self.of.ask(cohort)
        about = attrs.evolve(found.about, attrition=whole.about.attrition)
        return result_of(
            card,
            about,
            found.value,
            interval=_interval(more, fewer),
            numerator=sum(had_by(table, self.of.days) for table in tables),
            denominator=found.n,
            censored=sum(censored_by(table, self.of.days) for table in tables),
            parts={
                "middle hours": middle,
                "share with more": more.value,
                "people with more": more.n,
                "share with as many or fewer": fewer.value,
                "people with as many or fewer": fewer.n,
            },
            compared={
                name: sides_by(table, self.of.days)
                for name, table in zip(("more", "as many or fewer"), tables, strict=True)
            },
            excluded=left_out(about, self.of.origin) | _untold(at_landmark),
            naive=(self._careless(cohort), IMMORTAL),
        )

    def _careless(self, cohort: Cohort) -> float:
        hours = self._hours(cohort, None)
        middle = _middle(hours)
        more, fewer = (
            self._share(self.of.ask(_part(cohort, rows))).value
            for rows in (hours > middle, hours <= middle)
        )
        return more - fewer

    def _share(self, events: EventTable) -> Estimate:
        if not len(events):
            return Estimate(NAN, NAN, NAN, NAN, "probability", 0, events.about)
        return estimated(events, self.of.days)

    def _hours(self, cohort: Cohort, by_day: int | None) -> FloatArray:
        """Return the hours of attended support of each member since the origin.

        NaN of whoever attended support of which nobody wrote how long it took:
        nothing says whether they had more hours than others.
        """
        asked = cohort.members.select("survivor_id", "origin").with_row_index("member")
        day = pl.col("delivered_on_latest").cast(pl.Int64)
        since = day - pl.col("origin")
        attended = (pl.col("attendance") == "attended").fill_null(value=True)
        rows = cohort.snapshot.tables["support"].filter(attended).join(asked, on="survivor_id")
        rows = (
            rows.filter(since >= 0) if by_day is None else rows.filter(since.is_between(0, by_day))
        )
        minutes = np.bincount(
            rows["member"].to_numpy(),
            rows["minutes"].cast(pl.Float64).fill_null(NAN).to_numpy(),
            minlength=len(cohort),
        )
        hours: FloatArray = minutes / 60
        return hours


def _interval(one: Estimate, other: Estimate) -> tuple[float, float]:
    """Put the interval of a difference together from those of both shares (Newcombe 1998).

    A share of nobody or of all has an interval with a width, and so has the difference.
    """
    gap = one.value - other.value
    below = math.hypot(one.value - one.lower, other.upper - other.value)
    above = math.hypot(one.upper - one.value, other.value - other.lower)
    return gap - below, gap + above


def _middle(hours: FloatArray) -> float:
    told = hours[~np.isnan(hours)]
    return float(np.median(told)) if len(told) else 0.0


def _untold(hours: FloatArray) -> dict[str, int]:
    many = int(np.isnan(hours).sum())
    return {"hours of attended support not known": many} if many else {}


def _part(cohort: Cohort, rows: BoolArray) -> Cohort:
    return attrs.evolve(cohort, members=cohort.members.filter(pl.Series(rows, dtype=pl.Boolean)))
