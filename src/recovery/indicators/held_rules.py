"""Shares of what was reached or held: lasting work, special measures, services and schooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.wait import Seen
from recovery.days import Period, iso_day
from recovery.estimators.proportion import proportion
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    needs_of,
    result_of,
)
from recovery.results import IndicatorResult

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["HeldRule", "MeasuresUsed", "ReachedRule"]

ADULT = 18


@attrs.frozen(kw_only=True)
class HeldRule:
    """The share of those who started something and are confirmed to have kept it.

    Attributes
    ----------
    origin, confirmed, lost
        The milestones of starting, of a check that found it still held, and
        of its loss.
    days
        How long it must last.
    """

    origin: str = "employed"
    confirmed: str = "employment_confirmed"
    lost: str = "employment_lost"
    days: int = 183

    @property
    def needs(self) -> Needs:
        """Milestones."""
        return needs_of(self.origin, self.confirmed, self.lost)

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days

    @property
    def course(self) -> Course:
        """Whom it follows, to what."""
        return Course(f"survivor from {self.origin}", (self.confirmed,), self.days)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            f"The cohort of a period is everyone whose first {self.origin} lies in it. The share "
            f"of whom it is confirmed that it lasted {self.days} days: {self.confirmed} or "
            f"{self.lost} on or after that day, and not lost before. Silence is not taken for it "
            "to have lasted, and who died before is told apart."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the cohort of a period."""
        cohort = cohort_of(known, self.origin, period, purpose)
        uncertain = origin_uncertain(cohort)
        origin = day_numbers(cohort.members["origin"])
        seen = Seen.of(cohort, (self.confirmed, self.lost, "died"))
        mark = (origin + self.days)[seen.member]
        in_time = ~seen.before & (seen.latest < mark)
        lost = seen.members(in_time & (seen.code == 1)) & ~uncertain
        shown = ~seen.before & (seen.day >= mark) & (seen.code < 2)
        held = seen.members(shown) & ~lost & ~uncertain
        died = seen.members(in_time & (seen.code == 2)) & ~lost & ~held
        over = (origin + self.days <= known.day) & ~uncertain
        n, count = int(over.sum()), int((held & over).sum())
        gone, dead = int((lost & over).sum()), int((died & over).sum())
        silent = n - count - gone - dead
        share = proportion(count, n, level=LEVEL)
        about = cohort.about(
            f"survivor: {self.origin}, confirmed after {self.days} days", cohort.attrition, ()
        )
        excluded = {
            "day of origin uncertain": int(uncertain.sum()),
            "started too recently": int((~over & ~uncertain).sum()),
        }
        everyone = len(cohort)
        unknown = everyone - n - int(((lost | died) & ~over).sum())
        at_least, at_most = _of_all(count, count + silent + unknown, everyone)
        interval = (share.lower, share.upper)
        if excluded["started too recently"]:
            interval = (min(at_least, share.value), max(at_most, share.value)) if n else (NAN, NAN)
            about = about.noting(
                f"not everyone can have kept it for {self.days} days yet: the interval holds every "
                "way in which their stories may go on"
            )
        return result_of(
            card,
            attrs.evolve(about, level=LEVEL),
            share.value,
            interval=interval,
            numerator=count,
            denominator=n,
            censored=silent + excluded["started too recently"],
            parts={
                "confirmed": count,
                "lost": gone,
                "died before": dead,
                "not confirmed": silent,
                "at least": at_least,
                "at most": at_most,
            },
            excluded=left_out(about, self.origin) | {k: v for k, v in excluded.items() if v},
            naive=(
                (n - gone) / n if n else NAN,
                "everyone of whom no loss is recorded: silence is taken for it to have lasted",
            ),
        )


def _of_all(least: int, most: int, everyone: int) -> tuple[float, float]:
    return (least / everyone, most / everyone) if everyone else (NAN, NAN)


@attrs.frozen(kw_only=True)
class MeasuresUsed:
    """The share of those who gave evidence and did so with special measures.

    Attributes
    ----------
    children
        Whether only those are counted who were under 18 then.
    """

    children: bool = False

    @property
    def needs(self) -> Needs:
        """Participation, and for children the years of birth."""
        tables: Needs = (("participation", ("event", "occurred_on")),)
        return (*tables, ("survivors", ("birth_year",))) if self.children else tables

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        who = "child who testified" if self.children else "survivor in a case who testified"
        age = " A child is anyone who turned 17 or less in the year." if self.children else ""
        return (
            f"The cohort of a period is every {who} in it. The share with special measures, which "
            f"a child-friendly court is one of, on record in that case.{age}"
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the cohort of a period."""
        cohort = cohort_of(known, "testified", period, purpose, subject="survivor × case")
        seen = Seen.of(cohort, ("special_measures",))
        used = seen.members(np.ones(len(seen.member), dtype=bool))
        excluded = {}
        kept = np.ones(len(cohort), dtype=bool)
        if self.children:
            child, unknown = self._children(cohort)
            excluded = {"year of birth not known": int(unknown.sum())}
            kept = child
        n, count = int(kept.sum()), int((used & kept).sum())
        share = proportion(count, n, level=LEVEL)
        about = cohort.about("survivor × case: testified", cohort.attrition, ())
        return result_of(
            card,
            attrs.evolve(about, level=LEVEL),
            share.value,
            interval=(share.lower, share.upper),
            numerator=count,
            denominator=n,
            parts={"with special measures": count, "without": n - count},
            excluded=left_out(about, "testified") | {k: v for k, v in excluded.items() if v},
        )

    @staticmethod
    def _children(cohort: Cohort) -> tuple[BoolArray, BoolArray]:
        born = cohort.members.select("survivor_id", "origin").join(
            cohort.snapshot.tables["survivors"].select("survivor_id", "birth_year"),
            on="survivor_id",
            how="left",
            maintain_order="left",
        )
        year = pl.Series([int(iso_day(day)[:4]) for day in born["origin"]], dtype=pl.Int64)
        child = (year - born["birth_year"]) < ADULT
        return child.fill_null(value=False).to_numpy(), child.is_null().to_numpy()


@attrs.frozen(kw_only=True)
class ReachedRule:
    """How many people reached a milestone in a period for the first time.

    Attributes
    ----------
    milestone
        The milestone.
    """

    milestone: str

    @property
    def needs(self) -> Needs:
        """The table of the milestone."""
        return needs_of(self.milestone)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return f"Everyone whose first {self.milestone} lies in the period, each of them once."

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return how many they are."""
        cohort = cohort_of(known, self.milestone, period, purpose)
        about = cohort.about(f"survivor: first {self.milestone}", cohort.attrition, ())
        return result_of(
            card,
            about,
            len(cohort),
            numerator=len(cohort),
            excluded=left_out(about, self.milestone),
        )
