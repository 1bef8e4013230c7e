"""Disclosure control: results become values that may be seen."""

from __future__ import annotations

from recovery.disclosure.policy import POLICY, Policy
from recovery.disclosure.protected import INTERNAL_PURPOSES, Protected, protect
from recovery.disclosure.shown import (
    ShownClock,
    ShownCurve,
    ShownCurves,
    ShownEstimate,
    ShownFinding,
    ShownGroups,
    ShownReport,
    ShownTable,
)

__all__ = [
    "INTERNAL_PURPOSES",
    "POLICY",
    "Policy",
    "Protected",
    "ShownClock",
    "ShownCurve",
    "ShownCurves",
    "ShownEstimate",
    "ShownFinding",
    "ShownGroups",
    "ShownReport",
    "ShownTable",
    "protect",
]
