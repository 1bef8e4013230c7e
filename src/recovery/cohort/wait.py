"""A wait as it is asked for: outcome, what competes with it, what ends the watching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.cohort.attrition import BoolArray
from recovery.cohort.observed import CONTACT_TABLES, last_contact
from recovery.cohort.occurrences import DayArray, check_milestones, day_numbers, occurrences
from recovery.cohort.subjects import subject_named
from recovery.errors import DefinitionError, allowed

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort
    from recovery.cohort.members import Members

__all__ = [
    "CENSORS",
    "NEVER",
    "Seen",
    "Wait",
    "check_censor",
    "clock_faults",
    "first_days",
    "watched_until",
]

CENSORS = ("last_contact", "as_of")
NEVER = np.iinfo(np.int64).max
"""Day number of what has not happened."""


def _as_codes(codes: str | Sequence[str]) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else tuple(codes)


@attrs.frozen
class Wait:
    """What is waited for.

    Attributes
    ----------
    outcome
        Codes that count as one outcome, named by the first.
    competing
        Codes after which the outcome is no longer waited for.
    censor
        What ends the watching of whoever still waits.
    goes_on
        Whether the wait goes on after a competing event that was undone later.
    early_counts
        Whether an outcome before the origin counts, as on its day; else
        nobody who had it waits.
    entry
        From when on they are watched: from when ``observation`` began, or from
        the ``origin`` on, where the outcome keeps nobody from coming later.
    by_day
        By which day since the origin alone is asked what had come, if so: then
        an uncertain day counts that lies wholly by it or wholly after it.
    """

    outcome: tuple[str, ...] = attrs.field(converter=_as_codes)
    competing: tuple[str, ...] = attrs.field(converter=_as_codes)
    censor: str
    goes_on: bool = attrs.field(default=False, kw_only=True)
    early_counts: bool = attrs.field(default=False, kw_only=True)
    entry: Literal["observation", "origin"] = attrs.field(default="observation", kw_only=True)
    by_day: int | None = attrs.field(default=None, kw_only=True)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every milestone that can end the wait."""
        return (*self.outcome, *self.competing)

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of what can end the wait: the outcome and each competing event."""
        return (self.outcome[0], *self.competing)

    def clock(self, cohort: Cohort) -> str:
        """Put the clock into words."""
        parts = [f"{cohort.subject}: from {cohort.origin} to {' or '.join(self.outcome)}"]
        if self.competing:
            parts.append(f"competing {', '.join(self.competing)}")
        return "; ".join([*parts, f"censored at {self.censor}"])

    def check(self, cohort: Cohort) -> None:
        """Refuse a question that makes no sense, with every reason."""
        subject = subject_named(cohort.subject)
        faults = [
            *check_milestones(cohort.snapshot, subject, dict.fromkeys(self.codes)),
            *clock_faults(cohort.origin, self.outcome, self.competing),
            *check_censor(cohort, self.censor),
        ]
        if faults:
            message = "this wait cannot be measured:"
            raise DefinitionError(message, faults=faults)


def clock_faults(
    origin: str, outcome: Sequence[str], competing: Sequence[str] = ()
) -> Iterator[str]:
    """Yield what is wrong with the milestones that start and end a wait."""
    codes = (*outcome, *competing)
    if not outcome:
        yield "no outcome is named"
    if origin in codes:
        yield f"{origin!r} starts the clock and cannot end it"
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield f"{code!r} is named more than once"


def check_censor(cohort: Members, censor: str) -> Iterator[str]:
    """Yield what is wrong with the end of watching."""
    if censor not in CENSORS:
        yield f"{censor!r} does not end the watching; {allowed(CENSORS)}"
    elif censor == "last_contact":
        if not subject_named(cohort.subject).is_survivor:
            yield "nobody keeps contact with accused people: use censor='as_of'"
        elif not any(table in cohort.snapshot.tables for table in CONTACT_TABLES):
            yield (
                f"no table tells of contact: add one of {', '.join(CONTACT_TABLES)}, "
                "or use censor='as_of'"
            )


def watched_until(cohort: Members, censor: str) -> DayArray:
    """Return the day on which the watching of each member ended, never before the origin."""
    origin = day_numbers(cohort.members["origin"])
    if censor == "as_of":
        return np.full(len(origin), cohort.snapshot.day)
    contact = last_contact(cohort.snapshot, cohort.members["survivor_id"])
    return np.maximum(origin, contact)


def first_days(
    shape: int | tuple[int, ...], places: DayArray | tuple[DayArray, ...], days: DayArray
) -> DayArray:
    """Return the first of the days at each place, ``NEVER`` where there is none."""
    first = np.full(shape, NEVER)
    np.minimum.at(first, places, days)
    return first


@attrs.frozen(eq=False)
class Seen:
    """What members of a cohort were seen to reach, as arrays of one row each.

    Attributes
    ----------
    size
        How many members there are.
    codes
        The milestones looked for.
    member, code
        Shape ``(k,)``; places among the members and in ``codes``.
    day, latest
        Shape ``(k,)``; earliest and latest day number.
    since
        Shape ``(k,)``; earliest day of the member's origin.
    """

    size: int
    codes: tuple[str, ...]
    member: npt.NDArray[np.int64]
    code: npt.NDArray[np.int64]
    day: DayArray
    latest: DayArray
    since: DayArray

    @classmethod
    def of(cls, cohort: Members, codes: tuple[str, ...]) -> Seen:
        """Look for some milestones of a cohort."""
        found = occurrences(cohort.snapshot, subject_named(cohort.subject), cohort.members, codes)
        member, code, day, latest = (day_numbers(found[name]) for name in found.columns)
        since = day_numbers(cohort.members["origin"])[member]
        return cls(len(cohort), codes, member, code, day, latest, since)

    def take(self, rows: npt.NDArray[np.generic]) -> Seen:
        """Return some of the rows, by mark or by place."""
        columns = ("member", "code", "day", "latest", "since")
        return attrs.evolve(self, **{name: getattr(self, name)[rows] for name in columns})

    def not_before(self, places: int) -> Seen:
        """Return the same with the first of the codes, where before the origin, on its day."""
        early = self.before & (self.code < places)
        day, latest = (np.where(early, self.since, days) for days in (self.day, self.latest))
        return attrs.evolve(self, day=day, latest=latest)

    def in_order(self) -> Seen:
        """Return the rows of each member together and in time, on one day as in ``codes``."""
        return self.take(np.lexsort((self.code, self.day, self.member)))

    @property
    def certain(self) -> BoolArray:
        """Whose day is known."""
        same: BoolArray = self.day == self.latest
        return same

    @property
    def before(self) -> BoolArray:
        """What lies wholly before the origin."""
        return self.latest < self.since

    def members(self, rows: BoolArray) -> BoolArray:
        """Mark the members who have any of some rows."""
        marked = np.zeros(self.size, dtype=np.bool_)
        marked[self.member[rows]] = True
        return marked

    def with_code(self, rows: BoolArray, codes: Sequence[str]) -> Iterator[tuple[str, BoolArray]]:
        """Yield for each code who has it in some rows."""
        for place, code in enumerate(self.codes):
            if code in codes:
                yield code, self.members(rows & (self.code == place))

    def over_before(self, cohort: Cohort, wait: Wait) -> Iterator[tuple[str, BoolArray]]:
        """Yield why the wait was over before it began: the outcome, or what nothing can follow."""
        is_outcome = self.code < len(wait.outcome)
        yield "outcome before the origin", self.members(self.before & is_outcome)
        yield from self.ended_before(cohort, wait)

    def ended_before(self, cohort: Cohort, wait: Wait) -> Iterator[tuple[str, BoolArray]]:
        """Yield who had reached, before the origin, what nothing can follow."""
        vocabulary = cohort.snapshot.vocabulary.milestones
        final = [code for code in wait.competing if vocabulary[code].terminal]
        for code, members in self.with_code(self.before, final):
            yield f"{code} before the origin", members
