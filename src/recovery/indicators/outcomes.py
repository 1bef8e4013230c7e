"""The outcome indicators: what became of people, each with interval, denominator and bounds."""

from __future__ import annotations

from typing import Any

import attrs

from recovery.indicators.card import Indicator
from recovery.indicators.outcomes_justice import JUSTICE, RETURNS
from recovery.indicators.outcomes_quality import QUALITY
from recovery.indicators.outcomes_recovery import RECOVERY
from recovery.indicators.outcomes_support import SUPPORT
from recovery.norms import Norms

__all__ = ["OUTCOMES", "judged_by"]

OUTCOMES: tuple[Indicator, ...] = (*RECOVERY, *SUPPORT, *RETURNS, *JUSTICE, *QUALITY)
"""Every outcome indicator, in the order of a report."""


def judged_by(
    cards: tuple[Indicator, ...], *, instrument: str, norms: Norms | None, scale: str = "total"
) -> tuple[Indicator, ...]:
    """Return cards whose scores are those of an instrument, judged by some norms.

    Parameters
    ----------
    cards
        Indicators; those that judge no scores, or are of one domain of a life
        that its own instrument measures, stay as they are.
    instrument
        Code of the instrument.
    norms
        The figures of a population by which its scores may be judged.
    scale
        Code of one of the instrument's scales.

    Returns
    -------
    tuple of Indicator
        In the same order, with the same codes.

    Examples
    --------
    >>> from recovery.vocabulary import VOCABULARY
    >>> norms = VOCABULARY.instruments["gad7"].norms("NHS Talking Therapies, England")
    >>> cards = judged_by(OUTCOMES, instrument="gad7", norms=norms)
    >>> next(card for card in cards if card.code == "recovered_12m").rule.instrument
    'gad7'
    """
    chosen = {"instrument": instrument, "scale": scale, "norms": norms}
    return tuple(attrs.evolve(card, rule=_chosen(card.rule, chosen)) for card in cards)


def _chosen(rule: Any, chosen: dict[str, Any]) -> Any:
    """Return a rule with another choice of what it, or the rule within it, judges by."""
    judges = hasattr(rule, "instrument") and not getattr(rule, "domain", "")
    own = {name: value for name, value in chosen.items() if judges and hasattr(rule, name)}
    if hasattr(rule, "of"):
        own["of"] = _chosen(rule.of, chosen)
    return attrs.evolve(rule, **own) if own else rule
