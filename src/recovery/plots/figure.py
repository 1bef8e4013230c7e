"""Draw results with matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import PercentFormatter

from recovery.disclosure import Protected, ShownFunnel, ShownScoreSheet
from recovery.plots.funnels import draw_funnel
from recovery.plots.lines import Line, lines_of, ticks
from recovery.plots.shares import draw_rows, rows_of
from recovery.results import Funnel, ScoreSheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["INTERNAL", "Drawing", "plot"]

INTERNAL = "internal, not for publication"
"""What stands in a figure of anything that is not protected."""
DAYS_A_MONTH = 365 / 12


class Drawing(Figure):
    """A figure that shows itself in a notebook without any setting."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
        return buffer.getvalue()


def plot(result: object, ax: Axes | None = None, *, cause: str | None = None) -> Figure | SubFigure:
    """Draw curves by month, groups in a funnel, or the shares of a score sheet.

    An exact curve is drawn in steps. The points at which a protected one may
    be read are joined by straight lines. Each line has its name at its end and
    stops where follow-up, or what may be shown, does. Of a score sheet each
    outcome, of everyone and of each group, is drawn by what is assumed of those
    who were not seen, with its bounds. A result that is not protected is drawn
    with the words "internal, not for publication".

    Parameters
    ----------
    result
        What :func:`recovery.disclosure.protect` made of curves, of groups of
        curves, of a funnel or of a score sheet; or these themselves.
    ax
        Where to draw; a new figure when ``None``.
    cause
        Of groups of competing events, the one to draw; the first when ``None``.

    Returns
    -------
    matplotlib.figure.Figure
        The figure, which is that of ``ax`` if one was given.

    Raises
    ------
    DefinitionError
        If there is nothing to draw in the result.

    Examples
    --------
    >>> from recovery.estimators import kaplan_meier
    >>> from recovery.tables import EventTable
    >>> figure = plot(kaplan_meier(EventTable(exit=[30, 60, 90], event=[1, 0, 1])))
    >>> figure.axes[0].get_xlabel()
    'months since the origin'
    """
    if ax is None:
        ax = Drawing(figsize=_size(result), layout="constrained").add_subplot()
    _fill(ax, result, cause)
    mark = result.internal if isinstance(result, Protected) else INTERNAL
    if mark:
        ax.set_title(mark, loc="left", color="#A00000", fontsize=10)
    return ax.figure


def _size(result: object) -> tuple[float, float]:
    shown = result.value if isinstance(result, Protected) else result
    if isinstance(shown, ScoreSheet | ShownScoreSheet):
        return 8.6, 1.4 + 0.75 * max(len(rows_of(shown)), 2)
    return 7.2, 4.2


def _fill(ax: Axes, result: object, cause: str | None) -> None:
    shown = result.value if isinstance(result, Protected) else result
    if isinstance(shown, Funnel | ShownFunnel):
        draw_funnel(ax, shown)
    elif isinstance(shown, ScoreSheet | ShownScoreSheet):
        draw_rows(ax, rows_of(shown))
    else:
        lines = lines_of(result, cause=cause)
        for line in lines:
            _draw(ax, line)
        _dress(ax, lines)


def _draw(ax: Axes, line: Line) -> None:
    days = [*line.days, line.end]
    months = [day / DAYS_A_MONTH for day in days]

    def upto_end(values: tuple[float, ...]) -> list[float]:
        return [*values, values[-1]]

    ax.fill_between(
        months,
        upto_end(line.lower),
        upto_end(line.upper),
        step=None if line.joined else "post",
        color=line.colour,
        alpha=0.15,
        linewidth=0,
    )
    dash = tuple(float(part) / 2 for part in line.dash.split())
    ax.plot(
        months,
        upto_end(line.value),
        drawstyle="default" if line.joined else "steps-post",
        marker="o" if line.joined else None,
        markersize=3,
        color=line.colour,
        linestyle=(0, dash) if dash else "-",
        label=line.label,
    )
    ax.annotate(
        line.label,
        (months[-1], line.value[-1]),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=line.colour,
    )


def _dress(ax: Axes, lines: list[Line]) -> None:
    last_day = max((line.end for line in lines), default=0)
    ax.set_xticks(ticks(last_day))
    ax.set_xlim(left=0)
    units = {line.unit for line in lines} or {"probability"}
    if units == {"probability"}:
        ax.set_ylim(0, 1)
        ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.set_ylabel("share")
    else:
        ax.set_ylim(bottom=0)
        ax.set_ylabel(" or ".join(sorted(units)))
    ax.set_xlabel("months since the origin")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", alpha=0.25)
    if not lines:
        ax.text(0.5, 0.5, "too few people to show", transform=ax.transAxes, ha="center")
