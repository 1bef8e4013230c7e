"""Draw shares with their intervals as SVG text, one row each, beside those of another period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isnan

import attrs

from recovery.plots.lines import COLOURS

__all__ = ["Dot", "dots_svg"]

WIDTH, LEFT, RIGHT, TOP, ROW = 400, 14, 386, 66, 58
"""Width, edges of the axis, where the rows begin, and how high one is; made for a phone."""
LETTERS = 52
"""Letters of a name that fit in the width."""
SHARES = (0, 25, 50, 75, 100)
NOW, BEFORE = COLOURS[0], COLOURS[4]


@attrs.frozen(kw_only=True)
class Dot:
    """A share of this period and of the one before, with intervals; NaN where there is none."""

    label: str
    value: float
    lower: float
    upper: float
    before: float = float("nan")
    before_lower: float = float("nan")
    before_upper: float = float("nan")


def dots_svg(
    dots: Sequence[Dot], *, title: str, description: str, now: str, before: str = ""
) -> str:
    """Draw shares as dots on lines that are their intervals.

    Parameters
    ----------
    dots
        Protected shares, in the order of the rows; what is NaN is not drawn.
    title, description
        What the figure is, and its numbers in words, for those who do not see it.
    now, before
        What the two kinds of dots are called.

    Returns
    -------
    str
        An element ``<svg>`` that fits any width and refers to nothing outside.
    """
    height = TOP + ROW * len(dots) + 22
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *_legend(now, before),
        *_grid(height),
        *(line for place, dot in enumerate(dots) for line in _row(dot, TOP + ROW * place)),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _legend(now: str, before: str) -> Iterable[str]:
    yield f'{_point(LEFT + 6, 12, NOW)}<text x="{LEFT + 18}" y="17">{escape(now)}</text>'
    if before:
        yield (
            f'{_point(LEFT + 6, 32, BEFORE, hollow=True)}<text x="{LEFT + 18}" y="37">'
            f"{escape(before)}</text>"
        )


def _grid(height: int) -> Iterable[str]:
    for share in SHARES:
        x = _x(share / 100)
        side = {0: "", 100: ' class="end"'}.get(share, ' class="mid"')
        yield f'<path class="grid" d="M{x:g} {TOP}V{height - 20}"/>'
        for y in (TOP - 6, height - 4):
            yield f'<text{side} x="{x:g}" y="{y}">{share}\u2009%</text>'


def _row(dot: Dot, top: int) -> Iterable[str]:
    label = dot.label if len(dot.label) <= LETTERS else dot.label[: LETTERS - 1] + "…"
    yield f'<text x="{LEFT}" y="{top + 18}">{escape(label)}</text>'
    yield from _with_interval(dot.value, dot.lower, dot.upper, top + 32, NOW)
    yield from _with_interval(
        dot.before, dot.before_lower, dot.before_upper, top + 45, BEFORE, hollow=True
    )


def _with_interval(
    value: float, lower: float, upper: float, y: int, colour: str, *, hollow: bool = False
) -> Iterable[str]:
    if isnan(value):
        return
    if not (isnan(lower) or isnan(upper)):
        dash = ' stroke-dasharray="5 3"' if hollow else ""
        width = 2 if hollow else 3
        yield (
            f'<path d="M{_x(lower):g} {y}H{_x(upper):g}" stroke="{colour}" '
            f'stroke-width="{width}"{dash}/>'
        )
    yield _point(_x(value), y, colour, hollow=hollow)


def _point(x: float, y: int, colour: str, *, hollow: bool = False) -> str:
    fill = "#fff" if hollow else colour
    return f'<circle cx="{x:g}" cy="{y}" r="5" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
