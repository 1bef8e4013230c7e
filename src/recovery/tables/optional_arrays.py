"""Arrays that a table may or may not have: how many, how heavy, in which cluster or stratum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.tables.arrays import first_fault

__all__ = ["given_columns", "label_faults", "mass_faults", "order_fault", "refuse_unused", "sound"]

TINY, HUGE = 1e-100, 1e100
"""Between these sizes the square of a weight, and sums of many, are numbers of the machine."""


def given_columns(table: object, names: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays that were given, by name."""
    arrays = {name: getattr(table, name) for name in names}
    return {name: array for name, array in arrays.items() if array is not None}


def sound(
    wanted: Mapping[str, type[Any] | None], arrays: Mapping[str, npt.NDArray[Any] | None]
) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays whose values can be looked at: given, flat, and of the right type."""
    return {
        name: array
        for name, array in arrays.items()
        if array is not None and array.ndim == 1 and wanted[name] in (None, array.dtype)
    }


def order_fault(
    name: str, first: npt.NDArray[Any] | None, other: npt.NDArray[Any] | None, rule: str
) -> Iterator[str]:
    """Yield the first position at which one array does not lie below another, if both are sound."""
    if first is not None and other is not None and len(first) == len(other):
        late = first >= other
        if late.any():
            yield f"{name}, position {int(late.argmax())}: {rule}"


def label_faults(arrays: Mapping[str, npt.NDArray[Any] | None]) -> Iterator[str]:
    """Yield each array of labels of which one is missing, or which are of several kinds."""
    for name, labels in arrays.items():
        if labels is None or labels.ndim != 1 or labels.dtype.kind not in "Of":
            continue
        missing = [label is None or label != label for label in labels.tolist()]
        if any(missing):
            yield f"{name}, position {missing.index(True)}: is missing; give it a label of its own"
        elif labels.dtype.kind == "O" and not _sortable(labels):
            yield f"{name}: labels must be of one kind"


def _sortable(labels: npt.NDArray[Any]) -> bool:
    try:
        sorted(set(labels.tolist()))
    except TypeError:
        return False
    return True


def mass_faults(arrays: Mapping[str, npt.NDArray[Any]]) -> Iterator[str]:
    """Yield the first frequency below 1 and weight below 0, and weights of a size past reason."""
    if "frequency" in arrays:
        yield from first_fault("frequency", arrays["frequency"], 1, rule="must be 1 or more")
    if "weight" in arrays:
        weight = arrays["weight"]
        wrong = ~(np.isfinite(weight) & (weight >= 0))
        if wrong.any():
            yield f"weight, position {int(wrong.argmax())}: must be finite and 0 or more"
        elif len(weight) and not (TINY <= (most := weight.max()) <= HUGE or most == 0):
            yield (
                f"weight: the largest must lie between {TINY:g} and {HUGE:g}, so that squares of "
                "weights can be held; divide all of them by their mean"
            )


def refuse_unused(table: object, unused: Iterable[str], *, called: str) -> None:
    """Raise an error if a table has any of some arrays, which would be left out unasked.

    Raises
    ------
    DefinitionError
        It says how to go on without them.
    """
    given = [name for name in unused if getattr(table, name) is not None]
    if not given:
        return
    without = ", ".join(f"{name}=None" for name in given)
    split = "Split strata into one table each. " if "stratum" in given else ""
    message = (
        f"this estimate cannot use {' or '.join(given)}, and leaving them out unasked would give "
        f"wrong numbers. {split}variance='robust', where it is offered, takes weight and cluster. "
        "If subjects may be taken as equal and independent, say so with "
        f"attrs.evolve({called}, {without})"
    )
    raise DefinitionError(message)
