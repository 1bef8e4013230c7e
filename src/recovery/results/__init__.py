"""Results: what estimators and the main job answer, as frozen values.

A result knows what it is (``about``), shows itself in a notebook, and gives
its numbers as ``columns()``, which any data frame library takes.
"""

from __future__ import annotations

from recovery.results.afterwards import Afterwards
from recovery.results.changes import STATUSES, Changes
from recovery.results.comparison import Comparison
from recovery.results.coverage import Coverage
from recovery.results.curve import Curve
from recovery.results.curves import Curves
from recovery.results.decisions import Decision, Decisions
from recovery.results.effects import Effects
from recovery.results.estimate import Estimate, Estimates
from recovery.results.funnel import Funnel
from recovery.results.groups import Groups
from recovery.results.impact import ImpactReport
from recovery.results.indicators import IndicatorResult, NotMeasured, Results
from recovery.results.maturity import Maturity, MaturityRow
from recovery.results.needed import Needed
from recovery.results.outcomes import ClockResult, FindingCount, OutcomeReport, TableCount, Total
from recovery.results.restatement import Restated, Restatement
from recovery.results.score_sheet import ScoreSheet
from recovery.results.series import Series
from recovery.results.trajectories import Trajectories
from recovery.results.transitions import Transitions

__all__ = [
    "STATUSES",
    "Afterwards",
    "Changes",
    "ClockResult",
    "Comparison",
    "Coverage",
    "Curve",
    "Curves",
    "Decision",
    "Decisions",
    "Effects",
    "Estimate",
    "Estimates",
    "FindingCount",
    "Funnel",
    "Groups",
    "ImpactReport",
    "IndicatorResult",
    "Maturity",
    "MaturityRow",
    "Needed",
    "NotMeasured",
    "OutcomeReport",
    "Restated",
    "Restatement",
    "Results",
    "ScoreSheet",
    "Series",
    "TableCount",
    "Total",
    "Trajectories",
    "Transitions",
]
