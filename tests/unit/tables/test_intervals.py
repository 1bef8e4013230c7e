"""Tables of intervals."""

from __future__ import annotations

import numpy as np
import pytest

from recovery.errors import TableError
from recovery.tables import IntervalTable


def test_right_may_be_infinite() -> None:
    table = IntervalTable(left=[-1, 90], right=[0, np.inf], frequency=[2, 3])
    assert [array.dtype.name for array in table.columns().values()] == ["int64", "float64", "int64"]
    assert list(table.columns()) == ["left", "right", "frequency"]
    assert "<td>not yet</td><td>1</td>" in table._repr_html_()


def test_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(TableError) as caught:
        IntervalTable(left=[4, -2, 0], right=[5, 5, 0], frequency=[1, 1, 0])
    assert caught.value.faults == (
        "left, position 1: must be day -1 or later",
        "right, position 2: must be a whole day after left, or infinite",
        "frequency, position 2: must be 1 or more",
    )


@pytest.mark.parametrize("right", [float("nan"), 5.5, -np.inf, 4.0])
def test_refuses_no_day_after_left(right: float) -> None:
    with pytest.raises(TableError, match="right, position 0: must be a whole day after left"):
        IntervalTable(left=[4], right=[right])
