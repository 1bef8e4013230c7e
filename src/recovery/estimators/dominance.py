"""How much weight lies below and to the left of points, for all points at once.

A wavelet matrix: the weights, in order of their place, are split by one digit
of their height after another, and running sums are kept of every split. A
question follows its own digits down. The work is the number of points times
the number of digits of the number of heights.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Heights", "heights"]


@attrs.frozen(eq=False)
class Heights:
    """Weights at heights, in order of place.

    Attributes
    ----------
    ones
        For each digit, the highest first, how many of the first ``i`` have
        the digit 1: shape ``(n + 1,)``.
    below
        For each digit the weight of those of the first ``i`` that have the
        digit 0.
    sorted
        The weight of the first ``i`` when all digits have split them.
    """

    ones: list[npt.NDArray[np.int32]]
    below: list[FloatArray]
    sorted: FloatArray

    def below_and_at(self, first: IntArray, height: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return the weight below a height, and that at it, among the first so many.

        Parameters
        ----------
        first, height
            Shape ``(q,)``; of each question.
        """
        right = first.astype(np.int32)
        left = np.zeros_like(right)
        found = np.zeros(len(first))
        for depth, (ones, below) in enumerate(zip(self.ones, self.below, strict=True)):
            digit = height >> (len(self.ones) - 1 - depth) & 1 == 1
            found += np.where(digit, below[right] - below[left], 0.0)
            zeros = np.int32(len(ones) - 1 - ones[-1])
            before, until = ones[left], ones[right]
            left = np.where(digit, zeros + before, left - before)
            right = np.where(digit, zeros + until, right - until)
        return found, self.sorted[right] - self.sorted[left]


def heights(height: IntArray, weight: FloatArray, most: int) -> Heights:
    """Lay out weights at heights ``0 … most - 1``, given in order of place."""
    ones: list[npt.NDArray[np.int32]] = []
    below: list[FloatArray] = []
    for shift in reversed(range(max(most - 1, 1).bit_length())):
        digit = (height >> shift & 1) == 1
        ones.append(np.concatenate([[0], np.cumsum(digit)]).astype(np.int32))
        below.append(np.concatenate([[0.0], np.cumsum(np.where(digit, 0.0, weight))]))
        order = np.concatenate([np.flatnonzero(~digit), np.flatnonzero(digit)])
        height, weight = height[order], weight[order]
    return Heights(ones, below, np.concatenate([[0.0], np.cumsum(weight)]))
