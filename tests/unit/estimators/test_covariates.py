from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from recovery.errors import TableError
from recovery.estimators.covariates import design, terms_of

AGE = [31.0, 24.0, 40.0, 28.0]
SEX = ["woman", "man", "woman", "man"]


@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame])
def test_takes_any_columns_by_name(frame: Any) -> None:
    made = design(frame({"age": AGE, "sex": SEX}), rows=4)
    assert made.terms == ("age", "sex[woman]")
    np.testing.assert_array_equal(made.values, np.column_stack([AGE, [1, 0, 1, 0]]))


def test_categories_keep_their_order() -> None:
    order = ["young", "adult", "older"]
    ages = ["older", "adult", "young", "adult"]
    for column in (pd.Categorical(ages, order), pl.Series(ages, dtype=pl.Enum(order))):
        frame = (
            pd.DataFrame({"age": column})
            if isinstance(column, pd.Categorical)
            else pl.DataFrame({"age": column})
        )
        made = design(frame, rows=4)
        assert made.terms == ("age[adult]", "age[older]")
        np.testing.assert_array_equal(made.values[:, 1], [1, 0, 0, 0])
    assert design({"age": ages}, rows=4).terms == ("age[older]", "age[young]")


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


def test_dates_and_identifiers_are_no_covariates() -> None:
    days = np.array(["2021-03-04"] * 1500, dtype="datetime64[D]")
    with pytest.raises(TableError) as error:
        design({"born": days, "name": [f"n{i}" for i in range(1500)]}, rows=1500)
    assert [fault.partition(";")[0] for fault in error.value.faults] == [
        "born: is of dates",
        "name: has more than 1,000 different texts, each of which would be a term",
    ]


def test_people_are_coded_as_the_covariates_were() -> None:
    made = design({"age": AGE, "home": ["b", "c", "a", "b"]}, rows=4)
    people = {"one": {"home": "c", "age": 50}, "two": {"age": 20.5, "home": "a"}}
    np.testing.assert_array_equal(terms_of(made, people), [[50, 0, 1], [20.5, 0, 0]])


def test_names_what_people_lack() -> None:
    made = design({"age": AGE, "sex": SEX}, rows=4)
    with pytest.raises(TableError) as error:
        terms_of(made, {"one": {"age": None, "sex": "other", "height": 180}, "two": {"sex": "man"}})
    assert error.value.faults == (
        "height: is no covariate of the model; allowed: 'age', 'sex'",
        "age: must be a finite number",
        "sex: must be one of the texts that the covariate has",
        "age: is missing",
    )


def test_nearly_determined_is_not_determined() -> None:
    # Too near for products of the terms to tell, and told by the terms themselves.
    age = np.arange(50.0)
    near = age + 1e-7 * (np.arange(50) % 3)
    assert design({"age": age, "near": near}, rows=50).terms == ("age", "near")
    with pytest.raises(TableError, match="same: the columns before it determine it"):
        design({"age": age, "near": near, "same": 2 * near + age}, rows=50)
