"""Which values have a form in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recovery.days import Period
from recovery.errors import DefinitionError, FindingBatch, Findings, allowed
from recovery.indicators import Indicator
from recovery.register import Journey
from recovery.results import (
    Curve,
    Curves,
    Estimate,
    Estimates,
    Groups,
    IndicatorResult,
    NotMeasured,
    Results,
)
from recovery.tables import About, EventTable, IntervalTable, RecurrentTable, StateTable
from recovery.vocabulary import Vocabulary

__all__ = ["HIDDEN", "HINTS", "INTERNAL", "KINDS", "NAMES", "UNPROTECTED", "VERSION", "known_kind"]

VERSION = 1
"""Raised when the form of a kind changes."""

KINDS: Mapping[str, type] = {
    "about": About,
    "curve": Curve,
    "curves": Curves,
    "estimate": Estimate,
    "estimates": Estimates,
    "event_table": EventTable,
    "findings": Findings,
    "groups": Groups,
    "indicator": Indicator,
    "indicator_result": IndicatorResult,
    "interval_table": IntervalTable,
    "journey": Journey,
    "not_measured": NotMeasured,
    "period": Period,
    "recurrent_table": RecurrentTable,
    "results": Results,
    "state_table": StateTable,
    "vocabulary": Vocabulary,
}
"""Every kind of value that has a form, by its ``type`` in JSON."""

NAMES = {kind: name for name, kind in KINDS.items()}

_TABLES = EventTable | StateTable | IntervalTable | RecurrentTable
_GROUPED = Curve | Curves | Estimate | Estimates | _TABLES  # type: ignore[type-arg]  # of any label

HINTS: Mapping[tuple[type, str], Any] = {
    (Curves, "parts"): Mapping[str, Curve],
    (Estimates, "parts"): Mapping[str | int, Estimate],
    (Groups, "parts"): Mapping[str | int, _GROUPED],
    (IndicatorResult, "card"): Indicator | None,
    (NotMeasured, "card"): Indicator | None,
    (Results, "parts"): Mapping[str, IndicatorResult | NotMeasured],
}
"""What fields hold whose own annotation leaves it open."""

UNPROTECTED = (IndicatorResult, NotMeasured, Results)
"""Kinds that are read by programs outside the house once they are protected, and say ``internal``
as long as they are not."""
INTERNAL = "internal: unprotected; not for release"

HIDDEN = {(FindingBatch, "values")}
"""Fields that are never written."""


def known_kind(kind: type) -> type:
    """Return the kind itself; refuse one that has no form."""
    if kind in NAMES:
        return kind
    message = f"a value of type {kind.__name__} has no form in JSON"
    raise DefinitionError(f"{message}; {allowed(k.__name__ for k in NAMES)}")
