"""From scores to waits: how long until recovery was sustained, and how long it lasted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.change.courses import RECOVERED, RELAPSED, Courses, courses
from recovery.change.sustained import Sustained
from recovery.errors import DefinitionError
from recovery.estimators.choices import check_choice
from recovery.tables import About, EventTable, IntervalTable, ScoreTable
from recovery.tables.arrays import IntArray

__all__ = ["recovery_intervals", "time_to_recovery", "time_to_relapse"]

BoolArray = npt.NDArray[np.bool_]
OUTCOME, RELAPSE = "sustained_recovery", "relapse"
AT_VISITS = (
    "recovery is only seen at assessments: groups that are assessed more often are seen to "
    "recover sooner"
)
ONSET = "the day of onset is known only later: describe with it, and never group by it"


def time_to_recovery(
    scores: ScoreTable,
    rule: Sustained,
    *,
    day: Literal["confirmation", "onset"] = "confirmation",
    due_days: int | None = None,
) -> EventTable:
    """Measure how long each subject waited until recovery was sustained.

    Whoever was a case at the first assessment with a score waits, from that
    day on (those assessed first after the origin enter late), until recovery
    is confirmed. Whoever is not confirmed waited until the last assessment
    with a score, or until the event that ended the following.

    Parameters
    ----------
    scores
        Assessments, with what ended the following of each subject.
    rule
        What sustained recovery is.
    day
        ``confirmation``, the day on which the run of good assessments was
        complete; or ``onset``, the first day of that run. The onset uses what
        is learned later: nobody could be seen to have recovered on that day.
    due_days
        How many days after an assessment the next one is due. An event that
        ended the following later than that after the last assessment is not
        counted, since recovery was no longer looked for: such a subject waited
        until the last assessment. ``None`` counts it however late it came.

    Returns
    -------
    EventTable
        ``sustained_recovery`` first among its causes, then those of the
        scores. Who was left out, and why, is in the attrition.

    Raises
    ------
    DefinitionError
        If ``day`` or ``due_days`` makes no sense, or a cause is called
        ``sustained_recovery``.

    References
    ----------
    .. [1] Frank, E. and others (1991). Archives of General Psychiatry 48, 851-855.

    Examples
    --------
    One survivor is below the cut-off on days 91 and 182 and so confirmed on
    day 182; another is still a case when last assessed and dies on day 120.

    >>> from recovery.norms import Norms
    >>> norms = Norms(better="lower", cutoff=10, population="invented", source="invented")
    >>> rule = Sustained(norms, visits=2, span_days=91, reliable="none")
    >>> scores = ScoreTable(subject=[1, 1, 1, 2, 2], days=[0, 91, 182, 0, 91],
    ...     value=[18, 8, 7, 20, 15], end=[182, 182, 182, 120, 120],
    ...     end_event=[0, 0, 0, 1, 1], causes="died")
    >>> events = time_to_recovery(scores, rule)
    >>> events.exit, events.event, events.causes
    (array([182, 120]), array([1, 2]), ('sustained_recovery', 'died'))
    """
    check_choice("day", day, ("confirmation", "onset"))
    check_due(due_days)
    check_causes(scores, OUTCOME)
    found = courses(scores, rule)
    confirmed = found.first_where(found.state == RECOVERED)
    when = found.day if day == "confirmation" else found.onset
    exit_day, event = _ends(scores, found, due_days)
    exit_day = np.where(confirmed >= 0, when[confirmed], exit_day)
    event = np.where(confirmed >= 0, 1, np.where(event > 0, event + 1, 0))
    entry = np.maximum(found.day[found.first] - 1, -1)
    stays, attrition = cases_only(
        scores,
        found,
        [
            ("recovered before the origin", (event == 1) & (exit_day < 0)),
            ("last assessed before the origin", exit_day < 0),
        ],
    )
    notes = [AT_VISITS, *([ONSET] * (day == "onset"))]
    return EventTable(
        exit=exit_day[stays],
        event=event[stays],
        entry=entry[stays] if (entry[stays] >= 0).any() else None,
        causes=(OUTCOME, *scores.causes),
        about=about_course(scores, rule, f"{OUTCOME} ({day})", attrition, notes),
    )


def recovery_intervals(scores: ScoreTable, rule: Sustained) -> IntervalTable:
    """Return between which two assessments sustained recovery set in.

    It set in after the last assessment before its onset, and on the day of the
    onset at the latest. Who has not recovered for certain by the last
    assessment is known to be without sustained recovery up to the last
    assessment that was not good: a run that is good but not confirmed may yet
    turn out to be its beginning.

    Parameters
    ----------
    scores, rule
        As in :func:`time_to_recovery`.

    Returns
    -------
    IntervalTable
        One row for each subject who was a case at the first assessment. An
        event that ended the following, such as a death, ends what is known,
        and is counted in a note.

    References
    ----------
    .. [1] Frank, E. and others (1991). Archives of General Psychiatry 48, 851-855.

    Examples
    --------
    >>> from recovery.norms import Norms
    >>> norms = Norms(better="lower", cutoff=10, population="invented", source="invented")
    >>> rule = Sustained(norms, visits=2, reliable="none")
    >>> scores = ScoreTable(subject=[1, 1, 1, 2, 2], days=[0, 91, 182, 0, 91],
    ...     value=[18, 8, 7, 20, 9])
    >>> intervals = recovery_intervals(scores, rule)
    >>> intervals.left, intervals.right
    (array([0, 0]), array([91., inf]))
    """
    found = courses(scores, rule)
    confirmed = found.first_where(found.state == RECOVERED)
    onset = np.where(confirmed >= 0, found.onset[confirmed], np.iinfo(np.int64).max)
    # The last assessment before the run: it begins at the onset, so that this one was not good.
    numbers = np.repeat(np.arange(len(found.first)), np.diff(found.first, append=len(found.day)))
    without = ~found.good & (found.day < onset[numbers])
    last = np.zeros(len(found.first), dtype=np.int64)
    np.maximum.at(last, numbers[without], np.flatnonzero(without))
    left = found.day[last] if len(found.day) else last
    right = np.where(confirmed >= 0, onset.astype(float), np.inf)
    stays, attrition = cases_only(
        scores,
        found,
        [
            ("recovered before the origin", right < 0),
            ("last assessed before the origin", (confirmed < 0) & (left < -1)),
        ],
    )
    _, event = _ends(scores, found, None)
    ended = int((stays & (confirmed < 0) & (event > 0)).sum())
    causes = " or ".join(scores.causes)
    notes = [f"followed until {causes}, which an interval cannot show: {ended:,}"] * (ended > 0)
    return IntervalTable(
        left=np.maximum(left[stays], -1),
        right=right[stays],
        about=about_course(scores, rule, f"{OUTCOME} (onset)", attrition, notes),
    )


def time_to_relapse(
    scores: ScoreTable, rule: Sustained, *, due_days: int | None = None
) -> EventTable:
    """Measure how long sustained recovery lasted: from its confirmation to the first relapse.

    Parameters
    ----------
    scores, rule, due_days
        As in :func:`time_to_recovery`.

    Returns
    -------
    EventTable
        One row for each subject whose recovery was confirmed, in days since
        the confirmation; ``relapse`` first among its causes.

    Raises
    ------
    DefinitionError
        If ``due_days`` makes no sense, or a cause is called ``relapse``.

    References
    ----------
    .. [1] Frank, E. and others (1991). Archives of General Psychiatry 48, 851-855.

    Examples
    --------
    >>> from recovery.norms import Norms
    >>> norms = Norms(better="lower", cutoff=10, population="invented", source="invented")
    >>> rule = Sustained(norms, visits=1, reliable="none")
    >>> scores = ScoreTable(subject=[1, 1, 1, 2, 2], days=[0, 91, 182, 0, 91],
    ...     value=[18, 8, 12, 20, 9])
    >>> time_to_relapse(scores, rule).exit, time_to_relapse(scores, rule).event
    (array([91,  0]), array([1, 0]))
    """
    check_due(due_days)
    check_causes(scores, RELAPSE)
    found = courses(scores, rule)
    confirmed = found.first_where(found.state == RECOVERED)
    relapsed = found.first_where(found.state == RELAPSED)
    exit_day, event = _ends(scores, found, due_days)
    exit_day = np.where(relapsed >= 0, found.day[relapsed], exit_day)
    event = np.where(relapsed >= 0, 1, np.where(event > 0, event + 1, 0))
    stays, attrition = cases_only(scores, found, [("not recovered for certain", confirmed < 0)])
    since = found.day[confirmed[stays]]
    return EventTable(
        exit=exit_day[stays] - since,
        event=event[stays],
        causes=(RELAPSE, *scores.causes),
        about=about_course(
            scores, rule, f"confirmed recovery to {RELAPSE}", attrition, [AT_VISITS]
        ),
    )


def check_due(due_days: int | None) -> None:
    if due_days is not None and due_days < 1:
        message = f"due_days must be 1 or more, or None, but was {due_days!r}"
        raise DefinitionError(message)


def check_causes(scores: ScoreTable, *taken: str) -> None:
    clash = [cause for cause in scores.causes if cause in taken]
    if clash:
        message = (
            f"causes: {', '.join(map(repr, clash))} is also the name of what the scores tell "
            "here; give the event that ended the following another name"
        )
        raise DefinitionError(message)


def _ends(scores: ScoreTable, found: Courses, due_days: int | None) -> tuple[IntArray, IntArray]:
    """Return the last day on which recovery was looked for, and what ended the following then."""
    last = found.day[found.last]
    if scores.end is None or scores.end_event is None:
        return last, np.zeros(len(last), dtype=np.int64)
    rows = scores.order[scores.first[found.who]]
    event, end = scores.end_event[rows], scores.end[rows]
    counts = event > 0
    if due_days is not None:
        counts &= end - last <= due_days
    return np.where(counts, end, last), np.where(counts, event, 0)


def cases_only(
    scores: ScoreTable, found: Courses, reasons: Iterable[tuple[str, BoolArray]]
) -> tuple[BoolArray, tuple[tuple[str, int], ...]]:
    """Leave out whoever was no case at first or has a reason, counting each at the first one."""
    before = scores.about.attrition or (("assessed", scores.subjects),)
    stays = np.ones(len(found.who), dtype=bool)

    def steps() -> Iterator[tuple[str, int]]:
        yield "no form with a score", scores.subjects - len(found.who)
        for reason, has in [("not a case at baseline", ~found.case_first), *reasons]:
            yield reason, int((stays & has).sum())
            stays[has] = False

    return stays, (*before, *((reason, count) for reason, count in steps() if count))


def about_course(
    scores: ScoreTable,
    rule: Sustained,
    outcome: str,
    attrition: tuple[tuple[str, int], ...],
    notes: Iterable[str],
) -> About:
    begins = scores.about.clock or "origin"
    clock = f"{begins} to {outcome}: {rule.in_words}, norms of {rule.norms.population}"
    return attrs.evolve(scores.about, clock=clock, attrition=attrition).noting(*notes)
