"""What must hold of every card before it is counted, whether it was read or made in Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.cohort.wait import clock_faults
from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.field_types import LONGEST, type_faults
from recovery.indicators.headline import HEADLINE
from recovery.indicators.headline_beside import BESIDE
from recovery.indicators.headline_earlier import EARLIER
from recovery.indicators.held_rules import HeldRule
from recovery.indicators.known_codes import code_faults
from recovery.indicators.rules import kind_of, unit_faults
from recovery.indicators.score_rule import ScoreRule
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["card_faults"]


def card_faults(
    cards: Iterable[Indicator], *, vocabulary: Vocabulary = VOCABULARY
) -> Iterator[str]:
    """Yield what would be counted otherwise than a card says, or as nobody.

    Parameters
    ----------
    cards
        Cards, each of which makes sense by itself.
    vocabulary
        What the codes mean.
    """
    for card in cards:
        found = (*_rule(card.rule), *_part(card), *unit_faults(card), *_words(card))
        for fault in dict.fromkeys((*found, *code_faults(card.rule, vocabulary))):
            yield f"{card.code}: {fault}"


def _rule(rule: object) -> Iterator[str]:
    """Yield what is wrong with the fields of a shipped kind of rule, and of one within it."""
    if not kind_of(rule):
        return
    faults = tuple(type_faults(rule))
    yield from faults or _clock(rule)
    yield from _rule(getattr(rule, "of", None))


def _clock(rule: object) -> Iterator[str]:
    for name in _DAYS:
        days = getattr(rule, name, None)
        if isinstance(days, int) and not 0 <= days <= LONGEST:
            yield f"{name} must be between 0 and {LONGEST:,}, a hundred years, but was {days!r}"
    if isinstance(rule, ScoreRule):
        for code in dict.fromkeys(rule.competing):
            if code == rule.origin:
                yield f"{code!r} starts the clock and cannot end it"
            if rule.competing.count(code) > 1:
                yield f"{code!r} is named more than once"
    elif isinstance(rule, HeldRule):
        yield from clock_faults(rule.origin, (rule.confirmed,), (rule.lost,))


def _part(card: Indicator) -> Iterator[str]:
    """Yield if the card and its rule ask for another part of the organisation."""
    rule = card.rule
    asked = (rule.contribution, rule.evidence) if isinstance(rule, CountRule) else ("none", False)
    if (card.contribution, card.evidence) not in (("none", False), asked):
        yield "the card and its rule ask for another contribution or evidence"


def _words(card: Indicator) -> Iterator[str]:
    """Yield if the rule is told in the words of a shipped one and counts otherwise."""
    rule = card.rule
    if not isinstance(rule, CountRule) or not rule.says:
        return
    said = _plain(rule.says)
    theirs = [(shipped, by) for words, shipped, by in _SAID if words == said]
    if theirs and all(shipped != rule for shipped, _ in theirs):
        yield (
            f"says is the sentence of {theirs[-1][1]}, and this rule counts otherwise: leave says "
            "out, and it is made from the rule, or write what is counted now"
        )


_DAYS = ("days", "by_day", "after", "within", "slack", "span_days", "early", "due_days")
"""Fields of rules that are days."""


def _plain(words: str) -> str:
    """Return words regardless of capitals, spaces and stops."""
    return "".join(filter(str.isalnum, words.casefold()))


_SAID = tuple(
    (_plain(card.rule.says), card.rule, card.code)
    for card in (*EARLIER, *BESIDE, *HEADLINE)
    if isinstance(card.rule, CountRule) and card.rule.says
)
"""The sentences of shipped rules, whom they are of, and what they count."""
