"""What a reader of the impact report could take amiss, and does not."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from impact_reports import CONVICTED, HOUSED, LOST, REPORT, card, results, share
from recovery.disclosure import POLICY, ShownChange, ShownIndicator, ShownPart, protect
from recovery.report import write_report
from recovery.report.impact_changes import changed
from recovery.report.impact_words import of_whom, unseen
from recovery.results import ImpactReport


def written(report: ImpactReport, folder: Path) -> tuple[str, str]:
    html, _, markdown = write_report(protect(report), folder / "impact.html")
    return html.read_text("utf-8"), markdown.read_text("utf-8")


def test_a_small_period_is_told_kindly_and_names_a_longer_one(tmp_path: Path) -> None:
    few = results(share(HOUSED, 4, 200), share(LOST, 3, 200), share(card("free"), 60, 200))
    for text in written(attrs.evolve(REPORT, outcomes=few), tmp_path):
        assert "Most outcomes of March–August 2022 are about few people" in text
        assert "it does not mean that little was done" in text
        assert "a report of September 2021–August 2022" in text
        assert "--period 2021-09/2022-08" in text


@pytest.mark.parametrize(
    ("before", "period"),
    [
        (("2018-03-01", "2020-02-29"), ("2020-03-01", "2022-02-28")),
        (("", ""), ("2022-03-01", "2022-08-31")),
        (("2022-01-13", "2022-02-11"), ("2022-02-12", "2022-03-13")),
    ],
)
def test_no_longer_period_is_named_where_none_is_at_hand(
    before: tuple[str, str], period: tuple[str, str], tmp_path: Path
) -> None:
    few = results(share(HOUSED, 4, 200))
    report = attrs.evolve(REPORT, outcomes=few, before=before, period=period)
    for text in written(report, tmp_path):
        assert "Several periods taken together tell more." in text
        assert "--period" not in text


def test_where_enough_is_shown_nothing_is_excused(tmp_path: Path) -> None:
    for text in written(REPORT, tmp_path):
        assert "Most outcomes of" not in text


def test_a_careless_figure_that_reads_the_same_is_left_out(tmp_path: Path) -> None:
    alike = results(share(HOUSED, 124, 200, naive=0.6234, naive_reason="of those decided only"))
    html, markdown = written(attrs.evolve(REPORT, outcomes=alike), tmp_path)
    assert "of those decided only" not in html
    assert "of those decided only" not in markdown


def test_a_range_beside_a_figure_is_explained_where_it_stands(tmp_path: Path) -> None:
    html, markdown = written(REPORT, tmp_path)
    assert "such as 140 to 149, holds the true number" in html
    assert "A range beside a figure holds the true number" in markdown


def test_who_was_not_seen_to_the_end_stands_beside_of_whom_a_figure_is(tmp_path: Path) -> None:
    told = {"housed": 124, "not yet known": 25}
    some = results(share(HOUSED, 124, 200, censored=25, missing=57, parts=told))
    for text in written(attrs.evolve(REPORT, outcomes=some), tmp_path):
        assert "about 20 not known to the end" in text
        assert "about 50 more without such records" in text


def test_few_who_were_not_seen_are_not_told() -> None:
    bare = ShownIndicator(code="a", version=1, name="A", unit="share")
    assert unseen(bare) == ()


def test_what_is_on_public_record_is_of_exactly_so_many() -> None:
    exact = ShownPart(label="convicted", value=2, exact=True)
    shown = ShownIndicator(
        code="a", version=1, name="A", unit="share", denominator=2, parts=(exact,)
    )
    assert of_whom(shown, POLICY) == "2"
    assert of_whom(attrs.evolve(shown, denominator=90, parts=()), POLICY) == "about 90"
    assert CONVICTED.disclosure == "public_record"


@pytest.mark.parametrize(
    ("unit", "difference", "words"),
    [
        ("share", 0.0, "0 points"),
        ("share", -0.004, "0 points"),
        ("share", -0.01, "\u22121 point"),
        ("days", 7, "+1 week"),
        ("days", 0, "0 weeks"),
        ("days", -365, "\u221212.0 months"),
        ("people", 0, "0"),
        ("people", -1, "\u22121"),
        ("difference", 0.02, "+2 points"),
    ],
)
def test_no_difference_has_no_sign(unit: str, difference: float, words: str) -> None:
    change = ShownChange(
        code="a", version=1, name="A", unit=unit, direction="higher", difference=difference,
        verdict="no clear difference",
    )  # fmt: skip
    assert changed(change) == words
