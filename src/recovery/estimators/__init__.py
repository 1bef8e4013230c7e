"""Estimators: one method a file, from a table to a result."""

from __future__ import annotations

from recovery.estimators.aalen_johansen import aalen_johansen
from recovery.estimators.kaplan_meier import kaplan_meier

__all__ = ["aalen_johansen", "kaplan_meier"]
