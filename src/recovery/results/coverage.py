"""Of which outcomes the records tell, and of which nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table

__all__ = ["Coverage"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Coverage:
    """How far the records cover a set of outcomes that should be reported for everyone.

    Attributes
    ----------
    outcomes
        Code of each outcome, and what it is called.
    measures
        By outcome: the milestones and scales that could tell of it.
    recorded
        By outcome: those of them of which anything is on record.
    people
        By outcome: of how many subjects anything is on record.
    n
        How many subjects there are.
    about
        What the coverage is about.
    """

    outcomes: Mapping[str, str]
    measures: Mapping[str, tuple[str, ...]]
    recorded: Mapping[str, tuple[str, ...]]
    people: Mapping[str, int] = attrs.field(metadata=COUNTS)
    n: int = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    @property
    def without_measure(self) -> tuple[str, ...]:
        """The outcomes that nothing in the vocabulary measures."""
        return tuple(code for code, measures in self.measures.items() if not measures)

    @property
    def not_recorded(self) -> tuple[str, ...]:
        """The outcomes that something could measure, but of which nothing is on record."""
        return tuple(c for c, known in self.recorded.items() if not known and self.measures[c])

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row an outcome."""
        words = {
            "outcome": list(self.outcomes.values()),
            "could be measured by": [", ".join(m) or "nothing" for m in self.measures.values()],
            "on record": [", ".join(m) or "nothing" for m in self.recorded.values()],
        }
        columns: dict[str, npt.NDArray[Any]] = {
            name: np.array(cells, dtype=object) for name, cells in words.items()
        }
        columns["people"] = np.array(list(self.people.values()), dtype=np.int64)
        return columns

    def __repr__(self) -> str:
        told = sum(bool(measures) for measures in self.recorded.values())
        lines = [f"Coverage({told} of {len(self.outcomes)} outcomes, {self.n:,} subjects)"]
        for code, meaning in self.outcomes.items():
            known = ", ".join(self.recorded[code]) or (
                "not on record" if self.measures[code] else "no measure"
            )
            lines.append(f"  {meaning}: {known}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns = self.columns()
        return html_table(
            f"Core outcomes on record, of {self.n:,} subjects", columns, self.about.notes
        )
