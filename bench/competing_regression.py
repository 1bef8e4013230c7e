"""Time Fine–Gray regression against other packages, all in one run.

    python bench/competing_regression.py [ROWS ...]      (default: 2000 100000)

Prints the median time of each and its ratio to ours, and the largest relative
difference from our effects and standard errors. Packages that are not installed
are left out; R runs in one process with its own clock, started without
counting its reading of the rows, and stops its search somewhat earlier. All but
R survival are held against ours with the convention of cmprsk.
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

from recovery.estimators import fine_gray
from recovery.tables import EventTable

Numbers = npt.NDArray[np.float64]
Found = tuple[Numbers, Numbers]

FOLLOW_UP = 5 * 365
TERMS = 4
SECONDS = 2.0  # how long to repeat one measurement, at least 3 times
MOST = {"R survival": 5_000, "R cmprsk": 5_000}  # beyond these R takes minutes

R_CODE = """
suppressMessages({library(survival); library(cmprsk)})
a <- commandArgs(TRUE); n <- as.integer(a[2]); p <- as.integer(a[3])
f <- file(a[1], "rb"); day <- readBin(f, "integer", n); event <- readBin(f, "integer", n)
X <- matrix(readBin(f, "double", n * p), n); colnames(X) <- paste0("x", seq_len(p))
if (a[4] == "R survival") {
  d <- data.frame(day, state = factor(event, 0:2), X, id = seq_len(n))
  seconds <- system.time({
    long <- finegray(Surv(day, state) ~ ., d, id = id)
    form <- reformulate(colnames(X), "Surv(fgstart, fgstop, fgstatus)")
    fit <- coxph(form, long, weights = fgwt, cluster = id)
  })[["elapsed"]]
} else seconds <- system.time(fit <- crr(day, event, X))[["elapsed"]]
cat(seconds, fit$coef, sqrt(diag(fit$var)))
"""


def invented(rows: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Numbers]:
    """Invent waits in whole days with two causes, censoring, and covariates that matter."""
    rng = np.random.default_rng(rows)
    values = rng.normal(size=(rows, TERMS))
    wait = rng.exponential(500 * np.exp(values @ np.linspace(-0.3, 0.3, TERMS))).astype(np.int64)
    censored = rng.integers(1, FOLLOW_UP, rows)
    cause = 1 + (rng.random(rows) < 1 / (1 + np.exp(values[:, 0])))
    return np.minimum(wait, censored) + 1, np.where(wait <= censored, cause, 0), values


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of the work, after one run that does not count."""
    work()
    times: list[float] = []
    while len(times) < 3 or (sum(times) < SECONDS and len(times) < 51):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def installed(name: str) -> Any:
    """Return a package, or nothing when it is not installed."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def by_package(rows: int) -> dict[str, Callable[[], Found]]:
    day, event, values = invented(rows)
    table = EventTable(exit=day, event=event, causes=("home", "left"))

    def ours(**choices: Any) -> Found:
        found = fine_gray(table, values, **choices)
        return found.estimate, found.std_error

    work: dict[str, Callable[[], Found]] = {
        "recovery": ours,
        "recovery, as crr": lambda: ours(convention="crr"),
    }
    if comprisk := installed("comprisk"):

        def theirs() -> Found:
            model = comprisk.FineGrayRegression(robust_se=True)
            model.fit(values, time=day.astype(float), event=event)
            return model.coef_, model.se_

        work["comprisk, robust"] = theirs
    if surpyval := installed("surpyval"):
        causes = event.astype(object)
        causes[event == 0] = None

        def another() -> Found:
            model = surpyval.FineGray.fit(day, values, causes, event=1)
            return np.array(model.beta), np.array(model.standard_errors())

        work["surpyval, not robust"] = another
    return work


def in_r(rows: int, package: str) -> tuple[float, Found] | None:
    """Return the time of R, and what it found."""
    if shutil.which("Rscript") is None or rows > MOST[package]:
        return None
    day, event, values = invented(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        whole = day.astype(np.int32).tobytes() + event.astype(np.int32).tobytes()
        path.write_bytes(whole + values.T.tobytes())
        command = ["Rscript", "-e", R_CODE, str(path), str(rows), str(TERMS), package]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    numbers = np.array(done.stdout.split(), dtype=float)
    return float(numbers[0]), (numbers[1 : TERMS + 1], numbers[TERMS + 1 :])


def report(rows: int) -> None:
    print(f"\nFine–Gray, {rows:,} rows, {TERMS} covariates")
    packages = by_package(rows)
    ours = {name: packages[name]() for name in ("recovery", "recovery, as crr")}
    first = median_seconds(packages["recovery"])
    print(f"  {'':28}{'time':>12}{'ratio':>9}{'effects off':>14}{'errors off':>14}")
    for name, work in packages.items():
        show(name, first if name == "recovery" else median_seconds(work), work(), ours, first)
    for package in MOST:
        found = in_r(rows, package)
        if found is not None:
            show(package, *found, ours, first)


def show(name: str, seconds: float, found: Found, ours: dict[str, Found], first: float) -> None:
    mine = ours["recovery" if name in ("recovery", "R survival") else "recovery, as crr"]
    off = [float(np.abs(a / b - 1).max()) for a, b in zip(found, mine, strict=True)]
    ratio = seconds / first
    print(f"  {name:28}{seconds * 1000:9.1f} ms{ratio:9.2f}{off[0]:14.1e}{off[1]:14.1e}")


def main() -> None:
    warnings.simplefilter("ignore")
    for rows in [int(text) for text in sys.argv[1:]] or [2_000, 100_000]:
        report(rows)


if __name__ == "__main__":
    main()
