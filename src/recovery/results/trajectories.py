"""How scores went over time: on average, and for each subject."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.effects import Effects
from recovery.results.estimate import Estimate, Estimates
from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.show import html_table, number

__all__ = ["DAYS_A_MONTH", "Trajectories"]

DAYS_A_MONTH = 365 / 12


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Trajectories:
    """A straight line for each subject, around a mean line.

    The arrays of one entry a subject are about persons and never leave.

    Attributes
    ----------
    effects
        Terms of the mean line: ``intercept``, ``month``, and ``month after``
        the bend, if there is one.
    variances
        ``intercept`` and ``month``: variance of the subjects' deviations from
        the mean line; ``covariance`` between the two; ``residual``.
    log_likelihood
        Restricted log-likelihood.
    subject
        Shape ``(s,)``; labels.
    assessments
        Shape ``(s,)``; how many scores each has.
    own
        Shape ``(s, 2)``; intercept and change a month of each subject (before
        the bend, if there is one): those of the mean line and the subject's
        deviation from it, shrunken towards the mean the more, the less is
        known.
    own_error
        Shape ``(s, 2, 2)``; covariance of the error of these predictions.
    bend_days
        The day on which the mean line bends; NaN for none.
    followed_from, followed_to
        First and last day with a score.
    level
        Coverage of the intervals.
    n
        How many subjects.
    about
        What the scores are about, with method and level.
    """

    effects: Effects
    variances: dict[str, float]
    log_likelihood: float
    subject: npt.NDArray[Any]
    assessments: IntArray
    own: FloatArray
    own_error: FloatArray
    bend_days: float
    followed_from: int
    followed_to: int
    level: float
    n: int = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    @property
    def slope(self) -> FloatArray:
        """Shape ``(s,)``; change a month of each subject."""
        return self.own[:, 1]

    @property
    def slope_error(self) -> FloatArray:
        """Shape ``(s,)``; standard error of its prediction."""
        error: FloatArray = np.sqrt(self.own_error[:, 1, 1])
        return error

    def mean(self, days: npt.ArrayLike) -> Estimates[int]:
        """Return the mean line on some days, by day, with its interval; NaN where nobody was seen.

        Examples
        --------
        See :func:`recovery.change.trajectories`.
        """
        asked = np.atleast_1d(np.asarray(days, dtype=np.int64))
        x = terms(asked, self.bend_days)
        value = x @ self.effects.estimate
        std_error = np.sqrt(np.einsum("dp,pq,dq->d", x, self.effects.covariance, x))
        reach = NormalDist().inv_cdf(0.5 + self.level / 2) * std_error
        out = (asked < self.followed_from) | (asked > self.followed_to)
        columns = [
            np.where(out, np.nan, c) for c in (value, std_error, value - reach, value + reach)
        ]
        rows = zip(asked.tolist(), *(column.tolist() for column in columns), strict=True)
        found = {
            day: Estimate(v, e, low, up, "points", self.n, self.about)
            for day, v, e, low, up in rows
        }
        return Estimates(found, about=self.about)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row a subject: internal, not for publication."""
        names = ("subject", "assessments", "slope", "slope_error")
        return {name: getattr(self, name) for name in names}

    def __repr__(self) -> str:
        month = self.effects["month"]
        return (
            f"Trajectories({self.n:,} subjects: {number(month.value)} points a month, "
            f"{number(month.lower)} to {number(month.upper)})"
        )

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.effects.columns(), self.about.notes)


def terms(days: npt.ArrayLike, bend_days: float) -> FloatArray:
    """Return the terms of the mean line on some days, in months: shape ``(days, terms)``."""
    months = np.asarray(days, dtype=np.float64) / DAYS_A_MONTH
    columns = [np.ones_like(months), months]
    if not np.isnan(bend_days):
        columns.append(np.maximum(months - bend_days / DAYS_A_MONTH, 0))
    return np.stack(columns, axis=-1)
