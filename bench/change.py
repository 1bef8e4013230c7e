"""Time scores, individual change, sustained recovery and the mixed model.

    python bench/change.py [SUBJECTS]      (default: 1000000)

Prints medians of three runs. The mixed model is compared, in one run, with
statsmodels and with R's lme4 where they are installed.
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

import numpy as np

from recovery.change import (
    Norms,
    Sustained,
    individual_change,
    recovery_states,
    time_to_recovery,
    trajectories,
)
from recovery.tables import ScoreTable

NORMS = Norms(
    better="lower",
    cutoff=10,
    sd=6,
    reliability=0.84,
    reliability_type="test-retest",
    population="invented",
    source="invented for this measurement",
)
VISITS = 6
IN_MODEL = 10_000
R_CODE = """
suppressMessages(library(lme4)); a <- commandArgs(TRUE); d <- read.csv(a[1])
f <- function() lmer(value ~ month + (month | subject), d)
cat(median(sapply(1:3, function(i) system.time(f())[["elapsed"]])))
"""


def invented(subjects: int) -> ScoreTable:
    """Invent scores of six visits each, in shuffled order."""
    rng = np.random.default_rng(subjects)
    subject = np.repeat(np.arange(subjects), VISITS)
    days = np.tile(np.arange(VISITS) * 91, subjects) + rng.integers(0, 30, len(subject))
    own = rng.normal(0, [4, 0.4], (subjects, 2))[subject]
    value = 16 + own[:, 0] + (own[:, 1] - 0.5) * days / 30.4 + rng.normal(0, 2, len(subject))
    order = rng.permutation(len(subject))
    return ScoreTable(subject=subject[order], days=days[order], value=value[order])


def median_seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def by_statsmodels(scores: ScoreTable) -> float:
    model = importlib.import_module("statsmodels.regression.mixed_linear_model").MixedLM
    months = scores.days / (365 / 12)
    x = np.column_stack([np.ones_like(months), months])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return median_seconds(
            lambda: model(scores.value, x, groups=scores.subject, exog_re=x).fit(reml=True)
        )


def by_lme4(scores: ScoreTable) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scores.csv")
        columns = np.column_stack([scores.subject, scores.days / (365 / 12), scores.value])
        np.savetxt(path, columns, delimiter=",", header="subject,month,value", comments="")
        run = ["Rscript", "-e", R_CODE, str(path)]
        return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


def main(subjects: int) -> None:
    scores = invented(subjects)
    rule = Sustained(NORMS, visits=2, span_days=91)
    size = sum(array.nbytes for array in scores.columns().values())

    def table() -> ScoreTable:
        return ScoreTable(subject=scores.subject, days=scores.days, value=scores.value)

    def sustained() -> object:
        return time_to_recovery(table(), rule)

    print(f"{subjects:,} subjects × {VISITS} assessments, shuffled; seconds")
    works: dict[str, Callable[[], object]] = {
        "table": table,
        "individual change": lambda: individual_change(scores, NORMS, last=(330, 420)),
        "table and sustained recovery": sustained,
        "states": lambda: recovery_states(scores, rule),
    }
    for name, work in works.items():
        print(f"  {name:30s} {median_seconds(work):7.2f}")
    tracemalloc.start()
    sustained()
    print(f"  memory beyond the input: {tracemalloc.get_traced_memory()[1] / size:.1f} × the input")
    tracemalloc.stop()

    small = invented(IN_MODEL)
    ours = median_seconds(lambda: trajectories(small))
    print(f"mixed model, {IN_MODEL:,} subjects × {VISITS}: {ours:.3f} s")
    others = {"statsmodels": by_statsmodels} if importlib.util.find_spec("statsmodels") else {}
    if shutil.which("Rscript"):
        others["R lme4"] = by_lme4
    for name, work_of in others.items():
        theirs = work_of(small)
        print(f"  {name:12s} {theirs:7.2f} s, {theirs / ours:5.1f} × ours")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]) if len(sys.argv) > 1 else (1_000_000,))
