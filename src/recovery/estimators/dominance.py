"""How much weight lies below and to the left of points, for all points at once.

A wavelet matrix: the weights, in order of their place, are split by one digit
of their height after another, and running sums are kept of every split. A
question follows its own digits down. The work is the number of points times
the number of digits of the number of heights.
"""

from __future__ import annotations

import attrs
import numpy as np

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
    """

    ones: list[IntArray]
    below: list[FloatArray]

    def lower(self, first: IntArray, height: IntArray) -> FloatArray:
        """Return the weight of those among the first so many that lie below a height.

        Parameters
        ----------
        first, height
            Shape ``(q,)``; of each question. Heights go up to the number of
            heights there are.
        """
        left, right = np.zeros_like(first), first
        found = np.zeros(len(first))
        for depth, (ones, below) in enumerate(zip(self.ones, self.below, strict=True)):
            digit = height >> (len(self.ones) - 1 - depth) & 1 == 1
            found += np.where(digit, below[right] - below[left], 0.0)
            zeros = len(ones) - 1 - ones[-1]
            left = np.where(digit, zeros + ones[left], left - ones[left])
            right = np.where(digit, zeros + ones[right], right - ones[right])
        return found


def heights(height: IntArray, weight: FloatArray, most: int) -> Heights:
    """Lay out weights at heights ``0 … most - 1``, given in order of place."""
    ones: list[IntArray] = []
    below: list[FloatArray] = []
    for shift in reversed(range(int(most).bit_length())):
        digit = height >> shift & 1
        ones.append(np.concatenate([[0], np.cumsum(digit)]))
        below.append(np.concatenate([[0.0], np.cumsum(np.where(digit == 0, weight, 0.0))]))
        order = np.argsort(digit.astype(np.uint8), kind="stable")
        height, weight = height[order], weight[order]
    return Heights(ones, below)
