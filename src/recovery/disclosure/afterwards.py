"""Protect what became of the people whom headline figures count."""

from __future__ import annotations

from typing import Any

from recovery.disclosure.policy import Policy
from recovery.disclosure.shown_impact import ShownAfterwards

__all__ = ["protect_afterwards"]


def protect_afterwards(found: Any, policy: Policy) -> tuple[ShownAfterwards, ...]:  # noqa: ARG001
    """Protect each table of what became of people."""
    return ()
