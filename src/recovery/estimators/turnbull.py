"""Turnbull: the share still waiting, where the day of the outcome lies between two days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.isotonic import binomial_interval, likelihood_ratio_interval
from recovery.estimators.looks import looks_of
from recovery.estimators.masses import best_masses
from recovery.estimators.overlaps import NEVER, Overlaps, overlaps
from recovery.estimators.resampled import resampled_waiting
from recovery.results import Curve
from recovery.tables import IntervalTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["turnbull"]

INTERVALS = ("none", "bootstrap", "likelihood-ratio", "binomial")
CURRENT_STATUS = {
    "likelihood-ratio": likelihood_ratio_interval,
    "binomial": binomial_interval,
}
"""Intervals for subjects who were each looked at on one day."""


def turnbull(
    intervals: IntervalTable,
    *,
    level: float = 0.95,
    interval: Literal["none", "bootstrap", "likelihood-ratio", "binomial"] = "none",
    bootstrap: int = 1000,
    seed: int = 0,
) -> Curve:
    r"""Estimate the share still waiting from intervals that hold the day of the outcome.

    It is the nonparametric maximum-likelihood estimate: of all curves, the one
    that makes it most likely for every outcome to lie where it is known to lie,
    after day ``left`` and by day ``right``. It can only fall within innermost
    intervals, from the left end of an interval to the right end of one with no
    end in between. Within an innermost interval of more than one day it is not
    determined: the curve steps at the right end, ``since`` holds the left one,
    and in between :meth:`~recovery.results.Curve.at` is NaN.

    Parameters
    ----------
    intervals
        ``n`` subjects, with or without frequencies. Days known exactly, days
        known to lie between two others, and outcomes that had not come yet may
        be mixed. When every row is ``(-1, c]`` or ``(c, inf]``, subjects were
        each looked at once: current status.
    level
        Coverage of the pointwise interval, strictly between 0 and 1.
    interval
        ``none``; ``bootstrap``, percentiles over resampled subjects; or for
        current status only ``likelihood-ratio`` (level 0.95 only) and
        ``binomial``. See the notes on which to trust.
    bootstrap
        How many times subjects are resampled, 2 or more.
    seed
        Of the random numbers of the bootstrap; the same seed, the same interval.

    Returns
    -------
    Curve
        ``k`` steps, one for each innermost interval with mass that ends by
        some day; every array has shape ``(k,)``. ``at_risk`` counts those
        known to wait at the end of day ``since`` of whom something is known
        later, ``events`` those known to have had the outcome by the right end
        of their interval, at the last step in it. Mass after the last day on
        which anyone was seen to wait is nowhere: ``followed_to`` is that day.
        ``about.method`` says how near to the maximum the likelihood is.

    Raises
    ------
    DefinitionError
        If a choice is not among those allowed, or the interval is one for
        current status and the table is not.
    RecoveryError
        If the log-likelihood cannot be brought to within 1e-9 per subject of
        its maximum.

    Notes
    -----
    Optimality is checked by the condition of Karush, Kuhn and Tucker, which
    bounds how far the log-likelihood lies below its maximum. No other masses
    of the innermost intervals are as likely. With only known days and outcomes
    not yet come, the curve is that of Kaplan and Meier; with current status it
    is the isotonic regression of the shares by day, both exact.

    There is no standard error in closed form. The bootstrap is **not**
    consistent for current status, nor in general where innermost intervals
    get shorter as subjects get more: the estimate nears the truth with the
    cube root of their number, and its intervals may cover too little. It is
    sound where subjects are looked at on a few days, many on each. The
    likelihood-ratio interval is right in large samples for current status when
    the days differ from subject to subject, and too short on a few days shared
    by many. The binomial interval covers at least ``level`` in both cases and
    for any number of subjects, and is wider.

    Each interval is for the day of its step, as if that day had been chosen
    beforehand, and is held up to the next.

    References
    ----------
    .. [1] Turnbull, B. W. (1976). J. R. Stat. Soc. B 38, 290-295.
    .. [2] Gentleman, R. and Geyer, C. J. (1994). Biometrika 81, 618-623.
    .. [3] Banerjee, M. and Wellner, J. A. (2001). Ann. Statist. 29, 1699-1731.
    .. [4] Sen, B., Banerjee, M. and Woodroofe, M. (2010). Inconsistency of
       bootstrap: the Grenander estimator. Ann. Statist. 38, 1953-1977.
    .. [5] Kim, S., Fay, M. P. and Proschan, M. A. (2021). J. R. Stat. Soc. B
       83, 438-452.
    .. [6] Tang, R., Banerjee, M. and Kosorok, M. R. (2012). Ann. Statist. 40,
       45-72.

    Examples
    --------
    Six survivors were asked now and then whether they were housed yet.

    >>> asked = IntervalTable(left=[-1, 20, 20, 45, 60, 60], right=[30, 40, 50, 60, 90, np.inf])
    >>> curve = turnbull(asked)
    >>> curve.since, curve.days, curve.value
    (array([20, 45, 60]), array([30, 50, 90]), array([0.55555556, 0.33333333, 0.        ]))
    >>> curve.at([20, 25, 30])
    array([1.        ,        nan, 0.55555556])
    """
    check_choice("interval", interval, INTERVALS)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    if interval == "bootstrap" and (bootstrap != int(bootstrap) or bootstrap < 2):
        message = f"bootstrap must be a whole number, 2 or more, but was {bootstrap!r}"
        raise DefinitionError(message)
    looks = looks_of(intervals)
    rows = overlaps(looks.left, looks.right, looks.weight)
    fitted = best_masses(rows)
    steps = np.flatnonzero((fitted.mass > 0) & (rows.until < NEVER))
    if interval == "none":
        spread = np.full((3, len(steps)), np.nan)
    elif interval == "bootstrap":
        spread = _resampled(rows, steps, level=level, times=int(bootstrap), seed=seed)
    else:
        had, seen, days = looks.by_day(interval)
        places = np.searchsorted(days, rows.until[steps])
        lower, upper = CURRENT_STATUS[interval](had, seen, places, level=level)
        spread = np.array([np.full(len(steps), np.nan), 1 - upper, 1 - lower])
    days, since = rows.until[steps], rows.since[steps]
    risk_days, risk_counts = looks.at_risk()
    doubtful = interval == "bootstrap" and looks.once and len(steps) > 0
    way = "" if interval == "none" else f", {interval} interval"
    if interval == "bootstrap":
        way += f" of {bootstrap} resamples, seed {seed}"
    return Curve(
        days=days,
        value=np.append(fitted.mass, 0.0)[::-1].cumsum()[::-1][steps + 1],
        std_error=spread[0],
        lower=spread[1],
        upper=spread[2],
        at_risk=risk_counts[np.searchsorted(risk_days, since + 1, side="right") - 1],
        events=looks.events(days),
        followed_to=looks.followed_to,
        n=int(looks.weight.sum()),
        risk_days=risk_days,
        risk_counts=risk_counts,
        since=since,
        about=attrs.evolve(
            intervals.about.noting(*_notes(since, days, doubtful=doubtful)),
            method=f"Turnbull's estimate {fitted.way}, log-likelihood within {fitted.gap:.0e} "
            f"per subject of its maximum{way}",
            level=None if interval == "none" else level,
        ),
    )


def _resampled(
    rows: Overlaps, steps: IntArray, *, level: float, times: int, seed: int
) -> FloatArray:
    """Return standard error, lower and upper end at each step, NaN where all are 0: ``(3, k)``."""
    if not len(steps):
        return np.zeros((3, 0))
    waiting = resampled_waiting(rows, times=times, seed=seed)[:, steps]
    ends = np.quantile(waiting, [(1 - level) / 2, (1 + level) / 2], axis=0)
    spread = np.vstack([waiting.std(axis=0, ddof=1), ends])
    return np.where(waiting.any(axis=0), spread, np.nan)


def _notes(since: IntArray, days: IntArray, *, doubtful: bool) -> Iterator[str]:
    if (days - since > 1).any():
        yield (
            "the curve is not determined between the ends of an innermost interval (since, days]: "
            "it is drawn to fall at the right end"
        )
    if doubtful:
        yield (
            "the bootstrap may cover too little when each subject is looked at once; compare "
            "interval='binomial'"
        )
