"""Money: how much of an ordered compensation was paid, and what a recovery costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.change.courses import RECOVERED, courses
from recovery.cohort import select_cohort
from recovery.cohort.scores import Measure, scored_forms
from recovery.days import Period
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    not_measured,
    result_of,
)
from recovery.indicators.rate_rule import poisson_interval
from recovery.indicators.score_rule import NO_NORMS, ScoreRule
from recovery.indicators.share_rules import about_of
from recovery.results import IndicatorResult, NotMeasured
from recovery.tables import ScoreTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["CompensationPaid", "CostOfRecovery"]

Z = 1.959963984540054
"""The normal deviate of a two-sided interval of 95 per cent."""


@attrs.frozen(kw_only=True)
class CompensationPaid:
    """How much of the compensation that was ordered has been paid, order by order."""

    @property
    def needs(self) -> Needs:
        """Participation, with amounts and currencies."""
        return (("participation", ("event", "occurred_on", "amount", "currency")),)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            "The cohort of a period is every survivor in a case whose first order of compensation "
            "lies in it. The mean, over orders, of the part of the amount that was paid by the day "
            "of the data; amounts in another currency than the order's are not converted."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the mean part of the orders of a period."""
        cohort = cohort_of(
            known, "compensation_ordered", period, purpose, subject="survivor × case"
        )
        keys = ["case_id", "survivor_id"]
        rows = known.tables["participation"].join(cohort.members, on=keys, how="semi")
        event, currency = pl.col("event").cast(pl.String), pl.col("currency").cast(pl.String)
        money = rows.with_columns(event=event, currency=currency)
        sums = money.group_by(*keys, "event", "currency").agg(pl.col("amount").sum(), n=pl.len())
        gaps = money.filter(
            pl.col("event") == "compensation_ordered",
            pl.col("amount").is_null() | pl.col("currency").is_null(),
        )
        ordered = sums.filter(pl.col("event") == "compensation_ordered", pl.col("amount") > 0)
        ordered = ordered.filter(pl.len().over(keys) == 1).join(gaps, on=keys, how="anti")
        paid = sums.filter(pl.col("event") == "compensation_paid")
        orders = ordered.drop_nulls("currency").join(
            paid.select(*keys, "currency", paid="amount"), on=[*keys, "currency"], how="left"
        )
        part = (orders["paid"].fill_null(0.0) / orders["amount"]).clip(0, 1).to_numpy()
        n, whole = len(part), int((part >= 1).sum())
        value = float(part.mean()) if n else NAN
        reach = Z * float(part.std(ddof=1)) / math.sqrt(n) if n > 1 else NAN
        totals = orders.group_by("currency").agg(pl.col("amount").sum(), pl.col("paid").sum())
        about = attrs.evolve(
            cohort.about("survivor × case: compensation_ordered", cohort.attrition, ()),
            level=LEVEL,
            method="mean of parts, normal interval cut at 0 and 1",
        )
        some = part[part > 0]
        without = len(cohort) - n
        return result_of(
            card,
            about,
            value,
            interval=(max(value - reach, 0.0), min(value + reach, 1.0)),
            numerator=len(some),
            denominator=n,
            parts={
                "paid in full": whole,
                "paid in part": int(((part > 0) & (part < 1)).sum()),
                "nothing paid": int((part == 0).sum()),
                **{
                    f"{word} in {row['currency']}": float(row[name])
                    for row in totals.sort("currency").iter_rows(named=True)
                    for word, name in (("ordered", "amount"), ("paid", "paid"))
                },
            },
            excluded=left_out(about, "compensation_ordered")
            | ({"no amount, or several currencies": without} if without else {}),
            naive=(
                float(some.mean()) if len(some) else NAN,
                "of orders only on which something was paid",
            ),
        )


@attrs.frozen(kw_only=True)
class CostOfRecovery:
    """What was spent in a period for each sustained recovery that was confirmed in it.

    Attributes
    ----------
    of
        The rule by which recovery is sustained.
    """

    of: ScoreRule

    @property
    def needs(self) -> Needs:
        """Costs, and what the rule of recovery needs."""
        return (("costs", ("amount", "currency")), *self.of.needs)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return (
            "Everything that was spent in the period, in one currency, divided by the number of "
            "people whose sustained recovery was confirmed in the period. Both are of the same "
            f"months, not of the same people. {self.of.in_words}"
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the cost of one recovery."""
        if self.of.norms is None:
            return not_measured(card, known, purpose, NO_NORMS)
        costs = known.tables["costs"]
        first, last = pl.col("spent_on").cast(pl.Int64), pl.col("spent_on_latest").cast(pl.Int64)
        touched = costs.filter(last >= period.start, first <= period.end)
        spent = touched.filter(first >= period.start, last <= period.end)
        currencies = spent["currency"].cast(pl.String).drop_nulls().unique().sort().to_list()
        if len(currencies) > 1:
            named = ", ".join(currencies)
            reason = f"costs are in several currencies ({named}): convert them to one first"
            return not_measured(card, known, purpose, reason)
        amount, many = float(spent["amount"].sum()), self._confirmed(known, period, purpose)
        fewest, most = poisson_interval(many)
        about = attrs.evolve(
            about_of(known, purpose), method="cost over a count with its exact Poisson interval"
        )
        left = touched.height - spent.height
        return result_of(
            card,
            about,
            amount / many if many else NAN,
            interval=(amount / most, amount / fewest if fewest else math.inf),
            denominator=many,
            parts={f"spent in {currencies[0] if currencies else 'no currency'}": amount},
            excluded={"spent on days not wholly in the period": left} if left else {},
        )

    def _confirmed(self, known: Snapshot, period: Period, purpose: str | None) -> int:
        """Count whose sustained recovery was confirmed in a period."""
        cohort = select_cohort(known, origin=self.of.origin, purpose=purpose)
        measure = Measure(
            instrument=self.of.instrument,
            scale=self.of.scale,
            variant={},
            respondent=self.of.respondent_of(known),
        )
        forms = scored_forms(cohort, measure)
        origin = cohort.members["origin"].to_numpy()
        forms = forms.take(forms.certain & (forms.day >= origin[forms.member]))
        order = np.lexsort((forms.value, forms.day, forms.member))
        forms = forms.take(order)
        new = (np.diff(forms.member, prepend=-1) != 0) | (np.diff(forms.day, prepend=0) != 0)
        forms = forms.take(new)
        table = ScoreTable(subject=forms.member, days=forms.day - period.start, value=forms.value)
        found = courses(table, self.of.sustained)
        confirmed = found.first_where(found.state == RECOVERED)
        cases = (confirmed >= 0) & found.case_first
        day = found.day[confirmed[cases]]
        return int(((day >= 0) & (day < period.days)).sum())
