"""Funnel limits: exact coverage, no ranking, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from math import comb, erfc, exp, factorial, inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError, TableError
from recovery.estimators import funnel

GROUPS = {"north": (40, 100), "south": (12, 20), "west": (5, 60)}


def binomial(n: int, p: Fraction) -> list[Fraction]:
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


@given(
    sizes=st.lists(st.integers(1, 40), min_size=2, max_size=4),
    share=st.fractions(0, 1, max_denominator=50),
    level=st.sampled_from([0.5, 0.9, 0.95, 0.998]),
)
def test_no_more_than_half_of_what_is_left_lies_beyond_each_limit(
    sizes: list[int], share: Fraction, level: float
) -> None:
    """In exact fractions, one count further in would leave too much outside."""
    found = funnel(
        {str(place): (0, n) for place, n in enumerate(sizes)}, target=float(share), levels=(level,)
    )
    tail = Fraction((1 - level) / 2)
    most = Fraction(1 - (1 - level) / 2)
    for n, lower, upper in zip(sizes, found.lower_count[0], found.upper_count[0], strict=True):
        chances = binomial(n, Fraction(float(share)))
        low, high = int(lower), int(upper)
        assert sum(chances[:low]) < tail <= sum(chances[: low + 1])
        assert sum(chances[:high]) < most <= sum(chances[: high + 1])
        assert sum(chances[low : high + 1]) >= Fraction(level) - Fraction(1, 10**12)


@given(size=st.floats(0.1, 30), rate=st.floats(0.01, 2))
def test_poisson_limits_are_the_first_counts_that_reach_their_chance(
    size: float, rate: float
) -> None:
    found = funnel({"a": (0, size), "b": (0, size)}, kind="rate", target=rate, levels=(0.95,))
    mean = rate * size
    chances = [exp(-mean) * mean**k / factorial(k) for k in range(140)]
    sums = np.cumsum(chances)
    assert found.lower_count[0, 0] == np.argmax(sums >= 0.025)
    assert found.upper_count[0, 0] == np.argmax(sums >= 0.975)


def test_by_hand() -> None:
    """Two people, half of them: 1/4, 1/2, 1/4. At the level 0.5 the limits are 0 and 1."""
    found = funnel({"a": (1, 2), "b": (2, 2)}, target=0.5, levels=(0.5, 0.6))
    assert found.lower_count.tolist() == [[0, 0], [0, 0]]
    assert found.upper_count.tolist() == [[1, 1], [2, 2]]
    assert found.outside(0.5, widened=False) == ("b",)
    assert found.outside(0.6, widened=False) == ()
    assert found.z == pytest.approx([0, 1 / np.sqrt(1 / 2)])


def test_dispersion_by_hand() -> None:
    """Five at 3 standard errors and five at -1, not drawn in: a mean square of 5."""
    groups = {f"a{place}": (65.0, 100.0) for place in range(5)}
    groups |= {f"b{place}": (45.0, 100.0) for place in range(5)}
    found = funnel(groups, target=0.5, winsorised=0)
    assert found.dispersion == pytest.approx((9 + 1) / 2)
    assert found.widening == pytest.approx(np.sqrt(5))
    half = 0.5 - found.lower[0]
    assert found.wide_lower[0] == pytest.approx(0.5 - np.sqrt(5) * half)
    assert found.outside(0.95, widened=False) == ("a0", "a1", "a2", "a3", "a4")
    assert found.outside(0.95) == ()


def test_limits_of_few_groups_are_not_widened_by_the_one_that_stands_out() -> None:
    """Of 2 to 4 groups none could ever lie beyond limits that it widens itself."""
    found = funnel({"a": (900, 1000), "b": (900, 1000), "bad": (0, 1000)})
    assert found.dispersion > 100
    assert found.widening == 1
    assert found.wide_lower.tolist() == found.lower.tolist()
    assert found.outside() == ("a", "b", "bad")


@pytest.mark.parametrize("many", [2, 9, 10, 30])
def test_one_dreadful_group_always_lies_outside(many: int) -> None:
    groups = {f"{place:02}": (900.0, 1000.0) for place in range(many - 1)} | {"bad": (0.0, 1000.0)}
    assert "bad" in funnel(groups).outside()


def test_groups_of_nobody_do_not_make_enough_groups() -> None:
    groups = {f"a{place}": (65.0 - 20 * (place % 2), 100.0) for place in range(9)}
    assert funnel({**groups, "empty": (0, 0)}).widening == 1
    assert funnel({**groups, "more": (65, 100)}).widening > 1


def test_homogeneity_by_hand() -> None:
    """Shares of 12/20 and 4/20 about 16/40: 2 of 16/4.8 is 6.667, with 1 degree of freedom."""
    found = funnel({"a": (12, 20), "b": (4, 20), "empty": (0, 0)})
    assert found.homogeneity == pytest.approx(erfc(sqrt(20 / 3 / 2)))
    moved = funnel({"a": (12, 20), "b": (4, 20)}, target=0.1)
    assert moved.homogeneity == found.homogeneity
    rates = funnel({"a": (12, 20), "b": (4, 20)}, kind="rate")
    assert rates.homogeneity == pytest.approx(erfc(sqrt(2 * 16 / 8 / 2)))
    assert np.isnan(funnel({"a": (0, 5), "b": (0, 5)}).homogeneity)


@pytest.mark.parametrize("size", [2**31 - 1, 2**31, 3 * 10**9])
def test_limits_of_very_large_groups(size: int) -> None:
    """So many that the binomial is normal: 1.96 standard errors, to one count in ten thousand."""
    found = funnel({"a": (size // 2, size), "b": (size // 2, size)})
    half = 1.959963984540054 * sqrt(size) / 2
    assert found.lower_count[0] == pytest.approx([size / 2 - half] * 2, abs=3)
    assert found.upper_count[0] == pytest.approx([size / 2 + half] * 2, abs=3)


def test_the_most_extreme_are_drawn_in() -> None:
    """Nine on the target and one 10 standard errors off: a quantile of 0.1 of 10 draws it to 1."""
    groups = {str(place): (50.0, 100.0) for place in range(9)} | {"far": (100.0, 100.0)}
    found = funnel(groups, target=0.5)
    assert found.z.max() == 10
    assert found.dispersion == pytest.approx(1 / 10)
    assert found.widening == 1


def test_order_of_groups_does_not_matter() -> None:
    turned = dict(reversed(GROUPS.items()))
    one, other = funnel(GROUPS).columns(), funnel(turned).columns()
    assert {name: column.tolist() for name, column in one.items()} == {
        name: column.tolist() for name, column in other.items()
    }


def test_groups_are_never_ranked() -> None:
    found = funnel(GROUPS)
    assert found.columns()["group"].tolist() == ["north", "south", "west"]
    assert found.columns(order="size")["group"].tolist() == ["north", "west", "south"]
    with pytest.raises(DefinitionError, match="groups are not ranked by what they show"):
        found.columns(order="value")
    assert not {"rank", "z"} & set(found.columns())


def test_a_group_of_nobody_has_no_share_and_is_within() -> None:
    found = funnel({**GROUPS, "empty": (0, 0)})
    place = found.groups.index("empty")
    assert np.isnan(found.value[place])
    assert np.isnan(found.z[place])
    assert "empty" not in found.outside()


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_at_the_edge_has_no_room(target: float) -> None:
    found = funnel({"a": (0, 5), "b": (5, 5)}, target=target)
    assert found.lower[0] == pytest.approx([target, target])
    assert found.upper[0] == pytest.approx([target, target])
    assert np.isnan(found.dispersion)
    assert found.widening == 1


def test_what_a_reader_must_know_is_noted() -> None:
    (note,) = funnel(GROUPS).about.notes
    assert "cannot be told from 3: their limits are those of chance alone" in note
    many = {f"{place}": (20.0 + 40 * (place % 2), 100.0) for place in range(10)}
    (note,) = funnel(many).about.notes
    assert "groups vary more than by chance alone" in note


def test_it_shows_itself() -> None:
    found = funnel(GROUPS)
    assert repr(found).startswith("Funnel(3 groups about a share of 0.3167, dispersion ")
    assert "<td>north</td>" in found._repr_html_()


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"levels": ()}, "levels must lie strictly between 0 and 1"),
        ({"levels": (1.0,)}, "levels must lie strictly between 0 and 1"),
        ({"winsorised": 0.5}, "winsorised must be at least 0 and below 0.5"),
        ({"target": 1.2}, "target must be a share, but was 1.2"),
        ({"target": inf, "kind": "rate"}, "target must be a rate, but was inf"),
        ({"target": float("nan")}, "target must be a share, but was nan"),
        ({"kind": "mean"}, "kind"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        funnel(GROUPS, **options)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("pair", "kind", "fault"),
    [
        ((3, 2), "share", "no fewer than the count"),
        ((1.5, 2), "share", "whole numbers from 0 on"),
        ((1, 2.5), "share", "a whole number of people"),
        ((-1, 2), "rate", "whole numbers from 0 on"),
        ((1, 0), "rate", "where nothing was exposed"),
        ((1, float("nan")), "rate", "must be finite"),
        ((0, -1), "rate", "sizes must not be negative"),
        ((0, 2.0**53), "share", "must be below 9e\\+15"),
    ],
)
def test_numbers_that_are_no_counts_are_refused(
    pair: tuple[float, float], kind: str, fault: str
) -> None:
    with pytest.raises(TableError, match=fault):
        funnel({"a": pair, "b": (1, 2)}, kind=kind)


def test_one_group_is_no_comparison() -> None:
    with pytest.raises(DefinitionError, match="two groups or more, but there is 1"):
        funnel({"a": (1, 2)})


def test_limits_of_another_level_are_not_there() -> None:
    with pytest.raises(DefinitionError, match=r"no limits of the level 0\.9"):
        funnel(GROUPS).outside(0.9)
