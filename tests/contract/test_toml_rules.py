"""Every rule can be written to a file and read from it, whatever its fields are."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

import recovery as rc
from recovery import indicators
from recovery.indicators import (
    BESIDE,
    EARLIER,
    HEADLINE,
    OUTCOMES,
    RULES,
    Indicator,
    evaluate,
    judged_by,
    read_cards,
    write_cards,
)
from recovery.indicators.known_codes import code_faults
from recovery.indicators.rules import kind_of, unit_faults
from recovery.results import IndicatorResult, Results
from recovery.synthetic import invented_register
from recovery.vocabulary import VOCABULARY
from recovery.wire import to_json

GAD7 = VOCABULARY.instruments["gad7"]
CARDS = (
    *HEADLINE,
    *BESIDE,
    *EARLIER,
    *OUTCOMES,
    *(
        attrs.evolve(card, code=f"{card.code}_gad7")
        for card in judged_by(
            OUTCOMES, instrument="gad7", norms=GAD7.norms("NHS Talking Therapies, England")
        )
    ),
    *(
        attrs.evolve(card, code=f"{card.code}_without_norms")
        for card in judged_by(OUTCOMES, instrument="gad7", norms=None)
    ),
)
each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.code}-{card.version}")
each_rule = pytest.mark.parametrize("word", RULES)


def read_again(folder: Path, *cards: Indicator) -> tuple[Indicator, ...]:
    """Write cards to a file, and read it."""
    write_cards(cards, folder / "cards.toml")
    return read_cards(folder / "cards.toml")


@each_card
def test_a_card_comes_back_from_a_file_as_it_was(card: Indicator, tmp_path: Path) -> None:
    assert read_again(tmp_path, card) == (card,)
    assert repr(read_again(tmp_path, card)) == repr((card,))


def test_all_of_them_come_back_from_one_file(tmp_path: Path) -> None:
    assert read_again(tmp_path, *CARDS) == CARDS


def test_they_give_the_same_figures(tmp_path: Path) -> None:
    shipped = (*HEADLINE, *BESIDE, *OUTCOMES)
    one, other = (evaluated(cards) for cards in (shipped, read_again(tmp_path, *shipped)))
    assert sum(isinstance(found, IndicatorResult) for found in one.values()) > 40
    assert to_json(other) == to_json(one)


def evaluated(cards: tuple[Indicator, ...]) -> Results:
    """Ask a small register for figures."""
    known = rc.read_register(invented_register(150, seed=3).tables).as_of("2024-12-31")
    half = rc.Period.months("2022-03/2022-08")
    return evaluate(known, cards, half, purpose="internal_learning")


@each_card
def test_nothing_is_wrong_with_what_is_shipped(card: Indicator) -> None:
    assert not [*unit_faults(card), *code_faults(card.rule, VOCABULARY)]


@each_card
def test_every_kind_of_rule_has_a_word(card: Indicator) -> None:
    assert RULES[kind_of(card.rule)] is type(card.rule)


@each_rule
def test_every_rule_is_public_and_told(word: str) -> None:
    kind = RULES[word]
    assert getattr(indicators, kind.__name__) is kind
    assert kind.__name__ in indicators.__all__
    told = kind.__doc__ or ""
    assert all(field.name in told for field in attrs.fields(kind))


@each_rule
def test_a_file_can_say_every_field_of_a_rule(word: str) -> None:
    fields = attrs.fields_dict(RULES[word])  # type: ignore[arg-type]  # all are attrs classes
    assert "kind" not in fields
    hints = get_type_hints(RULES[word])
    for name in fields:
        assert readable(hints[name]), name


def readable(hint: Any) -> bool:
    """Say whether a value of a type can stand in a file."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is tuple:
        return all(readable(part) for part in parts if part is not Ellipsis)
    if origin is Literal:
        return all(isinstance(part, str) for part in parts)
    if origin in (Union, UnionType):
        optional = type(None) in parts
        some = [part for part in parts if part is not type(None)]
        return not (optional and bool in some) and all(map(readable, some))
    return hint in (str, int, float, bool) or attrs.has(hint)


def test_what_cannot_be_said_is_seen() -> None:
    assert not readable(dict[str, int])
    assert not readable(Union[bool, None])  # noqa: UP007  # as it may be written, too
    assert readable(tuple[str | tuple[str, str], ...])
