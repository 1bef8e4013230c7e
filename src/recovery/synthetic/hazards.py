"""Daily hazards that are constant by piece: drawn from exactly, and summed in closed form."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed

__all__ = ["NEVER", "CauseHazards", "Days", "Hazard", "compete", "first_of"]

Days = npt.NDArray[np.int32]
"""Days, as numbers since 1970-01-01 or since an origin."""

NEVER = np.int32(1 << 29)
"""A day that never comes; the sum of two of them still fits."""


@attrs.frozen
class Hazard:
    """The chance, on each day not yet reached, that it happens on that day.

    Attributes
    ----------
    starts, daily
        First day of each piece since the origin, and the chance per day from
        there on; before the first piece it cannot happen.

    Examples
    --------
    >>> Hazard((1, 91), (0.01, 0.002)).on(np.array([0, 1, 90, 91]))
    array([0.   , 0.01 , 0.01 , 0.002])
    """

    starts: tuple[int, ...]
    daily: tuple[float, ...]

    def on(self, days: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the chance on each of some days since the origin."""
        piece = np.searchsorted(self.starts, days, side="right")
        return np.concatenate([[0.0], self.daily])[piece]

    def draw(self, rng: np.random.Generator, size: int) -> Days:
        """Draw on how many days after its origin it happens.

        The day is where the cumulative hazard first reaches an exponential
        draw, which gives the chance ``daily`` on each day exactly.
        """
        rates = -np.log1p(-np.asarray(self.daily))
        reached = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(self.starts))])
        drawn = rng.exponential(size=size)
        piece = np.maximum(np.searchsorted(reached, drawn, side="left") - 1, 0)
        with np.errstate(divide="ignore"):
            wait = np.ceil((drawn - reached[piece]) / rates[piece])
        day = np.asarray(self.starts)[piece] - 1 + np.maximum(wait, 1.0)
        days: Days = np.minimum(day, float(NEVER)).astype(np.int32)
        return days


def first_of(days: Sequence[Days]) -> tuple[Days, npt.NDArray[np.intp]]:
    """Return the first of several days, and which it was; on one day the earlier named wins."""
    first, which = days[0].copy(), np.zeros(len(days[0]), dtype=np.intp)
    for cause, day in enumerate(days[1:], start=1):
        sooner = day < first
        first[sooner] = day[sooner]
        which[sooner] = cause
    return first, which


@attrs.frozen
class CauseHazards:
    """What can end a wait, with the chance per day of each cause: the truth of one clock.

    Attributes
    ----------
    causes
        The outcome, then what competes with it.
    starts
        First day of each piece since the origin.
    daily
        For each piece, the chance per day of each cause.
    """

    causes: tuple[str, ...]
    starts: tuple[int, ...]
    daily: tuple[tuple[float, ...], ...]

    def incidence(self, cause: str, day: int) -> float:
        """Return the probability that the wait has ended by this cause, on a day or before.

        Examples
        --------
        >>> wait = CauseHazards(("home", "died"), (1,), ((0.01, 0.0),))
        >>> wait.incidence("home", 2) == 1 - 0.99**2
        True
        """
        if cause not in self.causes:
            message = f"{cause!r} does not end this wait; {allowed(self.causes)}"
            raise DefinitionError(message)
        place = self.causes.index(cause)
        ends = (*self.starts[1:], max(day + 1, self.starts[-1]))
        total, waiting = 0.0, 1.0
        for start, end, daily in zip(self.starts, ends, self.daily, strict=True):
            length = max(min(end, day + 1) - start, 0)
            any_cause = sum(daily)
            if any_cause > 0:
                still = float((1 - any_cause) ** length)
                total += waiting * daily[place] / any_cause * (1 - still)
                waiting *= still
        return total


def compete(hazards: Sequence[tuple[str, Hazard]], causes: Sequence[str]) -> CauseHazards:
    """Combine independent hazards of which the first to happen ends the wait.

    Parameters
    ----------
    hazards
        Cause and hazard; of two that fall on one day the earlier named wins.
    causes
        The order of the causes in the result.
    """
    starts = sorted({start for _, hazard in hazards for start in hazard.starts})
    none_yet = np.ones(len(starts))
    daily: dict[str, npt.NDArray[np.float64]] = {}
    for cause, hazard in hazards:
        chance = hazard.on(np.array(starts))
        daily[cause] = daily.get(cause, 0.0) + chance * none_yet
        none_yet = none_yet * (1 - chance)
    pieces = np.column_stack([daily[cause] for cause in causes]).tolist()
    return CauseHazards(tuple(causes), tuple(starts), tuple(tuple(piece) for piece in pieces))
