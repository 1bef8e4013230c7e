"""Scoring: from the answers on forms to totals and subscales, by the instrument's own rules."""

from __future__ import annotations

from recovery.scoring.assessed import Assessed, assessed, misfits
from recovery.scoring.goals import goal_attainment
from recovery.scoring.score import score
from recovery.scoring.scores import REASONS, Alerts, Scores

__all__ = [
    "REASONS",
    "Alerts",
    "Assessed",
    "Scores",
    "assessed",
    "goal_attainment",
    "misfits",
    "score",
]
