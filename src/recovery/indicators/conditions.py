"""What a row must say to be counted: conditions on its columns, as values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import attrs
import polars as pl

from recovery.errors import DefinitionError
from recovery.indicators.field_types import several, type_faults
from recovery.register.cells import TRUE
from recovery.register.columns import NOT_A_VALUE

__all__ = ["Condition", "Test", "number_of"]

Test = Literal["is", "any_of", "all_of", "at_least", "true", "said", "empty", "not_after"]
"""What a condition asks of a column.

``is``: one of some codes or numbers. ``any_of``, ``all_of``: of the several codes in a cell, one
or all. ``at_least``: a number. ``true``: a truth. ``said``: a cell that says something. ``empty``:
one that is empty. ``not_after``: a day that does not surely lie after the day of the row.
"""

_OF_CODES = ("is", "any_of", "all_of")


@attrs.frozen(kw_only=True)
class Condition:
    """What one column of a row must say.

    Attributes
    ----------
    column
        The column that is looked at.
    test
        What is asked of it; see :data:`Test`.
    values
        The codes of ``is``, ``any_of`` and ``all_of``, or the least number of
        ``at_least``.
    empty
        Whether an empty cell will do.
    or_else
        Another condition that will do instead.
    otherwise
        The reason under which those are counted who are left out by it; empty
        where a row that does not hold is not in question at all.

    Raises
    ------
    DefinitionError
        If it makes no sense; every fault is named.

    Examples
    --------
    >>> own = Condition(column="delivered_by", test="is", values=("own_team",))
    >>> own.in_words
    'delivered_by is own_team'
    >>> frame = pl.DataFrame({"delivered_by": ["own_team", "partner", None]})
    >>> frame.select(own.holds(frame)).to_series().to_list()
    [True, False, False]
    """

    column: str
    test: Test
    values: tuple[str | float, ...] = attrs.field(default=(), converter=several)
    empty: bool = False
    or_else: Condition | None = None
    otherwise: str = ""

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = f"the condition on {self.column!r} makes no sense:"
            raise DefinitionError(message, faults=faults)

    def _faults(self) -> Iterator[str]:
        if faults := tuple(type_faults(self)):
            yield from faults
            return
        codes = [isinstance(value, str) for value in self.values]
        if self.test in _OF_CODES and not (codes and all(codes)):
            yield f"{self.test} needs codes in values"
        if self.test == "at_least" and (codes != [False] or not _finite(self.values[0])):
            yield "at_least needs one number in values"
        if self.test in ("true", "said", "empty", "not_after") and codes:
            yield f"{self.test} takes no values"

    @property
    def needed(self) -> tuple[str, ...]:
        """The column, if nothing holds where there is none."""
        return () if self.empty or self.test == "empty" else (self.column,)

    @property
    def asks_for_day(self) -> bool:
        """Whether it looks at the day of the row."""
        return self.test == "not_after" or (self.or_else is not None and self.or_else.asks_for_day)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at, once each."""
        more = () if self.or_else is None else self.or_else.columns
        return tuple(dict.fromkeys((self.column, *more)))

    @property
    def in_words(self) -> str:
        """The condition, for a reader who knows the tables."""
        values = [f"{value:g}" if isinstance(value, float) else f"{value}" for value in self.values]
        said = {
            "is": f"is {' or '.join(values)}",
            "any_of": f"has {' or '.join(values)}",
            "all_of": f"has {' and '.join(values)}",
            "at_least": f"is at least {' '.join(values)}",
            "true": "is true",
            "said": "says something",
            "empty": "is empty",
            "not_after": "is not after the day",
        }[self.test]
        words = f"{self.column} {said}{' or empty' if self.empty else ''}"
        return words if self.or_else is None else f"{words}, or {self.or_else.in_words}"

    def holds(self, frame: pl.DataFrame, day: str = "") -> pl.Expr:
        """Return whether each row holds, never null.

        Parameters
        ----------
        frame
            The table. A column that is not there is one of empty cells.
        day
            The column of the row's day, which ``not_after`` looks at.
        """
        if self.test == "empty":
            found = (
                pl.col(self.column).is_null()
                if self.column in frame.columns
                else pl.lit(value=True)
            )
        elif self.column in frame.columns:
            found = self._test(pl.col(self.column), frame[self.column].dtype, day)
            found = found.fill_null(value=self.empty)
        else:
            found = pl.lit(value=self.empty)
        return found if self.or_else is None else found | self.or_else.holds(frame, day)

    def _test(self, cell: pl.Expr, dtype: pl.DataType, day: str) -> pl.Expr:
        if self.test == "true":
            return cell if dtype == pl.Boolean else _text(cell).str.to_lowercase().is_in(TRUE)
        if self.test == "at_least":
            number = cell if dtype.is_numeric() else _text(cell).cast(pl.Float64, strict=False)
            return number >= self.values[0]
        if self.test == "not_after":
            return cell <= pl.col(f"{day}_latest")
        if self.test == "said":
            return cell.is_not_null() & ~_is_one_of(cell, NOT_A_VALUE, dtype)
        if self.test == "is":
            return _is_one_of(cell, self.values, dtype)
        parts = cell.cast(pl.String).str.split(";").list.eval(pl.element().str.strip_chars())
        held = [parts.list.contains(value) for value in self.values]
        return pl.any_horizontal(held) if self.test == "any_of" else pl.all_horizontal(held)


def _text(cell: pl.Expr) -> pl.Expr:
    return cell.cast(pl.String).str.strip_chars()


def _is_one_of(cell: pl.Expr, values: tuple[str | float, ...], dtype: pl.DataType) -> pl.Expr:
    """Compare with codes; one that the column cannot hold is held by nobody."""
    if dtype.is_numeric():
        numbers = [number for value in values if (number := number_of(value)) is not None]
        return cell.cast(pl.Float64).is_in(pl.Series(numbers, dtype=pl.Float64).implode())
    if isinstance(dtype, pl.Enum):
        known = set(dtype.categories)
        values = tuple(value for value in values if value in known)
    elif dtype not in (pl.String, pl.Categorical):
        cell = cell.cast(pl.String)
    return cell.is_in(values)


def number_of(value: object) -> float | None:
    """Return the number that a value of a condition stands for; ``None`` where it is none.

    Examples
    --------
    >>> number_of("60"), number_of("sixty"), number_of("nan")
    (60.0, None, None)
    """
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
