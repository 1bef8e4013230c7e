"""The written impact report: its order, its numbers, and that everybody can read it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

from contrast import contrast
from impact_reports import REPORT, card, results, share
from recovery.disclosure import protect
from recovery.errors import ReleaseError
from recovery.plots.lines import COLOURS
from recovery.report import write_report

VOID = {"meta", "br", "path", "circle", "rect", "polyline", "polygon"}
SECTIONS = [
    "What became of them",
    "Outcomes",
    "How many were reached",
    "What worked, and what did not",
    "Sites or groups compared",
    "How many are missing, and why",
    "Compared with the period before",
    "What was changed because of it",
    "In the organisation’s own words",
    "The verdict of an independent evaluator",
    "How to read it",
]
PALE = ("#e3e3e3", "#c9d3da")
"""Fills that need an outline."""
ENOUGH, ENOUGH_DRAWN = 4.5, 3.0
"""Least contrast of text and of what is drawn, by the Web Content Accessibility Guidelines."""


class Page(HTMLParser):
    """Collect what tests look at, and check that tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
            self.inside.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)
        for tag in set(self.open):
            self.inside[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_report(protect(REPORT), tmp_path_factory.mktemp("impact") / "impact.html")


@pytest.fixture(scope="module")
def html(files: tuple[Path, ...]) -> str:
    return files[0].read_text("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def data(files: tuple[Path, ...]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[1].read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def markdown(files: tuple[Path, ...]) -> str:
    return files[2].read_text("utf-8")


def test_three_files_lie_beside_each_other(files: tuple[Path, ...]) -> None:
    assert [path.name for path in files] == ["impact.html", "impact.json", "impact.md"]


def test_what_is_not_protected_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"recovery\.protect"):
        write_report(REPORT, tmp_path / "impact.html")  # type: ignore[arg-type]  # on purpose
    assert list(tmp_path.iterdir()) == []


def test_the_same_report_is_the_same_text(files: tuple[Path, ...], tmp_path: Path) -> None:
    again = write_report(protect(REPORT), tmp_path / "impact.html")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in files]


def test_what_became_of_people_comes_first(page: Page, markdown: str) -> None:
    assert page.inside["h2"] == SECTIONS
    assert re.findall(r"^## (.*)$", markdown, re.M) == SECTIONS


def test_headings_come_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_nothing_is_loaded_from_elsewhere(html: str, page: Page) -> None:
    outside = {"src", "srcset", "xlink:href", "action", "data", "poster"}
    assert [tag for tag, attributes in page.tags if outside & set(attributes)] == []
    links = [attributes["href"] or "" for _, attributes in page.tags if "href" in attributes]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}
    rest = html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert all(word not in rest for word in ("http:", "https:", "url(", "@import"))


def test_the_page_forbids_itself_to_load_anything(page: Page) -> None:
    policies = [m["content"] or "" for m in page.all("meta") if m.get("http-equiv")]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_links_lead_somewhere(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "").removeprefix("#") for _, a in page.tags if "href" in a}
    labels = {a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a}
    assert targets | labels <= set(ids)


def test_it_can_be_read_with_the_keyboard_and_by_ear(page: Page) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert page.all("main") == [{"id": "main"}]
    regions = [a for a in page.all("div") if a.get("class") == "scroll"]
    assert len(regions) == len(page.all("table"))
    assert all(a["tabindex"] == "0" and a["role"] == "region" and a["aria-label"] for a in regions)
    assert all(a.get("scope") in ("col", "row") for a in page.all("th"))
    assert len(page.all("summary")) == len(page.all("details"))


def test_figures_are_told_in_words(page: Page) -> None:
    drawn = page.all("svg")
    assert len(drawn) == len(page.inside["desc"]) == len(page.all("figure")) == 3
    assert all(a["role"] == "img" for a in drawn)
    first, second, third = page.inside["desc"]
    assert "12 months on: in touch about 100, re-trafficked not shown" in first
    assert "Housed: 62\u202f% (57 to 67\u202f%); before: 40\u202f%" in second
    assert "All together 40\u202f%. east, about 60: 50\u202f%, limits" in third


def test_the_rule_behind_each_figure_is_a_click_away(page: Page) -> None:
    told = page.inside["details"]
    assert [s for s in page.inside["summary"] if s.startswith("How we count")] == [
        "How we count: Survivors freed",
        "How we count: Exploiters convicted",
        "How we count: Professionals trained",
        "How we count: People freed unidentified",
    ]
    freed = next(each for each in told if "How we count: Survivors freed" in each)
    assert "We count <who> began" in freed
    assert "a material part at least, with dated evidence" in freed
    assert "survivors_freed, version 1" in freed


def test_all_three_hold_the_same_numbers(page: Page, markdown: str, data: dict[str, Any]) -> None:
    text = " ".join(page.text)
    assert (data["format"], data["version"]) == ("recovery-impact", 1)
    report = data["report"]
    for each in report["headline"]["indicators"][:2]:
        assert f"{each['value']:.0f}" in page.inside["p"]
        assert f"| {each['name']} | {each['value']:.0f} |" in markdown
    housed = report["outcomes"]["indicators"][0]
    assert (housed["value"], housed["denominator"]) == (0.62, 200)
    for words in ("62\u202f%", "57 to 67\u202f%", "about 200", "70\u202f%"):
        assert words in text
        assert words in markdown
    (freed,) = report["restated"]
    assert (freed["first"], freed["last"]) == (88, 101)
    assert "| Survivors freed | 88 | 101 | +13 |" in markdown


def test_what_is_not_measured_is_no_zero(page: Page, markdown: str, data: dict[str, Any]) -> None:
    trained = data["report"]["headline"]["indicators"][2]
    assert trained["value"] is None
    assert trained["reason"] == "these records have no table <trainings>"
    assert page.text.count("not measured") == 1
    assert "| Professionals trained | not measured |" in markdown


def test_what_worked_and_what_did_not_is_worked_out(markdown: str) -> None:
    part = markdown[markdown.index("## What worked") : markdown.index("## How many are missing")]
    sections = dict(re.findall(r"### (.*)\n\n((?:.+\n)*)", part))
    assert sections["Better than before"].startswith("- Housed: 62")
    assert sections["Worse than before"].startswith("- Lost: 30")
    assert sections["No clear difference"].startswith("- Wait: ")
    assert sections["Cannot be told"] == "- This period is not shown: Rare.\n"
    assert "Of 3 comparisons about 0.2 would look different by chance alone." in part


def test_words_of_others_stand_in_their_place_and_do_no_harm(html: str, page: Page) -> None:
    assert "<h3>Our &lt;year&gt;</h3>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "more &lt;flats&gt; | with landlords" in html
    assert "year" not in {tag for tag, _ in page.tags}


def test_words_of_others_break_no_table_of_the_markdown(markdown: str) -> None:
    (row,) = [line for line in markdown.split("\n") if "landlords" in line]
    assert "more \\<flats\\> \\| with landlords" in row
    assert "> ### Our &lt;year>" in markdown
    assert "<script>" not in markdown


def test_a_place_is_kept_for_words_that_are_missing(tmp_path: Path) -> None:
    bare = attrs.evolve(REPORT, narrative="", verdict="", decisions=(), restated=None)
    path, *_ = write_report(protect(bare), tmp_path / "impact.html")
    text = " ".join(Page(path.read_text("utf-8")).text)
    assert "Nothing was written for this report." in text
    assert "No independent evaluator has judged this report." in text
    assert "No decision of this period or the one before is on record" in text


def test_a_report_of_nothing_is_a_page_too(tmp_path: Path) -> None:
    empty = attrs.evolve(
        REPORT,
        afterwards=None,
        outcomes=results(),
        headline=results(),
        apart=results(),
        outcomes_before=results(),
        headline_before=results(),
        restated=None,
        records=(),
    )
    path, *_ = write_report(protect(empty), tmp_path / "impact.html")
    text = " ".join(Page(path.read_text("utf-8")).text)
    assert "No outcome was asked for." in text
    assert "No headline figure was asked for." in text


def test_results_alone_are_written_too(tmp_path: Path) -> None:
    both = results(*REPORT.headline.values(), *REPORT.outcomes.values())
    path, beside, markdown = write_report(protect(both), tmp_path / "figures.html")
    page = Page(path.read_text("utf-8"))
    assert page.inside["h1"] == ["Figures: March–August 2022"]
    assert "137" in page.inside["p"]
    assert page.text.count("No period before was asked for.") == 2
    assert "No period before was asked for." in markdown.read_text("utf-8")
    assert json.loads(beside.read_text("utf-8"))["format"] == "recovery-impact"


def test_the_calendar_says_when_an_answer_is_complete(page: Page, markdown: str) -> None:
    assert "Housed (from 2024-08-31 on)." in " ".join(page.text)
    assert "- Housed: from 2024-08-31 on" in markdown


def test_it_says_what_it_does_not_measure(page: Page, markdown: str) -> None:
    assert "Work on public policy, such as advocacy and legislation" in " ".join(page.text)
    assert "public policy" in markdown


def test_contrast_by_hand() -> None:
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)


def test_text_stands_out(html: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    names = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", style))
    papers = ("#fff", names["tint"], "#fdf1f0")
    texts = [re.sub(r"var\(--(\w+)\)", lambda m: names[m[1]], text)
             for text in re.findall(r"(?<![-\w])color: ([^;}]+)[;}]", style)]  # fmt: skip
    written = {text for text in texts if text.startswith("#")} - {"#fff"}
    assert {names["ink"], names["soft"], names["accent"]} <= written
    assert {t: p for t in written for p in papers if contrast(t, p) < ENOUGH} == {}
    assert contrast("#fff", names["ink"]) >= ENOUGH  # the link that skips


def test_what_is_drawn_stands_out(html: str) -> None:
    shapes = re.findall(r"<(?:path|rect|circle|polygon)[^>]*>", html)
    pale = [shape for shape in shapes if re.search(f'fill="({"|".join(PALE)})"', shape)]
    assert all(f'stroke="{COLOURS[4]}"' in shape for shape in pale)
    drawn = {c for shape in shapes for c in re.findall(r'(?:stroke|fill)="(#\w+)"', shape)}
    lines = drawn - {"#fff", *PALE}
    assert lines
    assert lines <= set(COLOURS)
    assert {c for c in lines if contrast(c, "#fff") < ENOUGH_DRAWN} == set()


def test_more_events_than_people_do_not_look_fewer(page: Page, markdown: str) -> None:
    """137 people in 158 episodes: of these, too, the range is told and not the number."""
    assert "rescue episodes: 150 to 159" in page.text
    assert "- rescue episodes: 150 to 159" in markdown
    assert "convictions: 4" in page.text


def test_who_is_counted_apart_stands_beside_and_is_never_added(
    page: Page, markdown: str, data: dict[str, Any]
) -> None:
    assert "Shown apart" in page.inside["h3"]
    assert "People freed unidentified: 23" in page.inside["dt"]
    assert any("people_freed_unidentified, version 1" in told for told in page.inside["dd"])
    assert "#### People freed unidentified: 23" in markdown
    assert [(e["code"], e["value"]) for e in data["report"]["apart"]] == [
        ("people_freed_unidentified", 23)
    ]


def test_words_of_others_load_nothing_in_the_markdown(tmp_path: Path) -> None:
    words = "![x](http://elsewhere.test/x.png) [click](javascript:alert(1)) ![y][1]\n\n[1]: http://a.test"
    *_, path = write_report(protect(attrs.evolve(REPORT, narrative=words)), tmp_path / "i.html")
    text = path.read_text("utf-8")
    assert "elsewhere.test" not in text
    assert "](" not in text
    assert "!&#91;y]&#91;1]" in text
    assert "\n> &#91;1]: " in text


def test_a_difference_of_shares_is_not_drawn_as_a_share(tmp_path: Path) -> None:
    gap = share(card("gap"), 30, 200, lower=-0.09, upper=0.2)
    figures = results(*REPORT.outcomes.values(), gap)
    path, *_ = write_report(protect(attrs.evolve(REPORT, outcomes=figures)), tmp_path / "i.html")
    page = Page(path.read_text("utf-8"))
    assert "Gap" not in page.inside["desc"][1]
    assert "Gap" in page.inside["th"]


def test_numbers_and_shares_beside_them_say_of_whom_they_are(page: Page, markdown: str) -> None:
    """About 50 of those in touch were housed, and by a coarse estimate 50 per cent of all."""
    estimated = "of all, estimated: 50\u202f%"
    assert estimated in page.text
    assert f"| about 50 of about 100, {estimated} |" in markdown


def test_who_recovered_is_told_of_those_assessed(page: Page, markdown: str) -> None:
    assert "about 20 of about 40" in page.text
    assert "| about 20 of about 40, unwell at first and assessed lately |" in markdown


def test_lost_and_on_record_as_lost_are_told_apart(markdown: str) -> None:
    assert "| lost | about 30 | about 30 |" in markdown
    assert "| lost, and on record as lost | about 10 | not shown |" in markdown
