"""Draw groups in a funnel: by their size, between the limits that chance alone would keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from matplotlib.ticker import PercentFormatter

from recovery.disclosure import ShownFunnel
from recovery.plots.lines import COLOURS
from recovery.results import Funnel
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_funnel"]

STYLES = ("--", "-", ":", "-.")
WITHIN, BEYOND = COLOURS[0], COLOURS[1]


@attrs.frozen(eq=False, kw_only=True)
class Drawn:
    """What is drawn of a funnel: names, sizes and values of ``k`` groups, limits ``(m, k)``."""

    names: tuple[str, ...]
    size: FloatArray
    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    outside: tuple[str, ...]


def draw_funnel(ax: Axes, result: Funnel | ShownFunnel) -> None:
    """Draw each group as a point, with its name, and the limits that groups of a size have.

    The limits are exact at each group and joined by straight lines between
    them; where groups vary more than by chance, they are the widened ones.
    Points beyond the widest limits are drawn as diamonds.
    """
    drawn = _drawn(result)
    if not drawn.names:
        ax.text(0.5, 0.5, "too few people to show", transform=ax.transAxes, ha="center")
        return
    order = np.argsort(drawn.size, kind="stable")
    sizes = drawn.size[order]
    for place, level in enumerate(result.levels):
        style = STYLES[place % len(STYLES)]
        for limit in (drawn.lower, drawn.upper):
            ax.plot(sizes, limit[place][order], style, color="#5B5B5B", linewidth=1, label="")
        ax.lines[-1].set_label(f"{100 * level:g} % limits")
    ax.axhline(result.target, color="#5B5B5B", linewidth=1, alpha=0.6)
    _points(ax, drawn)
    _dress(ax, result.kind, float(drawn.size.max()))


def _drawn(result: Funnel | ShownFunnel) -> Drawn:
    if isinstance(result, Funnel):
        return Drawn(
            names=result.groups,
            size=result.size,
            value=result.value,
            lower=result.wide_lower,
            upper=result.wide_upper,
            outside=result.outside(),
        )
    groups = result.groups
    return Drawn(
        names=tuple(group.name for group in groups),
        size=np.array([group.size for group in groups], dtype=np.float64),
        value=np.array([group.value for group in groups], dtype=np.float64),
        lower=np.array([group.lower for group in groups], dtype=np.float64).T,
        upper=np.array([group.upper for group in groups], dtype=np.float64).T,
        outside=result.outside,
    )


def _points(ax: Axes, drawn: Drawn) -> None:
    far = np.isin(np.array(drawn.names, dtype=object), drawn.outside)
    for beyond, marker, colour, label in (
        (False, "o", WITHIN, "within"),
        (True, "D", BEYOND, "beyond the widest limits"),
    ):
        chosen = (far == beyond) & ~np.isnan(drawn.value)
        if chosen.any():
            x, y = drawn.size[chosen], drawn.value[chosen]
            ax.plot(x, y, marker, color=colour, markersize=5, linestyle="", label=label)
    for name, size, value in zip(drawn.names, drawn.size, drawn.value, strict=True):
        if not np.isnan(value):
            ax.annotate(name, (size, value), xytext=(5, 3), textcoords="offset points", fontsize=8)


def _dress(ax: Axes, kind: str, largest: float) -> None:
    if kind == "share":
        ax.set_ylim(-0.02, 1.02)
        ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.set_xlabel("people in the group")
    else:
        ax.set_ylim(bottom=0)
        ax.set_xlabel("exposure of the group")
    ax.set_xlim(left=0, right=largest * 1.12)
    ax.set_ylabel(kind)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=8, frameon=False, loc="best")
