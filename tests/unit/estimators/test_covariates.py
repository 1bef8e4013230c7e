from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from recovery.errors import TableError
from recovery.estimators.covariates import design

AGE = [31.0, 24.0, 40.0, 28.0]
SEX = ["woman", "man", "woman", "man"]


@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame])
def test_takes_any_columns_by_name(frame: Any) -> None:
    made = design(frame({"age": AGE, "sex": SEX}), rows=4)
    assert made.terms == ("age", "sex[woman]")
    np.testing.assert_array_equal(made.values, np.column_stack([AGE, [1, 0, 1, 0]]))


def test_takes_a_matrix() -> None:
    made = design(np.array([[1, 5], [2, 3], [9, 4]]), rows=3)
    assert made.terms == ("x1", "x2")


def test_names_every_column_that_cannot_be_used() -> None:
    with pytest.raises(TableError) as error:
        design(
            {
                "age": [31, None, 40, np.nan],
                "same": [1, 1, 1, 1],
                "short": [1, 2],
                "text": ["a", "", "b", "c"],
                "fine": AGE,
            },
            rows=4,
        )
    named = [fault.split(",")[0].split(":")[0] for fault in error.value.faults]
    assert named == ["age", "same", "short", "text"]
    assert "position 1: missing or infinite, as are 1 more" in str(error.value)
    assert "31" not in str(error.value)


def test_names_a_term_that_others_determine() -> None:
    with pytest.raises(TableError, match="months: the columns before it determine it"):
        design({"days": AGE, "months": [day / 30 + 1 for day in AGE]}, rows=4)


def test_more_terms_than_rows() -> None:
    with pytest.raises(TableError, match="fewer rows than terms"):
        design(np.array([[1, 5, 3], [2, 3, 8]]), rows=2)


def test_a_lone_column_is_no_matrix() -> None:
    with pytest.raises(TableError, match="an array of two dimensions, but have 1"):
        design([1, 2, 3], rows=3)
