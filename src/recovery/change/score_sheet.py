"""One call for the recovery score sheet of a group."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from recovery.change.cutoffs import Cutoff
from recovery.change.individual_change import individual_change
from recovery.change.missing_scores import missing_scores
from recovery.change.regression_to_mean import regression_to_mean
from recovery.change.sustained import Sustained
from recovery.change.time_to_recovery import time_to_recovery
from recovery.change.windows import First, Window
from recovery.estimators import aalen_johansen
from recovery.estimators.choices import check_table
from recovery.norms import Norms
from recovery.results import Curves, Estimates, Groups, ScoreSheet
from recovery.tables import ScoreTable

__all__ = ["score_sheet"]

FEW = 10
"""Of fewer than this a share moves by more than ten per cent with one person."""
FEW_PEOPLE = "few people can be judged: one more or less moves each share by ten per cent or more"
HORIZONS = (183, 365, 730)
UNSEEN = ("recovered", "reliably deteriorated")


def score_sheet(
    scores: ScoreTable,
    norms: Norms,
    *,
    last: Window,
    first: First = "baseline",
    rule: Sustained | None = None,
    method: str = "jacobson-truax",
    cutoff: Cutoff = "norms",
    level: float = 0.95,
    days: tuple[int, ...] = HORIZONS,
    by: Mapping[str, ScoreTable] | None = None,
    repeats: int = 0,
    seed: int = 0,
) -> ScoreSheet:
    """Return every figure of recovery that the scores of a group give.

    Parameters
    ----------
    scores, norms, last, first
        As in :func:`individual_change`; ``last`` is two days, since otherwise
        nobody could be missing.
    rule
        What sustained recovery is; ``None`` leaves it out.
    method
        ``jacobson-truax`` or ``points``.
    cutoff, level
        As in :func:`individual_change`.
    days
        Days by which sustained recovery is told.
    by
        Scores of groups, by label, for a sheet of each.
    repeats, seed
        For the interval of the mixed model, as in :func:`missing_scores`: how
        many times it is fitted to drawn subjects, 0 for no interval, and the
        seed of the draws.

    Returns
    -------
    ScoreSheet

    Raises
    ------
    DefinitionError
        If the question makes no sense, or the norms lack what it needs.

    References
    ----------
    .. [1] Jacobson, N. S. and Truax, P. (1991). Journal of Consulting and
       Clinical Psychology 59, 12-19.

    Examples
    --------
    >>> norms = Norms(better="lower", cutoff=10, reliable_change=6, population="invented",
    ...     source="invented")
    >>> scores = ScoreTable(subject=[1, 2, 3, 1, 2, 3], days=[0] * 3 + [180] * 3,
    ...     value=[18, 20, 15, 8, 19, 22])
    >>> score_sheet(scores, norms, last=(150, 210), method="points")
    ScoreSheet(3 subjects)
      recovered: 1
      reliably improved: 0
      no reliable change: 1
      reliably deteriorated: 1
      not a case at baseline: 0
      not assessable: 0
      share recovered, of cases: Estimate(0.3333 probability, 0.06149 to 0.7923, n=3)
      share reliably improved, recovered or not, of all:
        Estimate(0.3333 probability, 0.06149 to 0.7923, n=3)
      share no reliable change, of all: Estimate(0.3333 probability, 0.06149 to 0.7923, n=3)
      share reliably deteriorated, of all: Estimate(0.3333 probability, 0.06149 to 0.7923, n=3)
    """

    def sheet(table: ScoreTable) -> ScoreSheet:
        changes = individual_change(
            table, norms, method=method, first=first, last=last, cutoff=cutoff, level=level
        )
        sustained = None if rule is None else _sustained(table, rule, level)
        few = [FEW_PEOPLE] if changes.n < FEW else []
        return ScoreSheet(
            counts=changes.counts,
            missing={reason: many for reason, many in changes.missing.items() if many},
            shares=changes.shares,
            assuming={
                outcome: missing_scores(
                    table,
                    norms,
                    last=last,
                    outcome=outcome,
                    method=method,
                    first=first,
                    cutoff=cutoff,
                    level=level,
                    repeats=repeats,
                    seed=seed,
                )
                for outcome in UNSEEN
            },
            regression=regression_to_mean(changes, norms),
            sustained=sustained,
            sustained_by=_by_days(sustained, days),
            about=changes.about.noting(*few),
        )

    check_table(scores, ScoreTable)
    groups = None
    if by is not None:
        for table in by.values():
            check_table(table, ScoreTable)
        groups = Groups(by, by=getattr(by, "by", ())).each(sheet)
    return attrs.evolve(sheet(scores), groups=groups)


def _sustained(table: ScoreTable, rule: Sustained, level: float) -> Curves | None:
    events = time_to_recovery(table, rule)
    return aalen_johansen(events, level=level) if len(events) else None


def _by_days(sustained: Curves | None, days: tuple[int, ...]) -> Estimates[int]:
    if sustained is None:
        return Estimates({})
    curve = sustained["sustained_recovery"]
    return curve.estimate(days)
