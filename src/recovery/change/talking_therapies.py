"""The three outcomes of NHS Talking Therapies, over two measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.individual_change import individual_change
from recovery.change.windows import First, Last
from recovery.errors import DefinitionError
from recovery.estimators.proportion import proportion
from recovery.norms import Norms
from recovery.results import Changes, Estimates
from recovery.tables import ScoreTable
from recovery.tables.arrays import as_labels

__all__ = ["talking_therapies"]

WORDING = (
    "reliable improvement: better on one measure and worse on none; the wording of the manual "
    "itself could not be read"
)
NOT_NATURAL = "natural recovery and regression to the mean are part of these shares"


def talking_therapies(
    measures: Mapping[str, tuple[ScoreTable, Norms]],
    *,
    finished: npt.ArrayLike | None = None,
    first: First = "baseline",
    last: Last = "last",
    level: float = 0.95,
) -> Estimates[str]:
    """Return recovery, reliable improvement and reliable recovery, each of its own denominator.

    Whoever is a case on any of the measures at first is *at caseness*.
    *Recovery*: at caseness at first and on none of the measures at last.
    *Reliable improvement*: better by the reliable change on at least one
    measure and worse by it on none. *Reliable recovery*: both. *Reliable
    deterioration*: worse on at least one and better on none.

    Parameters
    ----------
    measures
        Scores and norms of each measure, by its name; commonly the PHQ-9 (cut-off
        10, reliable change 6) and the GAD-7 (8 and 4). The norms need both.
        Labels of subjects mean the same people in all of them, as those of one
        cohort do.
    finished
        Labels of the subjects who finished a course of treatment, two attended
        sessions or more, not marks of true and false; ``None``: everyone counts.
    first, last
        As in :func:`individual_change`; the programme compares first and last
        scores, however far apart.
    level
        Coverage of the intervals.

    Returns
    -------
    Estimates
        ``recovery`` and ``reliable recovery`` among those who were at caseness;
        ``reliable improvement`` and ``reliable deterioration`` among all with
        both scores on every measure. Each says its ``n``.

    Raises
    ------
    DefinitionError
        If there is no measure, norms lack a cut-off or a reliable change, or
        ``finished`` are not labels of subjects with scores.

    References
    ----------
    .. [1] Clark, D. M. (2018). Annual Review of Clinical Psychology 14, 159-183.

    Examples
    --------
    >>> phq9 = Norms(better="lower", cutoff=10, reliable_change=6,
    ...     population="talking therapies", source="named in the report")
    >>> gad7 = Norms(better="lower", cutoff=8, reliable_change=4,
    ...     population="talking therapies", source="named in the report")
    >>> def scores(pre, post):
    ...     return ScoreTable(subject=[1, 2, 1, 2], days=[0, 0, 90, 90], value=[*pre, *post])
    >>> found = talking_therapies(
    ...     {"phq9": (scores([18, 9], [7, 9]), phq9), "gad7": (scores([12, 5], [6, 4]), gad7)})
    >>> {name: (share.value, share.n) for name, share in found.items()}
    {'recovery': (1.0, 1), 'reliable improvement': (0.5, 2),
     'reliable recovery': (1.0, 1), 'reliable deterioration': (0.0, 2)}
    """
    if not measures:
        message = "name at least one measure, with its scores and norms"
        raise DefinitionError(message)
    for name, (_, norms) in measures.items():
        if norms.cutoff is None or norms.reliable_change is None:
            message = f"the norms of {name!r} need both cutoff and reliable_change"
            raise DefinitionError(message)
    changes = [
        individual_change(scores, norms, method="points", first=first, last=last, level=level)
        for scores, norms in measures.values()
    ]
    kept = _in_all(changes, finished)
    at = [(change, _places(change, kept)) for change in changes]
    case_first = np.any([change.case_first[place] for change, place in at], axis=0)
    case_last = np.any([change.case_last[place] for change, place in at], axis=0)
    better = np.any([change.direction[place] > 0 for change, place in at], axis=0)
    worse = np.any([change.direction[place] < 0 for change, place in at], axis=0)
    recovery, improved = case_first & ~case_last, better & ~worse
    about = attrs.evolve(
        changes[0].about, level=level, method=f"NHS Talking Therapies on {' and '.join(measures)}"
    ).noting(WORDING, NOT_NATURAL)
    everyone, cases = len(kept), int(case_first.sum())
    counted = {
        "recovery": (recovery, cases),
        "reliable improvement": (improved, everyone),
        "reliable recovery": (recovery & improved, cases),
        "reliable deterioration": (worse & ~better, everyone),
    }
    shares = {
        name: proportion(int(who.sum()), n, level=level, about=about)
        for name, (who, n) in counted.items()
    }
    return Estimates(shares, about=about)


def _in_all(changes: list[Changes], finished: npt.ArrayLike | None) -> npt.NDArray[Any]:
    """Return the labels of the subjects who can be judged on every measure."""
    kept = changes[0].subject[changes[0].reason == 0]
    for change in changes[1:]:
        kept = np.intersect1d(kept, change.subject[change.reason == 0])
    if finished is None:
        return np.unique(kept)
    return np.intersect1d(kept, _labels(finished, changes)).astype(kept.dtype)


def _labels(finished: npt.ArrayLike, changes: list[Changes]) -> npt.NDArray[Any]:
    """Return who finished, as labels that somebody has."""
    labels = np.atleast_1d(as_labels(finished))
    if labels.dtype.kind == "b" or any(isinstance(label, bool) for label in labels.flat):
        message = (
            "finished must be labels of subjects, not marks of true and false: give the labels of "
            "those marked, such as labels[marks]"
        )
        raise DefinitionError(message)
    everyone: set[object] = set().union(*(change.subject.tolist() for change in changes))
    unknown = [place for place, label in enumerate(labels.tolist()) if label not in everyone]
    if unknown:
        message = (
            f"finished, position {unknown[0]}: nobody in the scores has this label; so with "
            f"{len(unknown):,} of {len(labels):,}, counted from position 0"
        )
        raise DefinitionError(message)
    return labels


def _places(change: Changes, kept: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    order = np.argsort(change.subject)
    places: npt.NDArray[np.int64] = order[np.searchsorted(change.subject, kept, sorter=order)]
    return places
