"""How things stood with each member of a cohort on some day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.change.courses import courses
from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.observed import last_contact
from recovery.cohort.occurrences import check_milestones, day_numbers
from recovery.cohort.scores import Measure, scored_forms
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import NEVER, Seen
from recovery.tables import EventTable, ScoreTable, StateTable
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.indicators.score_rule import ScoreRule

__all__ = ["PAIRS", "Standing"]

LONG_AGO = -(10**7)
RECENT = 183
"""Days for which a check that somebody is in work, or an assessment, speaks."""
CODES = (
    "died", "re_trafficked", "safe_housing", "housing_lost", "employed", "own_business",
    "employment_confirmed", "employment_lost", "school_enrolled", "school_left", "arrived_home",
    "return_failed",
)  # fmt: skip
PAIRS = {
    "safely housed": (("safe_housing",), ("housing_lost",)),
    "in work or school": (
        ("employed", "own_business", "school_enrolled"),
        ("employment_lost", "school_left"),
    ),
    "home and safe": (("arrived_home",), ("return_failed",)),
}
"""For each state the milestones that begin it, and those that end it."""


@attrs.frozen(eq=False)
class Standing:
    """What is known of ``n`` members, by day; days are numbers of the calendar.

    Attributes
    ----------
    origin
        Shape ``(n,)``; from when on each is followed.
    seen
        Every milestone of theirs that matters here, on the day from which on it
        is known to hold where its own is uncertain.
    contact
        Shape ``(n,)``; the day of the last contact.
    died, found
        Shape ``(n,)``; when they died, and were found to be exploited again.
    day
        The day of the data.
    """

    origin: IntArray
    seen: Seen
    contact: IntArray
    died: IntArray
    found: IntArray
    day: int

    @classmethod
    def of(cls, cohort: Cohort) -> Standing:
        """Look at the members of a cohort."""
        survivor = subject_named("survivor")
        codes = tuple(
            code for code in CODES if not check_milestones(cohort.snapshot, survivor, (code,))
        )
        origin = day_numbers(cohort.members["origin"])
        seen = _when_known(Seen.of(cohort, codes), origin, cohort.snapshot.day)
        contact = np.maximum(origin, last_contact(cohort.snapshot, cohort.members["survivor_id"]))
        first = {}
        for code in ("died", "re_trafficked"):
            rows = _of(seen, (code,)) & (seen.day >= origin[seen.member])
            first[code] = np.full(len(cohort), NEVER)
            np.minimum.at(first[code], seen.member[rows], seen.day[rows])
        return cls(
            origin, seen, contact, first["died"], first["re_trafficked"], cohort.snapshot.day
        )

    def last(self, codes: tuple[str, ...], by: IntArray) -> IntArray:
        """Return when each last reached one of some milestones by a day of their own."""
        rows = _of(self.seen, codes) & (self.seen.day <= by[self.seen.member])
        found = np.full(len(self.origin), LONG_AGO)
        np.maximum.at(found, self.seen.member[rows], self.seen.day[rows])
        return found

    def next(self, codes: tuple[str, ...], since: IntArray) -> IntArray:
        """Return when each first reached one of some milestones on or after a day."""
        rows = _of(self.seen, codes) & (self.seen.day >= since[self.seen.member])
        found = np.full(len(self.origin), NEVER)
        np.minimum.at(found, self.seen.member[rows], self.seen.day[rows])
        return found

    def holds(self, state: str, on: IntArray) -> BoolArray:
        """Mark of whom a state is known to hold on a day of their own."""
        if state == "in work or school":
            return self._in_work(on) | self._lasting(("school_enrolled",), ("school_left",), on)
        return self._lasting(*PAIRS[state], on)

    def _lasting(self, begins: tuple[str, ...], ends: tuple[str, ...], on: IntArray) -> BoolArray:
        since = self.last(begins, on)  # on one day what ended it counts
        lasting: BoolArray = (since > LONG_AGO) & (since > self.last(ends, on))
        return lasting

    def _in_work(self, on: IntArray) -> BoolArray:
        """Mark who is confirmed to be in work: silence is not employment."""
        begins = ("employed", "own_business")
        working = self._lasting(begins, ("employment_lost",), on)
        lately = self.last((*begins, "employment_confirmed"), on) >= on - RECENT
        later = self.next(("employment_confirmed", "employment_lost"), on) < NEVER
        return working & (lately | later)

    def may_work(self, on: IntArray) -> BoolArray:
        """Mark who started work and is not known to have lost it, confirmed or not."""
        return self._lasting(("employed", "own_business"), ("employment_lost",), on)

    def harms(self) -> EventTable:
        """Return how long until each was found exploited again, or died."""
        end = np.minimum(self.found, self.died)
        event = np.select([end == NEVER, self.found <= self.died], [0, 1], 2)
        last = np.where(end == NEVER, self.contact, end) - self.origin
        return EventTable(exit=last, event=event, causes=("re-trafficked", "died"))

    def stays(self, state: str) -> StateTable:
        """Return when each was in a state and out of it, up to the last contact or a harm."""
        begins, ends = PAIRS[state]
        harm = np.minimum(self.found, self.died)
        terminal = np.select([harm == NEVER, self.found <= self.died], [-1, 2], 3)
        end = np.where(harm == NEVER, self.contact, harm) - self.origin
        is_on = _of(self.seen, begins)
        rows = is_on | _of(self.seen, ends)
        member, since = self.seen.member[rows], (self.seen.day - self.seen.since)[rows]
        kept = since < end[member] + (terminal[member] < 0)
        member, day, on = member[kept], np.maximum(since[kept], -1), is_on[rows][kept]
        real = since[kept]
        everyone = np.arange(len(self.origin))
        day = np.where(real <= 0, -1, day)
        order = np.lexsort(
            (
                np.concatenate([np.zeros(len(everyone), bool), ~on]),
                np.concatenate([np.full(len(everyone), LONG_AGO), real]),
                np.concatenate([everyone, member]),
            )
        )
        member = np.concatenate([everyone, member])[order]
        day = np.concatenate([np.full(len(everyone), -1), day])[order]
        value = np.concatenate([np.zeros(len(everyone), bool), on])[order].astype(np.int64)
        member, day, value = _changes(member, day, value)
        final = np.diff(member, append=-1) != 0
        stop = np.where(final, end[member], np.roll(day, -1))
        to = np.where(final, terminal[member], np.roll(value, -1))
        lasts = day < stop
        return StateTable(
            subject=member[lasts],
            start=day[lasts],
            stop=stop[lasts],
            state=value[lasts],
            to=to[lasts],
            states=("not", state, "re-trafficked", "died"),
        )


def _when_known(seen: Seen, origin: IntArray, today: int) -> Seen:
    """Give what came on an uncertain day the day from which on it is known to hold.

    That is the latest it can have been, so that no death, harm or gain is lost from sight; and for
    what ends a gain the earliest, from which on the gain is not known to hold.
    """
    ends = tuple(code for _, after in PAIRS.values() for code in after)
    earliest = np.maximum(seen.day, origin[seen.member])
    day = np.where(_of(seen, ends), earliest, np.minimum(seen.latest, today))
    day = np.where(seen.certain, seen.day, day)
    return attrs.evolve(seen, day=day, latest=day)


def _changes(
    member: IntArray, day: IntArray, value: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Keep the last of each day of a member, and of these only what changes anything."""
    last = (np.diff(member, append=-1) != 0) | (np.diff(day, append=LONG_AGO) != 0)
    member, day, value = member[last], day[last], value[last]
    new = (np.diff(member, prepend=-1) != 0) | (np.diff(value, prepend=-1) != 0)
    return member[new], day[new], value[new]


def _of(seen: Seen, codes: tuple[str, ...]) -> BoolArray:
    places = [seen.codes.index(code) for code in codes if code in seen.codes]
    found: BoolArray = np.isin(seen.code, places)
    return found


def unsafe(cohort: Cohort, by: IntArray) -> BoolArray:
    """Mark whose last contact with a word about safety, by a day, said that they were not safe."""
    rows = cohort.snapshot.tables.get("contacts")
    marks = np.zeros(len(cohort), dtype=bool)
    if rows is None:
        return marks
    asked = cohort.members.select("survivor_id").with_row_index("member")
    told = (
        rows.filter(pl.col("safety").cast(pl.String).is_in(["safe", "unsafe", "re_exploited"]))
        .join(asked, on="survivor_id")
        .select(
            "member", danger=pl.col("safety") != "safe", day=pl.col("contacted_on").cast(pl.Int64)
        )
    )
    member, day = day_numbers(told["member"]), day_numbers(told["day"])
    danger = told["danger"].to_numpy()
    kept = day <= by[member]
    last = {flag: np.full(len(cohort), LONG_AGO) for flag in (True, False)}
    for flag, days in last.items():
        rows_of = kept & (danger == flag)
        np.maximum.at(days, member[rows_of], day[rows_of])
    return (last[True] > LONG_AGO) & (last[True] >= last[False])


def recovered(cohort: Cohort, rule: ScoreRule, by: IntArray) -> tuple[BoolArray, BoolArray]:
    """Mark who was good when last assessed in the half-year up to a day, and who was assessed."""
    good, told = np.zeros(len(cohort), dtype=bool), np.zeros(len(cohort), dtype=bool)
    if rule.norms is None or "assessments" not in cohort.snapshot.tables:
        return good, told
    measure = Measure(
        instrument=rule.instrument,
        scale=rule.scale,
        variant={},
        respondent=rule.respondent_of(cohort.snapshot),
    )
    forms = scored_forms(cohort, measure)
    forms = forms.take(forms.certain & ~np.isnan(forms.value))
    order = np.lexsort((forms.value, forms.day, forms.member))
    forms = forms.take(order)
    new = (np.diff(forms.member, prepend=-1) != 0) | (np.diff(forms.day, prepend=LONG_AGO) != 0)
    forms = forms.take(new)
    found = courses(
        ScoreTable(subject=forms.member, days=forms.day - cohort.snapshot.day, value=forms.value),
        rule.sustained,
    )
    cases = np.repeat(found.case_first, np.diff(found.first, append=len(found.day)))
    day = found.day + cohort.snapshot.day
    kept = (day <= by[forms.member]) & (day >= by[forms.member] - RECENT) & cases
    member = forms.member[kept]  # in order of days, so that the last one stays
    good[member] = found.good[kept]
    told[member] = True
    return good, told
