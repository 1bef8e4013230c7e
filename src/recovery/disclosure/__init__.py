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
from recovery.disclosure.shown_funnels import ShownFunnel, ShownFunnelGroup
from recovery.disclosure.shown_impact import (
    ShownAfterwards,
    ShownCited,
    ShownDecision,
    ShownImpact,
    ShownLater,
    ShownRestated,
)
from recovery.disclosure.shown_indicators import (
    ShownChange,
    ShownIndicator,
    ShownPart,
    ShownResults,
    ShownRule,
)
from recovery.disclosure.shown_scores import ShownScoreSheet

__all__ = [
    "INTERNAL_PURPOSES",
    "POLICY",
    "Policy",
    "Protected",
    "ShownAfterwards",
    "ShownChange",
    "ShownCited",
    "ShownClock",
    "ShownCurve",
    "ShownCurves",
    "ShownDecision",
    "ShownEstimate",
    "ShownFinding",
    "ShownFunnel",
    "ShownFunnelGroup",
    "ShownGroups",
    "ShownImpact",
    "ShownIndicator",
    "ShownLater",
    "ShownPart",
    "ShownReport",
    "ShownRestated",
    "ShownResults",
    "ShownRule",
    "ShownScoreSheet",
    "ShownTable",
    "protect",
]
