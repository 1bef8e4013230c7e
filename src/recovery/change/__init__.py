"""Change: scores again and again → whether lives got better, and whether it lasted."""

from __future__ import annotations

from recovery.change.agreement import agreement
from recovery.change.cutoffs import cutoffs
from recovery.change.domains import Domains
from recovery.change.individual_change import individual_change
from recovery.change.missing_scores import missing_scores, tipping_point
from recovery.change.recovery_states import recovery_states
from recovery.change.regression_to_mean import regression_to_mean
from recovery.change.score_sheet import score_sheet
from recovery.change.sustained import Sustained
from recovery.change.talking_therapies import talking_therapies
from recovery.change.time_to_recovery import (
    recovery_intervals,
    time_to_recovery,
    time_to_relapse,
)
from recovery.change.trajectories import trajectories
from recovery.norms import Norms

__all__ = [
    "Domains",
    "Norms",
    "Sustained",
    "agreement",
    "cutoffs",
    "individual_change",
    "missing_scores",
    "recovery_intervals",
    "recovery_states",
    "regression_to_mean",
    "score_sheet",
    "talking_therapies",
    "time_to_recovery",
    "time_to_relapse",
    "tipping_point",
    "trajectories",
]
