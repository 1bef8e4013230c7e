"""Words of the organisation or an evaluator, given as Markdown, as safe HTML and safe Markdown.

Only what a text needs is read: headings, paragraphs, lists, quotations, tables,
emphasis and code. Everything else, HTML above all, is shown as it was written.
Nothing is loaded and nothing leads elsewhere: a link is written out, and of a
picture its description is kept. Page and Markdown are written from the same
blocks, so that they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from recovery.report.narrative_blocks import Block, blocks_of

__all__ = ["narrative_html", "narrative_markdown", "narrative_text"]

CODE = re.compile(r"`([^`]+)`")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"\[([^\]]+)\]\(\s*<?([^)>\s]*)>?[^)]*\)")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that cannot be seen, some of which turn the direction of what follows."""
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", "[": "&#91;", "`": "&#96;", "\\": "&#92;"})
"""Signs of which Markdown makes elements, links and code, and what stands for them."""
LEADING = re.compile(r"^#")
"""Would make a heading of an item or a quotation."""
FENCE = re.compile(r"`+")


def narrative_text(markdown: str) -> str:
    r"""Return a text without characters that cannot be seen, with plain line ends.

    Examples
    --------
    >>> narrative_text("one\r\ntwo\u202e")
    'one\ntwo'
    """
    return UNSEEN.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n")).strip("\n ")


def narrative_markdown(markdown: str, *, level: int = 3) -> str:
    """Return a text as Markdown in which nothing is loaded, and no words hide an address.

    Brackets and angles outside of code are written as entities, of which no
    Markdown makes a link, a picture or an element.

    Parameters
    ----------
    markdown
        The text.
    level
        Level of its first headings, below those of what it is set in.

    Examples
    --------
    >>> narrative_markdown("![us](http://x.test/a.png) and [more](http://x.test), [1] <b>")
    'us and more (http://x.test), &#91;1] &lt;b>'
    >>> narrative_markdown("# Our year")
    '### Our year'
    """
    return "\n\n".join(_MARKDOWN[b.kind](b) for b in blocks_of(narrative_text(markdown), level))


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
    return "\n".join(_HTML[b.kind](b) for b in blocks_of(narrative_text(markdown), level))


def _html_list(tag: str) -> Callable[[Block], str]:
    def written(block: Block) -> str:
        return f"<{tag}>{''.join(f'<li>{_inline(line)}</li>' for line in block.lines)}</{tag}>"

    return written


def _html_table(block: Block) -> str:
    head, *rows = block.rows
    names = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


_HTML: dict[str, Callable[[Block], str]] = {
    "heading": lambda block: f"<h{block.level}>{_inline(block.text)}</h{block.level}>",
    "quotation": lambda block: f"<blockquote><p>{_inline(block.text)}</p></blockquote>",
    "items": _html_list("ul"),
    "numbered": _html_list("ol"),
    "code": lambda block: f"<pre><code>{escape(chr(10).join(block.lines))}</code></pre>",
    "table": _html_table,
    "paragraph": lambda block: f"<p>{_inline(block.text)}</p>",
}


def _markdown_code(block: Block) -> str:
    """Fence lines by more signs in a row than stand in any of them."""
    longest = max((len(run) for line in block.lines for run in FENCE.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((fence, *block.lines, fence))


def _markdown_table(block: Block) -> str:
    head, *rows = block.rows
    return "\n".join((_row(head), "|---" * len(head) + "|", *map(_row, rows)))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in cells) + " |"


def _numbered(block: Block) -> Iterator[str]:
    return (f"{place}. {_plain(line)}" for place, line in enumerate(block.lines, start=1))


_MARKDOWN: dict[str, Callable[[Block], str]] = {
    "heading": lambda block: f"{'#' * block.level} {_plain(block.text)}",
    "quotation": lambda block: f"> {_plain(block.text)}",
    "items": lambda block: "\n".join(f"- {_plain(line)}" for line in block.lines),
    "numbered": lambda block: "\n".join(_numbered(block)),
    "code": _markdown_code,
    "table": _markdown_table,
    "paragraph": lambda block: _plain(block.text),
}


def _plain(text: str) -> str:
    """Write one run of text as Markdown; what stands in code is left as it is."""
    parts = CODE.split(text)
    plain = "".join(
        f"`{part}`" if place % 2 else _without_links(part).translate(ENTITIES)
        for place, part in enumerate(parts)
    )
    return LEADING.sub("&#35;", plain)


def _inline(text: str) -> str:
    """Write one run of text as HTML; what stands in code is left as it is."""
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
