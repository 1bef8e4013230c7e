"""An organisation's own cards: read as they are meant, refused with every fault."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from headline_lines import SPRING, known
from recovery.errors import DefinitionError
from recovery.indicators import OUTCOMES, evaluate, read_cards, write_cards

OWN = """
[[indicator]]
code = "people_housed"
name = "People housed"
unit = "people"
population = "survivors"
numerator = "those in safe housing"
dated_by = "the day of moving in"
key = "the survivor"

[indicator.rule]
table = "milestones"
unit = ["survivor_id"]
contribution = "material"

[[indicator.rule.where]]
column = "milestone"
test = "is"
values = ["safe_housing"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cards.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as caught:
        read_cards(written(folder, text))
    return caught.value.faults


def test_an_own_card_is_counted_like_any_other(tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, OWN))
    rows = "A safe_housing 2022-04-01 1 material\nB safe_housing 2022-04-01 1 informed"
    result = evaluate(known(milestones=rows), [card], SPRING)["people_housed"]
    assert result.value == 1
    assert card.contribution == "material"


def test_a_rule_without_words_is_told_by_what_it_says(tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, OWN))
    assert card.how_we_count == (
        "We count different survivor_id in the table milestones, dated by occurred_on. "
        "A row counts where milestone is safe_housing. "
        "The organisation's part was at least material."
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = """
    colour = "red"
    [[indicator]]
    code = 7
    name = "N"
    unit = "people"
    weight = 2
    numerator = "n"
    dated_by = "d"
    key = "k"
    rule = {table = "milestones", unit = "survivor_id", evidence = 1, where = [{column = "reason"}]}
    """
    found = faults(tmp_path, text)
    assert [fault.split(";")[0] for fault in found] == [
        "'colour' means nothing there",
        "indicator 1 has 'weight', which means nothing there",
        "indicator 1 needs population",
        "indicator 1, code must be text",
        "indicator 1, rule, unit must be a list",
        "indicator 1, rule, evidence must be true or false",
        "indicator 1, rule, where 1 needs test",
    ]


def test_what_the_card_itself_refuses_is_told_with_its_place(tmp_path: Path) -> None:
    text = OWN.replace('test = "is"', 'test = "was"').replace("people_housed", "People")
    assert faults(tmp_path, text)[0].startswith(
        "indicator 1, rule, where 1: test was 'was'; allowed"
    )
    assert faults(tmp_path, OWN.replace("people_housed", "People")) == (
        "indicator 1: code must be small letters, digits and underscores",
    )


def test_a_code_that_stands_twice(tmp_path: Path) -> None:
    assert faults(tmp_path, OWN + OWN) == ("people_housed version 1 stands more than once",)


def test_a_card_that_asks_for_another_part_than_its_rule(tmp_path: Path) -> None:
    text = OWN.replace('key = "the survivor"', 'key = "the survivor"\ncontribution = "led"')
    assert faults(tmp_path, text) == (
        "people_housed: the card and its rule ask for another contribution or evidence",
    )


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"cards\.toml is not TOML"):
        read_cards(written(tmp_path, "[[indicator"))


def test_only_counts_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="only counts can be written as TOML"):
        write_cards(OUTCOMES[:1], tmp_path / "cards.toml")


@pytest.mark.parametrize(
    "odd", ['quote " and \\ backslash', "line\nbreak", "tab\t", "é ü ∩ 🕊", "\x7f"]
)
def test_text_of_any_kind_comes_back(odd: str, tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, OWN))
    changed = attrs.evolve(card, name=f"n {odd}")
    write_cards([changed], tmp_path / "again.toml")
    assert read_cards(tmp_path / "again.toml") == (changed,)
