"""The checks: one function a fault, each from the typed records to where it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from recovery.register.checks.forms import outside_coding, unknown_instrument
from recovery.register.checks.history import (
    ends_before_start,
    future_of_recording,
    not_recorded_when,
    on_record_later,
    recorded_before_occurred,
)
from recovery.register.checks.identity import (
    circular_merge,
    conflicting_merge,
    duplicate,
    merged_episodes,
    no_accused,
    unknown_reference,
)
from recovery.register.checks.timeline import (
    after_death,
    before_birth,
    gap,
    jump,
    overlap_and_teleport,
)
from recovery.register.faults import Fault
from recovery.register.records import Records

__all__ = ["CHECKS"]

CHECKS: tuple[Callable[[Records], Iterable[Fault]], ...] = (
    unknown_instrument,
    outside_coding,
    not_recorded_when,
    recorded_before_occurred,
    future_of_recording,
    on_record_later,
    ends_before_start,
    unknown_reference,
    no_accused,
    circular_merge,
    conflicting_merge,
    merged_episodes,
    duplicate,
    before_birth,
    after_death,
    overlap_and_teleport,
    gap,
    jump,
)
"""Every check of typed records; what a cell says is checked when it is read."""
