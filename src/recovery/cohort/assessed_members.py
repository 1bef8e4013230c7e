"""What the members of a cohort said of themselves: scores, goals and priorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from recovery.cohort.coverage import coverage
from recovery.cohort.following import Following
from recovery.cohort.goals import Goals, GoalScale, goals, priorities
from recovery.cohort.members import Members
from recovery.cohort.scores import Measure, levels, measures_of, scores
from recovery.results import Coverage
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

__all__ = ["AssessedMembers"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class AssessedMembers(Members):
    """Members, and the questions about what they said of themselves; see :class:`Cohort`."""

    def scores(
        self,
        instrument: str,
        *,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
        scale: str = "total",
        respondent: str | None = None,
        before_days: int = 0,
        coding: str | None = None,
        order: str | None = None,
        missing: str | None = None,
    ) -> ScoreTable:
        """Return what the members scored on an instrument, assessment by assessment.

        Item answers are scored by the instrument's rules; where there are none
        the recorded total is taken. A form that cannot be scored has no score
        (NaN). Forms on an uncertain day, and those after a competing event,
        are left out and counted; of several on one day, one with a score
        counts.

        Parameters
        ----------
        instrument
            Its code.
        competing
            Milestones that end the following for good, such as ``died``.
        censor
            As in :meth:`time_to`.
        scale
            Code of one of its scales.
        respondent
            Whose answers: ``survivor``, ``caseworker`` or ``guardian``. Must be
            named where more than one kind is recorded: they are never mixed.
        before_days
            How many days before the origin assessments count.
        coding, order, missing
            The variants of the instrument, as in :func:`recovery.scoring.score`.

        Returns
        -------
        ScoreTable
            ``subject`` is the place in ``members``, so that tables of several
            instruments go together; days count from the origin; causes are
            ``competing``.

        Raises
        ------
        DefinitionError
            If the instrument, a milestone or a variant is unknown, or more than
            one kind of respondent is recorded and none is named.
        """
        measure = Measure(
            instrument=instrument,
            scale=scale,
            variant={"coding": coding, "order": order, "missing": missing},
            respondent=respondent,
        )
        asked = Following(before_days=before_days, competing=competing, censor=censor)
        return scores(self, measure, asked)

    def goals(
        self,
        scale: GoalScale,
        *,
        set_by: str | None = None,
        correlation: float = 0.3,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
        before_days: int = 0,
    ) -> ScoreTable:
        """Return how far the members' own goals have come, review by review.

        The goals that a survivor reviewed on one day count together. A goal
        without a level on its scale, then or when it was set, is left out of
        that review and counted; nothing is filled in.

        Parameters
        ----------
        scale
            ``gas``, Goal Attainment Scaling: the T score of the review less
            that of the same goals when they were set, by their weights. Or
            ``gbo``, goal-based outcomes: the mean over the goals of the level
            less that when the goal was set.
        set_by
            Whose goals: ``survivor`` or ``caseworker``. Must be named where
            both are recorded: they are never mixed.
        correlation
            Between goals, as Goal Attainment Scaling assumes it.
        competing, censor, before_days
            As in :meth:`scores`.

        Returns
        -------
        ScoreTable
            As :meth:`scores`; higher is better, 0 is where the goals were set.

        Raises
        ------
        DefinitionError
            If the question makes no sense, or goals were set by more than one
            kind of person and none is named.
        """
        which = Goals(scale=scale, set_by=set_by, correlation=correlation)
        asked = Following(before_days=before_days, competing=competing, censor=censor)
        return goals(self, which, asked)

    def levels(
        self,
        scales: Mapping[str, tuple[str, str]],
        *,
        on: tuple[int, int],
        respondent: str | None = None,
        variants: Mapping[str, Mapping[str, str]] | None = None,
    ) -> dict[str, FloatArray]:
        """Return each member's level in several domains of life at one time.

        Parameters
        ----------
        scales
            By domain: the code of an instrument and of one of its scales, such
            as ``{"housing": ("cast_needs", "housing")}``.
        on
            Two days since the origin, both within: the assessment nearest to
            the middle between them counts.
        respondent
            As in :meth:`scores`.
        variants
            By instrument: its ``coding``, ``order`` and ``missing``, where one
            must be named, such as ``{"k10": {"coding": "1-5", "missing":
            "complete"}}``.

        Returns
        -------
        dict
            By domain, shape ``(members,)``, in the order of ``members``: for
            :class:`recovery.change.Domains`. NaN where nothing is known. For
            internal work: it is about persons.

        Raises
        ------
        DefinitionError
            As :meth:`scores`, or if the two days are not in order.
        """
        measures = measures_of(scales, variants or {}, respondent)
        return levels(self, measures, on)

    def priorities(self, domains: Sequence[str]) -> dict[str, FloatArray]:
        """Return how much some domains matter to each member, as they last said.

        Parameters
        ----------
        domains
            As they are called in the table ``priorities``.

        Returns
        -------
        dict
            By domain, shape ``(members,)``, in the order of ``members``: the
            weights for :meth:`recovery.change.Domains.index`. NaN for who has
            not said. For internal work: it is about persons.

        Raises
        ------
        DefinitionError
            If nobody on record has stated a priority for a domain.
        """
        return priorities(self, domains)

    def coverage(self) -> Coverage:
        """Say of which core outcomes the records of this cohort tell, and of which they do not.

        The outcomes are those of the vocabulary (the Modern Slavery Core
        Outcome Set). A milestone tells of one that it bears on, a scale by a
        form with a score, from the origin on.
        """
        return coverage(self)
