"""What few, bounds and groups look like to a reader of the impact report."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from impact_reports import AFTERWARDS, BEFORE, FREED, HOUSED, REPORT, card, figure, results, share
from recovery.disclosure import ShownIndicator, ShownPart, ShownRule, protect
from recovery.indicators import OUTCOMES
from recovery.report import write_report
from recovery.report.impact_words import figure as figure_words
from recovery.report.impact_words import unseen
from recovery.report.themes import OTHERS, by_theme
from recovery.results import Groups, ImpactReport


def written(report: ImpactReport, folder: Path) -> tuple[str, str]:
    html, _, markdown = write_report(protect(report), folder / "impact.html")
    return html.read_text("utf-8"), markdown.read_text("utf-8")


def outcomes(*figures: object) -> ImpactReport:
    return attrs.evolve(REPORT, outcomes=results(*figures))  # type: ignore[arg-type]  # figures


def test_bounds_are_called_bounds_and_drawn_dotted(tmp_path: Path) -> None:
    bounds = {"lower": 0.5, "upper": 0.75, "parts": {"at least": 0.5, "at most": 0.75}}
    for text in written(outcomes(share(HOUSED, 124, 200, **bounds)), tmp_path):
        assert "bounds: 50 to 75\u202f%" in text
    html, _ = written(outcomes(share(HOUSED, 124, 200, **bounds)), tmp_path)
    assert "bounds: where it can still come to lie" in html
    html, _ = written(REPORT, tmp_path)
    assert "bounds: where it can still come to lie" not in html


def test_bounds_wider_than_an_interval_stand_beside_it(tmp_path: Path) -> None:
    """A share that takes silence for no is not sure of what its interval says."""
    silent = share(
        HOUSED, 20, 200, lower=0.06, upper=0.15, parts={"at least": 0.1, "at most": 0.93}
    )
    for text in written(outcomes(silent), tmp_path):
        assert "6 to 15\u202f%" in text
        assert "bounds: 10 to 93\u202f%" in text


def test_confirmed_work_says_what_silence_does() -> None:
    held = next(each for each in OUTCOMES if each.code == "employment_held_6m")
    assert held.name.startswith("Confirmed")
    assert "whoever was not asked counts as not confirmed" in held.limitations[0]


@pytest.mark.parametrize(
    ("people", "said"),
    [(7, "7 people are counted: too few to say what became of them."),
     (1, "1 person is counted: too few to say what became of them."),
     (0, "Nobody is counted.")],
)  # fmt: skip
def test_few_who_are_counted_are_too_few_to_tell_more_of(
    people: int, said: str, tmp_path: Path
) -> None:
    few = attrs.evolve(AFTERWARDS, people=people)
    report = attrs.evolve(
        REPORT,
        afterwards=Groups({"survivors_freed": few}, by=("indicator",)),
        headline=results(figure(FREED, people)),
        headline_before=results(figure(FREED, 101), period=BEFORE),
        restated=None,
    )
    for text in written(report, tmp_path):
        assert said in text
        assert "or nobody" not in text


def test_where_no_outcome_can_be_shown_it_says_so(tmp_path: Path) -> None:
    for text in written(outcomes(share(HOUSED, 4, 200)), tmp_path):
        assert "No outcome of March–August 2022 can be shown" in text
        assert "If taken carelessly |" not in text


def test_every_reason_for_not_showing_is_told(tmp_path: Path) -> None:
    for text in written(REPORT, tmp_path):
        assert "differs by fewer than 10" in text
        assert "a part is" in " ".join(text.split())


def test_two_reports_of_the_same_months_are_advised_against(tmp_path: Path) -> None:
    for text in written(outcomes(share(HOUSED, 4, 200)), tmp_path):
        assert "instead of this one. Publish one of the two, not both" in text


def test_a_long_list_of_names_is_folded(tmp_path: Path) -> None:
    many = [share(card(f"outcome_{place}"), 4, 200) for place in range(9)]
    html, markdown = written(outcomes(*many), tmp_path)
    assert html.count("<summary>9 outcomes</summary><p>Outcome 0; Outcome 1;") == 2
    assert "Outcome 7; Outcome 8." in markdown


def test_every_table_has_a_caption_and_no_two_headings_of_a_level_are_alike(
    tmp_path: Path,
) -> None:
    html, _ = written(REPORT, tmp_path)
    assert html.count("<caption>") == html.count("<table") > 0
    assert '<h3 id="after-survivors_freed">Survivors freed: what became of them</h3>' in html
    assert html.count("<h3>Survivors freed</h3>") == 1


def test_outcomes_stand_under_what_they_are_about() -> None:
    shown = [ShownIndicator(code=each.code, version=1, name="", unit="") for each in OUTCOMES]
    own = ShownIndicator(code="own", version=1, name="", unit="")
    found = dict(by_theme([own, *shown]))
    assert [each.code for some in found.values() for each in some] == [
        *(each.code for each in OUTCOMES),
        "own",
    ]
    assert found[OTHERS] == (own,)
    assert "employment_held_6m" in {
        each.code for each in found["Safety, home, work, and staying in touch"]
    }


def test_exact_numbers_are_not_about() -> None:
    convicted = ShownPart(label="convicted", value=2, exact=True)
    shown = ShownIndicator(
        code="a", version=1, name="A", unit="share", censored=1, parts=(convicted,)
    )
    assert unseen(shown) == ("1 not known to the end",)


def test_a_gap_says_in_what_it_is_measured() -> None:
    rule = ShownRule(denominator="the standard deviation of the share")
    gap = ShownIndicator(code="a", version=1, name="A", unit="points", value=1.54, rule=rule)
    assert figure_words(gap) == "1.54 standard deviations"
