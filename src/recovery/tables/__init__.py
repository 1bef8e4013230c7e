"""Tables: arrays of whole days about subjects, and what they are about.

A table holds numpy arrays and knows no survivor by name. Its arrays are
read-only views of what was given (a copy is made only where the numbers have
another type). All faults of the arrays are reported at once.
"""

from __future__ import annotations

from recovery.tables.about import CONSENT_NOT_RECORDED, About
from recovery.tables.counts import CountTable, merge_counts
from recovery.tables.events import EventTable
from recovery.tables.intervals import IntervalTable
from recovery.tables.landmark import landmark
from recovery.tables.recurrences import RecurrentTable
from recovery.tables.scores import ScoreTable
from recovery.tables.states import StateTable

__all__ = [
    "CONSENT_NOT_RECORDED",
    "About",
    "CountTable",
    "EventTable",
    "IntervalTable",
    "RecurrentTable",
    "ScoreTable",
    "StateTable",
    "landmark",
    "merge_counts",
]
