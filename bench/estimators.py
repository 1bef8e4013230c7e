"""Time the estimators of event tables against other packages, all in one run.

    python bench/estimators.py [WORK ...] [ROWS ...]      (default: all work, 100 and 1000000 rows)

Prints the median time of each and its ratio to ours, then the memory that ours takes beyond its
arrays. Works are named in ``WORKS``. Packages that are not installed are left out; R is one process
with its own clock, started without counting its reading of the rows.
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

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators import (
    aalen_johansen,
    bootstrap,
    gray,
    kaplan_meier,
    log_rank,
    restricted_mean,
)
from recovery.tables import EventTable, merge_counts

Days = npt.NDArray[np.int64]
Work = dict[str, Callable[[], object]]

FOLLOW_UP = 5 * 365
SECONDS = 2.0  # how long to repeat one measurement, at most 201 and at least 3 times
R_ROWS = {  # beyond these R takes minutes
    "Kaplan–Meier": 10_000_000,
    "Aalen–Johansen": 20_000,
    "log-rank": 1_000_000,
    "bootstrap": 1_000,
}
SLOW = 1_000_000  # beyond this the slower packages, and all that take rows in Python, are left out
CAUSES = ("a", "b")
CLUSTERS = 50_000
REPORT_DAYS = tuple(range(140, 1800, 140))  # twelve
REPEATS = 1000

R_CODE = """
suppressMessages(library(survival))
a <- commandArgs(TRUE); n <- as.integer(a[2])
f <- file(a[1], "rb"); day <- readBin(f, "integer", n); event <- readBin(f, "integer", n)
y <- if (a[3] == "Aalen–Johansen") Surv(day, factor(event, 0:2)) else Surv(day, event > 0)
group <- seq_len(n) %% 2
work <- switch(a[3],
  "log-rank" = function() survdiff(y ~ group),
  "bootstrap" = function() for (i in 1:1000)
    quantile(survfit(y[sample(n, n, TRUE)] ~ 1, se.fit = FALSE), 0.5),
  function() survfit(y ~ 1))
cat(median(sapply(1:as.integer(a[4]), function(i) system.time(work())[["elapsed"]])))
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
    if shutil.which("Rscript") is None or len(day) > R_ROWS.get(method, 0):
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        path.write_bytes(day.astype(np.int32).tobytes() + event.astype(np.int32).tobytes())
        times = "3" if len(day) < 500_000 else "1"
        command = ["Rscript", "-e", R_CODE, str(path), str(len(day)), method, times]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def survival_types(day: Days, event: Days) -> Any:
    """Return the outcome as scikit-survival takes it."""
    outcome = np.empty(len(day), dtype=[("event", bool), ("time", float)])
    outcome["event"], outcome["time"] = event > 0, day
    return outcome


def kaplan_meier_by(day: Days, event: Days) -> Work:
    table, outcome = EventTable(exit=day, event=event, causes=CAUSES), (event > 0).astype(int)
    work: Work = {
        "recovery": lambda: kaplan_meier(table),
        "recovery, with the table": lambda: kaplan_meier(
            EventTable(exit=day, event=event, causes=CAUSES)
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
    if (sksurv := installed("sksurv.nonparametric")) and len(day) <= SLOW:
        work["scikit-survival"] = lambda: sksurv.kaplan_meier_estimator(
            event > 0, day, conf_type="log-log"
        )
    if (surpyval := installed("surpyval")) and len(day) <= SLOW:
        work["surpyval"] = lambda: surpyval.KaplanMeier.fit(x=day, c=1 - outcome)
    return work


def aalen_johansen_by(day: Days, event: Days) -> Work:
    table = EventTable(exit=day, event=event, causes=CAUSES)
    work: Work = {"recovery": lambda: aalen_johansen(table)}
    if statsmodels := installed("statsmodels.duration.survfunc"):
        work["statsmodels"] = lambda: statsmodels.CumIncidenceRight(day, event)
    if len(day) <= 10_000 and (lifelines := installed("lifelines")):  # it is slow, and jitters ties
        fitter = lifelines.AalenJohansenFitter
        work["lifelines, one cause"] = lambda: fitter(seed=0).fit(day, event, event_of_interest=1)
    return work


def log_rank_by(day: Days, event: Days) -> Work:
    groups = {g: EventTable(exit=day[g::2], event=event[g::2], causes=CAUSES) for g in (0, 1)}
    outcome, group = (event > 0).astype(int), np.arange(len(day)) % 2
    work: Work = {
        "recovery": lambda: log_rank(groups),
        "recovery, with the tables": lambda: log_rank(
            {g: EventTable(exit=day[g::2], event=event[g::2], causes=CAUSES) for g in (0, 1)}
        ),
        "recovery, Gray": lambda: gray(groups, cause="a"),
    }
    if lifelines := installed("lifelines.statistics"):
        work["lifelines"] = lambda: lifelines.logrank_test(
            day[::2], day[1::2], outcome[::2], outcome[1::2]
        )
    if (statsmodels := installed("statsmodels.duration.survfunc")) and len(day) <= SLOW:
        work["statsmodels"] = lambda: statsmodels.survdiff(day, outcome, group)
    if (sksurv := installed("sksurv.compare")) and len(day) <= SLOW:
        y = survival_types(day, event)
        work["scikit-survival"] = lambda: sksurv.compare_survival(y, group)
    return work


def robust_by(day: Days, event: Days) -> Work:
    plain = EventTable(exit=day, event=event, causes=CAUSES)
    labels = np.random.default_rng(1).integers(0, CLUSTERS, len(day))
    clustered = attrs.evolve(plain, cluster=labels)
    return {
        "recovery": lambda: kaplan_meier(plain),  # what the others are measured by
        "robust": lambda: kaplan_meier(plain, variance="robust"),
        "clusters, 12 report days": lambda: kaplan_meier(
            clustered, variance="robust", days=REPORT_DAYS
        ),
        "clusters, every day": lambda: kaplan_meier(clustered, variance="robust"),
        "clusters, restricted mean": lambda: restricted_mean(
            clustered, days=730, variance="robust"
        ),
    }


def bootstrap_by(day: Days, event: Days) -> Work:
    table, outcome = EventTable(exit=day, event=event, causes=CAUSES), (event > 0).astype(int)
    work: Work = {"recovery": lambda: bootstrap(table, repeats=REPEATS)}

    def many(median: Callable[[Days, Days], object]) -> Callable[[], object]:
        def draws() -> None:
            rng = np.random.default_rng(0)
            for _ in range(REPEATS):
                rows = rng.integers(0, len(day), len(day))
                median(day[rows], outcome[rows])

        return draws

    if len(day) > 1_000:
        return work
    if lifelines := installed("lifelines"):
        work["lifelines"] = many(
            lambda d, e: lifelines.KaplanMeierFitter().fit(d, e).median_survival_time_
        )
    if statsmodels := installed("statsmodels.duration.survfunc"):
        work["statsmodels"] = many(lambda d, e: statsmodels.SurvfuncRight(d, e).quantile(0.5))
    if sksurv := installed("sksurv.nonparametric"):
        work["scikit-survival"] = many(lambda d, e: sksurv.kaplan_meier_estimator(e > 0, d))
    return work


def merging_by(day: Days, event: Days) -> Work:
    parts = [
        EventTable(exit=day[k::REPEATS], event=event[k::REPEATS], causes=CAUSES).counts()
        for k in range(min(REPEATS, len(day)))
    ]
    return {"recovery": lambda: merge_counts(parts)}


WORKS: dict[str, Callable[[Days, Days], Work]] = {
    "Kaplan–Meier": kaplan_meier_by,
    "Aalen–Johansen": aalen_johansen_by,
    "log-rank": log_rank_by,
    "robust": robust_by,
    "bootstrap": bootstrap_by,
    "merging": merging_by,
}


def report(method: str, rows: int) -> None:
    day, event = invented(rows)
    times = {name: median_seconds(work) for name, work in WORKS[method](day, event).items()}
    elapsed = in_r(day, event, method)
    if elapsed is not None:
        times["R survival"] = elapsed
    print(f"\n{method}, {rows:,} rows")
    for name, seconds in times.items():
        print(f"  {name:32}{seconds * 1000:12.3f} ms{seconds / times['recovery']:10.2f}")


def report_memory(rows: int) -> None:
    """Print the memory that each takes at most, tables included, in sizes of its arrays."""
    day, event = invented(rows)
    labels = np.random.default_rng(1).integers(0, CLUSTERS, rows)
    one: dict[str, Any] = {"exit": day, "event": event, "causes": CAUSES}
    many: dict[str, Any] = {**one, "cluster": labels}
    work: dict[str, tuple[int, Callable[[], object]]] = {
        "kaplan_meier": (2, lambda: kaplan_meier(EventTable(**one))),
        "aalen_johansen": (2, lambda: aalen_johansen(EventTable(**one))),
        "log_rank": (
            2,
            lambda: log_rank(
                {g: EventTable(exit=day[g::2], event=event[g::2], causes=CAUSES) for g in range(2)}
            ),
        ),
        "kaplan_meier, robust": (2, lambda: kaplan_meier(EventTable(**one), variance="robust")),
        "kaplan_meier, by clusters": (
            3,
            lambda: kaplan_meier(EventTable(**many), variance="robust"),
        ),
        "kaplan_meier, 12 report days": (
            3,
            lambda: kaplan_meier(EventTable(**many), variance="robust", days=REPORT_DAYS),
        ),
    }
    for name, (arrays, function) in work.items():
        tracemalloc.start()
        function()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        given = arrays * day.nbytes
        print(f"  {name:32}{peak / 2**20:12.1f} MiB{(peak + given) / given:9.2f} of the arrays")


def main() -> None:
    warnings.simplefilter("ignore")  # lifelines warns of the ties that it jitters
    asked = sys.argv[1:]
    methods = [name for name in asked if name in WORKS] or list(WORKS)
    for rows in [int(text) for text in asked if text.isdigit()] or [100, 1_000_000]:
        for method in methods:
            report(method, rows)
        if rows >= SLOW:
            print(f"\npeak beyond the arrays of {rows:,} rows, and with them")
            report_memory(rows)


if __name__ == "__main__":
    main()
