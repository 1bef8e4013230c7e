"""Between which looks each outcome came, and what can be counted of it without a model."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.overlaps import NEVER
from recovery.tables import IntervalTable
from recovery.tables.arrays import IntArray

__all__ = ["Looks", "looks_of"]


@attrs.frozen
class Looks:
    """Intervals ``(left, right]`` in whole days.

    Attributes
    ----------
    left, right
        Shape ``(n,)``; ``right`` is :data:`NEVER` where the outcome had not come.
    weight
        Shape ``(n,)``; how many subjects the row stands for.
    """

    left: IntArray
    right: IntArray
    weight: IntArray

    @property
    def happened(self) -> npt.NDArray[np.bool_]:
        """Whose outcome had come when they were last looked at."""
        return self.right < NEVER

    @property
    def once(self) -> bool:
        """Whether everyone was looked at on one day at most: current status."""
        return not (self.happened & (self.left >= 0)).any()

    @property
    def followed_to(self) -> int:
        """The last day on which anyone was looked at; -1 when nobody was."""
        return int(np.where(self.happened, self.right, self.left).max(initial=-1))

    def events(self, days: IntArray) -> IntArray:
        """Count those whose outcome had come, by the last of these days in their interval."""
        place = np.searchsorted(days, self.right[self.happened], side="right") - 1
        return _tally(place, self.weight[self.happened], len(days))

    def at_risk(self) -> tuple[IntArray, IntArray]:
        """Return how many were known to wait on the day before and looked at later, by day."""
        days, place = np.unique(np.append(self.left + self.happened + 1, 0), return_inverse=True)
        gone = np.cumsum(_tally(place[:-1], self.weight, len(days)))
        return days, self.weight.sum() - gone

    def by_day(self, interval: str) -> tuple[IntArray, IntArray, IntArray]:
        """Return how many had had the outcome, of how many looked at, and on which days.

        Raises
        ------
        DefinitionError
            If someone was looked at on two days.
        """
        if not self.once:
            twice = int((self.happened & (self.left >= 0)).argmax())
            message = (
                f"interval={interval!r} is for subjects who were each looked at on one day, with "
                f"(-1, day] or (day, inf], but the row at position {twice} has two days; use "
                "interval='bootstrap'"
            )
            raise DefinitionError(message)
        looked = self.happened | (self.left >= 0)
        day = np.where(self.happened, self.right, self.left)[looked]
        days, place = np.unique(day, return_inverse=True)
        had = _tally(place, (self.weight * self.happened)[looked], len(days))
        return had, _tally(place, self.weight[looked], len(days)), days


def looks_of(intervals: IntervalTable) -> Looks:
    """Return a table's intervals in whole numbers."""
    right = np.full(len(intervals), NEVER)
    known = np.isfinite(intervals.right)
    right[known] = intervals.right[known]
    frequency = intervals.frequency
    weight = np.ones(len(intervals), np.int64) if frequency is None else frequency
    return Looks(intervals.left, right, weight)


def _tally(place: IntArray, weight: IntArray, many: int) -> IntArray:
    """Return the sum of whole weights by place."""
    return np.bincount(place, weight, many).astype(np.int64)
