"""What changed in the records between two days, and why; and the records without it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import attrs
import polars as pl

from recovery.register.cells import latest
from recovery.register.known import known_since
from recovery.register.register import Register
from recovery.register.schema import TABLES

__all__ = ["REASONS", "Revisions", "revisions"]

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "time_passed": "happened after the earlier day, or could be told only once time had passed",
        "late_entry": "had happened by the earlier day, and was recorded after it",
        "correction": "a record was corrected",
        "status_overturned": "what was decided before was taken back, as a conviction quashed",
        "duplicate_merged": "two identities turned out to be one person, or two records one event",
        "consent_withdrawn": "somebody withdrew their consent",
        "definition_changed": "it is counted by another version of the definition",
    }
)
"""Why a figure changes, in the order in which changes are taken into account."""

_WINDOW_DAYS = {"consents": ("withdrawn_on",)}
"""Days written into rows that stay, which show only once they have come."""

_ALIKE = (
    *("survivor_id", "accused_id", "case_id", "participant_id", "course_id", "session_id"),
    *("operation_id", "goal_id", "milestone", "event", "service", "instrument", "purpose"),
)
"""What a row and the one that takes its place have in common, as far as a table has it."""

_EVENTS = ("milestone", "event")
_STATUSES = (
    *("identified", "victim_status_granted", "victim_status_refused"),
    *("charged", "convicted", "acquitted"),
)
"""Milestones that are decisions about somebody, which another decision takes back."""

_LEFT = "_left"
_REASON = "_reason"


@attrs.frozen(eq=False)
class Revisions:
    """What was recorded, superseded, merged or withdrawn after one day and up to another.

    Attributes
    ----------
    register
        The records with their whole history.
    first, last
        The two days: changes of the first are known, those of the last too.
    reasons
        By table one word a row: why it came to be known in between, or was
        superseded in between; null for rows that did neither.
    """

    register: Register
    first: int
    last: int
    reasons: Mapping[str, pl.Series]

    @property
    def found(self) -> tuple[str, ...]:
        """The reasons of which there is any change, in the order of :data:`REASONS`.

        Time always passes.
        """
        seen = {reason for column in self.reasons.values() for reason in column.drop_nulls()}
        seen |= {"consent_withdrawn"} if any(self._withdrawn()) else set()
        return tuple(reason for reason in REASONS if reason in seen | {"time_passed"})

    def _withdrawn(self) -> Iterator[bool]:
        for table, columns in _WINDOW_DAYS.items():
            frame = self.register.tables.get(table)
            if frame is not None:
                yield from (bool(frame.select(self._within(c).any()).item()) for c in columns)

    def _within(self, column: str) -> pl.Expr:
        since, until = (pl.lit(day).cast(pl.Date) for day in (self.first, self.last))
        return ((pl.col(column) > since) & (pl.col(column) <= until)).fill_null(value=False)

    def with_only(self, applied: Collection[str]) -> Register:
        """Return the records as if only the changes of some reasons had been made.

        Parameters
        ----------
        applied
            Some of :data:`REASONS`.

        Returns
        -------
        Register
            To be asked as of the last day.
        """
        tables = {
            name: self._held(frame, name, applied) for name, frame in self.register.tables.items()
        }
        return attrs.evolve(self.register, tables=tables)

    def _held(self, frame: pl.DataFrame, table: str, applied: Collection[str]) -> pl.DataFrame:
        """Leave out the rows, and undo the endings, that are to be held back."""
        if table in _WINDOW_DAYS and "consent_withdrawn" not in applied:
            held = (
                pl.when(~self._within(column)).then(pl.col(part)).alias(part)
                for column in _WINDOW_DAYS[table]
                for part in (column, latest(column))
            )
            frame = frame.with_columns(*held)
        reasons = self.reasons.get(table)
        if reasons is None:
            return frame
        back = reasons.is_not_null() & ~reasons.is_in(list(applied))
        entered = frame.select(self._entered(table)).to_series()
        endings = ("superseded_on", latest("superseded_on"))
        undone = (pl.when(~pl.lit(back)).then(pl.col(column)).alias(column) for column in endings)
        return frame.with_columns(*undone).filter(~(back & entered))

    def _entered(self, table: str) -> pl.Expr:
        since, until = (pl.lit(day).cast(pl.Date) for day in (self.first, self.last))
        known = known_since(table)
        return ((known > since) & (known <= until)).fill_null(value=False)


def revisions(register: Register, first: int, last: int) -> Revisions:
    """Find what changed in the records after one day and up to another, and why.

    A row's own ``change_reason`` is believed. Where it says nothing, what was
    superseded and what took its place on the same day for the same survivor,
    case or participant explain each other, and are a correction where neither
    says more; a merge is a duplicate; a consent that came with a withdrawal is
    one withdrawn; an event that takes back another, such as a conviction
    quashed, overturns its status. Of the other rows those that had happened by
    the first day are late, and those that happened since tell that time passed.
    ``late_entry`` explains why a row came late, never why it was superseded or
    two identities are one; and what a row that was superseded after the last
    day says is about that.

    Parameters
    ----------
    register
        The records with their whole history.
    first, last
        As day numbers.
    """
    found = Revisions(register, first, last, {})
    reasons = {
        name: column
        for name, frame in register.tables.items()
        if (column := _reasons(frame, name, found)) is not None
    }
    return attrs.evolve(found, reasons=reasons)


def _reasons(frame: pl.DataFrame, table: str, between: Revisions) -> pl.Series | None:
    entered = between._entered(table)
    left = between._within(latest("superseded_on")) & ~entered
    changed = frame.with_row_index("_place").with_columns(left.alias(_LEFT))
    changed = changed.filter(entered | pl.col(_LEFT))
    if not changed.height:
        return None
    explained = changed.with_columns(
        _stated(table, between.last).alias(_REASON),
        pl.when(_LEFT).then(latest("superseded_on")).otherwise(known_since(table)).alias("_day"),
    ).with_columns(
        pl.coalesce(
            pl.col(_REASON),
            _of_the_other_side([*(c for c in _ALIKE if c in changed.columns), "_day"]),
            *_told_by_the_row(changed, table, between),
        ).alias(_REASON)
    )
    nothing = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    return nothing.scatter(explained["_place"], explained[_REASON])


def _stated(table: str, last: int) -> pl.Expr:
    """Return what a row says of its own change, where that is about this change."""
    reason = pl.col("change_reason").cast(pl.String)
    changed_later = (pl.col("superseded_on") > pl.lit(last).cast(pl.Date)).fill_null(value=False)
    late = (reason == "late_entry").fill_null(value=False)
    about_another = changed_later | (late & (pl.col(_LEFT) | pl.lit(table == "merges")))
    return pl.when(~about_another).then(reason)


def _of_the_other_side(alike: list[str]) -> pl.Expr:
    """Let what was superseded and what took its place explain each other."""
    stated = pl.col(_REASON).filter(pl.col(_REASON) != "late_entry").min().over(alike)
    both = (pl.col(_LEFT).any() & (~pl.col(_LEFT)).any()).over(alike)
    return pl.when(both).then(pl.coalesce(stated, pl.lit("correction")))


def _told_by_the_row(rows: pl.DataFrame, table: str, between: Revisions) -> Iterator[pl.Expr]:
    """Go through what a row without any reason tells by itself, the surest first."""
    yield pl.when(_LEFT).then(pl.lit("correction"))
    if table == "merges":
        yield pl.lit("duplicate_merged")
    if table == "consents":
        gone = pl.col("withdrawn_on") <= pl.lit(between.last).cast(pl.Date)
        yield pl.when(gone).then(pl.lit("consent_withdrawn"))
    for column in _EVENTS:
        if column in rows.columns:
            taking_back = pl.col(column).cast(pl.String).is_in(_taking_back(between.register))
            yield pl.when(taking_back).then(pl.lit("status_overturned"))
    if TABLES[table].occurred is not None:
        since = TABLES[table].day() > pl.lit(between.first).cast(pl.Date)
        yield pl.when(since).then(pl.lit("time_passed"))
    yield pl.lit("late_entry")


def _taking_back(register: Register) -> list[str]:
    """Return the codes of decisions that take another back."""
    milestones = register.vocabulary.milestones
    codes = (milestones[code].undone_by for code in _STATUSES if code in milestones)
    return [code for code in codes if code is not None]
