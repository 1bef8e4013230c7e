"""Who had recovered when last assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recovery.change.courses import courses
from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.scores import Measure, scored_forms
from recovery.indicators.reached import RECENT
from recovery.indicators.spells import LONG_AGO
from recovery.tables import ScoreTable
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.indicators.score_rule import ScoreRule

__all__ = ["recovered"]


def recovered(
    cohort: Cohort, rule: ScoreRule, by: IntArray
) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Mark who had recovered when last assessed in the half-year up to a day.

    Returns
    -------
    tuple of array
        Shapes ``(n,)``; who had, who of those assessed was a case at first, and
        who was assessed.
    """
    good, case, told = np.zeros((3, len(cohort)), dtype=bool)
    if rule.norms is None or "assessments" not in cohort.snapshot.tables:
        return good, case, told
    measure = Measure(
        instrument=rule.instrument,
        scale=rule.scale,
        variant={},
        respondent=rule.respondent_of(cohort.snapshot),
    )
    forms = scored_forms(cohort, measure)
    forms = forms.take(forms.certain & ~np.isnan(forms.value))
    order = np.lexsort((forms.from_worst, forms.day, forms.member))
    forms = forms.take(order)
    new = (np.diff(forms.member, prepend=-1) != 0) | (np.diff(forms.day, prepend=LONG_AGO) != 0)
    forms = forms.take(new)
    found = courses(
        ScoreTable(subject=forms.member, days=forms.day - cohort.snapshot.day, value=forms.value),
        rule.sustained,
    )
    cases = np.repeat(found.case_first, np.diff(found.first, append=len(found.day)))
    day = found.day + cohort.snapshot.day
    kept = (day <= by[forms.member]) & (day >= by[forms.member] - RECENT)
    member = forms.member[kept]  # in order of days, so that the last one stays
    good[member] = (found.good & cases)[kept]
    case[member], told[member] = cases[kept], True
    return good, case, told
