"""The page of the indicators: every card is on it, and its example can be read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, Indicator, read_cards

EXTENSIONS = Path(__file__).parents[2] / "docs" / "_ext"


@pytest.fixture(scope="module")
def page() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXTENSIONS))
        text: str = import_module("indicator_pages").page()
    return text


@pytest.mark.parametrize(
    "card",
    [*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES],
    ids=lambda card: f"{card.code}-{card.version}",
)
def test_every_card_is_on_the_page_with_how_it_is_counted(card: Indicator, page: str) -> None:
    assert page.count(f"(indicator-{card.code}-{card.version})=") == 1
    section = page.split(f"(indicator-{card.code}-{card.version})=")[1].split("### ")[1]
    assert f"**How we count.** {card.rule.in_words}" in section
    assert all(f"- {entry}" in section for entry in (*card.includes, *card.excludes))


def test_the_example_on_the_page_can_be_read(page: str, tmp_path: Path) -> None:
    example = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "cards.toml").write_text(example, encoding="utf-8")
    (card,) = read_cards(tmp_path / "cards.toml")
    assert (card.code, card.contribution, card.evidence) == ("people_housed", "material", True)


def test_the_page_says_what_is_not_measured(page: str) -> None:
    assert "Public policy (advocacy, legislation) is not measured here" in page
