"""Write the page of the rules at build time: what each takes in a file, by its word."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from catalogues import table

from recovery.indicators import RULES, Beside, Condition, Instances, Part
from recovery.indicators.toml_reader import NormsOf
from recovery.norms import Norms

if TYPE_CHECKING:
    from sphinx.application import Sphinx

WITHIN = {
    "condition": Condition,
    "beside": Beside,
    "instances": Instances,
    "part": Part,
    "norms, by name": NormsOf,
    "norms, written out": Norms,
}
"""What stands within a rule."""
PLAIN = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}
ABOUT = """# Rules

What `kind` may be in the `[indicator.rule]` of a file, and the fields of each. A field without a
usual value must be given. How to write a card around a rule is on the page
[Write your own indicator](../own_indicators.md).
"""


def page() -> str:
    """Write the page."""
    parts = [ABOUT]
    parts += ["\n".join(section(f"`{word}`", kind)) for word, kind in RULES.items()]
    parts += ["## What stands within a rule\n"]
    parts += ["\n".join(section(word.capitalize(), kind, level=3)) for word, kind in WITHIN.items()]
    return "\n".join(parts)


def section(title: str, kind: Any, *, level: int = 2) -> Iterator[str]:
    """Write one kind of value: what it is, then its fields."""
    yield f"{'#' * level} {title}\n"
    yield summary(kind) + ("\n" if kind is NormsOf else f" In Python: `{kind.__name__}`.\n")
    hints = get_type_hints(kind)
    rows = [[f"`{f.name}`", holds(hints[f.name]), usual(f.default)] for f in attrs.fields(kind)]
    if rows:
        yield table(["field", "what it holds", "usually"], rows)


def summary(kind: Any) -> str:
    """Return the first sentence of a docstring."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def holds(hint: Any) -> str:
    """Say in words what a field holds."""
    if get_origin(hint) in (Union, UnionType):
        words = [holds(each) for each in get_args(hint) if each is not NoneType]
        return " or ".join([*words, *(["`false` for none"] if NoneType in get_args(hint) else [])])
    if get_origin(hint) is Literal:
        return " or ".join(f"`{each}`" for each in get_args(hint))
    if get_origin(hint) is tuple:
        first, *others = get_args(hint)
        return f"list of {'' if others == [Ellipsis] else f'{1 + len(others)}: '}{holds(first)}"
    rules = {kind: f"rule of the kind `{word}`" for word, kind in RULES.items()}
    within = {kind: word.split(",")[0] for word, kind in WITHIN.items()}
    return PLAIN.get(hint) or rules.get(hint) or within.get(hint, str(hint))


def usual(default: Any) -> str:
    """Write the usual value of a field, as a file has it."""
    if default is attrs.NOTHING:
        return ""
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default) or "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return (
        "none"
        if default in (None, "") or not isinstance(default, str | int | float)
        else f"`{default}`"
    )


def write_page(app: Sphinx) -> None:
    """Write ``docs/generated/rules.md``."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    (folder / "rules.md").write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page)
    return {"parallel_read_safe": True}
