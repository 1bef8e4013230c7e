"""How cards beside a headline figure are made from its own."""

from __future__ import annotations

import attrs

from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.headline import HEADLINE, counted

__all__ = ["CARDS", "OWN", "events", "variant"]

OWN = "own addition beside the published definition"
CARDS = {card.code: card for card in HEADLINE}


def events(headline: str, rule: CountRule, **fields: object) -> Indicator:
    """Return a card that counts the events behind a headline figure."""
    card = CARDS[headline]
    shared = {
        "population": card.population,
        "dated_by": card.dated_by,
        "includes": card.includes,
        "excludes": card.excludes,
        "unit": "events",
        "source": OWN,
        "period_rule": "half-years; an event lies in one period, so that events may be added up",
        "disclosure": card.disclosure,
    }
    return counted(attrs.evolve(rule, parts=()), **(shared | fields))


def variant(headline: str, rule: CountRule, *, name: str, numerator: str) -> Indicator:
    """Return a card that counts fewer of the people of a headline figure."""
    return attrs.evolve(
        CARDS[headline],
        code=f"{headline}_strict",
        name=name,
        numerator=numerator,
        rule=rule,
        version=1,
        supersedes=0,
        source=OWN,
    )
