"""Time the scoring of forms, from arrays and from records.

    python bench/scoring.py [FORMS]      (default: 1000000)

Prints medians of three runs, and the memory taken beyond the answers.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.scoring import assessed, score
from recovery.vocabulary import VOCABULARY

PHQ9 = VOCABULARY.instruments["phq9"]
UNANSWERED = 0.02
"""Share of items left empty."""


def records(answers: npt.NDArray[np.float64]) -> pl.DataFrame:
    """Write the answers as rows of the assessments table, as they are once a CSV was read."""
    written = {
        f"item_{item + 1}": pl.Series(column).fill_nan(None).cast(pl.Int8).cast(pl.String)
        for item, column in enumerate(answers.T)
    }
    own = {"instrument": "phq9", "coding": "0-3", "status": "done"}
    frame = pl.DataFrame(written).with_columns(pl.lit(v).alias(k) for k, v in own.items())
    return frame.with_columns(pl.all().cast(pl.Categorical()))


def median_seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main(forms: int) -> None:
    rng = np.random.default_rng(forms)
    answers = rng.integers(0, 4, (forms, PHQ9.items)).astype(np.float64)
    answers[rng.random(answers.shape) < UNANSWERED] = np.nan
    rows = records(answers)
    print(f"{forms:,} forms of the PHQ-9; seconds")
    for name, work in (
        ("numbers", lambda: score(answers, PHQ9)),
        ("text, from records", lambda: assessed(rows, PHQ9)),
    ):
        print(f"  {name:20s} {median_seconds(work):6.2f}")
    tracemalloc.start()
    score(answers, PHQ9)
    beyond = tracemalloc.get_traced_memory()[1] / answers.nbytes
    print(f"  memory beyond the answers: {beyond:.1f} × the answers")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]) if len(sys.argv) > 1 else (1_000_000,))
