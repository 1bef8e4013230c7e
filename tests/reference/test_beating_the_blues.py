"""The trial that half of the people left: what the example says of it is what comes out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "beating_the_blues"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    path = EXAMPLE / "beating_the_blues.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def trial(example: ModuleType) -> pl.DataFrame:
    try:
        found: pl.DataFrame = example.records()
    except example.NoRecordsError as missing:
        pytest.skip(str(missing))
    return found


def test_the_readme_says_what_comes_out(example: ModuleType) -> None:
    people = trial(example)
    told = re.findall(
        r"^\| .* \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) \|$",
        (EXAMPLE / "README.md").read_text("utf-8"),
        flags=re.MULTILINE,
    )
    found = example.denominators(people).drop("assuming", "of").rows()
    assert [tuple(map(float, row)) for row in told] == found
    assert round(example.turning(people), 1) == 4.4


def test_by_counting(example: ModuleType) -> None:
    """The shares of completers, counted without any of the library's tables."""
    people = trial(example)
    for arm, name in example.ARMS.items():
        cases = people.filter(pl.col("treatment") == arm, pl.col("bdi.pre") >= 14)
        seen = cases.drop_nulls("bdi.8m")
        better = seen.filter(pl.col("bdi.8m") < 14, pl.col("bdi.pre") - pl.col("bdi.8m") >= 10)
        shares = example.sheet(people).groups[name].assuming["recovered"]
        assert shares["completers"].value == better.height / seen.height
        assert shares["none of the unseen"].value == better.height / cases.height


def test_invented_records_have_the_same_form(example: ModuleType) -> None:
    people = example.invented()
    assert people.columns == ["treatment", *example.MONTHS]
    assert people["bdi.pre"].null_count() == 0
    assert 0.3 < people["bdi.8m"].null_count() / people.height < 0.7
    found = example.denominators(people)
    assert found["points apart"].is_not_null().all()


def test_without_r_it_says_what_to_do(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(example.NoRecordsError, match="R is not installed: on Debian, apt-get"):
        example.records()


def test_without_the_package_it_says_what_to_do(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failed:
        returncode, stdout = 1, ""

    def run(*_: Any, **__: Any) -> Failed:
        return Failed()

    monkeypatch.setattr(example.shutil, "which", lambda _: "Rscript")
    monkeypatch.setattr(example.subprocess, "run", run)
    with pytest.raises(example.NoRecordsError, match=r"install\.packages\('HSAUR3'\)"):
        example.records()
