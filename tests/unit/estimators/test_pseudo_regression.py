"""Regression on pseudo-values: what it is by hand when nobody is censored, and what it refuses."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recovery.errors import DefinitionError, TableError
from recovery.estimators import pseudo_values
from recovery.estimators.pseudo_regression import LINKS, pseudo_regression
from recovery.tables import About, EventTable
from strategies import event_tables, taken, written_out

NEAR = 1e-9
WAITS = [4, 9, 12, 20, 25, 31, 44, 60, 61, 80]
GROUP = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
DAY = 40
SHARES = np.array([0.0, 0.8])
"""Of each group's five, none and four still wait on day 40; all are followed to the end."""


def followed() -> EventTable:
    """Return a table in which nobody is censored."""
    return EventTable(exit=WAITS, event=[1] * 10, about=About(clock="intake to housing"))


def test_difference_of_shares_by_hand() -> None:
    table = followed()
    values = pseudo_values(table, days=[DAY])
    found = pseudo_regression(values, {"group": GROUP}, days=[DAY], events=table)
    np.testing.assert_allclose(found.estimate, [0, 0.8], atol=NEAR)
    # Each share has the error of a binomial one with its own divisor, 0.8 * 0.2 / 5.
    np.testing.assert_allclose(found.std_error, [0, np.sqrt(0.8 * 0.2 / 5)], atol=NEAR)
    assert found.about.clock == "intake to housing"
    assert (found.n, found.events) == (10, 10)
    assert found["group"].unit == "difference"


@pytest.mark.parametrize("link", ["log", "logit", "cloglog"])
def test_ratios_of_shares_by_hand(link: Any) -> None:
    """With one covariate of two values each share is met, and errors follow by its slope."""
    group = [0, 1, 0, 1, 0, 1, 0, 1, 0, 0]
    wait = (np.array(WAITS) > 28).astype(float)
    found = pseudo_regression(wait, {"group": group}, link=link)
    shares = [wait[np.array(group) == g].mean() for g in (0, 1)]
    sizes = [6, 4]
    by = {
        "log": [(np.log(p), 1 / p) for p in shares],
        "logit": [(np.log(p / (1 - p)), 1 / (p * (1 - p))) for p in shares],
        "cloglog": [(np.log(-np.log(1 - p)), -1 / ((1 - p) * np.log(1 - p))) for p in shares],
    }[link]
    levels = [level for level, _ in by]
    spread = [
        p * (1 - p) / n * slope**2 for p, n, (_, slope) in zip(shares, sizes, by, strict=True)
    ]
    np.testing.assert_allclose(found.estimate, [levels[0], levels[1] - levels[0]], rtol=NEAR)
    np.testing.assert_allclose(found.std_error**2, [spread[0], sum(spread)], rtol=NEAR)
    assert found.ratio_of == LINKS[link].ratio_of


@given(event_tables(delayed=False), st.sampled_from(["identity", "logit"]), st.data())
def test_order_and_equal_rows_do_not_matter(table: EventTable, link: Any, data: Any) -> None:
    n = len(table)
    x = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    assume(n > 3 and len(np.unique(x)) > 1)
    days = [min(3, int(table.exit.max())), int(table.exit.max())]
    assume(days[0] < days[1])
    every = written_out(table)
    many = np.ones(n, int) if table.frequency is None else np.array(table.frequency)
    rows = data.draw(st.permutations(range(len(every))))
    values, repeated = pseudo_values(table, days=days), np.repeat(x, many)
    found = pseudo_regression(values, {"x": x}, link=link, events=table)
    again = pseudo_values(taken(every, rows), days=days)
    expected = pseudo_regression(again, {"x": repeated[rows]}, link=link)
    assume(np.isfinite(found.estimate).all() and (np.abs(found.estimate) < 10).all())
    np.testing.assert_allclose(found.estimate, expected.estimate, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=1e-5, atol=1e-6)


def test_clusters() -> None:
    """Twice the same subject, told to be one cluster, is one subject; if not, errors are short."""
    once = followed()
    rows = np.tile(np.arange(10), 2)
    values = np.array(WAITS) > 28
    group = np.array([0, 1] * 5)
    found = pseudo_regression(values[rows], {"g": group[rows]}, cluster=rows)
    expected = pseudo_regression(values, {"g": group})
    np.testing.assert_allclose(found.std_error, expected.std_error, rtol=NEAR)
    alone = pseudo_regression(values[rows], {"g": group[rows]})
    np.testing.assert_allclose(alone.std_error * np.sqrt(2), expected.std_error, rtol=NEAR)
    clustered = attrs.evolve(once, cluster=list("aabbccddee"))
    told = pseudo_regression(values, {"g": group}, events=clustered)
    assert "robust variance by 5 clusters" in told.about.method
    assert any("fewer than 40 clusters" in note for note in told.about.notes)


def test_names_of_levels() -> None:
    values = np.column_stack([np.array(WAITS) > day for day in (15, 42)])
    group = {"g": [0, 1] * 5}
    assert pseudo_regression(values, group).terms == ("(column 0)", "(column 1)", "g")
    assert pseudo_regression(values, group, days=[15, 42]).terms == ("(day 15)", "(day 42)", "g")
    assert pseudo_regression(values[:, 0], group).terms == ("(intercept)", "g")


def test_a_perfect_fit() -> None:
    x = np.array([0.0, 0, 2])
    found = pseudo_regression(x / 2, {"x": x, "y": [4e-4, 1.1e-2, -4.5e-3]})
    np.testing.assert_allclose(found.estimate, [0, 0.5, 0], atol=NEAR)
    np.testing.assert_allclose(found.std_error, 0, atol=NEAR)


def test_no_estimate_fits() -> None:
    found = pseudo_regression([-1.0, -2, -1.5, -1], {"g": [0, 1, 0, 1]}, link="log")
    assert np.isnan(found.estimate).all()
    assert any("no estimates fit" in note for note in found.about.notes)


def test_what_is_refused() -> None:
    table = followed()
    values = pseudo_values(table, days=[20, 40])
    group = {"g": GROUP}
    with pytest.raises(DefinitionError, match="allowed: 'cloglog', 'identity', 'log', 'logit'"):
        pseudo_regression(values, group, link="probit")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(DefinitionError, match="strictly between 0 and 1"):
        pseudo_regression(values, group, level=2)
    for wrong, choices, words in (
        (pseudo_values(table, days=[20, 400]), {}, "column 1, as on days past the end"),
        (values, {"days": [20]}, "must name the 2 columns"),
        (values, {"cluster": [1, 2]}, "one row for each of the 10"),
        (values, {"events": taken(table, range(5))}, "one row for each of the 10"),
        (np.zeros((10, 0)), {}, "must be numbers"),
        ([["a"]], {}, "must be numbers"),
    ):
        with pytest.raises(TableError, match=words):
            pseudo_regression(wrong, group, **choices)
    with pytest.raises(DefinitionError, match="weight"):
        pseudo_regression(values, group, events=attrs.evolve(table, weight=np.ones(10)))
