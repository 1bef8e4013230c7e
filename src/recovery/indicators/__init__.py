"""Indicators: definitions that a person can read and a program can run."""

from __future__ import annotations

from recovery.indicators.card import Indicator, Rule
from recovery.indicators.evaluate import evaluate

__all__ = ["Indicator", "Rule", "evaluate"]
