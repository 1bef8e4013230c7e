"""Time mean counts against R survival.

    python bench/recurrent.py [SUBJECTS ...]        (default: 2000 400000)

R is one process with its own clock, and is left out beyond 20,000 subjects: its
robust error keeps a number for each subject and day.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from recovery.estimators import compare_mean_counts, mean_count
from recovery.tables import RecurrentTable

FOLLOW_UP = 5 * 365
RUNS = 5
R_SUBJECTS = 20_000
R_CODE = """
suppressMessages(library(survival))
d <- read.csv(commandArgs(TRUE)[1])
cat(system.time(survfit(Surv(start, stop, event) ~ 1, d, id = id, robust = TRUE))[["elapsed"]])
"""
RATE, DEATHS, VARIANCE = 1 / 300, 1 / 1500, 0.5
"""Events and deaths a day, and how much subjects differ in both."""


def invented(subjects: int, rng: np.random.Generator) -> RecurrentTable:
    """Invent courses with events, deaths and censoring."""
    frailty = rng.gamma(1 / VARIANCE, VARIANCE, subjects)
    death = np.ceil(rng.exponential(1 / DEATHS, subjects) / frailty).astype(np.int64)
    censored = rng.integers(1, FOLLOW_UP, subjects)
    end = np.minimum(death, censored)
    many = rng.poisson(RATE * frailty * end)
    whose = np.repeat(np.arange(subjects), many)
    return RecurrentTable.from_events(
        subject=np.arange(subjects),
        end=end,
        end_event=np.where(death <= censored, 2, 0),
        entry=np.zeros(subjects, dtype=np.int64),
        event_subject=whose,
        event_day=1 + (rng.random(len(whose)) * end[whose]).astype(np.int64),
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of the work, after one run that does not count."""
    work()
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def in_r(table: RecurrentTable) -> float | None:
    """Return the time of R survival, to which deaths are censored and days have one event."""
    if shutil.which("Rscript") is None or len(np.unique(table.subject)) > R_SUBJECTS:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        kept = table.start < table.stop
        columns = (table.subject, table.start, table.stop, table.event == 1)
        rows = np.stack(columns, axis=1)[kept]
        np.savetxt(path, rows, "%d", ",", header="id,start,stop,event", comments="")
        command = ["Rscript", "-e", R_CODE, str(path)]
        return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def speed(subjects: int) -> None:
    rng = np.random.default_rng(subjects)
    table, other = invented(subjects, rng), invented(subjects, rng)
    columns: dict[str, Any] = table.columns()
    shuffled = rng.permutation(len(table))
    mixed: dict[str, Any] = {name: column[shuffled] for name, column in columns.items()}
    works: dict[str, Callable[[], object]] = {
        "table, checked": lambda: RecurrentTable(**columns),
        "table, checked, rows mixed": lambda: RecurrentTable(**mixed),
        "mean count": lambda: mean_count(table),
        "comparison with another table as large": lambda: compare_mean_counts({1: table, 2: other}),
    }
    print(f"{subjects:,} subjects, {len(table):,} rows")
    for name, work in works.items():
        print(f"  {name:42}{seconds(work) * 1000:10.2f} ms")
    if (by_r := in_r(table)) is not None:
        print(f"  {'R survfit, deaths censored':42}{by_r * 1000:10.2f} ms")
    tracemalloc.start()
    mean_count(table)
    peak = tracemalloc.get_traced_memory()[1] / sum(column.nbytes for column in columns.values())
    tracemalloc.stop()
    print(f"  {'memory, times that of the arrays':42}{peak:10.2f}")


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["2000", "400000"]):
        speed(size)
