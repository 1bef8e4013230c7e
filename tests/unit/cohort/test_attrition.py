"""Attrition: steps in order, counted once."""

from __future__ import annotations

import numpy as np

from recovery.cohort import Attrition
from recovery.cohort.attrition import left_out

START = Attrition((("survivors on record", 1200),))


def test_a_fault_that_nobody_has_is_not_mentioned() -> None:
    assert START.less("day of origin uncertain", 0) == START


def test_a_filter_that_was_asked_for_is() -> None:
    assert list(START.less("not gender female", 0, asked=True))[1] == ("not gender female", 0)


def test_everyone_is_counted_at_their_first_reason() -> None:
    first, second = np.array([True, True, False, False]), np.array([False, True, True, False])
    stays, steps = left_out(Attrition((("all", 4),)), 4, [("a", first), ("b", second)])
    assert stays.tolist() == [False, False, False, True]
    assert list(steps)[1:] == [("a", 2), ("b", 1)]
    assert steps.remaining == 1
    assert len(steps) == 3


def test_shows_itself() -> None:
    steps = START.less("no intake recorded", 200)
    assert repr(steps).splitlines() == [
        "Attrition",
        "       1,200  survivors on record",
        "  -      200  no intake recorded",
        "  =    1,000  remain",
    ]
    assert "<td>no intake recorded</td><td>200</td>" in steps._repr_html_()
