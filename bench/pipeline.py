"""Time the whole way of the data on an invented register.

    python bench/pipeline.py 100000 parquet csv

Each format is measured in a fresh process: records read and checked, what was
known on the last day, a cohort and curves for every clock of the vocabulary.
Prints the median of the runs for each step and the peak memory.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

RUNS = 3
AS_OF = "2024-12-31"


def one_run(folder: str) -> dict[str, float]:
    """Run the whole way once and return the seconds of each step."""
    import recovery as rc

    marks = [time.perf_counter()]
    register = rc.read_register(folder)
    marks.append(time.perf_counter())
    known = register.as_of(AS_OF)
    marks.append(time.perf_counter())
    tables = [
        rc.select_cohort(
            known, origin=clock.origin, subject=clock.subject, purpose="internal_learning"
        ).time_to(clock.outcome, competing=clock.competing, censor=clock.censor)
        for clock in known.vocabulary.clocks.values()
    ]
    marks.append(time.perf_counter())
    for table in tables:
        rc.aalen_johansen(table)
    marks.append(time.perf_counter())
    steps = ("read and check", "as of a day", "cohorts", "curves")
    seconds = {n: b - a for n, a, b in zip(steps, marks[:-1], marks[1:], strict=True)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    rows = sum(frame.height for frame in register.tables.values())
    return seconds | {"in all": marks[-1] - marks[0], "peak GiB": peak, "rows": rows}


def main(survivors: int, formats: list[str]) -> None:
    """Measure every format and print the medians."""
    from recovery.synthetic import write_example

    for name in formats:
        form: Literal["csv", "parquet"] = "csv" if name == "csv" else "parquet"
        with tempfile.TemporaryDirectory() as folder:
            write_example(Path(folder), survivors=survivors, seed=1, format=form)
            runs = [
                json.loads(
                    subprocess.run(
                        [sys.executable, __file__, "--once", folder],
                        capture_output=True,
                        check=True,
                        text=True,
                    ).stdout
                )
                for _ in range(RUNS)
            ]
        print(f"{form}, {survivors:,} survivors, {runs[0]['rows']:,.0f} rows, {RUNS} runs, medians")
        for step in runs[0]:
            if step != "rows":
                print(f"  {step:<16}{statistics.median(run[step] for run in runs):8.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        print(json.dumps(one_run(sys.argv[2])))
    else:
        survivors, *formats = sys.argv[1:] or ["100000"]
        main(int(survivors), formats or ["parquet", "csv"])
