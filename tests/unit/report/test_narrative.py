"""Words of others as HTML: what they need, and nothing that does harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recovery.report.narrative import narrative_html, narrative_markdown, narrative_text

ALLOWED = {"h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "em", "strong", "code",
           "pre", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
TABLE = (
    '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody>'
    "<tr><td>1</td><td>x | y</td></tr></tbody></table>\n<p>2</p>"
)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\ntwo", "<p>One two</p>"),
        ("One\n\ntwo", "<p>One</p>\n<p>two</p>"),
        ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("**a** _b_ `c*d*`", "<p><strong>a</strong> <em>b</em> <code>c*d*</code></p>"),
        ("safe_housing_12m 2*3*4", "<p>safe_housing_12m 2*3*4</p>"),
        ("[us](https://example.org)", "<p>us (https://example.org)</p>"),
        ("![a girl](https://example.org/x.png)", "<p>a girl</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a & b \"c\" 'd'", "<p>a &amp; b &quot;c&quot; &#x27;d&#x27;</p>"),
        ("Top\n===\n\none", "<h3>Top</h3>\n<p>one</p>"),
        ("one\n\n---\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("```html\n<b>\n\n# x\n```\nz", "<pre><code>&lt;b&gt;\n\n# x</code></pre>\n<p>z</p>"),
        ("a | b\n--- | ---\n1 | x \\| y\n2", TABLE),
        ("", ""),
    ],
)
def test_what_is_written(markdown: str, html: str) -> None:
    assert narrative_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "safe"),
    [
        ("# Our year\n\n## Flats", "### Our year\n\n#### Flats"),
        ("`<img src=x>` <img>", "`<img src=x>` &lt;img>"),
        ("\\`<img src=x>`", "&#92;`<img src=x>`"),
        ("`` <img> `", "&#96;` <img> `"),
        ("```html\n<b>\n```", "```\n<b>\n```"),
        ("~~~\n```\n<b>\n~~~", "````\n```\n<b>\n````"),
        ("| a | b |\n|---|:-:|\n| `x\\|y` |", "| a | b |\n|---|---|\n| `x\\|y` |  |"),
        ("1) a\n2) b\n   c", "1. a\n2. b c"),
        ("- # no heading", "- &#35; no heading"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("> said\n> again", "> said again"),
    ],
)
def test_what_is_written_as_markdown(markdown: str, safe: str) -> None:
    assert narrative_markdown(markdown) == safe


def test_headings_lie_below_those_of_the_report_and_skip_none() -> None:
    html = narrative_html("### Deep\n\n# Top\n\n###### Deepest\n\n## Two #")
    assert re.findall(r"<(h\d)>(.*?)</", html) == [
        ("h3", "Deep"),
        ("h3", "Top"),
        ("h4", "Deepest"),
        ("h4", "Two"),
    ]


def test_what_cannot_be_seen_is_dropped() -> None:
    assert narrative_text("a\u202eb\x00\r\nc") == "ab\nc"


PIECES = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "**", "*", "_", "`", "\n", "\n\n", "<img src=x onerror=a>", "&", '"',
     "](", "[", "![", ")", "javascript:", "word ", "</p>", "<h1>",
     "|", "\n|---|---|\n", "```", "~~~\n", "===\n", "\\"]
)  # fmt: skip


@example("******")
@example("**a *b** c*")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_but_harmless_tags_comes_out(markdown: str) -> None:
    tags = Tags(narrative_html(markdown))
    assert set(tags.found) <= ALLOWED
    assert (set(tags.attributes) - {("scope", "col")}, tags.open) == (set(), [])
    levels = [2, *(int(tag[1]) for tag in tags.found if tag[0] == "h")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_outside_of_code_no_element_and_no_link_is_left(markdown: str) -> None:
    """What is written holds no element or link outside of code."""
    outside = re.sub(r"(?m)^(`{3,})\n(.*\n)*?\1$|`[^`\n]+`", "", narrative_markdown(markdown))
    assert not set("<[`") & set(outside)
