"""Records in: reading, checking, history, and the register they make."""

from __future__ import annotations

from recovery.register.journey import Journey, Step
from recovery.register.reading import read_register
from recovery.register.register import Register, Snapshot
from recovery.register.safety import SafetyAlerts

__all__ = ["Journey", "Register", "SafetyAlerts", "Snapshot", "Step", "read_register"]
