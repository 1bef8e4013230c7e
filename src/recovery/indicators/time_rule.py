"""How soon something was reached: by a day, by half of them, and for how long they waited."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.subjects import SUBJECTS, subject_named
from recovery.cohort.time_to import COUNTED, time_to_and_who
from recovery.cohort.undone import can_be_undone
from recovery.cohort.wait import Wait, clock_faults
from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, restricted_time_lost
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.field_types import days_faults, several, type_faults
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    Share,
    cohort_of,
    left_out,
    needs_of,
    result_of,
    share_by,
    undone_words,
)
from recovery.indicators.verdicts import UNSAID, as_they_stand, in_plain_words
from recovery.results import IndicatorResult
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["LEAVING", "TimeRule"]

LEAVING = ("died", "re_trafficked", "deported", "unplanned_exit", "withdrew_from_service")
"""What ends the wait of a survivor in support for good, as far as it can be told."""

_OF_COURTS = tuple(n for s in SUBJECTS if not s.is_survivor for n in (s.name, *s.other_names))

FROM_ORIGIN = (
    " Everyone is followed from {} on, also those who came to be supported only later: the outcome "
    "keeps nobody from coming, and is on record for whoever had it before."
)
UNSURE = " An uncertain day counts where it lies wholly by then, or wholly after it."
Figure = Literal["share", "median", "mean wait", "still waiting"]


@attrs.frozen(kw_only=True)
class TimeRule:
    """How soon the members of a cohort reached something.

    Attributes
    ----------
    origin, outcome, competing
        The milestone that starts the clock and places people in a period,
        those that stop it, and those after which it is no longer waited for.
    subject
        Who is counted, as in :func:`recovery.select_cohort`.
    censor
        What ends the watching of whoever still waits.
    figure
        ``share``, with the outcome by day ``days``; ``median``, the day by
        which half of all had it; ``mean wait``, the mean number of days
        without it, of the first ``days``; or ``still waiting``, the share
        that has neither the outcome nor a competing event by day ``days``.
    days
        The horizon, in days since the origin.
    decided
        Whether the careless figure is the share among those whose wait has
        ended, rather than one less Kaplan–Meier.
    stands
        Whether only the outcomes of proceedings end the wait that stand: a
        conviction that was quashed does not, and neither does an acquittal
        while other charges are open. Only convictions count that are said to
        be related to exploitation.
    early_counts
        Whether the outcome counts where it came before the origin, as if on
        its day; else whoever had it is left out, and told.
    entry
        From when on people are followed: from when ``observation`` of them
        began, since whoever had the outcome before could not have come; or
        from the ``origin`` on, where the outcome keeps nobody from coming.

    Raises
    ------
    DefinitionError
        If a field makes no sense, the figure is unknown, there is no day, or
        a milestone would both start and end the wait, or end it twice; every
        fault is named.
    """

    origin: str
    outcome: tuple[str, ...] = attrs.field(converter=several)
    competing: tuple[str, ...] = attrs.field(default=(), converter=several)
    subject: str = "survivor"
    censor: str = "last_contact"
    figure: Figure = "share"
    days: int = 365
    decided: bool = False
    stands: bool = False
    early_counts: bool = False
    entry: Literal["observation", "origin"] = "observation"

    def __attrs_post_init__(self) -> None:
        faults = list(type_faults(self))
        if not faults:
            faults += days_faults(self)
            faults += clock_faults(self.origin, self.outcome, self.competing)
            if self.subject in _OF_COURTS and self.censor == "last_contact":
                faults.append("nobody keeps contact with accused people: use censor='as_of'")
        if faults:
            message = "this rule makes no sense:"
            raise DefinitionError(message, faults=tuple(faults))

    @property
    def needs(self) -> Needs:
        """The tables of the origin and of the outcome."""
        said = ("event", "occurred_on", "exploitation_related")
        return needs_of(
            self.origin, *self.outcome, tables=(("proceedings", said),) if self.stands else ()
        )

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days

    @property
    def course(self) -> Course:
        """Whom it follows, to what; who still waits is told of on a course of its own."""
        waits = ", still waiting" if self.figure == "still waiting" else ""
        whose = f"{subject_named(self.subject).name} from {self.origin}{waits}"
        return Course(whose, self.outcome, self.days)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        outcome = " or ".join(self.outcome)
        figure = {
            "share": f"the share that reached {outcome} within {self.days:,} days",
            "median": f"the day by which half of all had reached {outcome}",
            "mean wait": f"the mean number of days without {outcome}, of the first {self.days:,}",
            "still waiting": f"the share that still waits for {outcome} after {self.days:,} days",
        }[self.figure]
        clock = f"The cohort of a period is every {self.subject} whose {self.origin} lies in it."
        competing = in_plain_words(", ".join(self.competing))
        ends = " and ".join(
            [
                *([f"{competing} end the wait"] if competing else []),
                f"watching stops at the {self.censor.replace('_', ' ')}",
            ]
        )
        early = " What came before counts as on that day." if self.early_counts else ""
        late = self.entry == "origin" and self.subject not in _OF_COURTS
        entry = FROM_ORIGIN.format(self.origin) if late else ""
        unsure = "" if self._only_by is None else UNSURE
        return f"{clock} Since then, {figure}; {ends}.{early}{entry}{unsure}{self._undone}"

    @property
    def _undone(self) -> str:
        """What becomes of what was undone, in plain sentences."""
        if self.stands:
            return (
                " What was undone later does not count, and neither does a conviction that is not "
                "said to be related to exploitation: one of which nobody said it is told apart, "
                "and held possible by the bounds. A case is closed when all its charges are. What "
                "a court may still overturn is not in the bounds."
            )
        return undone_words(self.competing)

    def cohort(self, known: Snapshot, period: Period, purpose: str | None) -> Cohort:
        """Return the cohort of a period."""
        return cohort_of(known, self.origin, period, purpose, subject=self.subject)

    def ask(self, cohort: Cohort) -> EventTable:
        """Return how long the members of a cohort waited, where every day is known."""
        return self._ask(cohort)[0]

    def _ask(self, cohort: Cohort, *, by_day: int | None = None) -> tuple[EventTable, BoolArray]:
        """Return how long they waited, or what had come by a day, and who has a row."""
        if not self.stands:
            return time_to_and_who(cohort, self._wait(cohort, by_day))
        cohort = attrs.evolve(cohort, snapshot=as_they_stand(cohort.snapshot))
        events, stays = time_to_and_who(cohort, self._wait(cohort, by_day))
        about = attrs.evolve(
            events.about,
            clock=in_plain_words(events.about.clock),
            attrition=tuple((in_plain_words(why), many) for why, many in events.about.attrition),
            notes=tuple(map(in_plain_words, events.about.notes)),
        )
        causes = tuple(map(in_plain_words, events.causes))
        return attrs.evolve(events, causes=causes, about=about), stays

    def grouped(self, cohort: Cohort) -> Callable[[BoolArray], EventTable]:
        """Return what gives, for marks of some members, how long these waited."""
        events, stays = self._ask(cohort, by_day=self._only_by)

        def of(members: BoolArray) -> EventTable:
            rows = members[stays]
            columns = {name: column[rows] for name, column in events.columns().items()}
            return EventTable(**columns, causes=events.causes, about=events.about)

        return of

    @property
    def _only_by(self) -> int | None:
        """By which day alone is asked; ``None`` where it matters when something came."""
        return self.days if self.figure in ("share", "still waiting") else None

    def _wait(self, cohort: Cohort, by_day: int | None) -> Wait:
        known = cohort.snapshot.vocabulary.milestones
        there = [c for c in self.competing if known[c].table in cohort.snapshot.tables]
        return Wait(
            self.outcome,
            there,
            self.censor,
            goes_on=True,
            early_counts=self.early_counts,
            entry=self.entry,
            by_day=by_day,
        )

    def _open_ends(self, cohort: Cohort, events: EventTable, stays: BoolArray) -> BoolArray:
        """Mark whose wait ended in a way that may turn out otherwise.

        What can be undone may still be before their time is over; and whether
        a conviction has to do with exploitation may be said at any time.
        """
        if self.stands:
            unsaid = in_plain_words(UNSAID)
            place = events.causes.index(unsaid) + 1 if unsaid in events.causes else -1
            return np.asarray(events.event == place)
        places = [events.causes.index(code) + 1 for code in can_be_undone(cohort, self.competing)]
        over = day_numbers(cohort.members["origin"])[stays] + self.days <= cohort.snapshot.day
        may: BoolArray = np.isin(events.event, places) & ~over
        return may

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the figure of the cohort of a period."""
        cohort = self.cohort(known, period, purpose)
        events, stays = self._ask(cohort, by_day=self._only_by)
        by_day = partial(
            share_by,
            days=self.days,
            mature=known.day >= period.end + self.days,
            decided=self.decided,
            open_ends=self._open_ends(cohort, events, stays),
        )
        if self.figure == "still waiting":
            return self._still_waiting(card, events, by_day)
        if self.figure == "share":
            return self._share(card, events, by_day(events), cohort)
        measured = {"median": self._median, "mean wait": self._mean_wait}
        return measured[self.figure](card, events, by_day(events))

    def _share(
        self, card: Indicator, events: EventTable, found: Share, cohort: Cohort
    ) -> IndicatorResult:
        parts = found.parts(self.outcome[0])
        if self.decided:
            ended = found.had + sum(found.ended.values())
            parts["share of those whose wait has ended"] = found.had / ended if ended else NAN
        unsure = any(note.startswith(COUNTED) for note in events.about.notes)
        waits = self.ask(cohort) if unsure else events  # a median takes certain days only
        parts["median days"] = aalen_johansen(waits)[self.outcome[0]].median.value
        return result_of(
            card,
            found.about,
            found.value,
            interval=(found.lower, found.upper),
            numerator=found.had,
            denominator=found.n,
            censored=found.censored,
            parts=parts,
            excluded=left_out(events.about, self.origin),
            naive=(found.naive, found.naive_reason),
        )

    def _median(self, card: Indicator, events: EventTable, found: Share) -> IndicatorResult:
        curve = aalen_johansen(events, level=LEVEL)[self.outcome[0]]
        middle = curve.median
        had = events.exit[events.event == 1]
        naive = float(np.median(had)) if len(had) else NAN
        notes = ["fewer than half have reached it"] if math.isnan(middle.value) else []
        return result_of(
            card,
            middle.about.noting(*notes),
            middle.value,
            interval=(middle.lower, middle.upper),
            numerator=len(had),
            denominator=len(events),
            censored=int((events.event == 0).sum()),
            parts={
                f"share within {self.days} days": found.value,
                **found.parts(self.outcome[0]),
                "mean days without it": self._mean(events)[0],
            },
            excluded=left_out(events.about, self.origin),
            naive=(naive, "the middle of those who have reached it: whoever waits is left out"),
        )

    def _mean(self, events: EventTable) -> tuple[float, float, float]:
        """Return the mean days without the outcome, with its interval; NaN past follow-up."""
        waiting = events.event == 0
        reached = len(events) and ((events.exit >= self.days).any() or not waiting.any())
        if not reached:
            return NAN, NAN, NAN
        after = restricted_time_lost(events, days=self.days, level=LEVEL)[self.outcome[0]]
        return self.days - after.value, self.days - after.upper, self.days - after.lower

    def _mean_wait(self, card: Indicator, events: EventTable, found: Share) -> IndicatorResult:
        value, lower, upper = self._mean(events)
        had = events.exit[(events.event == 1) & (events.exit <= self.days)]
        return result_of(
            card,
            found.about,
            value,
            interval=(lower, upper),
            numerator=found.had,
            denominator=len(events),
            censored=found.censored,
            parts=found.parts(self.outcome[0]),
            excluded=left_out(events.about, self.origin),
            naive=(
                float(had.mean()) if len(had) else NAN,
                "the mean wait of those who have reached it: whoever waits is left out",
            ),
        )

    def _still_waiting(
        self, card: Indicator, events: EventTable, by_day: Callable[[EventTable], Share]
    ) -> IndicatorResult:
        any_end = attrs.evolve(events, event=(events.event > 0).astype(np.int64), causes=("ended",))
        ended = by_day(any_end)
        over = (events.exit <= self.days) & (events.event > 0)
        parts = {
            cause: float((over & (events.event == place)).sum())
            for place, cause in enumerate(events.causes, start=1)
        }
        parts |= {"not yet known": ended.unknown, "still waiting": ended.waiting}
        parts |= {"at least": 1 - ended.at_most, "at most": 1 - ended.at_least}
        known_of = len(events) - int(((events.event == 0) & (events.exit < self.days)).sum())
        return result_of(
            card,
            ended.about,
            1 - ended.value,
            interval=(1 - ended.upper, 1 - ended.lower),
            numerator=ended.waiting,
            denominator=len(events),
            censored=ended.censored,
            parts=parts,
            excluded=left_out(events.about, self.origin),
            naive=(
                ended.waiting / known_of if known_of else NAN,
                "of those only of whom it is known: whoever was last seen earlier is left out",
            ),
        )
