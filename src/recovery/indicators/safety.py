"""What was said about the safety of people: at contacts, and when followed up after a return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.occurrences import day_numbers
from recovery.register.columns import NOT_A_VALUE
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["FOLLOW_UPS", "FOUND_SAFE", "SafetyWords", "safety_words", "tells_of_safety"]

FOUND_SAFE = ("safe", "ok")
"""The words of ``result`` by which a follow-up found somebody safe."""
FOLLOW_UPS = ("follow_up_3m", "follow_up_6m", "follow_up_12m", "follow_up_24m")
"""The follow-ups after a return."""
SAFE, DANGER = "safe", ("unsafe", "re_exploited")


@attrs.frozen(eq=False)
class SafetyWords:
    """What was said about the safety of members of a cohort, as arrays of one row each.

    Attributes
    ----------
    member
        Shape ``(k,)``; place among the members.
    day, latest
        Shape ``(k,)``; earliest and latest day number.
    safe
        Shape ``(k,)``; whether they were said to be safe; otherwise they were
        not, or were exploited again.
    """

    member: IntArray
    day: IntArray
    latest: IntArray
    safe: BoolArray


def safety_words(cohort: Cohort) -> SafetyWords:
    """Return every word about the safety of the members of a cohort.

    A contact says that somebody is safe only if they were reached; that they
    are not, always. A follow-up after a return says so by its ``result``: any
    other word than :data:`FOUND_SAFE` is that they were not found safe, but for
    an empty cell, or one that says not asked, declined, not applicable or
    unknown, which tells nothing.
    """
    known = cohort.snapshot
    words = known.remember("words about safety", lambda: pl.concat(_words(known)))
    asked = cohort.members.select("survivor_id").with_row_index("member")
    told = words.join(asked, on="survivor_id")
    return SafetyWords(
        member=day_numbers(told["member"]),
        day=day_numbers(told["day"]),
        latest=day_numbers(told["latest"]),
        safe=told["safe"].to_numpy(),
    )


def tells_of_safety(result: pl.Expr) -> pl.Expr:
    """Say which results of a follow-up tell anything: not an empty one, nor one of nobody asked."""
    return result.is_not_null() & ~result.is_in(NOT_A_VALUE)


def _words(known: Snapshot) -> Iterator[pl.DataFrame]:
    """Yield words about anybody: whose they are, between which days, whether they were safe."""
    word = pl.col("safety").cast(pl.String)
    if (contacts := known.tables.get("contacts")) is not None:
        counts = word.is_in(DANGER) | ((word == SAFE) & (pl.col("result") == "reached"))
        yield _dated(contacts.filter(counts), "contacted_on", word == SAFE)
    result = pl.col("result").cast(pl.String)
    of_follow_up = pl.col("milestone").cast(pl.String).is_in(FOLLOW_UPS)
    yield _dated(
        known.tables["milestones"].filter(of_follow_up & tells_of_safety(result)),
        "occurred_on",
        result.is_in(FOUND_SAFE),
    )


def _dated(rows: pl.DataFrame, day: str, safe: pl.Expr) -> pl.DataFrame:
    first, last = (pl.col(name).cast(pl.Int64) for name in (day, f"{day}_latest"))
    return rows.select("survivor_id", day=first, latest=last, safe=safe).drop_nulls("day")
