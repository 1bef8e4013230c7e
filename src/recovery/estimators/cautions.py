"""What to be careful about when reading a result: few events, few at risk, early losses, crossings.

Each threshold has one place, here, and its reason beside it. A caution is a
note: nothing is refused, and no number changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from recovery.estimators.day_counts import DayCounts
from recovery.estimators.risk_sets import RiskSets

__all__ = ["CROSSED", "EARLY_LOSS", "FEW_AT_RISK", "FEW_EVENTS", "crossing_notes", "curve_notes"]

FEW_EVENTS = 10
"""With fewer events the intervals, which lean on large numbers, cover less than they say. It is
also how many events regressions should have for each term (Peduzzi et al. 1995, J. Clin. Epidemiol.
48, 1503)."""
FEW_AT_RISK = 10
"""With fewer at risk one event moves the curve by a tenth of its height or more. Pocock, Clayton
and Altman (2002), Lancet 359, 1686, advise not to draw a curve to where few are left."""
EARLY_LOSS = 0.2
"""A fifth lost is the usual mark from which a result may be wrong whatever the method (the "5 and
20" rule of Sackett et al. 1997, Evidence-based Medicine)."""
CROSSED = 1.96
"""Curves cross when each lies more than so many standard errors above the other on some day. Of
groups that do not differ at most one pair in twenty does; by a hair nearly all do."""
NEGLIGIBLE = 1e-300
"""Keeps 0 / 0 from being asked for before the first event."""
CROSSING = (
    "the curves of two groups cross: a test that adds up differences over all days may miss what "
    "lies between them; compare restricted means up to a day, or read the curves"
)


def curve_notes(counts: DayCounts) -> Iterator[str]:
    """Yield what to be careful about in curves made from these counts."""
    happened = counts.any_event.cumsum()
    events = int(happened[-1])
    if 0 < events < FEW_EVENTS:
        yield f"fewer than {FEW_EVENTS} events: intervals and standard errors are rough"
    if counts.n < FEW_AT_RISK:
        return  # the number of subjects says it
    yield from _few_at_risk(counts)
    if events:
        half = int(happened.searchsorted(events / 2))
        lost = int(counts.censored[:half].sum())
        if lost >= EARLY_LOSS * counts.n:
            yield (
                f"heavy early censoring: {lost:,} of {counts.n:,} were censored before day "
                f"{counts.days[half]}, by which half of the events had come. If they were lost "
                "from sight, and not just entered late, the result rests on those who were not"
            )


def _few_at_risk(counts: DayCounts) -> Iterator[str]:
    many = (counts.at_risk >= FEW_AT_RISK).nonzero()[0]
    first, last = (int(many[0]), int(many[-1])) if len(many) else (0, -1)
    if first and counts.events[:, :first].any():
        yield (
            f"up to day {counts.days[first] - 1} fewer than {FEW_AT_RISK} were at risk: events "
            "among them move the whole of the curve"
        )
    end = counts.days[last + 1] if last + 1 < len(counts.days) else counts.followed_to + 1
    if end <= counts.followed_to:
        yield f"from day {end} on fewer than {FEW_AT_RISK} were at risk: one event is a large step"


def crossing_notes(strata: Iterable[RiskSets]) -> tuple[str, ...]:
    """Return a note when the curves of two groups cross in some stratum."""
    return (CROSSING,) if any(_cross(sets) for sets in strata) else ()


def _cross(sets: RiskSets) -> bool:
    """Return whether each of two groups is somewhere well above the other.

    Their errors are Peto's, ``S² (1 - S) / n``, for which no sum is needed. A curve at 0 has none.
    """
    at_risk = np.maximum(sets.at_risk, 1)
    survival = ((at_risk - sets.own) / at_risk).cumprod(axis=1)
    followed = (sets.at_risk > 0) & (survival > 0)
    spread = survival * survival * (1 - survival) / at_risk + NEGLIGIBLE
    for one in range(len(survival) - 1):
        apart = (survival[one] - survival[one + 1 :]) * (followed[one] & followed[one + 1 :])
        errors = apart * np.abs(apart) / (spread[one] + spread[one + 1 :])
        far = CROSSED * CROSSED
        if ((errors > far).any(axis=1) & (errors < -far).any(axis=1)).any():
            return True
    return False
