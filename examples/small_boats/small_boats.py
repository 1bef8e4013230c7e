"""How long people wait for a decision, when all that is known is who has one yet.

    python examples/small_boats/small_boats.py small_boats.png

Of people who came to the United Kingdom by small boat and were referred as
potential victims of modern slavery, the Home Office publishes the quarter of
referral and where they stand, and no day of a decision: current-status data.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from matplotlib.ticker import PercentFormatter
from scipy.special import betaincinv, xlog1py, xlogy

from recovery import IntervalTable
from recovery.estimators import turnbull
from recovery.estimators.isotonic import rising_shares
from recovery.plots.figure import Drawing
from recovery.results import Curve
from recovery.tables import About

QUARTERS = Path(__file__).parent / "quarters.csv"
AWAITS = ("awaits_conclusive", "awaits_reasonable", "awaits_reconsideration")
DAYS_A_MONTH = 365 / 12
LARGE = 100
"""Smaller cohorts count in the curve, but say too little by themselves to be drawn."""
NAMED = {"2022-06-30": (-30, 20), "2021-09-30": (-20, -18), "2020-09-30": (-34, -34)}
"""Cohorts that the picture names, and where."""
BLUE, RED = "#0072B2", "#D55E00"
SOURCE = "Home Office; contains public sector information licensed under the OGL v3.0"


def cohorts(path: Path = QUARTERS) -> pl.DataFrame:
    """Return the cohorts, oldest first, with what each of their shares rests on.

    The file names no day on which it was drawn up. It is taken to be the last
    day of the last quarter with referrals.
    """
    ends = pl.col("quarter_ends").str.to_date()
    return pl.read_csv(path).with_columns(
        days=(ends.max() - ends).dt.total_days(),
        people=pl.sum_horizontal(pl.exclude("quarter_ends")),
        decided=pl.col("positive") + pl.col("negative"),
        awaiting=pl.sum_horizontal(AWAITS),
    )


def waits(table: pl.DataFrame) -> IntervalTable:
    """Return the wait for a conclusive decision, from the end of the quarter of referral.

    A decision within the quarter counts on day 0. Who was refused early or
    withdrew has none and never will: the curve is the share without one.
    """
    days, decided = table["days"].to_numpy(), table["decided"].to_numpy()
    people = table["people"].to_numpy()
    left = np.concatenate([np.full(len(days), -1), days])
    right = np.concatenate([days, np.full(len(days), np.inf)])
    frequency = np.concatenate([decided, people - decided])
    some = frequency > 0
    about = About(
        clock="conclusive grounds decision, by days since the end of the quarter of referral",
        subject="person",
    )
    return IntervalTable(left=left[some], right=right[some], frequency=frequency[some], about=about)


def contradiction(table: pl.DataFrame, *, times: int = 2000, seed: int = 0) -> tuple[float, float]:
    """Ask whether one curve can hold for all cohorts.

    Returns
    -------
    tuple of float
        Twice the log of how much likelier the cohorts' own shares are than one
        rising curve, and the share of cohorts drawn from that curve in which
        it is as large.
    """
    ordered = table.sort("days")
    had, seen = ordered["decided"].to_numpy(), ordered["people"].to_numpy()
    draws = np.random.default_rng(seed).binomial(seen, rising_shares(had, seen), (times, len(had)))
    drawn = np.concatenate([had[None], draws]).astype(np.int64)
    groups = np.repeat(np.arange(len(drawn)), len(had))
    tiled = np.tile(seen, len(drawn))
    rising = rising_shares(drawn.reshape(-1), tiled, groups).reshape(drawn.shape)
    statistic = 2 * (_likely(drawn / seen, drawn, seen) - _likely(rising, drawn, seen))
    return float(statistic[0]), float((1 + (statistic[1:] >= statistic[0]).sum()) / (1 + times))


def _likely(shares: Any, had: Any, seen: Any) -> Any:
    return (xlogy(had, shares) + xlog1py(seen - had, -shares)).sum(axis=1)


def recognised(table: pl.DataFrame) -> pl.DataFrame:
    """Return what share is recognised in the end: naively, and between which bounds it must lie.

    One row for each cohort and one for all. The naive shares are of those with
    a conclusive decision, and of these with those who were refused early. The
    bounds are of everybody referred: if none of those who wait is recognised,
    and if all are; who was refused early or withdrew is not.
    """
    parts = ("positive", "decided", "refused_early", "awaiting", "people")
    both = pl.concat([table.select(parts), table.select(parts).sum()])
    return both.select(
        cohort=pl.Series([*table["quarter_ends"], "all"]),
        of_conclusive=pl.col("positive") / pl.col("decided"),
        of_refused_too=pl.col("positive") / (pl.col("decided") + pl.col("refused_early")),
        lowest=pl.col("positive") / pl.col("people"),
        highest=(pl.col("positive") + pl.col("awaiting")) / pl.col("people"),
    )


def picture(table: pl.DataFrame, curve: Curve) -> Drawing:
    """Draw the raw cohorts beside the one curve, and the shares with their bounds."""
    figure = Drawing(figsize=(8.2, 7.6), layout="constrained")
    upper, lower = figure.subplots(2, 1)
    _draw_waits(upper, table.filter(pl.col("people") >= LARGE), curve)
    _draw_shares(lower, table)
    figure.supxlabel(SOURCE, fontsize=8, x=0.01, ha="left")
    return figure


def _draw_waits(ax: Any, table: pl.DataFrame, curve: Curve) -> None:
    had, seen = table["decided"].to_numpy(), table["people"].to_numpy()
    months, share = table["days"].to_numpy() / DAYS_A_MONTH, had / seen
    low = betaincinv(np.maximum(had, 0.5), seen - had + 1, 0.025) * (had > 0)
    high = betaincinv(had + 1, seen - had, 0.975)
    ax.vlines(months, low, high, color=BLUE)
    ax.scatter(months, share, s=seen / 12, color=BLUE, alpha=0.5, linewidth=0)
    for cohort, month, value in zip(table["quarter_ends"], months, share, strict=True):
        if cohort in NAMED:
            text = f"{cohort[:7]}: {value:.1%}"
            ax.annotate(
                text, (month, value), xytext=NAMED[cohort], textcoords="offset points", fontsize=9
            )
    days = np.concatenate([[0], curve.days, [curve.followed_to]]) / DAYS_A_MONTH

    def risen(waiting: Any) -> Any:
        return np.concatenate([[0], 1 - waiting, 1 - waiting[-1:]])

    ax.plot(days, risen(curve.value), drawstyle="steps-post", color=RED)
    bounds = risen(curve.upper), risen(curve.lower)
    ax.fill_between(days, *bounds, step="post", color=RED, alpha=0.15, linewidth=0)
    ax.set_xlim(-1, months.max() + 1.5)
    ax.set_xticks(range(0, 37, 6))
    ax.set_xlabel("months since the end of the quarter of referral")
    ax.set_title(
        f"With a conclusive decision: cohorts of {LARGE} people or more (blue, area: people)\n"
        "and one curve for all cohorts (red). Those who waited longer are not always further.",
        loc="left",
        fontsize=10,
    )
    _dress(ax, 0.27)


def _draw_shares(ax: Any, table: pl.DataFrame) -> None:
    shares = recognised(table)
    place = np.arange(len(shares))
    ends = shares["lowest"], shares["highest"]
    ax.vlines(place, *ends, color=BLUE, linewidth=5, alpha=0.4, label="bounds for everyone")
    ax.scatter(place, ends[0], marker="_", color=BLUE, s=25, alpha=0.4)  # where both bounds are one
    ax.scatter(place, shares["of_conclusive"], c=RED, marker="_", s=90, label="of the conclusive")
    ax.scatter(place, shares["of_refused_too"], c=RED, s=18, label="early refusals counted too")
    ax.set_xticks(place, [cohort[:7] for cohort in shares["cohort"]], rotation=60, fontsize=8)
    ax.set_title(
        "Recognised as a victim: shares of those decided so far, and bounds for everyone referred",
        loc="left",
        fontsize=10,
    )
    ax.legend(ncols=3, fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(0, 1.02))
    _dress(ax, 1.14)


def _dress(ax: Any, top: float) -> None:
    ax.set_ylim(-0.01 * top, top)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", alpha=0.25)


def main(path: Path) -> None:
    """Draw the picture, and say what it shows."""
    table = cohorts()
    curve = turnbull(waits(table), interval="bootstrap")
    picture(table, curve).savefig(path, dpi=110)
    statistic, p_value = contradiction(table)
    print(f"{table['people'].sum():,} people, {table['decided'].sum():,} with a decision")
    print(f"One curve for all cohorts: {statistic:.0f}, p = {p_value:.4f}. Wrote {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "small_boats.png"))
