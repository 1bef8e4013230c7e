"""The columns of answers, from whatever holds them: arrays, masks, mappings and frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.vocabulary.instruments import Instrument

__all__ = ["item_columns", "unmasked", "without_missing"]


def unmasked(values: Any) -> npt.NDArray[Any]:
    """Return an array in which nothing stands where a mask was: NaN among numbers, else None."""
    if isinstance(values, list | tuple) and any(isinstance(v, np.ma.MaskedArray) for v in values):
        values = np.ma.stack(values)
    if not isinstance(values, np.ma.MaskedArray):
        return np.asarray(values)
    number = values.dtype.kind in "iufb"
    whole = np.array(values.data, dtype=np.float64 if number else object)
    whole[np.ma.getmaskarray(values)] = np.nan if number else None
    return whole


def item_columns(answers: Any, instrument: Instrument) -> list[Any]:
    """Return one column for each item, of a mapping, a frame or a two-dimensional array.

    Raises
    ------
    TableError
        If there are not as many items, columns of different length, or cells
        that are neither numbers nor text.
    """
    if isinstance(answers, Mapping):
        return _named_columns(answers, list(answers), instrument)
    if hasattr(type(answers), "columns"):
        return _of_frame(answers, instrument)
    try:
        table = unmasked(answers)
    except ValueError as error:
        message = f"answers to {instrument.code} must have as many in each row"
        raise TableError(message) from error
    if table.ndim == 1 and instrument.items == 1:
        table = table[:, None]
    if table.ndim != 2 or table.shape[1] != instrument.items:
        message = (
            f"answers to {instrument.code} must have one row for each form and "
            f"{instrument.items} columns, but had the shape {table.shape}"
        )
        raise TableError(message)
    return [without_missing(table[:, item]) for item in range(instrument.items)]


def _of_frame(answers: Any, instrument: Instrument) -> list[Any]:
    import narwhals as nw

    frame = nw.from_native(answers)
    if isinstance(frame, nw.LazyFrame):
        message = f"answers to {instrument.code} stand in a query: run it first, with .collect()"
        raise TableError(message)
    items = [name for name in frame.columns if str(name).startswith("item_")]
    columns = {}
    for name in items:
        column = frame[name]
        plain = column.dtype.is_numeric() or column.dtype in (nw.String, nw.Boolean)
        kept = plain or not frame.implementation.is_pandas_like()
        columns[name] = column.to_polars() if kept else column.to_numpy()
    return _named_columns(columns, items, instrument)


def _named_columns(answers: Any, there: Sequence[str], instrument: Instrument) -> list[Any]:
    names = [f"item_{item}" for item in range(1, instrument.items + 1)]
    beyond = [n for n in there if str(n).startswith("item_") and n not in names]
    columns = {name: _column(answers[name]) for name in names if name in there}
    faults = [f"there is no column {name!r}" for name in names if name not in there]
    faults += [f"{instrument.code} has no {name!r}" for name in beyond]
    faults += [
        f"column {name!r} must hold one number or text for each form"
        for name, column in columns.items()
        if column is None
    ]
    if len({len(column) for column in columns.values() if column is not None}) > 1:
        faults.append("the columns differ in length")
    if faults:
        message = f"these are not the {instrument.items} items of {instrument.code}"
        raise TableError(message, faults=faults)
    return list(columns.values())


def _column(values: Any) -> Any:
    """Return a column as an array, words of polars as they are; ``None`` if it is no column."""
    if not hasattr(values, "to_physical"):
        column = unmasked(values)
        return without_missing(column) if column.ndim == 1 else None
    import polars as pl

    kind = values.dtype
    if isinstance(kind, pl.String | pl.Categorical | pl.Enum):
        return values
    if kind == pl.Object:
        return without_missing(np.array([*values.to_list(), None], dtype=object)[:-1])
    if kind.is_numeric() or kind in (pl.Boolean, pl.Null):
        return values.cast(pl.Float64).to_numpy()
    return None


def without_missing(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a column in which ``None`` stands for what pandas holds to be missing."""
    if column.dtype != object:
        return column
    import narwhals as nw

    pandas = nw.dependencies.get_pandas()
    if pandas is None:
        return column
    whole = column.copy()
    whole[pandas.isna(column)] = None
    return whole
