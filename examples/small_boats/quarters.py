"""Count the published rows by quarter of referral, each person once.

    python examples/small_boats/quarters.py small_boat_outcomes.csv quarters.csv

The groups of outcomes overlap: whoever had a positive reasonable grounds
decision is there again with what came after it. Those rows are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

GROUPS = {
    "positive": ("Conclusive grounds decision", "Positive"),
    "negative": ("Conclusive grounds decision", "Negative"),
    "refused_early": ("Reasonable grounds decision", "Negative"),
    "withdrawn": ("Withdrawn/Closed", "Withdrawn/Closed"),
    "awaits_conclusive": ("Awaiting a decision", "Awaiting a conclusive grounds decision"),
    "awaits_reasonable": ("Awaiting a decision", "Awaiting a reasonable grounds decision"),
    "awaits_reconsideration": ("Awaiting a decision", "Awaiting reconsideration"),
}
"""Where everybody stands once; the published group and outcome of each."""


def by_quarter(published: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each quarter of referral, with how many stand where."""
    group, outcome = pl.col("NRM Case Outcome Group"), pl.col("NRM Case Outcome")
    counts = [
        pl.col("Referrals").filter((group == g) & (outcome == o)).sum().alias(name)
        for name, (g, o) in GROUPS.items()
    ]
    return published.group_by(quarter_ends="Date").agg(counts).sort("quarter_ends")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    by_quarter(pl.read_csv(source)).write_csv(target)
