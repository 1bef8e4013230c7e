"""Days that are asked for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recovery.errors import DefinitionError
from recovery.tables.arrays import IntArray, as_whole

__all__ = ["asked_days"]


def asked_days(days: int | Iterable[int]) -> IntArray:
    """Return days as they were asked for, one or several.

    Raises
    ------
    DefinitionError
        If one of them is not a whole number, 0 or later.

    Examples
    --------
    >>> asked_days(365), asked_days([183, 365])
    (array([365]), array([183, 365]))
    """
    asked = as_whole(list(days) if isinstance(days, Iterable) else [days])
    if asked.dtype != np.int64 or asked.ndim != 1 or (asked < 0).any():
        message = "days must be whole numbers, 0 or later"
        raise DefinitionError(message)
    return asked
