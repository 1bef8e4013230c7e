import attrs
import numpy as np
import pytest

from recovery.results import Effects


def effects(ratio_of: str = "hazard ratio") -> Effects:
    return Effects(
        terms=("age", "sex[woman]"),
        estimate=np.log([2.0, 0.5]),
        std_error=np.array([0.1, 0.0]),
        model_error=np.array([0.1, 0.0]),
        lower=np.log([1.5, 0.5]),
        upper=np.log([3.0, 0.5]),
        p_value=np.array([0.01, np.nan]),
        covariance=np.diag([0.01, 0.0]),
        ratio_of=ratio_of,
        n=30,
        events=12,
    )


def test_ratio_is_the_exponential() -> None:
    np.testing.assert_allclose(effects().ratio, [2, 0.5])
    np.testing.assert_allclose(effects().ratio_lower, [1.5, 0.5])
    np.testing.assert_allclose(effects().ratio_upper, [3, 0.5])


def test_a_difference_has_no_ratio() -> None:
    assert np.isnan(effects("").ratio).all()
    assert effects("")["age"].unit == "difference"


def test_no_error_gives_no_statistic() -> None:
    np.testing.assert_allclose(effects().statistic, [np.log(2) / 0.1, np.nan])


def test_reads_a_term() -> None:
    age = effects()["age"]
    assert (age.value, age.std_error, age.unit, age.n) == (np.log(2), 0.1, "log hazard ratio", 30)


def test_a_term_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="there is no term 'housing'; there are: age, sex"):
        effects()["housing"]


def test_columns_are_one_row_a_term() -> None:
    columns = effects().columns()
    assert {len(column) for column in columns.values()} == {2}
    assert list(columns)[:3] == ["term", "estimate", "std_error"]
    assert "sex[woman]" in effects()._repr_html_()


def test_marks_what_counts_people() -> None:
    marked = {field.name for field in attrs.fields(Effects) if field.metadata.get("counts")}
    assert marked == {"n", "events"}
