"""The covariance of estimates from how each row moves them, and a note on few events."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["EVENTS_A_TERM", "few_events", "sandwich"]

EVENTS_A_TERM = 10
"""With fewer events a term than this, effects tend to be overstated (Peduzzi and others, 1995)."""


def sandwich(
    moved: FloatArray, frequency: npt.NDArray[Any] | None, clusters: IntArray | None
) -> FloatArray:
    """Return the covariance of estimates: the sum over clusters of their squared influence.

    Parameters
    ----------
    moved
        Shape ``(n, p)``; how far one subject of each row moves the estimates,
        its weight included.
    frequency
        Shape ``(n,)``; for how many subjects a row stands; ``None`` for one.
    clusters
        Shape ``(n,)``; number of each row's cluster, from 0 on; ``None`` when
        each subject is one.

    Returns
    -------
    ndarray
        Shape ``(p, p)``.
    """
    every = moved if frequency is None else moved * frequency[:, None]
    if clusters is None:
        alone: FloatArray = moved.T @ every
        return alone
    many = int(clusters.max(initial=-1)) + 1
    sums: FloatArray = np.array(
        [np.bincount(clusters, column, minlength=many) for column in every.T]
    )
    together: FloatArray = sums @ sums.T
    return together


def few_events(events: int, terms: int) -> tuple[str, ...]:
    """Return a note when there are few events for each of the terms."""
    if events >= EVENTS_A_TERM * terms:
        return ()
    note = (
        f"fewer than {EVENTS_A_TERM} events for each term: the effects may be overstated, and "
        "their intervals too narrow"
    )
    return (note,)
