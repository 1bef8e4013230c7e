"""Indices of reliable change: how large a change is, measured by what chance alone does.

Each index is 0 for no more change than expected and grows with the score;
:func:`index_of` turns it so that improvement is positive.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import attrs
import numpy as np

from recovery.errors import DefinitionError, allowed
from recovery.norms import Norms
from recovery.tables.arrays import FloatArray

__all__ = ["METHODS", "Figures", "Index", "Method", "figures_of", "index_of", "reliable_points"]

FEWEST_PAIRS = 3
"""With fewer pairs the mean, spread and correlation of the group say nothing."""
ROUNDING = 1e-12
"""A change of exactly the size that counts must not be missed for the rounding of a division."""


@attrs.frozen(kw_only=True)
class Figures:
    """What the indices are made of.

    Attributes
    ----------
    m1, s1, r
        Mean, standard deviation and reliability that go with the first score:
        of the norms, or, for methods that compare with the group, its own
        mean and standard deviation.
    m2, s2
        Mean and standard deviation of the last scores of the group.
    r12
        Correlation of first and last scores in the group.
    better
        1 where higher is better, -1 where lower is.
    points, percent
        The change that counts, in points or in per cent of the first score.
    """

    m1: float
    s1: float
    r: float
    m2: float
    s2: float
    r12: float
    better: int
    points: float
    percent: float

    @property
    def sem(self) -> float:
        """Standard error of measurement."""
        return self.s1 * math.sqrt(1 - self.r)

    @property
    def r_change(self) -> float:
        """Reliability of the difference in the group."""
        both = 2 * self.s1 * self.s2 * self.r12
        squares = self.s1**2 + self.s2**2
        return (self.r * squares - both) / (squares - both)


def _jacobson_truax(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    return (x2 - x1) / (math.sqrt(2) * f.sem)


def _gulliksen_lord_novick(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    return ((x2 - f.m1) - f.r * (x1 - f.m1)) / (f.s1 * math.sqrt(1 - f.r**2))


def _hsu_linn_lord(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    return ((x2 - f.m2) - f.r * (x1 - f.m1)) / (f.s1 * math.sqrt(1 - f.r**2))


def _edwards_nunnally(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    return (x2 - (f.r * (x1 - f.m1) + f.m1)) / f.sem


def _nunnally_kotsch(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    spread = math.sqrt((f.r * f.s1) ** 2 * (1 - f.r) + f.s2**2 * (1 - f.r))
    return (x2 - (f.r * (x1 - f.m1) + f.m1)) / spread


def _hageman_arrindell(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    true = (x2 - x1) * f.r_change + (f.m2 - f.m1) * (1 - f.r_change)
    return true / (math.sqrt(f.r_change) * math.sqrt(2) * f.sem)


def _points(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    return (x2 - x1) / f.points


def _percentage(x1: FloatArray, x2: FloatArray, f: Figures) -> FloatArray:
    percent: FloatArray = np.full(len(x1), np.nan)
    np.divide(100 * (x2 - x1), np.abs(x1), out=percent, where=x1 != 0)
    return percent / f.percent


@attrs.frozen
class Method:
    """One way of calling a change reliable.

    Attributes
    ----------
    title
        Its name in words.
    formula
        From first scores, last scores and figures to the index.
    needs
        The figures without which it cannot be made.
    of_group
        Whether first mean and spread are those of the group, as its last ones
        are: figures of two populations would make a change of those who did
        not change.
    tails
        2 or 1 for a normal index with so many tails; 0 for an index of which
        1 is the change that counts.
    """

    title: str
    formula: Callable[[FloatArray, FloatArray, Figures], FloatArray]
    needs: tuple[str, ...]
    of_group: bool = False
    tails: int = 2


METHODS = {
    "jacobson-truax": Method("Jacobson–Truax", _jacobson_truax, ("s1", "r")),
    "gulliksen-lord-novick": Method(
        "Gulliksen–Lord–Novick", _gulliksen_lord_novick, ("m1", "s1", "r")
    ),
    "hsu-linn-lord": Method(
        "Hsu–Linn–Lord with the group's means", _hsu_linn_lord, ("r", "s1", "m2"), of_group=True
    ),
    "edwards-nunnally": Method("Edwards–Nunnally", _edwards_nunnally, ("m1", "s1", "r")),
    "nunnally-kotsch": Method("Nunnally–Kotsch", _nunnally_kotsch, ("m1", "s1", "r", "s2")),
    "hageman-arrindell": Method(
        "Hageman–Arrindell with the group's means and spreads",
        _hageman_arrindell,
        ("r", "s1", "s2", "r12"),
        of_group=True,
        tails=1,
    ),
    "points": Method("published reliable change", _points, ("points",), tails=0),
    "percentage": Method("percentage change", _percentage, ("percent",), tails=0),
    "anchor": Method("smallest important change", _points, ("points",), tails=0),
}
"""The index methods by code."""

SOURCES = {
    "m1": "norms.clinical_mean",
    "s1": "norms.sd",
    "r": "norms.reliability",
    "m2": "at least three subjects with both scores",
    "s2": "at least three subjects with both scores",
    "r12": "at least three subjects with both scores",
    "percent": "percent=, such as 50",
}
POINTS = {"points": "norms.reliable_change", "anchor": "norms.smallest_change"}


def figures_of(
    norms: Norms, x1: FloatArray, x2: FloatArray, *, method: str, percent: float | None
) -> Figures:
    """Collect the figures that a method needs, from the norms and from the pairs of scores.

    Raises
    ------
    DefinitionError
        If there is no such method, or it needs what is not there; everything
        that is missing is named.
    """
    if method not in METHODS:
        message = f"method={method!r} is not offered here; {allowed([*METHODS, 'growth-model'])}"
        raise DefinitionError(message)
    if percent is not None and not 0 < percent < math.inf:
        message = f"percent must be above 0, such as 50, but was {percent!r}"
        raise DefinitionError(message)
    chosen = METHODS[method]
    m1, s1 = _known(norms.clinical_mean), _known(norms.sd)
    m2 = s2 = r12 = math.nan
    if chosen.of_group:
        m1 = s1 = math.nan
    if len(x1) >= FEWEST_PAIRS:
        m2, s2 = float(x2.mean()), float(x2.std(ddof=1))
        if chosen.of_group:
            m1, s1 = float(x1.mean()), float(x1.std(ddof=1))
        if s2 > 0 and x1.std() > 0:
            r12 = float(np.corrcoef(x1, x2)[0, 1])
    points = norms.smallest_change if method == "anchor" else norms.reliable_change
    figures = Figures(
        m1=m1,
        s1=s1,
        r=_known(norms.reliability),
        m2=m2,
        s2=s2,
        r12=r12,
        better=norms.direction,
        points=_known(points),
        percent=_known(percent),
    )
    sources = SOURCES | {"points": POINTS.get(method, "")}
    if chosen.of_group:
        sources["s1"] = SOURCES["s2"]
    missing = [name for name in chosen.needs if math.isnan(getattr(figures, name))]
    if missing:
        message = f"the method {method!r} needs what is not there: give it, or choose another"
        raise DefinitionError(message, faults=tuple(dict.fromkeys(sources[m] for m in missing)))
    return figures


def _known(figure: float | None) -> float:
    return math.nan if figure is None else float(figure)


@attrs.frozen(eq=False)
class Index:
    """How large each change is: improvement is positive.

    Attributes
    ----------
    value
        Shape ``(p,)``; NaN where it is not defined.
    critical
        How large the index of a reliable change is.
    inclusive
        Whether an index of exactly that size is one of a reliable change.
    """

    value: FloatArray
    critical: float
    inclusive: bool

    @property
    def direction(self) -> FloatArray:
        """Shape ``(p,)``; 1 for reliably better, -1 for reliably worse, else 0."""
        size = np.abs(self.value)
        large = size > self.critical - ROUNDING if self.inclusive else size > self.critical
        return np.where(large, np.sign(self.value), 0.0)


def index_of(
    x1: FloatArray, x2: FloatArray, figures: Figures, *, method: str, level: float
) -> Index:
    """Return the index of each pair of scores.

    Raises
    ------
    DefinitionError
        If ``level`` is not strictly between 0 and 1, or the figures give no
        spread to measure the change by.
    """
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    chosen = METHODS[method]
    with np.errstate(divide="ignore", invalid="ignore"):
        try:
            value = figures.better * chosen.formula(x1, x2, figures)
        except (ZeroDivisionError, ValueError):
            message = (
                f"the figures give the method {method!r} no spread to measure a change by; "
                "the reliability must lie below 1 and above the correlation of first and last "
                "scores, scores must differ, and the change that counts be above 0"
            )
            raise DefinitionError(message) from None
    if not chosen.tails:
        return Index(value, 1.0, inclusive=True)
    critical = NormalDist().inv_cdf(1 - (1 - level) / chosen.tails)
    return Index(value, critical, inclusive=False)


def reliable_points(norms: Norms, method: str, level: float) -> float:
    """Return the points of change from which on, or beyond which, it is reliable.

    NaN where the norms do not say.
    """
    if method == "points":
        return _known(norms.reliable_change)
    return NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(2) * norms.sem
