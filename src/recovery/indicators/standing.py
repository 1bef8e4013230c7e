"""How things stood with each member of a cohort on some day, as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.observed import last_contact
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.wait import NEVER, first_days
from recovery.indicators.reached import Reached
from recovery.indicators.spells import LONG_AGO, Happened, Spells
from recovery.tables import StateTable
from recovery.tables.arrays import IntArray

__all__ = ["STATES", "Standing"]

STATES = ("safely housed", "in work or school", "home and safe")
"""What holds of somebody from one day to another."""
HARMS = ("re-trafficked", "died")
HOUSED = (("safe_housing",), ("housing_lost",))
AT_SCHOOL = (("school_enrolled",), ("school_left",))
AT_HOME = (("arrived_home",), ("return_failed",))


@attrs.frozen(eq=False)
class Standing:
    """What is known of ``n`` members, in days since each of them was counted.

    Counts on a day and the tables for estimates are taken from the same values,
    so that they cannot disagree.

    Attributes
    ----------
    today
        Shape ``(n,)``; the day of the data.
    until
        Shape ``(n,)``; up to when each was in touch, unless a harm came first:
        ``within`` days after the last contact; up to that contact where they
        are on record as lost after it, or may have come to harm since.
    gone
        Shape ``(n,)``; whether they are on record as lost, or as having left,
        and were not in contact since.
    found, died
        Shape ``(n,)``; since when they are known to be exploited again, after the
        day on which they were counted, and to have died; ``NEVER`` otherwise.
    surely, perhaps
        For each of :data:`STATES` when it is known to hold, and when it may:
        what came on an uncertain day surely began on the last that it can have
        been, and may have ended on the first.
    """

    today: IntArray
    until: IntArray
    gone: BoolArray
    found: IntArray
    died: IntArray
    surely: Mapping[str, Spells]
    perhaps: Mapping[str, Spells]

    @classmethod
    def of(cls, cohort: Cohort, *, within: int) -> Standing:
        """Look at the members of a cohort."""
        reached = Reached.of(cohort)
        origin = day_numbers(cohort.members["origin"])
        contact = last_contact(cohort.snapshot, cohort.members["survivor_id"]) - origin
        contact = np.maximum(contact, 0)
        found, died = reached.harms()
        gone = reached.left(contact)
        until = np.where(gone, contact, contact + within)
        for harm in (found, died):
            until = np.minimum(until, _unharmed(harm, contact))
        work = {True: reached.in_work(), False: reached.working()}
        surely, perhaps = (
            {
                "safely housed": reached.safely(*HOUSED, surely=sure),
                "in work or school": work[sure].either(reached.lasting(*AT_SCHOOL, surely=sure)),
                "home and safe": reached.safely(*AT_HOME, surely=sure),
            }
            for sure in (True, False)
        )
        return cls(
            today=reached.today,
            until=np.minimum(until, reached.today),
            gone=gone,
            found=first_days(len(origin), found.member, found.last),
            died=first_days(len(origin), died.member, died.last),
            surely=surely,
            perhaps=perhaps,
        )

    @property
    def harmed(self) -> IntArray:
        """Shape ``(n,)``; the day of the first harm, ``NEVER`` where there was none."""
        return np.minimum(self.found, self.died)

    def harms(self, days: int) -> StateTable:
        """Return when each was exploited again, or died."""
        again, dead = (np.flatnonzero(day < NEVER) for day in (self.found, self.died))
        spells = Spells.of(
            len(self.died), (again, self.found[again], 1), (dead, self.died[dead], 2)
        )
        value = np.where(spells.day >= self.died[spells.member], 2, spells.value)
        return attrs.evolve(spells, value=value).stays(self._followed(days), ("neither", *HARMS))

    def stays(self, state: str, days: int) -> StateTable:
        """Return when each was in a state and out of it, up to a harm."""
        held, harmed = self.surely[state], self.harmed
        hurt = np.flatnonzero(harmed < NEVER)
        unseen = np.flatnonzero(self.until < np.where(harmed < NEVER, harmed, LONG_AGO))
        spells = Spells.of(
            held.size,
            (held.member, held.day, held.value * (held.day <= self.until[held.member])),
            (unseen, self.until[unseen] + 1, 0),
            (hurt, harmed[hurt], 2),
        )
        value = np.where(spells.day >= harmed[spells.member], 2, spells.value)
        table = attrs.evolve(spells, value=value)
        return table.stays(self._followed(days), ("not", state, "harmed"))

    def _followed(self, days: int) -> IntArray:
        """Return up to when each is followed: who came to harm, for as long as anybody is.

        What became of them is known. Where it is of everybody, that is up to ``days``.
        """
        hurt = self.harmed < NEVER
        last = np.where(hurt, self.harmed, self.until).max(initial=0)
        return np.where(hurt, max(last, days) if hurt.all() else last, self.until)


def _unharmed(harm: Happened, contact: IntArray) -> IntArray:
    """Return up to when nobody can have come to a harm yet whose day is uncertain."""
    unsure = harm.take(harm.first < harm.last)
    day = np.maximum(contact[unsure.member], unsure.first - 1)
    return first_days(len(contact), unsure.member, day)
