"""Money: how much of an ordered compensation was paid, and what a recovery costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.change import time_to_recovery
from recovery.cohort import Cohort, select_cohort
from recovery.cohort.occurrences import day_numbers
from recovery.days import Period
from recovery.estimators.proportion import wilson_interval
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.improvement import from_baseline
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    not_measured,
    result_of,
)
from recovery.indicators.rate_rule import poisson_interval
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.share_rules import about_of
from recovery.results import IndicatorResult, NotMeasured
from recovery.tables import ScoreTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["CompensationPaid", "CostOfRecovery"]


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
            "of the data. Amounts in another currency than the order's are not converted: an order "
            "on which such an amount was paid, or one that nobody wrote down, is left out and "
            "told, unless it was paid in full without it. So is one on which something was paid "
            "before it."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the mean part of the orders of a period."""
        cohort = cohort_of(
            known, "compensation_ordered", period, purpose, subject="survivor × case"
        )
        found = _orders(known, cohort)
        orders = found.filter(pl.col("why") == "").sort("currency", "amount", "paid")
        part = (orders["paid"] / orders["amount"]).clip(0, 1).to_numpy()
        n, whole = len(part), int((part >= 1).sum())
        value = float(part.mean()) if n else NAN
        totals = orders.group_by("currency", maintain_order=True).agg(
            pl.col("amount").sum(), pl.col("paid").sum()
        )
        about = attrs.evolve(
            cohort.about("survivor × case: compensation_ordered", cohort.attrition, ()),
            level=LEVEL,
            method="mean of parts, Wilson interval as of orders paid in full or not at all, which "
            "is the widest for such a mean",
        )
        some = part[part > 0]
        reasons = found.filter(pl.col("why") != "")["why"].value_counts().sort("why").iter_rows()
        return result_of(
            card,
            about,
            value,
            interval=wilson_interval(value, n, level=LEVEL) if n else (NAN, NAN),
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
            excluded=left_out(about, "compensation_ordered") | dict(reasons),
            naive=(
                float(some.mean()) if len(some) else NAN,
                "of orders only on which something was paid",
            ),
        )


def _orders(known: Snapshot, cohort: Cohort) -> pl.DataFrame:
    """Return each order with its amount, currency, what was paid, and why that is not known."""
    keys = ["case_id", "survivor_id"]
    asked = cohort.members.select(*keys, "origin", "origin_latest")
    event, currency = pl.col("event").cast(pl.String), pl.col("currency").cast(pl.String)
    ordered, paid = event == "compensation_ordered", event == "compensation_paid"
    gap = pl.col("amount").is_null() | currency.is_null()
    own = currency == currency.filter(ordered).drop_nulls().first().over(keys)
    first, last = (pl.col(f"occurred_on{end}").cast(pl.Int64) for end in ("", "_latest"))
    before = paid & (last < pl.col("origin"))
    rows = (
        known.tables["participation"]
        .join(asked, on=keys)
        .filter(ordered | paid)
        .sort(*keys, "event", "currency", "amount")  # so that sums are the same anew
        .with_columns(
            currency=currency,
            ordered=ordered,
            paid=paid & own & ~gap,
            untold=paid & (gap | ~own),
            unsaid=ordered & (gap | ~own),
            before=before,
            unsure=paid & ~before & (first < pl.col("origin_latest")),
        )
        .with_columns(pl.col("paid", "untold", "unsaid", "unsure").fill_null(value=True))
    )
    each = rows.group_by(*keys, maintain_order=True).agg(
        pl.col("currency").filter(ordered).drop_nulls().first(),
        pl.col("amount").filter("ordered").sum(),
        pl.col("amount").filter("paid").sum().alias("paid"),
        pl.col("untold", "unsaid", "before", "unsure").any(),
    )
    why = (
        pl.when(pl.col("unsaid") | ~(pl.col("amount") > 0))
        .then(pl.lit("no amount, or several currencies"))
        .when(pl.col("before"))
        .then(pl.lit("outcome before the origin"))
        .when(pl.col("unsure"))
        .then(pl.lit("day of compensation_paid uncertain"))
        .when(pl.col("untold") & (pl.col("paid") < pl.col("amount")))
        .then(pl.lit("how much was paid is not known in the currency of the order"))
        .otherwise(pl.lit(""))
    )
    return each.with_columns(why=why)


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
            "people whose sustained recovery was confirmed in the period, whenever they came. Both "
            "are of the same months, not of the same people. Where nothing is known to have been "
            f"spent there is no figure. Recovery is as in this rule: {self.of.in_words}"
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the cost of one recovery."""
        if reason := self.of.unanswered(known) or _unspent(spent := _Spent.of(known, period)):
            return not_measured(card, known, purpose, reason)
        many = self._confirmed(known, period, purpose)
        fewest, most = poisson_interval(many)
        about = attrs.evolve(
            about_of(known, purpose), method="cost over a count with its exact Poisson interval"
        )
        notes = []
        if spent.astride:
            notes.append(
                "some was spent on days that are not wholly in the period and is not in the "
                "figure, which is the least that it can be; the interval holds both"
            )
        aside = known.set_aside.get("costs", 0)
        if aside:
            notes.append(
                "some costs were set aside when read, as those without an amount or a currency "
                "are: it may have cost more"
            )
        excluded = {
            "spent on days not wholly in the period": spent.astride,
            "costs set aside when read, of any period": aside,
        }
        at_most = spent.amount + spent.perhaps
        return result_of(
            card,
            about.noting(*notes),
            spent.amount / many if many else NAN,
            interval=(spent.amount / most, at_most / fewest if fewest else math.inf),
            denominator=many,
            parts={f"spent in {spent.currency}": spent.amount}
            | ({f"spent at most in {spent.currency}": at_most} if spent.astride else {}),
            excluded={why: rows for why, rows in excluded.items() if rows},
        )

    def _confirmed(self, known: Snapshot, period: Period, purpose: str | None) -> int:
        """Count whose recovery was confirmed in a period, as the rule of recovery confirms it."""
        cohort = select_cohort(known, origin=self.of.origin, purpose=purpose)
        table, member = self.of.scored(cohort)
        in_time = from_baseline(table).days <= self.of.days
        origin = day_numbers(cohort.members["origin"])[member] - period.start
        columns = {name: column[in_time] for name, column in table.columns().items()}
        columns["days"] = columns["days"] + origin[in_time]
        columns["end"] = columns["end"] + origin[in_time]
        on_days = ScoreTable(**columns, causes=table.causes, about=table.about)
        events = time_to_recovery(on_days, self.of.sustained, due_days=self.of.due_days)
        confirmed = events.exit[events.event == 1]
        return int(((confirmed >= 0) & (confirmed < period.days)).sum())


@attrs.frozen
class _Spent:
    """What was spent in a period, what perhaps besides, and in how many rows that is."""

    amount: float
    perhaps: float
    currencies: tuple[str, ...]
    astride: int

    @property
    def currency(self) -> str:
        return self.currencies[0]

    @classmethod
    def of(cls, known: Snapshot, period: Period) -> _Spent:
        first, last = (pl.col(f"spent_on{end}").cast(pl.Int64) for end in ("", "_latest"))
        touched = known.tables["costs"].filter(last >= period.start, first <= period.end)
        within = (first >= period.start) & (last <= period.end)
        inside, astride = (touched.filter(rows)["amount"].sort() for rows in (within, ~within))
        return cls(
            amount=float(inside.sum()),
            perhaps=float(astride.sum()),
            currencies=tuple(touched["currency"].cast(pl.String).unique().sort()),
            astride=len(astride),
        )


def _unspent(spent: _Spent) -> str:
    """Say why there is no cost to speak of; empty where there is."""
    if len(spent.currencies) > 1:
        named = ", ".join(spent.currencies)
        return f"costs are in several currencies ({named}): convert them to one first"
    if not spent.amount > 0:
        return "no cost of an amount in a currency lies wholly in the period"
    return ""
