"""Values as TOML: what :mod:`tomllib` reads back is what was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["toml_text"]

WIDTH = 100
"""Longer lists are written with one item a line."""


def toml_text(content: Mapping[str, Any]) -> str:
    """Write nested mappings as TOML, in their order.

    Parameters
    ----------
    content
        Texts, truths, numbers, sequences and mappings of these. A sequence of
        mappings becomes an array of tables where it stands directly in a
        table.

    Raises
    ------
    TypeError
        If TOML has no form for a value, such as ``None``.

    Examples
    --------
    >>> print(toml_text({"a": {"n": 1, "of": ["x", "y"]}, "b": [{"yes": True}]}))
    [a]
    n = 1
    of = ["x", "y"]
    <BLANKLINE>
    [[b]]
    yes = true
    <BLANKLINE>
    """
    lines = list(_table((), content))
    return "\n".join(lines).strip("\n") + "\n"


def _table(path: tuple[str, ...], content: Mapping[str, Any]) -> Iterator[str]:
    """Write the plain values of a table, then the tables in it, as TOML must have them."""
    inner = {name: value for name, value in content.items() if _is_table(value)}
    for name, value in content.items():
        if name not in inner:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in inner.items():
        place = ".".join(map(_key, (*path, name)))
        for each in [value] if isinstance(value, Mapping) else value:
            yield ""
            yield f"[{place}]" if isinstance(value, Mapping) else f"[[{place}]]"
            yield from _table((*path, name), each)


def _is_table(value: Any) -> bool:
    several = isinstance(value, list | tuple) and value and all(_is_table(v) for v in value)
    return isinstance(value, Mapping) or bool(several)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        items = [_value(each) for each in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) <= WIDTH else "[\n" + "".join(f"  {i},\n" for i in items) + "]"
    message = f"TOML has no form for a value of type {type(value).__name__}"
    raise TypeError(message)


def _text(value: str) -> str:
    """Write a text; the escapes of JSON are those of TOML, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
