"""Indicators: definitions that a person can read and a program can run."""

from __future__ import annotations

from recovery.indicators.afterwards import afterwards, afterwards_of
from recovery.indicators.beside import Beside
from recovery.indicators.card import Indicator, Rule
from recovery.indicators.compare_groups import compare_groups
from recovery.indicators.conditions import Condition
from recovery.indicators.counting import CountRule, Instances, Part
from recovery.indicators.decisions import decisions
from recovery.indicators.evaluate import evaluate
from recovery.indicators.headline import HEADLINE
from recovery.indicators.headline_beside import BESIDE
from recovery.indicators.headline_earlier import EARLIER
from recovery.indicators.maturity import maturity
from recovery.indicators.outcomes import OUTCOMES, judged_by
from recovery.indicators.periods import series
from recovery.indicators.precision import months_until
from recovery.indicators.restate import restate
from recovery.indicators.toml_cards import read_cards, write_cards

__all__ = [
    "BESIDE",
    "EARLIER",
    "HEADLINE",
    "OUTCOMES",
    "Beside",
    "Condition",
    "CountRule",
    "Indicator",
    "Instances",
    "Part",
    "Rule",
    "afterwards",
    "afterwards_of",
    "compare_groups",
    "decisions",
    "evaluate",
    "judged_by",
    "maturity",
    "months_until",
    "read_cards",
    "restate",
    "series",
    "write_cards",
]
