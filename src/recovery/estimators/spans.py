"""Sums over spans of places that take nothing off, so that small ones keep their digits.

Every span is made of few nodes of a tree of halves, quarters and so on. The
work is the number of spans times the logarithm of the number of places.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["over_spans", "sums_of_spans"]


def sums_of_spans(numbers: FloatArray, first: IntArray, last: IntArray, places: int) -> FloatArray:
    """Sum the number of each span over the spans that hold a place.

    Parameters
    ----------
    numbers
        Shape ``(n,)``.
    first, last
        Shape ``(n,)``; a span holds the places ``first`` to ``last - 1``.
    places
        How many there are.

    Returns
    -------
    ndarray
        Shape ``(places,)``.
    """
    size = _size(places)
    nodes = np.zeros(2 * size)
    for spans, at in _nodes(first, last, size):
        nodes += np.bincount(at, numbers[spans], minlength=2 * size)
    level = 1
    while level < size:
        nodes[2 * level : 4 * level] += np.repeat(nodes[level : 2 * level], 2)
        level *= 2
    return nodes[size : size + places]


def over_spans(numbers: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Sum the numbers of the places that each span holds.

    Parameters
    ----------
    numbers
        Shape ``(places,)``.
    first, last
        Shape ``(n,)``; a span holds the places ``first`` to ``last - 1``.

    Returns
    -------
    ndarray
        Shape ``(n,)``.
    """
    size = _size(len(numbers))
    nodes = np.zeros(2 * size)
    nodes[size : size + len(numbers)] = numbers
    level = size // 2
    while level:
        nodes[level : 2 * level] = nodes[2 * level : 4 * level].reshape(-1, 2).sum(axis=1)
        level //= 2
    sums = np.zeros(len(first))
    for spans, at in _nodes(first, last, size):
        sums[spans] += nodes[at]
    return sums


def _size(places: int) -> int:
    return 1 << max(places - 1, 0).bit_length()


def _nodes(
    first: IntArray, last: IntArray, size: int
) -> Iterator[tuple[npt.NDArray[np.int64], IntArray]]:
    """Yield which spans have a node of their own at a level, and which node, from both ends."""
    low, high = first + size, last + size
    while (low < high).any():
        left = np.flatnonzero((low & 1 == 1) & (low < high))
        yield left, low[left]
        low[left] += 1
        right = np.flatnonzero((high & 1 == 1) & (low < high))
        high[right] -= 1
        yield right, high[right]
        low, high = low >> 1, high >> 1
