"""The course of each subject under a rule of sustained recovery, assessment by assessment."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.sustained import Sustained
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["CASE", "RECOVERED", "RELAPSED", "Courses", "courses"]

CASE, RECOVERED, RELAPSED = 0, 1, 2
"""State of a subject from an assessment on."""
ROUNDING = 1e-9
"""A change of exactly the points that count must not be missed for the rounding of a score."""
NEVER = np.iinfo(np.int64).max // 4

BoolArray = npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Courses:
    """The assessments with a score, by subject and day, and what each of them meant.

    Attributes
    ----------
    subject
        Shape ``(v,)``; place of the subject among those of the table.
    first
        Shape ``(k,)``; where each subject with a score begins.
    who
        Shape ``(k,)``; place of those subjects among those of the table.
    day
        Shape ``(v,)``; its day.
    good
        Shape ``(v,)``; no longer a case, and reliably better than the first.
    onset
        Shape ``(v,)``; first day of the run of good ones up to here, ``NEVER``
        where this one is not good.
    state
        Shape ``(v,)``; ``CASE``, ``RECOVERED`` or ``RELAPSED`` from here on.
    case_first
        Shape ``(k,)``; whether the first score is that of a case.
    """

    subject: IntArray
    first: IntArray
    who: IntArray
    day: IntArray
    good: BoolArray
    onset: IntArray
    state: IntArray
    case_first: BoolArray

    @property
    def last(self) -> IntArray:
        """Shape ``(k,)``; where each subject's last assessment with a score is."""
        return np.append(self.first[1:], len(self.day))[: len(self.first)] - 1

    def first_where(self, rows: BoolArray) -> IntArray:
        """Return, for each subject with a score, the first of some assessments; -1 for none."""
        if not len(self.first):
            return np.empty(0, dtype=np.int64)
        places = np.where(rows, np.arange(len(rows)), NEVER)
        found = np.minimum.reduceat(places, self.first)
        return np.where(found == NEVER, -1, found)


def courses(scores: ScoreTable, rule: Sustained) -> Courses:
    """Follow each subject through their assessments."""
    scored = ~np.isnan(scores.value[scores.order])
    rows = scores.order[scored]
    subject = np.repeat(np.arange(scores.subjects), np.diff(scores.first, append=len(scores)))
    subject, day = subject[scored], scores.days[rows]
    better = rule.norms.direction * scores.value[rows]
    new = np.diff(subject, prepend=-1) > 0
    first = np.flatnonzero(new)
    case = _case(better, rule)
    baseline = np.repeat(better[first], np.diff(first, append=len(better)))
    good = ~case & _more(better - baseline, rule)
    del rows, baseline  # of as many entries as there are assessments
    onset, run = _runs(day, good, new)
    return Courses(
        subject=subject,
        first=first,
        who=subject[first],
        day=day,
        good=good,
        onset=onset,
        state=_states(_Visits(day, better, case, good, onset, run, first), rule),
        case_first=case[first],
    )


def _case(better: FloatArray, rule: Sustained) -> BoolArray:
    bound = rule.norms.direction * rule.bound
    case: BoolArray = better <= bound if rule.norms.case_at_cutoff else better < bound
    return case


def _more(gained: FloatArray, rule: Sustained) -> BoolArray:
    """Mark a change for the better that is reliable."""
    if rule.reliable == "none":
        return np.ones(len(gained), dtype=bool)
    inclusive = rule.reliable == "points"
    more: BoolArray = gained > rule.points - ROUNDING if inclusive else gained > rule.points
    return more


def _runs(day: IntArray, good: BoolArray, new: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the first day of the run of good assessments, and which of the run this one is."""
    begins = good & (new | ~np.concatenate([[False], good[:-1]]))
    start = np.maximum.accumulate(np.where(begins, np.arange(len(day)), 0))
    return np.where(good, day[start], NEVER), np.where(good, np.arange(len(day)) - start + 1, 0)


@attrs.frozen(eq=False)
class _Visits:
    """Arrays of one entry an assessment, and where each subject begins."""

    day: IntArray
    better: FloatArray
    case: BoolArray
    good: BoolArray
    onset: IntArray
    run: IntArray
    first: IntArray


def _states(visits: _Visits, rule: Sustained) -> IntArray:
    """Return the state from each assessment on.

    One assessment of every subject after another: what is a relapse depends
    on the best score since the onset, and a new recovery on the relapse.
    """
    many = np.diff(visits.first, append=len(visits.day))
    subjects = np.argsort(-many)  # those with most assessments first
    start, many = visits.first[subjects], many[subjects]
    left = np.searchsorted(-many, -np.arange(1, many.max(initial=0) + 1), side="right")
    confirms = (visits.run >= rule.visits) & (visits.day - visits.onset >= rule.span_days)
    states = np.zeros(len(visits.day), dtype=np.int64)
    now = np.full(len(subjects), CASE)
    best = np.full(len(subjects), -np.inf)
    for visit, still in enumerate(left.tolist()):
        rows, was = start[:still] + visit, now[:still]
        better = visits.better[rows]
        best[:still] = np.where(
            (was == RECOVERED) | (visits.run[rows] > 1), np.maximum(best[:still], better), better
        )
        relapse = (was == RECOVERED) & visits.case[rows] & _more(best[:still] - better, rule)
        recovery = (was != RECOVERED) & confirms[rows]
        now[:still] = np.select([relapse, recovery], [RELAPSED, RECOVERED], was)
        states[rows] = now[:still]
    return states
