"""What a row must say to be counted: conditions on its columns, as values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import attrs
import polars as pl

from recovery.errors import DefinitionError, allowed
from recovery.register.columns import NOT_A_VALUE

__all__ = ["Condition", "Test"]

Test = Literal["is", "any_of", "all_of", "at_least", "true", "said", "empty", "not_after"]
"""What a condition asks of a column.

``is``: one of some codes. ``any_of``, ``all_of``: of the several codes in a cell, one or all.
``at_least``: a number. ``true``: a truth. ``said``: a cell that says something. ``empty``: one
that is empty. ``not_after``: a day that does not surely lie after the day of the row.
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
    values: tuple[str | float, ...] = ()
    empty: bool = False
    or_else: Condition | None = None
    otherwise: str = ""

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = f"the condition on {self.column!r} makes no sense:"
            raise DefinitionError(message, faults=faults)

    def _faults(self) -> Iterator[str]:
        if self.test not in get_args(Test):
            yield f"test was {self.test!r}; {allowed(get_args(Test))}"
            return
        codes = [isinstance(value, str) for value in self.values]
        if self.test in _OF_CODES and not (codes and all(codes)):
            yield f"{self.test} needs codes in values"
        if self.test == "at_least" and (len(codes) != 1 or codes[0]):
            yield "at_least needs one number in values"
        if self.test in ("true", "said", "empty", "not_after") and codes:
            yield f"{self.test} takes no values"

    @property
    def needed(self) -> tuple[str, ...]:
        """The column, if nothing holds where there is none."""
        return () if self.empty or self.test == "empty" else (self.column,)

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
            return cell == True  # noqa: E712  # an empty cell stays empty
        if self.test == "at_least":
            return cell >= self.values[0]
        if self.test == "not_after":
            return cell <= pl.col(f"{day}_latest")
        if self.test == "said":
            return cell.is_not_null() & ~_is_one_of(cell, NOT_A_VALUE, dtype)
        if self.test == "is":
            return _is_one_of(cell, self.values, dtype)
        parts = cell.cast(pl.String).str.split(";").list.eval(pl.element().str.strip_chars())
        held = [parts.list.contains(value) for value in self.values]
        return pl.any_horizontal(held) if self.test == "any_of" else pl.all_horizontal(held)


def _is_one_of(cell: pl.Expr, values: tuple[str | float, ...], dtype: pl.DataType) -> pl.Expr:
    """Compare with codes; one that the column cannot hold is held by nobody."""
    if isinstance(dtype, pl.Enum):
        known = set(dtype.categories)
        values = tuple(value for value in values if value in known)
    elif dtype not in (pl.String, pl.Categorical):
        cell = cell.cast(pl.String)
    return cell.is_in(values)
