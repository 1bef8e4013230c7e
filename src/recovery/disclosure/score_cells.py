"""Which shares of a score sheet may be read exactly: those from which no few people follow.

A share tells how many of how many, so each one that is shown makes two sets of
people known. The people of a sheet fall into cells; every set is a sum of cells,
and so is what follows from several sets by adding and subtracting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from recovery.results import Estimate, ScoreSheet
from recovery.tables.arrays import IntArray

__all__ = ["FIGURES", "cells_of", "figures_to_show"]

CELLS = (
    "recovered",
    "improved",
    "same",
    "worse",
    "improved, no case",
    "same, no case",
    "worse, no case",
    "unseen",
    "ended",
    "not seen, no case",
)
"""What became of cases and of others, as far as a sheet tells."""
_CASES = ("recovered", "improved", "same", "worse")
_JUDGED = CELLS[:7]
_DUE = (*_CASES, "unseen", "ended")
_WORSE = ("worse", "worse, no case")
_NOT_SEEN = ("unseen", "ended", "not seen, no case")

Figure = tuple[str, str]
Cells = tuple[str, ...]
Counted = tuple[Cells, Cells]
"""The cells that a share counts, and those that it divides by."""


def _bounds(outcome: str, has: Cells, unseen: Cells, of: Cells) -> dict[Figure, Counted]:
    """Return both bounds: one of them without the other would mislead."""
    return {
        (outcome, "none of the unseen"): (has, of),
        (outcome, "all of the unseen"): ((*has, *unseen), of),
    }


def _seen(outcome: str, has: Cells, of: Cells) -> dict[Figure, Counted]:
    return {("share", outcome): (has, of), (outcome, "completers"): (has, of)}


FIGURES: tuple[Mapping[Figure, Counted], ...] = (
    _bounds("recovered", ("recovered",), ("unseen",), _DUE),
    _seen("recovered", ("recovered",), _CASES),
    _bounds("reliably deteriorated", _WORSE, _NOT_SEEN, CELLS),
    _seen("reliably deteriorated", _WORSE, _JUDGED),
    {
        ("share", "reliably improved"): (
            ("recovered", "improved", "improved, no case"),
            _JUDGED,
        )
    },
    {("share", "no reliable change"): (("same", "same, no case"), _JUDGED)},
)
"""Shares that are shown together or not at all; those that matter most come first."""


def cells_of(sheet: ScoreSheet) -> IntArray | None:
    """Return how many people are in each cell; ``None`` where the sheet does not tell."""
    counts, shares = sheet.counts, sheet.shares
    cases = [counts[k] for k in ("recovered", "reliably improved", "no reliable change")]
    recovered, improved, same = cases
    worse = counts["reliably deteriorated"]
    no_case = [
        _many(shares["reliably improved"]) - recovered - improved,
        _many(shares["no reliable change"]) - same,
        _many(shares["reliably deteriorated"]) - worse,
    ]
    due = {outcome: _due(found) for outcome, found in sheet.assuming.items()}
    seen, unseen, ended = due.get("recovered", (sum(cases) + worse, 0, 0))
    all_seen, *gone = due.get("reliably deteriorated", (seen + sum(no_case), unseen, ended))
    cells = np.array(
        [*cases, worse, *no_case, unseen, ended, sum(gone) - unseen - ended], dtype=np.int64
    )
    agree = seen == sum(cases) + worse and all_seen == seen + sum(no_case)
    return cells if agree and cells.min() >= 0 else None


def _due(found: Mapping[str, Estimate]) -> tuple[int, int, int]:
    """Return how many of those due were seen, were not, or cannot be seen any more."""
    none, everyone = found["none of the unseen"], found["all of the unseen"]
    seen, unseen = found["completers"].n, _many(everyone) - _many(none)
    return seen, unseen, none.n - seen - unseen


def _many(share: Estimate) -> int:
    return 0 if np.isnan(share.value) else round(share.value * share.n)


def figures_to_show(rows: list[IntArray], threshold: int, *, shown: int) -> list[Figure]:
    """Choose the shares that may be read of every row of people, the first ones first.

    Parameters
    ----------
    rows
        The cells of those who are shown, and of those who follow from them by
        subtraction, such as all groups that are withheld.
    threshold
        A set that follows from what is shown has nobody in it, or so many. Of
        those who are shown, so many are counted by a share, and so many not.
    shown
        How many rows are shown, the first ones.
    """
    chosen: list[Figure] = []
    sets: dict[Cells, npt.NDArray[np.int8]] = {}
    for figures in FIGURES:
        more = {names: _set(names) for counted in figures.values() for names in counted}
        within = all(
            threshold <= row @ _set(has) <= row @ _set(of) - threshold
            for has, of in figures.values()
            for row in rows[:shown]
        )
        if within and _clear([*(sets | more).values()], rows, threshold):
            sets |= more
            chosen += figures
    return chosen


def _set(names: tuple[str, ...]) -> npt.NDArray[np.int8]:
    return np.array([cell in names for cell in CELLS], dtype=np.int8)


def _clear(sets: list[npt.NDArray[np.int8]], rows: list[IntArray], threshold: int) -> bool:
    """Say whether every set that follows has nobody in it or enough people, in each row."""
    follows = _signs(len(sets)) @ np.array(sets)
    return all(_clear_in(follows, row, threshold) for row in rows)


def _clear_in(follows: npt.NDArray[np.int8], row: IntArray, threshold: int) -> bool:
    """Say so of one row of people; that a cell is empty may be known to a reader."""
    peopled = follows[:, row > 0]
    of_people = ((peopled == 0) | (peopled == 1)).all(axis=1)
    sizes = peopled[of_people].astype(np.int64) @ row[row > 0]
    return bool(((sizes == 0) | (sizes >= threshold)).all())


@cache
def _signs(many: int) -> npt.NDArray[np.int8]:
    """Return every way of adding, leaving out or taking away each of some sets."""
    grid = np.meshgrid(*([np.array([-1, 0, 1], dtype=np.int8)] * many), indexing="ij")
    return np.stack([axis.ravel() for axis in grid], axis=1)
