"""What a command shows: its steps while it works, and lists of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recovery.errors import FindingBatch, Findings

__all__ = ["listed", "steps"]

FIRST_ROWS = 5
"""Rows of a fault that are listed."""


@contextmanager
def steps(total: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show which step is being done, on a terminal and unless it shall be quiet."""
    from tqdm import tqdm

    shape = "{desc:<24} {bar:20} step {n_fmt} of {total_fmt}, {elapsed}"
    hidden = True if quiet else None  # None: unless it is a terminal
    with tqdm(total=total, disable=hidden, leave=False, bar_format=shape) as bar:

        def step(name: str) -> None:
            bar.set_description_str(name, refresh=False)
            bar.update()
            bar.refresh()

        yield step


def listed(findings: Findings) -> Iterator[str]:
    """List the faults by kind, the gravest first; what was wrong stays in the file."""
    order = ("error", "warning", "note")
    for batch in sorted(findings.batches, key=lambda b: (order.index(b.severity), -len(b))):
        column = f", {batch.column}" if batch.column else ""
        yield f"{batch.severity:8} {batch.code}: {batch.source}{column}{_rows(batch)}"
        yield f"{'':8} {batch.remedy}"
    sums = ", ".join(f"{findings.count(severity):,} {severity}s" for severity in order)
    yield f"{sums}."


def _rows(batch: FindingBatch) -> str:
    rows = [f"{row:,}" for row in batch.rows[:FIRST_ROWS].tolist() if row >= 0]
    if not rows:
        return ""
    more = f" and {len(batch) - len(rows):,} more" if len(batch) > len(rows) else ""
    return f", row{'s' * (len(batch) > 1)} {', '.join(rows)}{more}"
