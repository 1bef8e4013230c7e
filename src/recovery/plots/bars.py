"""Draw how a whole falls into parts as SVG text, one bar each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import cycle

import attrs

from recovery.plots.lines import COLOURS

__all__ = ["Bar", "bars_svg"]

WIDTH, LEFT, RIGHT, HIGH, ROW = 400, 14, 386, 26, 56
"""Width, edges of a bar, how high it is, and how high its row; made for a phone."""
LINE = 22
LETTER = 8.2
"""Width of a letter of the legend, on average."""
REST, OUTLINE = "#e3e3e3", "#5B5B5B"
"""What is pale stands out from white by its outline."""
INK, PAPER = "#000", "#fff"
LIGHT = 0.179
"""Luminance from which black stands out more than white."""


@attrs.frozen(kw_only=True)
class Bar:
    """One bar: its name, and the parts in order; ``None`` for one that is not shown."""

    label: str
    parts: Mapping[str, int | None]


def bars_svg(bars: Sequence[Bar], *, whole: int, title: str, description: str, rest: str) -> str:
    """Draw bars of one length that fall into parts.

    Parameters
    ----------
    bars
        Protected numbers.
    whole
        What the length of a bar stands for.
    title, description
        What the figure is, and its numbers in words, for those who do not see it.
    rest
        What the part of a bar is called that belongs to none of the numbers.

    Returns
    -------
    str
        An element ``<svg>`` that fits any width and refers to nothing outside.
    """
    every = dict.fromkeys(name for bar in bars for name in bar.parts)
    drawn = {name for bar in bars for name, many in bar.parts.items() if many}
    colours = dict(zip(every, cycle(COLOURS), strict=False))
    told = {name: colour for name, colour in colours.items() if name in drawn}
    legend, top = _legend({**told, rest: REST})
    height = top + ROW * len(bars)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *legend,
        *(
            line
            for place, bar in enumerate(bars)
            for line in _bar(bar, whole, top + ROW * place, colours)
        ),
        "</svg>",
    ]
    return "\n".join(parts)


def _legend(colours: Mapping[str, str]) -> tuple[list[str], int]:
    """Return the legend, and where it ends."""
    x, y, drawn = float(LEFT), 6, []
    for name, colour in colours.items():
        wide = 34 + LETTER * len(name)
        if x > LEFT and x + wide > RIGHT + 14:
            x, y = float(LEFT), y + LINE
        drawn.append(
            f'<rect x="{x:g}" y="{y}" width="14" height="14" fill="{colour}"{_around(colour)}/>'
            f'<text x="{x + 20:g}" y="{y + 12}">{escape(name)}</text>'
        )
        x = round(x + wide, 1)
    return drawn, y + LINE + 4


def _bar(bar: Bar, whole: int, top: int, colours: Mapping[str, str]) -> Iterable[str]:
    yield f'<text x="{LEFT}" y="{top + 14}">{escape(bar.label)}</text>'
    yield (
        f'<rect class="whole" x="{LEFT}" y="{top + 20}" width="{RIGHT - LEFT}" height="{HIGH}" '
        f'fill="{REST}"{_around(REST)}/>'
    )
    yield from _segments(bar, whole, top + 20, colours)


def _around(colour: str) -> str:
    return f' stroke="{OUTLINE}"' if colour == REST else ""


def _ink(colour: str) -> str:
    """Return black or white, whichever stands out more on a colour."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return INK if luminance > LIGHT else PAPER


def _segments(bar: Bar, whole: int, y: int, colours: Mapping[str, str]) -> Iterator[str]:
    x = float(LEFT)
    for name, many in bar.parts.items():
        if not many:
            continue
        wide = round((RIGHT - LEFT) * many / whole, 1)
        yield (
            f'<rect x="{x:g}" y="{y}" width="{wide:g}" height="{HIGH}" fill="{colours[name]}" '
            f'stroke="{PAPER}"/>'
        )
        if wide > 12 + 8 * len(f"{many:,}"):
            yield (
                f'<text class="mid" x="{x + wide / 2:g}" y="{y + 18}" '
                f'fill="{_ink(colours[name])}">{many:,}</text>'
            )
        x = round(x + wide, 1)
