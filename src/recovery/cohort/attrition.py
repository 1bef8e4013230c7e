"""Who was left out of a cohort, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.show import html_table

__all__ = ["Attrition", "BoolArray", "left_out"]

BoolArray = npt.NDArray[np.bool_]


@attrs.frozen(repr=False)
class Attrition:
    """How many there were, and how many were left out for each reason, in order.

    Attributes
    ----------
    rows
        ``(reason, count)``; the first row says how many there were.

    Examples
    --------
    >>> steps = Attrition((("survivors on record", 120),)).less("no intake recorded", 20)
    >>> steps.remaining, list(steps)
    (100, [('survivors on record', 120), ('no intake recorded', 20)])
    """

    rows: tuple[tuple[str, int], ...]

    @property
    def remaining(self) -> int:
        """How many are left."""
        return self.rows[0][1] - sum(count for _, count in self.rows[1:])

    def less(self, reason: str, count: int, *, asked: bool = False) -> Attrition:
        """Return the same with one more step.

        A step that leaves nobody out is kept when it was ``asked`` for, and
        not mentioned when it is a fault that was only looked for.
        """
        return Attrition((*self.rows, (reason, count))) if count or asked else self

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        (start, total), *steps = self.rows
        lines = (f"  -{count:>9,}  {reason}" for reason, count in steps)
        end = f"  ={self.remaining:>9,}  remain"
        return "\n".join([f"Attrition\n   {total:>9,}  {start}", *lines, end])

    def _repr_html_(self) -> str:
        reasons, counts = zip(*self.rows, ("remain", self.remaining), strict=True)
        columns = {"step": np.array(reasons, dtype=object), "count": np.array(counts)}
        return html_table("Attrition", columns)


def left_out(
    attrition: Attrition, size: int, reasons: Iterable[tuple[str, BoolArray]]
) -> tuple[BoolArray, Attrition]:
    """Leave out whoever has a reason, counting everyone at their first one.

    Returns
    -------
    tuple
        Who stays, shape ``(size,)``, and the attrition with the steps added.
    """
    stays = np.ones(size, dtype=np.bool_)
    for reason, has in reasons:
        attrition = attrition.less(reason, int((stays & has).sum()))
        stays &= ~has
    return stays, attrition
