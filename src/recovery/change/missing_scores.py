"""What missing scores do to a share: the same share, by every assumption about the unseen."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.cutoffs import Cutoff
from recovery.change.imputed import imputed_share, share_by_shift
from recovery.change.unseen import Asked, Group, group
from recovery.change.weighted_share import weighted_share
from recovery.change.windows import First, Window
from recovery.estimators.proportion import proportion
from recovery.norms import Norms
from recovery.results import Estimate, Estimates
from recovery.tables import About, ScoreTable

__all__ = ["missing_scores", "tipping_point"]

ENDED = "whose following something ended before does not have the outcome"
ENDED_UNKNOWN = (
    "whose following something ended before, such as a death, may have deteriorated: they count "
    "as not seen"
)
LAST = "the last observation stands for what nobody saw; it is shown for comparison only"


def missing_scores(
    scores: ScoreTable,
    norms: Norms,
    *,
    last: Window,
    outcome: str = "recovered",
    method: str = "jacobson-truax",
    first: First = "baseline",
    cutoff: Cutoff = "norms",
    level: float = 0.95,
    repeats: int = 0,
    seed: int = 0,
) -> Estimates[str]:
    """Return the share with an outcome under each assumption about those who were not seen.

    Among everyone with a first score before the window (for recovery: those
    who were a case then), not only among those who came back. Whoever died, or
    whose following another event ended before they were seen in the window,
    has not recovered or improved; but of those nobody knows whether they
    deteriorated, so that they count as unseen there, also in the bounds.

    Parameters
    ----------
    scores, norms
        As in :func:`individual_change`.
    last
        Two days, both within, between which everybody should have been seen.
    outcome
        ``recovered``, ``reliably improved`` or ``reliably deteriorated``.
    method
        ``jacobson-truax`` or ``points``.
    first, cutoff
        As in :func:`individual_change`.
    level
        Coverage of the intervals, and confidence of a reliable change.
    repeats
        For the interval of the mixed model: how many times to draw subjects
        with replacement and fit it again; 0 for none.
    seed
        Of these draws.

    Returns
    -------
    Estimates
        - ``completers``: only those who were seen. Right if who is seen does
          not depend on how they are.
        - ``none of the unseen``, ``all of the unseen``: the bounds, whatever
          the unseen are like.
        - ``last observation``: the unseen stay as they were last seen.
        - ``weighted``: those seen stand for others with the same last score
          before the window.
        - ``mixed model``: the unseen go on along their own line, as
          :func:`trajectories` predicts it.

        The last two are right only if, given the scores that were seen, who
        stays away does not depend on how they are now.

    Raises
    ------
    DefinitionError
        If the question makes no sense, or the norms lack what it needs.

    References
    ----------
    .. [1] Little, R. J. A. and Rubin, D. B. (2019). Statistical Analysis with
       Missing Data, third edition. Wiley.

    Examples
    --------
    Six were a case at first; two of the four who came back have recovered.

    >>> norms = Norms(better="lower", cutoff=10, reliable_change=6, population="invented",
    ...     source="invented")
    >>> scores = ScoreTable(subject=[1, 2, 3, 4, 5, 6, 1, 2, 3, 4], days=[0] * 6 + [180] * 4,
    ...     value=[18, 20, 15, 16, 22, 17, 8, 9, 14, 16])
    >>> shares = missing_scores(scores, norms, last=(150, 210), method="points")
    >>> for name in ("completers", "none of the unseen", "all of the unseen"):
    ...     print(name, round(shares[name].value, 3), shares[name].n)
    completers 0.5 4
    none of the unseen 0.333 6
    all of the unseen 0.667 6
    """
    asked = Asked(
        norms=norms,
        outcome=outcome,
        method=method,
        first=first,
        last=last,
        cutoff=cutoff,
        level=level,
    )
    members = group(scores, asked)
    about = attrs.evolve(
        scores.about, level=level, method=f"share {outcome}, by what is assumed of the unseen"
    ).noting(*_on_ended(scores, asked, members))
    shares = _counted(asked, members, about)
    shares["weighted"] = weighted_share(members, level=level, about=about)
    shares["mixed model"] = imputed_share(
        scores, asked, members, about=about, repeats=repeats, seed=seed
    )
    return Estimates(shares, about=about)


def _on_ended(scores: ScoreTable, asked: Asked, members: Group) -> list[str]:
    """Say what is assumed of those whose following something ended."""
    if not asked.bad:
        return [ENDED] if members.ended.any() else []
    if scores.end_event is None:
        return []
    event = scores.end_event[scores.order[scores.first]][members.place]
    return [ENDED_UNKNOWN] if (event[~members.seen] > 0).any() else []


def _counted(asked: Asked, members: Group, about: About) -> dict[str, Estimate]:
    """Return the shares that are counts."""
    seen, has, everyone = int(members.seen.sum()), int(members.has.sum()), len(members)
    unseen = int(members.unseen.sum())
    carried = has + int(_by_last(asked, members).sum())
    counted = {
        "completers": (has, seen, ()),
        "none of the unseen": (has, everyone, ()),
        "all of the unseen": (has + unseen, everyone, ()),
        "last observation": (carried, everyone, (LAST,)),
    }
    return {
        name: proportion(count, n, level=asked.level, about=about.noting(*notes))
        for name, (count, n, notes) in counted.items()
    }


def _by_last(asked: Asked, members: Group) -> npt.NDArray[np.bool_]:
    """Mark which of the unseen would have the outcome if they had stayed as last seen."""
    who = np.flatnonzero(members.unseen)
    pairs = ScoreTable(
        subject=np.tile(who, 2),
        days=np.repeat([0, 1], len(who)),
        value=np.concatenate([members.first[who], members.before[who]]),
    )
    return asked.has_it(attrs.evolve(asked, first="baseline").judge(pairs, last=(1, 1)))


def tipping_point(
    scores: ScoreTable,
    norms: Norms,
    *,
    last: Window,
    below: float,
    outcome: str = "recovered",
    method: str = "jacobson-truax",
    first: First = "baseline",
    cutoff: Cutoff = "norms",
    level: float = 0.95,
) -> Estimate:
    """Return how much worse the unseen would have to be for the share to fall below a value.

    The mixed model predicts the score of each of the unseen; all of these are
    made worse by so many points until the share is no longer ``below`` or more.

    Parameters
    ----------
    scores, norms, last
        As in :func:`missing_scores`.
    below
        The share at which the conclusion would be another, between 0 and 1.
    outcome
        ``recovered`` or ``reliably improved``.
    method, first, cutoff, level
        As in :func:`missing_scores`.

    Returns
    -------
    Estimate
        In points of the score, 0 when the share lies below as it is, and
        infinite when those who were seen suffice, however the unseen are.

    Raises
    ------
    DefinitionError
        As :func:`missing_scores`, and if ``below`` is no share.

    References
    ----------
    .. [1] Yan, X., Lee, S. and Li, N. (2009). Journal of Biopharmaceutical
       Statistics 19, 1085-1098.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(4)
    >>> subject, days = np.repeat(np.arange(40), 4), np.tile([0, 60, 120, 180], 40)
    >>> value = 18 - days / 20 + rng.normal(0, 3, 40)[subject] + rng.normal(0, 1.5, 160)
    >>> value[(days == 180) & (subject % 3 == 0)] = np.nan
    >>> norms = Norms(better="lower", cutoff=12, reliable_change=6, population="invented",
    ...     source="invented")
    >>> scores = ScoreTable(subject=subject, days=days, value=value)
    >>> tipping_point(scores, norms, last=(150, 210), below=0.6, method="points").unit
    'points'
    """
    asked = Asked(
        norms=norms,
        outcome=outcome,
        method=method,
        first=first,
        last=last,
        cutoff=cutoff,
        level=level,
    )
    return share_by_shift(scores, asked, group(scores, asked), below=below)
