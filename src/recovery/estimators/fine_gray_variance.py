"""How far each subject moves the effects of a Fine–Gray model."""

from __future__ import annotations

import numpy as np

from recovery.estimators.cox_likelihood import Likelihood
from recovery.estimators.fine_gray_rows import SubProblem
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["scores"]


def scores(events: EventTable, made: SubProblem, at: Likelihood, *, estimated: bool) -> FloatArray:
    r"""Return the score of each row of the table, for all its subjects: shape ``(n, p)``.

    That of a subject is :math:`\int (x - \bar x)(dN - r\,W\,d\Lambda)`, with what
    it counts for :math:`W` while at risk and after a competing event.

    Parameters
    ----------
    events, made, at
        The rows, and the likelihood at the estimate.
    estimated
        Whether to add how far the subject moves the shares still followed,
        and by them the effects; else these are taken as known.
    """
    rows, sums = made.rows, at.sums
    spent = rows.over_follow_up(sums.hazard, sums.shared)
    compared = (sums.hazard * at.moments - sums.shared * at.tied_moments) / rows.struck
    died = np.flatnonzero(rows.died)
    mass = np.ones(len(rows.order)) if rows.mass is None else rows.mass
    found = np.empty((len(events), len(made.values)))
    steps = zip(made.values, at.mean_steps, at.spared_means, compared, strict=True)
    for place, (term, hazards, spared, mean) in enumerate(steps):
        score = at.risk * (rows.over_follow_up(hazards, spared) - term * spent)
        score[died] += mass[died] * (term[died] - mean[rows.last[died] - 1])
        found[:, place] = np.bincount(rows.order, score, minlength=len(events))
    if estimated:
        _add_by_censoring(found, events, made, at)
    return found


def _add_by_censoring(
    found: FloatArray, events: EventTable, made: SubProblem, at: Likelihood
) -> None:
    r"""Add how far each row moves the score through the shares still followed.

    A censoring on day :math:`u` makes everyone count less who had a competing
    event before and is in the risk set of an event on the day or later. With
    :math:`q(u)` what that takes from the score, a subject adds
    :math:`\int q\, dM / n` for its own martingale of censoring :math:`M`, where
    :math:`n` are at risk of it.
    """
    for number, one in enumerate(made.followed):
        part, counts = one.rows, one.counts
        taken = _taken(made, at, number, counts.days, events.exit)
        once = np.divide(1.0, one.at_risk, out=np.zeros(len(counts.days)), where=one.at_risk > 0)
        hazard = counts.censored * once
        spent = np.cumsum(taken * hazard * once, axis=1)
        places = np.searchsorted(counts.days, events.exit[part])
        # Those who cannot be censored on the day of their event have spent what was before it.
        spared = 0 if (one.at_risk == counts.at_risk).all() else 1
        until = places - spared * (events.event[part] > 0)
        censored, begun = events.event[part] == 0, until >= 0
        until = np.maximum(until, 0)
        many = 1 if events.frequency is None else events.frequency[part]
        for place, (own, lost) in enumerate(zip(taken * once, spent, strict=True)):
            found[part, place] += (
                censored * own[places] - np.where(begun, lost[until], 0.0)
            ) * many


def _taken(
    made: SubProblem, at: Likelihood, number: int, days: IntArray, exit_days: IntArray
) -> FloatArray:
    """Return for each day what one censoring on it takes from the score: shape ``(p, days)``."""
    rows, many = made.rows, len(days)
    sets = slice(*np.searchsorted(rows.stratum, [number, number + 1]))
    owners = made.stratum[rows.order[rows.end :]]  # tails come by stratum
    tails = slice(*(rows.end + np.searchsorted(owners, [number, number + 1])))
    # As in cmprsk, censorings from the day after the competing event on are counted.
    after = np.searchsorted(days, exit_days[rows.order[tails]]) + 1
    risk = at.risk[tails]

    def so_far(numbers: FloatArray) -> FloatArray:
        sums: FloatArray = np.bincount(after, numbers, minlength=many)[:many].cumsum()
        return sums

    share = rows.share[sets]
    ahead = np.searchsorted(rows.day[sets], days)  # risk sets of the day and later
    hazard = _ahead(share * at.sums.hazard[sets])[ahead]
    means = _ahead(share * at.mean_steps[:, sets])[:, ahead]
    moments = np.array([so_far(risk * term[tails]) for term in made.values])
    return moments * hazard - so_far(risk) * means


def _ahead(numbers: FloatArray) -> FloatArray:
    """Return running sums from the end, and 0 past it."""
    sums = numbers[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return np.concatenate([sums, np.zeros((*numbers.shape[:-1], 1))], axis=-1)
