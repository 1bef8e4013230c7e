"""Draw the shares of a score sheet, by what is assumed of those who were not seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs
from matplotlib.ticker import PercentFormatter

from recovery.disclosure import ShownEstimate, ShownScoreSheet
from recovery.plots.lines import COLOURS
from recovery.results import Estimate, ScoreSheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Row", "draw_rows", "rows_of"]

Share = Estimate | ShownEstimate
BOUNDS = ("none of the unseen", "all of the unseen")
MARKS = {
    "completers": ("o", COLOURS[0]),
    "weighted": ("s", COLOURS[2]),
    "mixed model": ("D", COLOURS[3]),
    "last observation": ("x", COLOURS[4]),
}
"""How each share is drawn: its mark and its colour."""
PALE = "#C9D3DC"
TOO_FEW = "too few people to show"
APART = 0.17
"""Between the marks of one row."""


@attrs.frozen(kw_only=True)
class Row:
    """One outcome of one group.

    Attributes
    ----------
    label
        What stands beside it.
    shares
        The share under each assumption.
    """

    label: str
    shares: Mapping[str, Share]


def rows_of(sheet: ScoreSheet | ShownScoreSheet) -> list[Row]:
    """Return what is drawn of a sheet: each outcome of everyone, then of each group."""
    parts: dict[str, Any] = {"": sheet, **(sheet.groups or {})}
    return [
        Row(label=outcome + (f"\n{label}" if label else ""), shares=each.assuming[outcome])
        for outcome in sheet.assuming
        for label, each in parts.items()
        if outcome in each.assuming
    ]


def draw_rows(ax: Axes, rows: list[Row]) -> None:
    """Draw the rows from the top down, with their bounds, marks and intervals."""
    if not rows:
        ax.text(0.5, 0.5, TOO_FEW, transform=ax.transAxes, ha="center")
    for place, row in enumerate(rows):
        _bounds(ax, place, row.shares)
        for step, (name, share) in enumerate(_marked(row.shares)):
            _mark(ax, place + APART * (step - 1.5), name, share)
        if all(math.isnan(share.value) for share in row.shares.values()):
            ax.text(0.01, place, TOO_FEW, va="center", color=COLOURS[4])
    ax.set_yticks(range(len(rows)), [row.label for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1))
    ax.set_xlabel("share")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="x", alpha=0.25)
    _legend(ax)


def _marked(shares: Mapping[str, Share]) -> Iterator[tuple[str, Share]]:
    return ((name, shares[name]) for name in MARKS if name in shares)


def _bounds(ax: Axes, place: int, shares: Mapping[str, Share]) -> None:
    low, high = (shares[name].value if name in shares else math.nan for name in BOUNDS)
    if math.isnan(low) or math.isnan(high):
        return
    ax.barh(
        place, max(high - low, 0.004), left=low, height=0.8, color=PALE, zorder=1,
        label="bounds: none or all of the unseen",
    )  # fmt: skip


def _mark(ax: Axes, height: float, name: str, share: Share) -> None:
    mark, colour = MARKS[name]
    if math.isnan(share.value):
        return
    if not math.isnan(share.lower):
        ax.plot([share.lower, share.upper], [height] * 2, color=colour, linewidth=1.3, zorder=2)
    ax.plot(
        [share.value], [height], mark, color=colour, markersize=6, zorder=3, label=name,
        clip_on=False,
    )  # fmt: skip


def _legend(ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    first = dict(zip(reversed(labels), reversed(handles), strict=True))
    if not first:
        return
    shown = [name for name in (*MARKS, "bounds: none or all of the unseen") if name in first]
    ax.legend(
        [first[name] for name in shown], shown, frameon=False, fontsize=9,
        loc="upper left", bbox_to_anchor=(1.0, 1.0),
    )  # fmt: skip
