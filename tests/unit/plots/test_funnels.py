"""Groups beside their limits: in a funnel, and in rows for the page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from recovery.disclosure import protect
from recovery.estimators import funnel
from recovery.plots import plot
from recovery.plots.bands import LEFT, RIGHT, Band, bands_svg
from recovery.tables import About

ABOUT = About(clock="housed, by site", purpose="publication")
SITES = {"north": (75, 300), "south": (31, 62), "west": (40, 100), "hill": (3, 40)}
NAMES = "{http://www.w3.org/2000/svg}"


def test_a_protected_funnel_is_drawn_with_the_groups_that_are_named() -> None:
    ax = plot(protect(funnel(SITES, about=ABOUT))).axes[0]
    assert ax.get_title(loc="left") == ""
    assert {text.get_text() for text in ax.texts} == {"north", "west"}
    assert ax.get_ylabel() == "share"
    points = np.asarray(ax.lines[-1].get_xydata(), dtype=float).tolist()
    assert sorted(points) == [[100.0, 0.4], [300.0, 0.25]]


def test_where_nothing_may_be_shown_the_drawing_says_so() -> None:
    ax = plot(protect(funnel({"a": (1, 4), "b": (2, 5)}, about=ABOUT))).axes[0]
    assert [text.get_text() for text in ax.texts] == ["too few people to show"]


def drawn(*bands: Band, share: bool = True, target: float = 0.5) -> ET.Element:
    text = bands_svg(
        bands, target=target, share=share, levels=(0.998, 0.95), title="t & u", description="d"
    )
    return ET.fromstring(text)  # noqa: S314  # our own text


def test_limits_and_point_lie_where_they_belong() -> None:
    svg = drawn(Band(label="a <b>", value=0.75, limits=((0.0, 1.0), (0.25, 0.5)), beyond=False))
    rows = [r for r in svg.iter(f"{NAMES}rect") if float(r.get("width") or 0) > 14]
    assert [float(r.get("x") or 0) for r in rows] == [LEFT, LEFT + (RIGHT - LEFT) / 4]
    assert [float(r.get("width") or 0) for r in rows] == [RIGHT - LEFT, (RIGHT - LEFT) / 4]
    points = [float(c.get("cx") or 0) for c in svg.iter(f"{NAMES}circle")]
    assert points[1:] == [LEFT + 3 * (RIGHT - LEFT) / 4]
    assert "a <b>" in [text.text for text in svg.iter(f"{NAMES}text")]


def test_a_group_beyond_is_a_diamond() -> None:
    band = Band(label="a", value=0.9, limits=((0.2, 0.6), (0.3, 0.5)), beyond=True)
    assert len(list(drawn(band).iter(f"{NAMES}polygon"))) == 2  # with that of the legend


@pytest.mark.parametrize("value", [0.2, 7.5])
def test_an_axis_of_rates_holds_all_that_is_drawn(value: float) -> None:
    band = Band(label="a", value=value, limits=((0.0, 3.0), (0.5, 2.0)), beyond=False)
    svg = drawn(band, share=False, target=1.0)
    edges = [float(r.get("x") or 0) + float(r.get("width") or 0) for r in svg.iter(f"{NAMES}rect")]
    points = [float(c.get("cx") or 0) for c in svg.iter(f"{NAMES}circle")]
    assert max(*edges, *points) <= RIGHT
