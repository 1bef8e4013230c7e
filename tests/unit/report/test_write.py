"""The written report: refused, self-contained, readable, and the same as its JSON."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

from recovery.disclosure import protect
from recovery.errors import DefinitionError, ReleaseError
from recovery.estimators import aalen_johansen
from recovery.report import write_report
from recovery.report.words import percent
from recovery.results import (
    ClockResult,
    Curves,
    FindingCount,
    Groups,
    OutcomeReport,
    TableCount,
    Total,
)
from recovery.tables import CONSENT_NOT_RECORDED, About, EventTable

ABOUT = About(
    clock="survivor: from intake to safe_housing; competing died; censored at last_contact",
    purpose="internal_learning",
    attrition=(("survivors on record", 1000), ("no intake recorded", 153), ("no consent", 7)),
)
CAUSES = ("safe_housing", "died")


def events(n: int, *, apart: int = 1, few: int = 6) -> EventTable:
    """One event each ``apart`` days; ``few`` of them deaths, which must not be seen."""
    return EventTable(
        exit=[place * apart + 1 for place in range(n)],
        event=[2] * few + [1] * (n - few),
        causes=CAUSES,
        about=ABOUT,
    )


def clock(curves: Curves, groups: Groups[str, Curves] | None = None, **fields: Any) -> ClockResult:
    whole = ClockResult(
        code="safe_housing", track="support", title="From intake to <safe> housing",
        subject="survivor", origin="intake", outcome="safe_housing", curves=curves, groups=groups,
        about=curves.about,
    )  # fmt: skip
    return attrs.evolve(whole, **fields)


CURVES = aalen_johansen(events(840))
GROUPS = Groups(
    {"woman": aalen_johansen(events(500)), "man": aalen_johansen(events(340, apart=2))},
    by=("gender",),
)
NOTHING = Curves({}, about=About(notes=("the table cases is not among the records",)))
REPORT = OutcomeReport(
    title="Waits & homes",
    source="example",
    as_of="2024-12-31",
    purpose="internal_learning",
    tracks=("support", "prosecution"),
    totals=(
        Total(code="freed", label="survivors freed", unit="survivor_id", value=2431),
        Total(code="trained", label="trained", unit="participant_id", value=None, reason="absent"),
    ),
    findings=(
        FindingCount(
            code="bad_date", severity="error", table="milestones", column="occurred_on", count=7,
            meaning="a date cannot be read", remedy="Write it as a day.",
        ),
    ),
    clocks=(clock(CURVES, GROUPS), clock(NOTHING, code="conviction", track="prosecution")),
    records=(TableCount(table="milestones", read=5077, set_aside=7),),
    notes=("Invented data.",),
)  # fmt: skip

VOID = {"meta", "br", "path", "circle", "polyline", "polygon"}


class Page(HTMLParser):
    """Collects what tests look at, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_report(protect(REPORT), tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def html(files: tuple[Path, ...]) -> str:
    return files[0].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    parsed = Page()
    parsed.feed(html)
    assert parsed.open == []
    return parsed


@pytest.fixture(scope="module")
def data(files: tuple[Path, ...]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[1].read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("raw", [REPORT, CURVES, None, "report"])
def test_only_what_is_protected_is_written(raw: Any, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"recovery\.protect"):
        write_report(raw, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_protected_curve_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="outcome_report"):
        write_report(protect(CURVES), tmp_path / "report.html")


def test_the_page_must_be_a_page(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"\.html"):
        write_report(protect(REPORT), tmp_path / "report.json")


def test_two_files_lie_beside_each_other(files: tuple[Path, ...]) -> None:
    assert [path.name for path in files] == ["report.html", "report.json"]


def test_the_same_report_is_the_same_text(html: str, tmp_path: Path) -> None:
    again, _ = write_report(protect(REPORT), str(tmp_path / "report.html"))
    assert again.read_text(encoding="utf-8") == html


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    outside = {"src", "href", "srcset", "xlink:href", "action", "data", "poster"}
    assert [tag for tag, attributes in page.tags if outside & set(attributes)] == []
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}


def test_no_address_stands_in_the_page(html: str) -> None:
    rest = html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert all(word not in rest for word in ("http:", "https:", "url(", "@import"))


def test_headings_come_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_figures_are_told_in_words(html: str, page: Page, data: dict[str, Any]) -> None:
    drawn = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(drawn) == html.count("<desc>") == 2
    curve = data["report"]["clocks"][0]["curves"]["curves"]["safe_housing"]
    told = html[html.index("<desc>") : html.index("</desc>")]
    assert percent(curve["value"][curve["days"].index(365)]) in told


def test_the_page_holds_the_numbers_of_the_json(page: Page, data: dict[str, Any]) -> None:
    text = " ".join(page.text)
    curve = data["report"]["clocks"][0]["curves"]["curves"]["safe_housing"]
    for day in data["policy"]["horizons"]:
        place = curve["days"].index(day)
        assert percent(curve["value"][place]) in text
        assert f"{100 * curve['lower'][place]:.1f}–{percent(curve['upper'][place])}" in text
    for total in data["report"]["totals"]:
        assert ("not measured" if total["value"] is None else f"{total['value']:,}") in text


def test_json_names_its_format(data: dict[str, Any]) -> None:
    assert (data["format"], data["version"]) == ("recovery-report", 1)
    died = data["report"]["clocks"][0]["curves"]["curves"]["died"]
    assert died["median"]["value"] is None


def test_what_is_withheld_is_in_neither_file(files: tuple[Path, ...]) -> None:
    """Six died, seven had no consent, seven rows were at fault: none of these may be found."""
    page, beside = (path.read_text(encoding="utf-8") for path in files)
    died = CURVES["died"]
    exact = {f"{value:.3f}" for value in died.value} | {f"{100 * v:.1f}" for v in died.value[-1:]}
    for text in (page, beside):
        assert not [number for number in exact if f'"{number}"' in text or f">{number}" in text]
    data = json.loads(beside)
    clock = data["report"]["clocks"][0]
    assert clock["curves"]["curves"]["died"]["value"] == []
    assert clock["curves"]["attrition"][1] == ["no intake recorded", 160]
    assert data["report"]["findings"][0]["count"] is None
    assert data["report"]["records"][0]["set_aside"] is None
    assert len(clock["curves"]["attrition"]) == 2
    assert clock["about"]["attrition"] == []
    assert "fewer than 10" in page


def test_text_from_records_is_escaped(html: str) -> None:
    assert "From intake to &lt;safe&gt; housing" in html
    assert "<safe>" not in html
    assert "Waits &amp; homes" in html


def test_a_clock_that_was_not_measured_says_why(page: Page) -> None:
    assert "Not measured: the table cases is not among the records." in " ".join(page.text)


def test_banners(page: Page, tmp_path: Path) -> None:
    assert "Invented data." in page.text
    noted = Curves(dict(CURVES), about=ABOUT.noting(CONSENT_NOT_RECORDED))
    internal = protect(attrs.evolve(REPORT, clocks=(clock(noted),)))
    path, _ = write_report(internal, tmp_path / "report.html")
    assert "Internal: consent is not recorded; not for release." in path.read_text(encoding="utf-8")


def test_a_report_by_group_shows_both_groups(page: Page, data: dict[str, Any]) -> None:
    groups = data["report"]["clocks"][0]["groups"]["groups"]
    assert list(groups) == ["woman", "man"]
    assert {"woman", "man"} <= set(page.text)
