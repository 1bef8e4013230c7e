"""What is known about an instrument in a named population: the yardstick of individual change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Real
from typing import Literal, get_args

import attrs

from recovery.errors import DefinitionError, allowed

__all__ = ["RELIABILITY_TYPES", "Better", "Norms", "ReliabilityType"]

Better = Literal["lower", "higher"]
"""Which end of the scale is the good one."""

ReliabilityType = Literal["internal consistency", "test-retest", "inter-rater"]
"""What a coefficient of reliability says: agreement of items, of occasions, or of raters."""

RELIABILITY_TYPES: tuple[ReliabilityType, ...] = get_args(ReliabilityType)

_SPREADS = ("clinical_sd", "functional_sd", "sd", "reliable_change", "smallest_change")
_MEANS = ("clinical_mean", "functional_mean", "referral_mean")
_FIGURES = (
    *_SPREADS,
    *_MEANS,
    "reliability",
    "cutoff",
    "reliable_change_level",
    "lowest",
    "highest",
)
_ROUNDING = 1e-9
"""A published figure is rounded, and so is what is computed from it."""


@attrs.frozen(kw_only=True)
class Norms:
    """The figures by which the change of one person is judged, and where they are from.

    A figure that is not known is ``None``; a method that needs it says so.
    Nothing is assumed: an instrument has no norms of its own, only those of a
    population that somebody chose.

    Attributes
    ----------
    better
        Which scores are better: ``"lower"`` or ``"higher"``.
    population, source
        Whose figures they are, and where they can be read. Both must be given.
    clinical_mean, clinical_sd
        Mean and standard deviation of people who have the problem.
    functional_mean, functional_sd
        The same of people who do not.
    referral_mean
        Mean of everyone who was referred, whether a case or not; without it the
        regression to the mean cannot be estimated.
    sd
        Standard deviation that goes with the reliability; when it is not given,
        ``clinical_sd``.
    reliability, reliability_type
        A coefficient above 0 and at most 1, and its type: ``"internal
        consistency"``, ``"test-retest"`` or ``"inter-rater"``. One goes with the
        other, since the type decides how large a change must be.
    cutoff, case_at_cutoff
        The score that separates cases from others, and whether a person exactly
        on it is a case.
    reliable_change, reliable_change_level
        A published number of points from which a change is called reliable, and
        the confidence level it was made with (``None`` where none is stated).
    smallest_change
        The smallest change, in points, that people call important.
    lowest, highest
        The ends of the scale.

    Raises
    ------
    DefinitionError
        If a figure is impossible on the scale, the functional mean is not better
        than the clinical one, or population, source or type is missing; every
        such fault is listed.

    Examples
    --------
    The worked example of Jacobson and Truax (1991):

    >>> norms = Norms(
    ...     better="higher", sd=7.5, reliability=0.80, reliability_type="test-retest",
    ...     clinical_mean=40, clinical_sd=7.5, functional_mean=60, functional_sd=7.5,
    ...     population="couples in therapy", source="Jacobson and Truax 1991",
    ... )
    >>> norms.direction, round(norms.sem, 3)
    (1, 3.354)
    """

    better: Better
    population: str
    source: str
    clinical_mean: float | None = None
    clinical_sd: float | None = None
    functional_mean: float | None = None
    functional_sd: float | None = None
    referral_mean: float | None = None
    sd: float | None = attrs.field()
    reliability: float | None = None
    reliability_type: ReliabilityType | None = None
    cutoff: float | None = None
    case_at_cutoff: bool = True
    reliable_change: float | None = None
    reliable_change_level: float | None = None
    smallest_change: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @sd.default
    def _clinical_sd(self) -> float | None:
        return self.clinical_sd

    def __attrs_post_init__(self) -> None:
        if faults := [*self._word_faults(), *self._figure_faults(), *self._range_faults()]:
            message = "these norms cannot be used: mend these fields"
            raise DefinitionError(message, faults=faults)

    @property
    def direction(self) -> int:
        """1 where higher scores are better, -1 where lower ones are."""
        return 1 if self.better == "higher" else -1

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the scale, infinite where they are not known."""
        lowest, highest = self._number("lowest"), self._number("highest")
        return (
            -math.inf if lowest is None else lowest,
            math.inf if highest is None else highest,
        )

    @property
    def sem(self) -> float:
        """Standard error of measurement; NaN where the spread or the reliability is not known."""
        if self.sd is None or self.reliability is None:
            return math.nan
        return self.sd * math.sqrt(1 - self.reliability)

    def _word_faults(self) -> Iterator[str]:
        if self.better not in get_args(Better):
            yield f"better was {self.better!r}; {allowed(get_args(Better))}"
        for name in ("population", "source"):
            if not str(getattr(self, name)).strip():
                yield f"{name} must say whose figures these are and where they can be read"
        if (self.reliability is None) != (self.reliability_type is None):
            yield "reliability and reliability_type must be given together"
        if self.reliability_type not in (None, *RELIABILITY_TYPES):
            yield f"reliability_type was {self.reliability_type!r}; {allowed(RELIABILITY_TYPES)}"

    def _figure_faults(self) -> Iterator[str]:
        for name in _FIGURES:
            value = getattr(self, name)
            if value is not None and not _is_number(value):
                yield f"{name} must be a number, but was {value!r}"
        for name in _SPREADS:
            value = self._number(name)
            if value is not None and not (math.isfinite(value) and value > 0):
                yield f"{name} must be a number above 0, but was {value!r}"
        reliability, level = self._number("reliability"), self._number("reliable_change_level")
        if reliability is not None and not 0 < reliability <= 1:
            yield f"reliability must be above 0 and at most 1, but was {reliability!r}"
        if level is not None and not 0 < level < 1:
            yield f"reliable_change_level must be between 0 and 1, but was {level!r}"
        clinical, functional = self._number("clinical_mean"), self._number("functional_mean")
        if clinical is not None and functional is not None:
            yield from self._direction_faults(clinical, functional)

    def _direction_faults(self, clinical: float, functional: float) -> Iterator[str]:
        if self.better in get_args(Better) and self.direction * (functional - clinical) <= 0:
            side = "above" if self.better == "higher" else "below"
            yield (
                f"functional_mean must lie {side} clinical_mean where {self.better} scores are "
                f"better, but they were {functional!r} and {clinical!r}"
            )

    def _range_faults(self) -> Iterator[str]:
        lowest, highest = self.ends
        if not lowest < highest:
            yield f"lowest must be below highest, but they were {lowest!r} and {highest!r}"
            return
        for name in (*_MEANS, "cutoff"):
            value = self._number(name)
            if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
                yield f"{name} must be a number on the scale, but was {value!r}"
        if math.isfinite(highest - lowest):
            yield from self._spread_faults(lowest, highest)

    def _spread_faults(self, lowest: float, highest: float) -> Iterator[str]:
        """Yield each figure that is larger than a scale with two ends allows."""
        middle = (lowest + highest) / 2
        means = {"clinical_sd": "clinical_mean", "functional_sd": "functional_mean", "sd": ""}
        for name, mean_name in means.items():
            mean = self._number(mean_name) if mean_name else None
            mean = middle if mean is None else min(max(mean, lowest), highest)
            # The largest one is that of two people, one at either end, in a sample of two.
            most = math.sqrt(2 * (mean - lowest) * (highest - mean))
            value = self._number(name)
            if value is not None and value > most + _ROUNDING:
                yield f"{name} was {value:g}, but at most {most:.4g} is possible on this scale"
        for name in ("reliable_change", "smallest_change"):
            value = self._number(name)
            if value is not None and value > highest - lowest:
                yield f"{name} was {value:g} points, which the scale does not have"

    def _number(self, name: str) -> float | None:
        """Return a figure, ``None`` where it is not known or not a number."""
        value = getattr(self, name)
        return float(value) if _is_number(value) else None


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
