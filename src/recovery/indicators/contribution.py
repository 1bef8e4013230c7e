"""The organisation's own part: how much of it there must be, and how it is shown."""

from __future__ import annotations

import polars as pl

from recovery.register.cells import latest
from recovery.register.columns import NOT_A_VALUE

__all__ = [
    "LEVELS",
    "UNATTRIBUTED",
    "UNEVIDENCED",
    "contributed",
    "evidenced",
    "part_in_words",
]

LEVELS = ("none", "informed", "material", "led")
"""The organisation's part, from no part to having led; a clear role is ``material`` or more."""

UNATTRIBUTED = "unattributed"
"""Left out because the organisation had too small a part, or none is recorded."""
UNEVIDENCED = "unevidenced"
"""Left out because its part is not shown by evidence of which a day is known."""

_NO_EVIDENCE = ("none", *NOT_A_VALUE)


def contributed(least: str) -> pl.Expr:
    """Return which rows record at least a part, never null."""
    enough = LEVELS[LEVELS.index(least) :]
    return pl.col("contribution").cast(pl.String).is_in(enough).fill_null(value=False)


def evidenced(day: int) -> pl.Expr:
    """Return which rows have evidence that surely existed by the day of a snapshot, never null."""
    kind = ~pl.col("evidence").cast(pl.String).is_in(_NO_EVIDENCE)
    dated = pl.col(latest("evidence_on")) <= pl.lit(day).cast(pl.Date)
    return (kind & dated).fill_null(value=False)


def part_in_words(least: str, *, evidence: bool) -> str:
    """Say what part the organisation must have had."""
    if least == "none":
        return ""
    proof = ", shown by evidence with a day" if evidence else ""
    return f"The organisation's part was at least {least}{proof}."
