"""Figures: what is drawn, and that no unprotected point is."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from recovery.disclosure import ShownCurves, ShownGroups, protect
from recovery.errors import DefinitionError, ReleaseError
from recovery.estimators import aalen_johansen
from recovery.plots import plot, svg
from recovery.plots.lines import COLOURS, DASHES, lines_of
from recovery.results import Groups
from recovery.tables import EventTable

CURVES = aalen_johansen(
    EventTable(exit=range(1, 201), event=[1, 2] * 100, causes=("safe_housing", "died"))
)
GROUPS = Groups({"woman": CURVES, "man <b>": CURVES}, by=("gender",))
SAFE = protect(CURVES)
MARK = "internal, not for publication"


def drawing(value: object) -> str:
    assert isinstance(value, ShownCurves | ShownGroups)
    return svg(value, title="Housing & more", description="36 % at 6 months")


@pytest.mark.parametrize("result", [CURVES, CURVES["died"], GROUPS])
def test_what_is_not_protected_is_marked(result: object) -> None:
    assert plot(result).axes[0].get_title(loc="left") == MARK


@pytest.mark.parametrize("result", [SAFE, protect(GROUPS), protect(CURVES["died"])])
def test_what_is_protected_is_not(result: object) -> None:
    assert plot(result).axes[0].get_title(loc="left") == ""


def test_only_days_that_may_be_shown_are_drawn() -> None:
    assert isinstance(SAFE.value, ShownCurves)
    line = plot(SAFE).axes[0].lines[0]
    curve = SAFE.value.curves["safe_housing"]
    months = [day * 12 / 365 for day in (0, *curve.days, curve.followed_to)]
    assert line.get_xdata() == pytest.approx(months)
    assert line.get_ydata() == pytest.approx([0, *curve.value, curve.value[-1]])


def test_an_axes_that_is_given_is_drawn_in() -> None:
    ax = Figure().add_subplot()
    assert plot(SAFE, ax) is ax.figure
    assert [text.get_text() for text in ax.texts] == ["safe housing", "died"]


def test_a_figure_shows_itself() -> None:
    assert plot(SAFE)._repr_png_().startswith(b"\x89PNG")  # type: ignore[union-attr]  # a figure of ours


def test_nothing_to_show_is_said() -> None:
    few = protect(aalen_johansen(EventTable(exit=[1, 2], event=[1, 1])))
    assert [text.get_text() for text in plot(few).axes[0].texts] == ["too few people to show"]


def test_a_value_without_curves_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no curve to draw"):
        plot(CURVES["died"].median)


def test_a_group_can_show_another_cause() -> None:
    assert lines_of(GROUPS, cause="died")[0].value == lines_of(CURVES)[1].value


def test_lines_are_told_apart_by_colour_and_by_dash() -> None:
    assert len(set(COLOURS)) == len(set(DASHES)) == len(COLOURS)


def test_svg_refuses_the_unprotected() -> None:
    with pytest.raises(ReleaseError):
        svg(CURVES, title="", description="")  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("value", [SAFE.value, protect(GROUPS).value])
def test_svg_is_well_formed_and_told_in_words(value: object) -> None:
    root = ET.fromstring(drawing(value))  # noqa: S314 (our own text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "Housing & more"
    assert root.findtext(f"{space}desc") == "36 % at 6 months"
    assert root.get("role") == "img"


def test_svg_is_the_same_each_time() -> None:
    assert drawing(SAFE.value) == drawing(protect(CURVES).value)


def test_svg_holds_the_points_that_may_be_shown_and_no_others() -> None:
    assert isinstance(SAFE.value, ShownCurves)
    points = re.findall(r'<polyline points="([^"]*)"', drawing(SAFE.value))
    for line, curve in zip(points, SAFE.value.curves.values(), strict=True):
        assert len(line.split()) == 1 + len(curve.days)
