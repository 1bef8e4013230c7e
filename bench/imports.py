"""What ``import recovery`` costs, against ``import attrs, numpy`` in the same run.

Each figure is the median wall-clock time of many fresh processes, taken in
turns so that a busy moment of the machine falls on all alike. A process that
imports nothing is the floor, and is taken off.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 31
PROGRAMS = {
    "nothing": "",
    "attrs, numpy": "import attrs, numpy",
    "recovery": "import recovery",
    "recovery, tables and estimators used": (
        "import recovery; recovery.EventTable, recovery.kaplan_meier"
    ),
    "recovery, every public name used": "from recovery import *",
}


def seconds(program: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main() -> None:
    for program in PROGRAMS.values():  # once unmeasured: fills the file cache
        seconds(program)
    rounds = [{name: seconds(program) for name, program in PROGRAMS.items()} for _ in range(ROUNDS)]
    median = {name: statistics.median(taken[name] for taken in rounds) for name in PROGRAMS}
    yardstick = median["attrs, numpy"] - median["nothing"]
    print(
        f"import, median of {ROUNDS} fresh processes, less {median['nothing'] * 1000:.0f} ms floor"
    )
    for name in list(PROGRAMS)[1:]:
        cost = median[name] - median["nothing"]
        print(f"  {name:38}{cost * 1000:8.1f} ms{cost / yardstick:8.2f} × attrs, numpy")


if __name__ == "__main__":
    main()
