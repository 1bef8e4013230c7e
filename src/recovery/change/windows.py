"""Which two assessments of a subject are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Real
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.tables import ScoreTable
from recovery.tables.arrays import IntArray

__all__ = ["NOT_ASSESSABLE", "First", "Last", "Pairs", "Window", "pairs"]

Window = tuple[int, int]
First = Literal["baseline"] | Window
"""``baseline``, the first assessment that has a score; or the days it must lie on, both within."""
Last = Literal["last"] | Window
"""``last``, the last assessment that has a score; or the days it must lie on, both within."""

NOT_ASSESSABLE = (
    "",
    "no baseline",
    "baseline without a score",
    "one score only",
    "out of window",
    "last form without a score",
)
"""Why a change cannot be judged; causes that end the following come after these."""
_HERE = {reason: place for place, reason in enumerate(NOT_ASSESSABLE)}


@attrs.frozen(eq=False)
class Pairs:
    """The rows that are compared, one pair a subject.

    Attributes
    ----------
    first, last
        Shape ``(s,)``; rows of the table, -1 where there is none.
    reason
        Shape ``(s,)``; places in ``reasons``, 0 where both are there.
    reasons
        Why there is no pair; the first is empty.
    """

    first: IntArray
    last: IntArray
    reason: IntArray
    reasons: tuple[str, ...]


def pairs(scores: ScoreTable, first: First, last: Last) -> Pairs:
    """Choose the first and the last assessment of each subject.

    In a window for the last one, the assessment nearest to its middle counts,
    of two equally near the earlier; in a window for the first one likewise.

    Raises
    ------
    DefinitionError
        If a window is not two days in order, or the last may come before the
        first.
    """
    faults = [*_window_faults("first", first, "baseline"), *_window_faults("last", last, "last")]
    if not faults and not isinstance(first, str) and not isinstance(last, str):
        faults = ["last: begins before the window of first ends"] * (last[0] <= first[1])
    if faults:
        message = "these windows do not say which assessments to compare:"
        raise DefinitionError(message, faults=tuple(faults))
    found = _Visits(scores)
    one = found.earliest() if isinstance(first, str) else found.nearest(first)
    other = found.latest() if isinstance(last, str) else found.nearest(last, after=one)
    other = np.where(found.days_of(other) > found.days_of(one), other, -1)
    reasons = (*NOT_ASSESSABLE, *(f"{cause} before it was due" for cause in scores.causes))
    reason = _reasons(scores, found, one, other, first, last)
    return Pairs(first=one, last=np.where(one < 0, -1, other), reason=reason, reasons=reasons)


def _window_faults(name: str, window: First | Last, word: str) -> Iterator[str]:
    if isinstance(window, str):
        if window != word:
            yield f"{name}: must be {word!r} or two days, such as (150, 210), not {window!r}"
    elif not _two_days(window):
        yield f"{name}: must be {word!r} or two days in order, such as (150, 210)"


def _two_days(window: object) -> bool:
    if not isinstance(window, Sequence | np.ndarray) or len(window) != 2:
        return False
    return all(isinstance(day, Real) for day in window) and bool(window[0] <= window[1])


class _Visits:
    """The rows of a table by subject and day, and searches among them."""

    def __init__(self, scores: ScoreTable) -> None:
        self.table = scores
        self.rows = scores.order
        self.days = scores.days[self.rows]
        self.scored = ~np.isnan(scores.value[self.rows])

    def earliest(self, among: npt.NDArray[np.bool_] | None = None) -> IntArray:
        """Return the first row of each subject among some, those with a score by default."""
        return self._least(np.arange(len(self.rows)), self.scored if among is None else among)

    def latest(self) -> IntArray:
        """Return the last row of each subject that has a score."""
        return self._least(-np.arange(len(self.rows)), self.scored)

    def nearest(self, window: Window, *, after: IntArray | None = None) -> IntArray:
        """Return the row of each subject that is nearest to the middle of a window."""
        apart = np.abs(2 * self.days - window[0] - window[1])
        among = self.scored & self.within(window)
        if after is not None:
            among &= self.days > self.table.per_row(self.days_of(after))
        return self._least(apart * len(self.rows) + np.arange(len(self.rows)), among)

    def within(self, window: Window) -> npt.NDArray[np.bool_]:
        """Mark the rows that lie in a window, its two days included."""
        inside: npt.NDArray[np.bool_] = (self.days >= window[0]) & (self.days <= window[1])
        return inside

    def days_of(self, rows: IntArray) -> IntArray:
        """Return the day of each of these rows, far in the past for none."""
        if not len(self.rows):
            return np.empty(0, dtype=np.int64)
        return np.where(rows < 0, np.iinfo(np.int64).min // 4, self.table.days[rows])

    def any_of(self, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Mark the subjects who have any of some rows."""
        if not len(self.rows):
            return np.empty(0, dtype=bool)
        marked: npt.NDArray[np.bool_] = np.logical_or.reduceat(among, self.table.first)
        return marked

    def _least(self, key: IntArray, among: npt.NDArray[np.bool_]) -> IntArray:
        """Return, for each subject, the row with the least key among some; -1 for none."""
        if not len(self.rows):
            return np.empty(0, dtype=np.int64)
        none = np.iinfo(np.int64).max
        least = np.minimum.reduceat(np.where(among, key, none), self.table.first)
        spot = np.flatnonzero(among & (key == self.table.per_row(least)))
        found = np.full(self.table.subjects, -1, dtype=np.int64)
        found[least < none] = self.rows[spot]
        return found


def _reasons(
    scores: ScoreTable, found: _Visits, one: IntArray, other: IntArray, first: First, last: Last
) -> IntArray:
    """Number the reason of each subject who has no pair."""
    reason = np.zeros(scores.subjects, dtype=np.int64)
    in_first = found.any_of(
        np.ones(len(scores), dtype=bool) if isinstance(first, str) else found.within(first)
    )
    reason[one < 0] = np.where(
        in_first[one < 0], _HERE["baseline without a score"], _HERE["no baseline"]
    )
    lacking = (one >= 0) & (other < 0)
    later = found.days > scores.per_row(found.days_of(one))
    due = later if isinstance(last, str) else later & found.within(last)
    reason[lacking] = np.where(
        found.any_of(due)[lacking],
        _HERE["last form without a score"],
        np.where(
            found.any_of(later & found.scored)[lacking],
            _HERE["out of window"],
            _HERE["one score only"],
        ),
    )
    if scores.end is not None and scores.end_event is not None and not isinstance(last, str):
        rows = scores.order[scores.first]
        ended = lacking & (scores.end_event[rows] > 0) & (scores.end[rows] <= last[1])
        reason[ended] = len(NOT_ASSESSABLE) - 1 + scores.end_event[rows][ended]
    return reason
