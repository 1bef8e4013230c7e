"""Covariates as a matrix of terms, and the faults of those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.tables.arrays import FloatArray, as_labels

__all__ = ["Design", "design"]

COLLINEAR = 1e-9
"""A term is given by the others when less than this share of its length is left of it."""


@attrs.frozen(eq=False)
class Design:
    """The terms of a regression.

    Attributes
    ----------
    terms
        Names of the ``p`` terms.
    values
        Shape ``(n, p)``, column by column in memory.
    """

    terms: tuple[str, ...]
    values: FloatArray


def design(covariates: Any, *, rows: int) -> Design:
    """Lay out covariates as the terms of a regression.

    Parameters
    ----------
    covariates
        A mapping or a data frame of columns by name, or an array of shape
        ``(n, p)``, whose terms are then ``x1``, ``x2`` … Numbers and truth
        values are one term each. Texts are one term for each level but the
        first in sorted order, which the others are compared with.
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
    given = _by_name(covariates)
    faults = [fault for name, column in given.items() for fault in _faults(name, column, rows)]
    _raise(faults)
    terms: dict[str, npt.NDArray[Any]] = {}
    for name, column in given.items():
        terms.update(_terms(name, column))
    values = np.empty((rows, len(terms)), order="F")
    for place, column in enumerate(terms.values()):
        values[:, place] = column
    made = Design(terms=tuple(terms), values=values)
    _raise(_collinear(made))
    return made


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


def _faults(name: str, column: npt.NDArray[Any], rows: int) -> Iterator[str]:
    if column.shape != (rows,):
        yield f"{name}: must be {rows} values, but has the shape {column.shape}"
        return
    missing = _missing(column)
    if missing.any():
        yield (
            f"{name}, position {int(missing.argmax())}: missing or infinite, as are "
            f"{int(missing.sum()) - 1} more; leave these rows out of both tables, or fill them"
        )
        return
    if rows and (column == column[0]).all():
        yield f"{name}: is the same in every row, so that its effect cannot be told"


def _missing(column: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if column.dtype.kind in "biu":
        return np.zeros(len(column), dtype=bool)
    if column.dtype.kind == "f":
        finite: npt.NDArray[np.bool_] = np.isfinite(column)
        return ~finite
    missing = [value is None or value != value or value == "" for value in column.tolist()]
    return np.array(missing, dtype=bool)


def _terms(name: str, column: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    if column.dtype.kind in "biuf":
        return {name: column.astype(np.float64)}
    texts = column.astype(str)
    return {f"{name}[{level}]": texts == level for level in np.unique(texts)[1:]}


def _collinear(made: Design) -> list[str]:
    """Name each term that those before it and a constant determine."""
    if not made.values.size:
        return []
    centred = made.values - made.values.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    triangle: FloatArray = np.linalg.qr(centred / lengths, mode="r")  # type: ignore[assignment]  # with mode="r" it is the matrix
    left = np.abs(triangle.diagonal())
    few = [len(made.terms) > len(centred)] * len(made.terms)
    left = np.concatenate([left, np.zeros(len(made.terms) - len(left))])
    return [
        f"{term}: " + ("there are fewer rows than terms" if few[place] else GIVEN)
        for place, term in enumerate(made.terms)
        if left[place] < COLLINEAR
    ]


GIVEN = "the columns before it determine it, so that their effects cannot be told apart; drop it"
