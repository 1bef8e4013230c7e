"""The growth-model index: each subject's own slope, fixed and random together."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from recovery.change.indices import Index
from recovery.change.trajectories import trajectories
from recovery.change.windows import Last, Pairs
from recovery.norms import Norms
from recovery.tables import ScoreTable
from recovery.tables.arrays import LAST_DAY, FloatArray, IntArray

__all__ = ["FEWEST_ASSESSMENTS", "growth_index"]

FEWEST_ASSESSMENTS = 3
"""Two scores always lie on a line, so that its error cannot be told from them."""


def growth_index(
    scores: ScoreTable, norms: Norms, chosen: Pairs, last: Last, *, level: float
) -> Index:
    """Return each subject's slope over the standard error of its prediction, NaN below 3 scores.

    The slope is the whole one, the mean of the group and the subject's own
    deviation from it: judged by the deviation alone, whoever gets better
    less than the others would be called deteriorated.
    """
    whose, table = _between(scores, chosen, last)
    found = trajectories(table, level=level)
    value: FloatArray = np.full(scores.subjects, np.nan)
    enough = found.assessments >= FEWEST_ASSESSMENTS
    value[whose] = np.where(enough, norms.direction * found.slope / found.slope_error, np.nan)
    return Index(value, NormalDist().inv_cdf(0.5 + level / 2), inclusive=False)


def _between(scores: ScoreTable, chosen: Pairs, last: Last) -> tuple[IntArray, ScoreTable]:
    """Return whose scores lie between the two that are compared, and these scores.

    Whoever lacks the last one still tells the mean line, up to the last day on
    which it could have been.
    """
    until = np.full(scores.subjects, LAST_DAY if isinstance(last, str) else last[1])
    until[chosen.last >= 0] = scores.days[chosen.last[chosen.last >= 0]]
    since = np.full(scores.subjects, LAST_DAY + 1)
    since[chosen.first >= 0] = scores.days[chosen.first[chosen.first >= 0]]
    days = scores.days[scores.order]
    inside = ~np.isnan(scores.value[scores.order])
    inside &= (days >= scores.per_row(since)) & (days <= scores.per_row(until))
    rows = scores.order[inside]
    code = scores.per_row(np.arange(scores.subjects))[inside]
    table = ScoreTable(
        subject=code, days=scores.days[rows], value=scores.value[rows], about=scores.about
    )
    return np.unique(code), table
