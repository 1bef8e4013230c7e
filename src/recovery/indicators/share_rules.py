"""Shares of what was due and done: assessments and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.consent import consent_notes, consenting
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.subjects import subject_named
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
from recovery.indicators.safety import FOUND_SAFE, tells_of_safety
from recovery.results import IndicatorResult
from recovery.tables import About

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["AssessmentsDue", "FollowUpDone", "about_of", "of_consenting"]


def about_of(known: Snapshot, purpose: str | None) -> About:
    """Say what a figure is about that is of rows rather than of a cohort."""
    notes = consent_notes(known, subject_named("survivor"), purpose)
    return About(as_of=iso_day(known.day), purpose=purpose or "", level=LEVEL, notes=notes)


def of_consenting(known: Snapshot, rows: pl.DataFrame, purpose: str | None) -> pl.DataFrame:
    """Keep the rows about those whose consent to a purpose stands."""
    if purpose is None or "consents" not in known.tables:
        return rows
    return rows.join(consenting(known, purpose), on="survivor_id", how="semi")


@attrs.frozen(kw_only=True)
class AssessmentsDue:
    """The share of assessments that were due in a period and done in time.

    Attributes
    ----------
    within
        How many days before or after its due day an assessment counts.
    """

    within: int = 30

    @property
    def needs(self) -> Needs:
        """Assessments, with the day on which they were due."""
        return (("assessments", ("due_on", "status")),)

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.within

    @property
    def course(self) -> Course:
        """What it follows, to what."""
        return Course("assessment from due_on", ("done",), self.within)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            f"Of the assessments due in the period, the share that was done within {self.within} "
            "days of the due day, once these days are over. What was due and never done needs no "
            "day of its own. To decline is anyone's right, and no assessment is worth a danger: "
            "both are told apart and are nobody's failure, but are among all that were due, of "
            "which nothing is known. The share without them stands beside it."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of a period."""
        rows = of_consenting(known, known.tables["assessments"], purpose)
        due = pl.col("due_on").cast(pl.Int64)
        over = due + self.within <= known.day  # else those who were early would be all that count
        forms = _forms(rows.filter(due.is_between(period.start, period.end)), self.within)
        placed = forms.filter(pl.col("due_on") == pl.col("due_on_latest"))
        judged = placed.filter(over)
        count, n = int(judged["in_time"].sum()), judged.height
        share = proportion(count, n, level=LEVEL)
        others = judged.filter(~pl.col("in_time"))["word"]
        parts: dict[str, float] = {"done in time": count}
        for place, told in enumerate(_WORDS):
            parts[told] = int((others == place).sum())
        asked = n - parts["declined"] - parts["unsafe"]
        parts["share without declined and unsafe"] = count / asked if asked else NAN
        ever = int((judged["word"] == 0).sum())
        excluded = {
            "the time for it is not over": placed.height - n,
            "day on which it was due uncertain": forms.height - placed.height,
            "rows set aside when read, of any period": known.set_aside.get("assessments", 0),
        }
        return result_of(
            card,
            about_of(known, purpose),
            share.value,
            interval=(share.lower, share.upper),
            numerator=count,
            denominator=n,
            censored=placed.height - n,
            parts=parts,
            excluded={reason: many for reason, many in excluded.items() if many},
            naive=(ever / n if n else NAN, "done at any time, however late"),
        )


_WORDS = ("done too early or late", "missed", "declined", "unsafe", "nothing said of it")
"""What became of an assessment that was not done in time."""


def _forms(rows: pl.DataFrame, within: int) -> pl.DataFrame:
    """Return one row for each assessment that was due: whether in time, and the word for it.

    Several scales of a form are one assessment, and so is one that was missed
    and done later for the same due day. A form with a day of its own and no
    status was done, as it is wherever else forms count.
    """
    due = pl.col("due_on").cast(pl.Int64)
    off = (pl.col(f"assessed_on{end}").cast(pl.Int64) - due for end in ("", "_latest"))
    words = {"done": 0, "missed": 1, "declined": 2, "unsafe": 3}
    said = pl.when(pl.col("assessed_on").is_not_null()).then(pl.lit("done"))
    status = pl.coalesce(pl.col("status").cast(pl.String), said)
    word = status.replace_strict(words, default=len(words), return_dtype=pl.Int64)
    in_time = (word == 0) & (pl.max_horizontal(*(days.abs() for days in off)) <= within)
    one = ["survivor_id", "instrument", "episode", "due_on", "due_on_latest"]
    forms = (
        rows.with_columns(word=word, in_time=in_time.fill_null(value=False))
        .group_by(*one, "respondent", "rater_id")
        .agg(pl.col("word").min(), pl.col("in_time").any())
    )
    done_by_somebody = (pl.col("word") == 0).any().over(one)
    by_nobody = pl.col("respondent").is_null() & (pl.col("word") > 0)
    return forms.filter(~(by_nobody & done_by_somebody))


@attrs.frozen(kw_only=True)
class FollowUpDone:
    """The share of those who came home and were followed up some months after.

    Attributes
    ----------
    milestone
        The milestone of the follow-up.
    after, slack
        How many days after the arrival it is due, and how many more it may take.
    safe
        The words of ``result`` that say that the person was safe.
    """

    milestone: str
    after: int
    slack: int = 61
    safe: tuple[str, ...] = FOUND_SAFE

    @property
    def needs(self) -> Needs:
        """Milestones."""
        return needs_of("arrived_home", self.milestone)

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.after + self.slack

    @property
    def course(self) -> Course:
        """Whom it follows, to what."""
        return Course("return from arrived_home", (self.milestone,), self.follows_for)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            "The cohort of a period is every return that arrived home in it. Of those of whom a "
            f"follow-up was due by the day of the data, {self.after} days after the arrival and "
            f"{self.slack} more, and who had not died before it was due, the share with "
            f"{self.milestone} by then. How many of them were found safe is told beside it."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the returns of a period."""
        cohort = cohort_of(known, "arrived_home", period, purpose, subject="return")
        origin = day_numbers(cohort.members["origin"])
        latest = day_numbers(cohort.members["origin_latest"])
        seen = Seen.of(cohort, (self.milestone, "died", "return_failed"))
        after_origin = ~seen.before
        in_time = seen.latest <= (latest + self.after + self.slack)[seen.member]
        done = seen.members(after_origin & (seen.code == 0) & in_time)
        ever = seen.members(after_origin & (seen.code == 0))
        by_then = seen.latest <= (origin + self.after)[seen.member]
        died = seen.members(after_origin & (seen.code == 1) & by_then) & ~ever
        failed = seen.members(after_origin & (seen.code == 2))
        over = latest + self.after + self.slack <= known.day
        due = over & ~died
        count, n = int((done & due).sum()), int(due.sum())
        share = proportion(count, n, level=LEVEL)
        parts = {"followed up": float(count), **self._safety(cohort, done & due)}
        parts["followed up later"] = float((ever & ~done & due).sum())
        parts["return failed"] = float((failed & due).sum())
        excluded = {"not due yet": int((~over & ~died).sum()), "died before": int(died.sum())}
        about = cohort.about(f"return: arrived_home to {self.milestone}", cohort.attrition, ())
        return result_of(
            card,
            attrs.evolve(about, level=LEVEL),
            share.value,
            interval=(share.lower, share.upper),
            numerator=count,
            denominator=n,
            censored=excluded["not due yet"],
            parts=parts,
            excluded=left_out(about, "arrived_home") | {k: v for k, v in excluded.items() if v},
            naive=(float((ever & due).sum()) / n if n else NAN, "done at any time, however late"),
        )

    def _safety(self, cohort: Cohort, done: BoolArray) -> dict[str, float]:
        members = cohort.members.select("survivor_id", "episode").with_row_index("member")
        rows = cohort.snapshot.tables["milestones"].filter(pl.col("milestone") == self.milestone)
        word = pl.col("result").cast(pl.String)
        told = (
            members.filter(pl.Series(done, dtype=pl.Boolean))
            .join(rows.select("survivor_id", "episode", "result"), on=["survivor_id", "episode"])
            .filter(tells_of_safety(word))
            .group_by("member")
            .agg(safe=word.is_in(self.safe).all())
        )
        safe = int(told["safe"].sum())
        return {
            "found safe": float(safe),
            "not found safe": float(told.height - safe),
            "safety not recorded": float(done.sum() - told.height),
        }
