"""Write pages from the catalogues at build time, so that they cannot fall behind.

A catalogue is a mapping of code → frozen value; its page is one table with a
row for each value and a column for each field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from recovery.register.columns import HISTORY, Column
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CATALOGUES = {
    "milestones": "What can happen to a survivor, a return, a case or an accused person.",
    "clocks": "What is timed: from which origin to which outcome, what may come instead, and "
    "what ends the following.",
    "headlines": "Plain totals: how many different people have one of these codes.",
    "services": "What support consists of.",
    "exit_reasons": "Why support ended.",
    "outcomes": "The seven outcomes of the Modern Slavery Core Outcome Set: what should be "
    "reported for everybody. Which records bear on each is this library's own judgement; an "
    "outcome without any has no measure.",
    "findings": "What can be wrong with records, how grave it is, and what to do about it.",
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Write a value as the text of a table cell."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(cell, value))
    return str("" if value is None else value).replace("|", "\\|").replace("\n", " ")


def words(name: str) -> str:
    """Write a field or catalogue name as words."""
    return name.replace("_", " ")


def page_of_catalogue(name: str, about: str, values: Sequence[Any]) -> str:
    """Write one catalogue: a row for each value, its code first."""
    fields = [field.name for field in attrs.fields(type(values[0]))]
    rows = ([f"`{value.code}`", *(getattr(value, f) for f in fields[1:])] for value in values)
    return f"# {words(name).capitalize()}\n\n{about}\n\n{table([*map(words, fields)], rows)}"


def page_of_pathways() -> str:
    """Write each pathway: a row for each state, with what leads to it and what may follow."""
    about = (
        "The states that someone passes through on each track, and the moves between them. A "
        "milestone that leads elsewhere is reported as a jump.\n"
    )
    parts = ["# Pathways\n", about]
    for pathway in VOCABULARY.pathways.values():
        rows = (
            [
                f"`{state}`",
                meaning,
                [f"`{code}`" for code, to in pathway.enters.items() if to == state],
                [f"`{to}`" for to in pathway.moves.get(state, ())] or "nothing",
            ]
            for state, meaning in pathway.states.items()
        )
        head = ["state", "meaning", "entered by", "may be followed by"]
        parts.append(f"## {pathway.title}\n\nFollows: {pathway.subject}.\n\n{table(head, rows)}")
    return "\n".join(parts)


def page_of_records() -> str:
    """Write the tables of a source and their columns."""
    parts = ["# Records\n", (Path(__file__).parent / "records_intro.md").read_text("utf-8")]
    for name, schema in TABLES.items():
        own = columns(schema.own, schema.planned)
        parts.append(f"## `{name}`\n\nOne row is {schema.meaning}.\n\n{own}")
    parts.append(f"## History\n\nAny table may have these.\n\n{columns(HISTORY)}")
    return "\n".join(parts)


def columns(catalogue: Sequence[Column], planned: str | None = None) -> str:
    """Write the columns of a table of the records."""
    head = ["column", "required", "kind", "what it holds"]
    instead = f"or `{planned}` of what was not done"
    days = {c.name for c in catalogue if planned and c.required and c.kind == "day"}
    rows = (
        [f"`{c.name}`", instead if c.name in days else c.required, c.kind, holds(c)]
        for c in catalogue
    )
    return table(head, rows)


def holds(column: Column) -> str:
    """Say which codes or ids a column holds."""
    if isinstance(column.codes, str):
        text = f"a code of [{column.codes}]({column.codes}.md)"
    else:
        text = ", ".join(f"`{code}`" for code in column.codes)
    if column.refers_to:
        text = f"an id in `{'.'.join(column.refers_to)}`"
    return f"several of: {text or 'words'}" if column.many else text


def write_pages(app: Sphinx) -> None:
    """Write every generated page into ``docs/generated``."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    pages = {"records": page_of_records(), "pathways": page_of_pathways()} | {
        name: page_of_catalogue(name, about, tuple(getattr(VOCABULARY, name).values()))
        for name, about in CATALOGUES.items()
    }
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
