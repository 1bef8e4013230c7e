"""Influences as they were on some base day, and what every day since then did to all of them."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.tables.arrays import FloatArray

__all__ = ["Carried"]

ILL_CONDITIONED = 1e4
"""Beyond this the steps since the base day are no longer undone but taken, which makes that day the
base: four of the sixteen digits are given away at most."""


@attrs.define(eq=False)
class Carried:
    """The steps since the base day, and the shifts of each state.

    Attributes
    ----------
    steps, undone
        Shape ``(q, q)``; the product of all steps, and its inverse.
    shifts
        Shape ``(places, q)``; what one of unit weight who stayed in a state
        gained.
    """

    steps: FloatArray
    undone: FloatArray
    shifts: FloatArray

    @classmethod
    def of(cls, places: int, q: int) -> Carried:
        """Start on a base day."""
        return cls(np.eye(q), np.eye(q), np.zeros((places, q)))

    def take(self, step: FloatArray, shift: FloatArray) -> bool:
        """Take a day's step; return whether all steps together can well be undone."""
        self.steps = self.steps @ step
        self.shifts = self.shifts @ step
        self.shifts[: len(shift)] += shift
        try:
            self.undone = np.asarray(np.linalg.inv(self.steps), dtype=np.float64)
        except np.linalg.LinAlgError:  # everyone in a state has left it
            return False
        return bool(np.abs(self.undone).max() < ILL_CONDITIONED)
