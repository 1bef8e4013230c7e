"""Protect single numbers."""

from __future__ import annotations

import math

from recovery.disclosure.policy import Policy
from recovery.disclosure.shown import ShownEstimate, ShownEstimates
from recovery.results import Estimate, Estimates

__all__ = ["protect_estimate", "protect_estimates"]

WEEK = 7


def protect_estimate(estimate: Estimate, policy: Policy) -> ShownEstimate:
    """Round a number, or withhold it when it is about too few.

    A probability is withheld when the people to whom it happened, or those to
    whom it did not, are too few (1 up to the threshold, judged by ``n`` times
    the probability) or none at all.
    """
    if math.isnan(estimate.value):
        return ShownEstimate(unit=estimate.unit, withheld="not known: not followed that long")
    few = [estimate.n]
    if estimate.unit == "probability":
        few += [round(estimate.n * estimate.value), round(estimate.n * (1 - estimate.value))]
    if min(few) < policy.threshold:
        return ShownEstimate(unit=estimate.unit, withheld=f"{policy.few} people")

    def rounded(number: float) -> float:
        if estimate.unit == "days" and not math.isnan(number):
            return float(round(number / WEEK) * WEEK)
        return round(number, policy.decimals)

    return ShownEstimate(
        value=rounded(estimate.value),
        std_error=rounded(estimate.std_error),
        lower=rounded(estimate.lower),
        upper=rounded(estimate.upper),
        unit=estimate.unit,
        n=estimate.n,
    )


def protect_estimates(estimates: Estimates[object], policy: Policy) -> ShownEstimates:
    """Protect numbers that belong together, such as a curve on several days.

    Of probabilities by day, one that differs from the one shown before by few
    people is withheld, too.
    """
    shown: dict[str, ShownEstimate] = {}
    last: Estimate | None = None
    for label, estimate in estimates.items():
        one = protect_estimate(estimate, policy)
        if not one.withheld and last is not None and _too_near(estimate, last, policy):
            one = ShownEstimate(unit=estimate.unit, withheld=f"{policy.few} people")
        if not one.withheld:
            last = estimate
        shown[str(label)] = one
    return ShownEstimates(parts=shown)


def _too_near(one: Estimate, other: Estimate, policy: Policy) -> bool:
    if one.unit != "probability" or one.n != other.n:
        return False
    return 0 < round(one.n * abs(one.value - other.value)) < policy.threshold
