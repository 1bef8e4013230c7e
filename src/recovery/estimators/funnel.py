"""Funnel limits: how far groups of each size stray by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from recovery.errors import DefinitionError, TableError
from recovery.estimators.choices import check_choice
from recovery.results import Funnel
from recovery.results.funnel import ENOUGH
from recovery.tables import About
from recovery.tables.arrays import FloatArray

__all__ = ["funnel"]

FEW_GROUPS = (
    "how much groups of their kind vary cannot be told from {k}: their limits are those of chance "
    "alone, and whether a group beyond them stands out among the others cannot be told"
)
OVERDISPERSED = (
    "groups vary more than by chance alone, by a factor of {factor:.2g} in variance: the widened "
    "limits allow for what they differ in beside what they do"
)
_KINDS = ("share", "rate")
MOST = 2.0**53
"""From here on not every whole number has a float of its own."""


def funnel(
    groups: Mapping[str, tuple[float, float]],
    *,
    kind: str = "share",
    target: float | None = None,
    levels: Sequence[float] = (0.95, 0.998),
    winsorised: float = 0.1,
    about: About | None = None,
) -> Funnel:
    r"""Compare groups with the limits that chance alone would keep them in.

    Of a share :math:`p`, a group of :math:`n` people has a binomial count; of
    a rate :math:`\lambda` in an exposure :math:`n`, a Poisson one of mean
    :math:`n \lambda`. The limits of level :math:`1 - \alpha` are the smallest
    counts :math:`k` at which the distribution function reaches
    :math:`\alpha / 2` and :math:`1 - \alpha / 2`: with counts, no more than
    :math:`\alpha / 2` lies below the one or above the other, exactly.

    Groups differ in whom they serve, and so by more than chance. With
    :math:`z_i` the standardised distance of a group from the target, the most
    extreme drawn in to the quantiles ``winsorised`` and ``1 - winsorised``,
    the dispersion is the mean of :math:`z_i^2`. Where it exceeds 1, the
    widened limits are further from the target by its square root. Of fewer
    than :data:`recovery.results.funnel.ENOUGH` groups nothing is widened: one
    that stands out would widen the limits so far that it never lies beyond them.

    Parameters
    ----------
    groups
        For each name how many events, and of how many people or in how much
        exposure.
    kind
        ``share`` or ``rate``.
    target
        What groups are compared with; all of them taken together when
        ``None``.
    levels
        Levels of the limits, strictly between 0 and 1.
    winsorised
        Share of the groups drawn in at each end, at least 0 and below 0.5.
    about
        What the groups are about.

    Returns
    -------
    Funnel
        The groups by name. There is no ranking.

    Raises
    ------
    DefinitionError
        If an option makes no sense, or there are fewer than two groups.
    TableError
        If a count is not a whole number, or not one of its size.

    References
    ----------
    .. [1] Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional
       performance. Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> found = funnel({"north": (40, 100), "south": (12, 20), "west": (5, 60)})
    >>> found.value.round(2), found.lower_count[0], found.upper_count[0]
    (array([0.4 , 0.6 , 0.08]), array([23.,  2., 12.]), array([41., 11., 26.]))
    >>> found.outside(0.95), round(found.homogeneity, 6)
    (('south', 'west'), 3e-06)
    """
    check_choice("kind", kind, _KINDS)
    names = tuple(sorted(groups))
    pairs = np.array([groups[name] for name in names], dtype=np.float64).reshape(len(names), 2)
    count, size = pairs.T
    if faults := (*_options(names, kind, target, levels, winsorised),):
        message = "these groups cannot be compared as asked:"
        raise DefinitionError(message, faults=faults)
    if faults := (*_numbers(count, size, kind, target or 0.0),):
        message = "these groups are no counts:"
        raise TableError(message, faults=faults)
    centre = float(count.sum() / size.sum()) if target is None else float(target)
    limits = [_limits(size, centre, kind, level) for level in levels]
    z = _distances(count, size, centre, kind)
    dispersion = _dispersion(z, winsorised)
    return Funnel(
        groups=names,
        kind=kind,
        count=count,
        size=size,
        target=centre,
        levels=tuple(float(level) for level in levels),
        lower_count=np.array([lower for lower, _ in limits]),
        upper_count=np.array([upper for _, upper in limits]),
        z=z,
        dispersion=dispersion,
        about=_told(about or About(), z, dispersion, kind),
    )


def _told(about: About, z: FloatArray, dispersion: float, kind: str) -> About:
    told = int((~np.isnan(z)).sum())
    notes = [FEW_GROUPS.format(k=told)] if told < ENOUGH else []
    if dispersion > 1 and not notes:
        notes.append(OVERDISPERSED.format(factor=dispersion))
    law = {"share": "binomial", "rate": "Poisson"}[kind]
    return attrs.evolve(about.noting(*notes), method=f"funnel, exact {law} limits")


def _options(
    names: Sequence[str],
    kind: str,
    target: float | None,
    levels: Sequence[float],
    winsorised: float,
) -> Iterator[str]:
    if len(names) < 2:
        yield f"a comparison takes two groups or more, but there is {len(names)}"
    if not levels or not all(0 < level < 1 for level in levels):
        yield f"levels must lie strictly between 0 and 1, but were {tuple(levels)!r}"
    if not 0 <= winsorised < 0.5:
        yield f"winsorised must be at least 0 and below 0.5, but was {winsorised!r}"
    if target is not None and not (0 <= target < np.inf and (kind == "rate" or target <= 1)):
        yield f"target must be a {kind}, but was {target!r}"


def _numbers(count: FloatArray, size: FloatArray, kind: str, target: float) -> Iterator[str]:
    if not (np.isfinite(count).all() and np.isfinite(size).all()):
        yield "counts and sizes must be finite"
        return
    if (count < 0).any() or (count != np.floor(count)).any():
        yield "counts must be whole numbers from 0 on"
    if (size < 0).any() or size.sum() == 0:
        yield "sizes must not be negative, nor all of them 0"
    if max(count.max(), size.max(), target * size.max()) >= MOST:
        yield f"counts, and sizes and what is expected of them, must be below {MOST:.2g}"
    if kind == "share" and ((count > size).any() or (size != np.floor(size)).any()):
        yield "the size of a share must be a whole number of people, no fewer than the count"
    if kind == "rate" and ((count > 0) & (size == 0)).any():
        yield "where nothing was exposed, nothing can have happened"


def _limits(
    size: FloatArray, centre: float, kind: str, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest count within the limits of each group."""
    from scipy import special

    mean = centre * size
    tail = (1 - level) / 2

    def at_most(counts: FloatArray) -> FloatArray:
        if kind == "rate":
            return np.asarray(special.pdtr(counts, mean), dtype=np.float64)
        return np.where(
            counts < size,
            special.betaincc(counts + 1, np.maximum(size - counts, 1.0), centre),
            1.0,
        )

    most = size if kind == "share" else np.ceil(mean + 40 + 40 * np.sqrt(mean))
    return _first_count(at_most, most, tail), _first_count(at_most, most, 1 - tail)


def _first_count(
    at_most: Callable[[FloatArray], FloatArray], most: FloatArray, chance: float
) -> FloatArray:
    """Halve the counts until the first is found that is not exceeded with a chance."""
    below, reached = np.full_like(most, -1.0), most.copy()
    while (reached - below > 1).any():
        middle = np.floor((below + reached) / 2)
        open_ = reached - below > 1
        enough = at_most(np.maximum(middle, 0.0)) >= chance
        reached = np.where(open_ & enough, middle, reached)
        below = np.where(open_ & ~enough, middle, below)
    return reached


def _distances(count: FloatArray, size: FloatArray, centre: float, kind: str) -> FloatArray:
    """Standardise the distance of each group from the target; NaN where nothing can vary."""
    variance = size * centre * ((1 - centre) if kind == "share" else 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z: FloatArray = np.where(variance > 0, (count - size * centre) / np.sqrt(variance), np.nan)
    return z


def _dispersion(z: FloatArray, winsorised: float) -> float:
    told = z[~np.isnan(z)]
    if not len(told):
        return float("nan")
    low, high = np.quantile(told, [winsorised, 1 - winsorised])
    return float((told.clip(low, high) ** 2).mean())
