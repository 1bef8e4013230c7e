"""Shares as dots with intervals, beside those of another period."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from recovery.plots.dots import (
    BOUNDS,
    CHARACTERS,
    LEFT,
    LINE,
    RIGHT,
    ROW,
    Dot,
    dots_svg,
)

NAMES = "{http://www.w3.org/2000/svg}"
SPAN = RIGHT - LEFT


def drawn(*dots: Dot, before: str = "before") -> ET.Element:
    text = dots_svg(dots, title="t", description="d", now="now & here", before=before)
    return ET.fromstring(text)  # noqa: S314  # our own text


def places(svg: ET.Element) -> list[float]:
    """Return where the dots lie across, without those of the legend."""
    found = [c for c in svg.iter(f"{NAMES}circle") if float(c.get("cy") or 0) > 40]
    return [float(c.get("cx") or 0) for c in found]


def test_dots_and_intervals_lie_where_they_belong() -> None:
    svg = drawn(Dot(label="Housed", value=0.5, lower=0.25, upper=0.75, before=1.0))
    assert places(svg) == [LEFT + SPAN / 2, RIGHT]
    lines = [p.get("d") for p in svg.iter(f"{NAMES}path") if p.get("stroke")]
    assert lines == [f"M{LEFT + SPAN / 4:g} 98H{LEFT + 3 * SPAN / 4:g}"]


@pytest.mark.parametrize("value", [math.nan, 0.5])
def test_what_is_not_known_is_not_drawn(value: float) -> None:
    svg = drawn(Dot(label="Housed", value=value, lower=math.nan, upper=math.nan))
    assert len(places(svg)) == (0 if math.isnan(value) else 1)


def test_without_another_period_the_legend_has_one_name() -> None:
    told = [t.text for t in drawn(before="").iter(f"{NAMES}text")]
    assert told[0] == "now & here"
    assert "before" not in told


def test_a_long_name_goes_on_below_and_the_rows_after_it_too() -> None:
    long = Dot(label="word " * 16, value=0.5, lower=0.4, upper=0.6)
    short = Dot(label="short", value=0.5, lower=0.4, upper=0.6)
    texts = {t.text: float(t.get("y") or 0) for t in drawn(long, short).iter(f"{NAMES}text")}
    lines = [text or "" for text in texts if "word" in (text or "")]
    assert " ".join(lines).split() == ["word"] * 16
    assert max(map(len, lines)) <= CHARACTERS
    assert texts["short"] - texts[lines[0]] == ROW + LINE


def test_bounds_have_a_line_of_their_own_and_say_so() -> None:
    sure = drawn(Dot(label="Housed", value=0.5, lower=0.25, upper=0.75))
    bounded = drawn(Dot(label="Housed", value=0.5, lower=0.25, upper=0.75, bounds=True))
    told = [[t.text for t in svg.iter(f"{NAMES}text")] for svg in (sure, bounded)]
    named = "bounds: where it can still come to lie"
    assert [named in texts for texts in told] == [False, True]
    dashes = [p.get("stroke-dasharray") for p in bounded.iter(f"{NAMES}path") if p.get("stroke")]
    assert dashes == [BOUNDS, BOUNDS]
