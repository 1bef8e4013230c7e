"""Write a page for each public name of the statistics, so that a new name has its page at once.

The pages follow the ``__all__`` of the rooms: one page a name, and one a room that lists them with
what each is about, takes and gives.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from catalogues import table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOMS = {
    "tables": "Arrays of whole days about subjects: what every estimator takes.",
    "estimators": "One method each, from a table to a result. What they count, and where R or "
    "other packages count otherwise, is on the page [Conventions](../../conventions.md); how often "
    "their intervals hold the truth, on the page [Coverage](../../coverage.md).",
    "change": "Scores again and again: whether lives got better, for whom, and whether it lasted.",
    "results": "What estimators answer: frozen values with their uncertainty, and what they are "
    "about.",
}
TOCTREE = "```{{toctree}}\n:hidden:\n\n{}\n```\n"


def pages() -> dict[str, str]:
    """Return the text of each page by its path below ``docs/generated/reference``."""
    written = {}
    for room, about in ROOMS.items():
        module = import_module(f"recovery.{room}")
        names = sorted(module.__all__, key=str.lower)
        written[f"{room}.md"] = page_of_room(room, about, {n: getattr(module, n) for n in names})
        for name in names:
            written[f"{room}/{name}.md"] = page_of_name(room, name, getattr(module, name))
    return written


def page_of_room(room: str, about: str, values: dict[str, object]) -> str:
    """List the names of a room."""
    verbs = [name for name, value in values.items() if inspect.isfunction(value)]
    nouns = [name for name in values if name not in verbs]
    parts = [f"# {room.capitalize()}\n\nEverything here is public as `recovery.{room}`. {about}\n"]
    if nouns:
        rows = [[link(room, name), summary(values[name])] for name in nouns]
        parts.append(table(["name", "what it is"], rows))
    if verbs:
        rows = [[link(room, name), summary(values[name]), types(values[name])] for name in verbs]
        parts.append(table(["name", "what it does", "takes → gives"], rows))
    return "\n".join([*parts, TOCTREE.format("\n".join(f"{room}/{name}" for name in values))])


def page_of_name(room: str, name: str, value: object) -> str:
    """Write the page of one name."""
    if not callable(value):
        lines = [f".. py:data:: recovery.{room}.{name}", f"   :value: {value!r}"]
    elif inspect.isfunction(value):
        lines = [f".. autofunction:: recovery.{room}.{name}"]
    else:
        lines = [f".. autoclass:: recovery.{room}.{name}", "   :members:"]
    body = "\n".join(lines)
    return f"# {name}\n\n```{{eval-rst}}\n{body}\n```\n"


def link(room: str, name: str) -> str:
    """Link to the page of a name."""
    return f"[`{name}`]({room}/{name}.md)"


def summary(value: object) -> str:
    """Return the first sentence of a docstring; a constant has none."""
    if not callable(value):
        return "a constant"
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split()).rstrip(".")


def types(value: object) -> str:
    """Return what a function takes first and what it gives, as it is written."""
    signature = inspect.signature(value)  # type: ignore[arg-type]
    first = next(iter(signature.parameters.values()))
    return f"`{first.annotation}` → `{signature.return_annotation}`"


def write_pages(app: Sphinx) -> None:
    """Write the pages, leaving those alone that are the same, and take away those of lost names."""
    folder = Path(app.srcdir) / "generated" / "reference"
    written = pages()
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in written:
            path.unlink()
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
