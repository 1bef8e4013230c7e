"""The page about own indicators: what it shows is what happens."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import attrs
import pytest

from recovery.errors import DefinitionError
from recovery.indicators import RULES, read_cards
from recovery.synthetic import write_example

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "own_indicators.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    """Return what stands on the page in blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with the records and the file that the page speaks of."""
    monkeypatch.chdir(tmp_path)
    write_example("example", survivors=300, seed=1)
    Path("ours.toml").write_text(blocks("toml")[0], "utf-8")
    return tmp_path


def test_what_is_written_in_python_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, names)  # noqa: S102  # the page's own example
    assert capsys.readouterr().out == blocks("text")[0]
    page = (folder / "impact.html").read_text("utf-8")
    assert "People heard by police or court" in page
    assert "Safely housed within three months" in page
    assert [card.code for card in read_cards("all_ours.toml")] == list(names["results"])  # type: ignore[call-overload]  # a mapping


def test_what_is_wrong_is_told_as_the_page_says(folder: Path) -> None:
    (folder / "wrong.toml").write_text(blocks("toml")[1], "utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_cards("wrong.toml")
    told = re.sub(r"allowed: .*", "allowed: …", str(caught.value))
    assert f"{told}\n" == blocks("text")[1]


def test_every_rule_is_on_the_page_of_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    page: str = import_module("rule_pages").page()
    for word, kind in RULES.items():
        section = page.split(f"## `{word}`\n")[1].split("\n## ")[0]
        assert f"`{kind.__name__}`" in section
        fields = attrs.fields_dict(kind)  # type: ignore[arg-type]  # all are attrs classes
        assert all(f"| `{name}` |" in section for name in fields)
    assert "<class" not in page
