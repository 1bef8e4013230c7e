"""Every card of a count is complete, can be read, and asks only for what records may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery.indicators import (
    BESIDE,
    EARLIER,
    HEADLINE,
    Beside,
    Condition,
    CountRule,
    Indicator,
    read_cards,
    write_cards,
)
from recovery.register.columns import MILESTONE_CODES, NOT_A_VALUE, SERVICE_CODES
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY

CARDS = (*HEADLINE, *BESIDE, *EARLIER)
SIX = [
    "survivors_freed",
    "survivors_supported",
    "survivors_brought_home",
    "exploiters_convicted",
    "professionals_trained",
    "vulnerable_people_educated",
]
each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.code}-{card.version}")


def rule_of(card: Indicator) -> CountRule:
    assert isinstance(card.rule, CountRule)
    return card.rule


def clauses(rule: CountRule) -> Iterator[Beside]:
    yield from rule.beside
    yield from [] if rule.instead is None else [rule.instead]
    yield from (part.holds for part in rule.parts if isinstance(part.holds, Beside))


def conditions(rule: CountRule) -> Iterator[tuple[str, Condition]]:
    """Return every condition, with the table of whose column it is."""
    own = [*rule.where, *rule.requires, *rule.ours]
    own += [part.holds for part in rule.parts if isinstance(part.holds, Condition)]
    found = [(rule.table, condition) for condition in own]
    for clause in clauses(rule):
        asked = (*clause.where, *clause.result, *clause.cleared_by)
        found += [(clause.table, condition) for condition in asked]
    for table, condition in found:
        yield table, condition
        if condition.or_else is not None:
            yield table, condition.or_else


def test_the_headline_figures_are_six_in_their_order() -> None:
    assert [card.code for card in HEADLINE] == SIX
    assert {card.unit for card in HEADLINE} == {"people"}


def test_a_code_and_version_stand_once() -> None:
    names = [(card.code, card.version) for card in CARDS]
    assert len(names) == len(set(names))


def test_an_earlier_version_is_superseded() -> None:
    for card in EARLIER:
        now = {c.code: c for c in HEADLINE}[card.code]
        assert (card.version, now.supersedes) == (now.version - 1, card.version)
        assert card.rule != now.rule


@each_card
def test_a_card_is_complete(card: Indicator) -> None:
    for field in ("period_rule", "restated", "source", "key", "dated_by", "numerator"):
        assert getattr(card, field).strip()
    assert (card.contribution, card.evidence) == (
        rule_of(card).contribution,
        rule_of(card).evidence,
    )


@each_card
def test_how_it_is_counted_can_be_read_by_anybody(card: Indicator) -> None:
    words = rule_of(card).says
    assert words.startswith(("We ", "As "))
    assert words.endswith(".")
    assert 40 < len(words) < 420
    assert not re.search(r"_|  |\bnull\b|\bNaN\b", words)
    assert words in card.how_we_count


@each_card
def test_a_rule_can_be_told_without_words_of_its_own(card: Indicator) -> None:
    told = CountRule(
        **{f: getattr(rule_of(card), f) for f in ("table", "unit", "total", "where", "beside")}
    ).in_words
    assert told.startswith("We count ")
    assert told.endswith(".")
    assert "  " not in told


@each_card
def test_what_it_needs_is_what_records_may_hold(card: Indicator) -> None:
    needs = dict(card.rule.needs)
    assert rule_of(card).table in needs
    for table, columns in needs.items():
        known = {
            *TABLES[table].columns,
            *(f"{c.name}_latest" for c in TABLES[table].of_kind("day")),
        }
        assert set(columns) <= known


@each_card
def test_every_code_it_asks_for_is_one(card: Indicator) -> None:
    for table, condition in conditions(rule_of(card)):
        if condition.test not in ("is", "any_of", "all_of"):
            continue
        column = TABLES[table].columns[condition.column]
        catalogues = {
            MILESTONE_CODES: VOCABULARY.codes(table),
            SERVICE_CODES: tuple(VOCABULARY.services),
        }
        codes = catalogues[column.codes] if isinstance(column.codes, str) else column.codes
        if column.kind == "code":
            assert set(condition.values) <= {*codes, *NOT_A_VALUE}


@each_card
def test_nothing_is_left_out_without_a_reason(card: Indicator) -> None:
    rule = rule_of(card)
    assert all(condition.otherwise for condition in rule.requires)
    assert all(clause.otherwise for clause in rule.beside)


def test_every_card_can_be_written_as_toml_and_read_again(tmp_path: Path) -> None:
    write_cards(CARDS, tmp_path / "cards.toml")
    assert read_cards(tmp_path / "cards.toml") == CARDS
