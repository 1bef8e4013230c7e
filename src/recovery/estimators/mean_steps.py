"""The mean count in parts: what each day adds to it, and how far each subject moves it."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.estimators.recurrent_blocks import Block, blocks
from recovery.estimators.recurrent_rows import RecurrentRows
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["MeanSteps", "mean_spread", "mean_steps"]


@attrs.frozen(eq=False)
class MeanSteps:
    """What one cell of subjects shows on each of ``m`` days; all of shape ``(cells, m)``.

    Attributes
    ----------
    at_risk
        Weight at risk.
    rate
        Events for each at risk.
    share
        Share whose course has not ended before the day, for each at risk.
    rest
        One over the weight whose course goes on, or 0; without ties, over that at risk.
    ending
        Share of those at risk whose course ends, times ``rest``.
    """

    at_risk: FloatArray
    rate: FloatArray
    share: FloatArray
    rest: FloatArray
    ending: FloatArray

    @property
    def growth(self) -> FloatArray:
        """By how much the mean count grows, for each cell."""
        return self.share * self.at_risk * self.rate

    @property
    def value(self) -> FloatArray:
        """The mean count of the only cell."""
        mean: FloatArray = self.growth[0].cumsum()
        return mean


def mean_steps(
    rows: RecurrentRows, cell: IntArray | None = None, cells: int = 1, *, ties: bool = True
) -> MeanSteps:
    """Count the rows of each cell and day: what the mean count is made of.

    Without ``ties`` courses are taken to end one by one, so that all at risk go on.
    """
    mass = rows.mass()
    had = rows.sums(rows.recurs, mass, cell, cells)
    final = rows.sums(rows.final, mass, cell, cells)
    at_risk = rows.at_risk(mass, cell, cells)
    if rows.weight is not None:  # nobody and everyone to the bit, however weights add up
        people = rows.at_risk(None, cell, cells)
        at_risk[people == 0] = 0.0
        everyone = rows.sums(rows.final, None, cell, cells) == people
        at_risk[everyone] = final[everyone]
    waiting = at_risk - final
    none = np.zeros_like(at_risk)
    over = np.divide(1.0, at_risk, out=none.copy(), where=at_risk > 0)
    rest = np.divide(1.0, waiting, out=none.copy(), where=waiting > 0) if ties else over
    stay = np.divide(waiting, at_risk, out=np.ones_like(at_risk), where=at_risk > 0)
    going_on = np.concatenate([np.ones((cells, 1)), stay.cumprod(axis=1)[:, :-1]], axis=1)
    return MeanSteps(at_risk, had * over, going_on * over, rest, final * over * rest)


def mean_spread(rows: RecurrentRows, parts: MeanSteps, cluster: IntArray | None) -> FloatArray:
    """Return the robust variance of the mean count on each day, shape ``(m,)``.

    The influence of a subject on day ``t`` is ``reach[:, t] @ x``. The numbers
    ``x`` are the same for all days between two moves of the subject, which are
    its first days at risk, its events and its last days. So the variance needs
    no more than the moments of ``x``, which change with each move.

    Parameters
    ----------
    rows, parts
        Rows, and what they show when taken as one cell.
    cluster
        Shape ``(n,)``; number of each row's cluster, or ``None``.
    """
    reach, enter, leave = _gains(rows, parts)
    changes = np.zeros((len(reach), len(reach), len(rows.days)))
    for block in blocks(rows, cluster):
        kind = np.minimum(block.event, 2) + 3 * block.ends
        gains = [
            block.moves(at_row[kind, block.stop], at_entry[block.first])
            for at_entry, at_row in zip(enter, leave, strict=True)
        ]
        _add_moments(changes, block, gains)
    moments = changes.cumsum(axis=2)
    spread: FloatArray = np.einsum("im,ijm,jm->m", reach, moments, reach)
    return np.maximum(spread, 0)  # rounding may leave -1e-17


def _add_moments(changes: FloatArray, block: Block, gains: list[FloatArray]) -> None:
    """Add how much the moments of the influences change at each place."""
    starts = np.flatnonzero(np.diff(block.label, prepend=-1))
    of_label = np.repeat(starts, np.diff(starts, append=len(block.label)))
    before = []
    for gain in gains:
        running = gain.cumsum() - gain
        before.append(running - running[of_label])
    for i, gain in enumerate(gains):
        for j in range(i + 1):
            change = gain * (before[j] + gains[j]) + before[i] * gains[j]
            change = change if block.times is None else change * block.times
            sums = np.bincount(block.place, change, minlength=changes.shape[2])
            changes[i, j] += sums
            if i > j:
                changes[j, i] += sums


def _gains(rows: RecurrentRows, parts: MeanSteps) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the reach, and what a subject gains by entering and at the end of a row.

    Returns
    -------
    tuple of array
        Shapes ``(r, m)``, ``(r, m)`` and ``(r, 6, m)``: at the end of a row
        nothing happens, the event, or the end, and the course goes on or not.
    """
    value, share, rest = parts.value, parts.share[0], parts.rest[0]
    spent = parts.ending[0].cumsum()
    gained = np.cumsum(share * parts.rate[0] + value * parts.ending[0])
    one, none = np.ones_like(value), np.zeros_like(value)
    reach = np.array([one, value * spent - gained, value])
    enter = np.array([_before(gained), one, -_before(spent)])
    happened = np.array([[none, share, rest * value], [none, none, none], [none, none, -rest]])
    leaving = happened + np.array([-gained, -one, spent])[:, None]
    leave = np.concatenate([happened, leaving], axis=1)
    r = 3 if rows.final.any() else 2  # else the third number is 0 throughout
    return reach[:r], enter[:r], leave[:r]


def _before(running: FloatArray) -> FloatArray:
    """Return the value just before each place, 0 before the first."""
    return np.concatenate([[0.0], running[:-1]])
