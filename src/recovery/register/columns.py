"""What a table of records is made of: columns, and what makes a row unique."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import attrs
import polars as pl

__all__ = ["HISTORY", "MILESTONE_CODES", "NOT_A_VALUE", "SERVICE_CODES", "Column", "Kind", "Table"]

Kind = Literal["id", "code", "day", "integer", "number", "boolean", "text"]
"""``id``: a pseudonym. ``text``: an attribute, kept as it is. Several values: see ``many``."""

NOT_A_VALUE = ("not_asked", "declined", "not_applicable", "unknown")
"""Four ways of having no value, each of which is kept apart from an empty cell."""

MILESTONE_CODES = "milestones"
SERVICE_CODES = "services"


@attrs.frozen
class Column:
    """One column of a table.

    Attributes
    ----------
    name, kind
        What it is called and what its cells hold.
    required
        Every row must have it.
    codes
        The codes allowed, or the name of the catalogue of the vocabulary that
        lists them.
    many
        A cell may hold several codes, separated by ``;``.
    refers_to
        The table and column in which an id must stand.
    planned
        A day that may lie ahead of its own recording.
    unreadable
        What becomes of an optional cell that cannot be read: it is ``left
        out``, its row is ``set aside``, or the day is ``unknown`` (it
        happened, and no one can say when).
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    codes: tuple[str, ...] | str = ()
    many: bool = False
    refers_to: tuple[str, str] | None = None
    planned: bool = False
    unreadable: Literal["left out", "set aside", "unknown"] = "left out"

    @property
    def decides(self) -> bool:
        """Whether a row is of no use without a readable cell here."""
        return self.required or self.unreadable == "set aside"


def _columns(columns: tuple[Column, ...]) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in columns})


@attrs.frozen
class Table:
    """One table of the records.

    Attributes
    ----------
    name
        What it is called.
    own, columns
        The table's own columns, and all of them with those of the history.
    key
        Columns that make a row unique among those that stand at one time; two
        rows that agree in them are duplicates. None: the whole row.
    occurred
        The column of the day on which it happened, ``None`` where rows have no day.
    meaning
        What one row is.
    planned
        The column of the day for which it was planned. A row that has it, and
        whose ``status`` does not say ``done``, needs no day on which it
        happened: it may never have. Until then it stands for that day.
    """

    name: str
    own: tuple[Column, ...]
    key: tuple[str, ...]
    occurred: str | None
    meaning: str
    planned: str | None = None
    columns: Mapping[str, Column] = attrs.field(init=False)

    @columns.default
    def _with_history(self) -> Mapping[str, Column]:
        return _columns((*self.own, *HISTORY))

    def is_planned(self) -> pl.Expr:
        """Say which rows need no day on which they happened."""
        if self.planned is None:
            return pl.lit(value=False)
        done = pl.col("status").cast(pl.String).eq_missing("done")
        return pl.col(self.planned).is_not_null() & ~done

    def day(self, end: str = "") -> pl.Expr:
        """Return the day on which a row happened, or for which it was planned.

        Parameters
        ----------
        end
            ``_latest`` for the last day of an uncertain one.
        """
        names = (self.occurred, self.planned)
        days = [pl.col(f"{name}{end}") for name in names if name is not None]
        return pl.coalesce(days) if days else pl.lit(None, pl.Date)

    def may_lack(self, column: Column) -> bool:
        """Whether the cell of a required column may be empty in what was planned."""
        return self.planned is not None and column.name == self.occurred

    def of_kind(self, *kinds: Kind) -> tuple[Column, ...]:
        """Return the columns of some kinds."""
        return tuple(column for column in self.columns.values() if column.kind in kinds)


HISTORY: tuple[Column, ...] = (
    Column("record_id", "id"),
    Column("recorded_on", "day", unreadable="set aside"),
    Column("superseded_on", "day", unreadable="set aside"),
    Column(
        "change_reason",
        "code",
        codes=(
            "late_entry",
            "correction",
            "duplicate_merged",
            "status_overturned",
            "consent_withdrawn",
            "definition_changed",
        ),
    ),
)
"""The columns of history that every table may have."""
