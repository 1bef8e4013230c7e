"""Writing an invented register to a folder."""

import json
from pathlib import Path

import polars as pl
import pytest

from recovery.errors import DefinitionError
from recovery.register.schema import TABLES
from recovery.synthetic import write_example


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_a_table_and_the_truth_beside_them(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "new" / "folder"
    written = write_example(folder, survivors=150, format=form)  # type: ignore[arg-type]  # text of a parameter
    files = {path.name for path in folder.iterdir()}
    assert files == {*(f"{name}.{form}" for name in TABLES), "truth.json", "NOTE.txt", "README.txt"}
    read = pl.read_csv if form == "csv" else pl.read_parquet
    for name, table in written.tables.items():
        back = read(folder / f"{name}.{form}")
        assert back.shape == table.shape
        assert back.columns == table.columns
    assert json.loads((folder / "truth.json").read_text()) == json.loads(
        json.dumps(written.truth.to_dict())
    )
    assert "invented" in (folder / "README.txt").read_text()
    assert "invented" in (folder / "NOTE.txt").read_text()


def test_days_are_written_as_iso(tmp_path: Path) -> None:
    write_example(tmp_path, survivors=150)
    granted = pl.read_csv(tmp_path / "consents.csv", infer_schema=False)["granted_on"]
    assert granted.str.contains(r"^\d{4}-\d{2}-\d{2}$").all()


def test_another_format_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="allowed: 'csv', 'parquet'"):
        write_example(tmp_path, survivors=150, format="xlsx")  # type: ignore[arg-type]  # wrong on purpose
    assert not list(tmp_path.iterdir())
