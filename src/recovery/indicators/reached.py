"""From what members of a cohort reached to when it is known to have held."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.occurrences import check_milestones, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.indicators.safety import safety_words
from recovery.indicators.spells import LONG_AGO, Happened, Spells, in_order
from recovery.tables.arrays import IntArray

__all__ = ["RECENT", "Reached"]

RECENT = 183
"""Days for which a check that somebody is in work, or an assessment, speaks."""
STARTED, CONFIRMED = ("employed", "own_business"), ("employment_confirmed",)
ENDED = ("employment_lost",)
LEFT = ("lost_contact", "unplanned_exit", "withdrew_from_service")
BACK = ("recontacted", "consented_to_service")
CODES = (
    "died", "re_trafficked", "safe_housing", "housing_lost", *STARTED, *CONFIRMED,
    *ENDED, "school_enrolled", "school_left", "arrived_home", "return_failed", *LEFT,
    *BACK,
)  # fmt: skip


@attrs.frozen(eq=False)
class Reached:
    """What ``n`` members reached and what was said of their safety, in days since the origin.

    Attributes
    ----------
    today
        Shape ``(n,)``; the day of the data.
    codes
        The milestones.
    what, code
        Every time one was reached, and its place in ``codes``.
    safe, unsafe
        The words about their safety.
    """

    today: IntArray
    codes: tuple[str, ...]
    what: Happened
    code: IntArray
    safe: Happened
    unsafe: Happened

    @classmethod
    def of(cls, cohort: Cohort) -> Reached:
        """Look at what is known of the members of a cohort."""
        survivor = subject_named("survivor")
        codes = tuple(c for c in CODES if not check_milestones(cohort.snapshot, survivor, (c,)))
        origin = day_numbers(cohort.members["origin"])
        today = cohort.snapshot.day

        def since_origin(member: IntArray, first: IntArray, last: IntArray) -> Happened:
            return Happened(
                member, first - origin[member], np.minimum(last, today) - origin[member]
            )

        seen = seen_or_found(cohort, codes)
        seen = seen.take(seen.day <= today)
        words = safety_words(cohort)
        told = since_origin(words.member, words.day, words.latest)
        known = words.day <= today
        return cls(
            today=today - origin,
            codes=codes,
            what=since_origin(seen.member, seen.day, seen.latest),
            code=seen.code,
            safe=told.take(known & words.safe),
            unsafe=told.take(known & ~words.safe),
        )

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.today)

    def times(self, codes: tuple[str, ...]) -> Happened:
        """Return every time that any of some milestones was reached."""
        places = [self.codes.index(code) for code in codes if code in self.codes]
        return self.what.take(np.isin(self.code, places))

    def lasting(
        self, begins: tuple[str, ...], ends: tuple[str, ...], *, surely: bool = True
    ) -> Spells:
        """Return when what some milestones begin, and others end, holds surely, or may hold."""
        begin, end = in_order(self.times(begins), self.times(ends), surely=surely)
        days = Spells.of(self.size, begin, end)
        return days.where(days.since(begin) > days.since(end))

    def safely(
        self, begins: tuple[str, ...], ends: tuple[str, ...], *, surely: bool = True
    ) -> Spells:
        """Return when it holds, and the last word about safety since it began was not unsafe."""
        begin, end = in_order(self.times(begins), self.times(ends), surely=surely)
        safe, unsafe = in_order(self.safe, self.unsafe, surely=surely)
        dangers = (unsafe, self.unsafe.from_last) if surely else (unsafe,)
        days = Spells.of(self.size, begin, end, safe, *dangers)
        begun = days.since(begin)
        calm = days.since(*dangers) < np.maximum(begun, days.since(safe))
        return days.where((begun > days.since(end)) & calm)

    def working(self) -> Spells:
        """Return when somebody may have been in work, confirmed or not."""
        return self.lasting((*STARTED, *CONFIRMED), ENDED, surely=False)

    def in_work(self) -> Spells:
        """Return when work is confirmed: silence is not employment.

        It is for :data:`RECENT` days from when it began or was found to last,
        and up to any later day on which it was found to last, or had ended.
        """
        lost, confirmed = self.times(ENDED), self.times(CONFIRMED)
        check, end = in_order(self.times((*STARTED, *CONFIRMED)), lost, surely=True)
        told = np.full(self.size, LONG_AGO)
        np.maximum.at(told, confirmed.member, confirmed.last)
        np.maximum.at(told, lost.member, lost.first)
        member, day, _ = check
        over = np.maximum(day + RECENT, told[member]) + 1
        days = Spells.of(self.size, check, end, (member, over, 0))
        checked = days.since(check)
        sure = days.day <= np.maximum(checked + RECENT, told[days.member])
        return days.where((checked > days.since(end)) & sure)

    def harms(self) -> tuple[Happened, Happened]:
        """Return when they were found exploited again after the origin, and when they died.

        Somebody found exploited on the very day on which they were counted, as
        of those who are freed, was not exploited again afterwards. A death is
        never left out: one on record for an earlier day counts from the origin on.
        """
        found, died = self.times(("re_trafficked",)), self.times(("died",))
        return (
            found.take(found.last > 0),
            Happened(died.member, died.first, np.maximum(died.last, 0)),
        )

    def left(self, contact: IntArray) -> BoolArray:
        """Mark who is on record as lost, or as having left, since the last contact."""
        left, back = self.times(LEFT), self.times(BACK)
        since, until, again = (np.full(self.size, LONG_AGO) for _ in range(3))
        np.maximum.at(since, left.member, left.first)
        np.maximum.at(until, left.member, left.last)
        np.maximum.at(again, back.member, back.last)
        gone: BoolArray = (until >= contact) & (until > LONG_AGO) & (since > again)
        return gone
