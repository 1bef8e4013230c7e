"""How many people a question takes, and how long that is to wait."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.about import About
from recovery.tables.show import html_table, number

__all__ = ["Needed"]

NAN = math.nan


@attrs.frozen(repr=False, kw_only=True)
class Needed:
    """What it takes before a question can be answered as precisely as asked.

    Attributes
    ----------
    question
        What is to be seen, in words.
    groups
        How many people in each group, rounded up; empty where the question is
        about events or exposure and nothing is said about people.
    events
        How many events that is, rounded up; ``None`` where none are counted.
    exposure
        How much exposure, in the unit of the rate; NaN where none is counted.
    level, power
        Coverage of the interval, or 1 less the test's error of the first kind;
        and how often the test sees the difference, NaN for an interval.
    inflow
        People a month, or exposure a month, from the recent past; NaN when it
        was not asked.
    months, months_lower, months_upper
        How long that inflow takes to bring as many, with an interval for how
        uncertain the inflow is; NaN when it was not asked. Of exposure there
        is no interval.
    about
        The method, and what must be kept in mind.
    """

    question: str
    groups: tuple[int, ...] = ()
    events: int | None = None
    exposure: float = NAN
    level: float = 0.95
    power: float = NAN
    inflow: float = NAN
    months: float = NAN
    months_lower: float = NAN
    months_upper: float = NAN
    about: About = attrs.field(factory=About)

    @property
    def people(self) -> int | None:
        """How many people in all groups; ``None`` where nothing is said about people."""
        return sum(self.groups) if self.groups else None

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return each number as an array of one."""
        numbers = {
            "people": NAN if self.people is None else self.people,
            "events": NAN if self.events is None else self.events,
        }
        names = ("exposure", "level", "power", "inflow", "months", "months_lower", "months_upper")
        numbers |= {name: getattr(self, name) for name in names}
        found: dict[str, npt.NDArray[Any]] = {"question": np.array([self.question], dtype=object)}
        return found | {name: np.array([each], dtype=float) for name, each in numbers.items()}

    def __repr__(self) -> str:
        parts = []
        if self.people is not None:
            each = f" ({' + '.join(f'{n:,}' for n in self.groups)})" if len(self.groups) > 1 else ""
            parts.append(f"{self.people:,} people{each}")
        if self.events is not None:
            parts.append(f"{self.events:,} events")
        if not math.isnan(self.exposure):
            parts.append(f"an exposure of {number(self.exposure)}")
        if not math.isnan(self.months):
            about = f"about {number(self.months)} months at the recent inflow"
            span = f" ({number(self.months_lower)} to {number(self.months_upper)})"
            parts.append(about if math.isnan(self.months_lower) else about + span)
        return f"Needed({self.question}: {'; '.join(parts)})"

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)
