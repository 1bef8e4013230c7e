"""Groups that are compared, and decisions: the same on the page, in Markdown and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs
import pytest

import recovery as rc
from impact_reports import ABOUT, COMPARED, REPORT
from recovery.disclosure import protect
from recovery.disclosure.funnels import NOT_COMPARED
from recovery.errors import DefinitionError
from recovery.estimators import funnel
from recovery.indicators import OUTCOMES
from recovery.report import impact_report, write_report
from recovery.report.impact_groups import COMPARED as CODES
from recovery.results import Funnel, Groups, ImpactReport, NotMeasured
from recovery.synthetic import invented_register

HALF = rc.Period("2022-03-01", "2022-08-31")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, str]:
    return written(REPORT, tmp_path_factory.mktemp("compared"))


def written(report: ImpactReport, folder: Path) -> tuple[str, Any, str]:
    html, data, markdown = write_report(protect(report), folder / "impact.html")
    return html.read_text("utf-8"), json.loads(data.read_text("utf-8")), markdown.read_text("utf-8")


def part(markdown: str, heading: str) -> str:
    return re.split(r"^## ", markdown[markdown.index(f"## {heading}") + 3 :], flags=re.M)[0]


def only_compared(found: Funnel | NotMeasured) -> ImpactReport:
    return attrs.evolve(REPORT, compared=Groups({"housed": found}, by=("indicator",)))


def test_groups_hold_the_same_numbers_in_all_three(texts: tuple[str, Any, str]) -> None:
    html, data, markdown = texts
    shown, none = data["report"]["compared"]
    assert [group["name"] for group in shown["groups"]] == ["east", "north <1>", "south", "west"]
    for group in shown["groups"]:
        share, lower, upper = (
            f"{100 * v:.0f}" for v in (group["value"], group["lower"][1], group["upper"][1])
        )
        size = f"about {group['size']}"
        cells = (size, f"{share}\u202f%", f"{lower} to {upper}\u202f%")
        name = group["name"].replace("<", "&lt;").replace(">", "&gt;")
        assert f'<th scope="row">{name}</th><td>{"</td><td>".join(cells)}</td>' in html
        name = group["name"].replace("<", "\\<").replace(">", "\\>")
        assert f"| {name} | {' | '.join(cells)} |" in markdown
    whole = f"All groups together: {100 * shown['target']:.0f}\u202f%."
    assert whole in html
    assert whole in markdown
    assert none["reason"] == NOT_COMPARED


def test_small_groups_are_named_nowhere(texts: tuple[str, Any, str]) -> None:
    html, data, markdown = texts
    assert all(name not in text for name in ("hill", "dale")
               for text in (html, json.dumps(data), markdown))  # fmt: skip
    assert '<p class="small">Groups of few people' in html
    assert "\nGroups of few people" in markdown


def test_a_site_far_off_is_a_question_and_no_last_place(texts: tuple[str, Any, str]) -> None:
    html, data, markdown = texts
    section = part(markdown, "Sites or groups compared")
    groups = data["report"]["compared"][0]["groups"]
    far = [group["name"] for group in groups if group["outside"]]
    assert far == ["north <1>", "west"]
    told = "further off than chance alone; among so few groups it cannot be told whether this one"
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    assert [told in row for row in rows[1:]] == [group["outside"] for group in groups]
    assert "are each further off than chance alone would explain; among so few groups" in section
    for text in (section, html):
        assert "All together, these groups differ by more than chance alone would make" in text
        assert "the limits are those of chance alone" in text
    assert not re.search(r"\b(rank|best|worst|first place|league)\b", section)


def test_one_dreadful_site_of_three_is_never_called_chance(tmp_path: Path) -> None:
    sites = funnel({"east": (360, 400), "north": (352, 400), "west": (20, 400)}, about=ABOUT)
    _, _, markdown = written(only_compared(sites), tmp_path)
    section = part(markdown, "Sites or groups compared")
    assert "No group is" not in section
    assert "within what chance alone explains" not in section
    assert "east, north, west are each further off than chance alone would explain" in section


def test_few_groups_that_are_alike_are_not_called_different(tmp_path: Path) -> None:
    sites = funnel({"east": (200, 400), "north": (205, 400), "west": (195, 400)}, about=ABOUT)
    _, _, markdown = written(only_compared(sites), tmp_path)
    section = part(markdown, "Sites or groups compared")
    assert "No group is further from the others than chance alone would explain" in section
    assert "All together, these groups do not clearly differ by more" in section


def test_many_groups_that_vary_are_not_called_chance(tmp_path: Path) -> None:
    sites = {f"site {place:02}": (100.0 + 50 * (place % 2), 250.0) for place in range(12)}
    found = funnel({**sites, "site 00": (80, 250)}, about=ABOUT)
    _, _, markdown = written(only_compared(found), tmp_path)
    section = part(markdown, "Sites or groups compared")
    assert "No group is further from the others than these groups vary, but site 00" in section
    (row,) = (line for line in section.splitlines() if line.startswith("| site 00"))
    assert "further off than chance alone, but no further than these groups vary" in row
    assert "so the limits are widened for it" in section


def test_one_of_many_that_lies_far_off_is_named(tmp_path: Path) -> None:
    sites = {f"site {place}": (100, 250) for place in range(9)} | {"far": (60, 250)}
    about = attrs.evolve(ABOUT, clock="Housed, by site")
    html, _, markdown = written(only_compared(funnel(sites, about=about)), tmp_path)
    sentence = "far is further from the others than chance alone would explain: a question to ask"
    assert sentence in html
    assert sentence in markdown
    assert "<polygon" in html


def test_too_few_people_in_groups_are_told_kindly(tmp_path: Path) -> None:
    few = funnel({"a": (2, 8), "b": (3, 9)}, about=COMPARED.about)
    html, data, markdown = written(only_compared(few), tmp_path)
    assert "Not shown: in all of these groups, or in all but one, it happened to few" in html
    assert "Not shown: in all of these groups, or in all but one, it happened to few" in markdown
    assert data["report"]["compared"][0]["groups"] == []


def test_without_groups_the_place_says_so(tmp_path: Path) -> None:
    bare = attrs.evolve(REPORT, compared=None, compared_by="")
    html, _, markdown = written(bare, tmp_path)
    for text in (html, markdown):
        assert "No groups were compared: these records name no sites" in text


def test_where_no_outcome_is_compared_the_place_says_so_and_not_that_there_are_no_sites(
    tmp_path: Path,
) -> None:
    bare = attrs.evolve(REPORT, compared=Groups({}, by=("indicator",)), compared_by="site")
    html, _, markdown = written(bare, tmp_path)
    for text in (html, markdown):
        assert "No groups were compared by site: none of the outcomes that are compared" in text
        assert "name no sites" not in text


def test_decisions_hold_the_same_numbers_in_all_three(texts: tuple[str, Any, str]) -> None:
    html, data, markdown = texts
    (decision,) = data["report"]["decisions"]
    words: dict[str, list[str]] = {"before": [], "during": []}
    for each in decision["cited"]:
        shown = each["figure"]
        value, lower, upper = (100 * shown[name] for name in ("value", "lower", "upper"))
        words[each["place"]].append(f"{value:.0f}\u202f% ({lower:.0f} to {upper:.0f}\u202f%) in ")
    for place, (told,) in words.items():
        assert f"{place}: {told}" in html
        assert f"{place}: {told}" in markdown
    section = part(markdown, "What was changed because of it")
    assert "What a figure did after a decision describes" in section
    assert "This describes: other things changed too" in html
    assert decision["decided_on"] in section


def test_sites_are_compared_where_the_records_have_them() -> None:
    register = rc.read_register(invented_register(survivors=400, seed=4).tables)
    told = [card for card in OUTCOMES if card.code in CODES]
    asked = {"as_of": "2024-12-31", "headline": (), "outcomes": told}
    report = impact_report(register, HALF, **asked)  # type: ignore[arg-type]  # by name
    assert report.compared_by == "site"
    assert report.compared is not None
    assert list(report.compared) == [card.code for card in told]
    bare = impact_report(register, HALF, by="", **asked)  # type: ignore[arg-type]  # by name
    assert (bare.compared, bare.compared_by) == (None, "")
    with pytest.raises(DefinitionError, match="'shoe_size' is no attribute"):
        impact_report(register, HALF, by="shoe_size", **asked)  # type: ignore[arg-type]  # by name


def test_an_outcome_that_cannot_be_compared_says_why() -> None:
    register = rc.read_register(invented_register(survivors=400, seed=4).tables)
    (waiting,) = [card for card in OUTCOMES if card.code == "safe_housing_12m"]
    report = impact_report(
        register, HALF, as_of="2024-12-31", headline=(), outcomes=(), compare=[waiting], by="gender"
    )
    assert report.compared is not None
    found = report.compared["safe_housing_12m"]
    assert isinstance(found, NotMeasured)
    assert "an estimate with people still followed" in found.reason
