"""How the denominator moves the answer: a depression trial that half of the people left.

    python examples/beating_the_blues/beating_the_blues.py blues.png

The records are those of the R package HSAUR3 (data set BtheB), read where R
installed them; nothing of them is stored here.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys

import numpy as np
import polars as pl

from recovery import ScoreTable
from recovery.change import Norms, missing_scores, score_sheet, tipping_point
from recovery.plots import plot
from recovery.plots.figure import Drawing
from recovery.results import Groups, ScoreSheet
from recovery.tables import About

MONTHS = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
DAYS_A_MONTH = 365 / 12
LAST = (213, 273)
"""Days of the last assessment: eight months, give or take one."""
ARMS = {"TAU": "treatment as usual", "BtheB": "Beating the Blues"}
NORMS = Norms(
    better="lower",
    cutoff=14,
    reliable_change=10,
    population="assumed for this example: not the norms of any population",
    source="chosen by the authors of this example to show what denominators do",
)
READ = "write.csv(HSAUR3::BtheB, stdout(), row.names = FALSE)"


class NoRecordsError(Exception):
    """The records cannot be read here."""


def records() -> pl.DataFrame:
    """Read the trial from where R installed it.

    Raises
    ------
    NoRecordsError
        If R or the package HSAUR3 is not installed; it says what to do.
    """
    if shutil.which("Rscript") is None:
        message = "R is not installed: on Debian, apt-get install r-base-core r-cran-hsaur3"
        raise NoRecordsError(message)
    command = ["Rscript", "-e", READ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    if done.returncode:
        message = (
            "the R package HSAUR3 is not installed: on Debian, apt-get install r-cran-hsaur3; "
            "elsewhere, install.packages('HSAUR3') in R"
        )
        raise NoRecordsError(message)
    return pl.read_csv(io.StringIO(done.stdout), null_values="NA")


def invented(people: int = 100, seed: int = 8) -> pl.DataFrame:
    """Invent records of the same form: whoever is worse is likelier to leave."""
    rng = np.random.default_rng(seed)
    month = np.array(list(MONTHS.values()))
    treated = np.arange(people) % 2 == 1
    own = rng.normal([23, -0.7], [8, 0.6], (people, 2))
    slope = own[:, 1:] - 0.6 * treated[:, None]
    score = own[:, :1] + slope * month + rng.normal(0, 4, (people, len(month)))
    score = np.clip(np.round(score), 0, 63)
    leaves = rng.random((people, len(month))) < 0.09 + 0.006 * score
    leaves[:, 0] = False
    score[np.cumsum(leaves, axis=1) > 0] = np.nan
    columns = {name: score[:, place] for place, name in enumerate(MONTHS)}
    arm = np.where(treated, "BtheB", "TAU")
    return pl.DataFrame({"treatment": arm, **columns}, nan_to_null=True)


def scores(people: pl.DataFrame) -> ScoreTable:
    """Return one row for each form; whoever left has no row afterwards."""
    long = (
        people.with_row_index("person")
        .unpivot(list(MONTHS), index="person", variable_name="visit", value_name="score")
        .drop_nulls("score")
    )
    months = long["visit"].replace_strict(MONTHS, return_dtype=pl.Float64).to_numpy()
    about = About(clock="from the first assessment, BDI", subject="patient")
    return ScoreTable(
        subject=long["person"].to_numpy(),
        days=np.round(months * DAYS_A_MONTH),
        value=long["score"].to_numpy(),
        about=about,
    )


def by_arm(people: pl.DataFrame) -> Groups[str, ScoreTable]:
    """Return the scores of the two arms."""
    parts = {name: scores(people.filter(pl.col("treatment") == arm)) for arm, name in ARMS.items()}
    return Groups(parts, by=("treatment",))


def sheet(people: pl.DataFrame) -> ScoreSheet:
    """Return every figure, of everyone and of each arm."""
    return score_sheet(scores(people), NORMS, last=LAST, method="points", by=by_arm(people))


def denominators(people: pl.DataFrame, outcome: str = "recovered") -> pl.DataFrame:
    """Return the share in each arm, and how many points apart they are, by each denominator."""
    found = {
        name: missing_scores(table, NORMS, last=LAST, method="points", outcome=outcome)
        for name, table in by_arm(people).items()
    }
    usual, blues = found.values()
    rows = [
        {
            "assuming": name,
            **{f"{arm}, %": 100 * shares[name].value for arm, shares in found.items()},
            "points apart": 100 * (blues[name].value - usual[name].value),
            "of": " and ".join(str(shares[name].n) for shares in found.values()),
        }
        for name in usual
    ]
    return pl.DataFrame(rows).with_columns(pl.col(pl.Float64).round(1))


def turning(people: pl.DataFrame) -> float:
    """Return how many points worse than predicted those unseen after treatment would have to be.

    So much worse that no more of the treated recovered than of the others.
    """
    arms = by_arm(people)
    usual, blues = arms.values()
    bar = missing_scores(usual, NORMS, last=LAST, method="points")["mixed model"].value
    return tipping_point(blues, NORMS, last=LAST, below=bar, method="points").value


if __name__ == "__main__":
    try:
        trial = records()
    except NoRecordsError as error:
        sys.exit(str(error))
    print(denominators(trial))
    print(f"tipping point: {turning(trial):.1f} points")
    if len(sys.argv) > 1:
        picture = Drawing(figsize=(8.6, 6), layout="constrained")
        plot(sheet(trial), picture.add_subplot())
        picture.savefig(sys.argv[1], dpi=110)
