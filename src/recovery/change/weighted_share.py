"""A share in which those who were seen stand for those like them who were not."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from recovery.change.unseen import Group
from recovery.estimators.proportion import wilson_interval
from recovery.results import Estimate
from recovery.tables import About
from recovery.tables.arrays import FloatArray

__all__ = ["chance_of_being_seen", "share_interval", "weighted_share"]

STEPS = 50
CLOSE = 1e-10
SEPARATED = "the last score tells exactly who was seen: no weights can be made"
LARGE = 20.0
HEAVY = (
    "somebody stands for more than twenty people: the weighted share rests on very few; look at "
    "the bounds"
)


def weighted_share(members: Group, *, level: float, about: About) -> Estimate:
    r"""Return the share, weighted by one over the chance of being seen.

    The chance is fitted by logistic regression on the last score before the
    window. The standard error takes the fitting into account (it stacks the
    two estimating equations). The interval is Wilson's, of as many people as
    would give that standard error.
    """
    at_stake = ~members.ended
    seen = members.seen[at_stake].astype(float)
    has = members.has[at_stake].astype(float)
    z = members.before[at_stake]
    n = len(members)
    if not seen.any():
        return Estimate(math.nan, math.nan, math.nan, math.nan, "probability", n, about)
    x, chance = chance_of_being_seen(z, seen)
    if chance is None:
        nothing = (math.nan,) * 4
        return Estimate(*nothing, "probability", n, about.noting(SEPARATED))
    weight = seen / chance
    total = weight.sum() + (n - len(seen))  # those whose following ended are known
    value = float((weight * has).sum() / total)
    spread = _spread(x, seen, has - value, chance)
    squares = (spread**2).sum() + (n - len(seen)) * value**2
    std_error = float(math.sqrt(squares) / total)
    heavy = bool(weight.max(initial=0) > LARGE)
    stands = total**2 / (float((weight**2).sum()) + (n - len(seen)))
    ends = share_interval(value, std_error, stands, level=level)
    return Estimate(
        value, std_error, *ends, "probability", n, about.noting(*([HEAVY] if heavy else []))
    )


def share_interval(
    value: float, std_error: float, people: float, *, level: float
) -> tuple[float, float]:
    """Return Wilson's interval of a share with a standard error.

    The error is that of a share of an effective number of people. Of 0 and 1
    it is 0 and tells of none: there the number is ``people``.
    """
    if math.isnan(value) or math.isnan(std_error):
        return math.nan, math.nan
    if std_error > 0 and 0 < value < 1:
        people = value * (1 - value) / std_error**2
    return wilson_interval(value, people, level=level)


def chance_of_being_seen(z: FloatArray, seen: FloatArray) -> tuple[FloatArray, FloatArray | None]:
    """Fit the chance by Newton's method; ``None`` where the score separates seen from unseen."""
    if seen.all() or z.std() == 0:
        return np.ones((len(z), 1)), np.full(len(z), float(seen.mean()))
    from scipy.special import expit

    x = np.column_stack([np.ones_like(z), (z - z.mean()) / z.std()])
    if _separates(z, seen > 0):
        return x, None
    effects, step = np.zeros(2), np.zeros(2)
    for _ in range(STEPS):
        while _likelihood(x, seen, effects + step) < _likelihood(x, seen, effects):
            step = step / 2
        effects = effects + step
        chance: FloatArray = expit(x @ effects)
        information = (x * (chance * (1 - chance))[:, None]).T @ x
        step = np.linalg.solve(information, x.T @ (seen - chance))
        if np.abs(step).max() < CLOSE:
            return x, chance
    return x, None


def _separates(z: FloatArray, seen: npt.NDArray[np.bool_]) -> bool:
    """Say whether all who were seen lie on one side of all who were not, or where they meet."""
    one, other = z[seen], z[~seen]
    return bool(one.min() >= other.max() or one.max() <= other.min())


def _likelihood(x: FloatArray, seen: FloatArray, effects: FloatArray) -> float:
    """Return the log-likelihood, rounded so that a step that changes nothing lowers nothing."""
    linear = x @ effects
    return round(float((seen * linear - np.logaddexp(0, linear)).sum()), 9)


def _spread(
    x: FloatArray, seen: FloatArray, distance: FloatArray, chance: FloatArray
) -> FloatArray:
    """Return each subject's part in the error of the weighted sum."""
    own = seen / chance * distance
    if x.shape[1] == 1 and seen.all():
        return own
    information = (x * (chance * (1 - chance))[:, None]).T @ x
    pull = x.T @ (seen * (1 - chance) / chance * distance)
    part: FloatArray = own - x @ np.linalg.solve(information, pull) * (seen - chance)
    return part
