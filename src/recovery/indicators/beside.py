"""What other records must say, or must not, for a row to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import attrs
import polars as pl

from recovery.errors import DefinitionError, allowed
from recovery.indicators.conditions import Condition
from recovery.indicators.field_types import several, type_faults
from recovery.indicators.sentences import quoted, told
from recovery.register.cells import latest
from recovery.register.schema import TABLES

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["Beside", "When"]

When = Literal["before", "after", "ever"]
"""Where another record lies: up to the day of the row, from that day on, or anywhere."""

_NO_DAY = pl.lit(None, dtype=pl.Date)
_ROW, _FROM, _TO, _CLEARS, _HOLDS = "_row", "_from", "_to", "_clears", "_holds"


@attrs.frozen(kw_only=True)
class Beside:
    """Other records of the same person, return or case that decide whether a row counts.

    Attributes
    ----------
    table
        Where they stand.
    on
        The columns that both have in common; a pair where they are called
        otherwise in the other table.
    where
        What the other records say.
    when
        Whether they come up to the day of the row, from it on, or whenever.
    within_days
        How many days after the row they come at most; ``None`` for any.
    first
        Only the first of them is looked at.
    result
        What they, or the first of them, must say besides.
    cleared_by
        What a later record says that makes them void, such as a risk
        assessment that is passed after one that was failed.
    agree
        Pairs of columns that must agree where both say something.
    same
        Pairs of columns that must both say something, and the same.
    must
        Whether a row counts only with such a record, or only without.
    otherwise
        The reason under which those are counted who are left out by it.

    Raises
    ------
    DefinitionError
        If it makes no sense; every fault is named.

    Notes
    -----
    Of an uncertain day the reading counts that leaves more out: what speaks
    against a row may have been in time, what speaks for it surely was.
    """

    table: str
    on: tuple[str | tuple[str, str], ...] = attrs.field(converter=several)
    where: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    when: When = "ever"
    within_days: int | None = None
    first: bool = False
    result: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    cleared_by: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    agree: tuple[tuple[str, str], ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    must: bool = False
    otherwise: str = ""

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = f"what is asked of the table {self.table!r} makes no sense:"
            raise DefinitionError(message, faults=faults)

    def _faults(self) -> Iterator[str]:
        if faults := tuple(type_faults(self)):
            yield from faults
            return
        if self.table not in TABLES:
            yield f"there is no table {self.table!r}; {allowed(TABLES)}"
        elif TABLES[self.table].occurred is None and (self.when != "ever" or self.first):
            yield f"the rows of {self.table} have no day: ask with when='ever', and not the first"
        if self.within_days is not None and self.when != "after":
            yield "within_days needs when='after'"
        if any(c.asks_for_day for c in (*self.where, *self.result, *self.cleared_by)):
            yield "not_after goes with a row that is counted, and not with what stands beside it"
        if not self.on:
            yield "on must name the columns that both have in common"

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns in common: as the row calls them, and as the other table does."""
        return tuple((key, key) if isinstance(key, str) else key for key in self.on)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns of the row that it looks at."""
        return tuple(own for own, _ in (*self.pairs, *self.agree, *self.same))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the other table without which it cannot say yes."""
        asked = (name for c in (*self.where, *self.result) for name in c.needed)
        others = (other for _, other in (*self.pairs, *self.same))
        return tuple(dict.fromkeys((*others, *asked)))

    @property
    def in_words(self) -> str:
        """The clause, for a reader who knows the tables."""
        said = [told(c, self.table) for c in (*self.where, *self.result)]
        said += [f"{quoted(other)} is the same as {quoted(own)}" for own, other in self.same]
        first = "the first record" if self.first else "a record"
        where = {"before": " up to that day", "after": " from that day on", "ever": ""}[self.when]
        within = "" if self.within_days is None else f", within {self.within_days} days"
        cleared = " and ".join(told(c, self.table) for c in self.cleared_by)
        void = f", unless a later one says that {cleared}" if cleared else ""
        with_ = "with" if self.must else "without"
        which = f" in which {' and '.join(said)}" if said else ""
        return f"{with_} {first} in {self.table}{where}{within}{which}{void}"

    def found(self, rows: pl.DataFrame, known: Snapshot, day: str) -> pl.Series:
        """Return which rows have such a record beside them.

        Parameters
        ----------
        rows
            ``n`` rows with :attr:`own_columns` and their day.
        known
            What was known.
        day
            The column of the rows' day.

        Returns
        -------
        Series of bool
            Shape ``(n,)``.
        """
        marks = pl.Series([False]).new_from_index(0, rows.height)
        other = known.tables.get(self.table)
        if other is None or not rows.height or not set(self.own_columns) <= set(rows.columns):
            return marks
        own, theirs = self._keyed(rows, day), self._related(other)
        for key, (name, named) in zip(self._key_names, self.pairs, strict=True):
            if name != named:  # ids of two kinds, which are encoded apart
                own = own.with_columns(pl.col(key).cast(pl.String))
                theirs = theirs.with_columns(pl.col(key).cast(pl.String))
        pairs = own.join(theirs, on=self._key_names, how="inner")
        found = self._standing(pairs).collect()[_ROW]
        return marks.scatter(found, values=True) if len(found) else marks

    @property
    def _key_names(self) -> list[str]:
        return [f"_key{place}" for place in range(len(self.on))]

    def _keyed(self, rows: pl.DataFrame, day: str) -> pl.LazyFrame:
        """Name the rows, their keys and days, as the other records are named."""
        return (
            rows.lazy()
            .with_row_index(_ROW)
            .select(
                _ROW,
                *_keys(name for name, _ in self.pairs),
                *_texts("own", (name for name, _ in (*self.agree, *self.same))),
                _day=pl.col(day).cast(pl.Int32),
                _last=pl.col(latest(day)).cast(pl.Int32),
            )
        )

    def _related(self, other: pl.DataFrame) -> pl.LazyFrame:
        """Return the other records that may decide, few of many."""
        asked = pl.all_horizontal([pl.lit(value=True), *(c.holds(other) for c in self.where)])
        clears = pl.lit(value=False)
        if self.cleared_by:
            clears = pl.all_horizontal([c.holds(other) for c in self.cleared_by])
        holds = pl.all_horizontal([pl.lit(value=True), *(c.holds(other) for c in self.result)])
        occurred = TABLES[self.table].occurred
        begins, ends = (pl.col(occurred), pl.col(latest(occurred))) if occurred else (_NO_DAY,) * 2
        return (
            other.lazy()
            .filter(asked | clears)
            .select(
                *_keys(name for _, name in self.pairs),
                *_texts("other", (name for _, name in (*self.agree, *self.same))),
                clears.alias(_CLEARS),
                holds.alias(_HOLDS),
                begins.cast(pl.Int32).alias(_FROM),
                ends.cast(pl.Int32).alias(_TO),
            )
        )

    def _standing(self, pairs: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows for which a record stands that nothing has cleared."""
        near = pairs.filter(self._agreeing(), self._in_time())
        if self.first:
            near = near.filter(pl.col(_FROM) == pl.col(_FROM).min().over(_ROW))
        against = pl.col(_HOLDS) & ~pl.col(_CLEARS)
        last = pl.col(_TO).filter(against).max()
        cleared = pl.col(_FROM).filter(pl.col(_CLEARS)).max()
        stands = pl.col("_any") & ~(pl.col("_cleared") > pl.col("_last")).fill_null(value=False)
        return (
            near.group_by(_ROW)
            .agg(_any=against.any(), _last=last, _cleared=cleared)
            .filter(stands)
            .select(_ROW)
        )

    def _agreeing(self) -> pl.Expr:
        loosely = [
            (pl.col(f"_own_{own}") == pl.col(f"_other_{name}")).fill_null(value=True)
            for own, name in self.agree
        ]
        strictly = [
            (pl.col(f"_own_{own}") == pl.col(f"_other_{name}")).fill_null(value=False)
            for own, name in self.same
        ]
        return pl.all_horizontal([pl.lit(value=True), *loosely, *strictly])

    def _in_time(self) -> pl.Expr:
        if self.when == "ever":
            return pl.lit(value=True)
        sure = pl.col(_CLEARS) | self.must
        if self.when == "before":
            return (
                pl.when(sure)
                .then(pl.col(_TO) <= pl.col("_last"))
                .otherwise(pl.col(_FROM) <= pl.col("_last"))
            )
        after = (
            pl.when(sure)
            .then(pl.col(_FROM) >= pl.col("_day"))
            .otherwise(pl.col(_TO) >= pl.col("_day"))
        )
        if self.within_days is None:
            return after
        return after & (pl.col(_FROM) <= pl.col("_last") + self.within_days)


def _keys(columns: Iterable[str]) -> list[pl.Expr]:
    return [pl.col(name).alias(f"_key{place}") for place, name in enumerate(columns)]


def _texts(whose: str, columns: Iterable[str]) -> list[pl.Expr]:
    return [pl.col(name).cast(pl.String).alias(f"_{whose}_{name}") for name in columns]
