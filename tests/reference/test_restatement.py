"""Published figures that were revised, replayed as registers with the same totals.

The figures are referrals to the UK's National Referral Mechanism by quarter, as its statistical
bulletins first gave them and as later ones revised them (Home Office, "Modern Slavery: National
Referral Mechanism and Duty to Notify statistics UK", gov.uk, Open Government Licence). The
bulletins do not say why; so the registers are made up: of each change some referrals came late,
and more or fewer turned out to be duplicates or were overturned.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import polars as pl
import pytest

from recovery.days import Period
from recovery.indicators import restate
from recovery.register import Register, read_register
from small_cards import People, card

CUTS = (dt.date(2024, 10, 1), dt.date(2025, 1, 1), dt.date(2025, 4, 1))
LATE = 3
"""Referrals that each later bulletin adds; what goes makes up the rest of the difference."""

SERIES = {
    "2023-01/2023-03": (4739, 4738, 4742),
    "2023-04/2023-06": (3998, 3992),
    "2023-07/2023-09": (4131, 4132),
    "2023-10/2023-12": (4142, 4134),
    "2024-01/2024-03": (4524, 4521),
    "2024-04/2024-06": (4316, 4312),
}


def replayed(published: tuple[int, ...], day: dt.date) -> Register:
    """Make a register that gives each figure on its cut."""
    wanted = [published[0], *(b - a for a, b in pairwise(published))]
    late = [0, *(max(change, 0) + LATE for change in wanted[1:])]
    known = [CUTS[0]] * published[0] + [
        cut for cut, n in zip(CUTS, late, strict=False) for _ in range(n)
    ]
    ids = [f"S{place:05}" for place in range(len(known))]
    people = pl.DataFrame({"survivor_id": ids, "recorded_on": known})
    referred = pl.DataFrame(
        {"survivor_id": ids, "milestone": "identified", "occurred_on": day, "recorded_on": known}
    )
    merges, overturned, at = [], [], 0
    for cut, change, added in zip(CUTS[1:], wanted[1:], late[1:], strict=False):
        for place in range(added - change):
            first, second = ids[at], ids[at + 1]
            at += 2
            if place % 2:
                overturned.append((first, "not_a_victim", cut, cut))
            else:
                merges.append((second, first, cut, cut))
    return read_register(
        {
            "survivors": people,
            "milestones": pl.concat(
                [referred, pl.DataFrame(overturned, schema=referred.schema, orient="row")]
            ),
            "merges": pl.DataFrame(
                merges, schema=("old_id", "kept_id", "merged_on", "recorded_on"), orient="row"
            ),
        }
    )


@pytest.mark.parametrize(("quarter", "published"), SERIES.items())
def test_published_series_are_replayed(quarter: str, published: tuple[int, ...]) -> None:
    period = Period.months(quarter)
    day = dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + period.start + 10)
    days = CUTS[: len(published)]
    referrals = card(People(("identified",)), code="referrals")
    figure = restate(replayed(published, day), (referrals,), period, days=days)["referrals"]
    assert figure.values == published
    assert figure.difference == published[-1] - published[0] == sum(figure.reasons.values())
    assert set(figure.reasons) == {"late_entry", "duplicate_merged", "status_overturned"}
    assert figure.reasons["late_entry"] >= LATE
    for change, (one, other) in zip(figure.changes, pairwise(published), strict=True):
        assert sum(change.values()) == other - one
