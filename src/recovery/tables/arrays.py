"""Arrays as tables want them, and the faults of those that are not.

A fault names the array, the first position and the rule; never the value,
which may be about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.errors import TableError

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "FloatArray",
    "IntArray",
    "as_labels",
    "as_names",
    "as_numbers",
    "as_whole",
    "first_fault",
    "raise_faults",
    "shape_faults",
]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]

FIRST_DAY = -1
"""The earliest day that can be given: just before day 0, the day of the origin."""
LAST_DAY = 2**53
"""The latest day that can be given: whole numbers up to it are exact in floating point too."""


def _read_only(array: AnyArray) -> AnyArray:
    view = array.view()
    view.flags.writeable = False
    return view


def as_labels(values: npt.ArrayLike | Sequence[object]) -> AnyArray:
    """Return any values as a read-only array; masked entries become ``None``."""
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(object), None)
    return _read_only(np.asarray(values))


def as_names(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return names as a tuple; a lone text is one name."""
    return (names,) if isinstance(names, str) else tuple(names)


def as_whole(values: npt.ArrayLike) -> AnyArray:
    """Return whole numbers as read-only ``int64``, and anything else as it came."""
    array = as_labels(values)
    if array.dtype == np.int64:
        return array
    if array.size == 0 or array.dtype.kind in "biu":
        return _read_only(array.astype(np.int64))
    if array.dtype.kind == "O" and all(isinstance(value, Real) for value in array.flat):
        array = array.astype(np.float64)
    if array.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = array.astype(np.int64)
        return _read_only(whole if np.array_equal(whole, array) else array)
    return array


def as_numbers(values: npt.ArrayLike) -> AnyArray:
    """Return numbers as read-only ``float64``, and anything else as it came."""
    array = as_labels(values)
    if array.size == 0 or array.dtype.kind in "biuf":
        return _read_only(array.astype(np.float64, copy=False))
    return array


def first_fault(
    name: str, array: IntArray, lowest: int, highest: int = LAST_DAY, *, rule: str
) -> Iterator[str]:
    """Yield the first position whose number lies outside ``[lowest, highest]``, if there is one."""
    # In one pass: as an unsigned number, whatever lies below the lowest is very large.
    limit = np.uint64(highest - lowest)
    shifted = array if lowest == 0 else array - lowest
    if len(array) and shifted.view(np.uint64).max() > limit:
        wrong = shifted.view(np.uint64) > limit
        yield f"{name}, position {int(wrong.argmax())}: {rule}"


def _not_whole(value: object) -> bool:
    return not (isinstance(value, Integral) or (isinstance(value, float) and value.is_integer()))


def _type_fault(name: str, array: AnyArray, wanted: type[Any]) -> str | None:
    if array.dtype == wanted:
        return None
    if wanted is np.float64:
        return f"{name}: must be numbers"
    position = next((i for i, value in enumerate(array.tolist()) if _not_whole(value)), 0)
    return f"{name}, position {position}: must be a whole number"


def shape_faults(
    wanted: Mapping[str, type[Any] | None], arrays: Mapping[str, AnyArray | None]
) -> Iterator[str]:
    """Yield what is wrong with dimensions, lengths and types; labels want no type (``None``)."""
    given = {name: array for name, array in arrays.items() if array is not None}
    flat = {name: array for name, array in given.items() if array.ndim == 1}
    for name in given:
        if name not in flat:
            yield f"{name}: must have one dimension, but has {given[name].ndim}"
    if len({len(array) for array in flat.values()}) > 1:
        lengths = ", ".join(f"{name} {len(array)}" for name, array in flat.items())
        yield f"all arrays must be equally long, but are: {lengths}"
    for name, array in flat.items():
        kind = wanted[name]
        fault = None if kind is None else _type_fault(name, array, kind)
        if fault:
            yield fault


def raise_faults(table: str, faults: Iterable[str]) -> None:
    """Raise one error with all faults, if there are any."""
    found = tuple(faults)
    if found:
        message = f"these arrays do not make {table}; positions count from 0:"
        raise TableError(message, faults=found)
