"""Bars that fall into parts: drawn to scale, named, and safe to put on a page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from contrast import contrast
from recovery.plots.bars import LEFT, REST, RIGHT, Bar, bars_svg
from recovery.plots.lines import COLOURS

NAMES = "{http://www.w3.org/2000/svg}"


def drawn(*bars: Bar, whole: int = 100) -> ET.Element:
    text = bars_svg(bars, whole=whole, title="a <title>", description="words & more", rest="rest")
    return ET.fromstring(text)  # noqa: S314  # our own text


def widths(svg: ET.Element) -> list[float]:
    segments = [r for r in svg.iter(f"{NAMES}rect") if r.get("stroke") == "#fff"]
    return [float(r.get("width") or 0) for r in segments]


def test_parts_are_drawn_to_scale() -> None:
    svg = drawn(Bar(label="12 months on", parts={"in touch": 60, "died": None, "lost": 20}))
    assert widths(svg) == [round((RIGHT - LEFT) * share, 1) for share in (0.6, 0.2)]


def test_a_part_keeps_its_colour_from_bar_to_bar() -> None:
    svg = drawn(
        Bar(label="12", parts={"in touch": 60, "lost": 20}),
        Bar(label="24", parts={"in touch": None, "lost": 50}),
    )
    colours = [r.get("fill") for r in svg.iter(f"{NAMES}rect") if r.get("stroke") == "#fff"]
    assert colours[1] == colours[2] != colours[0]


def test_a_part_has_one_colour_in_every_drawing_of_the_same_parts() -> None:
    """Whether or not what stands before it is of too few to be drawn."""
    for parts in ({"in touch": 60, "lost": 20}, {"in touch": None, "lost": 20}):
        svg = drawn(Bar(label="12", parts=parts))
        colours = [r.get("fill") for r in svg.iter(f"{NAMES}rect") if r.get("stroke") == "#fff"]
        assert colours[-1] == COLOURS[1]


def test_only_what_is_drawn_is_in_the_legend() -> None:
    svg = drawn(Bar(label="12", parts={"in touch": 60, "died": None}))
    told = [text.text for text in svg.iter(f"{NAMES}text")]
    assert told == ["in touch", "rest", "12", "60"]


def test_numbers_stand_out_on_every_colour_and_pale_bars_from_the_page() -> None:
    parts: dict[str, int | None] = {f"part {place}": 12 for place in range(len(COLOURS))}
    svg = drawn(Bar(label="12", parts=parts))
    papers = [r.get("fill") or "" for r in svg.iter(f"{NAMES}rect") if r.get("stroke") == "#fff"]
    inks = [t.get("fill") or "" for t in svg.iter(f"{NAMES}text") if t.get("fill")]
    assert len(papers) == len(inks) == len(COLOURS)
    assert min(map(contrast, inks, papers)) >= 4.5
    pale = [r for r in svg.iter(f"{NAMES}rect") if r.get("fill") == REST]
    assert len(pale) == 2
    assert all(contrast(r.get("stroke") or "#fff", "#fff") >= 3 for r in pale)


def test_words_are_escaped_and_told() -> None:
    svg = drawn(Bar(label="a & b", parts={"<x>": 60}))
    assert svg.findtext(f"{NAMES}title") == "a <title>"
    assert svg.findtext(f"{NAMES}desc") == "words & more"
    assert "<x>" in [text.text for text in svg.iter(f"{NAMES}text")]


def test_the_same_numbers_give_the_same_text() -> None:
    one, other = (
        bars_svg([Bar(label="12", parts={"a": 6})], whole=10, title="", description="", rest="")
        for _ in range(2)
    )
    assert one == other
    assert not re.search(r"\bid=|href|url\(", one)
