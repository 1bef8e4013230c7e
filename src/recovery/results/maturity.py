"""Which cohort can answer which question, and from when on."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.about import About
from recovery.tables.show import html_table

__all__ = ["Maturity", "MaturityRow"]


@attrs.frozen(kw_only=True)
class MaturityRow:
    """When the cohort of one period can answer one indicator.

    Attributes
    ----------
    code, name
        The indicator.
    period
        First and last day of the period, as ISO days.
    days
        How long each person must be followed for the answer.
    first, full
        ISO days from which on the first, and the last, of them can have been
        followed that long.
    mature
        Whether all of them can, on the day of the data.
    """

    code: str
    name: str
    period: tuple[str, str]
    days: int
    first: str
    full: str
    mature: bool


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Maturity:
    """A calendar of answers: by indicator, then by period.

    Attributes
    ----------
    rows
        One for each indicator and period, in the order in which they were asked for.
    about
        The day of the data.
    """

    rows: tuple[MaturityRow, ...]
    about: About = attrs.field(factory=About)

    def __len__(self) -> int:
        return len(self.rows)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row for each indicator and period."""

        def words(values: list[str]) -> npt.NDArray[Any]:
            return np.array(values, dtype=object)

        return {
            "code": words([row.code for row in self.rows]),
            "name": words([row.name for row in self.rows]),
            "from": words([row.period[0] for row in self.rows]),
            "to": words([row.period[1] for row in self.rows]),
            "days": np.array([row.days for row in self.rows], dtype=np.int64),
            "first answer": words([row.first for row in self.rows]),
            "in full": words([row.full for row in self.rows]),
            "mature": np.array([row.mature for row in self.rows], dtype=bool),
        }

    def __repr__(self) -> str:
        lines = [f"Maturity on {self.about.as_of}"]
        for row in self.rows:
            when = "can be answered in full" if row.mature else f"in full from {row.full} on"
            lines.append(f"  {row.name}, {row.period[0]} to {row.period[1]}: {when}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return html_table(f"Maturity on {self.about.as_of}", self.columns(), self.about.notes)
