"""Single numbers read off a curve, and how far each subject moves them."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.influence import Influence
from recovery.estimators.sampled_rows import SampledRows
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Reading", "area_up_to", "value_on"]


@attrs.frozen(eq=False)
class Reading:
    """A number read off a curve, and its derivative by the weight of a subject.

    The derivative is ``entered[f] + left[event, e]`` for a subject whose first
    day at risk has place ``f``, and whose day of exit has place ``e``.

    Attributes
    ----------
    value
        The number.
    entered
        Shape ``(m,)``.
    left
        Shape ``(causes + 1, m)``.
    """

    value: float
    entered: FloatArray
    left: FloatArray

    def by_row(self, rows: SampledRows, some: slice = slice(None)) -> FloatArray:
        """Return the derivative by the weight of each row, or of some: shape ``(n,)``."""
        moved: FloatArray = self.left[rows.event[some], rows.exit[some]]
        moved += self.entered[0 if rows.first is None else rows.first[some]]
        return moved

    def variance(self, rows: SampledRows) -> float:
        """Return the robust variance of the number: over clusters, or over subjects."""
        if rows.clusters:
            moved, mass = self.by_row(rows), rows.mass(1)
            if mass is not None:
                moved *= mass
            return float((np.bincount(rows.numbered, moved) ** 2).sum())
        squared = rows.mass(2)
        if rows.first is None:
            return float((rows.by_exit(squared) * (self.left + self.entered[0]) ** 2).sum())
        moved = self.by_row(rows) ** 2
        return float(moved.sum() if squared is None else moved @ squared)


def value_on(influence: Influence, days: IntArray, day: int) -> Reading:
    """Read off the value of a curve on a day; ``days`` are those of its places."""
    until = int(np.searchsorted(days, day, side="right"))
    return _reading(
        influence, float(influence.value[until - 1]), influence.reach[:, until - 1 : until], until
    )


def area_up_to(influence: Influence, days: IntArray, day: int) -> Reading:
    """Read off the area under a curve from day 0 to a day; ``days`` are those of its places."""
    until = int(np.searchsorted(days, day, side="right"))
    width = np.diff(np.append(days[:until], day))
    # what is gained on a day reaches as far as the area from it on
    reach = (influence.reach[:, :until] * width)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return _reading(influence, float(influence.value[:until] @ width), reach, until)


def _reading(influence: Influence, value: float, reach: FloatArray, until: int) -> Reading:
    """Weigh what is gained on each of the first places by how far it reaches."""
    entered = np.zeros(influence.entering.shape[1])
    left = np.zeros((len(influence.leaving), len(entered)))
    entered[:until] = (reach * influence.entering[:, :until]).sum(axis=0)
    left[:, :until] = (reach * influence.leaving[:, :, :until]).sum(axis=1)
    return Reading(value, entered, left)
