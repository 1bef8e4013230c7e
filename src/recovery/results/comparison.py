"""Whether groups differ: a test and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table, number

__all__ = ["Comparison"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Comparison:
    """A test of the hypothesis that groups do not differ.

    Attributes
    ----------
    statistic
        Chi-squared when they do not differ; NaN when the data cannot tell.
    df
        Degrees of freedom; 0 when the data cannot tell.
    p_value
        How often a statistic as large or larger would come by chance alone.
    observed, expected
        What each group showed, and what it would have shown on average if
        the groups did not differ, given how many of it were at risk: events,
        or events times the weight of their day.
    about
        What was compared, with the method.
    """

    statistic: float
    df: int
    p_value: float
    observed: Mapping[Any, float] = attrs.field(metadata=COUNTS)
    expected: Mapping[Any, float] = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row a group: its label, what was observed and what expected."""
        return {
            "group": np.array(list(self.observed), dtype=object),
            "observed": np.array(list(self.observed.values()), dtype=float),
            "expected": np.array(list(self.expected.values()), dtype=float),
        }

    def __repr__(self) -> str:
        return (
            f"Comparison(chi-squared {number(float(self.statistic))} on {self.df} df, "
            f"p = {number(float(self.p_value))})"
        )

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)
