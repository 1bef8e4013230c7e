"""From Markdown to its blocks: headings, paragraphs, lists, quotations, tables and code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

__all__ = ["Block", "blocks_of"]

DEEPEST = 6
HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
BREAK = re.compile(r"\s{0,3}([-*_])(\s*\1){2,}\s*$")
ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)")
QUOTED = re.compile(r"\s{0,3}>\s?(.*)")
FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})[^`]*$")
RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$")
"""The line below the head of a table."""
BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
LISTS = ("items", "numbered")
GOES_ON = (*LISTS, "quotation", "paragraph")
"""Kinds that a line without a sign of its own goes on."""


@attrs.frozen(kw_only=True)
class Block:
    """One block.

    Attributes
    ----------
    kind
        One of ``heading``, ``paragraph``, ``items``, ``numbered``,
        ``quotation``, ``table`` and ``code``.
    lines
        Its lines without the signs that make it one; of a list its items.
    level
        Of a heading.
    """

    kind: str
    lines: tuple[str, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """All on one line."""
        return " ".join(line.strip() for line in self.lines)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of a table, the head first; each row has as many as the head."""
        found = [_cells(line) for line in self.lines]
        wide = len(found[0])
        return tuple((*row[:wide], *[""] * (wide - len(row))) for row in found)


def blocks_of(text: str, level: int) -> list[Block]:
    r"""Return the blocks of a text.

    Parameters
    ----------
    text
        Markdown with plain line ends.
    level
        Level of its first headings; none is left out between two.

    Examples
    --------
    >>> [(block.kind, block.lines) for block in blocks_of("- a\n  b\n- c", 3)]
    [('items', ('a b', 'c'))]
    """
    found: list[Block] = []
    last, blank = level - 1, True
    for kind, lines, depth in _pieces(text.split("\n")):
        if kind == "heading":
            last = min(level + depth - 1, last + 1, DEEPEST)
            found.append(Block(kind=kind, lines=lines, level=last))
        elif kind != "blank":
            _add(found, Block(kind=kind, lines=lines), blank=blank)
        blank = kind == "blank"
    return found


def _add(found: list[Block], block: Block, *, blank: bool) -> None:
    """Add a block, or go on with the last one."""
    before = found[-1] if found else None
    if before and before.kind == block.kind and _goes_on(block.kind, blank=blank):
        found[-1] = attrs.evolve(before, lines=(*before.lines, *block.lines))
    elif before and block.kind == "paragraph" and before.kind in GOES_ON and not blank:
        line = f"{before.lines[-1]} {block.text}"
        found[-1] = attrs.evolve(before, lines=(*before.lines[:-1], line))
    else:
        found.append(block)


def _goes_on(kind: str, *, blank: bool) -> bool:
    return kind in LISTS or (kind in GOES_ON and not blank)


def _pieces(lines: list[str]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield the kind of one or several lines, what they say, and how deep a heading lies."""
    place = 0
    while place < len(lines):
        line = lines[place]
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if fence := FENCE.match(line):
            end = _end_of_code(lines, place + 1, fence[1])
            yield "code", tuple(lines[place + 1 : end]), 0
            place = end + 1
        elif "|" in line and RULE.match(below):
            end = _end_of_table(lines, place + 2)
            yield "table", (line, *lines[place + 2 : end]), 0
            place = end
        elif _kind(line) == "paragraph" and (under := UNDERLINE.match(below)):
            yield "heading", (line.strip(),), 1 if "=" in under[1] else 2
            place += 2
        else:
            yield _one(line)
            place += 1


def _end_of_code(lines: list[str], first: int, fence: str) -> int:
    """Return the place of the fence that closes; code that none closes goes to the end."""
    closing = re.compile(rf"\s{{0,3}}{fence[0]}{{{len(fence)},}}\s*$")
    ends = (place for place in range(first, len(lines)) if closing.match(lines[place]))
    return next(ends, len(lines))


def _end_of_table(lines: list[str], first: int) -> int:
    ends = (place for place in range(first, len(lines)) if "|" not in lines[place])
    return next(ends, len(lines))


def _one(line: str) -> tuple[str, tuple[str, ...], int]:
    kind = _kind(line)
    if kind == "heading" and (heading := HEADING.match(line)):
        return kind, (heading[2],), len(heading[1])
    if kind in LISTS and (item := ITEM.match(line)):
        return kind, (item[2],), 0
    if kind == "quotation" and (quoted := QUOTED.match(line)):
        return kind, (quoted[1],), 0
    return kind, (line.strip(),), 0


def _kind(line: str) -> str:
    if not line.strip() or BREAK.match(line):
        return "blank"
    if HEADING.match(line):
        return "heading"
    if QUOTED.match(line):
        return "quotation"
    item = ITEM.match(line)
    if item:
        return "numbered" if item[1] else "items"
    return "paragraph"


def _cells(line: str) -> list[str]:
    """Return the cells of a row."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in BETWEEN_CELLS.split(inner)]
