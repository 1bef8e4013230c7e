import numpy as np
import pytest

from recovery.change import agreement
from recovery.errors import DefinitionError, TableError


def test_full_agreement() -> None:
    found = agreement([1, 5, 9], [1, 5, 9])
    assert (found["bias"].value, found["ICC"].value, found["upper limit"].value) == (0, 1, 0)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_ratings_agree_whatever_they_are(seed: int) -> None:
    ratings = np.random.default_rng(seed).normal(5, 2, 10)
    icc = agreement(ratings, ratings)["ICC"]
    assert (icc.value, icc.lower, icc.upper) == (1, 1, 1)


def test_opposite_ratings() -> None:
    icc = agreement([1, 2, 3], [3, 2, 1])["ICC"]
    assert icc.value < 0
    assert not icc.lower > icc.value


def test_a_shift_is_no_agreement_though_it_correlates() -> None:
    found = agreement([1, 5, 9], [5, 9, 13])
    assert (found["bias"].value, found["lower limit"].value) == (-4, -4)
    assert 0 < found["ICC"].value < 0.75


def test_nobody_differs() -> None:
    assert np.isnan(agreement([3, 3, 3], [3, 3, 3])["ICC"].value)


def test_pairs_with_a_gap_are_left_out() -> None:
    one = agreement([9, 6, 8, 7, np.nan], [8, 5, 7, 4, 2])
    other = agreement([9, 6, 8, 7], [8, 5, 7, 4])
    assert one["ICC"].value == other["ICC"].value
    assert one["bias"].n == 4


def test_limits_by_hand() -> None:
    # Differences 1, 1, 1, 3: mean 1.5, standard deviation 1.
    found = agreement([9, 6, 8, 7], [8, 5, 7, 4])
    assert found["bias"].value == 1.5
    assert found["bias"].std_error == 0.5
    assert found["lower limit"].value == pytest.approx(1.5 - 1.959964, abs=1e-6)
    error = np.sqrt(1 / 4 + 1.959964**2 / 6)
    assert found["lower limit"].std_error == pytest.approx(error, rel=1e-6)


def test_refuses_what_cannot_be_compared() -> None:
    with pytest.raises(TableError, match="two arrays of one length"):
        agreement([1, 2], [1, 2, 3])
    with pytest.raises(TableError, match="a rating is infinite"):
        agreement([1, 2, np.inf], [1, 2, 3])
    with pytest.raises(DefinitionError, match="at least 3 subjects"):
        agreement([1, 2, np.nan], [1, 2, 3])
    with pytest.raises(DefinitionError, match="strictly between"):
        agreement([1, 2, 3], [1, 2, 3], level=95)
