"""Covariates as a matrix of terms, and the faults of those that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError, allowed
from recovery.estimators.dependent import dependent
from recovery.tables.arrays import FloatArray, as_labels

__all__ = ["Column", "Design", "design", "terms_of"]

COLLINEAR = 1e-9
"""A term is given by the others when less than this share of its length is left of it."""
MOST_LEVELS = 1_000
DOUBTFUL = 1e-10
"""The share of its squared length below which a closer look is taken at what is left of a term."""
BLOCK = 1 << 12
"""Rows worked on at once, so that they stay in the processor's cache."""


@attrs.frozen(eq=False)
class Column:
    """One covariate as it was given.

    Attributes
    ----------
    name
        Its name.
    values
        Shape ``(n,)``.
    levels
        The texts that occur, sorted; ``None`` when the values are numbers.
    fault
        Why it cannot be made into terms, if so.
    """

    name: str
    values: npt.NDArray[Any]
    levels: tuple[str, ...] | None
    fault: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the terms: the number itself, or each text but the first."""
        if self.levels is None:
            return (self.name,)
        return tuple(f"{self.name}[{level}]" for level in self.levels[1:])


@attrs.frozen(eq=False)
class Design:
    """The terms of a regression.

    Attributes
    ----------
    terms
        Names of the ``p`` terms.
    values
        Shape ``(n, p)``, column by column in memory.
    columns
        The covariates of which the terms were made.
    """

    terms: tuple[str, ...]
    values: FloatArray
    columns: Sequence[Column]


def design(covariates: Any, *, rows: int) -> Design:
    """Lay out covariates as the terms of a regression.

    Parameters
    ----------
    covariates
        A mapping or a data frame of columns by name, or an array of shape
        ``(n, p)``, whose terms are then ``x1``, ``x2`` … Numbers and truth
        values are one term each. Texts are one term for each level but the
        first, which the others are compared with: the first in sorted order,
        or of the categories of a pandas Categorical or a polars Enum.
    rows
        ``n``, how many rows there have to be.

    Raises
    ------
    TableError
        If a column has another length, a missing or infinite value, only one
        value, or is given by the columns before it; all such columns are
        named.

    Examples
    --------
    >>> made = design({"age": [31, 24, 40], "sex": ["woman", "man", "woman"]}, rows=3)
    >>> made.terms
    ('age', 'sex[woman]')
    >>> made.values
    array([[31.,  1.],
           [24.,  0.],
           [40.,  1.]])
    """
    ordered = _orders(covariates)
    columns = [
        _column(name, column, ordered.get(name, ()))
        for name, column in _by_name(covariates).items()
    ]
    terms = tuple(term for column in columns for term in column.terms)
    made = Design(terms=terms, values=np.empty((rows, len(terms)), order="F"), columns=columns)
    faults: list[str] = []
    place = 0
    for column in columns:
        end = place + len(column.terms)
        faults += _filled(column, made.values[:, place:end])
        place = end
    _raise(faults)
    _raise(_collinear(made))
    return made


def terms_of(made: Design, at: Mapping[Any, Mapping[str, Any]]) -> FloatArray:
    """Lay out the covariates of people as the terms of a design: shape ``(people, p)``.

    Parameters
    ----------
    made
        The design.
    at
        The covariates of each, by name, under any label.

    Raises
    ------
    TableError
        If one of them lacks a covariate, has one that the design does not
        know, or a value that it cannot place; all such are named.
    """
    if not isinstance(at, Mapping) or not all(isinstance(who, Mapping) for who in at.values()):
        message = (
            "at must give, under a label for each, the covariates of people by name, as in "
            "at={'young': {'age': 20}, 'older': {'age': 45}}"
        )
        raise TableError(message)
    values = np.empty((len(at), len(made.terms)))
    faults = [
        fault
        for row, person in zip(values, at.values(), strict=True)
        for fault in _placed(made, person, row)
    ]
    if faults:
        message = "these are not the covariates of somebody for whom the model can tell:"
        raise TableError(message, faults=tuple(dict.fromkeys(faults)))
    return values


def _placed(made: Design, person: Mapping[str, Any], row: FloatArray) -> Iterator[str]:
    """Fill in the terms of one person, and yield what does not fit."""
    known = [column.name for column in made.columns]
    unknown = [str(name) for name in person if name not in known]
    for name in unknown:
        yield f"{name}: is no covariate of the model; {allowed(known)}"
    place = 0
    for column in made.columns:
        end = place + len(column.terms)
        if column.name not in person:
            yield f"{column.name}: is missing"
        elif column.levels is None:
            try:
                row[place] = person[column.name]
            except (TypeError, ValueError):
                row[place] = np.nan
            if not np.isfinite(row[place]):
                yield f"{column.name}: must be a finite number"
        elif str(person[column.name]) in column.levels:
            row[place:end] = np.array(column.levels[1:]) == str(person[column.name])
        else:
            yield f"{column.name}: must be one of the texts that the covariate has"
        place = end


def _raise(faults: Sequence[str]) -> None:
    if faults:
        message = "these covariates cannot be used in a regression; positions count from 0:"
        raise TableError(message, faults=tuple(faults))


def _by_name(covariates: Any) -> dict[str, npt.NDArray[Any]]:
    if isinstance(covariates, Mapping):
        names = list(covariates)
    elif hasattr(covariates, "columns"):
        names = list(covariates.columns)
    else:
        matrix = np.asarray(covariates)
        if matrix.ndim != 2:
            message = (
                "covariates must be a mapping or a data frame of columns by name, or an array "
                f"of two dimensions, but have {matrix.ndim}"
            )
            raise TableError(message)
        return {f"x{place + 1}": matrix[:, place] for place in range(matrix.shape[1])}
    return {str(name): _plain(as_labels(covariates[name])) for name in names}


def _plain(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return numbers that came as objects as numbers; a missing one becomes NaN."""
    if column.dtype.kind != "O":
        return column
    missing = np.array([value is None for value in column.flat], dtype=bool).reshape(column.shape)
    if missing.all() or not all(isinstance(v, int | float | np.number) for v in column[~missing]):
        return column
    return np.where(missing, np.nan, column).astype(np.float64)


def _orders(covariates: Any) -> dict[str, tuple[str, ...]]:
    """Return the order of categories of the columns of a data frame that have one."""
    if isinstance(covariates, np.ndarray | list | tuple):
        return {}
    names = list(covariates if isinstance(covariates, Mapping) else covariates.columns)
    kinds = {str(name): getattr(covariates[name], "dtype", None) for name in names}
    return {
        name: tuple(map(str, kind.categories))
        for name, kind in kinds.items()
        if kind is not None and str(kind).startswith(("category", "Enum"))  # pandas, polars
    }


def _column(name: str, values: npt.NDArray[Any], ordered: tuple[str, ...]) -> Column:
    if values.dtype.kind in "biuf" or values.ndim != 1:
        return Column(name, values, None)
    if values.dtype.kind in "mM":
        return Column(name, values, None, "is of dates; give a number, such as days since a day")
    levels = tuple(np.unique(values.astype(str)).tolist())
    if len(levels) > MOST_LEVELS:
        fault = f"has more than {MOST_LEVELS:,} different texts, each of which would be a term"
        return Column(name, values, None, f"{fault}; group them, or make them a stratum")
    return Column(name, values, tuple(sorted(levels, key=_place_in(ordered))))


def _place_in(ordered: tuple[str, ...]) -> Callable[[str], tuple[int, str]]:
    """Return the sorting key of a level: its place among the categories, else by name."""
    places = {level: place for place, level in enumerate(ordered)}
    return lambda level: (places.get(level, len(places)), level)


def _filled(column: Column, into: FloatArray) -> Iterator[str]:
    """Fill in the terms of a column, and yield what is wrong with it."""
    rows, shape = len(into), column.values.shape
    if shape != (rows,):
        yield f"{column.name}: must be {rows} values, but has the shape {shape}"
        return
    if column.fault:
        yield f"{column.name}: {column.fault}"
        return
    if column.levels is None:
        into[:, 0] = column.values
        missing = np.isfinite(into[:, 0])
        np.logical_not(missing, out=missing)
        same = rows > 0 and bool((into[:, 0] == into[0, 0]).all())
    else:
        texts = column.values.astype(str)
        for place, level in enumerate(column.levels[1:]):
            into[:, place] = texts == level
        gaps = [value is None or value != value or value == "" for value in column.values.tolist()]
        missing = np.array(gaps, dtype=bool)
        same = len(column.levels) == 1
    if missing.any():
        yield (
            f"{column.name}, position {int(missing.argmax())}: missing or infinite, as are "
            f"{int(missing.sum()) - 1} more; leave these rows out of both tables, or fill them"
        )
    elif same:
        yield f"{column.name}: is the same in every row, so that its effect cannot be told"


def _collinear(made: Design) -> list[str]:
    """Name each term that those before it and a constant determine.

    Products of the terms are cheap and tell all but close cases, as their
    rounding is that of squares; those are told by the terms themselves.
    """
    if not made.values.size:
        return []
    means = made.values.mean(axis=0)
    products = _products(made.values, means)
    if not dependent(products, size=products.diagonal(), least=DOUBTFUL).any():
        return []
    centred = made.values - means
    lengths = np.sqrt(products.diagonal())
    triangle: FloatArray = np.linalg.qr(centred / lengths, mode="r")  # type: ignore[assignment]  # with mode="r" it is the matrix
    left = np.abs(triangle.diagonal())
    few = len(made.terms) > len(centred)
    left = np.concatenate([left, np.zeros(len(made.terms) - len(left))])
    return [
        f"{term}: " + ("there are fewer rows than terms" if few else GIVEN)
        for place, term in enumerate(made.terms)
        if left[place] < COLLINEAR
    ]


def _products(values: FloatArray, means: FloatArray) -> FloatArray:
    """Return the scalar products of the terms less their means, block by block."""
    products = np.zeros((values.shape[1], values.shape[1]))
    for begin in range(0, len(values), BLOCK):
        block = values[begin : begin + BLOCK] - means
        products += block.T @ block
    return products


GIVEN = "the columns before it determine it, so that their effects cannot be told apart; drop it"
