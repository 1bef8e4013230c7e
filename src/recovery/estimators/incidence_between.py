"""The share with an outcome by a day, where outcomes lie between two days and others compete."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recovery.estimators.turnbull import turnbull
from recovery.tables import IntervalTable

__all__ = ["incidence_between"]

NOTHING = 1e-9
"""Mass that is of the search for the masses and not of the records."""


def incidence_between(
    waits: IntervalTable, ended: npt.NDArray[np.bool_], day: int
) -> tuple[float, float]:
    r"""Estimate which share had the outcome by a day, with competing events on known days.

    It is the nonparametric maximum-likelihood estimate: the masses, for the
    outcome between two days and for the competing event on each day, that make
    it most likely for everyone to be found as they were. It can be had as
    Turnbull's of one line, on which the days are written twice: of the outcome
    from the left on, of the competing event from the right on, and between them
    whatever came later than anyone was followed. With :math:`m` after every
    day, the outcome on day :math:`t` lies at :math:`t` and the competing event
    on day :math:`t` at :math:`2m - t`. Whoever was followed to day :math:`c`
    without either then holds one piece, :math:`(c, 2m - c - 1]`, and so do all
    others. Where every day is known it is the estimate of Aalen and Johansen.

    Parameters
    ----------
    waits
        ``n`` subjects: the outcome came after day ``left`` and by day
        ``right``, or had not come by day ``left``. Everyone was followed from
        the origin on.
    ended
        Shape ``(n,)``; whose wait was ended on day ``right`` by something else,
        for which ``left`` is the day before.
    day
        By which day.

    Returns
    -------
    tuple of float
        The least and the largest share that are as likely. They are the same
        but where the day lies within an innermost interval, or after everyone
        was last seen; both are NaN of nobody.

    References
    ----------
    .. [1] Turnbull, B. W. (1976). J. R. Stat. Soc. B 38, 290-295.
    .. [2] Hudgens, M. G., Satten, G. A. and Longini, I. M. (2001). Biometrics
       57, 74-80.

    Examples
    --------
    One outcome between day 10 and day 40, one death on day 20, one still
    waiting on day 60.

    >>> waits = IntervalTable(left=[10, 19, 60], right=[40, 20, np.inf])
    >>> least, most = incidence_between(waits, np.array([False, True, False]), 50)
    >>> round(least, 3), round(most, 3)
    (0.333, 0.333)
    >>> least, most = incidence_between(waits, np.array([False, True, False]), 30)
    >>> round(least, 3), round(most, 3)
    (0.0, 0.333)
    """
    if not len(waits):
        return np.nan, np.nan
    known = np.isfinite(waits.right)
    last = max(int(waits.left.max()), int(waits.right[known].max(initial=-1)), day)
    ends = 2 * (last + 2)
    left = np.where(ended, ends - waits.left - 2, waits.left)
    right = np.where(known, waits.right, ends - waits.left - 1)
    right = np.where(ended, ends - waits.left - 1, right)
    curve = turnbull(IntervalTable(left=left, right=right, frequency=waits.frequency))
    had = 1 - np.append(1.0, curve.value)
    least = had[int((curve.days <= day).sum())]
    began = np.empty(0, dtype=np.int64) if curve.since is None else curve.since
    most = had[int((began < day).sum())]
    return float(least), float(most if most - least > NOTHING else least)
