"""Who was lost: how many, and how they were when last seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort import Cohort
from recovery.cohort.scores import Measure, scored_forms
from recovery.cohort.wait import Seen
from recovery.days import Period
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.outcome_parts import NAN
from recovery.indicators.time_rule import TimeRule
from recovery.results import IndicatorResult

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["LossRule"]


@attrs.frozen(kw_only=True)
class LossRule:
    """The share with whom contact was lost, and their last scores beside those of the others.

    Attributes
    ----------
    of
        How the loss is measured.
    instrument, scale, respondent
        Of the last score.
    """

    of: TimeRule
    instrument: str = "phq9"
    scale: str = "total"
    respondent: str = "survivor"

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
        return (
            f"{self.of.in_words} Contact is lost on the day of the last contact, not when the file "
            f"was closed. Beside it, the mean last {self.instrument} score of those who were lost "
            "and of the others: where they differ, those who stayed do not stand for all."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the share of the cohort of a period."""
        found = self.of.measure(known, card, period, purpose)
        parts = dict(found.parts)
        if "assessments" in known.tables:
            cohort = self.of.cohort(known, period, purpose)
            lost, others = self._last_scores(cohort)
            parts["mean last score of those lost"] = lost
            parts["mean last score of the others"] = others
        return attrs.evolve(found, parts=parts)

    def _last_scores(self, cohort: Cohort) -> tuple[float, float]:
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
        seen = Seen.of(cohort, self.of.outcome)
        is_lost = seen.members(~seen.before)[member[last]]
        scores = value[last]
        return _mean(scores[is_lost]), _mean(scores[~is_lost])


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(values.mean()) if len(values) else NAN
