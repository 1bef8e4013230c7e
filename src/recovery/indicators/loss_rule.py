"""Who was lost: how many, and how they were when last seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.observed import last_contact_before
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.scores import Measure, scored_forms
from recovery.cohort.time_to import time_to_and_who
from recovery.cohort.undone import LastingEnds, can_be_undone
from recovery.cohort.wait import Seen, Wait, watched_until
from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.outcome_parts import (
    NAN,
    left_out,
    result_of,
    share_by,
    undone_words,
)
from recovery.indicators.time_rule import TimeRule
from recovery.results import IndicatorResult
from recovery.tables import EventTable

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["LossRule"]

LONG_AGO = np.iinfo(np.int64).min


@attrs.frozen(kw_only=True)
class LossRule:
    """The share with whom contact was lost, and their last scores beside those of the others.

    Lost is, since the last contact, whoever is on record as lost or as having
    left and was not heard of again, and whoever was not heard of for long. To
    count only what is on record would take everybody whom nobody missed as
    still there.

    Attributes
    ----------
    of
        Whose loss: the origin, the milestones that say that somebody was lost
        or left (``outcome``), what ends the following otherwise
        (``competing``, death where there is nothing), and the horizon.
    within
        Days before that of the data: whoever was heard of within them is still
        followed, as in :func:`recovery.indicators.afterwards`.
    instrument, scale, respondent
        Of the last score.

    Raises
    ------
    DefinitionError
        If ``within`` is negative, or ``of`` is no share.
    """

    of: TimeRule
    within: int = 91
    instrument: str = "phq9"
    scale: str = "total"
    respondent: str = "survivor"

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.within < 0:
            faults.append(f"within must be 0 or more days, but was {self.within!r}")
        if self.of.figure != "share":
            faults.append(f"of must have figure 'share', but it was {self.of.figure!r}")
        if faults:
            message = "this rule of loss makes no sense:"
            raise DefinitionError(message, faults=tuple(faults))

    @property
    def needs(self) -> Needs:
        """What the measure of the loss needs; scores are told where there are any."""
        return self.of.needs

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.of.follows_for

    @property
    def course(self) -> Course:
        """Whom it follows, to what."""
        return self.of.course

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        competing = ", ".join(self.of.competing)
        ends = f" {competing} end the following." if competing else ""
        return (
            f"The cohort of a period is every {self.of.subject} whose {self.of.origin} lies in it. "
            f"Since then, the share with whom contact was lost within {self.of.days:,} days, for "
            "good as far as is known on the day of the data. Lost is whoever was not heard of for "
            f"longer than {self.within:,} days before that day, and whoever is on record with "
            f"{' or '.join(self.of.outcome)} and was not heard of again: each since the last "
            "contact, and not since the file was closed. Whoever was heard of later is still "
            f"followed.{ends}{undone_words(self.of.competing)} Beside it, the mean last "
            f"{self.instrument} score of those who were lost by then and of the others: where they "
            "differ, those who stayed do not stand for all."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the cohort of a period."""
        cohort = self.of.cohort(known, period, purpose)
        events, stays, written = self._losses(cohort)
        days = self.of.days
        places = [1, *(events.causes.index(c) + 1 for c in can_be_undone(cohort, events.causes))]
        over = day_numbers(cohort.members["origin"])[stays] + days <= known.day
        found = share_by(
            events,
            days,
            mature=known.day >= period.end + days,
            open_ends=np.isin(events.event, places) & ~over,
        )
        parts = found.parts(events.causes[0])
        parts["median days"] = aalen_johansen(events)[events.causes[0]].median.value
        if "assessments" in known.tables:
            lost = (events.event == 1) & (events.exit <= days)
            lost_and_others = self._last_scores(cohort, stays, lost)
            parts["mean last score of those lost"] = lost_and_others[0]
            parts["mean last score of the others"] = lost_and_others[1]
        return result_of(
            card,
            found.about,
            found.value,
            interval=(found.lower, found.upper),
            numerator=found.had,
            denominator=found.n,
            censored=found.censored,
            parts=parts,
            excluded=left_out(events.about, self.of.origin),
            naive=(
                int((written <= days).sum()) / len(events) if len(events) else NAN,
                "losses on record only: whoever fell silent is taken to be still there",
            ),
        )

    def _losses(self, cohort: Cohort) -> tuple[EventTable, BoolArray, DayArray]:
        """Return who was lost when, who has a row, and on which day of theirs a loss was written.

        That day is far away where no loss that lasted is on record.
        """
        milestones = cohort.snapshot.vocabulary.milestones
        there = [c for c in self.of.competing if milestones[c].table in cohort.snapshot.tables]
        ends, stays = self._ends(cohort, there or ["died"])
        origin = day_numbers(cohort.members["origin"])[stays]
        contact = watched_until(cohort, "last_contact")[stays] - origin
        today = cohort.snapshot.day - origin
        left = self._left(cohort)[stays] - origin
        left = np.where(left < 0, LONG_AGO, left)
        ended = ends.event > 0
        silent = today - contact > self.within
        people = cohort.members["survivor_id"].filter(pl.Series(stays))
        heard = last_contact_before(cohort.snapshot, people, origin + ends.exit) - origin
        gone = (left >= 0) & (left < ends.exit) & (left >= heard)
        lost = np.where(ended, gone, (left >= contact) | silent)
        day = np.where(ended, left, contact)
        first = -1 if ends.entry is None else ends.entry
        events = attrs.evolve(
            ends,
            exit=np.where(lost, np.maximum(day, first + 1), ends.exit),
            event=np.where(lost, 1, np.where(ended, ends.event + 1, 0)),
            causes=(self.of.outcome[0], *ends.causes),
        )
        written = np.where(left >= 0, left, np.iinfo(np.int64).max)
        return events, stays, written

    def _ends(self, cohort: Cohort, competing: list[str]) -> tuple[EventTable, BoolArray]:
        """Return when the following of each ended otherwise, or the day of the data."""
        first, *others = competing
        wait = Wait(first, others, "as_of", goes_on=True, entry=self.of.entry, by_day=self.of.days)
        ends, stays = time_to_and_who(cohort, wait)
        before = "outcome before the origin"
        about = attrs.evolve(
            ends.about,
            clock=f"{cohort.subject}: from {cohort.origin} to {self.of.outcome[0]}, or not heard "
            f"of for longer than {self.within} days; competing {', '.join(competing)}; censored "
            "at as_of",
            attrition=tuple(
                (f"{first} before the origin" if why == before else why, many)
                for why, many in ends.about.attrition
            ),
        )
        return attrs.evolve(ends, about=about), stays

    def _left(self, cohort: Cohort) -> DayArray:
        """Return the last day on which each was written down as lost or as having left for good."""
        lasting = LastingEnds.of(cohort, Seen.of(cohort, self.of.outcome), self.of.outcome)
        seen = lasting.seen.take(~lasting.unsure)
        last = np.full(seen.size, LONG_AGO // 2)
        np.maximum.at(last, seen.member, seen.latest)
        return last

    def _last_scores(
        self, cohort: Cohort, stays: BoolArray, lost: BoolArray
    ) -> tuple[float, float]:
        measure = Measure(
            instrument=self.instrument,
            scale=self.scale,
            variant={},
            respondent=self.respondent,
        )
        forms = scored_forms(cohort, measure)
        forms = forms.take(forms.certain & ~np.isnan(forms.value))
        order = np.lexsort((forms.value, forms.day, forms.member))
        member, value = forms.member[order], forms.value[order]
        last = np.diff(member, append=-1) != 0
        which = np.full(len(stays), -1)
        which[stays] = lost
        whose, scores = which[member[last]], value[last]
        return _mean(scores[whose == 1]), _mean(scores[whose == 0])


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(values.mean()) if len(values) else NAN
