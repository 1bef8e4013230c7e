"""Real current-status data: what the example says of them is what comes out."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from oracle_intervals import isotonic
from recovery.estimators import turnbull

EXAMPLE = Path(__file__).parents[2] / "examples" / "small_boats"
ROUNDING = 1e-12


def module(name: str) -> ModuleType:
    """Load a file of the example."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def example() -> ModuleType:
    return module("small_boats")


@pytest.fixture(scope="module")
def cohorts(example: ModuleType) -> pl.DataFrame:
    found: pl.DataFrame = example.cohorts()
    return found


def test_everyone_is_counted_once(cohorts: pl.DataFrame) -> None:
    assert cohorts["people"].sum() == 7923
    assert cohorts["positive"].sum() == 608
    assert (cohorts["refused_early"] + cohorts["negative"]).sum() == 1628
    assert cohorts["withdrawn"].sum() == 480
    assert cohorts["awaiting"].sum() == 5207


def test_published_rows_overlap() -> None:
    published = pl.DataFrame(
        {
            "Date": ["2020-03-31"] * 4,
            "NRM Case Outcome Group": [
                "Reasonable grounds decision",
                "Conclusive grounds decision",
                "Awaiting a decision",
                "Reasonable grounds decision",
            ],
            "NRM Case Outcome": [
                "Positive",
                "Positive",
                "Awaiting a conclusive grounds decision",
                "Negative",
            ],
            "Referrals": [7, 3, 4, 2],
        }
    )
    row = module("quarters").by_quarter(published).row(0, named=True)
    assert row.pop("quarter_ends") == "2020-03-31"
    assert {name: count for name, count in row.items() if count} == {
        "positive": 3,
        "awaits_conclusive": 4,
        "refused_early": 2,
    }


def test_curve_is_the_rising_shares(example: ModuleType, cohorts: pl.DataFrame) -> None:
    curve = turnbull(example.waits(cohorts))
    ordered = cohorts.sort("days")
    expected = isotonic(ordered["decided"].to_list(), ordered["people"].to_list())
    shares = 1 - curve.at(ordered["days"].to_numpy())
    np.testing.assert_allclose(shares, [float(share) for share in expected], atol=ROUNDING)
    assert (curve.n, curve.followed_to) == (7923, 1917)
    assert 1 - curve.at(365) == pytest.approx(0.088, abs=5e-4)


def test_one_curve_is_contradicted(example: ModuleType, cohorts: pl.DataFrame) -> None:
    statistic, p_value = example.contradiction(cohorts, times=500)
    assert statistic == pytest.approx(52, abs=0.5)
    assert p_value == 1 / 501
    rising = cohorts.with_columns(decided=cohorts["people"] // 2)
    assert example.contradiction(rising, times=200)[1] > 0.05


def test_naive_share_lies_beyond_its_bounds(example: ModuleType, cohorts: pl.DataFrame) -> None:
    everyone = example.recognised(cohorts).row(-1, named=True)
    assert everyone["cohort"] == "all"
    assert everyone["of_conclusive"] == 608 / 780
    assert everyone["of_refused_too"] == 608 / (608 + 1628)
    assert everyone["lowest"] == 608 / 7923
    assert everyone["highest"] == (608 + 5207) / 7923
    assert everyone["of_conclusive"] > everyone["highest"]


def test_picture_is_drawn(
    example: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example.main(tmp_path / "small_boats.png")
    assert (tmp_path / "small_boats.png").stat().st_size > 20_000
    assert "7,923 people, 780 with a decision" in capsys.readouterr().out
