"""Which values have a form in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recovery.change import Sustained
from recovery.days import Period
from recovery.errors import DefinitionError, FindingBatch, Findings, allowed
from recovery.indicators import Indicator
from recovery.norms import Norms
from recovery.register import Journey
from recovery.results import (
    Afterwards,
    Comparison,
    Coverage,
    Curve,
    Curves,
    Decisions,
    Effects,
    Estimate,
    Estimates,
    Funnel,
    Groups,
    IndicatorResult,
    Maturity,
    Needed,
    NotMeasured,
    Restated,
    Restatement,
    Results,
    ScoreSheet,
    Series,
    Transitions,
)
from recovery.tables import (
    About,
    CountTable,
    EventTable,
    IntervalTable,
    RecurrentTable,
    ScoreTable,
    StateTable,
)
from recovery.vocabulary import Vocabulary
from recovery.wire.cells import FloatBlock, IntBlock

__all__ = [
    "APART",
    "HIDDEN",
    "HINTS",
    "INTERNAL",
    "KINDS",
    "NAMES",
    "UNPROTECTED",
    "VERSION",
    "known_kind",
]

VERSION = 1
"""Raised when the form of a kind changes."""

KINDS: Mapping[str, type] = {
    "about": About,
    "afterwards": Afterwards,
    "comparison": Comparison,
    "count_table": CountTable,
    "coverage": Coverage,
    "curve": Curve,
    "curves": Curves,
    "decisions": Decisions,
    "effects": Effects,
    "estimate": Estimate,
    "estimates": Estimates,
    "event_table": EventTable,
    "findings": Findings,
    "funnel": Funnel,
    "groups": Groups,
    "indicator": Indicator,
    "indicator_result": IndicatorResult,
    "interval_table": IntervalTable,
    "journey": Journey,
    "maturity": Maturity,
    "needed": Needed,
    "norms": Norms,
    "not_measured": NotMeasured,
    "period": Period,
    "recurrent_table": RecurrentTable,
    "restatement": Restatement,
    "results": Results,
    "score_sheet": ScoreSheet,
    "score_table": ScoreTable,
    "series": Series,
    "state_table": StateTable,
    "sustained": Sustained,
    "transitions": Transitions,
    "vocabulary": Vocabulary,
}
"""Every kind of value that has a form, by its ``type`` in JSON."""

NAMES = {kind: name for name, kind in KINDS.items()}

_TABLES = EventTable | StateTable | IntervalTable | RecurrentTable | ScoreTable | CountTable
_SHEETS = ScoreSheet | Transitions | Coverage
_GROUPED = (
    Curve | Curves | Estimate | Estimates | _TABLES | _SHEETS | Afterwards | NotMeasured  # type: ignore[type-arg]  # of any label
)

HINTS: Mapping[tuple[type, str], Any] = {
    (Curves, "parts"): Mapping[str, Curve],
    (Estimates, "parts"): Mapping[str | int, Estimate],
    (Groups, "parts"): Mapping[str | int, _GROUPED],
    (Effects, "covariance"): FloatBlock,
    (ScoreSheet, "shares"): Estimates,
    (ScoreSheet, "assuming"): Mapping[str, Estimates],  # type: ignore[type-arg]  # of any label
    (ScoreSheet, "regression"): Estimates,
    (ScoreSheet, "sustained_by"): Estimates,
    (Sustained, "cutoff"): Any,
    **dict.fromkeys(
        ((Transitions, name) for name in ("value", "lower", "upper", "covariance")), FloatBlock
    ),
    **dict.fromkeys(
        ((Transitions, name) for name in ("at_risk", "events", "risk_counts")), IntBlock
    ),
    **dict.fromkeys(((Funnel, name) for name in ("lower_count", "upper_count")), FloatBlock),
    (IndicatorResult, "card"): Indicator | None,
    (NotMeasured, "card"): Indicator | None,
    (Restatement, "parts"): Mapping[str, Restated],
    (Results, "parts"): Mapping[str, IndicatorResult | NotMeasured],
    (Series, "parts"): Mapping[str, Results],
}
"""What fields hold whose own annotation leaves it open."""

UNPROTECTED = (
    Afterwards,
    Decisions,
    Funnel,
    IndicatorResult,
    NotMeasured,
    Restatement,
    Results,
    Series,
)
"""Kinds that are read by programs outside the house once they are protected, and say ``internal``
as long as they are not."""
INTERNAL = "internal: unprotected; not for release"

APART: Mapping[tuple[type, str], str] = {
    (ScoreSheet, "groups"): "write sheet.groups as a value of its own, and the sheet with "
    "attrs.evolve(sheet, groups=None)",
}
"""Fields that must be empty, since a form cannot hold itself; and what to do instead."""

HIDDEN = {(FindingBatch, "values")}
"""Fields that are never written."""


def known_kind(kind: type) -> type:
    """Return the kind itself; refuse one that has no form."""
    if kind in NAMES:
        return kind
    message = f"a value of type {kind.__name__} has no form in JSON"
    raise DefinitionError(f"{message}; {allowed(k.__name__ for k in NAMES)}")
