"""Chances to be in one state, given the state on some earlier day, with their covariance."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.results.curve import Curve
from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.show import html_table

__all__ = ["Transitions"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Transitions:
    """Transition probabilities ``P(s, t)`` from just after day ``s`` to the end of day ``t``.

    Attributes
    ----------
    start
        The day ``s``.
    states
        Names of the ``k`` states.
    days
        Shape ``(m,)``; the days ``t``: ``s`` and each on which anyone moved, or
        those that were asked for, ascending.
    every_step
        Whether ``days`` are all on which the probabilities change.
    value, lower, upper
        Shape ``(m, k, k)``; the probability to be in the second state on the
        day, of those in the first just after ``start``, and its interval.
    covariance
        Shape ``(m, k, k, k, k)``; that of the probabilities of one day:
        ``covariance[i, g, h, j, l]`` is between ``value[i, g, h]`` and
        ``value[i, j, l]``.
    at_risk
        Shape ``(m, k)``; how many were seen in each state on the day.
    events
        Shape ``(m, k)``; how many moved into each state on the day.
    followed_to
        The last day that anyone was followed.
    n
        How many subjects were followed beyond ``start``.
    risk_days, risk_counts
        Shapes ``(r,)`` and ``(r, k)``; from each of these days on so many were
        seen in each state.
    about
        What they are about, with method and level.
    """

    start: int
    states: tuple[str, ...]
    days: IntArray
    every_step: bool
    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    covariance: FloatArray
    at_risk: IntArray = attrs.field(metadata=COUNTS)
    events: IntArray = attrs.field(metadata=COUNTS)
    followed_to: int
    n: int = attrs.field(metadata=COUNTS)
    risk_days: IntArray
    risk_counts: IntArray = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    @property
    def std_error(self) -> FloatArray:
        """Shape ``(m, k, k)``; standard errors of ``value``."""
        m, k = self.value.shape[:2]
        variances = self.covariance.reshape(m, k * k, k * k).diagonal(axis1=1, axis2=2)
        return np.sqrt(np.maximum(variances, 0)).reshape(m, k, k)  # rounding may leave -1e-17

    def at(self, days: npt.ArrayLike) -> FloatArray:
        """Return ``P(s, t)`` on any days, shape ``(…, k, k)``.

        It is NaN before ``start`` and after ``followed_to``.

        Raises
        ------
        DefinitionError
            If the result is for some days only, and these are others.
        """
        asked = np.asarray(days)
        if not self.every_step and not np.isin(asked, self.days).all():
            message = (
                "these transition probabilities are only for the days that were asked for; "
                f"{allowed(map(str, self.days.tolist()))}"
            )
            raise DefinitionError(message)
        place = np.searchsorted(self.days, asked, side="right")
        found = np.concatenate([np.full_like(self.value[:1], np.nan), self.value])[place]
        found[asked > self.followed_to] = np.nan
        return found

    def curve(self, origin: str, target: str) -> Curve:
        """Return the chance of one state, given another on ``start``, as a curve.

        Raises
        ------
        DefinitionError
            If a state is unknown, or the result is for some days only.
        """
        unknown = [name for name in (origin, target) if name not in self.states]
        if unknown:
            message = f"there is no state {' or '.join(map(repr, unknown))}"
            raise DefinitionError(f"{message}; {allowed(self.states)}")
        if not self.every_step:
            message = (
                "a curve needs every day on which the probabilities change, but they were asked "
                "for on some days only; estimate them with days=None"
            )
            raise DefinitionError(message)
        g, h = self.states.index(origin), self.states.index(target)
        return Curve(
            days=self.days,
            value=self.value[:, g, h],
            std_error=self.std_error[:, g, h],
            lower=self.lower[:, g, h],
            upper=self.upper[:, g, h],
            at_risk=self.at_risk[:, h],
            events=self.events[:, h],
            followed_to=self.followed_to,
            n=self.n,
            risk_days=self.risk_days,
            risk_counts=self.risk_counts[:, h],
            kind="occupation",
            cause=f"{target} from {origin}",
            about=self.about,
        )

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row for each day and pair of states."""
        m, k = self.value.shape[:2]
        names = np.array(self.states, dtype=object)
        return {
            "days": np.repeat(self.days, k * k),
            "origin": np.tile(np.repeat(names, k), m),
            "target": np.tile(names, m * k),
            "value": self.value.ravel(),
            "std_error": self.std_error.ravel(),
            "lower": self.lower.ravel(),
            "upper": self.upper.ravel(),
        }

    def __repr__(self) -> str:
        return (
            f"Transitions({len(self.states)} states after day {self.start:,}: n={self.n:,}, "
            f"{len(self.days):,} days, followed to day {self.followed_to:,})"
        )

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)
