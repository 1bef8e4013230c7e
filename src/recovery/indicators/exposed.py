"""Between which days a harm came to each member of a cohort, and how long each was seen safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.entry import Entry
from recovery.cohort.observed import CONTACT_TABLES
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.undone import undone_note
from recovery.cohort.wait import NEVER, Seen, Wait, first_days
from recovery.indicators.safety import FOLLOW_UPS, FOUND_SAFE
from recovery.tables import About
from recovery.tables.arrays import IntArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["MET", "Exposed"]

MET = (
    *("rescued", "escaped", "first_contact", "consented_to_service", "intake", "needs_assessed"),
    *("safety_plan", "shelter_entered", "safe_housing", "medical_assessed", "medical_treated"),
    *("psychological_assessed", "therapy_started", "therapy_completed", "legal_aid"),
    *("school_enrolled", "skills_started", "skills_completed", "employed", "employment_confirmed"),
    *("own_business", "income_secure", "reintegrated", "independent_living", "champion"),
    *("planned_closure", "recontacted", "consented_to_return", "refused_return", "departed"),
    *("handed_over_at_border", "arrived_in_country", "arrived_home"),
    *("engaged_with_justice", "statement_given", "testified", "special_measures"),
    "navigator_engaged",
)
"""The milestones at which somebody is met, and that are no word of danger.

Not among them is whatever is decided about people without them (victim status,
papers, orders and payments), what tells that something ended (an exit, a home,
school or work lost), a contact that was lost, whose last one is on record
itself, and the follow-ups after a return, which say what they found.
"""


@attrs.frozen(eq=False)
class Exposed:
    """Between which days each of ``n`` members was watched, in days since the origin.

    The harm of whoever was found lies after ``safe`` and on ``exit`` at the
    latest. It was found on the day of the milestone, or of a contact that says
    it, whichever came first; and since nobody can be harmed after death, it
    came by then: also of whoever was found after they had died.

    A safe contact is one with the person, at which nothing was said of danger:
    somebody reached, an attended support, an assessment done, a follow-up after
    a return whose ``result`` says that they were safe, or a milestone of
    :data:`MET`, which nobody reaches without being met. What others decide, such
    as a court, and what is learned of somebody, such as that they left or lost
    their home, shows nothing of the kind.

    The day on which it was found may itself be known only to lie in a span, as
    in a month. Then ``exit`` is the last day of the span, or of the data, and
    ``safe`` the last safe contact before its first day: a safe contact within
    the span may have come after the harm was found, and proves nothing. A span
    that begins before the origin is taken to begin with it: who is found to be
    exploited *again* had been free. How many they are is noted.

    Attributes
    ----------
    entry
        Shape ``(n,)``; the day after which each was under observation, -1 from
        the origin on.
    safe
        Shape ``(n,)``; the last day on which it had surely not come, and nobody
        was seen before they were under observation. Of whoever was not found it
        is ``exit``.
    exit
        Shape ``(n,)``; the last day on which it can have been found; else that of
        what ended the waiting, or of the last safe contact.
    cause
        Shape ``(n,)``; 1 of whoever was found, 2 or more of whoever's waiting was
        ended by something else, 0 of all others.
    day
        Shape ``(n,)``; the day of the data.
    causes
        The names of the harm and of what ends the waiting.
    about
        Who they are, and who was left out.
    """

    entry: IntArray
    safe: IntArray
    exit: IntArray
    cause: IntArray
    day: IntArray
    causes: tuple[str, ...]
    about: About

    def __len__(self) -> int:
        return len(self.exit)

    @property
    def found(self) -> BoolArray:
        """Who was found: shape ``(n,)``."""
        found: BoolArray = self.cause == 1
        return found

    @property
    def start(self) -> IntArray:
        """From which day on each was watched: shape ``(n,)``."""
        return self.entry + 1

    @classmethod
    def of(cls, cohort: Cohort, wait: Wait) -> Exposed:
        """Observe the members of a cohort; whoever cannot be placed is left out and counted."""
        wait.check(cohort)
        seen = seen_or_found(cohort, wait.codes)
        origin = day_numbers(cohort.members["origin"])
        first, by = _spans(seen, wait)
        over, over_by = (ends[1:].min(axis=0, initial=NEVER) for ends in (first, by))
        found = (first[0] < NEVER) & (first[0] <= _watched_until(cohort, wait, by))
        early = found & (first[0] < origin)
        since = np.minimum(np.maximum(first[0], origin), over_by)
        by_then = np.maximum(np.minimum(np.minimum(by[0], cohort.snapshot.day), over_by), since)
        ended = ~found & (over < NEVER)
        cause = np.where(ended, first.argmin(axis=0) + 1, found)
        entry = Entry.of(cohort)
        after = np.maximum(entry.after, -1)
        start = after + 1
        last = _last_safe(cohort, np.where(found, since, cohort.snapshot.day + 1), wait.outcome)
        exit_day = np.select([found, ended], [by_then, over], np.maximum(last, origin + start))
        exit_day = exit_day - origin

        def reasons() -> Iterator[tuple[str, BoolArray]]:
            yield "day of origin uncertain", origin_uncertain(cohort)
            yield from seen.over_before(cohort, wait)
            for place, code in enumerate(wait.competing, start=2):
                yield f"day of {code} uncertain", ended & (over != over_by) & (cause == place)
            yield from entry.reasons()
            yield f"found {wait.outcome[0]} before observation began", found & (exit_day <= after)
            yield "left before observation began", exit_day <= after

        stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
        notes = [
            *_notes(wait.outcome[0], found & stays & (since < by_then), early & stays),
            *_found_after(wait.outcome[0], found & stays & (first[0] > over_by)),
            *entry.notes(stays),
            *undone_note(cohort, wait, np.where(found & stays, since, NEVER)),
        ]
        return cls(
            entry=after[stays],
            safe=np.where(found, np.maximum(last - origin, start), exit_day)[stays],
            exit=exit_day[stays],
            cause=cause[stays],
            day=(cohort.snapshot.day - origin)[stays],
            causes=wait.causes,
            about=cohort.about(wait.clock(cohort), attrition, notes),
        )


def _spans(seen: Seen, wait: Wait) -> tuple[IntArray, IntArray]:
    """Return between which days each cause first came: shapes ``(causes, members)``."""
    rows = ~seen.before
    cause = np.maximum(seen.code[rows] - len(wait.outcome) + 1, 0)
    places, shape = (cause, seen.member[rows]), (len(wait.causes), seen.size)
    return (
        first_days(shape, places, seen.day[rows]),
        first_days(shape, places, seen.latest[rows]),
    )


def _notes(outcome: str, uncertain: BoolArray, early: BoolArray) -> Iterator[str]:
    if count := int(uncertain.sum()):
        yield f"day of {outcome} known as a span, which holds it: {count:,}"
    if count := int(early.sum()):
        yield f"day of {outcome} may lie before the origin, and is taken to lie after it: {count:,}"


def _watched_until(cohort: Cohort, wait: Wait, by: IntArray) -> IntArray:
    """Return by which day the harm of each must be found: what is found after death came before."""
    milestones = cohort.snapshot.vocabulary.milestones
    ends = [place for place, code in enumerate(wait.competing, 1) if not milestones[code].terminal]
    until: IntArray = by[ends].min(axis=0, initial=NEVER)
    return until


def _found_after(outcome: str, after: BoolArray) -> Iterator[str]:
    if count := int(after.sum()):
        yield f"found {outcome} after death, which it came before: {count:,}"


def _last_safe(cohort: Cohort, before: IntArray, outcome: tuple[str, ...]) -> IntArray:
    """Return the last day before some day on which each member was in contact and not in danger."""
    asked = cohort.members.select("survivor_id").with_row_index("member")
    until = pl.DataFrame({"member": asked["member"], "before": before})
    contacts = cohort.snapshot.remember(
        ("safe contacts", outcome), lambda: _safe_contacts(cohort.snapshot, outcome)
    )
    last = (
        contacts.lazy()
        .join(asked.lazy(), on="survivor_id")
        .join(until.lazy(), on="member")
        .filter(pl.col("day") < pl.col("before"))
        .group_by("member")
        .agg(pl.col("day").max())
        .collect()
    )
    days = day_numbers(cohort.members["origin"]).copy()
    np.maximum.at(days, day_numbers(last["member"]), day_numbers(last["day"]))
    return days


def _safe_contacts(known: Snapshot, outcome: tuple[str, ...]) -> pl.DataFrame:
    """Return the days on which anyone was in contact and not in danger, each once."""
    found = [
        rows.lazy()
        .filter(_is_safe(table, outcome))
        .select("survivor_id", day=pl.col(day).cast(pl.Int64))
        .filter(pl.col("day") <= known.day)
        for table, day in CONTACT_TABLES.items()
        if (rows := known.tables.get(table)) is not None
    ]
    return pl.concat(found).unique().collect()


def _is_safe(table: str, outcome: tuple[str, ...]) -> pl.Expr:
    if table == "contacts":
        danger = pl.col("safety").cast(pl.String).is_in(["unsafe", "re_exploited", "not_assessed"])
        return (pl.col("result") == "reached") & ~danger.fill_null(value=False)
    if table == "support":
        return (pl.col("attendance") == "attended").fill_null(value=True)
    if table == "assessments":
        return (pl.col("status") == "done").fill_null(value=True)
    certain = pl.col("occurred_on") == pl.col("occurred_on_latest")
    code = pl.col("milestone" if table == "milestones" else "event").cast(pl.String)
    met = code.is_in([each for each in MET if each not in outcome])
    if table == "milestones":
        found_safe = pl.col("result").cast(pl.String).is_in(FOUND_SAFE)
        met |= code.is_in(FOLLOW_UPS) & found_safe.fill_null(value=False)
    return certain & met
