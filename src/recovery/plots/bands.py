"""Draw groups beside the limits that chance alone would keep them in, as SVG text, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import attrs

from recovery.plots.lines import COLOURS

__all__ = ["Band", "bands_svg"]

WIDTH, LEFT, RIGHT, ROW = 400, 14, 386, 52
"""Width, edges of the axis, and how high a row is; made for a phone."""
LETTERS = 52
"""Letters of a name that fit in the width."""
SHADES = ("#e3e3e3", "#c9d3da")
"""The widest limits, and the narrower ones within them; an outline lets them stand out."""
WITHIN, BEYOND, TARGET, OUTLINE = COLOURS[0], COLOURS[1], COLOURS[4], COLOURS[4]
SPARE = 1.08
"""How much further than the furthest rate an axis of rates goes."""


@attrs.frozen(kw_only=True)
class Band:
    """A group: its share or rate, its limits from the widest on, and whether it lies beyond."""

    label: str
    value: float
    limits: tuple[tuple[float, float], ...]
    beyond: bool


def bands_svg(
    bands: Sequence[Band],
    *,
    target: float,
    share: bool,
    levels: Sequence[float],
    title: str,
    description: str,
) -> str:
    """Draw groups as points on the limits that hold if they differ by chance alone.

    Parameters
    ----------
    bands
        Protected groups, in the order of the rows.
    target
        What all are compared with.
    share
        Whether they are shares; else rates.
    levels
        How often a group lies within its limits by chance, in their order.
    title, description
        What the figure is, and its numbers in words, for those who do not see it.

    Returns
    -------
    str
        An element ``<svg>`` that fits any width and refers to nothing outside.
    """
    furthest = max(v for band in bands for v in (band.value, *(up for _, up in band.limits)))
    end = 1.0 if share else SPARE * max(furthest, target) or 1.0
    legend = list(_legend(levels))
    top = 20 * len(legend) + 34
    height = top + ROW * len(bands) + 22
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *legend,
        *_axis(top, height, end, share=share),
        *(part for place, band in enumerate(bands) for part in _row(band, top + ROW * place, end)),
        _target(_x(target, end), top, height - 20),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(value: float, end: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * min(value / end, 1.0), 1)


def _legend(levels: Sequence[float]) -> Iterator[str]:
    yield _said(0, _mark(LEFT + 7, 12, beyond=False), "a group within what chance alone explains")
    yield _said(1, _mark(LEFT + 7, 32, beyond=True), "a group further off than that")
    yield _said(
        2,
        _target(LEFT + 7, 44, 60),
        "all groups together",
    )
    for place, level in enumerate(levels):
        y = 12 + 20 * (3 + place)
        yield _said(
            3 + place,
            f'<rect x="{LEFT}" y="{y - 7}" width="14" height="14" fill="{_shade(place)}" '
            f'stroke="{OUTLINE}"/>',
            f"where chance alone keeps {100 * level:g} of 100 groups",
        )


def _target(x: float, top: int, bottom: int) -> str:
    return (
        f'<path d="M{x:g} {top}V{bottom}" stroke="{TARGET}" stroke-width="2" '
        'stroke-dasharray="4 3"/>'
    )


def _shade(place: int) -> str:
    return SHADES[min(place, len(SHADES) - 1)]


def _said(place: int, mark: str, words: str) -> str:
    return f'{mark}<text x="{LEFT + 22}" y="{17 + 20 * place}">{words}</text>'


def _axis(top: int, height: int, end: float, *, share: bool) -> Iterator[str]:
    for quarter in range(5):
        value = end * quarter / 4
        words = f"{100 * value:.0f}\u2009%" if share else f"{value:.2g}"
        side = {0: "", 4: ' class="end"'}.get(quarter, ' class="mid"')
        x = _x(value, end)
        yield f'<path class="grid" d="M{x:g} {top}V{height - 20}"/>'
        for y in (top - 6, height - 4):
            yield f'<text{side} x="{x:g}" y="{y}">{words}</text>'


def _row(band: Band, top: int, end: float) -> Iterator[str]:
    label = band.label if len(band.label) <= LETTERS else band.label[: LETTERS - 1] + "…"
    yield f'<text x="{LEFT}" y="{top + 17}">{escape(label)}</text>'
    for place, (lower, upper) in enumerate(band.limits):
        x, thin = _x(lower, end), 4 * place
        yield (
            f'<rect x="{x:g}" y="{top + 24 + thin // 2}" width="{_x(upper, end) - x:.1f}" '
            f'height="{20 - thin}" fill="{_shade(place)}" stroke="{OUTLINE}"/>'
        )
    yield _mark(_x(band.value, end), top + 34, beyond=band.beyond)


def _mark(x: float, y: int, *, beyond: bool) -> str:
    """Return a round point, or a diamond for a group that lies beyond its limits."""
    if not beyond:
        return f'<circle cx="{x:g}" cy="{y}" r="5" fill="{WITHIN}" stroke="#fff"/>'
    around = f"{x:g},{y - 7} {x + 7:g},{y} {x:g},{y + 7} {x - 7:g},{y}"
    return f'<polygon points="{around}" fill="{BEYOND}" stroke="#fff"/>'
