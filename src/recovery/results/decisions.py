"""What was decided, and what the figure it cites did before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.indicators import IndicatorResult, NotMeasured
from recovery.tables.about import About
from recovery.tables.show import html_table, number

__all__ = ["DESCRIPTIVE", "Decision", "Decisions"]

DESCRIPTIVE = (
    "descriptive: what a figure did after a decision is not what the decision did to it, for other "
    "things changed too, a figure that was acted on because it was extreme tends to come back by "
    "itself, and outcomes of people of the period before may lie after the decision"
)
"""What every reader of decisions and figures must know."""

_Figure = IndicatorResult | NotMeasured


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Decision:
    """One decision, and the figure it cites.

    Attributes
    ----------
    decided_on, latest
        ISO days between which the decision was made; equal where the day is
        certain.
    indicator, name
        Code of the indicator that it cites, and its name if it is known.
    change
        What the programme does otherwise, in its own words.
    review_on
        ISO day on which it was to be looked at again; empty for none.
    review_due
        Whether that day has come and no result is recorded.
    result
        What the programme says came of it; empty when it does not say.
    before
        The figure of the last period that ended before the decision, by
        period; empty where there is none.
    during
        That of the period in which it was made.
    after
        Those of the periods that began after it.
    reason
        Why there are no figures; empty where there are.
    """

    decided_on: str
    latest: str
    indicator: str
    name: str = ""
    change: str
    review_on: str = ""
    review_due: bool = False
    result: str = ""
    before: Mapping[str, _Figure] = attrs.field(factory=dict)
    during: Mapping[str, _Figure] = attrs.field(factory=dict)
    after: Mapping[str, _Figure] = attrs.field(factory=dict)
    reason: str = ""

    def difference(self, period: str) -> float:
        """Return the figure of a period after the decision less that before it.

        NaN where one of them was not measured, or they were counted by
        different versions of the definition.

        Raises
        ------
        KeyError
            If no figure of such a period is there.
        """
        figure = {**self.during, **self.after}[period]
        start = next(iter(self.before.values()), None)
        if start is None or start.version != figure.version:
            return math.nan
        return _value(figure) - _value(start)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Go through the figures in their order, with where each stands."""
        for place in ("before", "during", "after"):
            for period, figure in getattr(self, place).items():
                start, end = period.split("/")
                yield {
                    "decided_on": self.decided_on,
                    "indicator": self.indicator,
                    "change": self.change,
                    "place": place,
                    "start": start,
                    "end": end,
                    "version": figure.version,
                    "value": _value(figure),
                    "lower": getattr(figure, "lower", math.nan),
                    "upper": getattr(figure, "upper", math.nan),
                    "difference": math.nan if place == "before" else self.difference(period),
                }

    def __repr__(self) -> str:
        head = f"{self.decided_on}: {self.change} (cites {self.name or self.indicator})"
        if self.reason:
            return f"{head}; {self.reason}"
        told = {place: list(getattr(self, place).values()) for place in ("before", "after")}
        words = (
            f"{place} {', '.join(number(_value(figure)) for figure in figures) or 'no period'}"
            for place, figures in told.items()
        )
        return f"{head}; {', '.join(words)}"


def _value(figure: _Figure) -> float:
    return math.nan if isinstance(figure, NotMeasured) else float(figure.value)


_TEXTS = ("decided_on", "indicator", "change", "place", "start", "end")
_NUMBERS = ("version", "value", "lower", "upper", "difference")


@attrs.frozen(eq=False, repr=False)
class Decisions:
    """Decisions in the order of their days, each with the figure that it cites.

    Attributes
    ----------
    decisions
        One each.
    about
        As-of day, purpose, and that all of it is descriptive.
    """

    decisions: tuple[Decision, ...]
    about: About

    def __len__(self) -> int:
        return len(self.decisions)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    def __getitem__(self, place: int) -> Decision:
        return self.decisions[place]

    @property
    def reviews_due(self) -> tuple[Decision, ...]:
        """The decisions whose review is due, with nothing recorded of it."""
        return tuple(decision for decision in self if decision.review_due)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row a decision and period: before, during, and each after it."""
        rows = [row for decision in self for row in decision.rows()]
        kinds = dict.fromkeys(_TEXTS, object) | {"version": np.int64}
        return {
            name: np.array([row[name] for row in rows], dtype=kinds.get(name, np.float64))
            for name in (*_TEXTS, *_NUMBERS)
        }

    def __repr__(self) -> str:
        lines = [f"Decisions({len(self)}), descriptive", *(f"  {each!r}" for each in self)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns = self.columns()
        return html_table("Decisions", columns, self.about.notes, rows=len(columns["value"]))
