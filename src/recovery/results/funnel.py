"""Groups beside what chance alone would make of them."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table, number

__all__ = ["Funnel"]

FloatArray = npt.NDArray[np.float64]

ENOUGH = 10
"""Groups from which on it can be told how much such groups vary, whatever one of them does.

With one in ten drawn in at each end, the most extreme of ten groups is drawn to a tenth of its way
from the next. Of four it is hardly drawn in, and so widens its own limits until it is within.
"""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Funnel:
    """Groups compared with limits that hold if they differ by chance alone.

    The groups stand by name. They are not ranked, and cannot be: most
    differences between small groups are chance.

    Attributes
    ----------
    groups
        Shape ``(k,)``: names, sorted.
    kind
        ``share`` or ``rate``.
    count, size
        Shape ``(k,)``: how many events, and of how many people, or in how
        much exposure.
    target
        The share or rate that all groups are compared with.
    levels
        Shape ``(m,)``: how often a group lies within its limits by chance.
    lower_count, upper_count
        Shape ``(m, k)``: the exact limits, as counts that are within.
    z
        Shape ``(k,)``: how many standard errors a group lies from the target.
    dispersion
        How many times wider than by chance these groups vary, as a variance;
        NaN where nothing can vary. Limits are widened for it where there are
        :data:`ENOUGH` groups or more.
    about
        What is compared, with the method.
    """

    groups: tuple[str, ...]
    kind: str
    count: FloatArray = attrs.field(metadata=COUNTS)
    size: FloatArray = attrs.field(metadata=COUNTS)
    target: float
    levels: tuple[float, ...]
    lower_count: FloatArray
    upper_count: FloatArray
    z: FloatArray
    dispersion: float
    about: About = attrs.field(factory=About)

    @property
    def value(self) -> FloatArray:
        """Shape ``(k,)``: the share or rate of each group; NaN for nobody."""
        return _divided(self.count, self.size)

    @property
    def lower(self) -> FloatArray:
        """Shape ``(m, k)``: the exact lower limits of the share or rate."""
        return _divided(self.lower_count, self.size)

    @property
    def upper(self) -> FloatArray:
        """Shape ``(m, k)``: the exact upper limits of the share or rate."""
        return _divided(self.upper_count, self.size)

    @property
    def widening(self) -> float:
        """By how much limits are widened where groups vary more than by chance: 1 or more.

        It is 1 of fewer than :data:`ENOUGH` groups, of which one that stands
        out cannot be told from groups that all vary.
        """
        told = int((~np.isnan(self.z)).sum())
        return max(1.0, float(np.sqrt(self.dispersion))) if told >= ENOUGH else 1.0

    @property
    def homogeneity(self) -> float:
        """How often chance alone makes groups differ, all together, at least as much as these.

        The chi-squared test that all have one share or rate, whichever it is:
        rough where less than 5 are expected in a group, and NaN where nobody
        or everybody had it.
        """
        from scipy.special import chdtrc

        there = self.size > 0
        count, size = self.count[there], self.size[there]
        pooled = count.sum() / size.sum()
        variance = size * pooled * ((1 - pooled) if self.kind == "share" else 1.0)
        if len(size) < 2 or not (variance > 0).all():
            return float("nan")
        return float(chdtrc(len(size) - 1, ((count - size * pooled) ** 2 / variance).sum()))

    @property
    def wide_lower(self) -> FloatArray:
        """Shape ``(m, k)``: the lower limits, widened for over-dispersion."""
        wide: FloatArray = self.target - self.widening * (self.target - self.lower)
        return np.maximum(wide, 0.0)

    @property
    def wide_upper(self) -> FloatArray:
        """Shape ``(m, k)``: the upper limits, widened for over-dispersion."""
        wide: FloatArray = self.target + self.widening * (self.upper - self.target)
        return np.minimum(wide, 1.0) if self.kind == "share" else wide

    def outside(self, level: float | None = None, *, widened: bool = True) -> tuple[str, ...]:
        """Return the groups, by name, that lie outside their limits.

        Among fewer than :data:`ENOUGH` groups these are further off than
        chance alone would explain, and it cannot be told whether one of them
        stands out or all of them vary.

        Parameters
        ----------
        level
            One of ``levels``; the widest limits when ``None``.
        widened
            Whether the limits are those widened for over-dispersion, where
            there are enough groups to tell it.

        Raises
        ------
        DefinitionError
            If there are no limits of that level.
        """
        wanted = max(self.levels) if level is None else level
        if wanted not in self.levels:
            message = f"there are no limits of the level {wanted!r}; {allowed(self.levels)}"
            raise DefinitionError(message)
        place = self.levels.index(wanted)
        exact = (self.count < self.lower_count[place]) | (self.count > self.upper_count[place])
        far = (self.value < self.wide_lower[place]) | (self.value > self.wide_upper[place])
        beyond = exact & far if widened else exact
        return tuple(name for name, out in zip(self.groups, beyond, strict=True) if out)

    def columns(self, *, order: str = "group") -> dict[str, npt.NDArray[Any]]:
        """Return one row a group.

        Parameters
        ----------
        order
            ``group``: by name. ``size``: the largest first. No other order is
            offered: a list by value would be a ranking.

        Raises
        ------
        DefinitionError
            If another order is asked for.
        """
        if order not in ("group", "size"):
            message = (
                f"order must be 'group' or 'size', but was {order!r}: groups are not ranked by "
                "what they show, for most of it is chance in small groups; outside() names those "
                "that lie beyond their limits"
            )
            raise DefinitionError(message)
        rows = np.arange(len(self.groups))
        if order == "size":
            rows = np.lexsort((rows, -self.size))
        found = {
            "group": np.array(self.groups, dtype=object),
            "count": self.count,
            "size": self.size,
            "value": self.value,
        }
        for place, level in enumerate(self.levels):
            found[f"lower_{level:g}"] = self.lower[place]
            found[f"upper_{level:g}"] = self.upper[place]
            found[f"wide_lower_{level:g}"] = self.wide_lower[place]
            found[f"wide_upper_{level:g}"] = self.wide_upper[place]
        return {name: column[rows] for name, column in found.items()}

    def __repr__(self) -> str:
        beyond = ", ".join(self.outside()) or "none"
        return (
            f"Funnel({len(self.groups)} groups about a {self.kind} of {number(self.target)}, "
            f"dispersion {number(self.dispersion)}, beyond the widest limits: {beyond})"
        )

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes, rows=len(self.groups))


def _divided(count: FloatArray, size: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        share: FloatArray = np.where(size > 0, count / size, np.nan)
    return share
