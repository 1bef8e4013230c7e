"""Shares that must not fall from one day to the next: pooled exactly, in whole numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["CRITICAL", "binomial_interval", "likelihood_ratio_interval", "rising_shares"]

CRITICAL = {0.95: 2.26916}
"""Quantiles of the limit of twice the log-likelihood ratio (Banerjee and Wellner, 2001)."""
BISECTIONS = 60


def rising_shares(had: IntArray, seen: IntArray, groups: IntArray | None = None) -> FloatArray:
    r"""Return the most likely shares that never fall: isotonic regression by pooling.

    Neighbours whose shares fall, or are equal, are pooled until every share is
    above the one before. Shares are compared as fractions of whole numbers.

    Parameters
    ----------
    had, seen
        Shape ``(k,)``; of so many seen, so many had had the event, by day.
        Days with nobody seen take the share of the day before, 0 at first.
    groups
        Shape ``(k,)``; ascending; days of different groups are never pooled.

    Returns
    -------
    FloatArray
        Shape ``(k,)``; the share of each day.
    """
    group = np.zeros(len(had), np.int64) if groups is None else groups
    kept = np.flatnonzero(seen > 0)
    above, below, own, count = had[kept], seen[kept], group[kept], np.ones(len(kept), np.int64)
    while True:
        higher = above[1:] * below[:-1] > above[:-1] * below[1:]
        starts = np.flatnonzero(np.concatenate([[True], higher | (own[1:] != own[:-1])]))
        if len(starts) >= len(above):
            break
        above, below, count = (np.add.reduceat(x, starts) for x in (above, below, count))
        own = own[starts]
    shares = np.zeros(len(had))
    last = np.maximum.accumulate(np.where(seen > 0, np.arange(len(had)), -1))
    shares[kept] = np.repeat(above / below, count)
    known = (last >= 0) & (group[last] == group)
    return np.where(known, shares[last], 0.0)


def likelihood_ratio_interval(
    had: IntArray, seen: IntArray, places: IntArray, *, level: float
) -> tuple[FloatArray, FloatArray]:
    r"""Return an interval for the share on some days, by the likelihood ratio.

    It holds each share :math:`\theta` for which the rising shares that are
    :math:`\theta` on the day are not much less likely than the most likely
    ones: twice the difference of their log-likelihoods is at most 2.26916.

    Parameters
    ----------
    had, seen
        Shape ``(k,)``; as in :func:`rising_shares`, ``seen`` 1 or more.
    places
        Shape ``(s,)``; for which of the days.
    level
        Must be 0.95.

    Returns
    -------
    tuple of FloatArray
        Lower and upper ends, each of shape ``(s,)``.

    Raises
    ------
    DefinitionError
        If the quantile for the level is not known.

    References
    ----------
    .. [1] Banerjee, M. and Wellner, J. A. (2001). Ann. Statist. 29, 1699-1731.
    """
    if level not in CRITICAL:
        message = (
            f"interval='likelihood-ratio' has no critical value for level={level!r}; allowed: "
            f"{', '.join(map(str, CRITICAL))}"
        )
        raise DefinitionError(message)
    best = rising_shares(had, seen)
    apart = _apart(had, seen, places)
    top = _log_likelihood(best, had, seen)

    def too_unlikely(theta: FloatArray) -> npt.NDArray[np.bool_]:
        day, before = np.arange(len(had)), places[:, None]
        shares = np.where(day < before, np.minimum(apart, theta[:, None]), np.nan)
        shares = np.where(day > before, np.maximum(apart, theta[:, None]), shares)
        shares = np.where(day == before, theta[:, None], shares)
        return 2 * (top - _log_likelihood(shares, had, seen)) > CRITICAL[level]

    at, none, every = best[places], np.zeros(len(places)), np.ones(len(places))
    return _crossing(none, at, too_unlikely), _crossing(every, at, too_unlikely)


def binomial_interval(
    had: IntArray, seen: IntArray, places: IntArray, *, level: float
) -> tuple[FloatArray, FloatArray]:
    r"""Return an interval for the share on some days that covers at least ``level``.

    Shares do not fall: so of those seen on the day or before it no more had
    had the event than on the day, and of those seen later no fewer. The lower
    end is Clopper and Pearson's for the last :math:`n^{2/3}` seen up to the
    day, or all of them, the upper end that for the first as many from it on.

    Parameters
    ----------
    had, seen, places
        As in :func:`likelihood_ratio_interval`.
    level
        Coverage, strictly between 0 and 1.

    Returns
    -------
    tuple of FloatArray
        Lower and upper ends, each of shape ``(s,)``.

    References
    ----------
    .. [1] Kim, S., Fay, M. P. and Proschan, M. A. (2021). Valid and approximately valid
       confidence intervals for current status data. J. R. Stat. Soc. B 83, 438-452.
    """
    from scipy.special import betaincinv

    sums = [np.concatenate([[0], np.cumsum(x)]) for x in (had, seen)]
    enough = int(np.ceil(sums[1][-1] ** (2 / 3)))
    first = np.searchsorted(sums[1], sums[1][places + 1] - enough, side="right") - 1
    last = np.searchsorted(sums[1], sums[1][places] + enough)
    x, n = (total[places + 1] - total[np.maximum(first, 0)] for total in sums)
    with np.errstate(invalid="ignore"):
        lower = np.where(x > 0, betaincinv(x, n - x + 1, (1 - level) / 2), 0.0)
        x, n = (total[np.minimum(last, len(seen))] - total[places] for total in sums)
        upper = np.where(x < n, betaincinv(x + 1, n - x, (1 + level) / 2), 1.0)
    return lower, upper


def _apart(had: IntArray, seen: IntArray, places: IntArray) -> FloatArray:
    """Return rising shares of the days before each place and, apart, of those after it."""
    many = len(had)
    after = (np.arange(many) >= places[:, None]).astype(np.int64)
    groups = 2 * np.arange(len(places))[:, None] + after
    own = np.arange(many) == places[:, None]
    tiled = [np.where(own, 0, x).reshape(-1) for x in (had, seen)]
    return rising_shares(tiled[0], tiled[1], groups.reshape(-1)).reshape(-1, many)


def _log_likelihood(shares: FloatArray, had: IntArray, seen: IntArray) -> FloatArray:
    from scipy.special import xlog1py, xlogy

    summed: FloatArray = (xlogy(had, shares) + xlog1py(seen - had, -shares)).sum(axis=-1)
    return summed


def _crossing(
    outer: FloatArray,
    inner: FloatArray,
    outside: Callable[[FloatArray], npt.NDArray[np.bool_]],
) -> FloatArray:
    """Return where ``outside`` begins, between an inner share that is not and an outer one."""
    bad = outside(outer)
    inner = np.where(bad, inner, outer)
    for _ in range(BISECTIONS):
        middle = (inner + outer) / 2
        beyond = outside(middle)
        outer, inner = np.where(beyond, middle, outer), np.where(beyond, inner, middle)
    return inner
