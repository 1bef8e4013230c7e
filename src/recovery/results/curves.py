"""Curves of competing events, by cause."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.curve import Curve
from recovery.results.groups import Labelled
from recovery.tables.about import About
from recovery.tables.show import html_table

__all__ = ["Curves"]


@attrs.frozen(eq=False, repr=False)
class Curves(Labelled[str, Curve]):
    """One curve for each cause, in the order of the table's causes.

    Attributes
    ----------
    parts
        The curve of each cause.
    about
        What the curves are about.
    """

    about: About = attrs.field(factory=About, kw_only=True)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the steps of all curves below each other, and the cause of each."""
        curves = list(self.values())
        columns = {"cause": np.repeat(np.array(list(self)), [len(c.days) for c in curves])}
        for name in curves[0].columns():
            columns[name] = np.concatenate([getattr(curve, name) for curve in curves])
        return columns

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain numbers, texts, lists and dictionaries."""
        return {cause: curve.to_dict() for cause, curve in self.items()}

    def _repr_html_(self) -> str:
        return html_table("Curves by cause", self.columns(), self.about.notes)
