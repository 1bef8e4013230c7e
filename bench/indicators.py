"""Time every headline and outcome indicator for eight half-years on an invented register.

    python bench/indicators.py 100000

Records are read and brought to the last day once; what is measured is a fresh
snapshot of them that is asked for eight half-years, and what became of the people
of the headline figures of one of them. Prints the best and the median of the runs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import attrs

import recovery as rc
from recovery.indicators import HEADLINE, OUTCOMES, afterwards, evaluate
from recovery.register import Snapshot
from recovery.synthetic import write_example

RUNS = 3
AS_OF = "2024-12-31"
HALVES = rc.Period("2019-03-01", "2023-03-01").half_years()


def one_run(known: Snapshot) -> dict[str, float]:
    """Ask a fresh snapshot for everything and return the seconds of each part."""
    fresh = attrs.evolve(known)
    marks = [time.perf_counter()]
    for cards in (HEADLINE, OUTCOMES):
        for half in HALVES:
            evaluate(fresh, cards, half, purpose="internal_learning")
        marks.append(time.perf_counter())
    afterwards(fresh, HEADLINE, HALVES[0], purpose="internal_learning")
    marks.append(time.perf_counter())
    parts = ("headline", "outcomes", "what became of them")
    seconds = {p: b - a for p, a, b in zip(parts, marks[:-1], marks[1:], strict=True)}
    return seconds | {"indicators in all": marks[2] - marks[0]}


def main(survivors: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        write_example(Path(folder), survivors=survivors, seed=1, format="parquet")
        known = rc.read_register(folder).as_of(AS_OF)
    rows = sum(frame.height for frame in known.tables.values())
    cards = len(HEADLINE) + len(OUTCOMES)
    runs = [one_run(known) for _ in range(RUNS)]
    print(f"{survivors:,} survivors, {rows:,} rows, {cards} indicators, {len(HALVES)} half-years")
    for part in runs[0]:
        seconds = [run[part] for run in runs]
        print(f"  {part:<22}{min(seconds):8.2f}{statistics.median(seconds):8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
