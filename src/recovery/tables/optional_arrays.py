"""Arrays that a table may or may not have: how many, how heavy, in which cluster or stratum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError
from recovery.tables.arrays import FloatArray, IntArray, first_fault

__all__ = ["given_columns", "mass_faults", "refuse_unused"]


def given_columns(table: object, names: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays that were given, by name."""
    arrays = {name: getattr(table, name) for name in names}
    return {name: array for name, array in arrays.items() if array is not None}


def mass_faults(frequency: IntArray | None, weight: FloatArray | None) -> Iterator[str]:
    """Yield the first position of a frequency below 1 and of a weight below 0."""
    if frequency is not None:
        yield from first_fault("frequency", frequency, 1, rule="must be 1 or more")
    if weight is not None:
        wrong = ~(np.isfinite(weight) & (weight >= 0))
        if wrong.any():
            yield f"weight, position {int(wrong.argmax())}: must be finite and 0 or more"


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
