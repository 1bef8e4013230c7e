"""Regression to the mean: what a change would have been without any help."""

from __future__ import annotations

import math
from statistics import NormalDist

import attrs
import numpy as np

from recovery.norms import Norms
from recovery.results import Changes, Estimate, Estimates

__all__ = ["regression_to_mean"]

NOT_ESTIMABLE = (
    "regression to the mean is not estimable: the norms state no reliability, or no mean of "
    "everyone who was referred"
)


def regression_to_mean(changes: Changes, norms: Norms) -> Estimates[str]:
    r"""Return the mean change, and how much of it comes of having been chosen for a bad score.

    People who seek help when they feel worst feel better later on average.
    With reliability :math:`r` and the mean :math:`\mu` of everyone referred,
    whether a case or not, the second score of a group whose first mean is
    :math:`\bar x_1` is expected to lie :math:`(1 - r)(\mu - \bar x_1)` from it.

    Parameters
    ----------
    changes
        Changes of a group; those who can be judged count.
    norms
        With ``reliability`` and ``referral_mean``; without them the expected
        change is NaN, and a note says so.

    Returns
    -------
    Estimates
        In points, as last less first: ``mean change`` with its interval;
        ``expected``, by regression to the mean; ``beyond``, the rest. The
        figures of the norms are taken as known exactly.

    References
    ----------
    .. [1] Barnett, A. G., van der Pols, J. C. and Dobson, A. J. (2005).
       International Journal of Epidemiology 34, 215-220.

    Examples
    --------
    >>> from recovery.change import individual_change
    >>> from recovery.tables import ScoreTable
    >>> norms = Norms(better="lower", cutoff=10, sd=6, reliability=0.8, referral_mean=12,
    ...     reliability_type="test-retest", population="invented", source="invented")
    >>> scores = ScoreTable(subject=[1, 2, 3] * 2, days=[0] * 3 + [90] * 3,
    ...     value=[20, 16, 18, 14, 15, 16])
    >>> found = regression_to_mean(individual_change(scores, norms), norms)
    >>> found["mean change"].value, round(found["expected"].value, 2)
    (-3.0, -1.2)
    """
    judged = changes.reason == 0
    change, first = changes.change[judged], changes.first[judged]
    n = len(change)
    expected, notes = math.nan, [NOT_ESTIMABLE]
    if norms.reliability is not None and norms.referral_mean is not None and n:
        expected = (1 - norms.reliability) * (norms.referral_mean - float(first.mean()))
        notes = []
    mean = float(change.mean()) if n else math.nan
    std_error = float(change.std(ddof=1) / np.sqrt(n)) if n > 1 else math.nan
    level = changes.about.level or 0.95
    reach = NormalDist().inv_cdf(0.5 + level / 2) * std_error
    about = attrs.evolve(changes.about, method="mean of the changes").noting(*notes)

    def points(value: float, error: float, half: float) -> Estimate:
        return Estimate(value, error, value - half, value + half, "points", n, about)

    found = {
        "mean change": points(mean, std_error, reach),
        "expected": points(expected, math.nan, math.nan),
        "beyond": points(mean - expected, std_error, reach),
    }
    return Estimates(found, about=about)
