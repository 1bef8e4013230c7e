"""Whether an outcome came to all groups alike: the largest gap, with few people guarded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort, attribute_names
from recovery.cohort.attributes import group_labels
from recovery.cohort.attrition import BoolArray
from recovery.days import Period
from recovery.errors import DefinitionError
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
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.time_rule import TimeRule
from recovery.results import Estimate, IndicatorResult, NotMeasured
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["EquityRule"]

SHARES = ("share", "recovered", "improved")
"""Figures that groups can be compared by."""
GROUPS = ("gender", "age", "exploitation", "nationality", "disability")
AGES = ((18, "under 18"), (25, "18 to 24"), (200, "25 and over"))
UNTOLD = ("not recorded", "not_asked", "declined", "unknown", "not_applicable")
"""Who did not say, or was not asked, makes no group that could be treated unfairly as such."""


@attrs.frozen(kw_only=True)
class EquityRule:
    """The largest standardised difference of a share between two groups of an attribute.

    Attributes
    ----------
    of
        The share, by a day.
    groups
        The attributes, declared before anyone looked; ``age`` is that on the
        day of the origin.
    fewest
        Groups of fewer people than this are left out.
    """

    of: TimeRule | ScoreRule
    groups: tuple[str, ...] = GROUPS
    fewest: int = 10

    def __attrs_post_init__(self) -> None:
        if self.of.figure not in SHARES:
            message = f"groups are compared by a share: figure must be one of {', '.join(SHARES)}"
            raise DefinitionError(message)

    @property
    def needs(self) -> Needs:
        """What the share needs."""
        return self.of.needs

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.of.follows_for

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            f"{self.of.in_words} The share is taken in every group by {', '.join(self.groups)} of "
            f"{self.fewest} people or more. The difference between two groups of an attribute is "
            "divided by the standard deviation of the share; the largest of them is told, with an "
            "interval that allows for how many pairs were looked at. It is infinite, without an "
            "interval, where all of one group and nobody of the other had it. Groups are not "
            "ranked."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the largest difference."""
        if isinstance(self.of, ScoreRule) and (reason := self.of.unanswered(known)):
            return not_measured(card, known, purpose, reason)
        cohort = self.of.cohort(known, period, purpose)
        waits = self.of.grouped(cohort)
        whole = waits(np.ones(len(cohort), dtype=bool))
        parts = known.remember(
            ("groups", self.groups, self.of.origin, period, purpose),
            lambda: tuple(self._parts(cohort)),
        )
        everyone = self._shares(parts, waits)
        shares = {
            a: {g: e for g, e in of.items() if e.n >= self.fewest} for a, of in everyone.items()
        }
        few = sum(len(of) for of in everyone.values()) - sum(len(of) for of in shares.values())
        pairs, gaps = _gaps(shares)
        told = [place for place, (gap, _) in enumerate(gaps) if not math.isnan(gap)]
        if not told:
            reason = (
                f"no two groups of {self.fewest} people or more that were followed for "
                f"{self.of.days:,} days"
            )
            return not_measured(card, known, purpose, reason)
        largest = max(told, key=lambda place: abs(gaps[place][0]))
        attribute, *named = pairs[largest]
        members = {(a, label): marks for a, label, marks in parts}
        gap, spread = gaps[largest]
        z = NormalDist().inv_cdf(1 - (1 - LEVEL) / 2 / len(told))
        about = attrs.evolve(
            whole.about,
            level=LEVEL,
            method=f"largest of {len(told)} standardised differences, interval after Bonferroni",
        ).noting(*_notes(pairs[largest], gap, len(pairs) - len(told)))
        names = {f"share by {a}: {g}": e.value for a, of in shares.items() for g, e in of.items()}
        return result_of(
            card,
            about,
            abs(gap),
            interval=_interval(abs(gap), z * spread),
            numerator=had_by(whole, self.of.days),
            denominator=len(whole),
            censored=censored_by(whole, self.of.days),
            parts={"pairs compared": len(told), **names},
            compared={
                label: sides_by(waits(members[attribute, label]), self.of.days) for label in named
            },
            excluded=left_out(whole.about, self.of.origin)
            | ({f"groups of fewer than {self.fewest} people": few} if few else {}),
            naive=(
                max(
                    (abs(gap) for gap, _ in _gaps(everyone)[1] if not math.isnan(gap)), default=NAN
                ),
                "the largest gap between any groups, of which the smallest differ by chance",
            ),
        )

    def _shares(
        self,
        parts: Iterable[tuple[str, str, BoolArray]],
        waits: Callable[[BoolArray], EventTable],
    ) -> dict[str, dict[str, Estimate]]:
        """Return the share of each group of each attribute."""
        shares: dict[str, dict[str, Estimate]] = {}
        for attribute, label, members in parts:
            events = waits(members)
            if len(events):
                shares.setdefault(attribute, {})[label] = estimated(events, self.of.days)
        return shares

    def _parts(self, cohort: Cohort) -> Iterator[tuple[str, str, BoolArray]]:
        there = attribute_names(cohort.snapshot, cohort.subject)
        for attribute in self.groups:
            if attribute == "age" and "birth_year" in there:
                yield from (("age", label, members) for label, members in _by_age(cohort))
            elif attribute in there:
                for label, members in group_labels(cohort, (attribute,)):
                    if label not in UNTOLD:
                        yield attribute, label, members.to_numpy()


Pair = tuple[str, str, str]


def _gaps(
    shares: dict[str, dict[str, Estimate]],
) -> tuple[list[Pair], list[tuple[float, float]]]:
    """Return every pair of groups of one attribute, and the difference between them."""
    pairs = [
        (attribute, one, other)
        for attribute, of in shares.items()
        for one, other in combinations(of, 2)
    ]
    return pairs, [_gap(shares[name][one], shares[name][other]) for name, one, other in pairs]


def _gap(one: Estimate, other: Estimate) -> tuple[float, float]:
    """Return the standardised difference of two shares, and its standard error."""
    variance = (one.value * (1 - one.value) + other.value * (1 - other.value)) / 2
    if math.isnan(variance):
        return NAN, NAN
    if variance == 0:  # all of one group against nobody of the other is no gap of finite size
        return (0.0 if one.value == other.value else math.inf), NAN
    spread = math.sqrt(variance)
    return (one.value - other.value) / spread, math.hypot(one.std_error, other.std_error) / spread


def _interval(gap: float, reach: float) -> tuple[float, float]:
    return (NAN, NAN) if math.isnan(reach) else (max(gap - reach, 0.0), gap + reach)


def _notes(pair: Pair, gap: float, untold: int) -> Iterator[str]:
    attribute, one, other = pair
    yield f"the largest gap is by {attribute}: {one} and {other}"
    if math.isinf(gap):
        yield (
            "all of one group had it and nobody of the other: as nobody differs within either, the "
            "gap has no finite number of standard deviations, and no interval"
        )
    if untold:
        yield (
            "pairs of groups that could not be compared, since one was not followed for long "
            f"enough, and of which any gap may be larger: {untold:,}"
        )


def _by_age(cohort: Cohort) -> Iterator[tuple[str, BoolArray]]:
    born = cohort.members.select("survivor_id").join(
        cohort.snapshot.tables["survivors"].select("survivor_id", "birth_year"),
        on="survivor_id",
        how="left",
        maintain_order="left",
    )
    year = cohort.members["origin"].cast(pl.Int32).cast(pl.Date).dt.year().cast(pl.Int64)
    age = (year - born["birth_year"]).cast(pl.Float64).fill_null(NAN).to_numpy()
    youngest = -200
    for limit, label in AGES:
        yield label, (age >= youngest) & (age < limit)
        youngest = limit
