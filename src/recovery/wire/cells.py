"""Numbers and cells as JSON has words for them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from recovery.errors import RecordError
from recovery.tables.arrays import FloatArray, IntArray

__all__ = [
    "Block",
    "Cell",
    "FloatBlock",
    "IntBlock",
    "Number",
    "Odd",
    "Whole",
    "WholeBlock",
    "read_block",
    "read_cell",
    "read_labels",
    "read_number",
    "read_numbers",
    "read_whole_block",
    "write_block",
    "write_cell",
    "write_labels",
    "write_number",
    "write_numbers",
    "write_whole_block",
]

Number = float | None | Literal["inf", "-inf"]
Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class Odd(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A cell that JSON has no word for: a day, or a number that is not finite."""

    date: dt.date | None = None
    number: Literal["nan", "inf", "-inf"] | None = None


Cell = bool | int | float | str | Odd | None

Size = Annotated[int, msgspec.Meta(ge=0)]
FloatBlock = Annotated[FloatArray, "of several dimensions"]
IntBlock = Annotated[IntArray, "of several dimensions"]
"""Arrays of more than one dimension, as the annotations of fields do not say."""


class Block(msgspec.Struct, forbid_unknown_fields=True):
    """An array of several dimensions: its shape, and its numbers; the last index runs first."""

    shape: list[Size]
    values: list[Number]


class WholeBlock(msgspec.Struct, forbid_unknown_fields=True):
    """An array of whole numbers of several dimensions."""

    shape: list[Size]
    values: list[Whole]


def write_number(value: float) -> Number:
    """Write a number; NaN is null."""
    if math.isfinite(value):
        return float(value)
    return None if math.isnan(value) else _infinite(value)


def _infinite(value: float) -> Literal["inf", "-inf"]:
    return "inf" if value > 0 else "-inf"


def read_number(wire: Number) -> float:
    """Read a number; null is NaN."""
    return math.nan if wire is None else float(wire)


def write_numbers(array: FloatArray) -> list[Number]:
    """Write an array of numbers."""
    numbers: list[float] = array.tolist()
    return list(numbers) if np.isfinite(array).all() else [write_number(n) for n in numbers]


def read_numbers(wire: list[Number]) -> FloatArray:
    """Read an array of numbers."""
    return np.array([read_number(number) for number in wire], dtype=np.float64)


def write_cell(value: Any) -> Any:
    """Write a cell, of whatever type."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dt.date):
        return Odd(date=value)
    if isinstance(value, float) and not math.isfinite(value):
        return Odd(number="nan" if math.isnan(value) else _infinite(value))
    return value


def read_cell(wire: Cell) -> Any:
    """Read a cell."""
    if not isinstance(wire, Odd):
        return wire
    return wire.date if wire.number is None else float(wire.number)


def read_labels(wire: list[Cell]) -> npt.NDArray[Any]:
    """Read an array of labels, of Python objects where they are not of one type."""
    cells = [read_cell(cell) for cell in wire]
    one_kind = len({type(cell) for cell in cells}) == 1 and cells[0] is not None
    return np.array(cells, dtype=None if one_kind else object)


def write_labels(array: npt.NDArray[Any]) -> list[Cell]:
    """Write labels of any type."""
    return [write_cell(cell) for cell in array.tolist()]


def write_block(array: FloatArray) -> Block:
    """Write an array of any dimensions."""
    return Block(list(array.shape), write_numbers(array.ravel()))


def read_block(wire: Block) -> FloatArray:
    """Read an array of any dimensions."""
    return _shaped(read_numbers(wire.values), wire.shape)


def write_whole_block(array: IntArray) -> WholeBlock:
    """Write an array of whole numbers of any dimensions."""
    return WholeBlock(list(array.shape), array.ravel().tolist())


def read_whole_block(wire: WholeBlock) -> IntArray:
    """Read an array of whole numbers of any dimensions."""
    return _shaped(np.array(wire.values, dtype=np.int64), wire.shape)


def _shaped(values: npt.NDArray[Any], shape: list[int]) -> npt.NDArray[Any]:
    if len(values) != math.prod(shape):
        message = f"{len(values)} values do not make an array of the shape {shape}"
        raise RecordError(message)
    return values.reshape(shape)
