"""An organisation's own cards: read as they are meant, refused with every fault."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import recovery as rc
from headline_lines import SPRING, known
from recovery.disclosure import ShownResults
from recovery.errors import DefinitionError
from recovery.indicators import ScoreRule, evaluate, read_cards, write_cards
from recovery.norms import Norms
from recovery.report.impact_words import figure
from recovery.results import NotMeasured
from recovery.vocabulary import VOCABULARY
from small_cards import card as small_card

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
        "We count survivors, each once, in the records of milestones (a milestone that a "
        "survivor, or a return of theirs, reached), each by its day, “occurred on”. "
        "A record counts where “milestone” is safe housing (living in safe and suitable housing "
        "that is not emergency shelter). "
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
        "indicator 1, rule, unit must be a list, in brackets",
        "indicator 1, rule, evidence must be true or false",
        "indicator 1, rule, where 1 needs test",
    ]


def test_what_the_card_itself_refuses_is_told_with_its_place(tmp_path: Path) -> None:
    text = OWN.replace('test = "is"', 'test = "was"').replace("people_housed", "People")
    assert faults(tmp_path, text)[0].startswith("People, rule, where 1, test was 'was'; allowed")
    assert faults(tmp_path, OWN.replace("people_housed", "People")) == (
        "People: code must be small letters, digits and underscores",
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


def test_a_rule_that_is_a_program_of_its_own_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="programs of their own: freed"):
        write_cards([small_card()], tmp_path / "cards.toml")


@pytest.mark.parametrize("odd", ['quote " and \\ backslash', "line\nbreak", "tab\t", "é ü ∩ 🕊"])
def test_text_of_any_kind_comes_back(odd: str, tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, OWN))
    changed = attrs.evolve(card, name=f"n {odd}")
    write_cards([changed], tmp_path / "again.toml")
    assert read_cards(tmp_path / "again.toml") == (changed,)


SCORES = """
[[indicator]]
code = "calmer_12m"
name = "Calmer within 12 months"
unit = "share"
population = "survivors"
numerator = "those who recovered"
dated_by = "intake"
key = "the survivor"
valid_from = 2022-03-01

[indicator.rule]
kind = "score"
instrument = "gad7"
respondent = false

[indicator.rule.norms]
population = "NHS Talking Therapies, England"
"""


def test_norms_are_those_of_the_instrument_of_the_rule(tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, SCORES))
    norms = VOCABULARY.instruments["gad7"].norms("NHS Talking Therapies, England")
    assert card.rule == ScoreRule(instrument="gad7", norms=norms, respondent=None)
    assert card.valid_from == "2022-03-01"


def test_norms_of_ones_own_are_written_out(tmp_path: Path) -> None:
    own = Norms(better="lower", population="ours", source="our study", cutoff=9, sd=5.5)
    (card,) = read_cards(written(tmp_path, SCORES))
    changed = attrs.evolve(card, rule=ScoreRule(instrument="gad7", norms=own, reliable="none"))
    write_cards([changed], tmp_path / "again.toml")
    assert read_cards(tmp_path / "again.toml") == (changed,)
    text = (tmp_path / "again.toml").read_text("utf-8")
    assert "sd = 5.5" in text
    assert "[indicator.rule.norms]" in text


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'kind = "score"',
            'kind = "scores"',
            "calmer_12m, rule, kind was 'scores', perhaps 'score'",
        ),
        (
            '"gad7"',
            '"gad"',
            "calmer_12m, rule, norms are those of the rule's instrument, and 'gad'",
        ),
        ("England", "Mars", "calmer_12m, rule, norms: "),
        ("respondent", "respondant", "has 'respondant', which means nothing there, perhaps 'resp"),
        ("false", "3", "calmer_12m, rule, respondent must be text"),
        ("false", "false\ndays = 99999999999999999999", "rule, days is too large"),
        ('"share"', '"days"', "unit was 'days', for a rule of the kind 'score' with figure 'recov"),
        ('kind = "score"', 'kind = "score"\norigin = "intak"', "origin names 'intak', which is no"),
        ('kind = "score"', 'kind = "equity"', "calmer_12m, rule needs of"),
        ("2022-03-01", "2022-03-01T10:00:00", "valid_from must be a day alone, without the time"),
        ("2022-03-01", "10:00:00", "valid_from must be a day alone, without the time: 2022-03-01"),
        ('kind = "score"', 'kind = "score"\nscale = 5', "calmer_12m, rule, scale must be text"),
        ('kind = "score"', 'kind = "score"\nscale = "x"', "calmer_12m, rule, norms: "),
        ('kind = "score"', "kind = 5", "calmer_12m, rule, kind was 5; allowed"),
        ('kind = "score"', 'kind = "score"\ncompeting = ["died", 3]', "competing 2 must be text"),
        ('kind = "score"', 'kind = "score"\nwindow = [1]', "rule, window must be a list of 2"),
        ('kind = "score"', 'kind = "score"\ndays = 0', "days must be 1 or more, but was 0"),
        ("[[indicator]]", "[indicator]", "write [[indicator]], in two brackets"),
        (
            "[[indicator]]",
            "[[indicators]]",
            "'indicators' means nothing there, perhaps 'indicator'",
        ),
    ],
)
def test_each_fault_says_where_and_what_is_allowed(
    old: str, new: str, fault: str, tmp_path: Path
) -> None:
    text = SCORES.replace(old, new)
    if "indicators" in new:
        text = text.replace("[indicator.", "[indicators.")
    assert any(fault in found for found in faults(tmp_path, text)), faults(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            '"safe_housing"',
            '"safe_housng"',
            "people_housed: milestones.milestone names 'safe_housng'",
        ),
        (
            '"milestone"',
            '"milestnoe"',
            "people_housed: milestones has no column 'milestnoe', perhaps",
        ),
        (
            '["survivor_id"]',
            '["survivr_id"]',
            "people_housed: milestones has no column 'survivr_id', perhaps",
        ),
        (
            '"milestones"',
            '"milestone"',
            "people_housed, rule: there is no table 'milestone'; allowed",
        ),
    ],
)
def test_a_code_that_nobody_has_is_not_counted_as_nobody(
    old: str, new: str, fault: str, tmp_path: Path
) -> None:
    (found,) = faults(tmp_path, OWN.replace(old, new))
    assert found.startswith(fault)


def test_a_column_of_ones_own_is_no_fault_and_absent_it_is_not_measured(tmp_path: Path) -> None:
    text = OWN.replace('"milestone"', '"ward"')
    (card,) = read_cards(written(tmp_path, text))
    found = evaluate(known(milestones="A safe_housing 2022-04-01"), [card], SPRING)["people_housed"]
    assert isinstance(found, NotMeasured)
    assert found.reason == "milestones has no column 'ward'"


def test_what_says_nothing_of_disclosure_is_not_published_exactly(tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, OWN))
    assert card.disclosure == "breakdown"
    people = [f"P{number}" for number in range(23)]
    rows = "\n".join(f"{person} safe_housing 2022-04-01 1 material" for person in people)
    records = known(survivors="\n".join(people), milestones=rows)
    found = evaluate(records, [card], SPRING, purpose="service")
    assert found["people_housed"].value == 23
    shown = rc.protect(found).value
    assert isinstance(shown, ShownResults)
    assert [(each.value, each.upper) for each in shown.indicators] == [(20, 29)]
    assert figure(shown.indicators[0]) == "20 to 29"


def test_a_rule_that_says_no_kind_is_told_so_and_nothing_else(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, SCORES.replace('kind = "score"', ""))
    assert fault.startswith(
        "calmer_12m, rule says no kind, and is a 'count', which has no instrument, respondent, "
        "norms, perhaps 'score' was meant; allowed: 'agreement'"
    )


def test_sections_are_told_as_they_are_to_be_written(tmp_path: Path) -> None:
    single = OWN.replace("[[indicator.rule.where]]", "[indicator.rule.where]")
    assert faults(tmp_path, single) == (
        "people_housed, rule, where must be a list of sections: write [[indicator.rule.where]]",
    )


def test_a_folder_is_no_file_of_cards(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="is a folder: name the file"):
        read_cards(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_file_without_cards(text: str, tmp_path: Path) -> None:
    assert faults(tmp_path, text) == ("there is no card in it: each begins with [[indicator]]",)


def test_a_file_as_some_editors_write_it(tmp_path: Path) -> None:
    path = tmp_path / "cards.toml"
    path.write_text(OWN.replace("\n", "\r\n"), encoding="utf-8-sig")
    assert [card.code for card in read_cards(path)] == ["people_housed"]


def test_a_key_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="too deep within each other"):
        read_cards(written(tmp_path, f"{'.'.join('a' * 2_000)} = 1"))


def test_what_is_too_deep_is_refused(tmp_path: Path) -> None:
    deep = "{or_else = " * 200 + "1" + "}" * 200
    text = OWN + f"\n[[indicator.rule.ours]]\ncolumn = 'x'\ntest = 'said'\nor_else = {deep}\n"
    with pytest.raises(DefinitionError):
        read_cards(written(tmp_path, text))
