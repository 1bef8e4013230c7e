"""Counts of people, rounded so that differences between them tell of nobody."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import IntArray

__all__ = ["about"]


def about(parts: npt.ArrayLike, threshold: int) -> IntArray:
    """Round the parts of a whole, so that their sums from the first on are rounded down.

    Each part comes out as a multiple of the threshold, less than the
    threshold away from the truth. Everything shown is thus what one would see
    if every true count were a multiple, so no difference between 1 and the
    threshold can follow from it.

    Parameters
    ----------
    parts
        Shape ``(r,)`` or ``(r, d)``; one row for each part.
    threshold
        What is rounded to.

    Examples
    --------
    >>> about([57, 60, 14], 10).tolist()
    [50, 60, 20]
    """
    sums = np.cumsum(np.asarray(parts, dtype=np.int64), axis=0)
    rounded: IntArray = np.diff(sums // threshold * threshold, axis=0, prepend=0)
    return rounded
