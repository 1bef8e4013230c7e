"""Draw groups in a funnel: by their size, between the limits that chance alone would keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from recovery.plots.lines import COLOURS
from recovery.results import Funnel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_funnel"]

STYLES = ("--", "-", ":", "-.")
WITHIN, BEYOND = COLOURS[0], COLOURS[1]


def draw_funnel(ax: Axes, result: Funnel) -> None:
    """Draw each group as a point, with its name, and the limits that groups of a size have.

    The limits are exact at each group and joined by straight lines between
    them; where groups vary more than by chance, they are the widened ones.
    Points beyond the widest limits are drawn as diamonds.
    """
    order = np.argsort(result.size, kind="stable")
    sizes = result.size[order]
    for place, level in enumerate(result.levels):
        style = STYLES[place % len(STYLES)]
        for limit in (result.wide_lower, result.wide_upper):
            ax.plot(sizes, limit[place][order], style, color="#5B5B5B", linewidth=1, label="")
        ax.lines[-1].set_label(f"{100 * level:g} % limits")
    ax.axhline(result.target, color="#5B5B5B", linewidth=1, alpha=0.6)
    far = np.isin(np.array(result.groups, dtype=object), result.outside())
    for beyond, marker, colour, label in (
        (False, "o", WITHIN, "within"),
        (True, "D", BEYOND, "beyond the widest limits"),
    ):
        chosen = (far == beyond) & ~np.isnan(result.value)
        if chosen.any():
            x, y = result.size[chosen], result.value[chosen]
            ax.plot(x, y, marker, color=colour, markersize=5, linestyle="", label=label)
    for name, size, value in zip(result.groups, result.size, result.value, strict=True):
        if not np.isnan(value):
            ax.annotate(name, (size, value), xytext=(5, 3), textcoords="offset points", fontsize=8)
    _dress(ax, result)


def _dress(ax: Axes, result: Funnel) -> None:
    if result.kind == "share":
        ax.set_ylim(-0.02, 1.02)
        ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.set_xlabel("people in the group")
    else:
        ax.set_ylim(bottom=0)
        ax.set_xlabel("exposure of the group")
    ax.set_xlim(left=0, right=float(result.size.max()) * 1.12)
    ax.set_ylabel(result.kind)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=8, frameon=False, loc="best")
