"""Time Turnbull's estimate against other packages that are installed, and R, in one run.

    python bench/interval_censored.py [ROWS …]

Each ratio is to the time of this library. Beside it stands by how much the
log-likelihood per subject lies below the maximum.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.estimators import turnbull
from recovery.results import Curve
from recovery.tables import IntervalTable

Days = npt.NDArray[np.float64]

EVERY = 30  # days between looks
LOOKS = 24
SECONDS = 2.0
LIFELINES_ROWS = 2_000  # beyond these lifelines takes minutes
SURPYVAL_ROWS = 2_000

R_CODE = r"""
suppressMessages(library(survival))
x <- read.csv(commandArgs(TRUE)[1])
right <- ifelse(x$right > 1e8, NA, x$right + 0.25)
y <- Surv(ifelse(x$left < 0, NA, x$left + 0.5), right, type = "interval2")
once <- function(i) system.time(fit <<- survfit(y ~ 1, weights = x$n))[["elapsed"]]
cat(median(sapply(1:3, once)), "\n")
cat(format(c(fit$time, fit$surv), digits = 15), "\n")
"""


def invented(rows: int) -> tuple[Days, Days]:
    """Invent looks every 30 days, of which half are missed."""
    rng = np.random.default_rng(rows)
    wait = rng.weibull(1.3, rows) * 400
    looks = np.arange(1, LOOKS + 1) * EVERY
    looked = rng.random((rows, LOOKS)) < 0.5
    before = np.where(looked & (looks < wait[:, None]), looks, -1).max(axis=1)
    after = np.where(looked & (looks >= wait[:, None]), looks, np.inf).min(axis=1)
    return before.astype(float), after


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of the work, after one run that does not count."""
    work()
    times: list[float] = []
    while len(times) < 3 or (sum(times) < SECONDS and len(times) < 201):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def likelihood(left: Days, right: Days, days: Days, waiting: Days) -> float:
    """Return the log-likelihood per subject of a curve that steps on these days."""
    steps = np.concatenate([[1.0], waiting])
    at_left, at_right = (steps[np.searchsorted(days, ends, side="right")] for ends in (left, right))
    held = at_left - np.where(np.isinf(right), 0.0, at_right)
    return float(np.log(held).mean()) if held.min() > 0 else -np.inf


def in_r(left: Days, right: Days) -> tuple[float, Days, Days] | None:
    """Return the median time of R survival on the distinct intervals, and its curve."""
    if shutil.which("Rscript") is None:
        return None
    pairs, counts = np.unique(np.column_stack([left, right]), axis=0, return_counts=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        table = np.column_stack([np.where(np.isinf(pairs), 1e9, pairs), counts])
        np.savetxt(path, table, delimiter=",", header="left,right,n", comments="")
        command = ["Rscript", "-e", R_CODE, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, numbers = done.stdout.strip().split("\n", maxsplit=1)
    days, waiting = np.array(numbers.split(), float).reshape(2, -1)
    return float(seconds), np.ceil((days - 0.25) / EVERY) * EVERY, waiting  # R has middles


def lifelines_curve(left: Days, right: Days) -> Any:
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit_interval_censoring(left + 1, right)


def surpyval_curve(left: Days, right: Days) -> Any:
    surpyval = importlib.import_module("surpyval")
    return surpyval.Turnbull.fit(xl=left, xr=right, turnbull_estimator="Kaplan-Meier")


def report(rows: int) -> None:
    left, right = invented(rows)

    def ours() -> Curve:
        return turnbull(IntervalTable(left=left.astype(np.int64), right=right))

    curve, seconds = ours(), median_seconds(ours)
    best = likelihood(left, right, curve.days.astype(float), curve.value)
    distinct = len(np.unique(np.column_stack([left, right]), axis=0))
    print(f"\nTurnbull's estimate, {rows:,} rows, {distinct} distinct intervals")
    print(f"  {'recovery, with the table':32}{seconds * 1000:12.1f} ms{1:10.1f}")
    begin = time.perf_counter()
    turnbull(
        IntervalTable(left=left.astype(np.int64), right=right), interval="bootstrap", bootstrap=100
    )
    took = time.perf_counter() - begin
    print(f"  {'and 100 resamples':32}{took * 1000:12.1f} ms{took / seconds:10.1f}")
    if found := in_r(left, right):
        below = best - likelihood(left, right, found[1], found[2])
        line(f"R survival, {distinct} weighted rows", found[0], seconds)
        print(f"    log-likelihood per subject lower by {below:.1e}")
    others = {
        "lifelines": (lifelines_curve, LIFELINES_ROWS),
        "surpyval": (surpyval_curve, SURPYVAL_ROWS),
    }
    for name, (fit, most) in others.items():
        if importlib.util.find_spec(name) and rows <= most:
            begin = time.perf_counter()
            fit(left, right)
            line(name, time.perf_counter() - begin, seconds)


def line(name: str, took: float, seconds: float) -> None:
    print(f"  {name:32}{took * 1000:12.1f} ms{took / seconds:10.1f}")


def main() -> None:
    warnings.simplefilter("ignore")
    for rows in [int(text) for text in sys.argv[1:]] or [100, 2_000, 100_000]:
        report(rows)


if __name__ == "__main__":
    main()
