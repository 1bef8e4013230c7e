"""Every public name of the statistics is documented in the same way, and has a page."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ROOMS = ("tables", "estimators", "change", "results")
NAMES = [(room, name) for room in ROOMS for name in import_module(f"recovery.{room}").__all__]
METHODS = [(room, name) for room, name in NAMES if room in ("estimators", "change")]
SECTION = re.compile(r"^(\w[\w ]*)\n-+$", re.MULTILINE)


def sections(value: object) -> set[str]:
    return set(SECTION.findall(inspect.getdoc(value) or ""))


@pytest.mark.parametrize(("room", "name"), METHODS)
def test_says_what_it_takes_and_gives_where_it_is_from_and_how_it_is_used(
    room: str, name: str
) -> None:
    value = getattr(import_module(f"recovery.{room}"), name)
    expected = {"Parameters", "Returns", "References", "Examples"}
    if inspect.isclass(value):
        expected = {"Attributes", "Raises", "Examples"}
    assert not expected - sections(value)


@pytest.mark.parametrize(("room", "name"), METHODS)
def test_takes_nothing_that_it_does_not_explain(room: str, name: str) -> None:
    value = getattr(import_module(f"recovery.{room}"), name)
    if inspect.isclass(value):
        return
    text = (inspect.getdoc(value) or "").split("Parameters\n----------\n")[1].split("\n\n")
    named = {word for line in text[0].splitlines() if line[:1].strip() for word in line.split(", ")}
    assert set(inspect.signature(value).parameters) <= named


def test_every_name_has_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    pages = import_module("reference_pages").pages()
    for room, name in NAMES:
        assert f"recovery.{room}.{name}" in pages[f"{room}/{name}.md"]
        assert f"({room}/{name}.md)" in pages[f"{room}.md"]
    written = {f"{room}.md" for room in ROOMS} | {f"{room}/{name}.md" for room, name in NAMES}
    assert set(pages) == written
