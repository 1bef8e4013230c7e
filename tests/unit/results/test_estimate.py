"""Estimates, alone and by label."""

from __future__ import annotations

import numpy as np
import polars as pl

from recovery.results import Estimate, Estimates
from recovery.tables import About

HALF = Estimate(0.5, 0.05, 0.4, 0.6, "probability", 100)
OPEN = Estimate(412.5, np.nan, 300.0, np.nan, "days", 40)


def test_shows_itself() -> None:
    assert repr(HALF) == "Estimate(0.5 probability, 0.4 to 0.6, n=100)"
    assert repr(OPEN) == "Estimate(412.5 days, 300 to –, n=40)"


def test_columns_make_a_frame() -> None:
    both = Estimates({183: HALF, 365: OPEN}, about=About(notes=("a note",)))
    frame = pl.DataFrame(both.columns())
    assert frame["label"].to_list() == [183, 365]
    assert frame["n"].to_list() == [100, 40]
    assert frame["unit"].to_list() == ["probability", "days"]
    assert HALF.columns()["value"].tolist() == [0.5]
    assert "a note" in both._repr_html_()
