"""Trajectories: a line through each subject's scores, around a mean line."""

from __future__ import annotations

from statistics import NormalDist

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.mixed_model import Fit, fit, sums
from recovery.errors import DefinitionError
from recovery.results import Effects, Trajectories
from recovery.results.trajectories import terms
from recovery.tables import About, ScoreTable
from recovery.tables.arrays import FloatArray

__all__ = ["trajectories"]

TERMS = ("intercept", "month", "month after the bend")
FLAT = "a variance was estimated as 0, or intercept and slope as fully correlated"


def trajectories(
    scores: ScoreTable, *, bend_days: float | None = None, level: float = 0.95
) -> Trajectories:
    r"""Fit a mean line of the scores and each subject's deviation from it.

    The score of subject :math:`i` in month :math:`t` (365 / 12 days) is
    :math:`(\beta_0 + u_{0i}) + (\beta_1 + u_{1i})\, t` plus a residual; the
    deviations :math:`(u_{0i}, u_{1i})` are normal with any variances and
    covariance. Everyone with a score takes part, however few they have. The
    model is fitted by restricted maximum likelihood (REML).

    Parameters
    ----------
    scores
        Assessments; forms without a score are left out.
    bend_days
        A day, such as that of a milestone, on which the mean line may bend;
        ``month after the bend`` is by how much its slope changes there.
    level
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    Trajectories
        Mean line, variances, and slope of each subject.

    Raises
    ------
    DefinitionError
        If the scores are too few to tell the deviations from the residuals,
        do not vary, or ``level`` or ``bend_days`` makes no sense.

    Notes
    -----
    The lines of those who dropped out are continued as if their scores had
    gone on like those of others with the same scores so far ("missing at
    random"). If people leave because of scores that nobody saw, the mean line
    is wrong, by an amount that these data cannot tell.

    References
    ----------
    .. [1] Laird, N. M. and Ware, J. H. (1982). Biometrics 38, 963-974.
    .. [2] Bates, D., Mächler, M., Bolker, B. and Walker, S. (2015). Journal of
       Statistical Software 67(1).

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> subject, days = np.repeat(np.arange(50), 4), np.tile([0, 91, 182, 273], 50)
    >>> own = rng.normal(0, [3, 0.3], (50, 2))[subject]
    >>> value = 18 + own[:, 0] + (own[:, 1] - 1) * days / 30.4 + rng.normal(0, 1, 200)
    >>> found = trajectories(ScoreTable(subject=subject, days=days, value=value))
    >>> found
    Trajectories(50 subjects: -1.034 points a month, -1.111 to -0.9563)
    >>> found.mean([0, 182])[182]
    Estimate(11.62 points, 10.71 to 12.53, n=50)
    """
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    rows = scores.order[~np.isnan(scores.value[scores.order])]
    whose = np.repeat(np.arange(scores.subjects), np.diff(scores.first, append=len(scores)))
    whose = whose[~np.isnan(scores.value[scores.order])]
    bend = np.nan if bend_days is None else float(bend_days)
    days, y = scores.days[rows], scores.value[rows]
    x = terms(days, bend)
    _check(x, y, whose, bend)
    who, subject = np.unique(whose, return_inverse=True)
    units = _Units(
        centre=float(x[:, 1].mean()),
        terms=np.array([1.0, *x[:, 1:].std(axis=0)]),
        middle=float(y.mean()),
        points=float(y.std()),
    )
    x[:, 1] -= units.centre
    made = fit(sums(subject, len(who), x / units.terms, (y - units.middle) / units.points))
    return _result(scores, made, who, subject, days, units, bend, level)


@attrs.frozen(eq=False)
class _Units:
    """In which the model is fitted, so that all its numbers are of about unit size."""

    centre: float
    terms: FloatArray
    middle: float
    points: float

    def back(self, size: int) -> FloatArray:
        """Return the matrix that takes the first terms of the fit to points and months."""
        back = np.diag(self.points / self.terms[:size])
        back[0, 1] = -self.centre * back[1, 1]
        return back


def _check(x: FloatArray, y: FloatArray, whose: npt.NDArray[np.int64], bend: float) -> None:
    """Refuse scores from which the model cannot be told."""
    faults = []
    many = np.bincount(whose)
    if len(y) - int((many > 0).sum()) < 2 or (many > 1).sum() < 3:
        faults.append(
            "at least three subjects need two scores or more, and together more scores than that"
        )
    elif (many > 2).sum() < 1:
        faults.append(
            "no subject has three scores, so that nothing tells own slopes from chance: compare "
            "first and last scores with individual_change instead"
        )
    elif np.linalg.matrix_rank(x) < x.shape[1]:
        faults.append(
            "bend_days: there are no scores on enough days before and after it"
            if not np.isnan(bend)
            else "all scores are of one day"
        )
    elif y.std() == 0:
        faults.append("all scores are the same")
    if faults:
        message = "these scores do not tell trajectories:"
        raise DefinitionError(message, faults=tuple(faults))


def _result(
    scores: ScoreTable,
    made: Fit,
    who: npt.NDArray[np.int64],
    subject: npt.NDArray[np.int64],
    days: npt.NDArray[np.int64],
    units: _Units,
    bend: float,
    level: float,
) -> Trajectories:
    """Bring the fit back from units of spread to points and months."""
    back, line = units.back(len(made.beta)), units.back(2)
    beta, covariance = back @ made.beta, back @ made.covariance @ back.T
    beta[0] += units.middle
    own = beta[:2] + made.random @ line.T
    relative = line @ made.relative @ line.T * made.sigma**2
    df = len(days) - len(beta)
    log_likelihood = (
        made.log_likelihood - np.log(units.terms).sum() - df * float(np.log(units.points))
    )
    about = attrs.evolve(
        scores.about, level=level, method="mixed model with own intercept and slope, REML"
    ).noting(*([FLAT] if made.at_boundary else []))
    return Trajectories(
        effects=_effects(beta, covariance, n=len(days), level=level, about=about),
        variances={
            "intercept": float(relative[0, 0]),
            "month": float(relative[1, 1]),
            "covariance": float(relative[0, 1]),
            "residual": (made.sigma * units.points) ** 2,
        },
        log_likelihood=log_likelihood,
        subject=scores.subject[scores.order[scores.first]][who],
        assessments=np.bincount(subject, minlength=len(who)),
        own=own,
        own_error=line @ made.error @ line.T,
        bend_days=bend,
        followed_from=int(days.min()),
        followed_to=int(days.max()),
        level=level,
        n=len(who),
        about=about,
    )


def _effects(
    beta: FloatArray, covariance: FloatArray, *, n: int, level: float, about: About
) -> Effects:
    std_error = np.sqrt(covariance.diagonal())
    normal = NormalDist()
    reach = normal.inv_cdf(0.5 + level / 2) * std_error
    p_value = [2 * normal.cdf(-abs(z)) for z in (beta / std_error).tolist()]
    return Effects(
        terms=TERMS[: len(beta)],
        estimate=beta,
        std_error=std_error,
        model_error=std_error,
        lower=beta - reach,
        upper=beta + reach,
        p_value=np.array(p_value),
        covariance=covariance,
        ratio_of="",
        n=n,
        events=0,
        about=about,
    )
