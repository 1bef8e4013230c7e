"""What may be seen of indicators: values that hold nothing but protected numbers."""

from __future__ import annotations

import math
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.show import html_table, number

__all__ = ["ShownChange", "ShownIndicator", "ShownPart", "ShownResults", "ShownRule", "Verdict"]

NAN = float("nan")
_COLUMNS = ("code", "name", "value", "lower", "upper", "unit", "reason", "withheld")

Verdict = Literal["better", "worse", "no clear difference", "cannot be told", "not judged"]
"""How a figure compares with that of the period before; a count of activity is not judged."""


@attrs.frozen(kw_only=True)
class ShownRule:
    """The card of an indicator in words, without the program behind it."""

    how_we_count: str = ""
    population: str = ""
    numerator: str = ""
    denominator: str = ""
    dated_by: str = ""
    period_rule: str = ""
    key: str = ""
    contribution: str = ""
    evidence: bool = False
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    direction: str = "neither"
    shaped_by: str = "none"
    valid_from: str = ""
    valid_to: str = ""
    supersedes: int = 0
    restated: str = ""
    source: str = ""


@attrs.frozen(kw_only=True)
class ShownPart:
    """A number beside a figure.

    Attributes
    ----------
    label
        What it counts.
    value
        The number; ``None`` where it is none or few, and so not shown.
    unit
        ``people``, ``events``, ``share`` …
    exact
        Whether a count is exact; else it is rounded down to a multiple of the
        threshold.
    """

    label: str
    value: float | None
    unit: str = "people"
    exact: bool = False


@attrs.frozen(kw_only=True, repr=False)
class ShownIndicator:
    """One figure with its rule.

    Attributes
    ----------
    code, version, name, unit
        Which indicator it is, by which version of its definition.
    value, lower, upper
        The figure and its interval; NaN where there is none.
    bounds
        Whether the interval holds every way in which it may still go on with
        those not yet known, and not what chance does.
    numerator
        About how many it happened to; ``None`` where it counts none, and
        where they, or the others, are few.
    denominator
        About of how many; ``None`` for plain counts, and where it is few.
    missing
        About how many belonged and were left out since the records cannot tell.
    censored
        About how many are not known to the horizon.
    parts
        What is counted beside it.
    excluded
        About how many were left out, by reason.
    naive, naive_reason
        What a careless figure would be, and why that misleads.
    rule
        The card in words.
    reason
        Why it was not measured; empty when it was.
    withheld
        Why it is not shown; empty when it is.
    notes
        What to bear in mind.
    level
        Coverage of the interval; ``None`` when there is none.
    method
        How the figure was made.
    """

    code: str
    version: int
    name: str
    unit: str = ""
    value: float = NAN
    lower: float = NAN
    upper: float = NAN
    bounds: bool = False
    numerator: int | None = None
    denominator: int | None = None
    missing: int | None = None
    censored: int | None = None
    parts: tuple[ShownPart, ...] = ()
    excluded: tuple[ShownPart, ...] = ()
    naive: float = NAN
    naive_reason: str = ""
    rule: ShownRule = attrs.field(factory=ShownRule)
    reason: str = ""
    withheld: str = ""
    notes: tuple[str, ...] = ()
    level: float | None = None
    method: str = ""

    def __repr__(self) -> str:
        if self.reason:
            return f"{self.name}: not measured ({self.reason})"
        if self.withheld:
            return f"{self.name}: not shown ({self.withheld})"
        interval = ""
        if not math.isnan(self.lower) or not math.isnan(self.upper):
            interval = f", {number(self.lower)} to {number(self.upper)}"
        of = "" if self.denominator is None else f" of about {self.denominator:,}"
        return f"{self.name}: {number(self.value)} {self.unit}{interval}{of}"


@attrs.frozen(kw_only=True, repr=False)
class ShownResults:
    """The figures of one period, in the order in which they were asked for."""

    period: tuple[str, str]
    as_of: str
    indicators: tuple[ShownIndicator, ...]

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row an indicator."""
        texts = {
            name: np.array([getattr(i, name) for i in self.indicators], dtype=object)
            for name in ("code", "name", "unit", "reason", "withheld")
        }
        numbers = {
            name: np.array([getattr(i, name) for i in self.indicators], dtype=float)
            for name in ("value", "lower", "upper")
        }
        found = texts | numbers
        return {name: found[name] for name in _COLUMNS}

    def __repr__(self) -> str:
        lines = (f"  {each.code}: {each!r}" for each in self.indicators)
        return "\n".join([self._caption(), *lines])

    def _repr_html_(self) -> str:
        return html_table(self._caption(), self.columns(), rows=len(self.indicators))

    def _caption(self) -> str:
        begin, end = self.period
        return f"Protected figures from {begin} to {end}, as of {self.as_of}"


@attrs.frozen(kw_only=True)
class ShownChange:
    """A figure beside that of the period before.

    Attributes
    ----------
    code, version, name, unit, direction
        Which indicator it is, and whether more of it is better.
    now, before
        The two figures as shown; NaN where one is not.
    exact
        Whether counts among them are exact; else they are rounded down to a
        multiple of the threshold.
    difference, lower, upper
        Now less before, with its interval; NaN where it cannot be told.
    verdict
        What follows from direction and interval.
    reason
        Why nothing can be told; empty when something can.
    """

    code: str
    version: int
    name: str
    unit: str
    direction: str
    now: float = NAN
    before: float = NAN
    exact: bool = False
    difference: float = NAN
    lower: float = NAN
    upper: float = NAN
    verdict: Verdict
    reason: str = ""
