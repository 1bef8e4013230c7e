"""How much weight lies below and to the left of points, for all points at once.

As in a wavelet matrix the weights, in order of their place, are split by one
digit of their height after another, and a question follows its own digits down.
All questions are known, so that nothing is kept of a split once they have
passed it. The work is the number of points times the number of digits of the
number of heights.
"""

from __future__ import annotations

from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray

__all__ = ["Heights", "weight_below"]

Heights = npt.NDArray[np.int32]
Marks = npt.NDArray[np.bool_]
A = TypeVar("A", Heights, FloatArray)

BLOCK = 1 << 16
"""Questions that take a step at once, so that what is made of each stays small."""


def weight_below(
    height: Heights, weight: FloatArray | None, first: Heights, asked: Heights, *, most: int
) -> FloatArray:
    """Return the weight below a height, and half of that at it, among the first so many.

    Parameters
    ----------
    height, weight
        Shape ``(n,)``, in order of place; the weight may be ``None`` for 1
        everywhere.
    first, asked
        Shape ``(q,)``; of each question, among how many, and the height.
    most
        Heights are ``0 … most - 1``.
    """
    left, right = np.zeros_like(first), first.copy()
    below = np.zeros(len(first))
    for shift in reversed(range(max(most - 1, 1).bit_length())):
        digit = (height & 1 << shift) != 0
        split = _Split.by(digit, weight)
        for start in range(0, len(first), BLOCK):
            some = slice(start, start + BLOCK)
            up = (asked[some] & 1 << shift) != 0
            below[some] += split.passed(left[some], right[some], up)
        del split
        height = _parted(height, digit)
        weight = None if weight is None else _parted(weight, digit)
    sums = None if weight is None else _from_0(weight)
    for start in range(0, len(first), BLOCK):
        some = slice(start, start + BLOCK)
        until, before = right[some], left[some]
        below[some] += (until - before if sums is None else sums[until] - sums[before]) / 2
    return below


@attrs.frozen(eq=False)
class _Split:
    """Weights split by a digit, those with 0 before those with 1, in order of place within.

    Attributes
    ----------
    ones
        Shape ``(n + 1,)``; how many of the first ``i`` have the digit 1.
    below
        Shape ``(n + 1,)``; the weight of those of the first ``i`` that have the digit 0; ``None``
        where all weigh 1.
    """

    ones: Heights
    below: FloatArray | None

    @classmethod
    def by(cls, digit: Marks, weight: FloatArray | None) -> _Split:
        ones = np.zeros(len(digit) + 1, dtype=np.int32)
        np.cumsum(digit, dtype=np.int32, out=ones[1:])
        return cls(ones, None if weight is None else _from_0(np.where(digit, 0.0, weight)))

    def passed(self, left: Heights, right: Heights, up: Marks) -> FloatArray:
        """Move ranges on in place; return what lies below those whose own digit is 1."""
        before, until = self.ones[left], self.ones[right]
        lower = (right - left) - (until - before)
        weight = lower if self.below is None else self.below[right] - self.below[left]
        zeros = len(self.ones) - 1 - self.ones[-1]
        left[:] = np.where(up, zeros + before, left - before)
        right[:] = np.where(up, zeros + until, right - until)
        return np.where(up, weight, 0.0)


def _parted(numbers: A, digit: Marks) -> A:
    return np.concatenate([numbers[~digit], numbers[digit]])


def _from_0(weight: FloatArray) -> FloatArray:
    """Return the weight of the first ``i``, shape ``(n + 1,)``."""
    sums = np.zeros(len(weight) + 1)
    np.cumsum(weight, out=sums[1:])
    return sums
