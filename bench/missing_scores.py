"""See which shares of recovered break, and by how much, when people stay away.

    nice python bench/missing_scores.py [TIMES]      (default: 200)

Prints the table in docs/recovery_scores.md. In each run 400 people are scored at intake and after
two, four and six months, along lines of their own; about four in ten of the last scores are
missing: for no reason, because of the last score that was seen, or because of the very score that
nobody saw. The truth is the share among very many people, none of whose scores is missing.
"""

from __future__ import annotations

import sys
from typing import Literal

import numpy as np
import numpy.typing as npt

from recovery.change import Norms, missing_scores, tipping_point
from recovery.tables import ScoreTable

PEOPLE, SEED = 400, 7
DAYS = np.array([0, 60, 120, 180])
WINDOW = (150, 210)
CUTOFF, RELIABLE = 10, 6
NORMS = Norms(
    better="lower",
    cutoff=CUTOFF,
    reliable_change=RELIABLE,
    population="invented",
    source="invented here",
)
Why = Literal["for no reason", "by the last score seen", "by the unseen score"]
REASONS: tuple[Why, ...] = ("for no reason", "by the last score seen", "by the unseen score")
SHARES = (
    "completers",
    "none of the unseen",
    "all of the unseen",
    "last observation",
    "weighted",
    "mixed model",
)


def scores(rng: np.random.Generator, people: int) -> npt.NDArray[np.float64]:
    """Invent scores, none of which is missing: one row a person, one column a day."""
    own = rng.normal(0, [3, 0.7], (people, 2))
    month = DAYS * 12 / 365
    value: npt.NDArray[np.float64] = 20 + own[:, :1] + (own[:, 1:] - 1.2) * month
    return value + rng.normal(0, 2, (people, len(DAYS)))


def true_share() -> float:
    """Return the share of cases that recovered, among very many people."""
    value = scores(np.random.default_rng(SEED), 1_000_000)
    case = value[:, 0] >= CUTOFF
    recovered = (value[:, 3] < CUTOFF) & (value[:, 0] - value[:, 3] >= RELIABLE)
    return float(recovered[case].mean())


def invented(rng: np.random.Generator, why: Why) -> ScoreTable:
    """Return scores of which some of the last are missing."""
    value = scores(rng, PEOPLE)
    value[stays_away(rng, why, value), 3] = np.nan
    return ScoreTable(
        subject=np.repeat(np.arange(PEOPLE), len(DAYS)),
        days=np.tile(DAYS, PEOPLE),
        value=value.ravel(),
    )


def stays_away(
    rng: np.random.Generator, why: Why, value: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Draw who is not seen at last: the worse the score that decides, the likelier."""
    if why == "for no reason":
        return rng.random(PEOPLE) < 0.4
    decides = value[:, 2 if why == "by the last score seen" else 3]
    pull = (decides - decides.mean()) / 2 - 0.55
    away: npt.NDArray[np.bool_] = rng.random(PEOPLE) < 1 / (1 + np.exp(-pull))
    return away


def run(times: int, why: Why, truth: float) -> None:
    """Print how far each share lies from the truth, and how often its interval holds it."""
    off = np.empty((times, len(SHARES)))
    held = np.empty((times, len(SHARES)), dtype=bool)
    tipping, missing = np.empty(times), np.empty(times)
    rng = np.random.default_rng([SEED, REASONS.index(why)])
    for k in range(times):
        table = invented(rng, why)
        found = missing_scores(table, NORMS, last=WINDOW, method="points")
        shares = [found[name] for name in SHARES]
        off[k] = [100 * (share.value - truth) for share in shares]
        held[k] = [share.lower <= truth <= share.upper for share in shares]
        at_truth = tipping_point(table, NORMS, last=WINDOW, below=truth, method="points")
        tipping[k], missing[k] = at_truth.value, np.isnan(table.value).mean() * len(DAYS)
    print(f"\nstay away {why} ({100 * missing.mean():.0f} % missing)")
    print("| share | points off, on average | spread | interval holds the truth |")
    print("|---|--:|--:|--:|")
    for name, error, holds in zip(SHARES, off.T, held.T, strict=True):
        bounds = "unseen" in name or name == "mixed model"
        told = "–" if bounds else f"{100 * holds.mean():.0f} %"
        print(f"| {name} | {error.mean():+.1f} | {error.std(ddof=1):.1f} | {told} |")
    print(f"the unseen were worse than predicted by {np.median(tipping):.1f} points (median)")


if __name__ == "__main__":
    true = true_share()
    print(f"true share: {100 * true:.1f} %")
    for reason in REASONS:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 200, reason, true)
