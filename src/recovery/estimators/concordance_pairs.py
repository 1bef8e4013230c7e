"""With whom each subject is compared, and with whom its score agrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.estimators.dominance import Heights, weight_below
from recovery.estimators.sampled_rows import numbered
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray

__all__ = ["Numbers", "pairs"]

Numbers = npt.NDArray[Any]
Rows = slice | npt.NDArray[np.bool_]

EVERYONE = slice(None)


def pairs(
    events: EventTable, score: FloatArray, mass: FloatArray | None
) -> tuple[FloatArray, Numbers]:
    """Return the weight of the subjects each agrees with, and of those it is compared with.

    Parameters
    ----------
    events, score
        The rows, and the score of each.
    mass
        Shape ``(n,)``; the weight of all subjects of each row; ``None`` for 1 everywhere.
    """
    height, most = _heights(score)
    leaving, entering = _places(events)

    def before(
        rows: Rows, places: Numbers, who: Rows, asked: Numbers
    ) -> tuple[FloatArray, Numbers]:
        """Return the weight of the rows before the place asked for: with a lower score, of all."""
        order = places[rows].argsort(kind="stable")
        first = places[rows][order].searchsorted(asked).astype(np.int32)
        weight = None if mass is None else mass[rows][order]
        every = first if weight is None else np.append(0.0, weight.cumsum())[first]
        held = height[rows][order]
        del order  # the largest array of all
        return weight_below(held, weight, first, height[who], most=most), every

    died = events.event > 0
    # Who has the event has waited less than those who had entered and have not left.
    entered: Numbers | float
    gained, left = before(EVERYONE, leaving, died, leaving[died] + 1)
    if entering is None:
        lower, entered = _of_everyone(height, mass, most, died)
    else:
        lower, entered = before(EVERYONE, entering, died, leaving[died] + 1)
    gained -= lower
    longer = entered - left
    gained += longer
    del lower, left
    # Each has waited longer than those who had the event while it was at risk.
    agreeing, compared = before(died, leaving, EVERYONE, leaving)
    if entering is not None:
        lower, early = before(died, leaving, EVERYONE, entering)
        agreeing -= lower
        compared -= early
    agreeing[died] += gained
    compared[died] += longer
    return agreeing, compared


def _heights(score: FloatArray) -> tuple[Heights, int]:
    """Number the scores in ascending order, equal ones alike; and say how many there are."""
    order = score.argsort()
    ascending = score[order]
    higher = np.zeros(len(score), dtype=np.int32)
    np.cumsum(ascending[1:] != ascending[:-1], dtype=np.int32, out=higher[1:])
    height = np.empty_like(higher)
    height[order] = higher
    return height, int(higher[-1]) + 1 if len(higher) else 0


def _of_everyone(
    height: Heights, mass: FloatArray | None, most: int, who: Rows
) -> tuple[FloatArray, Numbers | float]:
    """Return the weight of all with a lower score, counting half of the same, and that of all."""
    at = np.bincount(height, mass, minlength=most).astype(np.float64)
    lower = at.cumsum()
    at /= 2
    lower -= at
    return lower[height[who]], len(height) if mass is None else float(mass.sum())


def _places(events: EventTable) -> tuple[Numbers, Numbers | None]:
    """Return where each leaves and enters: strata one after another, the censored after events.

    Where all enter before anyone leaves, the second is ``None``. They are of the smallest type that
    holds them, which sorts the soonest.
    """
    span = 2 * int(events.exit.max(initial=0)) + 4
    begun, strata = np.zeros(len(events), dtype=np.int64), 1
    if events.stratum is not None:
        number, strata = numbered(events.stratum)
        begun = number * span
    kind = np.min_scalar_type(span * strata)
    leaving = begun + 2 * events.exit + (events.event == 0) + 2
    if events.entry is None and events.stratum is None:
        return leaving.astype(kind), None
    entering = begun + 1 if events.entry is None else begun + 2 * events.entry + 3
    return leaving.astype(kind), entering.astype(kind)
