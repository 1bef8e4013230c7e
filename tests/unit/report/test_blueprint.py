"""The blueprint: one document from which another organisation can do the same."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

import recovery as rc
from recovery.errors import DefinitionError, RecordError
from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, Indicator, read_cards
from recovery.register.mapping import read_mapping
from recovery.register.schema import TABLES
from recovery.report import blueprint
from recovery.report.estimation import how_estimated
from recovery.vocabulary import VOCABULARY
from small_cards import card as small_card

CARDS = (*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES)
COUNTS = (*HEADLINE, *BESIDE, *EARLIER)


@pytest.fixture(scope="module")
def text() -> str:
    """Return the document of everything that is shipped."""
    return blueprint(CARDS)


def toml_blocks(text: str) -> list[str]:
    """Return what stands in the document as TOML."""
    return re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_every_card_is_there_with_how_it_counts(text: str) -> None:
    for card in CARDS:
        assert f"\n### {card.name}\n\n`{card.code}`, version {card.version}\n" in text
        assert card.how_we_count in text
        assert card.source in text


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.code}-{card.version}")
def test_the_plan_says_how_every_figure_is_estimated(card: Indicator) -> None:
    assert how_estimated(card) != "as its rule says"


def test_more_of_what_was_counted_is_neither_better_nor_worse() -> None:
    counts = blueprint(COUNTS)
    assert "| better is | neither |" in counts
    assert "| better is | higher |" not in counts
    assert "| better is | higher |" in blueprint(OUTCOMES)


def test_the_plan_has_every_clock_and_the_policy(text: str) -> None:
    for clock in VOCABULARY.clocks.values():
        assert f"| {clock.title} | {clock.subject} | `{clock.origin}` |" in text
    assert "is about at least\n  10 people" in text
    twenty = blueprint(HEADLINE, policy=attrs.evolve(rc.POLICY, threshold=20))
    assert "is about at least\n  20 people" in twenty


def test_records_and_codes_are_there(text: str) -> None:
    for name, table in TABLES.items():
        assert f"\n### `{name}`\n" in text
        assert all(f"\n| `{column.name}` |" in text for column in table.own)
    for code in (*VOCABULARY.milestones, *VOCABULARY.services, *VOCABULARY.exit_reasons):
        assert f"\n| `{code}` |" in text


def test_cards_and_mapping_can_be_taken_from_it(text: str, tmp_path: Path) -> None:
    mapping, cards = toml_blocks(text)
    (tmp_path / "mapping.toml").write_text(mapping, "utf-8")
    (tmp_path / "indicators.toml").write_text(cards, "utf-8")
    assert read_mapping(tmp_path / "mapping.toml") == read_mapping("htcds")
    assert read_cards(tmp_path / "indicators.toml") == CARDS


def test_the_same_is_written_each_time(text: str) -> None:
    assert blueprint(CARDS) == text
    assert not re.search(r"\n\n\n| \n", text)
    assert text.endswith("```\n")


def test_every_row_of_a_table_has_its_cells(text: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(cells) == 1


def test_a_mapping_of_ones_own_or_none(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text("# ours\n[survivors]\nsource = 'clients'\n", "utf-8")
    assert toml_blocks(blueprint(OUTCOMES, mapping=own))[0] == own.read_text("utf-8")
    without = blueprint(OUTCOMES, mapping=None)
    assert len(toml_blocks(without)) == 1
    assert "need none" in without
    with pytest.raises(RecordError, match="no mapping"):
        blueprint(HEADLINE, mapping="other")


def test_a_rule_that_is_a_program_of_its_own_is_named() -> None:
    text = blueprint((small_card(), HEADLINE[0]), mapping=None)
    assert "no file can hold: `freed`." in text
    (cards,) = toml_blocks(text)
    assert "survivors_freed" in cards
    assert 'code = "freed"' not in cards


def test_the_words_of_others_load_nothing() -> None:
    name = "<img src=x> ![a](http://x.test/a.png)\n# Heading"
    text = blueprint((attrs.evolve(HEADLINE[0], name=name),), mapping=None)
    document = text.split("```toml")[0]
    assert "\n### \\<img src=x> !\\[a](http://x.test/a.png) # Heading\n" in document
    assert not re.search(r"(?<!\\)(<img|!\[)", document)


def test_a_card_that_stands_twice_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'survivors_freed' version 1 is given more than"):
        blueprint((*HEADLINE, HEADLINE[0]))
