import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.estimators.proportion import proportion


def test_wilson_by_hand() -> None:
    # z² = 3.841459; (0.8 + 0.19207) / 1.38415 = 0.716735; the half length is 0.226551.
    found = proportion(8, 10)
    assert found.lower == pytest.approx(0.4901625, abs=1e-7)
    assert found.upper == pytest.approx(0.9433178, abs=1e-7)
    assert found.std_error == pytest.approx(math.sqrt(0.016))


def test_of_nobody() -> None:
    found = proportion(0, 0)
    assert math.isnan(found.value)
    assert found.n == 0


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_mirror_and_bounds(counted: tuple[int, int]) -> None:
    count, n = counted
    one, other = proportion(count, n), proportion(n - count, n)
    assert 0 <= one.lower <= one.value <= one.upper <= 1
    assert one.lower < one.upper
    assert one.lower == pytest.approx(1 - other.upper, abs=1e-12)


@pytest.mark.parametrize(("count", "n"), [(-1, 3), (4, 3)])
def test_refuses_impossible_counts(count: int, n: int) -> None:
    with pytest.raises(DefinitionError, match="from 0 to n"):
        proportion(count, n)


def test_refuses_a_level_of_per_cent() -> None:
    with pytest.raises(DefinitionError, match="strictly between 0 and 1"):
        proportion(1, 3, level=95)
