"""The shape of the project: files, and the README's way in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize(("number", "ends"), [("1", "--out report.html"), ("2", "-m pytest")])
def test_readme_starts_with_two_commands(number: str, ends: str) -> None:
    script = ROOT / ".ci" / "readme.py"
    done = subprocess.run(
        [sys.executable, script, number], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith(ends)
