"""Time the estimators against other packages, all in one run.

    python bench/estimators.py [ROWS ...]      (default: 100 1000000)

Prints the median time of each and its ratio to ours, then the memory that ours
takes beyond its arrays. Packages that are not installed are left out; R is one
process with its own clock, started without counting its reading of the rows.
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
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.tables import EventTable

Days = npt.NDArray[np.int64]

FOLLOW_UP = 5 * 365
SECONDS = 2.0  # how long to repeat one measurement, at most 201 and at least 3 times
R_ROWS = {"Kaplan–Meier": 10_000_000, "Aalen–Johansen": 20_000}  # beyond these R takes minutes

R_CODE = """
suppressMessages(library(survival))
a <- commandArgs(TRUE); n <- as.integer(a[2])
f <- file(a[1], "rb"); day <- readBin(f, "integer", n); event <- readBin(f, "integer", n)
y <- if (a[3] == "Kaplan–Meier") Surv(day, event > 0) else Surv(day, factor(event, 0:2))
cat(median(sapply(1:as.integer(a[4]), function(i) system.time(survfit(y ~ 1))[["elapsed"]])))
"""


def invented(rows: int) -> tuple[Days, Days]:
    """Invent waiting times in whole days, with two causes and censoring."""
    rng = np.random.default_rng(rows)
    wait = rng.exponential(500, rows).astype(np.int64)
    censored = rng.integers(0, FOLLOW_UP, rows)
    event = np.where(wait <= censored, rng.integers(1, 3, rows), 0)
    return np.minimum(wait, censored), event


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of the work, after one run that does not count."""
    work()
    times: list[float] = []
    while len(times) < 3 or (sum(times) < SECONDS and len(times) < 201):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def installed(name: str) -> Any:
    """Return a package, or nothing when it is not installed."""
    top = name.partition(".")[0]
    return importlib.import_module(name) if importlib.util.find_spec(top) else None


def in_r(day: Days, event: Days, method: str) -> float | None:
    """Return the median time of R survival."""
    if shutil.which("Rscript") is None or len(day) > R_ROWS[method]:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        path.write_bytes(day.astype(np.int32).tobytes() + event.astype(np.int32).tobytes())
        times = "3" if len(day) < 5_000_000 else "1"
        command = ["Rscript", "-e", R_CODE, str(path), str(len(day)), method, times]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def kaplan_meier_by(day: Days, event: Days) -> dict[str, Callable[[], object]]:
    table, outcome = EventTable(exit=day, event=event, causes=("a", "b")), (event > 0).astype(int)
    work: dict[str, Callable[[], object]] = {
        "recovery": lambda: kaplan_meier(table),
        "recovery, with the table": lambda: kaplan_meier(
            EventTable(exit=day, event=event, causes=("a", "b"))
        ),
        "np.bincount of the days": lambda: np.bincount(day),
        "np.bincount of days and events": lambda: (
            np.bincount(day),
            np.bincount(day, weights=outcome),
        ),
    }
    if lifelines := installed("lifelines"):
        work["lifelines"] = lambda: lifelines.KaplanMeierFitter().fit(day, outcome)
    if statsmodels := installed("statsmodels.duration.survfunc"):
        work["statsmodels"] = lambda: statsmodels.SurvfuncRight(day, outcome)
    return work


def aalen_johansen_by(day: Days, event: Days) -> dict[str, Callable[[], object]]:
    table = EventTable(exit=day, event=event, causes=("a", "b"))
    work: dict[str, Callable[[], object]] = {"recovery": lambda: aalen_johansen(table)}
    if statsmodels := installed("statsmodels.duration.survfunc"):
        work["statsmodels"] = lambda: statsmodels.CumIncidenceRight(day, event)
    if len(day) <= 10_000 and (lifelines := installed("lifelines")):  # it is slow, and jitters ties
        fitter = lifelines.AalenJohansenFitter
        work["lifelines, one cause"] = lambda: fitter(seed=0).fit(day, event, event_of_interest=1)
    return work


def report(method: str, rows: int) -> None:
    day, event = invented(rows)
    by = kaplan_meier_by if method == "Kaplan–Meier" else aalen_johansen_by
    times = {name: median_seconds(work) for name, work in by(day, event).items()}
    elapsed = in_r(day, event, method)
    if elapsed is not None:
        times["R survival"] = elapsed
    print(f"\n{method}, {rows:,} rows")
    for name, seconds in times.items():
        print(f"  {name:32}{seconds * 1000:12.3f} ms{seconds / times['recovery']:10.2f}")


def report_memory(rows: int) -> None:
    day, event = invented(rows)
    for estimator in (kaplan_meier, aalen_johansen):
        tracemalloc.start()
        estimator(EventTable(exit=day, event=event, causes=("a", "b")))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        share = (peak + day.nbytes + event.nbytes) / (day.nbytes + event.nbytes)
        print(f"  {estimator.__name__:32}{peak / 2**20:12.1f} MiB{share:9.2f} of the arrays")


def main() -> None:
    warnings.simplefilter("ignore")  # lifelines warns of the ties that it jitters
    for rows in [int(text) for text in sys.argv[1:]] or [100, 1_000_000]:
        report("Kaplan–Meier", rows)
        report("Aalen–Johansen", rows)
        print("  peak beyond the arrays, and with them")
        report_memory(rows)


if __name__ == "__main__":
    main()
