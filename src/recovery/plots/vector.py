"""Draw protected curves as SVG text: the same input gives the same text, byte for byte."""

from __future__ import annotations

from html import escape
from math import isnan

from recovery.disclosure import ShownCurve, ShownCurves, ShownGroups
from recovery.errors import ReleaseError
from recovery.plots.lines import Line, lines_of, ticks

__all__ = ["svg"]

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 310, 14, 252
"""Edges of the plotting area; the names of the lines stand to its right."""
LETTER = 7.7
"""Width of a letter of a name, on average."""
APART = 17
"""Least distance between the names of two lines."""
FEW_POINTS = 16
"""Up to so many days on which a line is read, each of them gets a dot."""
SHARES = (0, 25, 50, 75, 100)


def svg(
    value: ShownCurve | ShownCurves | ShownGroups,
    *,
    title: str,
    description: str,
    axis: str = "months since the origin",
    cause: str | None = None,
) -> str:
    """Draw protected curves as an SVG element for a web page.

    Parameters
    ----------
    value
        Protected curves; their points and no others are in the drawing.
    title, description
        What the figure is, and its numbers in words, for those who do not see it.
    axis
        What stands below the axis.
    cause
        Of groups of competing events, the one to draw; the first when ``None``.

    Returns
    -------
    str
        An element ``<svg>`` of fixed proportions that fits any width. It has
        no date, no id and no reference to anything outside.

    Raises
    ------
    ReleaseError
        If the curves are not protected.
    """
    if not isinstance(value, ShownCurve | ShownCurves | ShownGroups):
        message = f"only protected curves are drawn here, not a {type(value).__name__}: protect it"
        raise ReleaseError(message)
    lines = lines_of(value, cause=cause)
    last_day = max([line.end for line in lines], default=365)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *_axes(last_day, axis),
        *(_band(line, last_day) for line in lines),
        *(_curve(line, last_day) for line in lines),
        *_names(lines),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(day: float, last_day: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * day / last_day, 1)


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def _axes(last_day: int, axis: str) -> list[str]:
    across = [
        f'<path class="grid" d="M{LEFT} {_y(share / 100)}H{RIGHT}"/>'
        f'<text class="end" x="{LEFT - 6}" y="{_y(share / 100) + 5}">{share}\u2009%</text>'
        for share in SHARES
    ]
    below = [
        f'<text class="mid" x="{_x(month * 365 / 12, last_day)}" y="{BOTTOM + 19}">{month}</text>'
        for month in ticks(last_day)
    ]
    name = f'<text class="mid" x="{(LEFT + RIGHT) // 2}" y="{BOTTOM + 40}">{escape(axis)}</text>'
    return [*across, *below, name]


def _places(line: Line, values: tuple[float, ...], last_day: int) -> list[tuple[float, float]]:
    """Return where the points of a curve lie; between them nothing is known but their ends."""
    days = (_x(day, last_day) for day in line.days)
    return list(zip(days, map(_y, values), strict=True))


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def _band(line: Line, last_day: int) -> str:
    sides = (line.upper, line.lower)
    upper, lower = (_places(line, _known(line, side), last_day) for side in sides)
    outline = _points([*upper, *reversed(lower)])
    return f'<polygon points="{outline}" fill="{line.colour}" fill-opacity="0.13"/>'


def _known(line: Line, side: tuple[float, ...]) -> tuple[float, ...]:
    """Return an end of the interval; where there is none, the curve itself."""
    return tuple(v if isnan(end) else end for end, v in zip(side, line.value, strict=True))


def _curve(line: Line, last_day: int) -> str:
    """Draw the points joined, and with dots where they are few."""
    places = _places(line, line.value, last_day)
    read = places[1:]
    dots = read if len(read) <= FEW_POINTS else read[-1:]
    circles = (f'<circle cx="{x:g}" cy="{y:g}" r="3" fill="{line.colour}"/>' for x, y in dots)
    way = f'<polyline points="{_points(places)}" fill="none"'
    return "".join([f'{way} stroke-width="2.2" {_stroke(line)}/>', *circles])


def _stroke(line: Line) -> str:
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    return f'stroke="{line.colour}"{dash}'


def _names(lines: list[Line]) -> list[str]:
    """Write the names to the right, by where the lines end, moved apart where they would meet."""
    ordered = sorted(lines, key=lambda line: -line.value[-1])
    places: list[float] = []
    for line in ordered:
        lowest = places[-1] + APART if places else TOP
        places.append(max(_y(line.value[-1]), lowest))
    limit = float(BOTTOM)
    for place in reversed(range(len(places))):  # push back up what ran out below
        places[place] = min(places[place], limit)
        limit = places[place] - APART
    fits = int((WIDTH - RIGHT - 36) / LETTER)
    return [
        f'<path d="M{RIGHT + 8} {y:g}h20" stroke-width="2.2" {_stroke(line)}/>'
        f'<text x="{RIGHT + 33}" y="{y + 5:g}" fill="{line.colour}">'
        f"{escape(_shortened(line.label, fits))}</text>"
        for line, y in zip(ordered, places, strict=True)
    ]


def _shortened(label: str, letters: int) -> str:
    return label if len(label) <= letters else label[: letters - 1] + "…"
