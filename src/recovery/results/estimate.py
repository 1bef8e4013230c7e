"""One number with its uncertainty, and several of them by label."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.groups import Labelled
from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table, number

__all__ = ["Estimate", "Estimates"]

K = TypeVar("K")


@attrs.frozen(repr=False)
class Estimate:
    """A number with its uncertainty.

    Attributes
    ----------
    value
        The estimate; NaN when the follow-up does not tell it.
    std_error
        Standard error; NaN when there is none (quantiles).
    lower, upper
        Ends of the interval; NaN when the follow-up does not reach that far.
    unit
        ``probability``, ``days`` …
    n
        How many subjects it was made from.
    about
        What it is about, with method and level.
    """

    value: float
    std_error: float
    lower: float
    upper: float
    unit: str
    n: int = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    def __repr__(self) -> str:
        interval = f"{number(self.lower)} to {number(self.upper)}"
        return f"Estimate({number(self.value)} {self.unit}, {interval}, n={self.n:,})"

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return each number as an array of one."""
        return Estimates({"": self}).columns()


FIELDS = ("value", "std_error", "lower", "upper", "unit", "n")


@attrs.frozen(eq=False, repr=False)
class Estimates(Labelled[K, Estimate]):
    """Estimates by label, such as the day they are for.

    Attributes
    ----------
    parts
        The estimate of each label.
    about
        What they are about.
    """

    about: About = attrs.field(factory=About, kw_only=True)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one array a field, and the labels."""
        columns = {"label": np.array(list(self))}
        for name in FIELDS:
            columns[name] = np.array([getattr(estimate, name) for estimate in self.values()])
        return columns

    def _repr_html_(self) -> str:
        return html_table("Estimates", self.columns(), self.about.notes)
