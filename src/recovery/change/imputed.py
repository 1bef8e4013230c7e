"""A share in which a mixed model predicts those who were not seen."""

from __future__ import annotations

import math

import numpy as np

from recovery.change.indices import reliable_points
from recovery.change.trajectories import trajectories
from recovery.change.unseen import Asked, Group, group
from recovery.change.weighted_share import share_interval
from recovery.errors import DefinitionError
from recovery.results import Estimate
from recovery.results.trajectories import DAYS_A_MONTH
from recovery.tables import About, ScoreTable
from recovery.tables.arrays import FloatArray

__all__ = ["imputed_share", "share_by_shift"]

NO_MODEL = "the scores are too few for a mixed model"
FAR = 1e6
"""Points; far beyond the range of any instrument."""


def imputed_share(
    scores: ScoreTable, asked: Asked, members: Group, *, about: About, repeats: int, seed: int
) -> Estimate:
    """Return the share, with the chance of the outcome for each who was not seen."""
    n = len(members)
    try:
        unseen = _Unseen(scores, asked, members)
    except (DefinitionError, ArithmeticError):
        nothing = (math.nan,) * 4
        return Estimate(*nothing, "probability", n, about.noting(NO_MODEL))
    value = unseen.share(0.0)
    std_error = _by_draws(scores, asked, repeats, seed) if repeats else math.nan
    ends = share_interval(value, std_error, n, level=asked.level)
    return Estimate(value, std_error, *ends, "probability", n, about)


def share_by_shift(scores: ScoreTable, asked: Asked, members: Group, *, below: float) -> Estimate:
    """Return by how many points the unseen have to be worse for the share to fall."""
    if not 0 < below < 1:
        message = f"below must be a share strictly between 0 and 1, but was {below!r}"
        raise DefinitionError(message)
    if asked.bad:
        message = "a tipping point is of a good outcome: recovered, or reliably improved"
        raise DefinitionError(message)
    unseen = _Unseen(scores, asked, members)
    if unseen.share(0.0) < below:
        shift = 0.0
    elif unseen.share(FAR) >= below:
        shift = math.inf
    else:
        from scipy.optimize import brentq

        shift = float(brentq(lambda points: unseen.share(points) - below, 0.0, FAR, xtol=1e-10))
    return Estimate(shift, math.nan, math.nan, math.nan, "points", len(members), scores.about)


class _Unseen:
    """The predicted scores of those who were not seen."""

    def __init__(self, scores: ScoreTable, asked: Asked, members: Group) -> None:
        self.members = members
        self.better = asked.norms.direction
        self.bad = asked.bad
        found = trajectories(scores)
        place = np.full(scores.subjects, -1)
        scored = np.logical_or.reduceat(~np.isnan(scores.value[scores.order]), scores.first)
        place[scored] = np.arange(found.n)
        who = place[members.place[members.unseen]]
        day = np.array([1.0, sum(asked.last) / 2 / DAYS_A_MONTH])
        self.mean = self.better * (found.own[who] @ day)
        error = np.einsum("a,sab,b->s", day, found.own_error[who], day)
        self.spread = np.sqrt(error + found.variances["residual"])
        points = reliable_points(asked.norms, asked.method, asked.level)
        self.bar = asked.bar(members.first[members.unseen], points)

    def share(self, worse: float) -> float:
        """Return the share if the unseen are so many points worse than predicted."""
        from scipy.special import ndtr

        distance: FloatArray = (self.mean - worse - self.bar) / self.spread
        chance = ndtr(-distance if self.bad else distance)
        return float((self.members.has.sum() + chance.sum()) / len(self.members))


def _by_draws(scores: ScoreTable, asked: Asked, repeats: int, seed: int) -> float:
    """Return the standard deviation of the share over draws of subjects with replacement."""
    draw = np.random.default_rng(seed)
    many = np.diff(scores.first, append=len(scores))
    shares = []
    for _ in range(repeats):
        chosen = draw.integers(0, scores.subjects, scores.subjects)
        sizes = many[chosen]
        inside = np.arange(sizes.sum()) - np.repeat(sizes.cumsum() - sizes, sizes)
        rows = scores.order[np.repeat(scores.first[chosen], sizes) + inside]
        again = ScoreTable(
            subject=np.repeat(np.arange(len(chosen)), sizes),
            days=scores.days[rows],
            value=scores.value[rows],
            end=None if scores.end is None else scores.end[rows],
            end_event=None if scores.end_event is None else scores.end_event[rows],
            causes=scores.causes,
        )
        try:
            shares.append(_Unseen(again, asked, group(again, asked)).share(0.0))
        except (DefinitionError, ArithmeticError):
            continue
    return float(np.std(shares, ddof=1)) if len(shares) > 1 else math.nan
