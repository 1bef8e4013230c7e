"""Small indicators for tests: one count and one share, whose answer a reader can see."""

from __future__ import annotations

from typing import Any

import attrs
import polars as pl

from recovery.cohort.consent import consenting
from recovery.days import Period
from recovery.estimators.proportion import proportion
from recovery.indicators import Indicator
from recovery.register import Snapshot
from recovery.results import IndicatorResult


def _reached(known: Snapshot, milestones: tuple[str, ...], period: Period) -> set[str]:
    start, end = (pl.lit(day).cast(pl.Date) for day in (period.start, period.end))
    rows = known.tables["milestones"].filter(
        pl.col("milestone").cast(pl.String).is_in(list(milestones)),
        pl.col("occurred_on") >= start,
        pl.col("occurred_on_latest") <= end,
    )
    return set(rows["survivor_id"].cast(pl.String))


@attrs.frozen
class People:
    """How many people reached a milestone in a period, less those of whom it was taken back."""

    milestones: tuple[str, ...] = ("rescued",)
    taken_back_by: str = "not_a_victim"

    needs = (("milestones", ("milestone", "occurred_on")),)
    in_words = "People who reached the milestone."

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        people = _reached(known, self.milestones, period)
        ever = Period(0, known.day)
        people -= _reached(known, (self.taken_back_by,), ever)
        if purpose is not None:
            people &= set(consenting(known, purpose)["survivor_id"].cast(pl.String))
        return IndicatorResult(
            code=card.code,
            version=card.version,
            name=card.name,
            value=len(people),
            unit=card.unit,
            card=card,
        )


@attrs.frozen
class Share:
    """Of the people who reached one milestone in a period, how many had reached another by then."""

    of: str = "intake"
    reached: str = "safe_housing"

    needs = (("milestones", ("milestone", "occurred_on")),)
    in_words = "Of those, how many."

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        people = _reached(known, (self.of,), period)
        found = proportion(len(people & _reached(known, (self.reached,), period)), len(people))
        return IndicatorResult(
            code=card.code,
            version=card.version,
            name=card.name,
            value=found.value,
            lower=found.lower,
            upper=found.upper,
            unit=card.unit,
            denominator=len(people),
            card=card,
        )


def card(rule: Any = None, *, code: str = "freed", **fields: Any) -> Indicator:
    """Return a card around a rule; every field may be given."""
    words = {"population": "survivors", "numerator": "who", "dated_by": "its day", "key": "person"}
    told: dict[str, Any] = {"name": code.replace("_", " "), "unit": "people", **words, **fields}
    return Indicator(code=code, rule=rule or People(), **told)
