"""What survivors say for themselves: their goals, the core outcomes, and who sees the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from recovery.change import agreement
from recovery.cohort.scores import Measure, scored_forms
from recovery.days import Period
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    needs_of,
    not_measured,
    result_of,
)
from recovery.results import IndicatorResult, NotMeasured

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["AgreementRule", "CoverageRule", "GoalRule"]

FEWEST = 3


@attrs.frozen(kw_only=True)
class CoverageRule:
    """Of how many of the seven core outcomes anything is on record.

    Attributes
    ----------
    origin
        The milestone that places people in a period.
    """

    origin: str = "intake"

    @property
    def needs(self) -> Needs:
        """The table of the origin."""
        return needs_of(self.origin)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            f"The cohort of a period is everyone whose {self.origin} lies in it. Of the outcomes "
            "of the Modern Slavery Core Outcome Set, the share of which anything is on record for "
            "any of them. Of how many of them it is, is told beside it, outcome by outcome."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of outcomes on record."""
        cohort = cohort_of(known, self.origin, period, purpose)
        found = cohort.coverage()
        outcomes = len(found.outcomes)
        told = sum(bool(measures) for measures in found.recorded.values())
        parts = {
            found.outcomes[code]: float(many)
            for code, many in found.people.items()
            if code not in found.without_measure
        }
        return result_of(
            card,
            found.about,
            told / outcomes if found.n else NAN,
            numerator=told,
            denominator=outcomes,
            parts={"people": found.n, **parts},
            excluded=left_out(found.about, self.origin),
        )


WITHOUT_GOALS = {
    "no assessment on a certain day": "goals not known: none on record on a certain day"
}
"""Whoever has no goals in the words of goals, which a table of scores tells as of any form."""


@attrs.frozen(kw_only=True)
class GoalRule:
    """How far people came towards the goals that they set themselves.

    Attributes
    ----------
    scale
        ``gas``, change of the T score, or ``gbo``, mean change of the ratings
        from 0 to 10.
    days
        The last review within so many days of the origin counts.
    set_by
        Whose goals.
    origin
        The milestone that places people in a period.
    """

    scale: Literal["gas", "gbo"] = "gas"
    days: int = 365
    set_by: str | None = "survivor"
    origin: str = "intake"

    @property
    def needs(self) -> Needs:
        """Goals, and the table of the origin."""
        return needs_of(self.origin, tables=(("goals", ("scale", "level", "baseline")),))

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        what = {"gas": "T score of goal attainment", "gbo": "mean rating of goals, 0 to 10,"}
        whose = f" that were set by the {self.set_by}" if self.set_by else ""
        return (
            f"The cohort of a period is everyone whose {self.origin} lies in it. The mean change "
            f"of the {what[self.scale]} from when goals{whose} were set to the last review within "
            f"{self.days:,} days. Whoever is on record on one day only, at the level from which "
            "the goals start, has stayed where they were, or was not reviewed: that is noted."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the mean change."""
        cohort = cohort_of(known, self.origin, period, purpose)
        named = not known.tables["goals"]["set_by"].is_null().all()
        table = cohort.goals(self.scale, set_by=self.set_by if named else None)
        counts = ~np.isnan(table.value) & (table.days <= self.days)
        subject, days, value = table.subject[counts], table.days[counts], table.value[counts]
        order = np.lexsort((days, subject))
        last = np.append(np.diff(subject[order]) != 0, np.ones(min(len(order), 1), dtype=np.bool_))
        change = value[order][last]
        n = len(change)
        mean = float(change.mean()) if n else NAN
        reach = _t(n - 1) * float(change.std(ddof=1)) / math.sqrt(n) if n > 1 else NAN
        gained = change[change > 0]
        about = attrs.evolve(table.about, level=LEVEL, method="mean change, t interval")
        people = np.unique(subject, return_inverse=True)[1]
        differ = np.unique(np.stack([people, days]), axis=1)[0]
        if once := int(((np.bincount(differ, minlength=n) == 1) & (change == 0)).sum()):
            about = about.noting(
                "on record on one day only, at the level that was set, which may have been no "
                f"review: {once:,}"
            )
        return result_of(
            card,
            about,
            mean,
            interval=(mean - reach, mean + reach),
            numerator=len(gained),
            denominator=n,
            parts={
                "came nearer": len(gained),
                "stayed": int((change == 0).sum()),
                "went back": int((change < 0).sum()),
            },
            excluded={
                WITHOUT_GOALS.get(why, why): many
                for why, many in left_out(about, self.origin).items()
            },
        )


def _t(df: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + LEVEL / 2))


@attrs.frozen(kw_only=True)
class AgreementRule:
    """How far survivors and caseworkers agree about the same people.

    Attributes
    ----------
    instrument, scale
        Codes of the instrument and of one of its scales.
    within
        Forms of the two that lie no more days apart are a pair; each person
        counts once, with the first pair.
    origin
        The milestone that places people in a period.
    """

    instrument: str = "phq9"
    scale: str = "total"
    within: int = 14
    origin: str = "intake"

    @property
    def needs(self) -> Needs:
        """Assessments that say who answered."""
        return needs_of(self.origin, tables=(("assessments", ("instrument", "respondent")),))

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            f"The cohort of a period is everyone whose {self.origin} lies in it. The intraclass "
            f"correlation, for absolute agreement, of the survivor's own {self.instrument} and the "
            f"caseworker's of no more than {self.within} days before or after, of the first such "
            "pair of each person. The two are never averaged."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the agreement."""
        cohort = cohort_of(known, self.origin, period, purpose)
        one, other = (
            scored_forms(
                cohort,
                Measure(
                    instrument=self.instrument, scale=self.scale, variant={}, respondent=respondent
                ),
            )
            for respondent in ("survivor", "caseworker")
        )
        one, other = (forms.take(forms.certain & ~np.isnan(forms.value)) for forms in (one, other))
        first, second = _pairs(one.member, one.day, other.member, other.day, self.within)
        n = len(first)
        if n < FEWEST:
            reason = f"fewer than {FEWEST} people were assessed by both within {self.within} days"
            return not_measured(card, known, purpose, reason)
        about = cohort.about(f"survivor: {self.instrument} by two raters", cohort.attrition, ())
        about = attrs.evolve(about, level=LEVEL, method="Bland–Altman limits, ICC(A,1)")
        found = agreement(one.value[first], other.value[second], about=about)
        icc = found["ICC"]
        x, y = one.value[first], other.value[second]
        alike = x.std() > 0 and y.std() > 0
        return result_of(
            card,
            about,
            icc.value,
            interval=(icc.lower, icc.upper),
            denominator=n,
            parts={name: found[name].value for name in ("bias", "lower limit", "upper limit")},
            excluded=left_out(about, self.origin),
            naive=(
                float(np.corrcoef(x, y)[0, 1]) if alike else NAN,
                "the plain correlation, which does not see that one rates higher throughout",
            ),
        )


IntArray = np.ndarray[tuple[int], np.dtype[np.int64]]


def _pairs(
    member: IntArray, day: IntArray, other_member: IntArray, other_day: IntArray, within: int
) -> tuple[IntArray, IntArray]:
    """Return places of the first pair of each member whose days lie near each other."""
    import polars as pl

    left = pl.DataFrame({"member": member, "day": day}).with_row_index("one")
    right = pl.DataFrame({"member": other_member, "later": other_day}).with_row_index("other")
    near = (pl.col("later") - pl.col("day")).abs()
    pairs = (
        left.join(right, on="member")
        .filter(near <= within)
        .sort("member", "day", near, "later", "one", "other")
        .unique("member", keep="first", maintain_order=True)
    )
    return pairs["one"].to_numpy(), pairs["other"].to_numpy()
