"""Words of the organisation or an evaluator, given as Markdown, as safe HTML.

Only what a text needs is read: headings, paragraphs, lists, quotations,
emphasis and code. Everything else, HTML above all, is shown as it was written.
Nothing is loaded and nothing leads elsewhere: a link is written out, and of a
picture its description is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

__all__ = ["narrative_html", "narrative_markdown", "narrative_text"]

DEEPEST = 6
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
ITEM = re.compile(r"\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)")
QUOTED = re.compile(r"\s{0,3}>\s?(.*)")
CODE = re.compile(r"`([^`]+)`")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"\[([^\]]+)\]\(\s*<?([^)>\s]*)>?[^)]*\)")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that cannot be seen, some of which turn the direction of what follows."""


def narrative_text(markdown: str) -> str:
    r"""Return a text without characters that cannot be seen, with plain line ends.

    Examples
    --------
    >>> narrative_text("one\r\ntwo\u202e")
    'one\ntwo'
    """
    return UNSEEN.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n")).strip()


def narrative_markdown(markdown: str) -> str:
    """Return a text as Markdown in which nothing is loaded, and no words hide an address.

    Brackets and angles that are left are written as entities, of which no
    Markdown makes a link, a picture or an element.

    Examples
    --------
    >>> narrative_markdown("![us](http://x.test/a.png) and [more](http://x.test), [1] <b>")
    'us and more (http://x.test), &#91;1] &lt;b>'
    """
    plain = _without_links(narrative_text(markdown))
    return plain.replace("<", "&lt;").replace("[", "&#91;")


def narrative_html(markdown: str, *, level: int = 3) -> str:
    r"""Return a text as HTML that can do no harm.

    Parameters
    ----------
    markdown
        The text.
    level
        Level of its first headings; none is left out between two.

    Examples
    --------
    >>> narrative_html("# A year\n\nWe *learned* from <b>it</b>.")
    '<h3>A year</h3>\n<p>We <em>learned</em> from &lt;b&gt;it&lt;/b&gt;.</p>'
    """
    lines = _joined(narrative_text(markdown).split("\n"))
    return "\n".join(_blocks(lines, level))


def _joined(lines: list[str]) -> list[str]:
    """Write on one line what goes on from an item or a quotation."""
    joined = [""]
    for line in lines:
        if _kind(line) == "paragraph" and _kind(joined[-1]) in ("items", "numbered", "quotation"):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


def _blocks(lines: list[str], level: int) -> Iterator[str]:
    last = level - 1
    for kind, group in groupby(lines, key=_kind):
        part = list(group)
        if kind == "heading":
            for line in part:
                found = HEADING.match(line)
                depth = len(found[1]) if found else 1
                last = min(level + depth - 1, last + 1, DEEPEST)
                yield f"<h{last}>{_inline(found[2] if found else line)}</h{last}>"
        elif kind in _WRITERS:
            yield _WRITERS[kind](part)


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if HEADING.match(line):
        return "heading"
    if QUOTED.match(line):
        return "quotation"
    item = ITEM.match(line)
    if item:
        return "numbered" if item[1] else "items"
    return "paragraph"


def _quotation(lines: list[str]) -> str:
    words = " ".join(found[1] for line in lines if (found := QUOTED.match(line)))
    return f"<blockquote><p>{_inline(words)}</p></blockquote>"


def _list(tag: str) -> Callable[[list[str]], str]:
    def written(lines: list[str]) -> str:
        items = (_inline(found[2]) for line in lines if (found := ITEM.match(line)))
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"

    return written


def _paragraph(lines: list[str]) -> str:
    return f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


_WRITERS: dict[str, Callable[[list[str]], str]] = {
    "quotation": _quotation,
    "items": _list("ul"),
    "numbered": _list("ol"),
    "paragraph": _paragraph,
}


def _inline(text: str) -> str:
    """Write one run of text; what stands in code is left as it is."""
    parts = CODE.split(text)
    return "".join(
        f"<code>{escape(part)}</code>" if place % 2 else _emphasised(part)
        for place, part in enumerate(parts)
    )


def _emphasised(text: str) -> str:
    plain = escape(_without_links(text))
    parts = STRONG.split(plain)  # what is outside, the sign, and what is inside, in turn
    outside, inside = (
        [EMPHASIS.sub(r"<em>\2</em>", part) for part in parts[first::3]] for first in (0, 2)
    )
    strong = [f"<strong>{part}</strong>" for part in inside] + [""]
    return "".join(out + within for out, within in zip(outside, strong, strict=True))


def _without_links(text: str) -> str:
    plain = PICTURE.sub(r"\1", text)
    return LINK.sub(lambda found: _written_out(found[1], found[2]), plain)


def _written_out(label: str, address: str) -> str:
    return label if address in ("", label) else f"{label} ({address})"
