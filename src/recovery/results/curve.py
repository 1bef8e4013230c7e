"""A probability, or a number that adds up, day by day with its uncertainty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.results.estimate import Estimate, Estimates
from recovery.results.quantiles import Flat, crossing_day
from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.asked_days import asked_days
from recovery.tables.show import html_table, number

__all__ = ["Curve"]

STEPS = ("days", "value", "std_error", "lower", "upper", "at_risk", "events")
UNITS = {
    "survival": "probability",
    "incidence": "probability",
    "occupation": "probability",
    "hazard": "cumulative hazard",
    "count": "events per subject",
}
"""What the value of each kind of curve is."""
WITH_QUANTILES = ("survival", "incidence")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Curve:
    """A step function of the days since the origin, with a pointwise interval.

    Attributes
    ----------
    days
        Shape ``(k,)``; the days on which the curve steps, ascending.
    value, std_error, lower, upper
        Shape ``(k,)``; the curve from each of these days on, its standard
        error and interval. NaN where the method gives none.
    at_risk, events
        Shape ``(k,)``; how many were at risk on the day and had the event.
    followed_to
        The last day that anyone was followed; -1 when there was nobody. After
        it the curve is not known.
    n
        How many subjects the curve was made from.
    risk_days, risk_counts
        Shape ``(m,)``; from each of these days on so many were at risk.
    kind
        ``survival``, falling from 1; ``incidence``, rising from 0;
        ``occupation``, the share in a state, which may rise and fall;
        ``hazard``, the cumulative hazard; or ``count``, the mean number of
        events so far. The last two rise from 0 and may exceed 1.
    cause
        Name of the event.
    since
        Shape ``(k,)``, or ``None`` where events are known to the day: the step
        on ``days[j]`` stands for a fall or rise after day ``since[j]`` and on
        ``days[j]`` at the latest. On the days strictly between the two the
        curve is not determined; a quantile answers with the later one.
    about
        What the curve is about, with method and level.
    """

    days: IntArray
    value: FloatArray
    std_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    at_risk: IntArray = attrs.field(metadata=COUNTS)
    events: IntArray = attrs.field(metadata=COUNTS)
    followed_to: int
    n: int = attrs.field(metadata=COUNTS)
    risk_days: IntArray
    risk_counts: IntArray = attrs.field(metadata=COUNTS)
    kind: Literal["survival", "incidence", "occupation", "hazard", "count"] = "survival"
    cause: str = "outcome"
    since: IntArray | None = None
    about: About = attrs.field(factory=About)

    @property
    def initial(self) -> float:
        """The value before the first step: NaN for a share, as nobody was followed then."""
        if self.kind == "occupation":
            return np.nan
        return 1.0 if self.kind == "survival" else 0.0

    @property
    def unit(self) -> str:
        """What the value is: a probability, a cumulative hazard, or events per subject."""
        return UNITS[self.kind]

    def at(self, days: npt.ArrayLike) -> FloatArray:
        """Return the curve on any days, in the shape of ``days``.

        NaN after ``followed_to``, and where ``since`` says that the curve is not determined.
        """
        return self._on(days, self.value, self.initial)

    def at_risk_on(self, days: npt.ArrayLike) -> IntArray:
        """Return how many were at risk on any days, in the shape of ``days``."""
        place = np.searchsorted(self.risk_days, np.asarray(days), side="right")
        return np.concatenate([np.zeros(1, np.int64), self.risk_counts])[place]

    def estimate(self, days: int | Iterable[int]) -> Estimates[int]:
        """Return the curve on some days with its uncertainty, by day.

        Raises
        ------
        DefinitionError
            If one of them is not a whole number, 0 or later.
        """
        asked = asked_days(days)
        numbers = zip(
            asked.tolist(),
            self.at(asked).tolist(),
            self._on(asked, self.std_error, 0 * self.initial).tolist(),
            self._on(asked, self.lower, self.initial).tolist(),
            self._on(asked, self.upper, self.initial).tolist(),
            strict=True,
        )
        unit, n, about = self.unit, self.n, self.about
        rows = {day: Estimate(v, e, low, up, unit, n, about) for day, v, e, low, up in numbers}
        return Estimates(rows, about=about)

    def quantile(self, p: float, *, flat: Flat = "middle") -> Estimate:
        """Return the day by which a share ``p`` of the subjects had the event.

        The first day on which the share is at least ``p``. Where a survival
        curve is flat at exactly ``1 - p``, ``flat`` says which day of the flat
        piece answers. The interval goes from the first day on which the
        curve's interval holds the share ``p`` to the first on which it no
        longer does (Brookmeyer and Crowley), with the same rule on flat
        pieces. A day that is not reached during follow-up is NaN, and so is an
        open end of the interval, or one that would need the curve's interval
        on days for which it was not made.

        Parameters
        ----------
        p
            Share, strictly between 0 and 1.
        flat
            ``middle``, as the R package survival: halfway between the first
            day of the flat piece and the next step, or the end of follow-up
            where there is none; ``first``, as lifelines; or ``last``, the day
            of the next step, as statsmodels. Curves other than of survival
            answer with the first day.

        Raises
        ------
        DefinitionError
            If ``p`` is not strictly between 0 and 1, ``flat`` is not among
            those allowed, or the curve is no share of subjects who had an
            event.

        Notes
        -----
        An end of the curve's interval may turn back, mostly at the first few
        or last few events. Here the first crossing counts, as in what the R
        package survival prints of a fit; its ``quantile`` sorts the ends by
        size and may then answer with a later day.

        References
        ----------
        .. [1] Brookmeyer, R. and Crowley, J. (1982). Biometrics 38, 29-41.
        """
        if not 0 < p < 1:
            message = f"a quantile is of a share strictly between 0 and 1, not {p!r}"
            raise DefinitionError(message)
        if flat not in get_args(Flat):
            message = f"flat={flat!r} is not known; {allowed(get_args(Flat))}"
            raise DefinitionError(message)
        if self.kind not in WITH_QUANTILES:
            message = (
                f"a curve of kind {self.kind!r} has no quantiles, as its value is not the share "
                f"that had an event by a day; {allowed(WITH_QUANTILES)}"
            )
            raise DefinitionError(message)
        survival = self.kind == "survival"
        first, last = (self.lower, self.upper) if survival else (self.upper, self.lower)
        value, lower, upper = (
            crossing_day(
                self.days,
                1 - side if survival else side,
                p,
                followed_to=self.followed_to,
                flat=flat if survival else "first",
            )
            for side in (self.value, self._while_known(first), self._while_known(last))
        )
        return Estimate(value, np.nan, lower, upper, "days", self.n, self.about)

    @property
    def median(self) -> Estimate:
        """The day by which half of the subjects had the event."""
        return self.quantile(0.5)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the steps, one array a field."""
        names = STEPS if self.since is None else (*STEPS, "since")
        return {name: getattr(self, name) for name in names}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain numbers, texts, lists and dictionaries."""
        fields = attrs.asdict(self)
        return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in fields.items()}

    def _on(self, days: npt.ArrayLike, steps: FloatArray, initial: float) -> FloatArray:
        asked = np.asarray(days)
        place = np.searchsorted(self.days, asked, side="right")
        found = np.concatenate([[initial], steps])[place]
        known = asked <= self.followed_to
        if self.since is not None:
            known &= asked <= np.append(self.since, self.followed_to)[place]
        return np.where(known, found, np.nan)

    def _while_known(self, side: FloatArray) -> FloatArray:
        """Return an end of the interval up to the first step for which it was not made."""
        unknown = np.isnan(side) & (self.value > 0) & (self.value < 1)
        return np.where(np.logical_or.accumulate(unknown), np.nan, side)

    def __repr__(self) -> str:
        middle = ""
        if self.kind in WITH_QUANTILES:
            middle = f"median {number(self.median.value)} days, "
        return (
            f"Curve({self.kind} of {self.cause}: n={self.n:,}, events={self.events.sum():,}, "
            f"{middle}followed to day {self.followed_to:,})"
        )

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)
