"""What scores say became of people: recovered, lastingly so, without relapse, or worse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

import attrs
import numpy as np

from recovery.change import Sustained, time_to_recovery, time_to_relapse
from recovery.change.unseen import Asked
from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.following import Following
from recovery.cohort.scores import Measure, scores_and_who
from recovery.cohort.undone import can_be_undone
from recovery.days import Period
from recovery.errors import DefinitionError, allowed
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.improvement import from_baseline, time_to_improvement
from recovery.indicators.outcome_parts import (
    LEVEL,
    cohort_of,
    left_out,
    needs_of,
    not_measured,
    result_of,
    undone_words,
)
from recovery.indicators.score_figures import improvement, relapse_free
from recovery.indicators.score_parts import (
    NOT_ASSESSED,
    Passed,
    completers,
    deteriorated,
    latest_confirmation,
    latest_start,
)
from recovery.indicators.time_rule import LEAVING
from recovery.norms import Norms
from recovery.results import IndicatorResult, NotMeasured
from recovery.tables import EventTable, ScoreTable
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["NO_NORMS", "ScoreRule"]

NO_NORMS = (
    "norms must be chosen: give the rule an instrument and norms=… of a population that its "
    "scores may be judged by"
)
Figure = Literal["recovered", "relapse-free", "deteriorated", "improved", "days to improvement"]
GAINS = ("improved", "days to improvement")
"""Figures of a gain, which need no cut-off."""


@attrs.frozen(kw_only=True)
class ScoreRule:
    """What became of the scores of a cohort, judged by norms that somebody chose.

    Attributes
    ----------
    instrument, scale
        Codes of the instrument and of one of its scales.
    norms
        The figures by which scores are judged; ``None``: nobody chose any, and
        the indicator is not measured.
    figure
        ``recovered``, the share of those who were a case that was confirmed to
        have recovered by day ``days`` after their first assessment;
        ``relapse-free``, the share of those whose recovery was confirmed that
        has neither relapsed nor met a competing event ``days`` later;
        ``deteriorated``, the share that was reliably worse when assessed
        between the two days of ``window`` after the origin; ``improved``, the
        share that was better at an assessment by day ``days`` after the first;
        or ``days to improvement``, the day after the first assessment by which
        half were better.
    days, window
        The horizon, and the window of the last assessment.
    visits, span_days
        How many good assessments in a row confirm recovery, and over how many
        days; see :class:`recovery.Sustained`.
    reliable
        What change is reliable; ``None``: what the norms have.
    gain
        How much better is an improvement: a ``reliable`` change, or the
        norms' ``smallest important`` one.
    early
        How many days before the horizon an assessment may lie to count as one
        at the horizon: a visit after 12 months may fall on day 361.
    origin, competing, respondent
        The milestone that places people in a period, those that end the
        following, and whose answers count.
    due_days
        How many days after an assessment the next one is due: a competing
        event later than that is not counted.
    domain
        What of a life the scale is about, where the rule is of that alone:
        :func:`judged_by` chooses no other instrument for it.
    """

    instrument: str = "phq9"
    scale: str = "total"
    norms: Norms | None = None
    figure: Figure = "recovered"
    days: int = 365
    window: tuple[int, int] = (274, 456)
    visits: int = 1
    span_days: int = 0
    reliable: Literal["jacobson-truax", "points", "none"] | None = None
    gain: Literal["reliable", "smallest important"] = "reliable"
    early: int = 30
    origin: str = "intake"
    competing: tuple[str, ...] = LEAVING
    respondent: str | None = "survivor"
    due_days: int | None = 183
    domain: str = ""

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.figure not in get_args(Figure):
            faults.append(f"figure was {self.figure!r}; {allowed(get_args(Figure))}")
        if self.days < 1:
            faults.append(f"days must be 1 or more, but was {self.days!r}")
        if not 0 < self.window[0] <= self.window[1]:
            faults.append(f"window must be two days after the origin, but was {self.window!r}")
        if self.gain not in ("reliable", "smallest important"):
            choices = ("reliable", "smallest important")
            faults.append(f"gain was {self.gain!r}; {allowed(choices)}")
        elif self.gain != "reliable" and self.figure not in GAINS:
            faults.append(f"gain is of {' and '.join(GAINS)}, and figure was {self.figure!r}")
        elif self._lacks_gain:
            faults.append("the norms lack smallest_change, which gain='smallest important' needs")
        if faults:
            message = "this rule of scores makes no sense:"
            raise DefinitionError(message, faults=tuple(faults))
        if self.norms is not None and self.gain == "reliable":
            self._rule(self.norms)

    @property
    def _lacks_gain(self) -> bool:
        important = self.gain == "smallest important" and self.norms is not None
        return important and self.norms is not None and self.norms.smallest_change is None

    def _points(self, norms: Norms) -> float:
        """Return how many points better an improvement is."""
        if self.gain == "smallest important" and norms.smallest_change is not None:
            return norms.smallest_change
        return self._rule(norms).points

    @property
    def needs(self) -> Needs:
        """The table of the origin, and assessments; without norms nothing is read."""
        if self.norms is None:
            return ()
        return needs_of(self.origin, tables=(("assessments", ("instrument", "assessed_on")),))

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        longer = {"deteriorated": self.window[1], "relapse-free": self.days + self.span_days}
        return longer.get(self.figure, self.days)

    @property
    def course(self) -> Course:
        """Whom it follows, to what, however confirmed and by whichever norms."""
        to = f"{self.instrument} {self.scale} {self.figure}"
        return Course(f"survivor from {self.origin}", (to,), self.follows_for)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        cohort = f"The cohort of a period is everyone whose {self.origin} lies in it."
        by = f" by the {self.respondent}" if self.respondent else ""
        if self.norms is None:
            return f"{cohort} Assessed with {self.instrument}{by}; {NO_NORMS}."
        figure = self._figure_in_words(self.norms)
        about = f", {self.domain}," if self.domain else ""
        norms = (
            f"{self.instrument}{about}{by}, norms of {self.norms.population} ({self.norms.source})"
        )
        ends = f"; {', '.join(self.competing)} end the following" if self.competing else ""
        if self.figure in ("recovered", "relapse-free"):
            ends += f"; an assessment up to {self.early} days before the day counts for it"
        return f"{cohort} {figure}: {norms}{ends}.{undone_words(self.competing)}"

    def _figure_in_words(self, norms: Norms) -> str:
        better = f"better by {self._points(norms):.4g} points or more at an assessment"
        if self.figure == "improved":
            return f"The share that was {better} within {self.days:,} days of the first"
        if self.figure == "days to improvement":
            return f"The day after the first assessment by which half were {better}"
        rule = self._rule(norms)
        return {
            "recovered": f"Of those who were a case at their first assessment, the share that was "
            f"{rule.in_words}, within {self.days:,} days of it",
            "relapse-free": f"Of those {rule.in_words}, the share that neither relapsed nor met "
            f"an event that ended the following within {self.days:,} days of the confirmation",
            "deteriorated": f"The share that was worse by {rule.points:.4g} points or more when "
            f"assessed from day {self.window[0]:,} to day {self.window[1]:,}",
        }[self.figure]

    def _rule(self, norms: Norms) -> Sustained:
        if self.reliable is None:
            return Sustained(norms, visits=self.visits, span_days=self.span_days)
        return Sustained(
            norms, visits=self.visits, span_days=self.span_days, reliable=self.reliable
        )

    def _at_visits(self, events: EventTable) -> EventTable:
        """Take whoever was last assessed a little before the horizon as followed to it."""
        near = (events.event == 0) & (events.exit >= self.days - self.early)
        return attrs.evolve(
            events, exit=np.where(near, np.maximum(events.exit, self.days), events.exit)
        )

    def cohort(self, known: Snapshot, period: Period, purpose: str | None) -> Cohort:
        """Return the cohort of a period."""
        return cohort_of(known, self.origin, period, purpose)

    @property
    def sustained(self) -> Sustained:
        """The rule of recovery.

        Raises
        ------
        DefinitionError
            If no norms were chosen.
        """
        if self.norms is None:
            raise DefinitionError(NO_NORMS)
        return self._rule(self.norms)

    def respondent_of(self, known: Snapshot) -> str | None:
        """Return whose answers count, where the records say whose they are."""
        named = known.tables["assessments"]["respondent"]
        return None if named.is_null().all() else self.respondent

    def scores(self, cohort: Cohort) -> ScoreTable:
        """Return what the members of a cohort scored."""
        return self.scored(cohort)[0]

    def grouped(self, cohort: Cohort) -> Callable[[BoolArray], EventTable]:
        """Return what gives, for marks of some members, how long these waited."""
        table, whose = self.scored(cohort)

        def of(members: BoolArray) -> EventTable:
            rows = members[whose]
            columns = {name: column[rows] for name, column in table.columns().items()}
            some = ScoreTable(**columns, causes=table.causes, about=table.about)
            return self._at_visits(self.waits(some))

        return of

    def scored(self, cohort: Cohort) -> tuple[ScoreTable, IntArray]:
        """Return what the members scored, and of each row whose it is, by place among them."""
        known = cohort.snapshot
        milestones = known.vocabulary.milestones
        measure = Measure(
            instrument=self.instrument,
            scale=self.scale,
            variant={},
            respondent=self.respondent_of(known),
        )
        there = [code for code in self.competing if milestones[code].table in known.tables]
        asked = Following(before_days=0, competing=there, censor="last_contact", goes_on=True)
        table, stays = scores_and_who(cohort, measure, asked)
        return table, np.flatnonzero(stays)[np.unique(table.subject, return_inverse=True)[1]]

    def recovery(self, scores: ScoreTable) -> EventTable:
        """Return how long each who was a case waited for recovery, from the first assessment on."""
        return time_to_recovery(from_baseline(scores), self.sustained, due_days=self.due_days)

    def unanswered(self, known: Snapshot) -> str:
        """Return why these records give no answer; empty where they may."""
        if self.norms is None:
            return NO_NORMS
        forms = known.tables["assessments"]["instrument"] == self.instrument
        return "" if forms.any() else f"no form of {self.instrument} is among the assessments"

    def waits(self, scores: ScoreTable) -> EventTable:
        """Return how long each waited from the first assessment on, for recovery or a gain."""
        if self.figure not in GAINS or self.norms is None:
            return self.recovery(scores)
        return time_to_improvement(from_baseline(scores), self.norms, self._points(self.norms))

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the figure of the cohort of a period."""
        norms, reason = self.norms, self.unanswered(known)
        if norms is None or reason:
            return not_measured(card, known, purpose, reason)
        cohort = self.cohort(known, period, purpose)
        scores = self.scores(cohort)
        measured = {
            "recovered": self._share,
            "improved": self._share,
            "relapse-free": self._relapse_free,
            "deteriorated": self._deteriorated,
            "days to improvement": self._improvement,
        }[self.figure]
        undoable = tuple(can_be_undone(cohort, self.competing))
        return measured(card, scores, norms, Passed(known.day - period.end, undoable))

    def _share(
        self, card: Indicator, scores: ScoreTable, norms: Norms, passed: Passed
    ) -> IndicatorResult:
        del norms
        events = self._at_visits(self.waits(scores))
        found = passed.share_by(events, self.days, since=latest_start(scores))
        return result_of(
            card,
            found.about,
            found.value,
            interval=(found.lower, found.upper),
            numerator=found.had,
            denominator=found.n,
            censored=found.censored,
            parts=found.parts(self.figure),
            excluded=left_out(events.about, self.origin),
            naive=(completers(events, self.days), NOT_ASSESSED),
        )

    def _relapse_free(
        self, card: Indicator, scores: ScoreTable, norms: Norms, passed: Passed
    ) -> IndicatorResult:
        events = time_to_relapse(scores, self._rule(norms), due_days=self.due_days)
        latest = latest_confirmation(scores, self._rule(norms))
        excluded = left_out(events.about, self.origin)
        return relapse_free(card, self._at_visits(events), latest, passed, self.days, excluded)

    def _deteriorated(
        self, card: Indicator, scores: ScoreTable, norms: Norms, passed: Passed
    ) -> IndicatorResult:
        del passed
        asked = Asked(
            norms=norms,
            outcome="reliably deteriorated",
            method="points" if self.sustained.reliable == "points" else "jacobson-truax",
            first="baseline",
            last=self.window,
            cutoff="norms",
            level=LEVEL,
        )
        return deteriorated(card, scores, asked, left_out(scores.about, self.origin))

    def _improvement(
        self, card: Indicator, scores: ScoreTable, norms: Norms, passed: Passed
    ) -> IndicatorResult:
        del norms
        events = self.waits(scores)
        excluded = left_out(events.about, self.origin)
        return improvement(card, events, latest_start(scores), passed, self.days, excluded)
