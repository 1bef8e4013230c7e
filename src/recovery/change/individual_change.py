"""Individual change: who got better by more than chance, and who is no longer a case."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.cutoffs import Cutoff, cutoff_of
from recovery.change.growth import growth_index
from recovery.change.indices import METHODS, Figures, Index, figures_of, index_of
from recovery.change.windows import First, Last, Pairs, pairs
from recovery.estimators.choices import check_table
from recovery.estimators.proportion import proportion
from recovery.norms import Norms
from recovery.results import Changes, Estimates
from recovery.results.changes import STATUSES
from recovery.tables import About, ScoreTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["individual_change"]

BoolArray = npt.NDArray[np.bool_]
GROWTH = "growth-model"
TITLES = {name: method.title for name, method in METHODS.items()} | {GROWTH: "growth model"}
UNDEFINED = {
    "percentage": "change not defined for a first score of 0",
    GROWTH: "fewer than three assessments with a score",
}
"""Why the index of somebody with two scores may not be defined."""


def individual_change(
    scores: ScoreTable,
    norms: Norms,
    *,
    method: str = "jacobson-truax",
    first: First = "baseline",
    last: Last = "last",
    cutoff: Cutoff = "norms",
    level: float = 0.95,
    percent: float | None = None,
) -> Changes:
    r"""Judge the change of each subject between two assessments.

    By Jacobson and Truax a change :math:`x_2 - x_1` is reliable when it is
    larger than :math:`z \sqrt{2}\, s \sqrt{1 - r}`, with the standard deviation
    :math:`s` and the reliability :math:`r` of the norms. Who was a case,
    changed reliably for the better and is no longer a case has *recovered*.

    Parameters
    ----------
    scores
        Assessments of ``s`` subjects.
    norms
        The figures that a change is judged by, and whose they are.
    method
        ``jacobson-truax``; ``gulliksen-lord-novick`` and ``edwards-nunnally``,
        which expect a first score to regress to the mean of the norms;
        ``hsu-linn-lord``, which measures against the mean of the group's last
        scores, so that "deteriorated" may only be less improved than others;
        ``nunnally-kotsch``; ``hageman-arrindell``, whose recovery asks that
        the last score be past the cut-off with confidence (these two compare
        within the group: its means and spreads, the reliability of the
        norms); ``points``, a
        published reliable change; ``percentage``; ``anchor``, the smallest
        change that people call important; or ``growth-model``, which judges
        the slope of a subject's scores from the first to the last one, three
        or more, as predicted by :func:`trajectories`; no later or earlier
        scores count.
    first
        ``baseline``: the first assessment with a score; or two days, both
        within: the assessment nearest to the middle between them.
    last
        ``last``: the last assessment with a score; or two days likewise.
    cutoff
        Where being a case ends: ``norms``, what they state or else the first
        of c, b and a that they allow; ``a``, ``b`` or ``c``; a number; or
        ``none``, to judge the change alone. See :func:`cutoffs`.
    level
        Confidence of a reliable change and of the intervals of the shares.
    percent
        For ``percentage``: the change that counts, in per cent of the first
        score.

    Returns
    -------
    Changes
        Status, direction and reason of each subject, with how many there are
        of each. Deterioration is judged for everyone, cases or not.

    Raises
    ------
    DefinitionError
        If the windows, the method, the cut-off or the level make no sense, or
        the norms lack what the method needs.

    Notes
    -----
    First and last scores of those who came back say nothing of those who did
    not. With ``last="last"`` the time between the two differs from subject to
    subject. Whoever is chosen for a bad first score does better on average at
    the second without any help (regression to the mean).

    References
    ----------
    .. [1] Jacobson, N. S. and Truax, P. (1991). Journal of Consulting and
       Clinical Psychology 59, 12-19.
    .. [2] Hageman, W. J. J. M. and Arrindell, W. A. (1999). Behaviour Research
       and Therapy 37, 1169-1193.

    Examples
    --------
    The example of Jacobson and Truax: a couple whose score rises from 32.5 to
    47.5 has improved reliably, but not past the cut-off of 50.

    >>> norms = Norms(better="higher", clinical_mean=40, clinical_sd=7.5, functional_mean=60,
    ...     functional_sd=7.5, reliability=0.8, reliability_type="test-retest",
    ...     population="couples in therapy", source="Jacobson and Truax 1991")
    >>> scores = ScoreTable(subject=[1, 1, 2, 2], days=[0, 90, 0, 90], value=[32.5, 47.5, 40, 61])
    >>> changes = individual_change(scores, norms)
    >>> changes.index.round(2), changes.columns()["status"]
    (array([3.16, 4.43]), array(['reliably improved', 'recovered'], dtype=object))
    """
    check_table(scores, ScoreTable)
    chosen = pairs(scores, first, last)
    bound, bound_in_words = cutoff_of(norms, cutoff)
    x1, x2 = _values(scores, chosen.first), _values(scores, chosen.last)
    both = chosen.reason == 0
    if method == GROWTH:
        index, past = growth_index(scores, norms, chosen, last, level=level), None
    else:
        figures = figures_of(norms, x1[both], x2[both], method=method, percent=percent)
        index = index_of(x1, x2, figures, method=method, level=level)
        past = None
        if method == "hageman-arrindell":
            past = _surely_past(x2, figures, bound, index.critical)
    reason, reasons = _with_undefined(chosen, index, UNDEFINED.get(method, ""))
    judged = reason == 0
    case_first = _case(x1, norms, bound)
    case_last = _case(x2, norms, bound) if past is None else ~past
    direction = np.where(judged, index.direction, 0).astype(np.int64)
    status = _statuses(judged, case_first, case_last, direction, cases=not np.isnan(bound))
    about = attrs.evolve(
        scores.about,
        level=level,
        method=f"{TITLES[method]}, {bound_in_words}, norms of {norms.population}",
    )
    return Changes(
        subject=scores.subject[scores.order[scores.first]] if len(scores) else scores.subject,
        first_day=_days(scores, chosen.first),
        last_day=_days(scores, chosen.last),
        first=x1,
        last=x2,
        change=x2 - x1,
        index=np.where(judged, index.value, np.nan),
        direction=direction,
        case_first=case_first,
        case_last=case_last,
        status=status,
        reason=reason,
        reasons=reasons,
        shares=shares_of(status, direction, judged, case_first, level=level, about=about),
        about=about,
    )


def shares_of(
    status: IntArray,
    direction: IntArray,
    judged: BoolArray,
    case_first: BoolArray,
    *,
    level: float,
    about: About,
) -> Estimates[str]:
    """Return the shares of a group, each with the denominator that is its own."""
    everyone, cases = int(judged.sum()), int((judged & case_first).sum())
    counted = {
        "recovered": (int((status == STATUSES.index("recovered")).sum()), cases),
        "reliably improved": (int((judged & (direction > 0)).sum()), everyone),
        "no reliable change": (int((judged & (direction == 0)).sum()), everyone),
        "reliably deteriorated": (int((judged & (direction < 0)).sum()), everyone),
    }
    shares = {
        name: proportion(count, n, level=level, about=about) for name, (count, n) in counted.items()
    }
    return Estimates(shares, about=about)


def _values(scores: ScoreTable, rows: IntArray) -> FloatArray:
    values: FloatArray = np.full(len(rows), np.nan)
    values[rows >= 0] = scores.value[rows[rows >= 0]]
    return values


def _days(scores: ScoreTable, rows: IntArray) -> FloatArray:
    days: FloatArray = np.full(len(rows), np.nan)
    days[rows >= 0] = scores.days[rows[rows >= 0]]
    return days


def _with_undefined(chosen: Pairs, index: Index, because: str) -> tuple[IntArray, tuple[str, ...]]:
    """Add the reason of those whose index is not defined, where a method may have such."""
    if not because:
        return chosen.reason, chosen.reasons
    undefined = (chosen.reason == 0) & np.isnan(index.value)
    return np.where(undefined, len(chosen.reasons), chosen.reason), (*chosen.reasons, because)


def _case(value: FloatArray, norms: Norms, bound: float) -> BoolArray:
    """Mark whose score is that of a case; everybody's where there is no cut-off."""
    if np.isnan(bound):
        return np.ones(len(value), dtype=bool)
    worse = norms.direction * (bound - value)
    case: BoolArray = worse >= 0 if norms.case_at_cutoff else worse > 0
    return case


def _surely_past(value: FloatArray, figures: Figures, bound: float, critical: float) -> BoolArray:
    """Mark whose true score lies past the cut-off, after Hageman and Arrindell."""
    true = figures.m2 + (value - figures.m2) * figures.r
    distance = figures.better * (true - bound) / (np.sqrt(figures.r) * figures.sem)
    past: BoolArray = distance > critical
    return past


def _statuses(
    judged: BoolArray,
    case_first: BoolArray,
    case_last: BoolArray,
    direction: IntArray,
    *,
    cases: bool,
) -> IntArray:
    names = {name: place for place, name in enumerate(STATUSES)}
    conditions = [
        ~judged,
        ~case_first,
        cases & (direction > 0) & ~case_last,
        direction > 0,
        direction < 0,
    ]
    chosen = [
        "not assessable",
        "not a case at baseline",
        "recovered",
        "reliably improved",
        "reliably deteriorated",
    ]
    places = [names[name] for name in chosen]
    return np.select(conditions, places, names["no reliable change"]).astype(np.int64)
