"""The growth-model index: each subject's own slope, fixed and random together."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from recovery.change.indices import Index
from recovery.change.trajectories import trajectories
from recovery.norms import Norms
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

__all__ = ["FEWEST_ASSESSMENTS", "growth_index"]

FEWEST_ASSESSMENTS = 3
"""Two scores always lie on a line, so that its error cannot be told from them."""


def growth_index(scores: ScoreTable, norms: Norms, *, level: float) -> Index:
    """Return each subject's slope over the standard error of its prediction, NaN below 3 scores.

    The slope is the whole one, the mean of the group and the subject's own
    deviation from it: judged by the deviation alone, whoever gets better
    less than the others would be called deteriorated.
    """
    found = trajectories(scores, level=level)
    value: FloatArray = np.full(scores.subjects, np.nan)
    scored = np.logical_or.reduceat(~np.isnan(scores.value[scores.order]), scores.first)
    enough = found.assessments >= FEWEST_ASSESSMENTS
    value[scored] = np.where(enough, norms.direction * found.slope / found.slope_error, np.nan)
    return Index(value, NormalDist().inv_cdf(0.5 + level / 2), inclusive=False)
