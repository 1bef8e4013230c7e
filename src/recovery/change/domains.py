"""Many domains of a life at once: profile, count, conjunction, and an index with a floor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.estimators.proportion import proportion
from recovery.results import Estimates
from recovery.tables import About
from recovery.tables.arrays import FloatArray, as_numbers, raise_faults
from recovery.tables.show import counts_table

__all__ = ["Domains"]

BoolArray = npt.NDArray[np.bool_]
WHAT = "levels of domains"


def _levels(levels: Mapping[str, npt.ArrayLike]) -> dict[str, FloatArray]:
    return {name: as_numbers(column) for name, column in levels.items()}


def _marks(marks: Mapping[str, npt.ArrayLike]) -> dict[str, BoolArray]:
    return {name: np.asarray(column, dtype=bool) for name, column in marks.items()}


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Domains:
    """Levels of ``n`` subjects in several domains, such as safety, housing, work and health.

    A domain that does not apply to somebody, such as parenting to who has no
    children, is neither reached nor missed, and is not missing either.

    Attributes
    ----------
    levels
        By domain, shape ``(n,)`` each: the level, NaN when it is not known.
    enough
        By domain: the level from which on it counts as reached.
    applies
        By domain, shape ``(n,)``: to whom it applies; domains that are not
        named apply to everyone.
    better
        ``higher`` or ``lower``: which levels are better, in all domains, or by
        domain where they differ, such as a PHQ-9 beside a WHO-5.
    about
        What the levels are about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    >>> import numpy as np
    >>> three = Domains(
    ...     levels={"safety": [4, 1, 3], "housing": [3, 4, np.nan], "parenting": [0, 3, 4]},
    ...     enough={"safety": 3, "housing": 3, "parenting": 3},
    ...     applies={"parenting": [False, True, True]})
    >>> three.reached("safety")["reached"]
    Estimate(0.6667 probability, 0.2077 to 0.9385, n=3)
    >>> three.count()
    array([ 2.,  2., nan])
    """

    levels: Mapping[str, FloatArray] = attrs.field(converter=_levels)
    enough: Mapping[str, float]
    applies: Mapping[str, BoolArray] = attrs.field(factory=dict, converter=_marks)
    better: str | Mapping[str, str] = "higher"
    about: About = attrs.field(factory=About)

    def __attrs_post_init__(self) -> None:
        raise_faults(WHAT, self._faults())

    def _faults(self) -> Iterator[str]:
        if not self.levels:
            yield "levels: must be of one domain or more"
        lengths = {len(column) for column in (*self.levels.values(), *self.applies.values())}
        if len(lengths) > 1:
            yield "all arrays must be equally long"
        if any(column.dtype != np.float64 or column.ndim != 1 for column in self.levels.values()):
            yield "levels: must be numbers, in one dimension"
        for name in self.levels:
            if name not in self.enough:
                yield f"enough: has no level for {name!r}"
        for name in (*self.enough, *self.applies):
            if name not in self.levels:
                yield f"levels: has no domain {name!r}"
        yield from self._better_faults()

    def _better_faults(self) -> Iterator[str]:
        if not isinstance(self.better, Mapping):
            if self.better not in ("higher", "lower"):
                yield f"better: must be 'higher' or 'lower', not {self.better!r}"
            return
        for name, word in self.better.items():
            if name not in self.levels:
                yield f"levels: has no domain {name!r}"
            if word not in ("higher", "lower"):
                yield f"better of {name!r}: must be 'higher' or 'lower', not {word!r}"
        for name in self.levels:
            if name not in self.better:
                yield f"better: says nothing of {name!r}"

    def __len__(self) -> int:
        return len(next(iter(self.levels.values())))

    def reached(self, domain: str, *, level: float = 0.95) -> Estimates[str]:
        """Return the share that reached a domain among those to whom it applies.

        Returns
        -------
        Estimates
            ``reached`` among those whose level is known; ``none of the
            unknown`` and ``all of the unknown``, the bounds.
        """
        if domain not in self.levels:
            message = f"there is no domain {domain!r}; there are: {', '.join(self.levels)}"
            raise DefinitionError(message)
        has, known, applies = self._has(domain)
        return _share(has & known, known & applies, applies, level, self.about)

    def profile(self, *, level: float = 0.95) -> dict[str, Estimates[str]]:
        """Return the shares of every domain."""
        return {domain: self.reached(domain, level=level) for domain in self.levels}

    def count(self) -> FloatArray:
        """Return how many domains each reached, of those that apply; NaN where one is not known."""
        reached, unknown = self._sums()
        return np.where(unknown > 0, np.nan, reached)

    def all_reached(self, *, level: float = 0.95) -> Estimates[str]:
        """Return the share that reached every domain that applies to them.

        Whoever missed one has not, whatever is unknown of the others.

        Returns
        -------
        Estimates
            As :meth:`reached`.
        """
        parts = [self._has(domain) for domain in self.levels]
        missed = np.any([known & applies & ~has for has, known, applies in parts], axis=0)
        unknown = np.any([~known & applies for _, known, applies in parts], axis=0) & ~missed
        anything = np.any([applies for *_, applies in parts], axis=0)
        reached = anything & ~missed & ~unknown
        return _share(reached, anything & ~unknown, anything, level, self.about)

    def index(
        self,
        *,
        worst: float | Mapping[str, float],
        best: float | Mapping[str, float],
        floors: Mapping[str, float] | None = None,
        weights: Mapping[str, npt.ArrayLike] | None = None,
    ) -> FloatArray:
        """Return one number for each subject, from 0 at the worst to 1 at the best.

        The weighted mean of the domains that apply, each between ``worst`` and
        ``best``. Below its floor a domain is not offset by others: the index is
        then no higher than that domain's own.

        Parameters
        ----------
        worst, best
            The ends of the scale that all domains share, or by domain.
        floors
            By domain: the level on its scale from which on others may count
            beside it, such as ``{"safety": 3}``.
        weights
            By domain: one number, or one for each subject, such as their own
            priorities (:meth:`recovery.cohort.Cohort.priorities`); 0 or more,
            NaN where somebody has not said. Domains that are not named weigh 1.

        Returns
        -------
        array
            Shape ``(n,)``; NaN where a domain that applies and weighs, or one
            with a floor, is not known, where a weight is not known, or nothing
            weighs.

        Raises
        ------
        DefinitionError
            If the ends of the scale, floors or weights make no sense.

        Examples
        --------
        Good housing does not offset danger:

        >>> two = Domains(levels={"safety": [1, 4], "housing": [4, 4]},
        ...     enough={"safety": 3, "housing": 3})
        >>> two.index(worst=1, best=4), two.index(worst=1, best=4, floors={"safety": 3})
        (array([0.5, 1. ]), array([0., 1.]))
        """
        floors = {} if floors is None else floors
        ends = {name: (_of(worst, name), _of(best, name)) for name in self.levels}
        weighing = self._weights(weights, floors, ends)
        scaled = {
            name: (level - ends[name][0]) / (ends[name][1] - ends[name][0])
            for name, level in self.levels.items()
        }
        total, together = np.zeros(len(self)), np.zeros(len(self))
        for name, share in scaled.items():
            weight = np.where(self._applies(name), weighing[name], 0.0)
            total += weight
            together += np.where(weight > 0, weight * share, 0.0)
        index: FloatArray = np.divide(
            together, total, out=np.full(len(self), np.nan), where=total > 0
        )
        for name, floor in floors.items():
            level, applies = self.levels[name], self._applies(name)
            below = level > floor if self._lower(name) else level < floor
            index = np.where(applies & below, np.minimum(index, scaled[name]), index)
            index[applies & np.isnan(level)] = np.nan
        return index

    def _weights(
        self,
        weights: Mapping[str, npt.ArrayLike] | None,
        floors: Mapping[str, float],
        ends: Mapping[str, tuple[float, float]],
    ) -> dict[str, FloatArray]:
        given = {} if weights is None else weights
        arrays = {name: np.asarray(given.get(name, 1.0), dtype=float) for name in self.levels}
        faults = [f"there is no domain {n!r}" for n in (*given, *floors) if n not in self.levels]
        for name in self.levels:
            faults += self._scale_faults(name, *ends[name], floors.get(name))
        for name, weight in arrays.items():
            if weight.shape not in ((), (len(self),)) or ((weight < 0) | np.isinf(weight)).any():
                faults.append(f"weights: {name} must be 0 or more, one number or one a subject")
        if faults:
            message = "this index makes no sense:"
            raise DefinitionError(message, faults=tuple(faults))
        return arrays

    def _scale_faults(
        self, name: str, worst: float, best: float, floor: float | None
    ) -> Iterator[str]:
        """Yield why a domain, its levels and its floor do not lie on a scale."""
        wrong = not worst > best if self._lower(name) else not worst < best
        if wrong or np.isinf([worst, best]).any():
            word = "lower" if self._lower(name) else "higher"
            yield f"{name}: best must be the better end of its scale, since {word} is better"
            return
        low, high = min(worst, best), max(worst, best)
        level = self.levels[name][self._applies(name)]
        if ((level < low) | (level > high)).any():
            yield f"{name}: a level lies outside the scale from {worst:g} to {best:g}"
        if floor is not None and not low <= floor <= high:
            yield f"floors: that of {name} lies outside the scale from {worst:g} to {best:g}"

    def _lower(self, domain: str) -> bool:
        better = self.better[domain] if isinstance(self.better, Mapping) else self.better
        return better == "lower"

    def _applies(self, domain: str) -> BoolArray:
        everyone: BoolArray = np.ones(len(self), dtype=bool)
        return self.applies.get(domain, everyone)

    def _has(self, domain: str) -> tuple[BoolArray, BoolArray, BoolArray]:
        """Return who reached a domain, of whom it is known, and to whom it applies."""
        level, enough = self.levels[domain], self.enough[domain]
        has = level <= enough if self._lower(domain) else level >= enough
        applies = self._applies(domain)
        return has & applies, ~np.isnan(level), applies

    def _sums(self) -> tuple[FloatArray, FloatArray]:
        reached, unknown = np.zeros(len(self)), np.zeros(len(self))
        for domain in self.levels:
            has, known, applies = self._has(domain)
            reached += has
            unknown += applies & ~known
        return reached, unknown

    def __repr__(self) -> str:
        return f"Domains({len(self):,} subjects in {', '.join(self.levels)})"

    def _repr_html_(self) -> str:
        known = {name: int((~np.isnan(level)).sum()) for name, level in self.levels.items()}
        return counts_table(f"{self!r}: known levels", known, self.about.notes)


def _of(end: float | Mapping[str, float], domain: str) -> float:
    """Return the end of the scale of a domain, NaN where nothing is said of it."""
    return float(end.get(domain, np.nan)) if isinstance(end, Mapping) else float(end)


def _share(
    has: BoolArray, known: BoolArray, applies: BoolArray, level: float, about: Any
) -> Estimates[str]:
    yes, sure, everyone = int(has.sum()), int(known.sum()), int(applies.sum())
    counted = {
        "reached": (yes, sure),
        "none of the unknown": (yes, everyone),
        "all of the unknown": (yes + everyone - sure, everyone),
    }
    shares = {
        name: proportion(count, n, level=level, about=about) for name, (count, n) in counted.items()
    }
    return Estimates(shares, about=about)
