"""Bootstrap: the interval of a number read off Kaplan–Meier, from subjects drawn again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.estimators.resampling import DrawnCurves, drawn_curves
from recovery.estimators.sampled_rows import sampled_rows
from recovery.results import Estimate
from recovery.results.quantiles import SAME
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray

__all__ = ["bootstrap"]

UNITS = {"quantile": "days", "survival": "probability", "restricted mean": "days"}
"""What can be read off a curve, and in what unit it is."""
FEWEST = 100
"""With fewer draws than this the ends of an interval are mostly chance."""


def bootstrap(
    events: EventTable,
    *,
    of: Literal["quantile", "survival", "restricted mean"] = "quantile",
    at: float = 0.5,
    repeats: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate:
    r"""Estimate a number with the percentile interval of its bootstrap.

    As many subjects as there are, or where there are clusters as many whole
    clusters, are drawn with replacement, and the number is read off the
    Kaplan–Meier curve of those drawn. The interval holds the middle
    ``level`` of the numbers that come of many such draws.

    Parameters
    ----------
    events
        ``n`` subjects in whole days since the origin, with or without delayed
        entry, frequencies, sampling weights and clusters. Any event other than
        0 counts as the outcome.
    of
        ``quantile``: the day by which a share had the outcome, by the rule of
        :meth:`.Curve.quantile`; ``survival``: the share still waiting on a
        day; ``restricted mean``: the mean days of waiting up to a day.
    at
        The share of the quantile, strictly between 0 and 1; otherwise the
        day, a whole number, 1 or later.
    repeats
        How many draws, 100 or more.
    seed
        Where the random numbers start: the same seed and the same subjects in
        any order give the same interval.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Estimate
        The number of the subjects themselves, in days or as a probability;
        its standard error is the standard deviation of the draws. A quantile
        that a draw does not reach counts as a later day than any, so that an
        end may be open (NaN), and then there is no standard error. Draws that
        were not followed to the day are left out, with a note.

    Raises
    ------
    DefinitionError
        If ``of``, ``at``, ``repeats`` or ``level`` is not among those allowed,
        or the table has strata.
    TableError
        If the labels of clusters cannot be compared.

    Notes
    -----
    An end of the interval is the smallest of the drawn numbers that has at
    least its share of them at or below it; nothing is interpolated.

    References
    ----------
    .. [1] Efron, B. (1981). JASA 76, 312-319.
    .. [2] Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and
       their Application. Cambridge University Press, chapters 3 and 5.

    Examples
    --------
    Eight survivors wait for safe housing; how long, at the median?

    >>> events = EventTable(exit=[8, 15, 15, 22, 30, 40, 61, 90], event=[1, 1, 1, 1, 1, 0, 1, 0])
    >>> bootstrap(events, repeats=500, seed=1)
    Estimate(26 days, 15 to 61, n=8)
    """
    read = _reader(of, at)
    if repeats != int(repeats) or repeats < FEWEST:
        message = f"repeats must be a whole number, {FEWEST} or more, but was {repeats!r}"
        raise DefinitionError(message)
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    rows = sampled_rows(events)
    value, *drawn = np.concatenate([read(c) for c in drawn_curves(rows, int(repeats), seed)])
    known, notes = np.array(drawn), rows.notes
    if of != "quantile":
        known = known[~np.isnan(known)]
        if left_out := len(drawn) - len(known):
            short = f"{left_out} of {len(drawn)} draws were not followed to day {at}: left out"
            notes = (*notes, short)
    lower, upper, std_error = _spread(known, level)
    if of != "quantile" and np.isnan(value):  # draws that reach further say nothing of the rest
        lower = upper = std_error = float("nan")
    what = "clusters" if rows.clusters else "subjects"
    method = f"{of} {at}, percentile interval of {len(drawn):,} draws of {what}, seed {seed}"
    about = attrs.evolve(events.about.noting(*notes), method=method, level=level)
    return Estimate(float(value), std_error, lower, upper, UNITS[of], rows.counts.n, about)


def _reader(of: str, at: float) -> Callable[[DrawnCurves], FloatArray]:
    """Return what reads the number off many curves: shape ``(b,)``, NaN where it is not known."""
    check_choice("of", of, UNITS)
    if of == "quantile":
        if not 0 < at < 1:
            message = f"at must be a share strictly between 0 and 1, but was {at!r}"
            raise DefinitionError(message)
        return lambda curves: _quantile(curves, at)
    if at != int(at) or at < 1:
        message = f"at must be a day, a whole number, 1 or later, but was {at!r}"
        raise DefinitionError(message)
    read = _survival if of == "survival" else _mean
    return lambda curves: read(curves, int(at))


def _quantile(curves: DrawnCurves, share: float) -> FloatArray:
    """Return the first day with the share, or the middle of a piece that is flat there."""
    before = (curves.survival > 1 - share + SAME).sum(axis=1)
    upto = (curves.survival >= 1 - share - SAME).sum(axis=1)
    reached, passed = before < len(curves.days), upto < len(curves.days)
    days = np.append(curves.days, 0)  # a place past the last, for what is not reached
    after = days[upto]
    if (reached & ~passed).any():
        after = np.where(passed, after, curves.followed_to())
    return np.where(reached, (days[before] + after) / 2, np.nan)


def _survival(curves: DrawnCurves, day: int) -> FloatArray:
    upto = int(np.searchsorted(curves.days, day, side="right"))
    found = curves.survival[:, upto - 1] if upto else np.ones(len(curves.survival))
    return np.where(_is_known(curves, day), found, np.nan)


def _mean(curves: DrawnCurves, day: int) -> FloatArray:
    upto = int(np.searchsorted(curves.days, day))
    edges = np.append(curves.days[:upto], day)
    found = edges[0] + curves.survival[:, :upto] @ np.diff(edges)
    return np.where(_is_known(curves, day), found, np.nan)


def _is_known(curves: DrawnCurves, day: int) -> npt.NDArray[np.bool_]:
    """Return whether each draw was followed to a day, or nobody in it waited any longer."""
    return (curves.followed_to() >= day) | ~(curves.survival > 0).all(axis=1)


def _spread(known: FloatArray, level: float) -> tuple[float, float, float]:
    """Return both ends of the interval and the standard error; NaN is later than any day."""
    if not len(known):
        return (np.nan,) * 3
    ordered = np.sort(known)  # NaN comes last
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    lower, upper = ordered[np.ceil(tails * len(ordered) - SAME).astype(int).clip(min=1) - 1]
    std_error = float(ordered.std(ddof=1)) if len(ordered) > 1 else np.nan
    return float(lower), float(upper), std_error
