"""The share to whom a harm came by a day, where it lies between two days."""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np

from recovery.estimators.incidence_between import incidence_between
from recovery.indicators.exposed import Exposed
from recovery.indicators.outcome_parts import UNCERTAIN, Share, share_by
from recovery.tables import EventTable, IntervalTable
from recovery.tables.arrays import IntArray

__all__ = ["share_between"]

METHOD = "Turnbull's estimate with competing events; the interval holds those of both ends"
LATE = (
    "the share found by then: some came under observation after it may have come to others, for "
    "which there is no estimate of intervals here"
)
UNTOLD = "another share is as likely; the interval holds all that are"


def share_between(seen: Exposed, days: int, *, mature: bool) -> tuple[Share, float, float]:
    """Estimate the share to whom the harm came by a day, and bound it.

    Where the day lies in nobody's interval and everyone was followed to it, it
    is a plain share. Otherwise it is the maximum-likelihood estimate of
    intervals with competing events, and NaN where another value is as likely or
    nobody was followed that far; the interval then holds all that are as likely,
    and always those of the two ends: the harm on the day on which it was found,
    and right after the last safe contact.

    That estimate does not know of those who came under observation late. Where
    anything may have happened to others before somebody came, the share found
    by the day stands in its place, and a note says so.

    Parameters
    ----------
    seen
        Between which days each was watched.
    days
        By which day since the origin.
    mature
        Whether all could have been followed that far.

    Returns
    -------
    tuple
        The share, and the estimates of the two ends: on the day found, and
        right after the last safe contact.
    """
    soonest = np.where(seen.found, np.minimum(seen.safe + 1, seen.exit), seen.exit)
    ends = tuple(share_by(_events(seen, at), days, mature=mature) for at in (seen.exit, soonest))
    late, early = ends
    astride = int((seen.found & (soonest <= days) & (seen.exit > days)).sum())
    least = most = late.value
    method, notes = late.about.method, []
    if astride:
        notes.append(f"found after {days:,} days, but perhaps so by then: {astride:,}")
    doubtful = _doubtful(late)
    if astride or late.unknown > doubtful:
        known = seen.cause > 0
        if (soonest[known] > seen.entry.max(initial=-1)).all():
            least, most = incidence_between(_waits(seen, soonest), seen.cause > 1, days)
            method = METHOD
        elif astride:
            notes.append(LATE)
    if least < most:
        notes.append(UNTOLD)
    at_most = min(late.at_most + astride / max(late.n + doubtful, 1), 1.0)
    lower, upper = _extreme(min, least, late.at_least), _extreme(max, most, at_most)
    if mature:
        lower = _extreme(min, least, *(end.lower for end in ends))
        upper = _extreme(max, most, *(end.upper for end in ends))
    share = attrs.evolve(
        late,
        value=math.nan if least < most or math.isnan(late.value) else least,
        lower=lower,
        upper=upper,
        waiting=late.waiting - astride,
        unknown=late.unknown + astride,
        at_most=at_most,
        about=attrs.evolve(late.about, method=method).noting(*notes),
    )
    return share, late.value, early.value


def _extreme(choose: Callable[[list[float]], float], *values: float) -> float:
    known = [value for value in values if not math.isnan(value)]
    return choose(known) if known else math.nan


def _doubtful(share: Share) -> int:
    """Count those who belong to the cohort and have no certain day."""
    return sum(count for reason, count in share.about.attrition if UNCERTAIN in reason)


def _events(seen: Exposed, at: IntArray) -> EventTable:
    """Return the members with their harm on some day of its interval."""
    late = (seen.entry >= 0).any()
    return EventTable(
        exit=at,
        event=seen.cause,
        entry=seen.entry if late else None,
        causes=seen.causes,
        about=seen.about,
    )


def _waits(seen: Exposed, soonest: IntArray) -> IntervalTable:
    """Return between which days each wait ended."""
    known = seen.cause > 0
    return IntervalTable(
        left=np.where(known, soonest - 1, seen.exit), right=np.where(known, seen.exit, np.inf)
    )
