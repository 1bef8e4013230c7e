"""Those whose last score is missing: who they are, and what is known of them."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.cutoffs import Cutoff, cutoff_of
from recovery.change.individual_change import individual_change
from recovery.change.windows import NOT_ASSESSABLE, First, Window
from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.norms import Norms
from recovery.results import STATUSES, Changes
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

__all__ = ["OUTCOMES", "Asked", "Group", "group"]

BoolArray = npt.NDArray[np.bool_]
OUTCOMES = ("recovered", "reliably improved", "reliably deteriorated")
METHODS = ("jacobson-truax", "points")


@attrs.frozen(kw_only=True)
class Asked:
    """Which share is asked for, and how scores are judged."""

    norms: Norms
    outcome: str
    method: str
    first: First
    last: Window
    cutoff: Cutoff
    level: float

    def __attrs_post_init__(self) -> None:
        check_choice("outcome", self.outcome, OUTCOMES)
        check_choice("method", self.method, METHODS)
        if self.last is None or isinstance(self.last, str):
            message = (
                "last must be two days, such as (150, 210): without a time at which everybody "
                "should have been seen, nobody is missing"
            )
            raise DefinitionError(message)
        if self.outcome == "recovered" and math.isnan(cutoff_of(self.norms, self.cutoff)[0]):
            message = "cutoff='none' leaves open who has recovered: name a cut-off"
            raise DefinitionError(message)

    @property
    def bad(self) -> bool:
        """Whether the outcome is one that nobody wants."""
        return self.outcome == "reliably deteriorated"

    def judge(self, scores: ScoreTable, *, last: Window | None = None) -> Changes:
        """Judge the changes of a table."""
        return individual_change(
            scores,
            self.norms,
            method=self.method,
            first=self.first,
            last=self.last if last is None else last,
            cutoff=self.cutoff,
            level=self.level,
        )

    def has_it(self, changes: Changes) -> BoolArray:
        """Mark who has the outcome."""
        has: BoolArray
        if self.outcome == "recovered":
            has = changes.status == STATUSES.index("recovered")
        else:
            has = changes.direction == (1 if self.outcome == "reliably improved" else -1)
        return has

    def bar(self, first: FloatArray, points: float) -> FloatArray:
        """Return how good a score, turned so that more is better, has to be for the outcome.

        For deterioration, how bad.
        """
        better = self.norms.direction * first
        if self.bad:
            return better - points
        if self.outcome == "reliably improved":
            return better + points
        bound = self.norms.direction * cutoff_of(self.norms, self.cutoff)[0]
        return np.maximum(better + points, bound)


@attrs.frozen(eq=False)
class Group:
    """The subjects among whom the share is taken: ``g`` of them.

    Attributes
    ----------
    place
        Shape ``(g,)``; places among the subjects of the table.
    first, before
        Shape ``(g,)``; first score, and last one before the window.
    seen
        Shape ``(g,)``; who has a score in the window.
    ended
        Shape ``(g,)``; whose following something ended before, such as a
        death: they do not have a good outcome. Of a bad one that is not
        known, so that nobody is marked.
    has
        Shape ``(g,)``; who of those seen has the outcome.
    """

    place: npt.NDArray[np.int64]
    first: FloatArray
    before: FloatArray
    seen: BoolArray
    ended: BoolArray
    has: BoolArray

    def __len__(self) -> int:
        return len(self.place)

    @property
    def unseen(self) -> BoolArray:
        """Shape ``(g,)``; who may or may not have the outcome."""
        return ~self.seen & ~self.ended


def group(scores: ScoreTable, asked: Asked) -> Group:
    """Return those among whom the share is taken: cases at first, for recovery, or everyone."""
    changes = asked.judge(scores)
    before = _last_before(scores, asked.last[0])
    ended = np.zeros(len(changes), dtype=bool) if asked.bad else _ended(changes)
    kept = ~np.isnan(changes.first) & (changes.first_day < asked.last[0])
    if asked.outcome == "recovered":
        kept &= changes.case_first
    return Group(
        place=np.flatnonzero(kept),
        first=changes.first[kept],
        before=before[kept],
        seen=(changes.reason == 0)[kept],
        ended=ended[kept],
        has=asked.has_it(changes)[kept],
    )


def _ended(changes: Changes) -> BoolArray:
    ended: BoolArray = changes.reason >= len(NOT_ASSESSABLE)
    return ended


def _last_before(scores: ScoreTable, day: int) -> FloatArray:
    """Return each subject's last score before a day, NaN for none."""
    rows = scores.order
    counts = ~np.isnan(scores.value[rows]) & (scores.days[rows] < day)
    found: FloatArray = np.full(scores.subjects, np.nan)
    if len(rows):
        last = np.maximum.reduceat(np.where(counts, np.arange(len(rows)), -1), scores.first)
        found[last >= 0] = scores.value[rows[last[last >= 0]]]
    return found
