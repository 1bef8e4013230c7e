"""What members said again and again, followed from the origin: the way to a table of scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np
import polars as pl

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.occurrences import DayArray, check_milestones, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.undone import LastingEnds
from recovery.cohort.wait import NEVER, Seen, check_censor, first_days, watched_until
from recovery.errors import DefinitionError, allowed
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from recovery.cohort.members import Members

__all__ = ["Following", "Forms", "forms_of", "of_one_kind", "score_table", "score_table_and_who"]


def _as_codes(codes: str | Sequence[str]) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else tuple(codes)


@attrs.frozen(kw_only=True)
class Following:
    """From when on what members said counts, and what ends it.

    Attributes
    ----------
    before_days
        How many days before the origin count.
    competing
        Milestones that end the following for good.
    censor
        What ends the watching otherwise.
    goes_on
        Whether the following goes on after a competing event that was undone later.
    """

    before_days: int
    competing: tuple[str, ...] = attrs.field(converter=_as_codes)
    censor: str
    goes_on: bool = False

    def faults(self, cohort: Members) -> Iterator[str]:
        """Yield what makes no sense."""
        subject = subject_named(cohort.subject)
        yield from check_milestones(cohort.snapshot, subject, dict.fromkeys(self.competing))
        yield from check_censor(cohort, self.censor)
        if self.before_days < 0:
            yield f"before_days must be 0 or more, but was {self.before_days}"


@attrs.frozen(eq=False)
class Forms:
    """What members said, and when: arrays of one entry each; NaN is a form without a score."""

    member: DayArray
    day: DayArray
    latest: DayArray
    value: FloatArray
    better: Literal["lower", "higher"] = "higher"

    def take(self, rows: BoolArray | DayArray) -> Forms:
        """Return some of them."""
        taken = (self.member[rows], self.day[rows], self.latest[rows], self.value[rows])
        return Forms(*taken, better=self.better)

    @property
    def from_worst(self) -> FloatArray:
        """A number that is the lower, the worse the score."""
        return self.value if self.better == "higher" else -self.value

    @property
    def certain(self) -> BoolArray:
        """Whose day is known."""
        same: BoolArray = self.day == self.latest
        return same


def forms_of(
    cohort: Members,
    rows: pl.DataFrame,
    day: str,
    value: FloatArray,
    *,
    better: Literal["lower", "higher"] = "higher",
) -> Forms:
    """Join rows, of which each has a value, to the members; those without any day are left out."""
    subject = subject_named(cohort.subject)
    numbered = cohort.members.select(subject.keys).with_row_index("member")
    joined = (
        rows.select(*subject.keys, day, f"{day}_latest")
        .with_columns(value=pl.Series(value, dtype=pl.Float64))
        .join(numbered, on=list(subject.keys))
        .drop_nulls(day)
    )
    return Forms(
        day_numbers(joined["member"]),
        day_numbers(joined[day]),
        day_numbers(joined[f"{day}_latest"]),
        joined["value"].to_numpy(),
        better=better,
    )


def of_one_kind(rows: pl.DataFrame, column: str, kind: str | None, what: str) -> pl.DataFrame:
    """Keep what one kind of person said: what others say is never mixed with it."""
    if column not in rows.columns:
        return rows
    kinds = rows[column].cast(pl.String)
    if kind is not None:
        return rows.filter(kinds == kind)
    known = kinds.drop_nulls().unique().sort().to_list()
    if len(known) > 1:
        message = f"{what}, and they are not mixed: name one in {column}=…; {allowed(known)}"
        raise DefinitionError(message)
    return rows


def score_table(cohort: Members, asked: Following, forms: Forms, clock: str) -> ScoreTable:
    """Make a table of what the members said; uncertain days are left out and counted."""
    return score_table_and_who(cohort, asked, forms, clock)[0]


def score_table_and_who(
    cohort: Members, asked: Following, forms: Forms, clock: str
) -> tuple[ScoreTable, BoolArray]:
    """Make a table of scores, and mark the members in it; its subjects number them in order."""
    lasting = LastingEnds.of(cohort, _ends(cohort, asked), asked.competing if asked.goes_on else ())
    seen = lasting.seen
    origin = day_numbers(cohort.members["origin"])
    ended = _first_end(seen, asked)
    last = ended.min(axis=0)
    early = forms.day < origin[forms.member] - asked.before_days
    late = forms.day > last[forms.member]
    counted = forms.take(forms.certain & ~early & ~late)
    order, repeated = _once_a_day(counted)
    counted = counted.take(order)
    any_form = np.zeros(len(cohort), dtype=bool)
    any_form[counted.member] = True

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.with_code(seen.before, asked.competing)
        in_doubt = ~seen.certain & ~seen.before
        for code, members in seen.with_code(in_doubt, asked.competing):
            yield f"day of {code} uncertain", members
        yield from lasting.reasons(np.ones(len(seen.day), dtype=np.bool_))
        yield "no assessment on a certain day", ~any_form

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    counted = counted.take(stays[counted.member])
    watched = watched_until(cohort, asked.censor)
    np.maximum.at(watched, counted.member, counted.day)
    end = np.where(last < NEVER, last, watched)
    event = np.where(last < NEVER, ended.argmin(axis=0) + 1, 0)
    member = counted.member
    left = {
        "on an uncertain day": int((~forms.certain).sum()),
        "too long before the origin": int((forms.certain & early).sum()),
        "after what ended the following": int((forms.certain & late).sum()),
        "on a day on which the member has another": repeated,
    }
    notes = [*_notes(left), *lasting.notes(np.where(stays, last, -1))]
    table = ScoreTable(
        subject=member,
        days=counted.day - origin[member],
        value=counted.value,
        end=(end - origin)[member],
        end_event=event[member] if asked.competing else None,
        causes=asked.competing,
        about=cohort.about(clock, attrition, notes),
    )
    return table, stays


def _ends(cohort: Members, asked: Following) -> Seen:
    """Look for what ended the following of the members."""
    if asked.competing:
        return seen_or_found(cohort, asked.competing)
    none = np.empty(0, dtype=np.int64)
    return Seen(len(cohort), (), *(none for _ in range(5)))


def _first_end(seen: Seen, asked: Following) -> DayArray:
    """Return the first certain day of each competing event: shape ``(1 or more, members)``."""
    rows = seen.certain & ~seen.before
    shape = (max(len(asked.competing), 1), seen.size)
    return first_days(shape, (seen.code[rows], seen.member[rows]), seen.day[rows])


def _once_a_day(forms: Forms) -> tuple[DayArray, int]:
    """Return the rows of which each member has one a day, one with a score if there is any.

    Of several with a score none is righter than another. The worst is taken, so
    that the order of rows changes nothing and nobody looks better than they may be.
    """
    order = np.lexsort((forms.from_worst, np.isnan(forms.value), forms.day, forms.member))
    first = np.ones(len(order), dtype=bool)
    same = (np.diff(forms.member[order]) == 0) & (np.diff(forms.day[order]) == 0)
    first[1:] = ~same
    return order[first], int(same.sum())


def _notes(left: dict[str, int]) -> Iterator[str]:
    for where, count in left.items():
        if count:
            yield f"forms left out that were filled in {where}: {count:,}"
