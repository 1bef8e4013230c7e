"""Time Cox regression against other packages, all in one run.

    python bench/regression.py [ROWS ...]      (default: 1000 1000000)

Ten covariates, half of them indicators, whole days, 40 % censored. Prints the
median time of each and its ratio to ours, how far its coefficients are from
ours, and the memory that ours takes beyond its arrays. Packages that are not
installed are left out, and each is only asked for what it can do in minutes.
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

from recovery.estimators import concordance, cox, predicted_survival, proportionality
from recovery.tables import EventTable

Days = npt.NDArray[np.int64]
Terms = npt.NDArray[np.float64]
Work = Callable[[], npt.NDArray[np.float64]]

COVARIATES = 10
FOLLOW_UP = 5 * 365
MOST = {"statsmodels": 20_000, "scikit-survival": 20_000, "R survival": 1_000_000}
"""Beyond so many rows these take minutes, or more memory than there is."""

R_CODE = """
suppressMessages(library(survival))
a <- commandArgs(TRUE); n <- as.integer(a[2]); p <- as.integer(a[3])
f <- file(a[1], "rb"); day <- readBin(f, "integer", n); event <- readBin(f, "integer", n)
x <- matrix(readBin(f, "double", n * p), n); y <- Surv(day, event)
s <- system.time(fit <- coxph(y ~ x))[["elapsed"]]
cat(s, coef(fit))
"""


def invented(rows: int) -> tuple[Days, Days, Terms]:
    """Invent waiting times in whole days that depend on ten covariates."""
    rng = np.random.default_rng(rows)
    terms = rng.normal(size=(rows, COVARIATES))
    terms[:, COVARIATES // 2 :] = terms[:, COVARIATES // 2 :] > 0
    wait = rng.exponential(600 * np.exp(-terms @ np.linspace(-0.3, 0.3, COVARIATES)))
    censored = rng.integers(1, FOLLOW_UP, rows)
    days = 1 + wait.astype(np.int64)
    return np.minimum(days, censored), (days <= censored).astype(np.int64), terms


def installed(name: str) -> Any:
    """Return a package, or nothing when it is not installed."""
    top = name.partition(".")[0]
    return importlib.import_module(name) if importlib.util.find_spec(top) else None


def others(day: Days, event: Days, terms: Terms) -> dict[str, Work]:
    """Return what the other packages are asked for; all take ties in Efron's way but one."""
    work: dict[str, Work] = {}
    if lifelines := installed("lifelines"):
        import pandas as pd

        frame = pd.DataFrame(terms, columns=[f"x{i}" for i in range(COVARIATES)])
        frame["day"], frame["event"] = day, event
        fitter = lifelines.CoxPHFitter
        work["lifelines"] = lambda: np.asarray(fitter().fit(frame, "day", "event").params_)
    if surpyval := installed("surpyval"):
        work["surpyval"] = lambda: np.asarray(
            surpyval.CoxPH.fit(x=day, Z=terms, c=1 - event, tie_method="efron").params
        )
    if statsmodels := installed("statsmodels.duration.hazard_regression"):
        model = statsmodels.PHReg
        work["statsmodels"] = lambda: np.asarray(
            model(day, terms, status=event, ties="efron").fit().params
        )
    if sksurv := installed("sksurv.linear_model"):
        y = installed("sksurv.util").Surv.from_arrays(event == 1, day)
        work["scikit-survival"] = lambda: np.asarray(
            sksurv.CoxPHSurvivalAnalysis(ties="efron", tol=1e-9).fit(terms, y).coef_
        )
    return {name: one for name, one in work.items() if len(day) <= MOST.get(name, len(day))}


def in_r(day: Days, event: Days, terms: Terms) -> tuple[float, npt.NDArray[np.float64]] | None:
    """Return the time of R survival by its own clock, and its coefficients."""
    if shutil.which("Rscript") is None or len(day) > MOST["R survival"]:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        whole = day.astype(np.int32).tobytes() + event.astype(np.int32).tobytes()
        path.write_bytes(whole + np.asfortranarray(terms).tobytes("F"))
        command = ["Rscript", "-e", R_CODE, str(path), str(len(day)), str(COVARIATES)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, *found = (float(word) for word in done.stdout.split())
    return seconds, np.array(found)


def timed(work: Work, times: int) -> tuple[float, npt.NDArray[np.float64]]:
    """Return the median time and the answer."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken), found


def report(rows: int) -> None:
    day, event, terms = invented(rows)
    table = EventTable(exit=day, event=event)
    times = 5 if rows < 100_000 else 3
    cox(table, terms)  # once without the clock: it loads what it needs
    ours, estimate = timed(lambda: cox(table, terms).estimate, times)
    robust, _ = timed(lambda: cox(table, terms, variance="robust").estimate, times)
    found = {name: timed(work, times) for name, work in others(day, event, terms).items()}
    r = in_r(day, event, terms)
    if r is not None:
        found["R survival"] = r
    print(f"\nCox regression, {COVARIATES} covariates, {rows:,} rows, {event.sum():,} events")
    print(f"  {'recovery':32}{ours * 1000:12.1f} ms{1.0:10.2f}")
    print(f"  {'recovery, robust variance':32}{robust * 1000:12.1f} ms{robust / ours:10.2f}")
    for name, (seconds, other) in found.items():
        apart = np.abs(other - estimate).max()
        print(f"  {name:32}{seconds * 1000:12.1f} ms{seconds / ours:10.2f}{apart:12.1e} apart")


def report_what_follows(rows: int) -> None:
    """Time what is made from a model, and say what memory it takes."""
    day, event, terms = invented(rows)
    table = EventTable(exit=day, event=event)
    effects = cox(table, terms)
    score = terms @ effects.estimate
    people = {"one": {f"x{i + 1}": 0.5 for i in range(COVARIATES)}}
    work: dict[str, Callable[[], object]] = {
        "predicted survival": lambda: predicted_survival(table, terms, effects, at=people),
        "proportionality": lambda: proportionality(table, terms, effects),
        "concordance": lambda: concordance(table, score),
    }
    for name, one in work.items():
        begin = time.perf_counter()
        one()
        print(f"  {name:32}{(time.perf_counter() - begin) * 1000:12.1f} ms")
    given = day.nbytes + event.nbytes + terms.nbytes
    tracemalloc.start()
    cox(table, terms)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"  peak beyond the arrays {peak / 2**20:.1f} MiB, with them {1 + peak / given:.2f} of them"
    )


def main() -> None:
    warnings.simplefilter("ignore")  # others warn of what they are told to do
    for rows in [int(text) for text in sys.argv[1:]] or [1_000, 1_000_000]:
        report(rows)
        report_what_follows(rows)


if __name__ == "__main__":
    main()
