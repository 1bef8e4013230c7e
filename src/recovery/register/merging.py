"""Two ids that were one person: which id is kept, and which merges run in a circle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["in_a_circle", "kept_codes"]


def kept_codes(merges: pl.DataFrame, ids: int) -> npt.NDArray[np.int64]:
    """Follow merges to the id that is kept in the end.

    Parameters
    ----------
    merges
        ``old_id`` and ``kept_id``, as codes of one dictionary.
    ids
        How many ids the dictionary has.

    Returns
    -------
    array, shape (ids,)
        The code that each id is kept as. Ids whose merges run in a circle are
        kept as they are.
    """
    target = _targets(merges, ids)
    end = _ends(target)
    return np.where(target[end] == end, end, np.arange(ids))


def in_a_circle(merges: pl.DataFrame, ids: int) -> npt.NDArray[np.bool_]:
    """Say of each merge whether following it never ends, shape ``(len(merges),)``."""
    target = _targets(merges, ids)
    end = _ends(target)[_codes(merges, "old_id")]
    return np.asarray(target[end] != end)


def _targets(merges: pl.DataFrame, ids: int) -> npt.NDArray[np.int64]:
    """Tabulate one step of the merges; of two for the same id, the smaller kept id counts."""
    target = np.arange(ids)
    ordered = merges.sort("kept_id", descending=True)
    target[_codes(ordered, "old_id")] = _codes(ordered, "kept_id")
    return target


def _ends(target: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Follow every step to its end, doubling the stride each time."""
    for _ in range(max(len(target), 2).bit_length()):
        target = target[target]
    return target


def _codes(merges: pl.DataFrame, column: str) -> npt.NDArray[np.int64]:
    return merges[column].to_physical().to_numpy().astype(np.int64)
