"""Clauses that several headline indicators share."""

from __future__ import annotations

from recovery.indicators.beside import Beside
from recovery.indicators.conditions import Condition

__all__ = [
    "ATTENDED",
    "NOT_A_VICTIM",
    "OWN_TEAM",
    "coded",
    "is_event",
    "is_milestone",
]


def coded(column: str, *codes: str, otherwise: str = "") -> Condition:
    """Return the condition that a column has one of some codes."""
    return Condition(column=column, test="is", values=codes, otherwise=otherwise)


def is_milestone(*codes: str) -> Condition:
    """Return the condition that a row of ``milestones`` is one of these."""
    return coded("milestone", *codes)


def is_event(*codes: str) -> Condition:
    """Return the condition that a row of ``proceedings`` is one of these."""
    return coded("event", *codes)


OWN_TEAM = coded("delivered_by", "own_team")
"""By the organisation's own team."""

ATTENDED = Condition(
    column="attendance", test="is", values=("attended",), empty=True, otherwise="not attended"
)
"""Attended, or not said: an instance of support that was delivered."""

NOT_A_VICTIM = Beside(
    table="milestones",
    on=("survivor_id",),
    where=(is_milestone("not_a_victim"),),
    cleared_by=(is_milestone("identified", "victim_status_granted"),),
    otherwise="found not to be a victim",
)
"""Found not to be a victim, and not recognised as one on a later day."""
