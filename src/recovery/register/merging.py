"""Two ids that were one person: which id is kept, and which merges run in a circle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["closes_a_circle", "kept_codes"]


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


def closes_a_circle(merges: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Say of each merge whether it leads back to itself by merges known no later.

    Parameters
    ----------
    merges
        ``old_id`` and ``kept_id``, as codes of one dictionary, and ``day``: when
        the merge was known.

    Returns
    -------
    array, shape (len(merges),)
        True for the merges that are at fault: those known last of each circle.
    """
    steps = _that_may_circle(merges)
    wrong = np.zeros(len(merges), dtype=np.bool_)
    leads: dict[int, set[int]] = {}
    for _, together in steps.sort("day", nulls_last=False).group_by("day", maintain_order=True):
        edges = list(zip(*(together[c] for c in ("place", "old", "kept")), strict=True))
        with_these = {old: set(kept) for old, kept in leads.items()}
        for _, old, kept in edges:
            with_these.setdefault(old, set()).add(kept)
        for place, old, kept in edges:
            wrong[place] = old in _reached(with_these, kept)
            if not wrong[place]:
                leads.setdefault(old, set()).add(kept)
    return wrong


def _that_may_circle(merges: pl.DataFrame) -> pl.DataFrame:
    """Leave out, again and again, the merges that nothing leads to or that lead nowhere."""
    steps = merges.select(
        pl.int_range(pl.len()).alias("place"),
        pl.col("old_id").to_physical().alias("old"),
        pl.col("kept_id").to_physical().alias("kept"),
        "day",
    )
    height = -1
    while steps.height != height:
        height = steps.height
        steps = steps.filter(
            pl.col("old").is_in(steps["kept"].implode()),
            pl.col("kept").is_in(steps["old"].implode()),
        )
    return steps


def _reached(leads: Mapping[int, set[int]], start: int) -> set[int]:
    reached, ahead = {start}, [start]
    while ahead:
        new = leads.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached


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
