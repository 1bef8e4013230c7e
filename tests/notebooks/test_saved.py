"""Notebooks are saved with what they showed. That they run is tested by nbmake."""

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_saved_with_its_outputs(path: Path) -> None:
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert cells
    assert all(cell.execution_count for cell in cells)
    assert any(cell.outputs for cell in cells)
    shown = "\n".join(str(cell.outputs) for cell in cells)
    assert "Traceback" not in shown
    assert str(Path.home()) not in shown
