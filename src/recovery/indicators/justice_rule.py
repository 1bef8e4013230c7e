"""Justice for a survivor: whether any exploiter of theirs was convicted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort, select_cohort
from recovery.cohort.consent import consent_notes, consenting
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import NEVER
from recovery.days import Period
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.outcome_parts import NAN, left_out, result_of, share_by
from recovery.indicators.verdicts import (
    CONVICTED,
    UNSAID,
    as_they_stand,
    in_plain_words,
)
from recovery.results import IndicatorResult
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["JusticeRule"]


@attrs.frozen(kw_only=True)
class JusticeRule:
    """The share of survivors of whom an exploiter was convicted within some days of the report.

    Attributes
    ----------
    days
        The horizon, in days since their first case was reported.
    """

    days: int = 730

    @property
    def needs(self) -> Needs:
        """Cases, proceedings, and whose exploiter an accused is."""
        return (
            ("cases", ("survivor_id",)),
            ("proceedings", ("event", "occurred_on", "exploitation_related")),
            ("exploited", ("accused_id", "survivor_id")),
        )

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days

    @property
    def course(self) -> Course:
        """Whom it follows, to what."""
        return Course("survivor from reported", ("an exploiter convicted",), self.days)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            "The cohort of a period is every survivor whose first case was reported in it. The "
            f"share of whom at least one exploiter was convicted within {self.days:,} days; "
            "somebody accused in the same case who is not said to be their exploiter does not "
            "count, and neither does a conviction in the case of somebody else that came before "
            "they reported, a conviction that was quashed, or one that is not said to be "
            "related to exploitation. Where nobody said it of the only one, that is told apart, "
            "and held possible by the bounds. The wait ends when every charge against all their "
            "exploiters has closed without one."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the cohort of a period."""
        cohort, members = _first_reports(known, period, purpose)
        first, unsaid, closed, named, doubtful = _verdicts(known, members)
        origin = day_numbers(members["origin"])
        before = np.minimum(first, unsaid) < origin
        end = np.minimum(np.minimum(first, unsaid), closed)
        event = np.select([end == NEVER, first == end, unsaid == end], [0, 1, 2], 3)
        exit_day = np.where(end == NEVER, known.day, np.maximum(end, origin)) - origin
        kept = ~before & ~doubtful
        attrition = cohort.attrition.less("day of a conviction uncertain", int(doubtful.sum()))
        events = EventTable(
            exit=exit_day[kept],
            event=event[kept],
            causes=(
                "an exploiter convicted",
                in_plain_words(UNSAID),
                "all cases closed without",
            ),
            about=cohort.about(
                "survivor: from reported to an exploiter convicted; competing a conviction whose "
                "relation is not said, all cases closed; "
                "censored at as_of",
                attrition,
                (),
            ),
        )
        found = share_by(
            events,
            self.days,
            mature=known.day >= period.end + self.days,
            decided=True,
            open_ends=events.event == 2,
        )
        excluded = left_out(events.about, "reported")
        if (before & ~doubtful).any():
            excluded["convicted before the report"] = int((before & ~doubtful).sum())
        parts = found.parts("an exploiter convicted")
        return result_of(
            card,
            found.about,
            found.value,
            interval=(found.lower, found.upper),
            numerator=found.had,
            denominator=found.n,
            censored=found.censored,
            parts=parts | {"no exploiter named": int((~named & kept).sum())},
            excluded=excluded,
            naive=(found.naive, found.naive_reason) if found.n else (NAN, ""),
        )


def _first_reports(
    known: Snapshot, period: Period, purpose: str | None
) -> tuple[Cohort, pl.DataFrame]:
    """Return the survivors whose first report lies in a period, and the day of it."""
    everyone = select_cohort(known, origin="reported", subject="survivor × case")
    first = (
        everyone.members.group_by("survivor_id")
        .agg(pl.col("origin").min(), pl.col("origin_latest").min())
        .sort("survivor_id")
    )
    certain = pl.col("origin") == pl.col("origin_latest")
    touches = (pl.col("origin") <= period.end) & (pl.col("origin_latest") >= period.start)
    touching = first.filter(touches)
    members = touching.filter(certain)
    attrition = everyone.attrition.less(
        "day of the first report uncertain, not placed in the period",
        touching.height - members.height,
    )
    notes = consent_notes(known, subject_named("survivor"), purpose)
    if purpose and "consents" in known.tables:
        kept = members.join(consenting(known, purpose), on="survivor_id", how="semi")
        reason = f"no consent for {purpose} on the day of the data"
        attrition = attrition.less(reason, members.height - kept.height)
        members = kept.sort("survivor_id")
    return attrs.evolve(everyone, attrition=attrition, purpose=purpose, notes=notes), members


IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]
BoolArray = np.ndarray[tuple[int], np.dtype[np.bool_]]


def _verdicts(
    known: Snapshot, members: pl.DataFrame
) -> tuple[IntArray, IntArray, IntArray, BoolArray, BoolArray]:
    """Return for each survivor when an exploiter was convicted, when all were closed, and marks.

    In between is when one was convicted without it being said of what, where
    none was convicted otherwise. The marks are whose exploiter is named, and
    who has one convicted on an uncertain day, not later than any certain one.
    """
    pairs = (
        members.select("survivor_id", "origin")
        .with_row_index("member")
        .join(known.tables["exploited"].select("survivor_id", "accused_id"), on="survivor_id")
        .unique(["member", "accused_id"])
    )
    ends = known.remember("ends of charges", lambda: _ends_of_charges(known))
    own = known.tables["cases"].select("survivor_id", "case_id", own=pl.lit(value=True)).unique()
    charges = (
        pairs.join(ends, on="accused_id", how="left")
        .join(own, on=["survivor_id", "case_id"], how="left")
        .group_by("member", "accused_id", "case_id")
        .agg(*_verdict_of_a_charge())
    )
    told = pl.col("convicted", "unsaid", "doubtful")
    concerns = ~pl.col("settled") | ~pl.all_horizontal(told.is_null())
    each = (
        charges.group_by("member", "accused_id")
        .agg(told.min(), closed=_when_all(pl.col("closed").filter(concerns)))
        .group_by("member")
        .agg(told.min(), closed=_when_all(pl.col("closed")))
    )
    place = day_numbers(each["member"])
    days = np.full((4, len(members)), NEVER)
    for row, name in enumerate(("convicted", "unsaid", "closed", "doubtful")):
        days[row, place] = day_numbers(each[name].cast(pl.Int64).fill_null(NEVER))
    first, unsaid, closed, doubtful = days
    unsaid = np.where(first < NEVER, NEVER, unsaid)
    named = np.zeros(len(members), dtype=bool)
    named[place] = True
    return first, unsaid, closed, named, (doubtful < NEVER) & (doubtful <= first)


def _verdict_of_a_charge() -> Iterator[pl.Expr]:
    """Yield when a charge ended how for a survivor, and whether it had before they reported.

    Who was convicted in the case of somebody else before that has not been
    convicted for what this survivor reports.
    """
    certain = pl.col("day") == pl.col("latest")
    guilty, unsaid = pl.col("event").is_in(CONVICTED), pl.col("event") == UNSAID
    before = pl.col("own").is_null() & (pl.col("latest") < pl.col("origin"))
    yield pl.col("day").filter(guilty & certain & ~before).min().alias("convicted")
    yield pl.col("day").filter(unsaid & certain & ~before).min().alias("unsaid")
    yield pl.col("day").filter((guilty | unsaid) & ~certain & ~before).min().alias("doubtful")
    yield pl.col("day").filter(~guilty & certain).max().alias("closed")
    yield ((guilty | unsaid) & before).fill_null(value=False).any().alias("settled")


def _ends_of_charges(known: Snapshot) -> pl.DataFrame:
    """Return every charge against anybody, with each of what ended it as it stands."""
    charges = known.tables["proceedings"].filter(pl.col("accused_id").is_not_null())
    ends = as_they_stand(known).tables["proceedings"]
    first, last = (pl.col(f"occurred_on{end}").cast(pl.Int64) for end in ("", "_latest"))
    return (
        charges.select("case_id", "accused_id")
        .unique()
        .join(
            ends.select("case_id", "accused_id", "event", day=first, latest=last),
            on=["case_id", "accused_id"],
            how="left",
        )
    )


def _when_all(closed: pl.Expr) -> pl.Expr:
    """Return the last day, null where one is missing or there is none."""
    return pl.when(closed.is_null().any()).then(None).otherwise(closed.max())
