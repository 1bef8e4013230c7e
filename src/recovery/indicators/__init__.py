"""Indicators: definitions that a person can read and a program can run."""

from __future__ import annotations

from recovery.indicators.card import Indicator, Rule
from recovery.indicators.evaluate import evaluate
from recovery.indicators.periods import series
from recovery.indicators.restate import restate

__all__ = [
    "Indicator",
    "Rule",
    "evaluate",
    "restate",
    "series",
]
