"""A cohort: who is studied, and the questions that can be asked of them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from recovery.cohort.assessed_members import AssessedMembers
from recovery.cohort.landmark import landmark_groups
from recovery.cohort.recurrences import recurrences
from recovery.cohort.states import states
from recovery.cohort.time_between import time_between
from recovery.cohort.time_to import time_to
from recovery.cohort.wait import Wait
from recovery.results import Groups
from recovery.tables import EventTable, IntervalTable, RecurrentTable, StateTable

__all__ = ["Cohort"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Cohort(AssessedMembers):
    """Those who reached an origin: who is studied, from when, and who was left out.

    Made by :func:`recovery.cohort.select_cohort`. What it shows of itself are counts.

    Attributes
    ----------
    snapshot
        What was known on a day.
    subject
        Who is counted: ``survivor``, ``return``, ``episode``,
        ``accused × case`` or ``survivor × case``.
    origin
        The milestone that starts the clock.
    purpose
        The purpose of consent that is served, or ``None``.
    members
        One row each: the ids, and the first and last day number on which the
        origin may have been. For internal work only.
    attrition
        How many there were, and how many were left out for each reason.
    notes
        What a reader of any answer must know.

    Examples
    --------
    >>> from recovery.cohort import select_cohort
    >>> import polars as pl
    >>> from recovery.register import read_register
    >>> records = {
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1", "S2"], "gender": ["female", "male"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1", "S1", "S2"],
    ...         "milestone": ["intake", "safe_housing", "intake"],
    ...         "occurred_on": ["2021-03-01", "2021-03-31", "2021-04-10"]}),
    ... }
    >>> known = read_register(records).as_of("2021-12-31")
    >>> cohort = select_cohort(known, origin="intake")
    >>> cohort.where(gender="female", because="the programme is for women")
    Cohort(1 of 2 survivors on record, from intake, as of 2021-12-31)
    >>> cohort.split("gender").each(lambda group: group.time_to("safe_housing"))
    Groups by gender (2)
      female: EventTable(1 rows: 1 safe_housing, 0 censored)
      male: EventTable(1 rows: 0 safe_housing, 1 censored)
    >>> cohort.time_between("safe_housing"), cohort.states("support")
    (IntervalTable(2 rows: 1 not yet), StateTable(2 stays of 2 subjects in 12 states))
    """

    def time_to(
        self,
        outcome: str | Sequence[str],
        *,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
    ) -> EventTable:
        """Measure how many days passed from the origin to an outcome.

        Each member waits for the first certain occurrence on or after the
        origin. On one day the first of ``(outcome, *competing)`` counts. Left
        out and counted are an uncertain origin, an outcome before the origin,
        and an uncertain day that could have ended the wait. Members who came
        under observation after the origin are at risk from that day on, and
        from the latest day it can have been when it is uncertain; when it is
        unknown they are left out. A note says how many of those who had the
        outcome had it undone later. A contact that found a survivor exploited
        again stands for the milestone ``re_trafficked``, whenever days are
        measured from an origin.

        Parameters
        ----------
        outcome
            A milestone, or several that count as one and are named by the first.
        competing
            Milestones after which the outcome is no longer waited for.
        censor
            What ends the watching of whoever still waits: ``last_contact``
            (the last reached contact, support or assessment that is not said to
            have been missed, or dated milestone) or ``as_of``, the day of the snapshot.

        Returns
        -------
        EventTable
            One row a member, with causes ``(outcome, *competing)``.

        Raises
        ------
        DefinitionError
            If a milestone is unknown, not of this subject or not in these
            records, or the watching cannot be ended so; it lists every fault.
        """
        return time_to(self, Wait(outcome, competing, censor))

    def landmark(
        self,
        outcome: str | Sequence[str],
        *,
        by: str | Sequence[str],
        day: int,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
    ) -> Groups[str, EventTable]:
        """Compare those who still wait on some day by what they had reached by then.

        A milestone after the origin makes no fair groups from the origin on:
        whoever waits longer has more time to reach it. From the landmark on,
        among those who still wait, it does.

        Parameters
        ----------
        outcome
            As in :meth:`time_to`.
        by
            The milestone that makes the groups, or several of which any does.
        day
            The landmark, in days since the origin, 0 or later. Choose it
            before looking at outcomes.
        competing, censor
            As in :meth:`time_to`.

        Returns
        -------
        Groups of EventTable
            Those who had reached it by the day, and those who had not; their
            days still count from the origin. Whoever may or may not have
            reached it by then, the day being uncertain, is left out and
            counted.

        Raises
        ------
        DefinitionError
            If ``by`` or the day makes no such groups, or as :meth:`time_to`.
        """
        return landmark_groups(self, Wait(outcome, competing, censor), by, day)

    def time_between(
        self,
        outcome: str | Sequence[str],
        *,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
    ) -> IntervalTable:
        """Measure between which days an outcome came, where days may be uncertain.

        An outcome that lies between two days, after an origin that does, came
        in the longest interval that both allow. A competing event that was
        certainly first ends the watching.

        Parameters
        ----------
        outcome, competing, censor
            As in :meth:`time_to`.

        Returns
        -------
        IntervalTable
            One row a member; left out are a wait that was over before the
            origin, and an unknown day of the origin or of the beginning of
            observation.

        Raises
        ------
        DefinitionError
            As :meth:`time_to` does.
        """
        return time_between(self, Wait(outcome, competing, censor))

    def recurrences(
        self,
        outcome: str | Sequence[str],
        *,
        competing: str | Sequence[str] = (),
        censor: str = "last_contact",
    ) -> RecurrentTable:
        """Follow every time that an outcome came, from the origin to what ends the course.

        Each certain day of the outcome on or after the origin counts once, up
        to and including the day of the first competing event. Earlier ones,
        and those before observation began, are not counted, which a note
        says. Members are left out, and counted, as in :meth:`time_to`, but not
        for an outcome before the origin. Time in which the outcome could not
        come, as while being exploited, counts as followed.

        Parameters
        ----------
        outcome
            A milestone, or several that count as one and are named by the first.
        competing
            Milestones after which the outcome cannot come, or is no longer
            counted.
        censor
            As in :meth:`time_to`.

        Returns
        -------
        RecurrentTable
            ``subject`` numbers the members that remain; causes are
            ``(outcome, *competing)``.

        Raises
        ------
        DefinitionError
            As :meth:`time_to` does.
        """
        return recurrences(self, Wait(outcome, competing, censor))

    def states(self, pathway: str) -> StateTable:
        """Follow the members along a pathway, from the origin to the last contact.

        Accused people are followed to the day of the snapshot. The state on
        the origin comes from everything up to and including that day. A move
        that the pathway does not permit is followed as recorded.

        Parameters
        ----------
        pathway
            Code of a pathway whose subject is that of the cohort.

        Returns
        -------
        StateTable
            One row a stay; ``subject`` numbers the members that remain.

        Raises
        ------
        DefinitionError
            If there is no such pathway for this subject.
        """
        return states(self, pathway)
