"""Draw shares with their intervals as SVG text, one row each, beside those of another period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import accumulate
from math import isnan
from textwrap import wrap

import attrs

from recovery.plots.lines import COLOURS

__all__ = ["Dot", "dots_svg"]

WIDTH, LEFT, RIGHT, TOP, ROW = 400, 14, 386, 66, 58
"""Width, edges of the axis, where the rows begin, and how high one is; made for a phone."""
LINE, CHARACTERS = 17, 50
"""How high a further line of a name is, and letters that fit in the width."""
BOUNDS = "1 4"
"""How the line of bounds is dashed, which say nothing of chance."""
SHARES = (0, 25, 50, 75, 100)
NOW, BEFORE = COLOURS[0], COLOURS[4]


@attrs.frozen(kw_only=True)
class Dot:
    """A share of this period and of the one before, with intervals; NaN where there is none.

    Where ``bounds`` or ``before_bounds`` is true, the interval is not that of
    chance: it bounds where the share can still come to lie.
    """

    label: str
    value: float
    lower: float
    upper: float
    before: float = float("nan")
    before_lower: float = float("nan")
    before_upper: float = float("nan")
    bounds: bool = False
    before_bounds: bool = False


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
    bounded = any(dot.bounds or dot.before_bounds for dot in dots)
    top = TOP + 20 * bounded
    names = [wrap(dot.label, CHARACTERS) for dot in dots]
    tops = list(accumulate((ROW + LINE * (len(name) - 1) for name in names), initial=top))
    height = tops[-1] + 22
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *_legend(now, before, bounded=bounded),
        *_grid(top, height),
        *(
            line
            for dot, name, place in zip(dots, names, tops, strict=False)
            for line in _row(dot, name, place)
        ),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _legend(now: str, before: str, *, bounded: bool) -> Iterable[str]:
    yield f'{_point(LEFT + 6, 12, NOW)}<text x="{LEFT + 18}" y="17">{escape(now)}</text>'
    if before:
        yield (
            f'{_point(LEFT + 6, 32, BEFORE, hollow=True)}<text x="{LEFT + 18}" y="37">'
            f"{escape(before)}</text>"
        )
    if bounded:
        y = 52 if before else 32
        yield (
            f'<path d="M{LEFT} {y}H{LEFT + 40}" stroke="{NOW}" stroke-width="3" '
            f'stroke-dasharray="{BOUNDS}"/><text x="{LEFT + 50}" y="{y + 5}">bounds: where it can '
            "still come to lie</text>"
        )


def _grid(top: int, height: int) -> Iterable[str]:
    for share in SHARES:
        x = _x(share / 100)
        side = {0: "", 100: ' class="end"'}.get(share, ' class="mid"')
        yield f'<path class="grid" d="M{x:g} {top}V{height - 20}"/>'
        for y in (top - 6, height - 4):
            yield f'<text{side} x="{x:g}" y="{y}">{share}\u2009%</text>'


def _row(dot: Dot, name: Sequence[str], top: int) -> Iterable[str]:
    for place, line in enumerate(name):
        yield f'<text x="{LEFT}" y="{top + 18 + LINE * place}">{escape(line)}</text>'
    below = top + LINE * (len(name) - 1)
    yield from _with_interval(dot.value, dot.lower, dot.upper, below + 32, NOW, bounds=dot.bounds)
    yield from _with_interval(
        dot.before,
        dot.before_lower,
        dot.before_upper,
        below + 45,
        BEFORE,
        hollow=True,
        bounds=dot.before_bounds,
    )


def _with_interval(
    value: float,
    lower: float,
    upper: float,
    y: int,
    colour: str,
    *,
    hollow: bool = False,
    bounds: bool = False,
) -> Iterable[str]:
    if isnan(value):
        return
    if not (isnan(lower) or isnan(upper)):
        dashes = BOUNDS if bounds else "5 3" if hollow else ""
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        width = 2 if hollow else 3
        yield (
            f'<path d="M{_x(lower):g} {y}H{_x(upper):g}" stroke="{colour}" '
            f'stroke-width="{width}"{dash}/>'
        )
    yield _point(_x(value), y, colour, hollow=hollow)


def _point(x: float, y: int, colour: str, *, hollow: bool = False) -> str:
    fill = "#fff" if hollow else colour
    return f'<circle cx="{x:g}" cy="{y}" r="5" fill="{fill}" stroke="{colour}" stroke-width="2"/>'
