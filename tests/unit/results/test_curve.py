"""Curves: read on any day, as quantiles, as columns."""

from __future__ import annotations

import json
from typing import Any, Literal

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest

from recovery.errors import DefinitionError
from recovery.results import Curve, Curves
from recovery.tables import About


def curve(kind: Literal["survival", "incidence"] = "survival", **changes: Any) -> Curve:
    """Make a curve with steps on days 10, 20 and 40, followed to day 50."""
    fields: dict[str, Any] = {
        "days": np.array([10, 20, 40]),
        "value": np.array([0.8, 0.5, 0.4]),
        "std_error": np.array([0.1, 0.2, 0.2]),
        "lower": np.array([0.6, 0.3, 0.2]),
        "upper": np.array([0.9, 0.7, 0.6]),
        "at_risk": np.array([10, 8, 5]),
        "events": np.array([2, 3, 1]),
        "followed_to": 50,
        "n": 10,
        "risk_days": np.array([0, 11, 21, 41, 51]),
        "risk_counts": np.array([10, 8, 5, 4, 0]),
    }
    found = Curve(**(fields | changes), kind=kind, about=About(clock="a clock", notes=("a note",)))
    if kind == "survival":
        return found
    return attrs.evolve(found, value=1 - found.value, lower=1 - found.upper, upper=1 - found.lower)


def test_is_read_on_any_day_in_any_shape() -> None:
    days = [[-1, 0, 9], [10, 50, 51]]
    expected = [[1, 1, 1], [0.8, 0.4, np.nan]]
    np.testing.assert_array_equal(curve().at(days), expected)
    np.testing.assert_allclose(curve("incidence").at(days), 1 - np.array(expected))
    assert curve().at(25) == 0.5


def test_at_risk_on_any_day() -> None:
    np.testing.assert_array_equal(
        curve().at_risk_on([-1, 0, 10, 11, 40, 50, 51]), [0, 10, 10, 8, 5, 4, 0]
    )


def test_estimate_has_the_uncertainty_of_the_day() -> None:
    found = curve().estimate([5, 25, 99])
    assert list(found) == [5, 25, 99]
    assert (found[5].value, found[5].std_error, found[5].lower, found[5].upper) == (1, 0, 1, 1)
    assert (found[25].std_error, found[25].lower, found[25].upper) == (0.2, 0.3, 0.7)
    assert (found[25].unit, found[25].n, found[25].about.clock) == ("probability", 10, "a clock")
    assert np.isnan([found[99].value, found[99].std_error, found[99].upper]).all()


def test_quantile_of_survival() -> None:
    # The curve is flat at one half from day 20 to 40; its lower end falls to 0.3 on day 20, its
    # upper end never below 0.6.
    half = curve().median
    assert (half.value, half.lower, half.unit) == (30, 20, "days")
    assert np.isnan([half.upper, half.std_error]).all()


def test_quantile_on_a_flat_piece_is_the_day_that_was_asked_for() -> None:
    assert curve().quantile(0.5, flat="first").value == 20
    assert curve().quantile(0.5, flat="middle").value == 30
    assert curve().quantile(0.5, flat="last").value == 40
    with pytest.raises(
        DefinitionError, match="flat='R' is not known; allowed: 'first', 'last', 'middle'"
    ):
        curve().quantile(0.5, flat="R")  # type: ignore[arg-type]  # wrong on purpose


def test_quantile_of_incidence_reads_the_first_day() -> None:
    half = curve("incidence").median
    assert (half.value, half.lower) == (20, 20)
    assert np.isnan(half.upper)
    assert curve("incidence").quantile(0.5, flat="last").value == 20


@pytest.mark.parametrize("p", [0, 1, -0.1, float("nan")])
def test_refuses_a_quantile_of_no_share(p: float) -> None:
    with pytest.raises(DefinitionError, match="strictly between 0 and 1"):
        curve().quantile(p)


@pytest.mark.parametrize("kind", ["occupation", "hazard", "count"])
def test_refuses_quantiles_of_what_is_no_share_with_the_event(kind: Any) -> None:
    with pytest.raises(DefinitionError, match="has no quantiles"):
        attrs.evolve(curve(), kind=kind).quantile(0.5)
    assert "median" not in repr(attrs.evolve(curve(), kind=kind))


def test_names_the_unit_of_its_value() -> None:
    hazard = attrs.evolve(curve(), kind="hazard")
    assert (curve().unit, hazard.unit) == ("probability", "cumulative hazard")
    assert (hazard.initial, hazard.estimate([5])[5].unit) == (0, "cumulative hazard")


def test_columns_make_a_frame() -> None:
    names = ["days", "value", "std_error", "lower", "upper", "at_risk", "events"]
    assert list(pd.DataFrame(curve().columns())) == pl.DataFrame(curve().columns()).columns == names


def test_to_dict_is_plain() -> None:
    read = json.loads(json.dumps(curve().to_dict()))
    assert (read["days"], read["about"]["notes"], read["n"]) == ([10, 20, 40], ["a note"], 10)


def test_marks_what_counts_people() -> None:
    marked = {field.name for field in attrs.fields(Curve) if field.metadata.get("counts")}
    assert marked == {"n", "at_risk", "events", "risk_counts"}


def test_shows_itself() -> None:
    assert repr(curve()) == (
        "Curve(survival of outcome: n=10, events=6, median 30 days, followed to day 50)"
    )
    assert "a note" in curve()._repr_html_()


def test_curves_are_read_by_cause() -> None:
    both = Curves({"housed": curve("incidence"), "died": curve("incidence")}, about=About())
    assert list(both) == ["housed", "died"]
    columns = both.columns()
    assert list(columns)[:3] == ["cause", "days", "value"]
    np.testing.assert_array_equal(columns["cause"], ["housed"] * 3 + ["died"] * 3)
    assert json.loads(json.dumps(both.to_dict()))["died"]["kind"] == "incidence"
    assert "Curves by cause" in both._repr_html_()
    with pytest.raises(KeyError, match="there is nothing under 'moved'; allowed: 'died', 'housed'"):
        both["moved"]
