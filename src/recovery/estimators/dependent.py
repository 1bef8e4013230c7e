"""Which terms are determined by those before them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray

__all__ = ["dependent"]


def dependent(
    products: FloatArray, *, size: FloatArray, least: float = 1e-12
) -> npt.NDArray[np.bool_]:
    """Return which terms are, but for rounding, sums of multiples of those before them.

    Parameters
    ----------
    products
        Shape ``(p, p)``; scalar products of the terms.
    size
        Shape ``(p,)``; what the product of each with itself is made of: where
        less than the share ``least`` of it is left, nothing is.
    least
        This share.
    """
    left = products.copy()
    given = np.zeros(len(left), dtype=bool)
    for place in range(len(left)):
        pivot = left[place, place]
        given[place] = not pivot > least * size[place]
        if not given[place]:
            left[place:, place:] -= np.outer(left[place:, place], left[place, place:]) / pivot
    return given
