"""What the members scored on an instrument, assessment by assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort.attrition import BoolArray, left_out
from recovery.cohort.occurrences import DayArray, check_milestones, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.time_to import origin_uncertain
from recovery.cohort.wait import NEVER, Seen, check_censor, first_days, watched_until
from recovery.errors import DefinitionError, allowed
from recovery.scoring import assessed
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["Measure", "scores"]

TABLE = "assessments"


def _as_codes(codes: str | Sequence[str]) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else tuple(codes)


@attrs.frozen(kw_only=True)
class Measure:
    """What is measured, by whom, and what ends the measuring.

    Attributes
    ----------
    instrument, scale
        Codes of the instrument and of one of its scales.
    variant
        The named variants of the instrument: coding, order, missing.
    respondent
        Whose answers; ``None`` where only one kind of respondent is recorded.
    before_days
        How many days before the origin assessments count.
    competing
        Milestones that end the following for good.
    censor
        What ends the watching otherwise.
    """

    instrument: str = attrs.field(kw_only=False)
    scale: str
    variant: dict[str, str | None]
    respondent: str | None
    before_days: int
    competing: tuple[str, ...] = attrs.field(converter=_as_codes)
    censor: str

    def check(self, cohort: Cohort) -> None:
        """Refuse a question that makes no sense, with every reason."""
        subject, snapshot = subject_named(cohort.subject), cohort.snapshot
        faults = [
            *check_milestones(snapshot, subject, dict.fromkeys(self.competing)),
            *check_censor(cohort, self.censor),
        ]
        if cohort.subject not in ("survivor", "episode", "return"):
            faults.append("only survivors, episodes and returns are assessed")
        if self.instrument not in snapshot.vocabulary.instruments:
            known = allowed(snapshot.vocabulary.instruments)
            faults.append(f"{self.instrument!r} is no instrument of the vocabulary; {known}")
        if TABLE not in snapshot.tables:
            faults.append(f"these records have no table {TABLE}")
        if self.before_days < 0:
            faults.append(f"before_days must be 0 or more, but was {self.before_days}")
        if faults:
            message = "these scores cannot be asked for:"
            raise DefinitionError(message, faults=tuple(faults))


@attrs.frozen(eq=False)
class _Forms:
    """Assessments of members: arrays of one entry each."""

    member: DayArray
    day: DayArray
    latest: DayArray
    value: FloatArray

    def take(self, rows: BoolArray | DayArray) -> _Forms:
        return _Forms(self.member[rows], self.day[rows], self.latest[rows], self.value[rows])


def scores(cohort: Cohort, measure: Measure) -> ScoreTable:
    """Score the members' assessments; uncertain days are left out and counted."""
    measure.check(cohort)
    forms = _forms(cohort, measure)
    seen = _ends(cohort, measure)
    origin = day_numbers(cohort.members["origin"])
    ended = _first_end(seen, measure)
    last = ended.min(axis=0)
    certain = forms.day == forms.latest
    early = forms.day < origin[forms.member] - measure.before_days
    late = forms.day > last[forms.member]
    counted = forms.take(certain & ~early & ~late)
    order, repeated = _once_a_day(counted)
    counted = counted.take(order)
    any_form = np.zeros(len(cohort), dtype=bool)
    any_form[counted.member] = True

    def reasons() -> Iterator[tuple[str, BoolArray]]:
        yield "day of origin uncertain", origin_uncertain(cohort)
        yield from seen.with_code(seen.before, measure.competing)
        in_doubt = ~seen.certain & ~seen.before
        for code, members in seen.with_code(in_doubt, measure.competing):
            yield f"day of {code} uncertain", members
        yield "no assessment on a certain day", ~any_form

    stays, attrition = left_out(cohort.attrition, len(cohort), reasons())
    counted = counted.take(stays[counted.member])
    watched = watched_until(cohort, measure.censor)
    np.maximum.at(watched, counted.member, counted.day)
    end = np.where(last < NEVER, last, watched)
    event = np.where(last < NEVER, ended.argmin(axis=0) + 1, 0)
    member = counted.member
    notes = _notes(
        {
            "on an uncertain day": int((~certain).sum()),
            "too long before the origin": int((certain & early).sum()),
            "after what ended the following": int((certain & late).sum()),
            "on a day on which the member has another": repeated,
        },
    )
    return ScoreTable(
        subject=(np.cumsum(stays) - 1)[member],
        days=counted.day - origin[member],
        value=counted.value,
        end=(end - origin)[member],
        end_event=event[member] if measure.competing else None,
        causes=measure.competing,
        about=cohort.about(_clock(cohort, measure), attrition, notes),
    )


def _forms(cohort: Cohort, measure: Measure) -> _Forms:
    """Return the scored assessments of the members."""
    snapshot = cohort.snapshot
    instrument = snapshot.vocabulary.instruments[measure.instrument]
    rows = snapshot.tables[TABLE]
    rows = rows.filter(pl.col("instrument").cast(pl.String) == measure.instrument)
    rows = _of_respondent(rows, measure)
    found = assessed(rows, instrument, scale=measure.scale, **measure.variant)
    subject = subject_named(cohort.subject)
    numbered = cohort.members.select(subject.keys).with_row_index("member")
    joined = (
        rows[found.row]
        .select(*subject.keys, "assessed_on", "assessed_on_latest", score=pl.Series(found.value))
        .join(numbered, on=list(subject.keys))
        .drop_nulls("assessed_on")
    )
    return _Forms(
        day_numbers(joined["member"]),
        day_numbers(joined["assessed_on"]),
        day_numbers(joined["assessed_on_latest"]),
        joined["score"].to_numpy(),
    )


def _of_respondent(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Keep the answers of one kind of respondent: what others say is never mixed with it."""
    if "respondent" not in rows.columns:
        return rows
    kinds = rows["respondent"].cast(pl.String)
    if measure.respondent is not None:
        return rows.filter(kinds == measure.respondent)
    known = kinds.drop_nulls().unique().sort().to_list()
    if len(known) > 1:
        message = (
            f"{measure.instrument!r} was answered by more than one kind of respondent, and their "
            f"answers are not mixed: name one in respondent=…; {allowed(known)}"
        )
        raise DefinitionError(message)
    return rows


def _ends(cohort: Cohort, measure: Measure) -> Seen:
    """Look for what ended the following of the members."""
    if measure.competing:
        return Seen.of(cohort, measure.competing)
    none = np.empty(0, dtype=np.int64)
    return Seen(len(cohort), (), *(none for _ in range(5)))


def _first_end(seen: Seen, measure: Measure) -> DayArray:
    """Return the first certain day of each competing event: shape ``(1 or more, members)``."""
    rows = seen.certain & ~seen.before
    shape = (max(len(measure.competing), 1), seen.size)
    return first_days(shape, (seen.code[rows], seen.member[rows]), seen.day[rows])


def _once_a_day(forms: _Forms) -> tuple[DayArray, int]:
    """Return the rows of which each member has one a day, one with a score if there is any.

    Of several with a score the best and the worst are as right as any other:
    the lowest number is taken, so that the order of rows changes nothing.
    """
    order = np.lexsort((forms.value, np.isnan(forms.value), forms.day, forms.member))
    first = np.ones(len(order), dtype=bool)
    same = (np.diff(forms.member[order]) == 0) & (np.diff(forms.day[order]) == 0)
    first[1:] = ~same
    return order[first], int(same.sum())


def _clock(cohort: Cohort, measure: Measure) -> str:
    scale = "" if measure.scale == "total" else f", {measure.scale}"
    by = f" by the {measure.respondent}" if measure.respondent else ""
    return f"{cohort.subject}: from {cohort.origin}, {measure.instrument}{scale}{by}"


def _notes(left: dict[str, int]) -> Iterator[str]:
    for where, count in left.items():
        if count:
            yield f"forms left out that were filled in {where}: {count:,}"
