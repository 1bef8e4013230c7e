"""Figures of score sheets: what is drawn is what the sheet says, and no more."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from recovery.change import Norms, score_sheet
from recovery.disclosure import protect
from recovery.plots import plot
from recovery.plots.shares import rows_of
from recovery.results import Groups, ScoreSheet
from recovery.tables import ScoreTable

NORMS = Norms(
    better="lower", cutoff=10, reliable_change=6, population="invented", source="invented here"
)


def invented(seed: int, n: int) -> ScoreTable:
    rng = np.random.default_rng(seed)
    value = 18 + rng.normal(0, 3, (n, 1)) - np.array([0, 4, 9]) + rng.normal(0, 2, (n, 3))
    value[rng.random(n) < 0.3, 2] = np.nan
    return ScoreTable(
        subject=np.repeat(np.arange(n), 3), days=np.tile([0, 90, 180], n), value=value.ravel()
    )


@pytest.fixture(scope="module")
def sheet() -> ScoreSheet:
    by = Groups({"north": invented(1, 140), "south": invented(2, 6)}, by=("site",))
    return score_sheet(invented(3, 300), NORMS, last=(150, 210), method="points", by=by)


def drawn(figure: object) -> list[float]:
    """Return where the marks stand."""
    (ax,) = figure.axes  # type: ignore[attr-defined]  # a whole figure
    return [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() != "None"]


def test_marks_stand_where_the_shares_are(sheet: ScoreSheet) -> None:
    whole = attrs.evolve(sheet, groups=None)
    names = ("completers", "weighted", "mixed model", "last observation")
    expected = [
        sheet.assuming[outcome][name].value
        for outcome in ("recovered", "reliably deteriorated")
        for name in names
    ]
    figure = plot(whole)
    assert drawn(figure) == expected
    (ax,) = figure.axes
    low, high = (
        sheet.assuming["recovered"][n].value for n in ("none of the unseen", "all of the unseen")
    )
    ends = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (ends.x0, ends.x1) == pytest.approx((low, high))
    assert ax.get_title("left") == "internal, not for publication"


def test_each_group_has_its_rows(sheet: ScoreSheet) -> None:
    assert [row.label for row in rows_of(sheet)] == [
        "recovered",
        "recovered\nnorth",
        "recovered\nsouth",
        "reliably deteriorated",
        "reliably deteriorated\nnorth",
        "reliably deteriorated\nsouth",
    ]


def test_of_a_protected_sheet_only_its_own_figures_are_drawn(sheet: ScoreSheet) -> None:
    safe = protect(sheet)
    figure = plot(safe)
    (ax,) = figure.axes
    assert ax.get_title("left") == ""
    told = set(drawn(figure))
    shown = {
        share.value
        for outcome in safe.value.assuming.values()  # type: ignore[union-attr]  # a sheet
        for share in outcome.values()
    }
    assert told <= shown


def test_of_few_people_nothing_is_drawn() -> None:
    few = score_sheet(invented(1, 6), NORMS, last=(150, 210), method="points")
    (ax,) = plot(protect(few)).axes
    assert [text.get_text() for text in ax.texts] == ["too few people to show"]
